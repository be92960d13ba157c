"""The looks of the recap: one palette, bordered cells, A4 pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

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


def title(sheet: Worksheet, lines: Sequence[str]) -> None:
    for row, text in enumerate(lines, 1):
        sheet.cell(row, 1, text).font = font(
            bold=row < 3, size=14 if row == 1 else 10, color=NAVY if row < 3 else "404040"
        )


def put(
    sheet: Worksheet, row: int, column: int, value: Any, *, side: str = "left", colour: str = ""
) -> Any:
    """One bordered cell; text is always text, never a formula."""
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
    cell.font, cell.border, cell.alignment = font(), border(), align(side)
    if colour:
        cell.fill = fill(colour)
    return cell


def head(sheet: Worksheet, row: int, column: int, text: str, last: tuple[int, int]) -> None:
    """A header cell merged down and right to `last` (row, column)."""
    for r in range(row, last[0] + 1):
        for c in range(column, last[1] + 1):
            cell = sheet.cell(r, c)
            cell.fill, cell.border = fill(NAVY), border()
            cell.font, cell.alignment = font(bold=True, color="FFFFFF"), align("center")
    sheet.cell(row, column).value = text
    if last != (row, column):
        sheet.merge_cells(
            start_row=row, start_column=column, end_row=last[0], end_column=last[1]
        )


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
