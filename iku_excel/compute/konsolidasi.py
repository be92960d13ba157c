"""The figures of several periods to one: contract section 4, "Typed figures".

A column that says "s.d." is consolidated already: its last filled period is the realisasi,
whatever the indicator. Otherwise the indicator's own rule. Empty is not 0: empty periods and
marks ("-", "N/A") are left out. A cell that cannot be read makes the result None, with the reason,
where leaving it out would give another figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from iku_excel.compute.capaian import BELUM_DILAPORKAN
from iku_excel.compute.presisi import mean, total
from iku_excel.model import (
    TAHUN,
    Baris,
    CellState,
    Indikator,
    Konsolidasi,
    Nilai,
    Periode,
    Role,
    Tabel,
)
from iku_excel.records import dataclass

TANPA_KOLOM_REALISASI = "tabel ini tidak memuat realisasi"
_MARKS = frozenset({CellState.DASH, CellState.NOT_AVAILABLE})

Deret = Sequence[tuple[Periode, Nilai]]
"""Periods with their figures, earliest first."""


@dataclass(frozen=True, slots=True)
class Terkonsolidasi:
    """One figure from the cells in `asal` (in order), or None and the reason."""

    realisasi: Decimal | None
    asal: tuple[Nilai, ...] = ()
    alasan: str | None = None
    konsolidasi: Konsolidasi | None = None
    is_kumulatif: bool = False
    """From a column that is consolidated already."""


def deret(baris: Baris, role: Role) -> Deret:
    """The cells of `role`, earliest period first; a triwulan stands after its last month."""
    found = [(periode, nilai) for (r, periode), nilai in baris.nilai.items() if r is role]
    return sorted(found, key=lambda item: (item[0].last_bulan, item[0].triwulan, item[0].is_tahun))


def consolidate(baris: Baris, tabel: Tabel, indikator: Indikator) -> Terkonsolidasi:
    """The realisasi of one row of one table."""
    kumulatif = deret(baris, Role.REALISASI_SAMPAI_DENGAN)
    own = deret(baris, Role.REALISASI)
    if not kumulatif and not own:
        return Terkonsolidasi(None, alasan=TANPA_KOLOM_REALISASI)
    if _is_filled(kumulatif):
        found = combine(kumulatif, Konsolidasi.NILAI_TERAKHIR)
        return Terkonsolidasi(found.realisasi, found.asal, found.alasan, None, is_kumulatif=True)
    found = combine(own_deret(own), indikator.konsolidasi)
    if kumulatif and found.realisasi is not None and _is_month_of_sum(own, tabel, indikator):
        alasan = "hanya realisasi bulan ini yang terisi; kolom s.d. bulan ini kosong"
        return Terkonsolidasi(None, (), alasan, found.konsolidasi)
    return found


def _is_month_of_sum(own: Deret, tabel: Tabel, indikator: Indikator) -> bool:
    """Whether a month's own figure is not the year's: figures add up, and January is over."""
    if rule(indikator) is Konsolidasi.NILAI_TERAKHIR or tabel.bulan in (None, 1):
        return False
    return _is_single_month(own, tabel)


def _is_single_month(own: Deret, tabel: Tabel) -> bool:
    """Whether the table's only own figure is that of the month it reports (form 6)."""
    if tabel.bulan is None or len(own) != 1:
        return False
    return own[0][0] in (TAHUN, Periode(bulan=tabel.bulan))


def rule(indikator: Indikator) -> Konsolidasi:
    """How typed figures become one: weights and last year's figures are not typed."""
    if indikator.konsolidasi in (Konsolidasi.JUMLAH, Konsolidasi.RATA_RATA):
        return indikator.konsolidasi
    return Konsolidasi.NILAI_TERAKHIR


def own_deret(own: Deret) -> Deret:
    """The figures that count: periods of the year where there are any, else the year's column;
    in each triwulan its months where one is filled, else the triwulan's own column."""
    periods = [(periode, nilai) for periode, nilai in own if not periode.is_tahun]
    if not _is_filled(periods):
        year = [(periode, nilai) for periode, nilai in own if periode.is_tahun]
        return year if _is_filled(year) else own
    by_month = {_triwulan_of(p) for p, n in periods if p.bulan and not _is_blank(n)}
    return [
        (periode, nilai)
        for periode, nilai in periods
        if bool(periode.bulan) == (_triwulan_of(periode) in by_month)
    ]


def combine(cells: Deret, konsolidasi: Konsolidasi) -> Terkonsolidasi:
    """The filled cells as one figure."""
    filled = [nilai for _, nilai in cells if not _is_blank(nilai)]
    if not filled:
        return Terkonsolidasi(None, (), _why_blank(cells), konsolidasi)
    if konsolidasi not in (Konsolidasi.JUMLAH, Konsolidasi.RATA_RATA):
        konsolidasi, filled = Konsolidasi.NILAI_TERAKHIR, filled[-1:]
    broken = next((nilai for nilai in filled if nilai.angka is None), None)
    if broken is not None:
        alasan = f"isi sel {broken.location.sel} tidak dapat dibaca sebagai angka"
        return Terkonsolidasi(None, tuple(filled), alasan, konsolidasi)
    figures = [nilai.angka for nilai in filled if nilai.angka is not None]
    if konsolidasi is Konsolidasi.RATA_RATA:
        result = mean(figures)
    else:
        result = total(figures)
    return Terkonsolidasi(result, tuple(filled), None, konsolidasi)


def upto(cells: Deret, triwulan: int) -> Deret:
    """The periods that end in or before a triwulan."""
    return [(p, nilai) for p, nilai in cells if not p.is_tahun and p.last_bulan <= triwulan * 3]


def within(cells: Deret, triwulan: int) -> Deret:
    """The periods that end in a triwulan."""
    return [(p, nilai) for p, nilai in upto(cells, triwulan) if _triwulan_of(p) == triwulan]


def consolidate_triwulan(baris: Baris, indikator: Indikator, triwulan: int) -> Terkonsolidasi:
    """The realisasi up to the end of a triwulan; None where that triwulan reported nothing."""
    kumulatif = within(deret(baris, Role.REALISASI_SAMPAI_DENGAN), triwulan)
    if _is_filled(kumulatif):
        return combine(kumulatif, Konsolidasi.NILAI_TERAKHIR)
    own = own_deret(deret(baris, Role.REALISASI))
    reported = within(own, triwulan)
    if not _is_filled(reported):
        return Terkonsolidasi(None, (), _why_blank(reported), indikator.konsolidasi)
    return combine(upto(own, triwulan), indikator.konsolidasi)


def has_periods(baris: Baris) -> bool:
    """Whether the row reports by triwulan or by several months."""
    own = [
        p for role in (Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN) for p, _ in deret(baris, role)
    ]
    return any(p.triwulan for p in own) or len({p.bulan for p in own if p.bulan}) > 1


def _triwulan_of(periode: Periode) -> int:
    return (periode.last_bulan + 2) // 3


def _is_blank(nilai: Nilai) -> bool:
    return nilai.state is CellState.EMPTY or nilai.state in _MARKS


def _is_filled(cells: Deret) -> bool:
    return any(not _is_blank(nilai) for _, nilai in cells)


def _why_blank(cells: Deret) -> str:
    mark = next((nilai for _, nilai in reversed(cells) if nilai.state in _MARKS), None)
    if mark is None:
        return BELUM_DILAPORKAN
    return f"{BELUM_DILAPORKAN} (ditandai “{mark.teks.strip() or mark.state.value}”)"
