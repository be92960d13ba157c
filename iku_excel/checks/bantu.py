"""What several checks need: the tables of a dossier, places of empty cells, words for messages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from iku_excel.checks.registry import short_place
from iku_excel.compute.acuan import tahun_of
from iku_excel.finding import Location
from iku_excel.model import (
    TAHUN,
    Baris,
    Berkas,
    BerkasHasil,
    Dossier,
    HasilIndikator,
    Indikator,
    Jenis,
    Nilai,
    Periode,
    Role,
    Tabel,
    TargetKeputusan,
)
from iku_excel.numbers import NAMA_BULAN, format_angka, plain, romawi
from iku_excel.records import dataclass

AGREEMENTS = (Jenis.PERJANJIAN_KINERJA, Jenis.RENCANA_AKSI)
"""Forms that say what was agreed; the others say what was reached."""


FORM_PER_INDIKATOR = 3
"""`Tabel.bentuk` of one sheet for each indicator: periods in columns, roles in rows."""


@dataclass(frozen=True, slots=True)
class Isian:
    """One recognised row, with everything around it."""

    hasil: BerkasHasil
    tabel: Tabel
    baris: Baris
    indikator: Indikator
    tahun: int | None

    @property
    def berkas(self) -> Berkas:
        return self.hasil.berkas

    @property
    def target_keputusan(self) -> TargetKeputusan | None:
        return self.indikator.target_for(self.tahun) if self.tahun is not None else None

    @property
    def is_active(self) -> bool:
        return self.tahun is not None and self.indikator.is_active(self.tahun)


def daftar_tabel(dossier: Dossier, *jenis: Jenis) -> Iterator[tuple[BerkasHasil, Tabel]]:
    """Every table of the given kinds."""
    for hasil in dossier.daftar_berkas:
        for tabel in hasil.berkas.daftar_tabel:
            if tabel.jenis in jenis:
                yield hasil, tabel


def daftar_isian(dossier: Dossier, *jenis: Jenis) -> Iterator[Isian]:
    """Every recognised row of the tables of the given kinds."""
    for hasil, tabel in daftar_tabel(dossier, *jenis):
        tahun = tahun_of(hasil.berkas, tabel) or dossier.tahun_diminta
        for baris in tabel.daftar_baris:
            if baris.indikator is None:
                continue
            indikator = dossier.keputusan.indikator_by_kode(baris.indikator)
            if indikator is not None:
                yield Isian(hasil, tabel, baris, indikator, tahun)


def daftar_hasil(dossier: Dossier) -> Iterator[tuple[BerkasHasil, HasilIndikator, Indikator]]:
    """Every computed entry of every workbook."""
    for hasil in dossier.daftar_berkas:
        for entry in hasil.daftar_hasil:
            indikator = dossier.keputusan.indikator_by_kode(entry.indikator)
            if indikator is not None:
                yield hasil, entry, indikator


def place(tabel: Tabel, baris: Baris, role: Role, periode: Periode = TAHUN) -> Location:
    """The cell of a row's column, also an empty one; the table's header where there is none."""
    nilai = baris.get(role, periode)
    if nilai is not None:
        return nilai.location
    teks = baris.teks.get((role, periode))
    if teks is not None:
        return teks.location
    kolom = tabel.kolom(role, periode)
    row = _row_of(tabel, baris, role)
    if kolom is None or row is None:
        return tabel.header
    from iku_excel.workbook.engine.refs import cell_ref

    return Location(tabel.header.berkas, tabel.lembar, cell_ref(row, kolom.column))


def _row_of(tabel: Tabel, baris: Baris, role: Role) -> int | None:
    """The sheet row of a role: the indicator's own, but in form 3 each role has its own."""
    if tabel.bentuk != FORM_PER_INDIKATOR:
        return baris.row
    beside = [n.location.sel for (r, _), n in baris.nilai.items() if r is role]
    beside += [t.location.sel for (r, _), t in baris.teks.items() if r is role]
    if not beside or beside[0] is None:
        return None
    from iku_excel.workbook.engine.refs import parse_ref

    return parse_ref(beside[0])[0]


def written(nilai: Nilai) -> str:
    """What stands in a cell, for JSON: a decimal with a point, else the text itself."""
    return plain(nilai.angka) if nilai.angka is not None else nilai.teks.strip()


def shown(nilai: Nilai) -> str:
    """What stands in a cell, for people."""
    return angka(nilai.angka) if nilai.angka is not None else f"“{nilai.teks.strip()}”"


def angka(value: Decimal | None, places: int | None = None) -> str:
    """A figure in Indonesian notation; "–" for none."""
    return "–" if value is None else format_angka(value, places)


def periode_name(periode: Periode, tahun: int | None = None) -> str:
    """ "Maret 2024", "triwulan II 2024", "tahun 2024"."""
    year = f" {tahun}" if tahun is not None else ""
    if periode.bulan:
        return f"{NAMA_BULAN[periode.bulan - 1]}{year}"
    if periode.triwulan:
        return f"triwulan {romawi(periode.triwulan)}{year}"
    return f"tahun{year}"


def has_passed(hari_ini: date, tahun: int, bulan: int) -> bool:
    """Whether the month `bulan` (1-12) of `tahun` is over."""
    return (hari_ini.year, hari_ini.month) > (tahun, bulan)


def letters(text: str) -> str:
    """A text for comparing: letters and digits only, without case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def rujukan_pk(nilai: Nilai, berkas: str) -> str:
    """The cell of the agreement, as seen from the workbook `berkas`."""
    return f"Perjanjian Kinerja ({short_place(nilai.location, berkas)})"
