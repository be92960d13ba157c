"""What a recap holds: indicators by months and triwulan, and what a person must still look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from iku_excel.finding import Finding
from iku_excel.model import Agregat, Capaian, CapaianTriwulan


@dataclass(frozen=True)
class RekapBaris:
    """One indicator of one unit and year. `bulan` maps 1-12 to the realisasi up to that month."""

    indikator: str
    nama: str
    satuan: str
    desimal: int
    target: Decimal | None
    bulan: Mapping[int, Decimal]
    daftar_triwulan: tuple[CapaianTriwulan, ...]
    realisasi: Decimal | None
    capaian: Capaian


@dataclass(frozen=True)
class Perubahan:
    """A past month's figure that two workbooks give differently (MO012)."""

    indikator: str
    bulan: int
    lama: Decimal
    berkas_lama: str
    baru: Decimal
    berkas_baru: str


@dataclass(frozen=True)
class Rekap:
    """One unit and one year."""

    unit: str
    tahun: int
    keputusan: str
    kebijakan: str
    """The policy in one line, printed under the table."""
    daftar_baris: tuple[RekapBaris, ...]
    agregat: Agregat | None
    daftar_temuan: tuple[Finding, ...] = ()
    daftar_perubahan: tuple[Perubahan, ...] = ()
    belum_masuk: tuple[int, ...] = ()
    """Months (1-12) that have ended and of which no workbook was found."""
    daftar_berkas: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True)
class RingkasanUnit:
    """One line of the comparison of units; `capaian` maps indicator codes to percent, rounded."""

    unit: str
    tahun: int
    count_berkas: int
    count_reported: int
    count_tercapai: int
    rata_rata: Decimal | None
    count_temuan: int
    count_belum_masuk: int
    capaian: Mapping[str, Decimal]
