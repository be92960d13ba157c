"""The sheet "Rincian <kode>": the derivation inside the workbook, each row linked to its cell."""

from __future__ import annotations

from iku_excel.bukti.render import TABLE_HEADER, place, rincian_rows
from iku_excel.model import Rincian
from iku_excel.workbook.plain_sheet import PlainRow, RowKind, SheetSpec, plain_sheet

_WIDTHS = (24, 64, 20, 56)


def sheet_name(indikator: str) -> str:
    """ "Rincian SK3.5": Excel forbids "/" in a sheet name."""
    return f"Rincian {indikator.replace('/', '.')}"


def rincian_sheet(rincian: Rincian) -> SheetSpec:
    """The derivation as a sheet of ours, for edit_workbook(add_sheets=...)."""
    links = {
        place(b.location): (b.location.lembar, b.location.sel)
        for b in (*rincian.dihitung, *rincian.ditinggalkan)
        if b.location.lembar and b.location.sel
    }
    rows: list[PlainRow] = []
    in_table = False
    for number, values in enumerate(rincian_rows(rincian)):
        if number == 0:
            rows.append(PlainRow(RowKind.TITLE, values))
        elif values == TABLE_HEADER:
            in_table = True
            rows.append(PlainRow(RowKind.HEADER, values))
        elif all(value is None for value in values):
            in_table = False
            rows.append(PlainRow(RowKind.TEXT, ()))
        elif in_table:
            rows.append(PlainRow(RowKind.BODY, values, links.get(str(values[0]))))
        else:
            rows.append(PlainRow(RowKind.TEXT, values))
    return plain_sheet(sheet_name(rincian.indikator), rows, _WIDTHS)
