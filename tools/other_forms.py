"""Good workbooks of the forms that offices keep beside our template: contract section 5, 2 to 5.

Each is made the way such files come about: plain openpyxl for hand-drawn tables, raw XML for other
programs' exports.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from decree import Record, active, nama_sasaran
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from packing import settle
from sample_data import (
    JUMLAH,
    KENDALA,
    SAMPAI_DENGAN,
    TARGET_TRIWULAN,
    is_below,
    monthly,
    quarterly,
    realisasi,
)

ROMAWI = ("I", "II", "III", "IV")
UNIT = "BALAI STANDARDISASI DAN PELAYANAN JASA INDUSTRI PEKANBARU"
THIN = Side(style="thin")


def _sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True  # type: ignore
    return sheet


def _titles(sheet: Worksheet, width: int, *lines: str) -> None:
    for row, line in enumerate(lines, 1):
        sheet.cell(row, 1, line).font = Font(name="Calibri", bold=True, size=12)
        sheet.cell(row, 1).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)


def _head(
    sheet: Worksheet, row: int, column: int, text: Any, to: tuple[int, int] | None = None
) -> None:
    if to:
        sheet.merge_cells(start_row=row, start_column=column, end_row=to[0], end_column=to[1])
    sheet.cell(row, column, text)
    for r in range(row, (to or (row, column))[0] + 1):
        for c in range(column, (to or (row, column))[1] + 1):
            cell = sheet.cell(r, c)
            cell.font = Font(name="Calibri", bold=True)
            cell.fill = PatternFill("solid", start_color="D9E1F2")
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
            cell.border = Border(THIN, THIN, THIN, THIN)


def _put(sheet: Worksheet, row: int, column: int, value: Any, code: str = "General") -> None:
    cell = sheet.cell(row, column, value)
    cell.number_format = code
    cell.border = Border(THIN, THIN, THIN, THIN)
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def _save(book: Workbook, target: Path) -> None:
    book.save(target)
    settle(target)


def _group(sheet: Worksheet, rows: list[tuple[int, Record]], column: int) -> None:
    """Merge the sasaran cells of consecutive rows."""
    start = 0
    for index in range(1, len(rows) + 1):
        if index == len(rows) or rows[index][1].sasaran != rows[start][1].sasaran:
            first, last = rows[start][0], rows[index - 1][0]
            if last > first:
                sheet.merge_cells(
                    start_row=first, end_row=last, start_column=column, end_column=column
                )
            start = index


def capaian(figure: Decimal, target: Decimal) -> Decimal:
    """Capped at 120, two decimals, half up; an own calculation, so that the samples test ours."""
    value = min(figure * 100 / target, Decimal(120))
    return (value * 100 + Decimal("0.5")).to_integral_value(rounding="ROUND_FLOOR") / 100


def make_triwulan(target: Path, tahun: int = 2024) -> None:
    """Form 4: TW I-IV blocks of Target | Realisasi | Capaian."""
    book = Workbook()
    sheet = _sheet(book, "Monitoring TW")
    _titles(sheet, 20, f"PENGUKURAN KINERJA TRIWULANAN TAHUN {tahun}", UNIT)
    for column, text in enumerate(
        ("No", "Sasaran", "Indikator Kinerja", "Satuan", f"Target {tahun}"), 1
    ):
        _head(sheet, 4, column, text, (5, column))
    for n, roman in enumerate(ROMAWI):
        left = 6 + 3 * n
        _head(sheet, 4, left, f"Triwulan {roman}", (4, left + 2))
        for offset, text in enumerate(("Target", "Realisasi", "Capaian (%)")):
            _head(sheet, 5, left + offset, text)
    for column, text in ((18, "Kendala"), (19, "Tindak Lanjut"), (20, "Penanggung Jawab")):
        _head(sheet, 4, column, text, (5, column))
    rows = list(enumerate(active(tahun), 6))
    for row, record in rows:
        _triwulan_row(sheet, row, record, tahun)
    _group(sheet, rows, 2)
    for column, width in zip("ABCDERST", (5, 28, 44, 14, 10, 26, 26, 20), strict=True):
        sheet.column_dimensions[column].width = width
    for row, _ in rows:
        sheet.row_dimensions[row].height = 32
    sheet.freeze_panes = "D6"
    _save(book, target)


def _triwulan_row(sheet: Worksheet, row: int, record: Record, tahun: int) -> None:
    for column, value in enumerate(
        (row - 5, nama_sasaran(record.sasaran), record.nama, record.satuan, record.angka(tahun)), 1
    ):
        _put(sheet, row, column, value)
    figures = quarterly(tahun, record.kode)
    targets = (
        TARGET_TRIWULAN[record.kode] if tahun == 2024 else (None,) * 3 + (record.angka(tahun),)
    )
    for n, (figure, goal) in enumerate(zip(figures, targets, strict=True)):
        left = 6 + 3 * n
        _put(sheet, row, left, goal)
        _put(sheet, row, left + 1, figure)
        total = _consolidated(record.kode, figures[: n + 1])
        known = total is not None and goal is not None and figure is not None
        _put(sheet, row, left + 2, capaian(total, goal) if known else None, "0.00")  # type: ignore
    below = is_below(record, realisasi(tahun, record.kode), tahun)
    kendala, tindak_lanjut = KENDALA[record.kode] if below else (None, None)
    for column, value in ((18, kendala), (19, tindak_lanjut), (20, record.penanggung_jawab)):
        _put(sheet, row, column, value)


def _consolidated(kode: str, figures: tuple[Decimal | None, ...]) -> Decimal | None:
    filled = [f for f in figures if f is not None]
    if not filled:
        return None
    if kode in JUMLAH:
        return sum(filled, Decimal(0))
    return sum(filled, Decimal(0)) / len(filled) if kode == "SK6/2" else filled[-1]


BULAN_SINGKAT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nop", "Des")


def make_bulan(
    target: Path, *, heads: tuple[Any, ...] = BULAN_SINGKAT, cumulative: bool = True
) -> None:
    """Form 5: month columns, cumulative under one merged header or each month's own figure."""
    book = Workbook()
    sheet = _sheet(book, "Realisasi 2024")
    _titles(sheet, 19, "REALISASI INDIKATOR KINERJA TAHUN 2024", UNIT)
    for column, text in enumerate(("No", "Kode", "Indikator Kinerja", "Satuan", "Target PK"), 1):
        _head(sheet, 4, column, text, (5, column))
    _head(sheet, 4, 6, "Realisasi s.d. Bulan" if cumulative else "Realisasi Bulan", (4, 17))
    for offset, text in enumerate(heads):
        _head(sheet, 5, 6 + offset, text)
        if isinstance(text, datetime):
            sheet.cell(5, 6 + offset).number_format = "mmm-yy"
    _head(sheet, 4, 18, "Kendala", (5, 18))
    _head(sheet, 4, 19, "Tindak Lanjut", (5, 19))
    for row, record in enumerate(active(2024), 6):
        figures = SAMPAI_DENGAN[record.kode] if cumulative else monthly(record.kode)
        for column, value in enumerate(
            (row - 5, record.kode, record.nama, record.satuan, record.angka(2024)), 1
        ):
            _put(sheet, row, column, value)
        for offset, figure in enumerate(figures):
            _put(sheet, row, 6 + offset, figure)
        below = is_below(record, realisasi(2024, record.kode))
        kendala, tindak_lanjut = KENDALA[record.kode] if below else (None, None)
        _put(sheet, row, 18, kendala)
        _put(sheet, row, 19, tindak_lanjut)
    for column, width in zip("BCDRS", (8, 44, 14, 28, 28), strict=True):
        sheet.column_dimensions[column].width = width
    for row in range(6, 6 + len(active(2024))):
        sheet.row_dimensions[row].height = 32
    sheet.freeze_panes = "F6"
    _save(book, target)


MIXED_HEADS: tuple[Any, ...] = (
    "Januari",
    "FEB",
    "Mar",
    4,
    5,
    "06",
    "Jul",
    8,
    datetime(2024, 9, 1),
    "Okt",
    "Nop",
    "Desember",
)


def make_rencana_aksi(target: Path) -> None:
    """Form 2: the 20-column Rencana Aksi Perjakin, filled in at the end of TW IV."""
    book = Workbook()
    sheet = _sheet(book, "Rencana Aksi 2024")
    _titles(sheet, 20, "RENCANA AKSI PERJANJIAN KINERJA", UNIT, "TAHUN 2024")
    tall = {
        1: "No.",
        2: "Sasaran Kegiatan",
        3: "Indikator Kinerja",
        4: "Target",
        13: "Realisasi Fisik Kumulatif",
        14: "Capaian (% Fisik)",
        15: "Realisasi Kegiatan",
        16: "Evaluasi Pelaksanaan Kegiatan",
        17: "Kendala",
        18: "Tindak Lanjut/Perbaikan",
        19: "Penanggung Jawab",
        20: "Timeline",
    }
    for column, text in tall.items():
        _head(sheet, 5, column, text, (7, column))
    _head(sheet, 5, 5, "Rencana Aksi", (5, 12))
    for n, roman in enumerate(ROMAWI):
        _head(sheet, 6, 5 + 2 * n, f"Triwulan {roman}", (6, 6 + 2 * n))
        _head(sheet, 7, 5 + 2 * n, "Target Antara")
        _head(sheet, 7, 6 + 2 * n, "Rencana Kegiatan")
    for column in range(1, 21):
        _head(sheet, 8, column, column)
    for row, record in enumerate(active(2024), 9):
        _aksi_row(sheet, row, record)
        sheet.row_dimensions[row].height = 48
    for column in range(1, 21):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = 5 if column == 1 else 30 if column == 3 else 16
    sheet.freeze_panes = "D9"
    _save(book, target)


def _aksi_row(sheet: Worksheet, row: int, record: Record) -> None:
    values: dict[int, Any] = {
        1: row - 8,
        2: nama_sasaran(record.sasaran),
        3: record.nama,
        4: f"{record.target[2024]} {record.satuan}",
        13: Decimal(1),
        14: Decimal(1),
        15: "Seluruh kegiatan terlaksana",
        16: "Sesuai rencana",
        17: "-",
        18: "-",
        19: record.penanggung_jawab,
        20: datetime(2024, 12, 1),
    }
    steps = ("Persiapan", "Pelaksanaan", "Pelaksanaan", "Pelaporan")
    for n, step in enumerate(steps):
        values[5 + 2 * n] = Decimal(25 * (n + 1)) / 100
        values[6 + 2 * n] = step
    for column in range(1, 21):
        code = "0%" if column in (5, 7, 9, 11, 13, 14) else "mmm-yy" if column == 20 else "General"
        _put(sheet, row, column, values.get(column), code)


def make_lembar_indikator(target: Path) -> None:
    """Form 3: one sheet for each indicator, names punctuated this way and that."""
    book = Workbook()
    book.remove(book.active)  # type: ignore
    names = (
        "SK.1.2.",
        "SK.1.3",
        "S.K.2.1.",
        "SK 3-1",
        "SK3.2",
        "SK.3.3.",
        "S.K.3.5",
        "S.K.4.2.",
        "SK5.1",
        "SK_6_1",
        "S.K.7.1",
        "SK.8.1.",
        "SK.8.2",
    )
    for name, record in zip(names, active(2024), strict=True):
        sheet = book.create_sheet(name)
        sheet["A1"] = f"{record.kode} {record.nama}"
        sheet["A2"] = "Tahun 2024"
        sheet["A3"], sheet["B3"] = "Satuan", record.satuan
        sheet["A4"], sheet["B4"] = "Target Tahunan", record.angka(2024)
        for column, text in enumerate(("Uraian", "TW I", "TW II", "TW III", "TW IV"), 1):
            _head(sheet, 6, column, text)
        _put(sheet, 7, 1, "Target")
        _put(sheet, 8, 1, "Realisasi")
        for n in range(4):
            _put(sheet, 7, 2 + n, TARGET_TRIWULAN[record.kode][n])
            _put(sheet, 8, 2 + n, quarterly(2024, record.kode)[n])
        sheet.column_dimensions["A"].width = 18
        kendala, tindak_lanjut = (
            KENDALA[record.kode] if is_below(record, realisasi(2024, record.kode)) else ("", "")
        )
        sheet["A10"], sheet["B10"] = "Kendala", kendala or None
        sheet["A11"], sheet["B11"] = "Tindak Lanjut", tindak_lanjut or None
        for row in (10, 11):
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=5)
    _save(book, target)
