"""The looks of the recap: one palette, bordered cells, A4 pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from iku_excel.model import Status

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

NAVY, GOLD, PALE, GRID = "1F3864", "C9A227", "F3F5FA", "B8C0D0"
FILL = {
    Status.TERCAPAI: "D9EAD3",
    Status.BELUM_TERCAPAI: "FCE5CD",
    Status.BELUM_DILAPORKAN: "EFEFEF",
    Status.TIDAK_BERLAKU: "FFFFFF",
}


def font(**kwargs: Any) -> Any:
    from openpyxl.styles import Font

    return Font(name="Arial", **{"size": 10, **kwargs})


def fill(colour: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", start_color=colour)


def border() -> Any:
    from openpyxl.styles import Border, Side

    side = Side("thin", color=GRID)
    return Border(side, side, side, side)


def align(horizontal: str, wrap: bool = True) -> Any:
    from openpyxl.styles import Alignment

    return Alignment(horizontal=horizontal, vertical="center", wrap_text=wrap)


def fill_in(cell: Any, value: Any) -> None:
    """Text is always text, never a formula, whatever a workbook calls its unit."""
    if isinstance(value, str):
        cell.value = _UNSTORABLE.sub(" ", value)[:_LONGEST]
        cell.data_type = "s"
    else:
        cell.value = value


_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_000


def title(sheet: Worksheet, lines: Sequence[str]) -> None:
    for row, text in enumerate(lines, 1):
        fill_in(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = font(
            bold=row < 3, size=14 if row == 1 else 10, color=NAVY if row < 3 else "404040"
        )


def put(
    sheet: Worksheet,
    row: int,
    column: int,
    value: Any,
    *,
    side: str = "left",
    colour: str = "",
    number_format: str = "General",
    look: str = "",
) -> None:
    """One bordered cell; text is always text, never a formula. `look`: "", "bold" or "small"."""
    cell: Any = sheet.cell(row, column)
    fill_in(cell, value)
    cell._style = copy(_style(sheet.parent, side, colour, number_format, look))


def head(sheet: Worksheet, row: int, column: int, text: str, last: tuple[int, int]) -> None:
    """A header cell merged down and right to `last` (row, column)."""
    style = _style(sheet.parent, "center", NAVY, "General", "head")
    for r in range(row, last[0] + 1):
        for c in range(column, last[1] + 1):
            cell: Any = sheet.cell(r, c)
            cell._style = copy(style)
    fill_in(sheet.cell(row, column), text)
    if last != (row, column):
        from openpyxl.worksheet.cell_range import CellRange

        # Every cell of it has its style: merge_cells would work out the borders once more.
        sheet.merged_cells.add(CellRange(None, column, row, last[1], last[0]))


_FONTS: dict[str, dict[str, Any]] = {
    "": {},
    "bold": {"bold": True},
    "small": {"size": 8, "color": "606060"},
    "head": {"bold": True, "color": "FFFFFF"},
}
_STYLES: WeakKeyDictionary[Any, dict[tuple[str, ...], Any]] = WeakKeyDictionary()


def _style(book: Any, *key: str) -> Any:
    """The workbook's style for (side, colour, number format, look), made once: setting fonts and
    borders cell by cell is what openpyxl spends its time on."""
    styles = _STYLES.setdefault(book, {})
    if key not in styles:
        from openpyxl.cell import Cell

        side, colour, number_format, look = key
        cell: Any = Cell(book.worksheets[0], 1, 1)
        cell.font, cell.border, cell.alignment = font(**_FONTS[look]), border(), align(side)
        cell.number_format = number_format
        if colour:
            cell.fill = fill(colour)
        styles[key] = cell._style
    return styles[key]


def print_setup(sheet: Worksheet, *, landscape: bool, title_rows: str | None = None) -> None:
    sheet.page_setup.paperSize = 9
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    footer = sheet.oddFooter
    assert footer is not None and footer.left is not None and footer.right is not None
    footer.left.text, footer.right.text = "Rekap capaian kinerja, iku-excel", "&P dari &N"
    sheet.sheet_view.showGridLines = False
    if title_rows:
        sheet.print_title_rows = title_rows


def number_format_of(decimals: int) -> str:
    return "#,##0" + ("." + "0" * decimals if decimals else "")
