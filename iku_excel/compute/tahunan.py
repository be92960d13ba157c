"""One indicator through the months of a year, from one workbook or from several.

A figure of month m is the realisasi up to the end of m. Workbooks that carry it ("s.d.", or a form
with all months) say it themselves; single months of an indicator that adds up are joined here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from iku_excel.compute.konsolidasi import combine, deret, own_deret, rule
from iku_excel.model import (
    Berkas,
    HasilIndikator,
    Indikator,
    Konsolidasi,
    Nilai,
    Periode,
    Role,
)
from iku_excel.records import dataclass

DESEMBER = 12


@dataclass(frozen=True, slots=True)
class RealisasiBulan:
    """The realisasi up to the end of a month, with the cells it came from."""

    bulan: int
    realisasi: Decimal
    asal: tuple[Nilai, ...]
    berkas: str


def series_of_year(
    found: Iterable[tuple[Berkas, HasilIndikator]], indikator: Indikator
) -> dict[int, RealisasiBulan]:
    """Month → figure. `found` in order of time: of two workbooks that give the same month, the
    later one counts."""
    cumulative: dict[int, RealisasiBulan] = {}
    single: dict[int, RealisasiBulan] = {}
    for berkas, hasil in found:
        target = single if is_single_month(berkas, hasil) else cumulative
        for figure in months_of(berkas, hasil, indikator):
            target[figure.bulan] = figure
    return {**_join(single, indikator), **cumulative}


def is_single_month(berkas: Berkas, hasil: HasilIndikator) -> bool:
    """Whether the entry holds the own figure of one month only, which does not say the year's."""
    if hasil.baris is None or month_of_book(berkas, hasil) is None:
        return False
    filled = {r for (r, _), n in hasil.baris.nilai.items() if n.angka is not None}
    return Role.REALISASI_SAMPAI_DENGAN not in filled and len(hasil.asal) <= 1


def month_of_book(berkas: Berkas, hasil: HasilIndikator) -> int | None:
    """The month that a monthly workbook reports; None for a workbook of the year."""
    if hasil.tabel is not None and hasil.tabel.bulan is not None:
        return hasil.tabel.bulan
    return berkas.bulan


def months_of(
    berkas: Berkas, hasil: HasilIndikator, indikator: Indikator
) -> Iterable[RealisasiBulan]:
    """What one workbook says of each month; the own figure of a single month stays as it is."""
    if hasil.baris is None:
        if hasil.rincian is not None:
            for bulan, angka in sorted(hasil.rincian.per_bulan.items()):
                yield RealisasiBulan(bulan, angka, (), berkas.path)
        return
    periods = _figures_by_period(hasil, indikator)
    month = month_of_book(berkas, hasil)
    if len(periods) <= 1 and month is not None:
        if hasil.realisasi is not None:
            yield RealisasiBulan(month, hasil.realisasi, hasil.asal, berkas.path)
        return
    for bulan, (angka, asal) in sorted(periods.items()):
        yield RealisasiBulan(bulan, angka, asal, berkas.path)
    if not periods and hasil.realisasi is not None:
        yield RealisasiBulan(DESEMBER, hasil.realisasi, hasil.asal, berkas.path)


def _figures_by_period(
    hasil: HasilIndikator, indikator: Indikator
) -> dict[int, tuple[Decimal, tuple[Nilai, ...]]]:
    """Last month of each filled month or triwulan → the figure up to it."""
    assert hasil.baris is not None
    found: dict[int, tuple[Decimal, tuple[Nilai, ...]]] = {}
    own = [(p, n) for p, n in own_deret(deret(hasil.baris, Role.REALISASI)) if not p.is_tahun]
    for periode, nilai in own:
        if nilai.angka is not None:
            upto = [(p, n) for p, n in own if p.last_bulan <= periode.last_bulan]
            joined = combine(upto, indikator.konsolidasi)
            if joined.realisasi is not None:
                found[periode.last_bulan] = (joined.realisasi, joined.asal)
    for periode, nilai in deret(hasil.baris, Role.REALISASI_SAMPAI_DENGAN):
        if nilai.angka is not None and not periode.is_tahun:
            found[periode.last_bulan] = (nilai.angka, (nilai,))
    return found


def _join(single: Mapping[int, RealisasiBulan], indikator: Indikator) -> dict[int, RealisasiBulan]:
    """Own figures of single months as figures up to each month."""
    if rule(indikator) is Konsolidasi.NILAI_TERAKHIR:
        return dict(single)
    joined: dict[int, RealisasiBulan] = {}
    for bulan in sorted(single):
        upto = [single[m] for m in sorted(single) if m <= bulan]
        cells = [(Periode(bulan=f.bulan), n) for f in upto for n in f.asal]
        found = combine(cells, indikator.konsolidasi)
        if found.realisasi is not None:
            joined[bulan] = RealisasiBulan(bulan, found.realisasi, found.asal, single[bulan].berkas)
    return joined
