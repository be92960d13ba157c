"""Which realisasi should be there by now: a figure is due as often as the indicator says, not in
every cell that is empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from iku_excel.checks.bantu import Isian, has_passed, place
from iku_excel.compute.konsolidasi import consolidate, has_periods
from iku_excel.finding import Location
from iku_excel.model import TAHUN, CellState, Nilai, Periode, Role
from iku_excel.records import dataclass

_MONTHS_BETWEEN = {"bulanan": 1, "triwulanan": 3, "semesteran": 6, "tahunan": 12}
SD, OWN = Role.REALISASI_SAMPAI_DENGAN, Role.REALISASI


class Peers:
    """The rows of one table; what they all have in common is worked out once, for a table may
    have thousands of rows."""

    def __init__(self, rows: Sequence[Isian]) -> None:
        self._rows = [isian for isian in rows if _applies(isian)]
        self._early: dict[int, dict[int, bool]] = {}
        self._empty: dict[int, int] = {}

    def others_report_early(self, isian: Isian, last: int) -> bool:
        """Whether all other rows that are not due in month `last`, two at least, are reported."""
        if last not in self._early:
            early = {
                id(p.baris): _is_filled_at(p, last) for p in self._rows if last % _step(p)
            }
            self._early[last] = early
            self._empty[last] = sum(not filled for filled in early.values())
        own = self._early[last].get(id(isian.baris))
        others = len(self._early[last]) - (own is not None)
        return others >= 2 and self._empty[last] - (own is False) == 0


def empty_periods(
    isian: Isian, peers: Peers, hari_ini: date
) -> Iterator[tuple[Location, Periode]]:
    """The cells that should hold a realisasi and are empty, with their periods.

    `peers` are the rows of the same table: where all others that are not due yet are reported all
    the same, the office reports early, and the one that is empty was forgotten.
    """
    if isian.tahun is None or not _applies(isian):
        return
    if not any(role in (SD, OWN) for role, _ in isian.baris.nilai):
        return
    if has_periods(isian.baris):
        yield from _of_periods(isian, isian.tahun, peers, hari_ini)
    else:
        yield from _of_one_period(isian, isian.tahun, peers, hari_ini)


def _is_filled_at(peer: Isian, last: int) -> bool:
    if has_periods(peer.baris):
        return any(slot.is_filled for slot in _slots(peer) if slot.periode.last_bulan == last)
    return any(n is not None and n.angka is not None for n in (_only(peer, SD), _only(peer, OWN)))


def _applies(isian: Isian) -> bool:
    """Not where the decree prints a mark for the year."""
    decreed = isian.target_keputusan
    return decreed is None or decreed.angka is not None


def _step(isian: Isian) -> int:
    return _MONTHS_BETWEEN.get(isian.indikator.berkala, 1)


def _of_one_period(
    isian: Isian, tahun: int, peers: Peers, hari_ini: date
) -> Iterator[tuple[Location, Periode]]:
    """A monthly workbook, or a table with one column for the year."""
    bulan = isian.tabel.bulan
    if not has_passed(hari_ini, tahun, bulan or 12):
        return
    if bulan and bulan > (isian.berkas.bulan or 12):
        return  # a sheet prepared for a month after the workbook's own
    found = consolidate(isian.baris, isian.tabel, isian.indikator)
    if found.realisasi is not None or found.asal:
        return
    cumulative, own = _only(isian, SD), _only(isian, OWN)
    if any(n is not None and n.state in _MARKS for n in (cumulative, own)):
        return
    # A cumulative figure stays once it was due; a month's own is due in its month only.
    last = bulan or 12
    is_due = last >= _step(isian) if cumulative is not None else last % _step(isian) == 0
    if is_due or peers.others_report_early(isian, last):
        role = SD if cumulative is not None else OWN
        key = next(p for r, p in isian.baris.nilai if r is role)
        location = place(isian.tabel, isian.baris, role, key)
        yield location, Periode(bulan=bulan) if bulan else TAHUN


_MARKS = (CellState.DASH, CellState.NOT_AVAILABLE)


def _only(isian: Isian, role: Role) -> Nilai | None:
    return next((nilai for (r, _), nilai in isian.baris.nilai.items() if r is role), None)


@dataclass(frozen=True, slots=True)
class _Slot:
    """One period of a row: the cell for its realisasi, and whether anything stands in it."""

    periode: Periode
    location: Location
    is_filled: bool


def _of_periods(
    isian: Isian, tahun: int, peers: Peers, hari_ini: date
) -> Iterator[tuple[Location, Periode]]:
    limit = isian.tabel.bulan or isian.berkas.bulan or 12
    slots = [
        slot
        for slot in _slots(isian)
        if slot.periode.last_bulan <= limit and has_passed(hari_ini, tahun, slot.periode.last_bulan)
    ]
    for number, slot in enumerate(slots):
        if slot.is_filled:
            continue
        between = 0 < number < len(slots) - 1
        enclosed = between and slots[number - 1].is_filled and slots[number + 1].is_filled
        last = slot.periode.last_bulan
        is_due = enclosed or _is_due(slot, slots, _step(isian))
        if is_due or peers.others_report_early(isian, last):
            yield slot.location, slot.periode


def _is_due(slot: _Slot, slots: list[_Slot], step: int) -> bool:
    """The last period of a stretch (month, triwulan, year) in which nothing was reported."""
    last = slot.periode.last_bulan
    if last % step:
        return False
    stretch = [s for s in slots if last - step < s.periode.last_bulan <= last]
    return not any(s.is_filled for s in stretch)


def _slots(isian: Isian) -> list[_Slot]:
    """The periods of a row; of a table with months and triwulan only the months."""
    keys = {p for role, p in isian.baris.nilai if role in (SD, OWN) and not p.is_tahun}
    if any(p.bulan for p in keys):
        keys = {p for p in keys if p.bulan}
    slots = []
    for periode in sorted(keys, key=lambda p: p.last_bulan):
        cells = [n for role in (SD, OWN) if (n := isian.baris.get(role, periode)) is not None]
        filled = any(n.state is not CellState.EMPTY for n in cells)
        slots.append(_Slot(periode, cells[0].location, filled))
    return slots
