"""A sheet of ours from plain rows, for stages that know nothing of the engine's cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import Enum

from iku_excel.records import dataclass
from iku_excel.workbook.engine import SheetCell, SheetSpec, Style, quote_sheet

__all__ = ["PlainRow", "RowKind", "SheetSpec", "plain_sheet"]

# From here on a whole number reads better without decimals.
_LARGE = Decimal(1000)


class RowKind(Enum):
    """What a row is; it decides the look of its cells."""

    TITLE = "judul"
    HEADER = "kepala"
    BODY = "isi"
    TEXT = "keterangan"


@dataclass(frozen=True, slots=True)
class PlainRow:
    """Values from column A; `link` (sheet, cell) is where the first cell leads."""

    kind: RowKind
    values: Sequence[Decimal | str | None]
    link: tuple[str, str] | None = None


def plain_sheet(name: str, rows: Iterable[PlainRow], widths: Sequence[float]) -> SheetSpec:
    """The sheet, for edit_workbook(add_sheets=...)."""
    return SheetSpec(name, [_cells(row) for row in rows], widths)


def _cells(row: PlainRow) -> list[SheetCell]:
    if row.kind is RowKind.TITLE:
        return [SheetCell(value, Style.TITLE) for value in row.values]
    if row.kind is RowKind.HEADER:
        return [SheetCell(value, Style.HEADER) for value in row.values]
    if row.kind is RowKind.TEXT:
        return [SheetCell(v, _number(v) if _is_figure(v) else Style.PLAIN) for v in row.values]
    cells = [SheetCell(v, _number(v) if _is_figure(v) else Style.TEXT) for v in row.values]
    if row.link is not None:
        target = f"{quote_sheet(row.link[0])}!{row.link[1]}"
        cells[0] = SheetCell(row.values[0], Style.LINK, target)
    return cells


def _is_figure(value: Decimal | str | None) -> bool:
    return isinstance(value, Decimal)


def _number(value: Decimal | str | None) -> Style:
    assert isinstance(value, Decimal)
    is_whole = abs(value) >= _LARGE and value == value.to_integral_value()
    return Style.WHOLE if is_whole else Style.NUMBER
