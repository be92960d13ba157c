"""Which target a figure is measured against: the row's own, else the Perjanjian Kinerja's, else the
decree's; and the cumulative target of each triwulan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath

from iku_excel.compute.konsolidasi import Terkonsolidasi, combine, deret, rule, upto, within
from iku_excel.compute.presisi import total
from iku_excel.model import (
    Baris,
    Berkas,
    CellState,
    Indikator,
    Jenis,
    Konsolidasi,
    Nilai,
    Role,
    Tabel,
)

_KUMULATIF = re.compile(r"s\s*[./]\s*d\b|\bsd\b|sampai\s+dengan|[ka]k?umulati[fv]|akumulasi", re.I)
_REVISI = re.compile(r"revisi|perubahan|addendum", re.I)


def tahun_of(berkas: Berkas, tabel: Tabel | None = None) -> int | None:
    """The year a table is about: its own, else the workbook's."""
    return (tabel.tahun if tabel else None) or berkas.tahun


def is_not_applicable(indikator: Indikator, tahun: int | None) -> bool:
    """Whether the decree prints "-" for the year ("N/A" is something else: no baseline)."""
    target = indikator.target_for(tahun) if tahun is not None else None
    return target is not None and target.angka is None and target.teks.strip() in "-–—"


def daftar_baris_pk(pk: Berkas) -> Iterable[tuple[Tabel, Baris]]:
    """Every recognised row of the Perjanjian Kinerja tables of a workbook."""
    for tabel in pk.daftar_tabel:
        if tabel.jenis is Jenis.PERJANJIAN_KINERJA:
            for baris in tabel.daftar_baris:
                if baris.indikator is not None:
                    yield tabel, baris


def target_in_pk(pk: Berkas, kode: str) -> Nilai | None:
    """The numeric target of an indicator in a Perjanjian Kinerja, with its cell."""
    for _, baris in daftar_baris_pk(pk):
        target = baris.target
        if baris.indikator == kode and target is not None and target.angka is not None:
            return target
    return None


def find_pk(
    daftar_berkas: Iterable[Berkas], tahun: int | None, unit: str | None = None
) -> Berkas | None:
    """The Perjanjian Kinerja among the given workbooks for a year (and unit, where both say one).

    Of several the one that calls itself a revision, else the last.
    """
    found = [
        berkas
        for berkas in daftar_berkas
        if tahun is not None and _is_pk_of(berkas, tahun) and _same_unit(berkas.unit, unit)
    ]
    revised = [berkas for berkas in found if _REVISI.search(PurePath(berkas.path).stem)]
    chosen = revised or found
    return chosen[-1] if chosen else None


def with_pk(daftar_berkas: Iterable[Berkas]) -> tuple[Berkas, ...]:
    """The workbooks that hold a Perjanjian Kinerja, in order."""
    return tuple(
        berkas
        for berkas in daftar_berkas
        if any(tabel.jenis is Jenis.PERJANJIAN_KINERJA for tabel in berkas.daftar_tabel)
    )


def _is_pk_of(berkas: Berkas, tahun: int) -> bool:
    return any(
        tabel.jenis is Jenis.PERJANJIAN_KINERJA and tahun_of(berkas, tabel) == tahun
        for tabel in berkas.daftar_tabel
    )


def _same_unit(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return True
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def target_of(
    baris: Baris | None, indikator: Indikator, tahun: int | None, pk: Berkas | None
) -> Decimal | None:
    """The year's target of an indicator for a row of a form (or of a raw data sheet: None)."""
    own = baris.target if baris is not None else None
    if own is not None and own.angka is not None:
        return own.angka
    if pk is not None and (agreed := target_in_pk(pk, indikator.kode)) is not None:
        return agreed.angka
    decreed = indikator.target_for(tahun) if tahun is not None else None
    return decreed.angka if decreed is not None else None


@dataclass(frozen=True, slots=True)
class TargetTriwulan:
    """The cumulative target of each triwulan, and whether the typed figures were taken as
    cumulative already (their header says so, or they end at the year's target)."""

    by_triwulan: dict[int, Decimal]
    is_kumulatif: bool = False
    asal: Mapping[int, Terkonsolidasi] = field(default_factory=dict)
    """For each triwulan the cells behind its target."""


def target_triwulan(
    baris: Baris, tabel: Tabel, indikator: Indikator, target: Decimal | None
) -> TargetTriwulan:
    """Cumulative targets by triwulan, from the target columns of triwulan and months."""
    cells = [(p, n) for p, n in deret(baris, Role.TARGET) if not p.is_tahun]
    kumulatif = _says_kumulatif(tabel) or _ends_at(cells, indikator, target)
    konsolidasi = Konsolidasi.NILAI_TERAKHIR if kumulatif else rule(indikator)
    found: dict[int, Decimal] = {}
    asal: dict[int, Terkonsolidasi] = {}
    for triwulan in range(1, 5):
        if not any(nilai.angka is not None for _, nilai in within(cells, triwulan)):
            continue
        joined = combine(upto(cells, triwulan), konsolidasi)
        if joined.realisasi is not None:
            found[triwulan] = joined.realisasi
            asal[triwulan] = joined
    return TargetTriwulan(found, kumulatif, asal)


def _says_kumulatif(tabel: Tabel) -> bool:
    return any(
        kolom.role is Role.TARGET and not kolom.periode.is_tahun and _KUMULATIF.search(kolom.header)
        for kolom in tabel.daftar_kolom
    )


def _ends_at(
    cells: Iterable[tuple[object, Nilai]], indikator: Indikator, target: Decimal | None
) -> bool:
    """Whether targets that should add up to the year's target rise to it instead."""
    figures = [nilai.angka for _, nilai in cells if nilai.state is not CellState.EMPTY]
    known = [angka for angka in figures if angka is not None]
    if rule(indikator) is not Konsolidasi.JUMLAH or target is None or len(known) < 2:
        return False
    rising = all(later >= earlier for earlier, later in zip(known, known[1:], strict=False))
    return rising and known[-1] == target and total(known) != target
