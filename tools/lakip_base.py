"""The Word base of the report templates: page, styles, numbering, and the pieces they are built of.

Everything staff may restyle is a style, so one change in Word changes the whole report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from lakip_styles import (
    GOLD,
    GREY,
    NAVY,
    PALE,
    TEXT_CM,
    WIDE_CM,
    add_table_style,
    clean_package,
    emblem_png,
    number_headings,
    paragraph_styles,
    rgb,
    set_defaults,
    style_headings,
    xml,
)

_TWIPS = 567


class Base:
    """A document with the report's styles, and methods that add its pieces."""

    def __init__(self) -> None:
        self.document = Document()
        self.styles = self.document.styles
        clean_package(self.document)
        set_defaults(self.styles)
        style_headings(self.styles)
        paragraph_styles(self.styles)
        add_table_style(self.styles)
        number_headings(self.document, self.styles)
        self.page(self.document.sections[0])

    # Pages -----------------------------------------------------------------------------------

    def page(self, section: Any, *, wide: bool = False) -> None:
        """A4 with the report's margins."""
        section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.left_margin, section.right_margin = Cm(3), Cm(2.5)
        section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.5)
        section.header_distance = section.footer_distance = Cm(1.25)

    def section(self, title: str, *, wide: bool = False, numbering: str | None = None) -> Any:
        """A new section with its own header; `numbering` ("lowerRoman", "decimal") restarts it."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        # What ends the section before must fit under a table or signature that fills its page.
        end = self.document.element.body.xpath("./w:p[w:pPr/w:sectPr]")[-1]
        layout = Paragraph(end, self.document._body).paragraph_format
        layout.space_before = layout.space_after = Pt(0)
        layout.line_spacing = Pt(1)
        self.page(section, wide=wide)
        section.header.is_linked_to_previous = False
        self._header(section, title, WIDE_CM if wide else TEXT_CM)
        section.footer.is_linked_to_previous = False
        self._footer(section)
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

    def _footer(self, section: Any) -> None:
        paragraph = section.footer.paragraphs[0]
        paragraph.alignment = ALIGN.RIGHT
        self.field(paragraph, "PAGE", "1")

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
        dense: bool = False,
        bare: bool = False,
        groups: Sequence[tuple[str, int]] = (),
    ) -> Any:
        """A table in "Tabel LAKIP"; widths in cm; `rows` may hold block tags; `groups` (text,
        columns) is a header row above the head; `dense` has
        the margins of a small table and letters hardly smaller than a normal one; the cells of a
        `bare` table leave their widths to its grid, for thousands of rows."""
        table = self.document.add_table(0, len(widths))
        table.style = self.styles["Tabel LAKIP"]
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        _table_properties(table, widths, alt, has_total=total is not None)
        prefix = "Isi Tabel Kecil" if small else "Isi Tabel Padat" if dense else "Isi Tabel"
        top = "Kepala Tabel Kecil" if small else "Kepala Tabel"
        if small or dense:
            _narrow_cells(table)
        if groups:
            _group_row(self, table, groups, widths)
        for n, cells in enumerate([head, *rows, *([total] if total else [])]):
            row = _new_row(table, is_head=n == 0)
            for column, text in enumerate(cells):
                aligned = " Angka" if column in numbers else " Tengah" if column in centred else ""
                style = prefix + aligned if n else top
                cell = row.cells[column]
                _fill_cell(self, cell, widths[column], text, style)
                if bare and n:
                    cell._tc.remove(cell._tc.tcPr)
        return table


def _new_row(table: Any, *, is_head: bool) -> Any:
    """A row that stays whole; a head is repeated on each page."""
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(xml("<w:cantSplit/>"))
    if is_head:
        properties.append(xml("<w:tblHeader/>"))
    return row


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
    row = _new_row(table, is_head=True)
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
    # dxa is what a width is without saying so.
    del cell._tc.tcPr.find(qn("w:tcW")).attrib[qn("w:type")]
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


__all__ = ["GOLD", "NAVY", "PALE", "Base", "emblem_png", "rgb", "xml"]
