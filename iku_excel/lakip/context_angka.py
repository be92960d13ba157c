"""The figures of one indicator: by year, by triwulan, against the decree's targets.

`IndikatorBuilder` (context_indikator.py) makes sentences of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from iku_excel.compute.capaian import compute_capaian
from iku_excel.lakip.bahan import Bacaan, Bahan, BahanIndikator
from iku_excel.lakip.fields import TargetTahun, TriwulanIndikator, Unsur
from iku_excel.lakip.figure import (
    BELUM,
    TANPA_DATA,
    TANPA_RIWAYAT,
    TIDAK_BERLAKU,
    Angka,
    Asal,
    Figure,
    desimal_needed,
)
from iku_excel.lakip.jejak import Jejak
from iku_excel.model import Capaian, Dossier, Indikator, Rincian, Status
from iku_excel.numbers import format_angka

ROMAWI = ("", "I", "II", "III", "IV")


@dataclass(frozen=True)
class Tahunan:
    """The three figures of one indicator and year, with their exact Capaian."""

    target: Figure
    realisasi: Figure
    capaian: Figure
    hitungan: Capaian | None
    status: str


class FigureMaker:
    """Makes and records the figures of the indicators of one report."""

    def __init__(self, dossier: Dossier, bahan: Bahan, jejak: Jejak) -> None:
        self.dossier = dossier
        self.bahan = bahan
        self.jejak = jejak
        self.tahun = bahan.tahun
        self.awal = dossier.keputusan.tahun_awal
        self.akhir = dossier.keputusan.tahun_akhir

    def desimal(self, indikator: Indikator) -> int:
        figures = [t.angka for t in indikator.target.values()]
        for tahun in range(self.awal, self.tahun + 1):
            own = self.bahan.indikator(indikator.kode, tahun)
            figures += [own.target.angka, own.realisasi.angka]
        return desimal_needed(indikator.desimal, *figures)

    def year(self, indikator: Indikator, tahun: int, desimal: int) -> Tahunan:
        """Target, realisasi and capaian of a year; the marks of the decree where there are none."""
        printed = indikator.target_for(tahun)
        own = self.bahan.indikator(indikator.kode, tahun)
        if printed is None or not printed.is_active:
            is_na = printed is not None and "N" in printed.teks.upper()
            mark = TANPA_DATA if is_na else TIDAK_BERLAKU
            empty = self.jejak.catat(None, Asal(f"target {tahun}", indikator.kode), kosong=mark)
            known = self.realisasi(indikator, own, tahun, desimal) if is_na else empty
            return Tahunan(empty, known, empty, None, Status.TIDAK_BERLAKU.value)
        bacaan = own.target if own.target.angka is not None else Bacaan(printed.angka)
        target = self.figure(
            bacaan,
            f"target {tahun}",
            indikator,
            desimal,
            rujukan=f"{indikator.rujukan} (target {tahun}: {printed.teks})",
        )
        realisasi = self.realisasi(indikator, own, tahun, desimal)
        if not isinstance(target, Angka):
            return Tahunan(target, realisasi, target, None, Status.BELUM_DILAPORKAN.value)
        return self.with_capaian(indikator, tahun, target, realisasi)

    def realisasi(
        self, indikator: Indikator, own: BahanIndikator, tahun: int, desimal: int
    ) -> Figure:
        kosong = BELUM if tahun == self.tahun else TANPA_RIWAYAT
        hal = f"realisasi {tahun}"
        bacaan = own.realisasi
        if own.rincian is not None and tahun == self.tahun:
            bacaan = replace(bacaan, rumus=_counting(own.rincian, bacaan))
        return self.figure(bacaan, hal, indikator, desimal, kosong=kosong)

    def with_capaian(
        self, indikator: Indikator, tahun: int, target: Angka, realisasi: Figure
    ) -> Tahunan:
        hitungan = compute_capaian(
            Decimal(realisasi) if isinstance(realisasi, Angka) else None,
            Decimal(target),
            indikator.klasifikasi,
            self.dossier.kebijakan,
        )
        is_past = tahun != self.tahun and not isinstance(realisasi, Angka)
        alasan = "–" if is_past else f"[{hitungan.alasan}]"
        capaian = self.capaian(
            hitungan.nilai, f"capaian {tahun}", indikator, target, realisasi, alasan
        )
        status = TANPA_RIWAYAT if is_past else hitungan.status.value
        return Tahunan(target, realisasi, capaian, hitungan, status)

    def capaian(
        self,
        nilai: Decimal | None,
        hal: str,
        indikator: Indikator,
        target: Figure,
        realisasi: Figure,
        alasan: str | None = None,
    ) -> Figure:
        rumus = ""
        if nilai is not None:
            rumus = formula_capaian(indikator, realisasi.teks, target.teks)
        asal = Asal(
            hal,
            indikator.kode,
            target.asal.daftar_sumber[:1] + realisasi.asal.daftar_sumber,
            rumus,
            self.dossier.kebijakan.nama,
            indikator.rujukan,
            tuple(f for f in (target, realisasi) if isinstance(f, Angka)),
        )
        places = self.dossier.kebijakan.pembulatan
        return self.jejak.catat(nilai, asal, desimal=places, satuan="Persen", kosong=alasan or "–")

    def mentah(self, indikator: Indikator, now: Tahunan) -> Figure:
        """The uncapped capaian, made only where it differs from the capped one."""
        hitungan = now.hitungan
        hal = f"capaian {self.tahun} sebelum dibatasi"
        if hitungan is None or hitungan.mentah == hitungan.nilai:
            return self.jejak.catat(None, Asal(hal, indikator.kode))
        return self.capaian(hitungan.mentah, hal, indikator, now.target, now.realisasi)

    def figure(
        self,
        bacaan: Bacaan,
        hal: str,
        indikator: Indikator,
        desimal: int,
        rujukan: str = "",
        kosong: str = BELUM,
    ) -> Figure:
        asal = Asal(
            hal,
            indikator.kode,
            bacaan.daftar_sumber,
            bacaan.rumus,
            "",
            rujukan or indikator.rujukan,
        )
        satuan = indikator.satuan_dipakai or indikator.satuan
        return self.jejak.catat(bacaan.angka, asal, desimal=desimal, satuan=satuan, kosong=kosong)

    def derived(
        self,
        nilai: Decimal,
        hal: str,
        indikator: Indikator,
        figures: tuple[Figure, ...],
        rumus: str,
        desimal: int,
        satuan: str | None = None,
    ) -> Figure:
        cells = tuple(dict.fromkeys(s for f in figures for s in f.asal.daftar_sumber))
        made_of = tuple(f for f in figures if isinstance(f, Angka))
        asal = Asal(hal, indikator.kode, cells, rumus, "", indikator.rujukan, made_of)
        unit = (indikator.satuan_dipakai or indikator.satuan) if satuan is None else satuan
        return self.jejak.catat(nilai, asal, desimal=desimal, satuan=unit)

    def selisih(self, indikator: Indikator, a: Figure, b: Figure, hal: str, desimal: int) -> Figure:
        """|a − b|, recorded only where there is a difference to print."""
        if not isinstance(a, Angka) or not isinstance(b, Angka) or a == b:
            return self.jejak.catat(None, Asal(hal, indikator.kode))
        rumus = f"|{a.teks} − {b.teks}|"
        return self.derived(abs(Decimal(a) - Decimal(b)), hal, indikator, (a, b), rumus, desimal)

    def target_periode(self, indikator: Indikator, desimal: int) -> tuple[TargetTahun, ...]:
        """The decree's own targets, whatever the PK says."""
        satuan = indikator.satuan_dipakai or indikator.satuan
        result = []
        for tahun in range(self.awal, self.akhir + 1):
            printed = indikator.target_for(tahun)
            asal = Asal(f"target keputusan {tahun}", indikator.kode, rujukan=indikator.rujukan)
            figure = self.jejak.catat(
                printed.angka if printed else None, asal, desimal=desimal, satuan=satuan,
                kosong=printed.teks if printed else TIDAK_BERLAKU,
            )  # fmt: skip
            result.append(TargetTahun(str(tahun), figure))
        return tuple(result)

    def triwulan(
        self, indikator: Indikator, own: BahanIndikator, desimal: int
    ) -> tuple[TriwulanIndikator, ...]:
        return tuple(self.one_triwulan(indikator, own, q, desimal) for q in range(1, 5))

    def one_triwulan(
        self, indikator: Indikator, own: BahanIndikator, q: int, desimal: int
    ) -> TriwulanIndikator:
        label = f"TW {ROMAWI[q]} {self.tahun}"
        none = Bacaan(None)
        target = self.figure(
            own.target_triwulan.get(q, none), f"target {label}", indikator, desimal, kosong="–"
        )
        upto = own.realisasi_triwulan.get(q, none)
        hal = f"realisasi s.d. {label}"
        realisasi = self.figure(upto, hal, indikator, desimal, kosong="–")
        year_target = own.target.angka
        if year_target is None:
            printed = indikator.target_for(self.tahun)
            year_target = printed.angka if printed else None
        year = self.jejak.catat(None, Asal(f"target {self.tahun}"))
        return TriwulanIndikator(
            ROMAWI[q],
            target,
            realisasi,
            self.against(indikator, realisasi, target, f"capaian {label}"),
            self.against(
                indikator, realisasi, year, f"capaian {label} terhadap target tahun", year_target,
                desimal,
            ),
        )  # fmt: skip

    def against(
        self,
        indikator: Indikator,
        realisasi: Figure,
        target: Figure,
        hal: str,
        angka_target: Decimal | None = None,
        desimal: int = 0,
    ) -> Figure:
        angka = Decimal(target) if isinstance(target, Angka) else angka_target
        if angka is None or not isinstance(realisasi, Angka):
            return self.jejak.catat(None, Asal(hal, indikator.kode), kosong="–")
        shown = target if isinstance(target, Angka) else Angka(
            angka, desimal, "", Asal("target", indikator.kode, rujukan=indikator.rujukan)
        )  # fmt: skip
        hitungan = compute_capaian(
            Decimal(realisasi), angka, indikator.klasifikasi, self.dossier.kebijakan
        )
        return self.capaian(hitungan.nilai, hal, indikator, shown, realisasi, "–")

    def unsur(self, indikator: Indikator, own: BahanIndikator) -> tuple[Unsur, ...]:
        """The mean answers that bukti/ikm.py counted for each unsur of the survey."""
        if own.rincian is None:
            return ()
        place = own.rincian.header
        cell = self.bahan.cell(place)
        result = []
        for entry in own.rincian.tambahan.get("unsur", ()):
            nama, nilai = " ".join(str(entry["unsur"]).split()), entry["rata_rata"]
            if nilai is not None:
                rumus = f"{entry['jumlah']} / {entry['banyak']}"
                asal = Asal(f"rata-rata unsur {nama}", indikator.kode, (cell,), rumus, "",
                            indikator.rujukan)  # fmt: skip
                result.append(Unsur(nama, self.jejak.catat(nilai, asal, desimal=2)))
        return tuple(result)


def _counting(rincian: Rincian, bacaan: Bacaan) -> str:
    """The formula behind a figure with raw data, or that it is another one than they give."""
    if rincian.realisasi is None or rincian.realisasi == bacaan.angka:
        return rincian.rumus or bacaan.rumus
    return f"diketik; hitungan data dukung {format_angka(rincian.realisasi)}"


def formula_capaian(indikator: Indikator, realisasi: str, target: str) -> str:
    """The formula of the polarity with the numbers in it, Indonesian notation."""
    word = indikator.klasifikasi.value
    if word == "Minimasi":
        return f"(2 − {realisasi} / {target}) × 100"
    if word == "Stabilisasi":
        return f"100 − |{realisasi} / {target} × 100 − 100|"
    return f"{realisasi} / {target} × 100"
