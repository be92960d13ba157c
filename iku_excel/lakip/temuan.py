"""The findings that making a report can raise (family LK), as a plain register.

docs/temuan.md is made of it. `make` turns a code with its place and data into a Finding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from iku_excel.finding import Finding, Location, Severity


@dataclass(frozen=True, slots=True)
class KodeTemuan:
    """One code: severity label, the rule, the sentence, the way out. All Indonesian."""

    kode: str
    tingkat: str
    aturan: str
    template: str
    saran: str

    @property
    def severity(self) -> Severity:
        return Severity.from_label(self.tingkat)


DAFTAR_TEMUAN: tuple[KodeTemuan, ...] = (
    KodeTemuan(
        "LK001",
        "peringatan",
        "Setiap indikator harus punya analisis penyebab keberhasilan atau kegagalan.",
        "Analisis penyebab {indikator} belum ditulis; tempatnya dalam laporan berwarna kuning.",
        "Isi kolom Penyebab Keberhasilan/Kegagalan untuk {indikator} pada lembar Narasi.",
    ),
    KodeTemuan(
        "LK002",
        "peringatan",
        "Indikator yang belum mencapai target harus punya kendala dan solusi.",
        "{indikator} belum mencapai target, tetapi {kurang} belum ditulis.",
        "Isi {kurang} pada tabel monitoring atau lembar Narasi.",
    ),
    KodeTemuan(
        "LK003",
        "kesalahan",
        "Angka dalam narasi harus sama dengan hasil hitung ulangnya.",
        "Narasi menulis “{kutipan}”; hasil hitung ulang {seharusnya}.",
        "Perbaiki angka itu di sel narasinya, atau perbaiki datanya.",
    ),
    KodeTemuan(
        "LK004",
        "kesalahan",
        "Target, realisasi dan capaian yang disebut dalam narasi indikator harus sama dengan angka "
        "dalam berkas kerja.",
        "Narasi {indikator} menulis {hal} {tertulis}; menurut berkas kerja {seharusnya}.",
        "Perbaiki angka itu di sel narasinya, atau perbaiki datanya.",
    ),
    KodeTemuan(
        "LK005",
        "peringatan",
        "Setiap sasaran harus bernama.",
        "Nama sasaran {sasaran} tidak ada dalam Perjanjian Kinerja maupun keputusan; laporan "
        "mencetak kodenya saja.",
        "Isi kolom Sasaran pada Perjanjian Kinerja.",
    ),
    KodeTemuan(
        "LK006",
        "peringatan",
        "Identitas satuan kerja dan penanda tangan harus terisi.",
        "Isian “{isian}” belum ada pada lembar Identitas.",
        "Isi lembar Identitas pada Perjanjian Kinerja atau buku monitoring.",
    ),
    KodeTemuan(
        "LK007",
        "peringatan",
        "Bagian laporan yang hanya dapat ditulis orang harus terisi.",
        "Bagian “{isian}” belum ditulis; laporan memuat tempat kosong berwarna kuning.",
        "Isi bagian itu pada lembar Narasi Umum.",
    ),
    KodeTemuan(
        "LK008",
        "peringatan",
        "Setiap indikator yang berlaku harus punya realisasi.",
        "Realisasi {indikator} tahun {tahun} tidak ada dalam berkas kerja.",
        "Isi realisasinya pada buku monitoring, atau sertakan buku kerja yang memuatnya.",
    ),
    KodeTemuan(
        "LK009",
        "peringatan",
        "Laporan tahunan harus memakai angka sampai akhir tahun.",
        "Realisasi {indikator} baru dilaporkan sampai {bulan} {tahun}.",
        "Sertakan buku monitoring bulan berikutnya bila angkanya sudah ada.",
    ),
    KodeTemuan(
        "LK010",
        "peringatan",
        "Laporan harus memuat pagu dan realisasi anggaran.",
        "{hal} tidak ditemukan dalam berkas kerja.",
        "Isi tabel Kegiatan dan Anggaran beserta realisasinya.",
    ),
    KodeTemuan(
        "LK011",
        "peringatan",
        "Realisasi anggaran tidak boleh melebihi pagunya.",
        "Realisasi “{kegiatan}” {tertulis} melebihi pagu {seharusnya}.",
        "Periksa pagu revisi dan realisasi kegiatan itu.",
    ),
    KodeTemuan(
        "LK012",
        "kesalahan",
        "Laporan harus berdasar Perjanjian Kinerja tahun itu.",
        "Perjanjian Kinerja tahun {tahun} tidak ada di antara berkas; target dari sumber lain.",
        "Beri berkasnya dengan --pk.",
    ),
    KodeTemuan(
        "LK013",
        "catatan",
        "Realisasi tahun sebelumnya perlu ada supaya dapat dibandingkan.",
        "Realisasi {indikator} tahun {tahun} tidak ada dalam berkas riwayat.",
        "Beri buku kerja tahun itu dengan --riwayat.",
    ),
    KodeTemuan(
        "LK014",
        "peringatan",
        "Bagian laporan yang disunting tidak ditimpa.",
        "Bagian “{wilayah}” sudah disunting dan dibiarkan, sedangkan isinya sekarang berbeda.",
        "Bandingkan dengan laporan baru yang dibuat ke berkas lain, lalu perbaiki sendiri.",
    ),
    KodeTemuan(
        "LK015",
        "catatan",
        "Nomor halaman pada daftar isi memerlukan LibreOffice.",
        "{alasan}",
        "Buka di Word, tekan Ctrl+A lalu F9; atau pasang LibreOffice dan ulangi.",
    ),
    KodeTemuan(
        "LK016",
        "peringatan",
        "Jumlah anggaran yang tertulis harus sama dengan jumlah barisnya.",
        "Jumlah {hal} tertulis {tertulis}, sedangkan jumlah barisnya {seharusnya}.",
        "Periksa baris anggaran dan jumlahnya.",
    ),
    KodeTemuan(
        "LK017",
        "catatan",
        "Program dan kegiatan penunjang setiap indikator perlu disebut.",
        "Program dan kegiatan penunjang {indikator} belum ditulis.",
        "Isi kolom Kegiatan Pendukung pada lembar Narasi.",
    ),
    KodeTemuan(
        "LK018",
        "catatan",
        "Tanggal laporan perlu ditetapkan.",
        "Tanggal laporan belum ditetapkan; tempat tanda tangan dicetak bertitik-titik.",
        "Beri tanggalnya dengan --tanggal, atau isi Tanggal Laporan pada lembar Identitas.",
    ),
    KodeTemuan(
        "LK019",
        "peringatan",
        "Rujukan tabel dan gambar dalam templat harus ada sasarannya.",
        "Templat merujuk “{kunci}”, tetapi tidak ada tabel atau gambar dengan kunci itu.",
        "Perbaiki {{{{ rujuk(…) }}}} itu dalam templat.",
    ),
    KodeTemuan(
        "LK020",
        "kesalahan",
        "Laporan hanya boleh memakai berkas dari satu unit.",
        "Berkas ini milik {tertulis}, sedangkan Perjanjian Kinerja milik {seharusnya}; berkas ini "
        "tidak dipakai.",
        "Keluarkan berkas itu, atau perbaiki nama unitnya pada lembar Identitas.",
    ),
)  # fmt: skip
_BY_KODE = {entry.kode: entry for entry in DAFTAR_TEMUAN}


class _Words(dict[str, Any]):
    """A missing word is a gap in a sentence, never a traceback."""

    def __missing__(self, key: str) -> str:
        return "…"


def make(
    kode: str,
    location: Location,
    *,
    indikator: str | None = None,
    tertulis: str | None = None,
    seharusnya: str | None = None,
    rujukan: str | None = None,
    **data: Any,
) -> Finding:
    """The finding of a code of this register."""
    entry = _BY_KODE[kode]
    words = _Words(data, indikator=indikator, tertulis=tertulis, seharusnya=seharusnya)
    return Finding(
        kode=kode,
        severity=entry.severity,
        pesan=entry.template.format_map(words),
        location=location,
        indikator=indikator,
        tertulis=tertulis,
        seharusnya=seharusnya,
        rujukan=rujukan,
        saran=entry.saran.format_map(words),
        data=data,
    )
