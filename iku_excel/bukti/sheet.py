"""The sheet "Rincian <kode>": the derivation inside the workbook, each row linked to its cell."""

from __future__ import annotations

from decimal import Decimal

from iku_excel.bukti.render import place, rincian_rows
from iku_excel.model import BarisRincian, Rincian
from iku_excel.workbook.engine import SheetCell, SheetSpec, Style, quote_sheet

_WIDTHS = (24, 64, 20, 56)
_HEADER = "Sel"
_MONEY = Decimal(1000)


def sheet_name(indikator: str) -> str:
    """ "Rincian SK3.5": Excel forbids "/" in a sheet name."""
    return f"Rincian {indikator.replace('/', '.')}"


def rincian_sheet(rincian: Rincian) -> SheetSpec:
    """The derivation as a sheet of ours, for edit_workbook(add_sheets=...)."""
    links = {place(b.location): b for b in (*rincian.dihitung, *rincian.ditinggalkan)}
    rows: list[list[SheetCell]] = []
    in_table = False
    for number, values in enumerate(rincian_rows(rincian)):
        first = values[0]
        if number == 0:
            rows.append([SheetCell(v, Style.TITLE) for v in values])
        elif first == _HEADER:
            in_table = True
            rows.append([SheetCell(v, Style.HEADER) for v in values])
        elif all(v is None for v in values):
            in_table = False
            rows.append([])
        elif in_table:
            rows.append(_row(values, links.get(str(first))))
        else:
            rows.append([_plain(v) for v in values])
    return SheetSpec(sheet_name(rincian.indikator), rows, _WIDTHS)


def _row(values: list[Decimal | str | None], baris: BarisRincian | None) -> list[SheetCell]:
    link = None
    if baris is not None and baris.location.lembar and baris.location.sel:
        link = f"{quote_sheet(baris.location.lembar)}!{baris.location.sel}"
    cells = [SheetCell(values[0], Style.LINK if link else Style.TEXT, link)]
    return cells + [_cell(value) for value in values[1:]]


def _cell(value: Decimal | str | None) -> SheetCell:
    if isinstance(value, Decimal):
        is_whole = value == value.to_integral_value() and abs(value) >= _MONEY
        return SheetCell(value, Style.WHOLE if is_whole else Style.NUMBER)
    return SheetCell(value, Style.TEXT)


def _plain(value: Decimal | str | None) -> SheetCell:
    return SheetCell(value, Style.NUMBER if isinstance(value, Decimal) else Style.PLAIN)
