"""One indicator of the report: its figures, its seven comparisons and what staff wrote about it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from iku_excel.compute.capaian import compute_capaian
from iku_excel.lakip import narrative
from iku_excel.lakip.bahan import Bacaan, Bahan, BahanIndikator
from iku_excel.lakip.fields import (
    IndikatorLaporan,
    TahunIndikator,
    TargetTahun,
    TelaahIndikator,
    TriwulanIndikator,
    Unsur,
)
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
from iku_excel.lakip.isian import Catatan, Uraian, paragraphs
from iku_excel.lakip.jejak import Jejak
from iku_excel.lakip.kategori import classify
from iku_excel.model import Capaian, Dossier, Indikator, Status

WARNA = {Status.TERCAPAI.value: "hijau", Status.BELUM_TERCAPAI.value: "kuning"}
ROMAWI = ("", "I", "II", "III", "IV")


@dataclass(frozen=True)
class Tahunan:
    """The three figures of one indicator and year, with their exact Capaian."""

    target: Figure
    realisasi: Figure
    capaian: Figure
    hitungan: Capaian | None
    status: str


class IndikatorBuilder:
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
        self.triwulan = triwulan
        self.dossier = dossier
        self.bahan = bahan
        self.catatan = catatan
        self.jejak = jejak
        self.kebijakan = kebijakan
        self.tahun = bahan.tahun
        self.awal = dossier.keputusan.tahun_awal
        self.akhir = dossier.keputusan.tahun_akhir

    def build_all(self) -> tuple[IndikatorLaporan, ...]:
        active = self.dossier.keputusan.active(self.tahun)
        return tuple(self.build(indikator, n) for n, indikator in enumerate(active, 1))

    def build(self, indikator: Indikator, nomor: int) -> IndikatorLaporan:
        """The indicator as the report prints it."""
        own = self.bahan.indikator(indikator.kode)
        desimal = self._desimal(indikator)
        by_year = {
            tahun: self._year(indikator, tahun, desimal)
            for tahun in range(min(self.awal, self.tahun), self.tahun + 1)
        }
        now = by_year[self.tahun]
        mentah = self._mentah(indikator, now)
        tabel = self._triwulan(indikator, own, desimal)
        tren = tuple(
            TahunIndikator(
                str(y), t.target, t.realisasi, t.capaian, t.status, WARNA.get(t.status, "")
            )
            for y, t in by_year.items()
        )
        renstra, persen_renstra, kalimat_renstra = self._renstra(indikator, now, desimal)
        tulisan = self._tulisan(indikator.kode, own)
        sumber = own.realisasi.daftar_sumber
        return IndikatorLaporan(
            nomor=nomor,
            kode=indikator.kode,
            nama=" ".join(indikator.nama.split()),
            sasaran=indikator.sasaran,
            satuan=indikator.satuan_dipakai or indikator.satuan,
            klasifikasi=indikator.klasifikasi.value,
            konsolidasi=indikator.konsolidasi.value,
            penanggung_jawab=indikator.penanggung_jawab,
            definisi=indikator.definisi,
            sumber_data=indikator.sumber_data,
            cara_menghitung=indikator.cara_menghitung,
            rujukan=indikator.rujukan,
            target=now.target,
            realisasi=now.realisasi,
            capaian=now.capaian,
            capaian_mentah=mentah,
            status=now.status,
            warna=WARNA.get(now.status, ""),
            tren=tren,
            grafik_tren=sum(1 for t in tren if t.realisasi.ada) > 1,
            target_periode=self._target_periode(indikator, desimal),
            triwulan=tabel if any(t.realisasi.ada for t in tabel) else (),
            triwulan_tabel=tabel,
            triwulan_ini=tabel[self.triwulan - 1],
            target_renstra=renstra,
            capaian_renstra=persen_renstra,
            kalimat_target=self._kalimat_target(indikator, now, desimal),
            kalimat_tahun_lalu=self._kalimat_tahun_lalu(indikator, by_year, desimal),
            kalimat_tren=narrative.sentence_tren(tren),
            kalimat_renstra=kalimat_renstra,
            kalimat_standar=narrative.sentence_standar(tulisan["pembanding"].label),
            kalimat_kategori=narrative.sentence_kategori(
                now.realisasi, classify(indikator, now.realisasi)
            ),
            kalimat_efisiensi="",
            kalimat_mentah=narrative.sentence_mentah(
                now.capaian, mentah, self.dossier.kebijakan.nama
            ),
            penyebab=tulisan["penyebab"],
            kendala=tulisan["kendala"],
            solusi=tulisan["solusi"],
            efisiensi=tulisan["efisiensi"],
            kegiatan=tulisan["kegiatan"],
            pembanding=tulisan["pembanding"],
            bukti=tulisan["bukti"],
            is_perlu_solusi=now.status == Status.BELUM_TERCAPAI.value
            and not (tulisan["kendala"] or tulisan["solusi"]),
            unsur=self._unsur(indikator, own),
            rumus=own.rincian.rumus if own.rincian else "",
            catatan=own.rincian.catatan if own.rincian else (),
            telaah=self._telaah(indikator.kode),
            sumber="; ".join(dict.fromkeys(f"{s.nama} › {s.tempat}" for s in sumber))
            or "berkas kerja belum memuat realisasi",
            kebijakan=self.kebijakan,
        )

    def _desimal(self, indikator: Indikator) -> int:
        figures = [t.angka for t in indikator.target.values()]
        for tahun in range(self.awal, self.tahun + 1):
            own = self.bahan.indikator(indikator.kode, tahun)
            figures += [own.target.angka, own.realisasi.angka]
        return desimal_needed(indikator.desimal, *figures)

    def _year(self, indikator: Indikator, tahun: int, desimal: int) -> Tahunan:
        """Target, realisasi and capaian of a year; the marks of the decree where there are none."""
        printed = indikator.target_for(tahun)
        own = self.bahan.indikator(indikator.kode, tahun)
        if printed is None or not printed.is_active:
            is_na = printed is not None and "N" in printed.teks.upper()
            mark = TANPA_DATA if is_na else TIDAK_BERLAKU
            empty = self.jejak.catat(None, Asal(f"target {tahun}", indikator.kode), kosong=mark)
            known = self._realisasi(indikator, own, tahun, desimal) if is_na else empty
            return Tahunan(empty, known, empty, None, Status.TIDAK_BERLAKU.value)
        bacaan = own.target if own.target.angka is not None else Bacaan(printed.angka)
        target = self._figure(
            bacaan,
            f"target {tahun}",
            indikator,
            desimal,
            rujukan=f"{indikator.rujukan} (target {tahun}: {printed.teks})",
        )
        realisasi = self._realisasi(indikator, own, tahun, desimal)
        if not isinstance(target, Angka):
            return Tahunan(target, realisasi, target, None, Status.BELUM_DILAPORKAN.value)
        return self._with_capaian(indikator, tahun, target, realisasi)

    def _realisasi(
        self, indikator: Indikator, own: BahanIndikator, tahun: int, desimal: int
    ) -> Figure:
        kosong = BELUM if tahun == self.tahun else TANPA_RIWAYAT
        hal = f"realisasi {tahun}"
        return self._figure(own.realisasi, hal, indikator, desimal, kosong=kosong)

    def _with_capaian(
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
        capaian = self._capaian(
            hitungan.nilai, f"capaian {tahun}", indikator, target, realisasi, alasan
        )
        status = TANPA_RIWAYAT if is_past else hitungan.status.value
        return Tahunan(target, realisasi, capaian, hitungan, status)

    def _capaian(
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
            realisasi.asal.daftar_sumber + target.asal.daftar_sumber[:1],
            rumus,
            self.dossier.kebijakan.nama,
            indikator.rujukan,
        )
        places = self.dossier.kebijakan.pembulatan
        return self.jejak.catat(
            nilai, asal, desimal=places, satuan="Persen", kosong=alasan or "–"
        )

    def _mentah(self, indikator: Indikator, now: Tahunan) -> Figure:
        """The uncapped capaian, made only where it differs from the capped one."""
        hitungan = now.hitungan
        hal = f"capaian {self.tahun} sebelum dibatasi"
        if hitungan is None or hitungan.mentah == hitungan.nilai:
            return self.jejak.catat(None, Asal(hal, indikator.kode))
        return self._capaian(hitungan.mentah, hal, indikator, now.target, now.realisasi)

    def _figure(
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
        return self.jejak.catat(
            bacaan.angka, asal, desimal=desimal, satuan=satuan, kosong=kosong
        )

    def _derived(
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
        asal = Asal(hal, indikator.kode, cells, rumus, "", indikator.rujukan)
        unit = (indikator.satuan_dipakai or indikator.satuan) if satuan is None else satuan
        return self.jejak.catat(nilai, asal, desimal=desimal, satuan=unit)

    def _selisih(
        self, indikator: Indikator, a: Figure, b: Figure, hal: str, desimal: int
    ) -> Figure:
        """|a − b|, recorded only where there is a difference to print."""
        if not isinstance(a, Angka) or not isinstance(b, Angka) or a == b:
            return self.jejak.catat(None, Asal(hal, indikator.kode))
        rumus = f"|{a.teks} − {b.teks}|"
        return self._derived(abs(Decimal(a) - Decimal(b)), hal, indikator, (a, b), rumus, desimal)

    def _kalimat_target(self, indikator: Indikator, now: Tahunan, desimal: int) -> str:
        hal = f"selisih realisasi dan target {self.tahun}"
        has_capaian = isinstance(now.capaian, Angka)
        other = now.target if has_capaian else now.realisasi
        selisih = self._selisih(indikator, now.realisasi, other, hal, desimal)
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
        beda = self._selisih(indikator, now, dulu, span, desimal)
        persen: Figure = beda
        is_percent = (indikator.satuan_dipakai or indikator.satuan).lower() in ("persen", "%")
        if isinstance(beda, Angka) and isinstance(dulu, Angka) and dulu and not is_percent:
            persen = self._derived(
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
        persen = self._capaian(
            hitungan.nilai if hitungan else None, hal, indikator, target, now.realisasi
        )
        other = target if isinstance(persen, Angka) else now.realisasi
        selisih = self._selisih(
            indikator, now.realisasi, other, f"selisih terhadap target akhir {self.akhir}", desimal
        )
        kalimat = narrative.sentence_renstra(
            str(self.tahun), str(self.akhir), target, now.realisasi, persen, selisih
        )
        return target, persen, kalimat

    def _target_periode(self, indikator: Indikator, desimal: int) -> tuple[TargetTahun, ...]:
        """The decree's own targets, whatever the PK says."""
        satuan = indikator.satuan_dipakai or indikator.satuan
        result = []
        for tahun, printed in sorted(indikator.target.items()):
            asal = Asal(f"target keputusan {tahun}", indikator.kode, rujukan=indikator.rujukan)
            figure = self.jejak.catat(
                printed.angka, asal, desimal=desimal, satuan=satuan, kosong=printed.teks
            )
            result.append(TargetTahun(str(tahun), figure))
        return tuple(result)

    def _triwulan(
        self, indikator: Indikator, own: BahanIndikator, desimal: int
    ) -> tuple[TriwulanIndikator, ...]:
        return tuple(self._one_triwulan(indikator, own, q, desimal) for q in range(1, 5))

    def _one_triwulan(
        self, indikator: Indikator, own: BahanIndikator, q: int, desimal: int
    ) -> TriwulanIndikator:
        label = f"TW {ROMAWI[q]} {self.tahun}"
        none = Bacaan(None)
        target = self._figure(
            own.target_triwulan.get(q, none), f"target {label}", indikator, desimal, kosong="–"
        )
        upto = own.realisasi_triwulan.get(q, none)
        hal = f"realisasi s.d. {label}"
        realisasi = self._figure(upto, hal, indikator, desimal, kosong="–")
        year_target = own.target.angka
        if year_target is None:
            printed = indikator.target_for(self.tahun)
            year_target = printed.angka if printed else None
        year = self.jejak.catat(None, Asal(f"target {self.tahun}"))
        return TriwulanIndikator(
            ROMAWI[q],
            target,
            realisasi,
            self._against(indikator, realisasi, target, f"capaian {label}"),
            self._against(
                indikator, realisasi, year, f"capaian {label} terhadap target tahun", year_target,
                desimal,
            ),
        )  # fmt: skip

    def _against(
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
        return self._capaian(hitungan.nilai, hal, indikator, shown, realisasi, "–")

    def _tulisan(self, kode: str, own: BahanIndikator) -> dict[str, Uraian]:
        """What staff wrote; the monitoring columns stand in for a sheet Narasi that is silent."""
        keys = (
            "penyebab", "kendala", "solusi", "efisiensi", "kegiatan", "pembanding", "bukti",
        )  # fmt: skip
        found = {kunci: self.catatan.uraian_indikator(kode, kunci) for kunci in keys}
        columns = {"kendala": own.kendala, "solusi": own.tindak_lanjut, "bukti": own.bukti}
        for kunci, text in columns.items():
            if not found[kunci] and text:
                found[kunci] = Uraian(found[kunci].label, paragraphs(text))
        return found

    def _unsur(self, indikator: Indikator, own: BahanIndikator) -> tuple[Unsur, ...]:
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

    def _telaah(self, kode: str) -> tuple[TelaahIndikator, ...]:
        return tuple(
            TelaahIndikator(
                t.nomor, ", ".join(t.indikator), t.tempat, t.bunyi_1, t.bunyi_2, t.akibat,
                t.pilihan, t.rujukan,
            )
            for t in self.dossier.keputusan.daftar_telaah
            if t.mengubah_angka and kode in t.indikator
        )  # fmt: skip


def formula_capaian(indikator: Indikator, realisasi: str, target: str) -> str:
    """The formula of the polarity with the numbers in it, Indonesian notation."""
    word = indikator.klasifikasi.value
    if word == "Minimasi":
        return f"(2 − {realisasi} / {target}) × 100"
    if word == "Stabilisasi":
        return f"100 − |{realisasi} / {target} × 100 − 100|"
    return f"{realisasi} / {target} × 100"


def _alasan_tahun_lalu(indikator: Indikator, lalu: int) -> str:
    printed = indikator.target_for(lalu)
    if printed is None:
        return f"tahun {lalu} di luar periode keputusan"
    if printed.is_active:
        return f"realisasi tahun {lalu} tidak tersedia dalam berkas kerja"
    if "N" in printed.teks.upper():
        return f"data dasar tahun {lalu} tidak tersedia (tanda “N/A” dalam Keputusan)"
    return f"indikator ini tidak berlaku pada tahun {lalu} (tanda “-” dalam Keputusan)"
