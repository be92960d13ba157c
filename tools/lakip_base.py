"""The Word base of the report templates: page, styles, numbering, and the pieces they are built of.

Everything staff may restyle is a style, so one change in Word changes the whole report.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

NAVY, BLUE, GOLD, GREY, PALE, YELLOW = "1F3864", "2F5597", "C9A227", "595959", "EAF0F8", "FFF200"
FONT = "Arial"
TEXT_CM = 15.5
WIDE_CM = 24.2
_TWIPS = 567


def xml(text: str) -> Any:
    """An element written with the w: prefix only."""
    head, sep, rest = text.partition(">")
    if head.endswith("/"):
        return parse_xml(f"{head[:-1]} {nsdecls('w')}/{sep}{rest}")
    return parse_xml(f"{head} {nsdecls('w')}{sep}{rest}")


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour)


class Base:
    """A document with the report's styles, and methods that add its pieces."""

    def __init__(self) -> None:
        self.document = Document()
        self.styles = self.document.styles
        _clean_package(self.document)
        _defaults(self.styles)
        _headings(self.styles)
        _paragraph_styles(self)
        _table_style(self.styles)
        _numbering(self.document, self.styles)
        self.page(self.document.sections[0])

    # Styles ----------------------------------------------------------------------------------

    def style(self, name: str, base: str | None = "Normal", **look: Any) -> Any:
        """A new paragraph style; look: size, color, bold, italic, before, after, and any
        attribute of a paragraph format."""
        style = self.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if base:
            style.base_style = self.styles[base]
        style.quick_style = True
        for key, value in look.items():
            if key == "size":
                style.font.size = Pt(value)
            elif key == "color":
                style.font.color.rgb = rgb(value)
            elif key in ("bold", "italic", "all_caps"):
                setattr(style.font, key, value)
            elif key in ("before", "after"):
                setattr(style.paragraph_format, f"space_{key}", Pt(value))
            else:
                setattr(style.paragraph_format, key, value)
        return style

    # Pages -----------------------------------------------------------------------------------

    def page(self, section: Any, *, wide: bool = False) -> None:
        """A4 with the report's margins."""
        section.page_width, section.page_height = (
            (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
        )
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.left_margin, section.right_margin = Cm(3), Cm(2.5)
        section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.5)
        section.header_distance = section.footer_distance = Cm(1.25)

    def section(self, title: str, *, wide: bool = False, numbering: str | None = None) -> Any:
        """A new section with its own header line; `numbering` "lowerRoman" or "decimal" restarts."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        self.page(section, wide=wide)
        section.header.is_linked_to_previous = False
        self._header(section, title, WIDE_CM if wide else TEXT_CM)
        section.footer.is_linked_to_previous = False
        self._footer(section, WIDE_CM if wide else TEXT_CM)
        properties = section._sectPr
        old = properties.find(qn("w:pgNumType"))
        if old is not None:
            properties.remove(old)
        if numbering:
            number = xml(f'<w:pgNumType w:fmt="{numbering}" w:start="1"/>')
        else:
            number = xml('<w:pgNumType w:fmt="decimal"/>')
        properties.find(qn("w:pgMar")).addnext(number)
        return section

    def _header(self, section: Any, title: str, right_cm: float) -> None:
        paragraph = section.header.paragraphs[0]
        paragraph.text = f"{{{{ satker.nama }}}}\t{title}"
        run = paragraph.runs[0]
        run.font.size, run.font.color.rgb = Pt(8.5), rgb(GREY)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(right_cm), WD_TAB_ALIGNMENT.RIGHT)
        paragraph._p.pPr.find(qn("w:tabs")).addprevious(
            xml(
                '<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="4" '
                f'w:color="{GOLD}"/></w:pBdr>'
            )
        )

    def _footer(self, section: Any, right_cm: float) -> None:
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = ALIGN.RIGHT
        self.field(paragraph, "PAGE", "1")
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(9), True
            run.font.color.rgb = rgb(NAVY)

    # Text ------------------------------------------------------------------------------------

    def add(self, text: str, style: str = "Isi Paragraf") -> Any:
        return self.document.add_paragraph(text, style=style)

    def heading(self, text: str, level: int, *, new_page: bool | None = None) -> Any:
        paragraph = self.document.add_heading(text, level)
        if new_page is not None:
            paragraph.paragraph_format.page_break_before = new_page
        return paragraph

    @contextmanager
    def region(self, key: str) -> Iterator[None]:
        """What lies inside is generated: renewed when the report is made again, unless edited.
        `key` is an expression of the template, e.g. "'pk'"."""
        self.document.add_paragraph(f"{{{{ wilayah({key}) }}}}", style="Normal")
        yield
        self.document.add_paragraph("{{ akhir_wilayah() }}", style="Normal")

    def tag(self, text: str) -> None:
        """A paragraph that holds one block tag and vanishes from the report."""
        self.document.add_paragraph(f"{{% {text} %}}", style="Normal")

    def labelled(self, label: str, text: str, style: str = "Isi Paragraf") -> Any:
        """A paragraph with a bold lead-in."""
        paragraph = self.add("", style)
        paragraph.add_run(f"{label} ").bold = True
        paragraph.add_run(text)
        return paragraph

    def todo(self, text: str) -> Any:
        """A yellow place that staff must fill."""
        return self.add(f"[{text}]", "Perlu Diisi")

    def texts(self, field: str, placeholder: str = "", style: str = "Isi Paragraf") -> None:
        """The paragraphs of a text of staff; the yellow placeholder where there is none."""
        self.tag(f"for paragraf in {field}")
        self.add("{{ paragraf }}", style)
        self.tag("endfor")
        if placeholder:
            self.tag(f"if not {field}")
            self.todo(placeholder)
            self.tag("endif")

    def field(self, paragraph: Any, code: str, shown: str = "") -> None:
        """A Word field."""
        pieces = (
            '<w:fldChar w:fldCharType="begin"/>',
            f'<w:instrText xml:space="preserve"> {code} </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
        )
        for piece in pieces:
            paragraph.add_run()._r.append(xml(piece))
        paragraph.add_run(shown)
        paragraph.add_run()._r.append(xml('<w:fldChar w:fldCharType="end"/>'))

    def caption(self, kind: str, key: str, text: str) -> Any:
        """A numbered caption: `kind` "tabel" (above) or "gambar" (below, centred)."""
        paragraph = self.add(f"{{{{ {kind}({key}) }}}} {text}", "Caption")
        if kind == "gambar":
            paragraph.alignment = ALIGN.CENTER
            paragraph.paragraph_format.keep_with_next = False
            paragraph.paragraph_format.space_after = Pt(10)
        return paragraph

    def chart(self, kind: str, data: str) -> None:
        self.add(f"{{{{ grafik('{kind}', {data}) }}}}", "Gambar")

    def table(
        self,
        widths: Sequence[float],
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        numbers: Sequence[int] = (),
        centred: Sequence[int] = (),
        total: Sequence[str] | None = None,
        alt: str = "",
        small: bool = False,
        groups: Sequence[tuple[str, int]] = (),
    ) -> Any:
        """A table in "Tabel LAKIP"; widths in cm; `rows` may hold block tags; `groups` (text,
        columns) is a header row above the head."""
        table = self.document.add_table(0, len(widths))
        table.style = self.styles["Tabel LAKIP"]
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        _table_properties(table, widths, alt, has_total=total is not None)
        prefix = "Isi Tabel Kecil" if small else "Isi Tabel"
        if small:
            _narrow_cells(table)
        if groups:
            _group_row(self, table, groups, widths)
        for n, cells in enumerate([head, *rows, *([total] if total else [])]):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(xml("<w:cantSplit/>"))
            if n == 0:
                properties.append(xml("<w:tblHeader/>"))
            for column, text in enumerate(cells):
                style = prefix
                if n == 0:
                    style = "Kepala Tabel Kecil" if small else "Kepala Tabel"
                elif column in numbers:
                    style = f"{prefix} Angka"
                elif column in centred:
                    style = f"{prefix} Tengah"
                _fill_cell(self, row.cells[column], widths[column], text, style)
        return table


def _narrow_cells(table: Any) -> None:
    margins = "".join(
        f'<w:{side} w:w="{wide}" w:type="dxa"/>'
        for side, wide in (("top", 20), ("left", 40), ("bottom", 20), ("right", 40))
    )
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(
        xml(f"<w:tblCellMar>{margins}</w:tblCellMar>")
    )


def _group_row(
    base: Base, table: Any, groups: Sequence[tuple[str, int]], widths: Sequence[float]
) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(xml("<w:cantSplit/>"))
    properties.append(xml("<w:tblHeader/>"))
    column = 0
    for text, span in groups:
        cell = row.cells[column]
        if span > 1:
            cell = cell.merge(row.cells[column + span - 1])
        cell.width = Cm(sum(widths[column : column + span]))
        paragraph = cell.paragraphs[0]
        paragraph.style = base.styles["Kepala Tabel Kecil"]
        paragraph.add_run(text) if text else None
        if span > 1:
            for extra in cell.paragraphs[1:]:
                extra._p.getparent().remove(extra._p)
        column += span


def _fill_cell(base: Base, cell: Any, width: float, text: str, style: str) -> None:
    cell.width = Cm(width)
    for n, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        paragraph.style = base.styles[style]
        paragraph.add_run(line) if line else None


def _table_properties(table: Any, widths: Sequence[float], alt: str, *, has_total: bool) -> None:
    properties = table._tbl.tblPr
    width = properties.find(qn("w:tblW"))
    columns = [round(cm * _TWIPS) for cm in widths]
    width.set(qn("w:w"), str(sum(columns)))
    width.set(qn("w:type"), "dxa")
    for grid, cm in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        grid.w = Cm(cm)
    look = properties.find(qn("w:tblLook"))
    if look is None:
        look = xml("<w:tblLook/>")
        properties.append(look)
    for name in list(look.attrib):
        del look.attrib[name]
    flags = {
        "val": "0460" if has_total else "0420", "firstRow": "1",
        "lastRow": "1" if has_total else "0", "firstColumn": "0", "lastColumn": "0",
        "noHBand": "0", "noVBand": "1",
    }  # fmt: skip
    for name, value in flags.items():
        look.set(qn(f"w:{name}"), value)
    if alt:
        properties.append(xml(f'<w:tblCaption w:val="{alt}"/>'))


def _clean_package(document: Any) -> None:
    """Drop what python-docx's own template carries and Word or a validator dislikes."""
    main = document.part
    for key, relation in list(main.rels.items()):
        if relation.reltype.endswith(("stylesWithEffects", "customXml")):
            del main.rels[key]
    for key, relation in list(main.package.rels.items()):
        if relation.reltype.endswith("thumbnail"):
            del main.package.rels[key]
    settings = document.settings.element
    for name in ("w:compat", "w:rsids", "w:attachedSchema"):
        for old in settings.findall(qn(name)):
            settings.remove(old)
    compat = xml(
        '<w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    language = settings.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:val"), "id-ID")
    _insert_compat(settings, compat)
    properties = document.core_properties
    properties.created = properties.modified = datetime(2024, 1, 1)
    properties.last_modified_by = ""
    properties.revision = 1
    properties.comments = properties.keywords = ""
    properties.language = "id-ID"


_AFTER_COMPAT = (
    "docVars", "rsids", "mathPr", "attachedSchema", "themeFontLang", "clrSchemeMapping",
    "doNotIncludeSubdocsInStats", "doNotAutoCompressPictures", "forceUpgrade", "captions",
    "readModeInkLockDown", "smartTagType", "schemaLibrary", "shapeDefaults", "doNotEmbedSmartTags",
    "decimalSymbol", "listSeparator",
)  # fmt: skip


def _insert_compat(settings: Any, compat: Any) -> None:
    for child in settings:
        if child.tag.rsplit("}", 1)[-1] in _AFTER_COMPAT:
            child.addprevious(compat)
            return
    settings.append(compat)


def _defaults(styles: Any) -> None:
    for name in ("Header", "Footer"):
        styles[name].paragraph_format.tab_stops.clear_all()
    holder = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(holder):
        holder.remove(child)
    for piece in (
        f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>',
        '<w:sz w:val="22"/>',
        '<w:szCs w:val="22"/>',
        '<w:lang w:val="id-ID" w:eastAsia="id-ID" w:bidi="ar-SA"/>',
    ):
        holder.append(xml(piece))
    normal = styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.15


_HEADINGS = (
    (20, 0, 18, NAVY), (14, 16, 6, NAVY), (12, 14, 5, BLUE), (11, 12, 4, NAVY),
)  # fmt: skip


def _headings(styles: Any) -> None:
    for level, (size, before, after, colour) in enumerate(_HEADINGS, 1):
        style = styles[f"Heading {level}"]
        font = style.font
        font.name, font.size, font.bold, font.italic = FONT, Pt(size), True, False
        font.color.rgb = rgb(colour)
        fonts = style.element.rPr.find(qn("w:rFonts"))
        for name in list(fonts.attrib):
            if "Theme" in name:
                del fonts.attrib[name]
        for name in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{name}"), FONT)
        layout = style.paragraph_format
        layout.space_before, layout.space_after = Pt(before), Pt(after)
        layout.keep_with_next = True
        layout.page_break_before = level == 1


def _paragraph_styles(base: Base) -> None:
    styles = base.styles
    front = base.style(
        "Judul Depan", size=18, bold=True, color=NAVY, after=16, page_break_before=True,
        keep_with_next=True,
    )  # fmt: skip
    front.element.get_or_add_pPr().append(xml('<w:outlineLvl w:val="0"/>'))
    front.next_paragraph_style = styles["Normal"]
    base.style("Judul Daftar", size=18, bold=True, color=NAVY, after=16, page_break_before=True,
               keep_with_next=True)  # fmt: skip
    appendix = base.style("Judul Lampiran", size=16, bold=True, color=NAVY, after=12,
                          page_break_before=True, keep_with_next=True)  # fmt: skip
    appendix.element.get_or_add_pPr().append(xml('<w:outlineLvl w:val="0"/>'))
    base.style("Subjudul", size=11, bold=True, color=BLUE, before=8, after=3, keep_with_next=True)
    base.style("Isi Paragraf", alignment=ALIGN.JUSTIFY, after=6)
    base.style("Isi Butir", "Isi Paragraf", left_indent=Cm(0.75), first_line_indent=Cm(-0.75),
               after=3)  # fmt: skip
    base.style("Isi Tabel", size=9, after=0, before=0, line_spacing=1.0)
    base.style("Isi Tabel Angka", "Isi Tabel", alignment=ALIGN.RIGHT)
    base.style("Isi Tabel Tengah", "Isi Tabel", alignment=ALIGN.CENTER)
    base.style("Isi Tabel Kecil", "Isi Tabel", size=7)
    base.style("Isi Tabel Kecil Angka", "Isi Tabel Kecil", alignment=ALIGN.RIGHT)
    base.style("Isi Tabel Kecil Tengah", "Isi Tabel Kecil", alignment=ALIGN.CENTER)
    base.style("Kepala Tabel", "Isi Tabel", bold=True, alignment=ALIGN.CENTER)
    base.style("Kepala Tabel Kecil", "Kepala Tabel", size=7)
    base.style("Sumber Data", size=8, italic=True, color=GREY, after=8, before=2, line_spacing=1.0)
    base.style("Gambar", alignment=ALIGN.CENTER, keep_with_next=True, after=2, before=6)
    base.style("Sampul Judul", size=40, bold=True, color="FFFFFF", after=0, line_spacing=1.0)
    base.style("Sampul Kecil", size=13, color="FFFFFF", after=0)
    base.style("Kartu Angka", size=22, bold=True, color=NAVY, alignment=ALIGN.CENTER, after=0,
               before=6, keep_with_next=True)  # fmt: skip
    base.style("Kartu Label", size=9, color=GREY, alignment=ALIGN.CENTER, after=6)
    todo = base.style("Perlu Diisi", "Isi Paragraf", color="5B4300")
    todo.element.get_or_add_rPr().append(
        xml(f'<w:shd w:val="clear" w:color="auto" w:fill="{YELLOW}"/>')
    )
    caption = styles["Caption"]
    caption.font.name, caption.font.size, caption.font.bold = FONT, Pt(10), True
    caption.font.color.rgb = rgb(NAVY)
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(4)
    caption.paragraph_format.keep_with_next = True
    for level in (1, 2, 3):
        toc = base.style(f"toc {level}", size=10.5, after=3, bold=level == 1,
                         left_indent=Cm(0.6 * (level - 1)))  # fmt: skip
        _leader(toc)
    figures = base.style("table of figures", size=10.5, after=3, left_indent=Cm(2.2),
                         first_line_indent=Cm(-2.2))  # fmt: skip
    _leader(figures)


def _leader(style: Any) -> None:
    style.paragraph_format.tab_stops.add_tab_stop(
        Cm(TEXT_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )


def _table_style(styles: Any) -> None:
    border = f'w:val="single" w:sz="8" w:space="0" w:color="{NAVY}"'
    cell = "".join(
        f'<w:{side} w:w="{wide}" w:type="dxa"/>'
        for side, wide in (("top", 45), ("left", 85), ("bottom", 45), ("right", 85))
    )
    styles.element.append(
        xml(
            '<w:style w:type="table" w:customStyle="1" w:styleId="TabelLAKIP">'
            '<w:name w:val="Tabel LAKIP"/><w:basedOn w:val="TableNormal"/>'
            '<w:uiPriority w:val="99"/><w:qFormat/><w:tblPr><w:tblStyleRowBandSize w:val="1"/>'
            f"<w:tblBorders><w:top {border}/><w:bottom {border}/>"
            '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="D0D7E5"/></w:tblBorders>'
            f"<w:tblCellMar>{cell}</w:tblCellMar></w:tblPr>"
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr>'
            f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{NAVY}"/>'
            '<w:vAlign w:val="center"/></w:tcPr></w:tblStylePr>'
            '<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr>'
            '<w:shd w:val="clear" w:color="auto" w:fill="D9E2F3"/></w:tcPr></w:tblStylePr>'
            '<w:tblStylePr w:type="band2Horz"><w:tcPr>'
            '<w:shd w:val="clear" w:color="auto" w:fill="F5F8FC"/></w:tcPr></w:tblStylePr>'
            "</w:style>"
        )
    )


_LEVELS = (
    ("upperRoman", "BAB %1", "space", 0), ("upperLetter", "%2.", "tab", 454),
    ("decimal", "%3.", "tab", 454), ("lowerLetter", "%4.", "tab", 454),
)  # fmt: skip


def _numbering(document: Any, styles: Any) -> None:
    """BAB I / A. / 1. / a. for the four headings."""
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:pStyle w:val="Heading{n + 1}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{indent}" w:hanging="{indent}"/></w:pPr></w:lvl>'
        for n, (form, text, suffix, indent) in enumerate(_LEVELS)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        xml(
            '<w:abstractNum w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>'
            f"{levels}</w:abstractNum>"
        ),
    )
    numbering.append(xml('<w:num w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level in range(1, 5):
        properties = styles[f"Heading {level}"].element.get_or_add_pPr()
        number = properties.numPr if properties.numPr is not None else properties._add_numPr()
        if level > 1:
            number._add_ilvl().val = level - 1
        number._add_numId().val = 90


def emblem_png(size: int = 300) -> BytesIO:
    """A plain gold ring on transparent ground: the place of the office's own emblem."""
    middle, outer, inner, dot = size / 2, size * 0.48, size * 0.44, size * 0.30
    rows = bytearray()
    for y in range(size):
        rows.append(0)
        for x in range(size):
            distance = ((x + 0.5 - middle) ** 2 + (y + 0.5 - middle) ** 2) ** 0.5
            is_ring = inner <= distance <= outer or dot * 0.97 <= distance <= dot
            rows += bytes((201, 162, 39, 255)) if is_ring else bytes((255, 255, 255, 40 if distance < inner else 0))
    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return BytesIO(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9)) + chunk(b"IEND", b"")
    )  # fmt: skip
