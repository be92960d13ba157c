"""One raw-data sheet for each indicator: the columns that its way of counting needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from book_style import GOLD, StyledBook, write
from decree import by_kode, daftar_indikator
from xlsxwriter.worksheet import Worksheet

from iku_excel.numbers import NAMA_BULAN

if TYPE_CHECKING:
    from monitoring_sheets import Isian

PREPARED_ROWS = 20
HEADER_ROW = 4  # from 0


@dataclass(frozen=True, slots=True)
class Column:
    """`kind`: no, text, date, number, rupiah, bulan, year, answer, akun, nip, choice, formula,
    formula rupiah."""

    title: str
    width: int
    kind: str = "text"
    choices: tuple[str, ...] = ()
    formula: str = ""
    """With {n} for the row as Excel counts it."""


NO = Column("No", 5, "no")
BUKTI = Column("Bukti", 28)
CAKUPAN = Column("Cakupan Penilaian", 22, "choice", ("BSPJI Pekanbaru", "BSKJI"))


def _produktivitas() -> tuple[Column, ...]:
    rise = (
        '=IF(OR(N(G{n})=0,H{n}=""),"",'
        'IF(LEFT(F{n},5)="Turun",(G{n}-H{n})/G{n},(H{n}-G{n})/G{n})*100)'
    )
    return (
        NO,
        Column("Nama Perusahaan", 32),
        Column("Nomor Perjanjian", 22),
        Column("Ukuran Performansi", 26),
        Column("Satuan", 12),
        Column(
            "Arah (Naik/Turun Lebih Baik)", 18, "choice", ("Naik lebih baik", "Turun lebih baik")
        ),
        Column("Sebelum (A)", 12, "number"),
        Column("Sesudah (B)", 12, "number"),
        Column("Tanggal Ukur", 13, "date"),
        Column("Peningkatan (%)", 13, "formula", formula=rise),
    )


def _catat(nilai: str, tahun: str, laporan: str, tanggal: str, kategori: str) -> tuple[Column, ...]:
    return (
        NO,
        Column(tahun, 12, "year"),
        Column(nilai, 16, "number"),
        CAKUPAN,
        Column(laporan, 28),
        Column(tanggal, 15, "date"),
        Column(kategori, 18),
    )


UNSUR = (
    "Persyaratan",
    "Prosedur",
    "Waktu Pelayanan",
    "Biaya/Tarif",
    "Produk Layanan",
    "Kompetensi Pelaksana",
    "Perilaku Pelaksana",
    "Penanganan Pengaduan",
    "Sarana dan Prasarana",
)

SHEETS: dict[str, tuple[Column, ...]] = {
    "SK1/1": (
        NO,
        Column("Nama Tenan", 30),
        Column("Bidang/Teknologi", 24),
        Column("Tanggal Mulai", 14, "date"),
        Column("Seleksi Tenan", 14, "date"),
        Column("Pra Inkubasi", 14, "date"),
        Column("Pelaksanaan Inkubasi", 14, "date"),
        Column("Pasca Inkubasi", 14, "date"),
        Column("Tanggal Selesai", 14, "date"),
        BUKTI,
    ),
    "SK1/2": (
        NO,
        Column("Mitra Kolaborasi", 32),
        Column("Judul Kegiatan", 44),
        Column("Nomor SPK/Surat", 24),
        Column("Tanggal SPK/Surat", 14, "date"),
        Column(
            "Bentuk Hasil",
            20,
            "choice",
            ("Model konseptual", "Spesifikasi", "Rancangan", "Prototipe"),
        ),
        Column("Bukti Peningkatan Kapabilitas", 34),
    ),
    "SK1/3": _produktivitas(),
    "SK2/1": (
        NO,
        Column("Nama Perusahaan", 34),
        Column("Tanggal Pembinaan", 14, "date"),
        Column("Omzet Sebelum (Rp)", 18, "rupiah"),
        Column("Omzet Sesudah (Rp)", 18, "rupiah"),
        Column("Jumlah Client Sebelum", 12, "number"),
        Column("Jumlah Client Sesudah", 12, "number"),
    ),
    "SK3/1": _produktivitas(),
    "SK3/2": (
        NO,
        Column("Bulan", 14, "bulan"),
        Column("Jenis Layanan", 34),
        Column("Jumlah Order", 12, "number"),
        Column("PNBP Tahun Ini (Rp)", 20, "rupiah"),
        Column("PNBP Tahun Lalu (Rp)", 20, "rupiah"),
    ),
    "SK3/3": (
        NO,
        Column("Bulan", 14, "bulan"),
        Column("Jenis Hasil Layanan", 34),
        Column("Jumlah Hasil Tahun Ini", 16, "number"),
        Column("Jumlah Hasil Tahun Lalu", 16, "number"),
    ),
    "SK3/4": (
        NO,
        Column("Skema", 12, "choice", ("LP", "LK", "LSPro", "LSSM", "LI", "LVV", "PUP")),
        Column("Nomor Akreditasi KAN", 22),
        Column("Ruang Lingkup/Parameter", 46),
        Column("Tanggal Terakreditasi", 15, "date"),
        Column("Tanggal Dicabut/Kedaluwarsa", 16, "date"),
    ),
    "SK3/5": (
        Column("Kode Akun", 11, "akun"),
        Column("Nama Akun", 62),
        Column("Pagu Revisi (Rp)", 20, "rupiah"),
        Column("Realisasi s.d. Periode (Rp)", 20, "rupiah"),
        Column("Sisa (Rp)", 20, "formula rupiah", formula='=IF(C{n}="","",C{n}-D{n})'),
        Column("%", 10, "formula", formula='=IF(N(C{n})=0,"",D{n}/C{n}*100)'),
    ),
    "SK4/1": _catat("Nilai MRI", "Tahun Penilaian", "Nomor Laporan", "Tanggal Laporan", "Level"),
    "SK4/2": (
        NO,
        Column("Nomor LHP", 22),
        Column("Tanggal LHP", 14, "date"),
        Column("Temuan", 34),
        Column("Rekomendasi", 44),
        Column(
            "Status Tindak Lanjut",
            20,
            "choice",
            ("Sesuai", "Belum sesuai", "Belum ditindaklanjuti", "Tidak dapat ditindaklanjuti"),
        ),
        Column("Bukti Tindak Lanjut", 26),
        Column("Tanggal Tindak Lanjut", 15, "date"),
    ),
    "SK5/1": (
        NO,
        Column("Bulan", 13, "bulan"),
        *(Column(f"U{i} {name}", 12, "answer") for i, name in enumerate(UNSUR, 1)),
    ),
    "SK6/1": (
        NO,
        Column("NIP", 22, "nip"),
        Column("Nama", 28),
        Column("Kualifikasi", 13, "number"),
        Column("Kompetensi", 13, "number"),
        Column("Kinerja", 13, "number"),
        Column("Disiplin", 13, "number"),
        Column("Jumlah", 13, "formula", formula='=IF(COUNT(D{n}:G{n})=0,"",SUM(D{n}:G{n}))'),
    ),
    "SK6/2": (
        NO,
        Column("Bulan", 16, "bulan"),
        Column("Nilai Disiplin", 16, "number"),
        Column("Keterangan", 40),
    ),
    "SK7/1": _catat(
        "Nilai Indeks Layanan Publik",
        "Tahun Penilaian",
        "Nomor Laporan",
        "Tanggal Laporan",
        "Kategori",
    ),
    "SK8/1": _catat("Nilai SAKIP", "Tahun yang Dinilai", "Nomor LHE", "Tanggal LHE", "Predikat"),
    "SK8/2": (
        NO,
        Column("Tahun", 10, "year"),
        Column(
            "Periode (Semester/Tahunan)", 16, "choice", ("Semester I", "Semester II", "Tahunan")
        ),
        Column("Nilai Laporan Keuangan", 16, "number"),
        CAKUPAN,
        Column("Nomor Surat/Laporan", 28),
        Column("Tanggal Laporan", 15, "date"),
        Column("Kategori", 18),
    ),
}

STYLE = {
    "no": "input center",
    "text": "input text",
    "date": "input date",
    "number": "input figure",
    "rupiah": "input rupiah",
    "bulan": "input center",
    "nip": "input nip",
    "choice": "input text",
    "formula": "locked figure",
    "formula rupiah": "locked rupiah",
    "year": "input center",
    "answer": "input center",
    "akun": "input center",
}


def add_raw_sheets(book: StyledBook, isian: Isian) -> None:
    """The wanted raw-data sheets in the decree's order."""
    for record in daftar_indikator():
        if isian.daftar_lembar_data is None or record.kode in isian.daftar_lembar_data:
            add_raw_sheet(book, record.kode, isian.raw.get(record.kode, ()), isian.tahun)


def add_raw_sheet(
    book: StyledBook, kode: str, rows: tuple[tuple[Any, ...], ...], tahun: int | None
) -> None:
    """One indicator's list; input rows below the data are ready and may be exceeded."""
    record, columns = by_kode(kode), SHEETS[kode]
    sheet = book.sheet(record.sheet_kode, landscape=True, tab=GOLD)
    last = len(columns) - 1
    write(sheet, 0, 0, f"DATA DUKUNG {kode}", book.style("title left"))
    write(sheet, 1, 0, record.nama, book.style("plain"))
    write(
        sheet,
        2,
        0,
        f"Tahun {tahun}" if tahun else "Satu baris untuk satu data.",
        book.style("plain"),
    )
    bottom = HEADER_ROW + max(len(rows), PREPARED_ROWS)
    for index, column in enumerate(columns):
        free = None if column.kind.startswith("formula") else book.style(_free(column.kind))
        sheet.set_column(index, index, column.width, free)
        write(sheet, HEADER_ROW, index, column.title, book.style("header"))
        _validate(sheet, index, column, HEADER_ROW + 1, max(bottom, 2000))
    sheet.set_row(HEADER_ROW, 44)
    for offset in range(bottom - HEADER_ROW):
        values = rows[offset] if offset < len(rows) else (None,) * (last + 1)
        _raw_row(book, sheet, HEADER_ROW + 1 + offset, columns, values)
    sheet.repeat_rows(HEADER_ROW)
    sheet.freeze_panes(HEADER_ROW + 1, 2)


def _free(kind: str) -> str:
    return {"nip": "free nip", "date": "free date", "rupiah": "free rupiah"}.get(kind, "free")


def _raw_row(
    book: StyledBook,
    sheet: Worksheet,
    row: int,
    columns: tuple[Column, ...],
    values: tuple[Any, ...],
) -> None:
    for index, (column, value) in enumerate(zip(columns, values, strict=True)):
        if column.kind.startswith("formula"):
            stored = "" if value is None else value
            value = f"{column.formula.format(n=row + 1)}|{stored}"
        write(sheet, row, index, value, book.style(STYLE[column.kind]))


def _validate(sheet: Worksheet, index: int, column: Column, first: int, last: int) -> None:
    rule: dict[str, Any] | None = None
    if column.kind == "choice":
        rule = {
            "validate": "list",
            "source": list(column.choices),
            "error_type": "warning",
            "error_title": "Di luar daftar",
            "error_message": "Pilih dari daftar bila mungkin.",
        }
    elif column.kind == "bulan":
        rule = {
            "validate": "list",
            "source": list(NAMA_BULAN),
            "error_title": "Bulan",
            "error_message": "Pilih nama bulan dari daftar.",
        }
    elif column.kind == "answer":
        rule = {
            "validate": "integer",
            "criteria": "between",
            "minimum": 1,
            "maximum": 4,
            "error_title": "Jawaban survei",
            "error_message": "Isi 1, 2, 3 atau 4.",
        }
    elif column.kind in ("number", "rupiah"):
        rule = {
            "validate": "decimal",
            "criteria": ">=",
            "value": -1_000_000_000_000_000,
            "error_type": "warning",
            "error_title": "Bukan angka",
            "error_message": "Isi dengan angka saja.",
        }
    elif column.kind == "year":
        rule = {
            "validate": "integer",
            "criteria": "between",
            "minimum": 2000,
            "maximum": 2100,
            "error_title": "Tahun",
            "error_message": "Isi tahun dengan empat angka.",
        }
    if rule:
        sheet.data_validation(first, index, last, index, rule)
