"""Triwulan.docx.j2 and Notulen.docx.j2: two more templates on the same context."""

from __future__ import annotations

from lakip_base import Base
from lakip_body import cards, signature


def build_triwulan() -> Base:
    """The quarterly report."""
    base = Base()
    base.add("LAPORAN KINERJA {{ triwulan.nama|upper }} TAHUN {{ tahun }}", "Judul Depan")
    return base


def build_notulen() -> Base:
    """The minutes of the evaluation meeting."""
    base = Base()
    base.add("NOTULEN", "Judul Depan")
    return base


__all__ = ["cards", "signature"]
