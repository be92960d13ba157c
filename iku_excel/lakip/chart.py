"""Native, editable Word charts: what is drawn (`Grafik`), and its alt text.

A Grafik is data and look, nothing of Word; chart_xml.py writes it. The ready-made kinds are the
ones of `{{ grafik('tren', i) }}`; their numbers are the context's own figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from iku_excel.errors import TemplateError
from iku_excel.lakip.fields import IndikatorLaporan, Konteks
from iku_excel.lakip.figure import Angka, Figure
from iku_excel.lakip.printed import note
from iku_excel.model import Status
from iku_excel.numbers import format_angka

NAVY, GOLD, GREY, SKY = "1F3864", "C9A227", "A6A6A6", "8FAADC"
GREEN, AMBER = "2E7D32", "E09F00"
FULL_WIDTH_CM = Decimal("15.5")


@dataclass(frozen=True)
class Seri:
    """One series; `garis` draws a line, `titik` gives each bar its own colour."""

    nama: str
    nilai: tuple[Decimal | None, ...]
    warna: str = NAVY
    garis: bool = False
    titik: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grafik:
    """A chart: `bentuk` "kolom", "batang" (horizontal) or "garis"; sizes in centimetres."""

    kategori: tuple[str, ...]
    seri: tuple[Seri, ...]
    bentuk: str = "kolom"
    sumbu: str = ""
    sumbu_kategori: str = ""
    """Titles of the axis of values and of the axis of categories."""
    akhiran: str = ""
    """What stands behind each number: "%" or nothing."""
    desimal: int = 0
    lebar: Decimal = FULL_WIDTH_CM
    tinggi: Decimal = Decimal("7.2")
    maksimum: Decimal | None = None
    pembagi: Decimal | None = None
    """Display unit of the axis and labels, e.g. a million; the data stay whole."""
    satuan: str = ""
    """The unit of the data where there is a display unit: "rupiah"."""

    @property
    def alt(self) -> str:
        """The alternative text: every number of the chart in words that can be read aloud."""
        parts = []
        for seri in self.seri:
            values = (
                f"{k} {format_angka(v, self.desimal)}{self.akhiran}" if v is not None
                else f"{k} tidak ada data"
                for k, v in zip(self.kategori, seri.nilai, strict=True)
            )  # fmt: skip
            parts.append(f"{seri.nama}: {'; '.join(values)}")
        # The data are whole: a reader aloud must not hear millions of them.
        axis = self.sumbu if self.pembagi is None else self.satuan
        unit = f" ({axis})" if axis else ""
        return f"Grafik {self.bentuk}{unit}. {'. '.join(parts)}."


_EXCEL = Context(prec=15, rounding=ROUND_HALF_UP)
"""A spreadsheet keeps 15 digits; more would be lost when staff open the chart's data."""


def _number(figure: Figure) -> Decimal | None:
    note(figure)
    return _EXCEL.plus(Decimal(figure)) if isinstance(figure, Angka) else None


def _places(figures: Sequence[Figure]) -> int:
    return max((f.desimal for f in figures if isinstance(f, Angka)), default=0)


def tren(indikator: IndikatorLaporan) -> Grafik:
    """Realisasi over the years as columns, the targets as a line above them."""
    years = [t for t in indikator.tren if t.realisasi.ada or t.target.ada]
    figures = [f for t in years for f in (t.target, t.realisasi)]
    return Grafik(
        tuple(t.tahun for t in years),
        (
            Seri("Realisasi", tuple(_number(t.realisasi) for t in years), NAVY),
            Seri("Target", tuple(_number(t.target) for t in years), GOLD, garis=True),
        ),
        sumbu=indikator.satuan,
        sumbu_kategori="Tahun",
        desimal=_places(figures),
        tinggi=Decimal("6.3"),
    )


def triwulan(indikator: IndikatorLaporan) -> Grafik:
    """Realisasi and target up to each triwulan."""
    figures = [f for t in indikator.triwulan for f in (t.target, t.realisasi)]
    return Grafik(
        tuple(f"TW {t.triwulan}" for t in indikator.triwulan),
        (
            Seri("Target", tuple(_number(t.target) for t in indikator.triwulan), SKY),
            Seri("Realisasi", tuple(_number(t.realisasi) for t in indikator.triwulan), NAVY),
        ),
        sumbu=indikator.satuan,
        sumbu_kategori="Triwulan",
        desimal=_places(figures),
        tinggi=Decimal("6.3"),
    )


def target(indikator: IndikatorLaporan) -> Grafik:
    """This year's target against its realisasi."""
    return Grafik(
        (indikator.kode,),
        (
            Seri("Target", (_number(indikator.target),), GREY),
            Seri("Realisasi", (_number(indikator.realisasi),), NAVY),
        ),
        sumbu=indikator.satuan,
        desimal=_places([indikator.target, indikator.realisasi]),
        tinggi=Decimal("5.5"),
    )


def capaian(daftar: Sequence[IndikatorLaporan]) -> Grafik:
    """Capaian of every reported indicator as horizontal bars, coloured by status."""
    known = [i for i in daftar if isinstance(i.capaian, Angka)]
    colours = {Status.TERCAPAI.value: GREEN}
    return Grafik(
        tuple(i.kode for i in known),
        (
            Seri(
                "Capaian",
                tuple(_number(i.capaian) for i in known),
                NAVY,
                titik=tuple(colours.get(i.status, AMBER) for i in known),
            ),
        ),
        bentuk="batang",
        sumbu="Capaian (persen)",
        sumbu_kategori="Indikator",
        akhiran="%",
        desimal=_places([i.capaian for i in known]),
        tinggi=_bars_high(len(known)),
    )


def capaian_triwulan(daftar: Sequence[IndikatorLaporan]) -> Grafik:
    """What the triwulan has reached of the year's target, for every reported indicator."""
    known = [i for i in daftar if isinstance(i.triwulan_ini.capaian_tahun, Angka)]
    figures = [i.triwulan_ini.capaian_tahun for i in known]
    return Grafik(
        tuple(i.kode for i in known),
        (Seri("Capaian terhadap target tahun", tuple(_number(f) for f in figures), NAVY),),
        bentuk="batang",
        sumbu="Capaian (persen)",
        sumbu_kategori="Indikator",
        akhiran="%",
        desimal=_places(figures),
        tinggi=_bars_high(len(known)),
    )


def sasaran(konteks: Any) -> Grafik:
    """Mean capaian of each sasaran as columns."""
    daftar = konteks.sasaran if isinstance(konteks, Konteks) else konteks
    known = [s for s in daftar if isinstance(s.capaian, Angka)]
    return Grafik(
        tuple(s.kode for s in known),
        (Seri("Rata-rata capaian", tuple(_number(s.capaian) for s in known), NAVY),),
        sumbu="Capaian (persen)",
        sumbu_kategori="Sasaran",
        akhiran="%",
        desimal=_places([s.capaian for s in known]),
        tinggi=Decimal("6.7"),
    )


def anggaran(daftar: Sequence[Any]) -> Grafik:
    """Pagu and realisasi of each kegiatan, in millions of rupiah on the axis."""
    return Grafik(
        tuple(_short(b.kegiatan) for b in daftar),
        (
            Seri("Pagu", tuple(_number(b.pagu) for b in daftar), SKY),
            Seri("Realisasi", tuple(_number(b.realisasi) for b in daftar), NAVY),
        ),
        bentuk="batang",
        sumbu="Juta rupiah",
        sumbu_kategori="Kegiatan",
        tinggi=min(Decimal("1.35") * len(daftar) + Decimal("2.4"), Decimal(21)),
        pembagi=Decimal(1_000_000),
        satuan="rupiah",
    )


def unsur(indikator: IndikatorLaporan) -> Grafik:
    """Mean answer for each unsur of a survey."""
    figures = [u.nilai for u in indikator.unsur]
    return Grafik(
        tuple(_short(u.nama) for u in indikator.unsur),
        (Seri("Nilai rata-rata", tuple(_number(f) for f in figures), NAVY),),
        bentuk="batang",
        sumbu="Nilai rata-rata",
        sumbu_kategori="Unsur",
        desimal=_places(figures),
        tinggi=_bars_high(len(figures)),
    )


def _bars_high(count: int) -> Decimal:
    """The height of a chart of single bars; the highest still fits a page with its caption."""
    return min(Decimal("0.62") * count + Decimal(2), Decimal(21))


_MOST_LETTERS = 48


def _short(text: str) -> str:
    """An axis label: one line, cut at a word where it is long."""
    text = " ".join(text.split())
    if len(text) <= _MOST_LETTERS:
        return text
    return text[:_MOST_LETTERS].rsplit(" ", 1)[0].rstrip(",;") + " …"


JENIS_GRAFIK: dict[str, Callable[[Any], Grafik]] = {
    "tren": tren,
    "triwulan": triwulan,
    "target": target,
    "capaian": capaian,
    "capaian_triwulan": capaian_triwulan,
    "sasaran": sasaran,
    "anggaran": anggaran,
    "unsur": unsur,
}


def build_chart(jenis: str, data: Any) -> Grafik:
    """The chart that `{{ grafik(jenis, data) }}` asks for; TemplateError TM003 for another kind."""
    builder = JENIS_GRAFIK.get(jenis)
    if builder is None:
        known = ", ".join(JENIS_GRAFIK)
        raise TemplateError("TM003", f"Jenis grafik “{jenis}” tidak dikenal; yang ada: {known}.")
    try:
        return builder(data)
    except (AttributeError, TypeError) as error:
        raise TemplateError(
            "TM003", f"Grafik “{jenis}” tidak dapat dibuat dari isian yang diberikan."
        ) from error
