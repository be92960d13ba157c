"""What a recap holds: indicators by months and triwulan, and what a person must still look at."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from iku_excel.finding import Finding
from iku_excel.model import Agregat, Capaian, CapaianTriwulan
from iku_excel.numbers import plain, round_half_up
from iku_excel.records import asdict, dataclass, field


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
    """One line of the comparison of units; figures rounded, `capaian` by indicator code."""

    unit: str
    tahun: int
    count_berkas: int
    count_reported: int
    count_tercapai: int
    rata_rata: Decimal | None
    count_temuan: int
    count_belum_masuk: int
    capaian: Mapping[str, Decimal]

    def to_json(self) -> dict[str, Any]:
        """What the state file keeps of a unit."""
        return {
            **asdict(self),
            "rata_rata": None if self.rata_rata is None else plain(self.rata_rata),
            "capaian": {kode: plain(nilai) for kode, nilai in self.capaian.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> RingkasanUnit:
        mean = data["rata_rata"]
        figures = {
            "rata_rata": None if mean is None else Decimal(mean),
            "capaian": {kode: Decimal(text) for kode, text in data["capaian"].items()},
        }
        return cls(**{**data, **figures})


def summarise(rekap: Rekap) -> RingkasanUnit:
    agregat = rekap.agregat
    mean = agregat.capaian if agregat else None
    return RingkasanUnit(
        unit=rekap.unit,
        tahun=rekap.tahun,
        count_berkas=len(rekap.daftar_berkas),
        count_reported=agregat.count_reported if agregat else 0,
        count_tercapai=agregat.count_tercapai if agregat else 0,
        rata_rata=None if mean is None else round_half_up(mean, 2),
        count_temuan=len(rekap.daftar_temuan),
        count_belum_masuk=len(rekap.belum_masuk),
        capaian={
            baris.indikator: round_half_up(baris.capaian.nilai, 2)
            for baris in rekap.daftar_baris
            if baris.capaian.nilai is not None
        },
    )
