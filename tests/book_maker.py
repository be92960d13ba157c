"""Small workbooks for tests of reading: rows of values, merged areas, hidden parts, formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from iku_excel.keputusan import load_keputusan
from iku_excel.model import TAHUN, Berkas, Keputusan, Periode, Role
from iku_excel.numbers import plain
from iku_excel.workbook.reader import read_path

NAMA = {
    "SK1/1": "Jumlah tenan inkubator berbasis teknologi yang terbentuk",
    "SK1/2": "Peningkatan kapabilitas hasil kolaborasi dalam rangka pengembangan industri",
    "SK1/3": "Produktivitas/efisiensi perusahaan industri hasil kegiatan kolaborasi",
    "SK2/1": "Peningkatan peran balai dalam penerapan industri 4.0 dan standardisasi industri",
    "SK3/1": "Produktivitas/efisiensi perusahaan industri yang memanfaatkan teknologi melalui "
    "jasa konsultasi",
    "SK3/2": "Meningkatnya PNBP layanan jasa industri",
    "SK3/3": "Meningkatnya jumlah hasil layanan jasa industri yang digunakan oleh pelanggan",
    "SK3/5": "Persentasi nilai capaian penggunaan produk dalam negeri dalam pengadaan barang "
    "dan jasa",
    "SK4/2": "Rekomendasi hasil pengawasan internal telah ditindaklanjuti oleh satker",
    "SK5/1": "Indeks kepuasan masyarakat terhadap layanan jasa industri",
    "SK6/1": "Rata-rata indeks profesionalitas ASN",
    "SK7/1": "Indeks layanan publik",
    "SK8/1": "Nilai minimal akuntabilitas kinerja",
    "SK8/2": "Nilai minimal laporan keuangan",
}


@cache
def decree() -> Keputusan:
    """The shipped edition."""
    return load_keputusan()


@dataclass
class SheetMade:
    """One sheet: `rows` from A1; `merge` areas in A1 notation; `formats` cell → number format."""

    rows: Sequence[Sequence[Any]]
    merge: Sequence[str] = ()
    formats: Mapping[str, str] = field(default_factory=dict)
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()
    state: str = "visible"


def make_book(path: Path, sheets: Mapping[str, SheetMade | Sequence[Sequence[Any]]]) -> Path:
    """A workbook written by openpyxl; text that begins with "=" is a formula without value."""
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, made in sheets.items():
        made = made if isinstance(made, SheetMade) else SheetMade(made)
        sheet = book.create_sheet(name)
        for row, values in enumerate(made.rows, 1):
            for column, value in enumerate(values, 1):
                if value is not None:
                    sheet.cell(row, column, value)
        for area in made.merge:
            sheet.merge_cells(area)
        for ref, code in made.formats.items():
            sheet[ref].number_format = code
        for number in made.hidden_rows:
            sheet.row_dimensions[number].hidden = True
        for letter in made.hidden_columns:
            sheet.column_dimensions[letter].hidden = True
        sheet.sheet_state = made.state
    book.save(path)
    return path


def read_made(
    folder: Path,
    sheets: Mapping[str, SheetMade | Sequence[Sequence[Any]]],
    name: str = "Monitoring_2024.xlsx",
) -> Berkas:
    """The workbook made and read against the shipped decree."""
    return read_path(make_book(folder / name, sheets), decree())


def seen(berkas: Berkas) -> list[tuple[str, str | None, str | None]]:
    """(code, sheet, cell) of every observation, sorted."""
    return sorted((o.kode, o.location.lembar, o.location.sel) for o in berkas.observations)


def figures(berkas: Berkas, role: Role, periode: Periode = TAHUN) -> dict[str | None, str | None]:
    """indikator → figure (or the state's word) of a column, over all tables."""
    found: dict[str | None, str | None] = {}
    for tabel in berkas.daftar_tabel:
        for baris in tabel.daftar_baris:
            nilai = baris.get(role, periode)
            if nilai is not None:
                text = nilai.state.value if nilai.angka is None else plain(nilai.angka)
                found[baris.indikator] = text
    return found


def indikator_by_row(berkas: Berkas) -> list[tuple[str, int, str | None]]:
    """(sheet, row, indikator) of every row read as an indicator."""
    return [
        (tabel.lembar, baris.row, baris.indikator)
        for tabel in berkas.daftar_tabel
        for baris in tabel.daftar_baris
    ]


def roles(berkas: Berkas, table: int = 0) -> dict[int, tuple[str, int, int]]:
    """column → (role, triwulan, bulan) of a table, the unused ones left out."""
    return {
        kolom.column: (str(kolom.role), kolom.periode.triwulan, kolom.periode.bulan)
        for kolom in berkas.daftar_tabel[table].daftar_kolom
        if kolom.role is not Role.OTHER
    }
