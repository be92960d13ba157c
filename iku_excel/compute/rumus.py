"""A computed capaian as an Excel formula over the cells it came from, so that an auditor who clicks
the cell sees how. Only where the formula gives exactly what we compute; else the reason why not.

Text of a formula: English names, commas, no "=", as the file holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from iku_excel.compute.acuan import target_triwulan
from iku_excel.compute.konsolidasi import Terkonsolidasi, combine, consolidate_triwulan
from iku_excel.model import (
    TAHUN,
    Capaian,
    HasilIndikator,
    Indikator,
    Kebijakan,
    Keputusan,
    Klasifikasi,
    Konsolidasi,
    Nilai,
    Periode,
    Role,
    Status,
)
from iku_excel.numbers import plain
from iku_excel.workbook.port import Format, Sheet
from iku_excel.workbook.rumus import Rumus

HUNDRED = Decimal(100)
_FUNCTIONS = {Konsolidasi.JUMLAH: "SUM", Konsolidasi.RATA_RATA: "AVERAGE"}

BUKAN_DARI_SEL = "angkanya tidak berasal dari sel tabel ini"


@dataclass(frozen=True, slots=True)
class _Operand:
    """One side of the fraction: `teks` gives `angka` as the product counts it (15 for 15 %)."""

    teks: str
    is_single: bool
    """A single cell or a constant: exact, nothing is added up."""


class _Inexpressible(Exception):
    """No formula over cells gives this figure; the text says why."""


class PenyusunRumus:
    """Makes the formulas of the computed cells of one workbook."""

    def __init__(self, keputusan: Keputusan, kebijakan: Kebijakan) -> None:
        self.keputusan, self.kebijakan = keputusan, kebijakan

    def capaian(
        self, sheet: Sheet, entry: HasilIndikator, role: Role, periode: Periode, is_percent: bool
    ) -> Rumus:
        """The formula of a capaian column. `is_percent`: the cell shows 0,45 as 45%."""
        try:
            indikator = self._indikator(entry)
            _refuse_given(_capaian_of(entry, role, periode))
            realisasi, target = self._operands(sheet, entry, indikator, role, periode)
            ratio = _ratio(realisasi, target, indikator.klasifikasi)
            limits = self.kebijakan if role is not Role.CAPAIAN_MENTAH else None
            scaled = ratio if is_percent else _times_hundred(ratio)
            places = self.kebijakan.pembulatan + (2 if is_percent else 0)
            return Rumus(f"ROUND({_limited(scaled, limits, is_percent)},{places})")
        except _Inexpressible as reason:
            return Rumus(None, str(reason))

    def status(self, sheet: Sheet, entry: HasilIndikator) -> Rumus:
        """The verdict on the unrounded figures: tercapai or belum tercapai."""
        try:
            indikator = self._indikator(entry)
            _refuse_given(entry.capaian)
            realisasi, target = self._operands(sheet, entry, indikator, Role.CAPAIAN, TAHUN)
            left = realisasi.teks if realisasi.is_single else f"ROUND({realisasi.teks},9)"
            sign = _SIGNS[indikator.klasifikasi]
            if not realisasi.is_single and _is_thread(entry):
                raise _Inexpressible("putusannya bergantung pada desimal yang sangat kecil")
            yes, no = Status.TERCAPAI, Status.BELUM_TERCAPAI
            return Rumus(f'IF({left}{sign}{target.teks},"{yes}","{no}")')
        except _Inexpressible as reason:
            return Rumus(None, str(reason))

    def _indikator(self, entry: HasilIndikator) -> Indikator:
        indikator = self.keputusan.indikator_by_kode(entry.indikator)
        if indikator is None or entry.baris is None or entry.tabel is None:
            raise _Inexpressible(BUKAN_DARI_SEL)
        return indikator

    def _operands(
        self,
        sheet: Sheet,
        entry: HasilIndikator,
        indikator: Indikator,
        role: Role,
        periode: Periode,
    ) -> tuple[_Operand, _Operand]:
        """(realisasi, target) as expressions over cells."""
        assert entry.baris is not None and entry.tabel is not None
        own = entry.baris.target
        of_year = Terkonsolidasi(entry.target, (own,) if own and own.angka is not None else ())
        if periode.is_tahun:
            found = Terkonsolidasi(entry.realisasi, entry.asal, konsolidasi=entry.konsolidasi)
            target = of_year
        else:
            found = consolidate_triwulan(entry.baris, indikator, periode.triwulan)
            target = of_year
            if role is Role.CAPAIAN:
                goals = target_triwulan(entry.baris, entry.tabel, indikator, entry.target)
                target = goals.asal.get(periode.triwulan, Terkonsolidasi(None))
        realisasi = _expression(sheet, found)
        if realisasi is None:
            sel = [nilai.location.sel for nilai in found.asal]
            raise _Inexpressible(f"{', '.join(map(str, sel))} bukan angka Excel" if sel
                                 else BUKAN_DARI_SEL)
        return realisasi, _expression(sheet, target) or _constant(target)


_SIGNS = {Klasifikasi.MAKSIMASI: ">=", Klasifikasi.MINIMASI: "<=", Klasifikasi.STABILISASI: "="}


def _capaian_of(entry: HasilIndikator, role: Role, periode: Periode) -> Capaian:
    if periode.is_tahun:
        return entry.capaian
    own = next(t for t in entry.daftar_triwulan if t.triwulan == periode.triwulan)
    return own.terhadap_tahun if role is Role.CAPAIAN_TERHADAP_TAHUN else own.capaian


def _is_thread(entry: HasilIndikator) -> bool:
    """Whether realisasi and target differ, and by less than a sum of doubles can tell."""
    assert entry.realisasi is not None and entry.target is not None
    return 0 < abs(entry.realisasi - entry.target) < Decimal("1E-8")


def _refuse_given(capaian: Capaian) -> None:
    """A figure that the policy sets, not the cells."""
    if capaian.alasan is not None or capaian.status not in _SAID_BY_CELLS:
        raise _Inexpressible(capaian.alasan or BUKAN_DARI_SEL)


_SAID_BY_CELLS = (Status.TERCAPAI, Status.BELUM_TERCAPAI)


# Expressions ------------------------------------------------------------------------------------


def _constant(target: Terkonsolidasi) -> _Operand:
    """A target that no cell of the table holds as a number: of the PK, the decree, a text."""
    if target.realisasi is None or target.realisasi <= 0:
        raise _Inexpressible("targetnya 0 atau tidak ada")
    return _Operand(plain(target.realisasi), is_single=True)


def _expression(sheet: Sheet, found: Terkonsolidasi) -> _Operand | None:
    """The cells of `found` as one figure; None where they are no cells with numbers.

    Raises where there are such cells and yet no formula over them gives the figure.
    """
    if found.realisasi is None or not found.asal:
        return None
    again = combine([(TAHUN, nilai) for nilai in found.asal], found.konsolidasi or _LAST)
    factors = {_factor(sheet, nilai) for nilai in found.asal}
    if again.realisasi != found.realisasi or None in factors:
        return None
    if len(factors) > 1:
        raise _Inexpressible("persen dan angka biasa bercampur pada sumbernya")
    refs = [nilai.location.sel or "" for nilai in found.asal]
    function = _FUNCTIONS.get(found.konsolidasi or _LAST)
    is_single = function is None or len(refs) == 1
    text = refs[-1] if is_single else f"{function}({','.join(_ranges(refs))})"
    return _Operand(text if factors == {1} else f"{text}*100", is_single)


_LAST = Konsolidasi.NILAI_TERAKHIR


def _factor(sheet: Sheet, nilai: Nilai) -> int | None:
    """By what a cell's own number was multiplied when it was read: 1, 100 (a percentage), or None
    where the cell holds no such number (a text, say)."""
    from iku_excel.workbook.engine.refs import parse_ref

    if nilai.location.sel is None or nilai.location.lembar != sheet.name or nilai.angka is None:
        return None
    cell = sheet.cell(*parse_ref(nilai.location.sel))
    if not isinstance(cell.value, Decimal):
        return None
    is_percent = cell.format is Format.PERCENT
    if is_percent and cell.value * HUNDRED == nilai.angka:
        return 100
    return 1 if cell.value == nilai.angka else None


def _ranges(refs: Iterable[str]) -> list[str]:
    """["D9", "E9", "F9", "H9"] → ["D9:F9", "H9"]: neighbours in a row or a column joined."""
    from iku_excel.workbook.engine.refs import cell_ref, parse_ref

    runs: list[list[tuple[int, int]]] = []
    for place in map(parse_ref, refs):
        run = runs[-1] if runs else []
        step = (place[0] - run[-1][0], place[1] - run[-1][1]) if run else None
        is_next = step in ((0, 1), (1, 0))
        if is_next and (len(run) == 1 or step == (run[1][0] - run[0][0], run[1][1] - run[0][1])):
            run.append(place)
        else:
            runs.append([place])
    return [
        cell_ref(*run[0]) if len(run) == 1 else f"{cell_ref(*run[0])}:{cell_ref(*run[-1])}"
        for run in runs
    ]


def _ratio(realisasi: _Operand, target: _Operand, klasifikasi: Klasifikasi) -> str:
    """The capaian as a fraction of 1, by polarity."""
    upper, lower = realisasi.teks, target.teks
    if upper.endswith("*100") and lower.endswith("*100"):
        upper, lower = upper.removesuffix("*100"), lower.removesuffix("*100")
    plainly = f"{upper}/{lower}" if "*" not in lower else f"{upper}/({lower})"
    if klasifikasi is Klasifikasi.MINIMASI:
        return f"(2-{plainly})"
    if klasifikasi is Klasifikasi.STABILISASI:
        return f"(1-ABS({plainly}-1))"
    return plainly


def _times_hundred(ratio: str) -> str:
    return f"{ratio}*100"


def _limited(text: str, kebijakan: Kebijakan | None, is_percent: bool) -> str:
    """Within the policy's limits, the upper one first as in compute/capaian.py."""
    if kebijakan is None:
        return text
    scale = HUNDRED if is_percent else Decimal(1)
    if kebijakan.batas_atas is not None:
        text = f"MIN({plain(kebijakan.batas_atas / scale)},{text})"
    if kebijakan.batas_bawah is not None:
        text = f"MAX({plain(kebijakan.batas_bawah / scale)},{text})"
    return text
