"""Which other figure a typed realisasi must agree with, of the same indicator, year and period, and
whether it does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from iku_excel.compute.acuan import tahun_of
from iku_excel.model import BerkasHasil, Dossier, HasilIndikator, Indikator, Rincian, Role
from iku_excel.records import dataclass


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure that raw data gives, up to the period of the typed one."""

    angka: Decimal
    rincian: Rincian


def index_counted(dossier: Dossier) -> dict[str, list[BerkasHasil]]:
    """The workbooks with a counted figure, by indicator."""
    index: dict[str, list[BerkasHasil]] = {}
    for hasil in dossier.daftar_berkas:
        for kode in dict.fromkeys(rincian.indikator for rincian in hasil.daftar_rincian):
            index.setdefault(kode, []).append(hasil)
    return index


def counted_for(
    counted_by_kode: dict[str, list[BerkasHasil]], hasil: BerkasHasil, entry: HasilIndikator
) -> Counted | None:
    """The counted figure to compare with; None where there is none for the same period."""
    own = next(_of_kode(hasil, entry.indikator), None)
    if own is not None:
        return _upto(own, _last_bulan(entry))
    for other in counted_by_kode.get(entry.indikator, ()):
        if other is hasil or not _same_period(hasil, entry, other):
            continue
        rincian = next(_of_kode(other, entry.indikator), None)
        if rincian is not None:
            return _upto(rincian, _last_bulan(entry))
    return None


def _of_kode(hasil: BerkasHasil, kode: str) -> Iterator[Rincian]:
    """Counted results of an indicator in a workbook; several sheets for one are ambiguous."""
    found = [r for r in hasil.daftar_rincian if r.indikator == kode and r.realisasi is not None]
    if len(found) == 1:
        yield found[0]


def _upto(rincian: Rincian, bulan: int | None) -> Counted | None:
    """The figure up to a month where the raw data is dated, else the whole."""
    if bulan is not None and rincian.per_bulan:
        months = [m for m in rincian.per_bulan if m <= bulan]
        if not months:
            return None
        return Counted(rincian.per_bulan[max(months)], rincian)
    assert rincian.realisasi is not None, "chosen for having a figure"
    return Counted(rincian.realisasi, rincian)


def _last_bulan(entry: HasilIndikator) -> int | None:
    """The month that the typed realisasi goes up to; None for a whole year."""
    if entry.tabel is None or entry.baris is None or not entry.asal:
        return None
    last = entry.asal[-1]
    roles = (Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN)
    for (role, periode), nilai in entry.baris.nilai.items():
        if role in roles and nilai is last and not periode.is_tahun:
            return periode.last_bulan
    return entry.tabel.bulan


def _same_period(hasil: BerkasHasil, entry: HasilIndikator, other: BerkasHasil) -> bool:
    """Whether raw data in another workbook is about the typed figure's year and period.

    A list that goes on to December does not say what was known in March: only the same month."""
    if hasil.berkas.unit and other.berkas.unit and hasil.berkas.unit != other.berkas.unit:
        return False
    tahun = tahun_of(hasil.berkas, entry.tabel)
    if tahun is None or tahun != other.berkas.tahun:
        return False
    return (other.berkas.bulan or 12) == (_last_bulan(entry) or 12)


def agrees(typed: Decimal, counted: Decimal, indikator: Indikator, target: Decimal | None) -> bool:
    """Equal as far as the typed figure goes; coarser than the indicator is printed, also within a
    hundredth of itself and with the same verdict."""
    difference = abs(typed - counted)
    # A formula's figure carries the noise of binary fractions in its last digits.
    places = min(decimals(typed), max(indikator.desimal, 6))
    half = Decimal(1).scaleb(-places) / 2
    if difference > half or places >= indikator.desimal:
        return difference <= half
    same_verdict = target is None or (typed >= target) == (counted >= target)
    return same_verdict and difference * 100 <= abs(counted)


def decimals(figure: Decimal) -> int:
    """How many decimals a figure has, trailing zeros aside."""
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
