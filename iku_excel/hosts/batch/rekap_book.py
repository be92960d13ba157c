"""The recap as a workbook: a printable dashboard, the table, findings, changes, what is missing.

Made new each time with openpyxl; the table "Rekap" is a form that our own reader recognises, so
that `iku lakip --monitoring` can take it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from iku_excel.hosts.batch.rekap_model import Rekap, RekapBaris, RingkasanUnit
from iku_excel.hosts.batch.rekap_style import (
    FILL,
    NAVY,
    PALE,
    align,
    fill,
    fill_in,
    font,
    head,
    number_format_of,
    print_setup,
    put,
    title,
)
from iku_excel.model import Capaian
from iku_excel.numbers import NAMA_BULAN, format_angka, round_half_up

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ROMAN = ("I", "II", "III", "IV")
HEADER_ROW = 6
FIRST_ROW = 9
MONTHS, TRIWULAN_COLUMNS = 12, 16


def rekap_bytes(rekap: Rekap) -> bytes:
    """The recap workbook of one unit and year."""
    from iku_excel.newbook import book_bytes

    book = _empty_book(f"Rekap capaian kinerja {rekap.tahun}")
    _dashboard(book.create_sheet("Dasbor"), rekap)
    _table(book.create_sheet("Rekap Bulanan"), rekap, by_month=True)
    _table(book.create_sheet("Rekap Triwulan"), rekap, by_month=False)
    _findings(book.create_sheet("Temuan"), rekap)
    _changes(book.create_sheet("Perubahan"), rekap)
    _missing(book.create_sheet("Belum masuk"), rekap)
    _dashboard_chart(book, rekap)
    return book_bytes(book)


def comparison_bytes(daftar: Sequence[RingkasanUnit]) -> bytes:
    """The workbook that compares several units of one year."""
    from iku_excel.newbook import book_bytes

    book = _empty_book(f"Rekap capaian kinerja {daftar[0].tahun}")
    sheet = book.create_sheet("Perbandingan")
    codes = sorted({kode for each in daftar for kode in each.capaian}, key=_natural)
    heads = [
        ("Unit", 46), ("Buku kerja", 11), ("Dilaporkan", 11), ("Tercapai", 10),
        ("Rata-rata (%)", 14), ("Temuan", 9), ("Bulan belum masuk", 12),
        *((kode, 9) for kode in codes),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [
        (
            each.unit, each.count_berkas, each.count_reported, each.count_tercapai,
            "–" if each.rata_rata is None else each.rata_rata,
            each.count_temuan, each.count_belum_masuk,
            *(each.capaian.get(kode, "–") for kode in codes),
        )
        for each in daftar
    ]  # fmt: skip
    _list(sheet, f"Perbandingan capaian unit, tahun {daftar[0].tahun}", heads, rows, "")
    sheet.freeze_panes = "B4"
    return book_bytes(book)


def _natural(kode: str) -> tuple[object, ...]:
    """SK2/1 before SK10/1."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", kode))


def _empty_book(title_text: str) -> Workbook:
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    book.properties.creator, book.properties.title = "iku-excel", title_text
    return book


# The table

_LEFT = ("No", "Kode", "Indikator Kinerja", "Satuan", "Target")
_RIGHT = ("Realisasi", "Capaian (%)", "Status")
_IN_TRIWULAN = ("Target", "Realisasi s.d.", "Capaian (%)", "Capaian thd. target tahun (%)")
FIRST_PERIOD = 6


def _capaian_column(periods: int) -> int:
    """Realisasi, Capaian and Status follow the `periods` columns of months or triwulan."""
    return FIRST_PERIOD + periods + 1


def _table(sheet: Worksheet, rekap: Rekap, *, by_month: bool) -> None:
    """Indicators by months, or by triwulan: both are forms that our own reader recognises."""
    from openpyxl.utils import get_column_letter

    kind = "Bulanan" if by_month else "Triwulan"
    note = f"Keputusan {rekap.keputusan}. {rekap.kebijakan}"
    title(sheet, (f"Rekap {kind} Capaian Kinerja Tahun {rekap.tahun}", rekap.unit, note))
    _table_head(sheet, by_month)
    for number, baris in enumerate(rekap.daftar_baris, 1):
        _table_row(sheet, FIRST_ROW + number - 1, number, baris, by_month)
    periods = MONTHS if by_month else TRIWULAN_COLUMNS
    _mean_row(sheet, FIRST_ROW + len(rekap.daftar_baris), rekap, periods)
    widths: list[float] = [5, 8, 42, 13, 9, *[8.5 if by_month else 10] * periods, 11, 11, 16]
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"D{FIRST_ROW}"
    print_setup(sheet, landscape=True, title_rows=f"{HEADER_ROW}:{FIRST_ROW - 1}")


def _table_head(sheet: Worksheet, by_month: bool) -> None:
    top, low = HEADER_ROW, HEADER_ROW + 1
    for column, text in enumerate(_LEFT, 1):
        head(sheet, top, column, text, (low, column))
    periods = MONTHS if by_month else TRIWULAN_COLUMNS
    if by_month:
        head(sheet, top, FIRST_PERIOD, "Realisasi s.d. bulan", (top, FIRST_PERIOD + periods - 1))
        for month in range(MONTHS):
            column = FIRST_PERIOD + month
            head(sheet, low, column, NAMA_BULAN[month][:3], (low, column))
    else:
        for index, roman in enumerate(ROMAN):
            column = FIRST_PERIOD + len(_IN_TRIWULAN) * index
            head(sheet, top, column, f"Triwulan {roman}", (top, column + len(_IN_TRIWULAN) - 1))
            for offset, text in enumerate(_IN_TRIWULAN):
                head(sheet, low, column + offset, text, (low, column + offset))
    for column, text in enumerate(_RIGHT, FIRST_PERIOD + periods):
        head(sheet, top, column, text, (low, column))
    sheet.row_dimensions[top].height = 18
    sheet.row_dimensions[low].height = 18 if by_month else 40
    for column in range(1, _capaian_column(periods) + 2):
        put(sheet, low + 1, column, column, side="center", colour=PALE, look="small")


def _table_row(sheet: Worksheet, row: int, number: int, baris: RekapBaris, by_month: bool) -> None:
    fmt = number_format_of(baris.desimal)
    for column, value in enumerate((number, baris.indikator, baris.nama, baris.satuan), 1):
        put(sheet, row, column, value, side="center" if column in (1, 2) else "left")
    target = "-" if baris.target is None else baris.target
    put(sheet, row, 5, target, side="right", number_format=fmt)
    if by_month:
        for month in range(1, 13):
            value = baris.bulan.get(month)
            put(sheet, row, FIRST_PERIOD - 1 + month, value, side="right", number_format=fmt)
    else:
        _triwulan_cells(sheet, row, baris, fmt)
    column = _capaian_column(MONTHS if by_month else TRIWULAN_COLUMNS)
    put(sheet, row, column - 1, baris.realisasi, side="right", number_format=fmt)
    _capaian(sheet, row, column, baris.capaian)
    status = str(baris.capaian.status)
    put(sheet, row, column + 1, status, side="center", colour=FILL[baris.capaian.status])
    sheet.row_dimensions[row].height = 30


def _triwulan_cells(sheet: Worksheet, row: int, baris: RekapBaris, fmt: str) -> None:
    for index in range(4):
        tw = next((t for t in baris.daftar_triwulan if t.triwulan == index + 1), None)
        column = FIRST_PERIOD + len(_IN_TRIWULAN) * index
        for offset, value in enumerate((tw and tw.target, tw and tw.realisasi)):
            put(sheet, row, column + offset, value, side="right", number_format=fmt)
        _capaian(sheet, row, column + 2, tw.capaian if tw else None)
        _capaian(sheet, row, column + 3, tw.terhadap_tahun if tw else None)


def _capaian(sheet: Worksheet, row: int, column: int, capaian: Capaian | None) -> None:
    """A capaian with colour; the word stands in the Status column, so colour is never alone."""
    nilai = None if capaian is None else capaian.nilai
    value = None if nilai is None else round_half_up(nilai, 2)
    fill_colour = FILL[capaian.status] if capaian is not None and nilai is not None else ""
    put(sheet, row, column, value, side="right", colour=fill_colour, number_format="#,##0.00")


def _mean_row(sheet: Worksheet, row: int, rekap: Rekap, periods: int) -> None:
    for column in range(1, _capaian_column(periods) + 2):
        put(sheet, row, column, None, colour=PALE)
    put(sheet, row, 3, "Rata-rata capaian", colour=PALE, look="bold")
    agregat = rekap.agregat
    if agregat is not None and agregat.capaian is not None:
        put(
            sheet, row, _capaian_column(periods), round_half_up(agregat.capaian, 2),
            side="right", colour=PALE, number_format="#,##0.00", look="bold",
        )  # fmt: skip


# The dashboard


def _cards(rekap: Rekap) -> tuple[tuple[str, str], ...]:
    agregat = rekap.agregat
    mean = agregat.capaian if agregat else None
    return (
        ("Indikator", str(agregat.count_active if agregat else 0)),
        ("Dilaporkan", str(agregat.count_reported if agregat else 0)),
        ("Tercapai", str(agregat.count_tercapai if agregat else 0)),
        ("Rata-rata capaian", "–" if mean is None else f"{format_angka(mean, 2)} %"),
    )


def _dashboard(sheet: Worksheet, rekap: Rekap) -> None:
    title(
        sheet,
        (
            f"Dasbor Capaian Kinerja Tahun {rekap.tahun}",
            rekap.unit,
            f"{len(rekap.daftar_berkas)} buku kerja. Keputusan {rekap.keputusan}. "
            f"{rekap.kebijakan}",
        ),
    )
    for index, (label, value) in enumerate(_cards(rekap)):
        column = 1 + 2 * index
        for row, text, size, colour in ((5, value, 20, NAVY), (6, label, 9, "606060")):
            sheet.merge_cells(
                start_row=row, start_column=column, end_row=row, end_column=column + 1
            )
            cell = sheet.cell(row, column)
            fill_in(cell, text)
            cell.font = font(bold=row == 5, size=size, color=colour)
            cell.alignment = align("center")
            for c in (column, column + 1):
                sheet.cell(row, c).fill = fill(PALE)
    sheet.row_dimensions[5].height, sheet.row_dimensions[6].height = 34, 18
    for letter in "ABCDEFGH":
        sheet.column_dimensions[letter].width = 13
    notes = [
        f"Temuan: {len(rekap.daftar_temuan)} (lembar “Temuan”).",
        f"Perubahan angka bulan lalu: {len(rekap.daftar_perubahan)} (lembar “Perubahan”).",
        "Bulan yang belum masuk: "
        + (", ".join(NAMA_BULAN[m - 1] for m in rekap.belum_masuk) or "tidak ada")
        + ".",
    ]
    for row, note in enumerate(notes, 8):
        fill_in(sheet.cell(row, 1), note)
        sheet.cell(row, 1).font = font()
    print_setup(sheet, landscape=False)


def _dashboard_chart(book: Workbook, rekap: Rekap) -> None:
    """Horizontal bars of capaian, native, over the cells of the sheet Rekap."""
    from openpyxl.chart import BarChart, Reference
    from openpyxl.chart.axis import ChartLines
    from openpyxl.chart.label import DataLabelList
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    if not rekap.daftar_baris:
        return
    table = book["Rekap Bulanan"]
    last = FIRST_ROW + len(rekap.daftar_baris) - 1
    chart = BarChart()
    chart.type, chart.style, chart.gapWidth = "bar", 10, 40
    chart.title = "Capaian tiap indikator (%)"
    chart.legend = None
    column = _capaian_column(MONTHS)
    chart.add_data(Reference(table, min_col=column, min_row=FIRST_ROW, max_row=last))
    chart.set_categories(Reference(table, min_col=2, min_row=FIRST_ROW, max_row=last))
    chart.series[0].graphicalProperties.solidFill = NAVY
    chart.dataLabels = DataLabelList()
    chart.dataLabels.showVal = True
    for flag in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(chart.dataLabels, flag, False)
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.scaling.min = 0
    grid = GraphicalProperties(ln=LineProperties(solidFill="D9D9D9"))
    chart.y_axis.majorGridlines = ChartLines(spPr=grid)
    chart.y_axis.number_format, chart.dataLabels.numFmt = "0", "0.0"
    chart.x_axis.delete = chart.y_axis.delete = False
    size: Any = chart  # in centimetres; the stubs know whole ones only
    size.width, size.height = 18.5, 2.5 + 0.75 * len(rekap.daftar_baris)
    dashboard: Any = book["Dasbor"]
    dashboard.add_chart(chart, "A12")


# The lists


def _list(
    sheet: Worksheet,
    heading: str,
    heads: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
    empty: str,
) -> None:
    from openpyxl.utils import get_column_letter

    title(sheet, (heading,))
    sheet.row_dimensions[3].height = 28
    for column, (text, width) in enumerate(heads, 1):
        head(sheet, 3, column, text, (3, column))
        sheet.column_dimensions[get_column_letter(column)].width = width
    for row, values in enumerate(rows, 4):
        for column, value in enumerate(values, 1):
            side = "right" if isinstance(value, (int, Decimal)) else "left"
            put(sheet, row, column, value, side=side)
    if not rows:
        sheet.cell(4, 1, empty).font = font(italic=True, color="606060")
    else:
        sheet.auto_filter.ref = f"A3:{get_column_letter(len(heads))}{3 + len(rows)}"
    sheet.freeze_panes = "A4"
    print_setup(sheet, landscape=True, title_rows="3:3")


def _findings(sheet: Worksheet, rekap: Rekap) -> None:
    heads = (
        ("Berkas", 32), ("Tingkat", 12), ("Kode temuan", 10), ("Lembar", 18), ("Sel", 8),
        ("Kode IK", 10), ("Pesan", 80),
    )  # fmt: skip
    rows = [
        (
            PurePath(f.location.berkas).name, f.severity.label, f.kode, f.location.lembar or "",
            f.location.sel or "", f.indikator or "", f.pesan,
        )
        for f in sorted(rekap.daftar_temuan, key=lambda f: -f.severity)
    ]  # fmt: skip
    _list(sheet, "Temuan", heads, rows, "0 temuan.")


def _changes(sheet: Worksheet, rekap: Rekap) -> None:
    heads = (
        ("Kode IK", 10), ("Bulan", 14), ("Angka semula", 14), ("Pada berkas", 34),
        ("Angka kemudian", 14), ("Pada berkas", 34),
    )  # fmt: skip
    rows = [
        (
            p.indikator, NAMA_BULAN[p.bulan - 1], p.lama, PurePath(p.berkas_lama).name,
            p.baru, PurePath(p.berkas_baru).name,
        )
        for p in rekap.daftar_perubahan
    ]  # fmt: skip
    empty = "Tidak ada angka bulan lalu yang berubah."
    _list(sheet, "Perubahan angka bulan yang sudah lewat", heads, rows, empty)


def _missing(sheet: Worksheet, rekap: Rekap) -> None:
    rows = [(rekap.unit, rekap.tahun, NAMA_BULAN[month - 1]) for month in rekap.belum_masuk]
    heads = (("Unit", 60), ("Tahun", 10), ("Bulan", 16))
    _list(sheet, "Bulan yang belum masuk", heads, rows, "Semua bulan sudah masuk.")
