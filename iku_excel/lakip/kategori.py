"""The category that a value carries on each of its indicator's scales."""

from __future__ import annotations

from decimal import Decimal

from iku_excel.lakip.figure import Angka, Figure
from iku_excel.model import Indikator, Kategori


def classify(indikator: Indikator, realisasi: Figure) -> tuple[tuple[str, str], ...]:
    """(scale, label) for each scale of the indicator, on the unrounded value."""
    if not isinstance(realisasi, Angka):
        return ()
    found = ((scale, band_of(bands, realisasi)) for scale, bands in indikator.kategori.items())
    return tuple((scale, label) for scale, label in found if label)


def band_of(bands: tuple[Kategori, ...], value: Decimal) -> str:
    """The label of the highest band that the value reaches, "" below the first."""
    reached = [b for b in bands if value > b.mulai or (b.inklusif and value == b.mulai)]
    return max(reached, key=lambda b: b.mulai).label if reached else ""
