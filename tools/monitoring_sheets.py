"""The sheets of Monitoring_template.xlsx, empty or filled in.

In the template a year and a month chosen on Identitas bring up the indicators by formula; months
that have not come stay empty, so that an unused sheet says nothing. In the monthly samples the
same table holds plain values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from book_style import StyledBook, write
from decree import Record, active, daftar_indikator
from guide_sheet import PETUNJUK_MONITORING, add_petunjuk
from pk_sheets import DECIMAL, UNIT, add_identitas
from sample_data import IDENTITAS
from xlsxwriter.worksheet import Worksheet

from iku_excel.numbers import NAMA_BULAN

TAHUN_ROW, BULAN_ROW = 17, 18
FIRST = 8  # first body row of a month sheet, from 0
IND_FIRST = 5  # first row of the sheet Indikator, as Excel counts
TAHUN_CELL, BULAN_CELL = f"Identitas!$B${TAHUN_ROW}", f"Identitas!$B${BULAN_ROW}"


@dataclass(frozen=True)
class MonthRow:
    """What a month sheet says about one indicator."""

    record: Record
    target: Decimal | str | None
    bulan_ini: Decimal | None = None
    sampai_dengan: Decimal | None = None
    kendala: str = ""
    tindak_lanjut: str = ""
    bukti: str = ""


@dataclass(frozen=True)
class Isian:
    """What goes into the sheets; the default is the empty template."""

    tahun: int | None = None
    bulan: int | None = None
    daftar_bulan: dict[int, tuple[MonthRow, ...]] = field(default_factory=dict)
    narasi: tuple[tuple[str, ...], ...] = ()
    narasi_umum: dict[str, str] = field(default_factory=dict)
    anggaran: tuple[tuple[str, int, int], ...] = ()
    raw: dict[str, tuple[tuple[Any, ...], ...]] = field(default_factory=dict)
    by_formula: bool = True
    tanggal_laporan: str | None = None
    daftar_lembar_data: tuple[str, ...] | None = None
    """Codes whose raw sheets are wanted; None for all."""


EMPTY = Isian()
HEADS = (
    "No",
    "Kode",
    "Indikator Kinerja",
    "Satuan",
    "Target",
    "Realisasi Bulan Ini",
    "Realisasi s.d. Bulan Ini",
    "Capaian (%)",
    "Status",
    "Kendala",
    "Tindak Lanjut",
    "Bukti Dukung",
)
WIDTHS = (5, 8, 42, 13, 9, 12, 13, 12, 17, 30, 30, 24)


def fill_monitoring(book: StyledBook, isian: Isian = EMPTY) -> None:
    """All sheets of a monitoring workbook; month sheets beyond `isian` only in the template."""
    if isian.by_formula:
        add_petunjuk(book, "Monitoring indikator kinerja: petunjuk pengisian", PETUNJUK_MONITORING)
    entries = (
        *IDENTITAS,
        ("Tahun", isian.tahun, "pilih tahun; indikator dan target tahun itu tampil sendiri"),
        ("Bulan", isian.bulan, "pilih bulan laporan, 1 sampai 12"),
        ("Tanggal Laporan", isian.tanggal_laporan, "tanggal Laporan Kinerja, bila sudah ada"),
    )
    identitas = add_identitas(book, entries, "untuk monitoring bulanan")
    _choices(identitas)
    months = range(1, 13) if isian.by_formula else sorted(isian.daftar_bulan)
    for bulan in months:
        add_month(book, bulan, isian)
    if isian.by_formula or isian.narasi:
        add_narasi(book, isian)
        add_narasi_umum(book, isian)
        add_anggaran(book, isian)
    if isian.by_formula:
        add_indikator_source(book, isian)
    from raw_sheets import add_raw_sheets

    add_raw_sheets(book, isian)


def _choices(sheet: Worksheet) -> None:
    years = sorted({year for record in daftar_indikator() for year in record.target})
    sheet.data_validation(TAHUN_ROW - 1, 1, TAHUN_ROW - 1, 1, {"validate": "list", "source": years})
    sheet.data_validation(
        BULAN_ROW - 1,
        1,
        BULAN_ROW - 1,
        1,
        {
            "validate": "list",
            "source": list(range(1, 13)),
            "input_title": "Bulan laporan",
            "input_message": "Lembar bulan sesudah bulan ini tetap kosong.",
        },
    )


def add_month(book: StyledBook, bulan: int, isian: Isian) -> None:
    """One month's table, form 6 of the contract."""
    name = NAMA_BULAN[bulan - 1]
    sheet = book.sheet(name, landscape=True)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    title = f'="BULAN {name.upper()} TAHUN "&IF({TAHUN_CELL}="","....",{TAHUN_CELL})'
    stored = f"BULAN {name.upper()} TAHUN {isian.tahun or '....'}"
    unit = book.from_identitas(UNIT)
    if not isian.by_formula:
        title, unit = stored, book.isian[UNIT]
    else:
        title = f"{title}|{stored}"
    book.titles(sheet, len(HEADS) - 1, "MONITORING CAPAIAN INDIKATOR KINERJA", title, unit)
    for column, text in enumerate(HEADS):
        write(sheet, FIRST - 2, column, text, book.style("header"))
        write(sheet, FIRST - 1, column, column + 1, book.style("numbers"))
    sheet.set_row(FIRST - 2, 32)
    rows = isian.daftar_bulan.get(bulan, ())
    count = len(daftar_indikator()) if isian.by_formula else len(rows)
    for index in range(count):
        entry = rows[index] if index < len(rows) else None
        _month_row(book, sheet, bulan, index, entry, isian.by_formula)
    last = FIRST + count - 1
    for column in (5, 6):
        sheet.data_validation(FIRST, column, last, column, DECIMAL)
    _highlight(book, sheet, last)
    sheet.repeat_rows(FIRST - 2, FIRST - 1)
    sheet.freeze_panes(FIRST, 3)


def _highlight(book: StyledBook, sheet: Worksheet, last: int) -> None:
    """Colour the verdict, and the places where an explanation is still wanted."""
    n = FIRST + 1
    for text, style in (("tercapai", "reached"), ("belum tercapai", "missed")):
        rule = {"type": "formula", "criteria": f'=$I{n}="{text}"', "format": book.mark(style)}
        sheet.conditional_format(FIRST, 7, last, 8, rule)
    for column, letter in ((9, "J"), (10, "K")):
        wanted = f'=AND(ISNUMBER($G{n}),ISNUMBER($E{n}),N($G{n})<N($E{n}),${letter}{n}="")'
        rule = {"type": "formula", "criteria": wanted, "format": book.mark("wanted")}
        sheet.conditional_format(FIRST, column, last, column, rule)


def _month_row(
    book: StyledBook,
    sheet: Worksheet,
    bulan: int,
    index: int,
    entry: MonthRow | None,
    by_formula: bool,
) -> None:
    row = FIRST + index
    stored: tuple[Any, ...] = ("", "", "", "", "")
    if entry is not None:
        record = entry.record
        stored = (index + 1, record.kode, record.nama, record.satuan, entry.target)
    cells: tuple[Any, ...] = _formulas(bulan, index, stored) if by_formula else stored
    for column, (value, style) in enumerate(
        zip(cells, ("center", "center", "text", "center", "figure"), strict=True)
    ):
        write(sheet, row, column, value, book.style(style))
    typed: tuple[Any, ...] = (None, None, None, None, None, None, None)
    if entry is not None:
        typed = (
            entry.bulan_ini,
            entry.sampai_dengan,
            None,
            None,
            entry.kendala or None,
            entry.tindak_lanjut or None,
            entry.bukti or None,
        )
    styles = (
        "input figure",
        "input figure",
        "computed",
        "computed text",
        "input text",
        "input text",
        "input text",
    )
    for offset, (value, style) in enumerate(zip(typed, styles, strict=True)):
        write(sheet, row, 5 + offset, value, book.style(style))
    sheet.set_row(row, 40)


def _formulas(bulan: int, index: int, stored: tuple[Any, ...]) -> tuple[str, ...]:
    """No, Kode, Indikator, Satuan, Target of the year's n-th active indicator."""
    last = IND_FIRST + len(daftar_indikator()) - 1
    order = f"Indikator!$N${IND_FIRST}:$N${last}"
    own = f"$A{FIRST + index + 1}"
    number = (
        f'=IF(OR({BULAN_CELL}="",{BULAN_CELL}<{bulan},{index + 1}>MAX({order})),"",{index + 1})'
    )

    def pick(column: str) -> str:
        source = f"Indikator!${column}${IND_FIRST}:${column}${last}"
        return f'=IF({own}="","",INDEX({source},MATCH({own},{order},0)))'

    formulas = (number, pick("A"), pick("B"), pick("G"), pick("M"))
    return tuple(f"{formula}|{value}" for formula, value in zip(formulas, stored, strict=True))


NARASI_HEADS = (
    "No",
    "Kode",
    "Indikator Kinerja",
    "Penyebab Keberhasilan/Kegagalan",
    "Solusi yang Telah Dilakukan",
    "Efisiensi Penggunaan Sumber Daya",
    "Kegiatan Pendukung",
    "Pembanding",
)


def add_narasi(book: StyledBook, isian: Isian) -> None:
    """What only people can say about each indicator, for Bab III of the report."""
    sheet = book.sheet("Narasi", landscape=True)
    for column, width in enumerate((5, 8, 34, 42, 36, 36, 36, 30)):
        sheet.set_column(column, column, width)
    book.titles(sheet, 7, "NARASI TIAP INDIKATOR", "untuk analisis pada Laporan Kinerja")
    for column, text in enumerate(NARASI_HEADS):
        write(sheet, 3, column, text, book.style("header"))
    sheet.set_row(3, 32)
    count = len(daftar_indikator()) if isian.by_formula else len(isian.narasi)
    named = [(r.kode, r.nama, *("",) * 5) for r in active(isian.tahun)] if isian.tahun else []
    rows = isian.narasi or named
    for index in range(count):
        texts = rows[index] if index < len(rows) else ("",) * 7
        cells: list[Any] = [index + 1 if texts[0] else "", *texts]
        if by_year := isian.by_formula:
            cells[:3] = _narasi_formulas(index, cells[:3])
        for column, value in enumerate(cells):
            style = ("center", "center", "text")[column] if column < 3 else "input text"
            write(sheet, 4 + index, column, value or None, book.style(style))
        sheet.set_row(4 + index, 30 if by_year else 64)
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 3)


def _narasi_formulas(index: int, stored: list[Any]) -> list[str]:
    last = IND_FIRST + len(daftar_indikator()) - 1
    order = f"Indikator!$N${IND_FIRST}:$N${last}"
    own = f"$A{5 + index}"
    formulas = [f'=IF({index + 1}>MAX({order}),"",{index + 1})']
    for column in "AB":
        source = f"Indikator!${column}${IND_FIRST}:${column}${last}"
        formulas.append(f'=IF({own}="","",INDEX({source},MATCH({own},{order},0)))')
    return [f"{formula}|{value}" for formula, value in zip(formulas, stored, strict=True)]


BAGIAN = (
    "Kata Pengantar",
    "Ikhtisar Eksekutif",
    "Gambaran Umum Organisasi",
    "Struktur Organisasi",
    "Sumber Daya Manusia",
    "Isu Strategis",
    "Rencana Strategis",
    "Visi",
    "Misi",
    "Tujuan",
    "Perjanjian Kinerja",
    "Realisasi Anggaran",
    "Efisiensi Sumber Daya",
    "Prestasi dan Penghargaan",
    "Simpulan",
    "Langkah Perbaikan",
)


def add_narasi_umum(book: StyledBook, isian: Isian) -> None:
    """Bagian | Uraian: the report's chapters that are not about one indicator."""
    sheet = book.sheet("Narasi Umum")
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 92)
    book.titles(sheet, 1, "NARASI UMUM", "untuk Bab I, II dan IV Laporan Kinerja")
    for column, text in enumerate(("Bagian", "Uraian")):
        write(sheet, 3, column, text, book.style("header"))
    for offset, bagian in enumerate(BAGIAN):
        text = isian.narasi_umum.get(bagian)
        write(sheet, 4 + offset, 0, bagian, book.style("label"))
        write(sheet, 4 + offset, 1, text, book.style("input text"))
        sheet.set_row(4 + offset, 30 if not text else 15 * (2 + len(text) // 95))
    sheet.repeat_rows(3)
    sheet.freeze_panes(4, 1)


def add_anggaran(book: StyledBook, isian: Isian) -> None:
    """Kegiatan | Pagu | Realisasi with what follows from them by formula."""
    sheet = book.sheet("Anggaran", landscape=True)
    for column, width in enumerate((5, 58, 20, 20, 20, 14)):
        sheet.set_column(column, column, width)
    year = isian.tahun or "...."
    title = f'="TAHUN ANGGARAN "&IF({TAHUN_CELL}="","....",{TAHUN_CELL})|TAHUN ANGGARAN {year}'
    book.titles(sheet, 5, "REALISASI ANGGARAN", title, book.from_identitas(UNIT))
    heads = ("No", "Kegiatan", "Pagu (Rp)", "Realisasi (Rp)", "Sisa (Rp)", "Persentase (%)")
    for column, text in enumerate(heads):
        write(sheet, 4, column, text, book.style("header"))
    sheet.set_row(4, 24)
    count = max(len(isian.anggaran), 10 if isian.by_formula else 0)
    for index in range(count):
        entry = isian.anggaran[index] if index < len(isian.anggaran) else None
        _budget_row(book, sheet, 5 + index, entry, index)
    total = 5 + count
    pagu, spent = (sum(e[i] for e in isian.anggaran) for i in (1, 2))
    write(sheet, total, 0, None, book.style("total"))
    write(sheet, total, 1, "Jumlah", book.style("total"))
    for letter, value in (("C", pagu), ("D", spent), ("E", pagu - spent)):
        cell = f"=SUM({letter}6:{letter}{total})|{value}"
        write(sheet, total, ord(letter) - 65, cell, book.style("total rupiah"))
    share = f"{Decimal(spent) * 100 / pagu:.10f}" if pagu else ""
    formula = f'=IF(C{total + 1}=0,"",D{total + 1}/C{total + 1}*100)|{share}'
    write(sheet, total, 5, formula, book.style("total percent"))
    sheet.data_validation(5, 2, total - 1, 3, DECIMAL)
    sheet.freeze_panes(5, 2)


def _budget_row(
    book: StyledBook, sheet: Worksheet, row: int, entry: tuple[str, int, int] | None, index: int
) -> None:
    n = row + 1
    rest, share = "", ""
    if entry is not None:
        rest = str(entry[1] - entry[2])
        share = f"{Decimal(entry[2]) * 100 / entry[1]:.10f}"
    name, pagu, spent = entry or (None, None, None)
    write(sheet, row, 0, index + 1 if entry else None, book.style("input center"))
    write(sheet, row, 1, name, book.style("input text"))
    write(sheet, row, 2, pagu, book.style("input rupiah"))
    write(sheet, row, 3, spent, book.style("input rupiah"))
    write(sheet, row, 4, f'=IF(C{n}="","",C{n}-D{n})|{rest}', book.style("rupiah"))
    write(sheet, row, 5, f'=IF(N(C{n})=0,"",D{n}/C{n}*100)|{share}', book.style("percent"))
    sheet.set_row(row, 20)


def add_indikator_source(book: StyledBook, isian: Isian) -> None:
    """The decree's sheet, with two columns that follow the chosen year."""
    from pk_sheets import add_indikator

    sheet = add_indikator(book)
    for column, text in ((12, "Nilai Tahun Berjalan"), (13, "Urutan")):
        write(sheet, 3, column, text, book.style("header"))
    sheet.set_column(12, 13, 10)
    order = 0
    for offset, record in enumerate(daftar_indikator()):
        n = IND_FIRST + offset
        value = record.target[isian.tahun] if isian.tahun else ""
        figure = record.angka(isian.tahun) if isian.tahun else None
        order += figure is not None
        chosen = f'=IF({TAHUN_CELL}="","",INDEX($C{n}:$F{n},1,{TAHUN_CELL}-2020))'
        write(
            sheet,
            n - 1,
            12,
            f"{chosen}|{value if figure is None else figure}",
            book.style("center"),
        )
        count = f'=IF(ISNUMBER($M{n}),COUNT($M${IND_FIRST}:$M{n}),"")'
        stored = order if figure is not None else ""
        write(sheet, n - 1, 13, f"{count}|{stored}", book.style("center"))
