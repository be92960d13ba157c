"""What the Word base is made of: package, styles, heading numbers, the emblem's place."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime
from io import BytesIO
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor

NAVY, BLUE, GOLD, GREY, PALE, YELLOW = "1F3864", "2F5597", "C9A227", "595959", "EAF0F8", "FFF200"
FONT = "Arial"
TEXT_CM = 15.5
WIDE_CM = 24.2


def xml(text: str) -> Any:
    """An element written with the w: prefix only."""
    head, sep, rest = text.partition(">")
    if head.endswith("/"):
        return parse_xml(f"{head[:-1]} {nsdecls('w')}/{sep}{rest}")
    return parse_xml(f"{head} {nsdecls('w')}{sep}{rest}")


def rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour)


def add_style(styles: Any, name: str, base: str | None = "Normal", **look: Any) -> Any:
    """A new paragraph style; look: size, color, bold, italic, before, after, and any
    attribute of a paragraph format."""
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base:
        style.base_style = styles[base]
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


_TABLE_STYLES = ("TableNormal", "TableGrid")


def clean_package(document: Any) -> None:
    """Drop what python-docx's own template carries and Word or a validator dislikes."""
    main = document.part
    for key, relation in list(main.rels.items()):
        if relation.reltype.endswith(("stylesWithEffects", "customXml")):
            del main.rels[key]
    for key, relation in list(main.package.rels.items()):
        if relation.reltype.endswith("thumbnail"):
            del main.package.rels[key]
    for style in list(document.styles.element.iterchildren(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in _TABLE_STYLES:
            document.styles.element.remove(style)
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
    "docVars",
    "rsids",
    "mathPr",
    "attachedSchema",
    "themeFontLang",
    "clrSchemeMapping",
    "doNotIncludeSubdocsInStats",
    "doNotAutoCompressPictures",
    "forceUpgrade",
    "captions",
    "readModeInkLockDown",
    "smartTagType",
    "schemaLibrary",
    "shapeDefaults",
    "doNotEmbedSmartTags",
    "decimalSymbol",
    "listSeparator",
)


def _insert_compat(settings: Any, compat: Any) -> None:
    for child in settings:
        if child.tag.rsplit("}", 1)[-1] in _AFTER_COMPAT:
            child.addprevious(compat)
            return
    settings.append(compat)


def set_defaults(styles: Any) -> None:
    for name in ("Header", "Footer"):
        styles[name].paragraph_format.tab_stops.clear_all()
    # LibreOffice shows the page number in the style's letters, whatever its run says.
    page_number = styles["Footer"].font
    page_number.size, page_number.bold, page_number.color.rgb = Pt(9), True, rgb(NAVY)
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
    (20, 0, 18, NAVY),
    (14, 16, 6, NAVY),
    (12, 14, 5, BLUE),
    (11, 12, 4, NAVY),
)


def style_headings(styles: Any) -> None:
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


_TITLE = {"bold": True, "color": NAVY, "page_break_before": True, "keep_with_next": True}
_RIGHT, _CENTRE = {"alignment": ALIGN.RIGHT}, {"alignment": ALIGN.CENTER}
_HUNG = {"left_indent": Cm(0.75), "first_line_indent": Cm(-0.75)}

_STYLES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Judul Depan", "Normal", {"size": 18, "after": 16, **_TITLE}),
    ("Judul Daftar", "Normal", {"size": 18, "after": 16, **_TITLE}),
    ("Judul Lampiran", "Normal", {"size": 16, "after": 12, **_TITLE}),
    ("Subjudul", "Normal", {"size": 11, "bold": True, "color": BLUE, "before": 8, "after": 3,
                            "keep_with_next": True}),
    ("Isi Paragraf", "Normal", {"alignment": ALIGN.JUSTIFY, "after": 6}),
    # Names of laws have words that do not break: justified, their lines would have holes.
    ("Isi Butir", "Isi Paragraf", {"alignment": ALIGN.LEFT, "after": 3, **_HUNG}),
    ("Isi Tabel", "Normal", {"size": 9, "after": 0, "before": 0, "line_spacing": 1.0}),
    ("Isi Tabel Angka", "Isi Tabel", _RIGHT),
    ("Isi Tabel Tengah", "Isi Tabel", _CENTRE),
    ("Isi Tabel Padat", "Isi Tabel", {"size": 8.5}),
    ("Isi Tabel Padat Tengah", "Isi Tabel Padat", _CENTRE),
    ("Isi Tabel Kecil", "Isi Tabel", {"size": 7}),
    ("Isi Tabel Kecil Angka", "Isi Tabel Kecil", _RIGHT),
    ("Isi Tabel Kecil Tengah", "Isi Tabel Kecil", _CENTRE),
    ("Kepala Tabel", "Isi Tabel", {"bold": True, **_CENTRE}),
    ("Kepala Tabel Kecil", "Kepala Tabel", {"size": 7}),
    ("Sumber Data", "Normal", {"size": 8, "italic": True, "color": GREY, "after": 8, "before": 2,
                               "line_spacing": 1.0}),
    ("Gambar", "Normal", {"keep_with_next": True, "after": 2, "before": 6, **_CENTRE}),
    ("Judul Pernyataan", "Normal", {"size": 12, "bold": True, "after": 2, "before": 2, **_CENTRE}),
    ("Sampul Judul", "Normal", {"size": 40, "bold": True, "color": "FFFFFF", "after": 0,
                                "line_spacing": 1.0}),
    ("Sampul Kecil", "Normal", {"size": 13, "color": "FFFFFF", "after": 0}),
    ("Kartu Angka", "Normal", {"size": 22, "bold": True, "color": NAVY, "after": 0, "before": 6,
                               "keep_with_next": True, **_CENTRE}),
    ("Kartu Label", "Normal", {"size": 9, "color": GREY, "after": 6, **_CENTRE}),
    ("Perlu Diisi", "Isi Paragraf", {"color": "5B4300"}),
    *((f"toc {level}", "Normal", {"size": 10.5, "after": 3, "bold": level == 1,
                                  "left_indent": Cm(0.6 * (level - 1))}) for level in (1, 2, 3)),
    ("table of figures", "Normal", {"size": 10.5, "after": 3, "left_indent": Cm(2.2),
                                    "first_line_indent": Cm(-2.2)}),
)  # fmt: skip


def paragraph_styles(styles: Any) -> None:
    """Every style of text, tables, covers and cards."""
    for name, base, look in _STYLES:
        add_style(styles, name, base, **look)
    for name in ("Judul Depan", "Judul Lampiran"):
        styles[name].element.get_or_add_pPr().append(xml('<w:outlineLvl w:val="0"/>'))
    styles["Judul Depan"].next_paragraph_style = styles["Normal"]
    styles["Perlu Diisi"].element.get_or_add_rPr().append(
        xml(f'<w:shd w:val="clear" w:color="auto" w:fill="{YELLOW}"/>')
    )
    for name in ("toc 1", "toc 2", "toc 3", "table of figures"):
        _leader(styles[name])
    _caption(styles["Caption"])


def _caption(style: Any) -> None:
    style.font.name, style.font.size, style.font.bold = FONT, Pt(10), True
    style.font.color.rgb = rgb(NAVY)
    layout = style.paragraph_format
    layout.space_before, layout.space_after, layout.keep_with_next = Pt(8), Pt(4), True


def _leader(style: Any) -> None:
    style.paragraph_format.tab_stops.add_tab_stop(
        Cm(TEXT_CM), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
    )


def add_table_style(styles: Any) -> None:
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
    ("upperRoman", "BAB %1", "space", 0),
    ("upperLetter", "%2.", "tab", 454),
    ("decimal", "%3.", "tab", 454),
    ("lowerLetter", "%4.", "tab", 454),
)


def number_headings(document: Any, styles: Any) -> None:
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
            rows += (
                bytes((201, 162, 39, 255))
                if is_ring
                else bytes((255, 255, 255, 40 if distance < inner else 0))
            )

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    return BytesIO(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )
