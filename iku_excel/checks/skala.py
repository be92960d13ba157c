"""Whether a figure stands on the scale of its indicator; asked by several checks, so that one
mistake gives one finding."""

from __future__ import annotations

from decimal import Decimal

from iku_excel.checks.bantu import Isian
from iku_excel.model import Baris, Indikator, Konsolidasi, Nilai, Role, TargetKeputusan

REALISASI = (Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN)
_PERCENT = "persen"


def is_outside_scale(nilai: Nilai, indikator: Indikator) -> bool:
    """Below the smallest or above the largest figure that the indicator can have."""
    low, high = indikator.skala_minimum, indikator.skala_maksimum
    figure = nilai.angka
    if figure is None:
        return False
    return (low is not None and figure < low) or (high is not None and figure > high)


def is_fraction_of_percent(nilai: Nilai, isian: Isian) -> bool:
    """0,925 where 92,5 is meant: a percent indicator, a figure of at most 1 that is not shown as a
    percentage, and a hundred times it lies near the target (between half and one and a half)."""
    return _is_fraction(nilai, isian.indikator, isian.baris, isian.target_keputusan)


def is_suspect(
    nilai: Nilai, indikator: Indikator, baris: Baris, target: TargetKeputusan | None
) -> bool:
    """Whether the figure has a finding about its scale already (MO004, MO008)."""
    return is_outside_scale(nilai, indikator) or _is_fraction(nilai, indikator, baris, target)


def _is_fraction(
    nilai: Nilai, indikator: Indikator, baris: Baris, decreed: TargetKeputusan | None
) -> bool:
    figure = nilai.angka
    if indikator.satuan_dipakai.casefold() != _PERCENT or nilai.teks.strip().endswith("%"):
        return False
    target = decreed.angka if decreed is not None and decreed.angka is not None else None
    if target is None and baris.target is not None:
        target = baris.target.angka
    if figure is None or target is None or not 0 < figure <= 1 or target <= 1:
        return False
    meant = figure * 100
    return target <= meant * 2 and meant * 2 <= target * 3


def is_suspect_isian(nilai: Nilai, isian: Isian) -> bool:
    """`is_suspect` for a row with its surroundings."""
    return is_suspect(nilai, isian.indikator, isian.baris, isian.target_keputusan)


def is_jump(old: Decimal, new: Decimal, growth: Decimal = Decimal(1)) -> bool:
    """Whether `new` is more than half away from what was expected after `old`: the same, or
    `growth` times as much. From 0 nothing is a jump; a fall is measured against `old` itself."""
    if new > old > 0:
        # Anything between staying and rising half more than expected is no jump.
        return new * 2 > old * growth * 3
    return old != 0 and abs(new - old) * 2 > abs(old)


def fills_up(indikator: Indikator) -> bool:
    """Whether the figure is a share of a whole that fills up over the year (absorption of a budget,
    follow-up of recommendations), so that it is expected to rise from period to period."""
    return (
        indikator.satuan_dipakai.casefold() == _PERCENT
        and indikator.skala_minimum == 0
        and indikator.skala_maksimum == 100
        and indikator.konsolidasi_data is Konsolidasi.NILAI_TERAKHIR
    )
