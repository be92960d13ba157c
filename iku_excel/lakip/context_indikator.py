"""One indicator of the report: its figures, its seven comparisons and what staff wrote about it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from iku_excel.compute.capaian import compute_capaian
from iku_excel.lakip import narrative
from iku_excel.lakip.bahan import Bahan, BahanIndikator
from iku_excel.lakip.context_angka import FigureMaker, Tahunan
from iku_excel.lakip.fields import (
    IndikatorLaporan,
    TahunIndikator,
    TelaahIndikator,
    TriwulanIndikator,
)
from iku_excel.lakip.figure import TIDAK_BERLAKU, Angka, Asal, Figure
from iku_excel.lakip.isian import Catatan, Uraian, paragraphs
from iku_excel.lakip.jejak import Jejak, describe_cells
from iku_excel.lakip.kategori import classify
from iku_excel.model import Dossier, Indikator, Status

WARNA = {Status.TERCAPAI.value: "hijau", Status.BELUM_TERCAPAI.value: "kuning"}


class IndikatorBuilder(FigureMaker):
    """Builds the active indicators of one report, in the decree's order."""

    def __init__(
        self,
        dossier: Dossier,
        bahan: Bahan,
        catatan: Catatan,
        jejak: Jejak,
        kebijakan: str,
        triwulan: int = 4,
    ) -> None:
        super().__init__(dossier, bahan, jejak)
        self.catatan = catatan
        self.kebijakan = kebijakan
        self.triwulan_ini = triwulan

    def build_all(self) -> tuple[IndikatorLaporan, ...]:
        active = self.dossier.keputusan.active(self.tahun)
        return tuple(self.build(indikator, n) for n, indikator in enumerate(active, 1))

    def build(self, indikator: Indikator, nomor: int) -> IndikatorLaporan:
        """The indicator as the report prints it."""
        own = self.bahan.indikator(indikator.kode)
        desimal = self.desimal(indikator)
        by_year = {
            tahun: self.year(indikator, tahun, desimal)
            for tahun in range(min(self.awal, self.tahun), self.tahun + 1)
        }
        now = by_year[self.tahun]
        tren = tuple(_row_of(tahun, figures) for tahun, figures in by_year.items())
        tabel = self.triwulan(indikator, own, desimal)
        tulisan = self._tulisan(indikator.kode, own)
        return IndikatorLaporan(
            nomor=nomor,
            **_from_decree(indikator),
            target=now.target,
            realisasi=now.realisasi,
            capaian=now.capaian,
            status=now.status,
            warna=WARNA.get(now.status, ""),
            tren=tren,
            grafik_tren=sum(1 for t in tren if t.realisasi.ada) > 1,
            target_periode=self.target_periode(indikator, desimal),
            **self._by_triwulan(own, tabel),
            **self._comparisons(indikator, by_year, tren, desimal),
            kalimat_standar=narrative.sentence_standar(tulisan["pembanding"].label),
            **tulisan,
            is_perlu_solusi=now.status == Status.BELUM_TERCAPAI.value
            and not (tulisan["kendala"] or tulisan["solusi"]),
            unsur=self.unsur(indikator, own),
            rumus=own.rincian.rumus if own.rincian else "",
            catatan=own.rincian.catatan if own.rincian else (),
            telaah=self._telaah(indikator.kode),
            sumber=describe_cells(own.realisasi.daftar_sumber, separator=" › ")
            or "berkas kerja belum memuat realisasi",
            sumber_tren=_workbooks(tren),
            kebijakan=self.kebijakan,
        )

    def _by_triwulan(
        self, own: BahanIndikator, tabel: tuple[TriwulanIndikator, ...]
    ) -> dict[str, Any]:
        """The four triwulan, the one this report is about, and how far each is reported."""
        months = own.bulan_triwulan
        this = {q: month for q, month in months.items() if q == self.triwulan_ini}
        return {
            # A year's one figure needs no table of triwulan.
            "triwulan": tabel if any(t.realisasi.ada for t in tabel[:-1]) else (),
            "catatan_triwulan": narrative.note_triwulan(months),
            "triwulan_tabel": tabel,
            "catatan_triwulan_ini": narrative.note_triwulan(this),
            "triwulan_ini": tabel[self.triwulan_ini - 1],
        }

    def _comparisons(
        self,
        indikator: Indikator,
        by_year: dict[int, Tahunan],
        tren: tuple[TahunIndikator, ...],
        desimal: int,
    ) -> dict[str, Any]:
        """The sentences of fact, and the figures that only they need."""
        now = by_year[self.tahun]
        mentah = self.mentah(indikator, now)
        renstra, persen_renstra, kalimat_renstra = self._renstra(indikator, now, desimal)
        labels = classify(indikator, now.realisasi)
        nama = self.dossier.kebijakan.nama
        return {
            "capaian_mentah": mentah,
            "target_renstra": renstra,
            "capaian_renstra": persen_renstra,
            "kalimat_target": self._kalimat_target(indikator, now, desimal),
            "kalimat_tahun_lalu": self._kalimat_tahun_lalu(indikator, by_year, desimal),
            "kalimat_tren": narrative.sentence_tren(tren),
            "kalimat_renstra": kalimat_renstra,
            "kalimat_kategori": narrative.sentence_kategori(now.realisasi, labels),
            "kalimat_mentah": narrative.sentence_mentah(now.capaian, mentah, nama),
        }

    def _kalimat_target(self, indikator: Indikator, now: Tahunan, desimal: int) -> str:
        hal = f"selisih realisasi dan target {self.tahun}"
        has_capaian = isinstance(now.capaian, Angka)
        other = now.target if has_capaian else now.realisasi
        selisih = self.selisih(indikator, now.realisasi, other, hal, desimal)
        return narrative.sentence_target(
            indikator.nama, str(self.tahun), now.target, now.realisasi, now.capaian, selisih
        )

    def _kalimat_tahun_lalu(
        self, indikator: Indikator, by_year: dict[int, Tahunan], desimal: int
    ) -> str:
        lalu = self.tahun - 1
        now, before = by_year[self.tahun].realisasi, by_year.get(lalu)
        dulu = before.realisasi if before else self.jejak.catat(None, Asal(f"realisasi {lalu}"))
        alasan = _alasan_tahun_lalu(indikator, lalu)
        span = f"perubahan realisasi {lalu} ke {self.tahun}"
        beda = self.selisih(indikator, now, dulu, span, desimal)
        persen: Figure = beda
        is_percent = (indikator.satuan_dipakai or indikator.satuan).lower() in ("persen", "%")
        if isinstance(beda, Angka) and isinstance(dulu, Angka) and dulu and not is_percent:
            persen = self.derived(
                Decimal(beda) / abs(Decimal(dulu)) * 100,
                f"{span} dalam persen",
                indikator,
                (now, dulu),
                f"{beda.teks} / {dulu.teks} × 100",
                self.dossier.kebijakan.pembulatan,
                "Persen",
            )
        elif isinstance(persen, Angka):
            persen = self.jejak.catat(None, Asal(span, indikator.kode))
        return narrative.sentence_tahun_lalu(
            str(self.tahun), str(lalu), now, dulu, beda, persen, alasan
        )

    def _renstra(
        self, indikator: Indikator, now: Tahunan, desimal: int
    ) -> tuple[Figure, Figure, str]:
        printed = indikator.target_for(self.akhir)
        kosong = printed.teks if printed else TIDAK_BERLAKU
        if self.tahun == self.akhir and isinstance(now.target, Angka):
            target: Figure = now.target
        else:
            asal = Asal(f"target {self.akhir}", indikator.kode, rujukan=indikator.rujukan)
            target = self.jejak.catat(
                printed.angka if printed else None, asal, desimal=desimal,
                satuan=indikator.satuan_dipakai or indikator.satuan, kosong=kosong,
            )  # fmt: skip
        hal = f"capaian {self.tahun} terhadap target akhir {self.akhir}"
        hitungan = None
        if isinstance(target, Angka) and isinstance(now.realisasi, Angka):
            hitungan = compute_capaian(
                Decimal(now.realisasi), Decimal(target), indikator.klasifikasi,
                self.dossier.kebijakan,
            )  # fmt: skip
        persen = self.capaian(
            hitungan.nilai if hitungan else None, hal, indikator, target, now.realisasi
        )
        other = target if isinstance(persen, Angka) else now.realisasi
        selisih = self.selisih(
            indikator, now.realisasi, other, f"selisih terhadap target akhir {self.akhir}", desimal
        )
        kalimat = narrative.sentence_renstra(
            str(self.tahun), str(self.akhir), target, now.realisasi, persen, selisih
        )
        return target, persen, kalimat

    def _tulisan(self, kode: str, own: BahanIndikator) -> dict[str, Any]:
        """What staff wrote; the monitoring columns stand in for a sheet Narasi that is silent."""
        keys = (
            "penyebab", "kendala", "solusi", "efisiensi", "kegiatan", "pembanding", "bukti",
        )  # fmt: skip
        found = {kunci: self.catatan.uraian_indikator(kode, kunci) for kunci in keys}
        columns = {"kendala": own.kendala, "solusi": own.tindak_lanjut, "bukti": own.bukti}
        if found["kendala"] or found["solusi"]:
            # An earlier month's kendala beside this report's solusi would be two stories in one.
            columns = {k: "" if "(dilaporkan " in text else text for k, text in columns.items()}
        for kunci, text in columns.items():
            if not found[kunci] and text:
                found[kunci] = Uraian(found[kunci].label, paragraphs(text))
        return found

    def _telaah(self, kode: str) -> tuple[TelaahIndikator, ...]:
        return tuple(
            TelaahIndikator(
                t.nomor, ", ".join(t.indikator), t.tempat, t.bunyi_1, t.bunyi_2, t.akibat,
                t.pilihan, t.rujukan,
            )
            for t in self.dossier.keputusan.daftar_telaah
            if t.mengubah_angka and kode in t.indikator
        )  # fmt: skip


def _workbooks(tren: tuple[TahunIndikator, ...]) -> str:
    names = [
        f"{s.nama} › {s.lembar}"
        for row in tren
        for figure in (row.target, row.realisasi)
        for s in figure.asal.daftar_sumber
    ]
    return "; ".join(dict.fromkeys(names)) or "berkas kerja belum memuat angka"


def _row_of(tahun: int, figures: Tahunan) -> TahunIndikator:
    return TahunIndikator(
        str(tahun),
        figures.target,
        figures.realisasi,
        figures.capaian,
        figures.status,
        WARNA.get(figures.status, ""),
    )


def _from_decree(indikator: Indikator) -> dict[str, Any]:
    return {
        "kode": indikator.kode,
        "nama": " ".join(indikator.nama.split()),
        "sasaran": indikator.sasaran,
        "satuan": indikator.satuan_dipakai or indikator.satuan,
        "klasifikasi": indikator.klasifikasi.value,
        "konsolidasi": indikator.konsolidasi.value,
        "penanggung_jawab": indikator.penanggung_jawab,
        "definisi": indikator.definisi,
        "sumber_data": indikator.sumber_data,
        "cara_menghitung": indikator.cara_menghitung,
        "rujukan": indikator.rujukan,
    }


def _alasan_tahun_lalu(indikator: Indikator, lalu: int) -> str:
    printed = indikator.target_for(lalu)
    if printed is None:
        return f"tahun {lalu} di luar periode keputusan"
    if printed.is_active:
        return f"realisasi tahun {lalu} tidak tersedia dalam berkas kerja"
    if "N" in printed.teks.upper():
        return f"data dasar tahun {lalu} tidak tersedia (tanda “N/A” dalam Keputusan)"
    return f"indikator ini tidak berlaku pada tahun {lalu} (tanda “-” dalam Keputusan)"
