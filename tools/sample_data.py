"""One consistent, invented year of an office: every sample is made from the figures below.

The typed realisasi of December follows from the raw lists in sample_raw.py; the months before are
cumulative figures up to the month's end. Companies and people do not exist.
"""

from __future__ import annotations

from decimal import Decimal

from decree import Record, active, by_kode

D = Decimal
Figures = tuple[Decimal | None, ...]


def _row(text: str) -> Figures:
    return tuple(None if part == "." else D(part) for part in text.split())


SAMPAI_DENGAN: dict[str, Figures] = {
    # 2024, cumulative to the end of January .. December; "." = not measured yet.
    "SK1/2": _row("0 0 0 0 0 1 1 1 1 1 1 1"),
    "SK1/3": _row(". . . . . . . . 12.5 12.5 13.25 13.25"),
    "SK2/1": _row("0 0 0 0 0 1 1 1 1 1 2 2"),
    "SK3/1": _row(". . . . . . . 15 15 16.5 16.5 16.5"),
    "SK3/2": _row("8 8.1 8.25 8.4 8.6 8.85 9.1 9.4 9.7 10.05 10.25 10.5"),
    "SK3/3": _row("7.2 7.2 7.6 7.6 8 8.4 8.8 9.2 9.6 10 10.4 11.2"),
    "SK3/5": _row("14.5 21.4 30.2 34.8 39.6 44.6 50.9 57.8 65.4 74.6 85.1 96.75"),
    "SK4/2": _row("85 85 85 87.5 87.5 87.5 90 90 90 92.5 92.5 92.5"),
    "SK5/1": _row("3.52 3.52 3.53 3.54 3.54 3.55 3.56 3.57 3.57 3.58 3.59 3.6"),
    "SK6/1": _row(". . . . . . . . . . . 74.25"),
    "SK7/1": _row(". . . . . . . . . . . 3.62"),
    "SK8/1": _row(". . . . . . 78.4 78.4 78.4 78.4 78.4 78.4"),
    "SK8/2": _row(". . . . . . . . . . . 92.15"),
}
JUMLAH = ("SK1/1", "SK1/2", "SK2/1", "SK3/4")

# The years before, per triwulan: own figures where they are summed, the state at the end of the
# triwulan elsewhere.
RIWAYAT: dict[int, dict[str, Figures]] = {
    2021: {
        "SK1/2": _row("0 0 0 1"),
        "SK3/1": _row(". . 5.4 6.2"),
        "SK3/4": _row("0 0 0 1"),
        "SK3/5": _row("24.1 35.6 52.3 78.4"),
        "SK4/1": _row(". . . 3.12"),
        "SK4/2": _row("83.33 86.11 88.89 91.67"),
        "SK5/1": _row("3.4 3.4 3.41 3.42"),
        "SK6/1": _row(". . . 71.8"),
        "SK6/2": _row("80.1 80.4 80.6 80.9"),
        "SK7/1": _row(". . . 3.53"),
        "SK8/1": _row(". . . 82.6"),
        "SK8/2": _row(". . . 90.4"),
    },
    2022: {
        "SK1/1": _row("0 0 0 1"),
        "SK1/2": _row("0 0 0 1"),
        "SK2/1": _row("0 0 0 1"),
        "SK3/1": _row(". . 9.8 10.8"),
        "SK3/2": _row("2.1 2.4 2.9 3.1"),
        "SK3/4": _row("0 0 0 2"),
        "SK3/5": _row("25.3 36.9 54.2 80.6"),
        "SK4/1": _row(". . . 3.21"),
        "SK4/2": _row("84.62 87.18 89.74 92.31"),
        "SK5/1": _row("3.45 3.45 3.46 3.47"),
        "SK6/1": _row(". . . 72.9"),
        "SK6/2": _row("81 81.2 81.4 81.6"),
        "SK7/1": _row(". . . 3.55"),
        "SK8/1": _row(". . . 84.2"),
        "SK8/2": _row(". . . 92.3"),
    },
    2023: {
        "SK1/2": _row("0 0 0 1"),
        "SK1/3": _row(". . 9.6 10.4"),
        "SK2/1": _row("0 0 0 1"),
        "SK3/1": _row(". . 11.4 12.6"),
        "SK3/2": _row("4.2 4.6 5.1 5.8"),
        "SK3/3": _row("4.8 5.2 5.9 6.4"),
        "SK3/5": _row("27.2 39.8 57.9 85.9"),
        "SK4/2": _row("85.71 88.1 90.48 92.86"),
        "SK5/1": _row("3.51 3.52 3.53 3.55"),
        "SK6/1": _row(". . . 73.4"),
        "SK7/1": _row(". . . 3.58"),
        "SK8/1": _row(". . . 76.2"),
        "SK8/2": _row(". . . 91.1"),
    },
}

# Cumulative triwulan targets of 2024 where the office planned them; "." = none set.
TARGET_TRIWULAN: dict[str, Figures] = {
    "SK1/2": _row(". . . 1"),
    "SK1/3": _row(". . 11 12"),
    "SK2/1": _row(". . . 1"),
    "SK3/1": _row(". . 12 15"),
    "SK3/2": _row("8 8.5 9 10"),
    "SK3/3": _row("7 8 9 10"),
    "SK3/5": _row("20 30 40 50"),
    "SK4/2": _row("85 87.5 90 93"),
    "SK5/1": _row("3.52 3.52 3.52 3.52"),
    "SK6/1": _row(". . . 73"),
    "SK7/1": _row(". . . 3.54"),
    "SK8/1": _row(". . 75 75"),
    "SK8/2": _row(". . . 90"),
}


def monthly(kode: str) -> Figures:
    """2024's figures for "Realisasi bulan ini": the month's own where the indicator is a count,
    the state at the month's end elsewhere."""
    figures = SAMPAI_DENGAN[kode]
    if kode not in JUMLAH:
        return figures
    before = (D(0), *figures[:-1])
    return tuple(f - b for f, b in zip(figures, before, strict=True))  # type: ignore


def quarterly(tahun: int, kode: str) -> Figures:
    """A year's figures by triwulan, as RIWAYAT."""
    if tahun in RIWAYAT:
        return RIWAYAT[tahun][kode]
    ends = SAMPAI_DENGAN[kode][2::3]
    if kode not in JUMLAH:
        return ends
    before = (D(0), *ends[:-1])
    return tuple(f - b for f, b in zip(ends, before, strict=True))  # type: ignore


def realisasi(tahun: int, kode: str) -> Decimal:
    """The year's realisasi."""
    figures = [f for f in quarterly(tahun, kode) if f is not None]
    if kode in JUMLAH:
        return sum(figures, D(0))
    if kode == "SK6/2":
        return sum(figures, D(0)) / len(figures)
    return figures[-1]


KENDALA = {
    "SK1/2": ("Penandatanganan SPK menunggu kesiapan mitra", "Pembahasan SPK dijadwalkan ulang"),
    "SK1/3": ("Pengukuran sesudah kolaborasi belum selesai", "Tim mengukur ulang bersama mitra"),
    "SK2/1": ("Data omzet perusahaan binaan belum lengkap", "Permintaan data dikirim kembali"),
    "SK3/1": ("Pendampingan DAPATI masih berjalan", "Pengukuran akhir dijadwalkan triwulan III"),
    "SK3/2": (
        "Permintaan pengujian awal tahun masih rendah",
        "Promosi layanan ke kawasan industri",
    ),
    "SK3/3": ("Sebagian sertifikat masih dalam evaluasi", "Percepatan evaluasi dan penerbitan"),
    "SK3/5": (
        "Pengadaan masih dalam tahap pemilihan penyedia",
        "Jadwal pengadaan dipantau mingguan",
    ),
    "SK4/2": ("Satu kelompok rekomendasi menunggu bukti setor", "Bukti disampaikan ke Inspektorat"),
    "SK5/1": ("Waktu tunggu layanan pada sebagian alat uji", "Penambahan jadwal operasi alat"),
    "SK6/1": ("Penilaian tahunan belum dilakukan", "Pemutakhiran data pegawai terus berjalan"),
    "SK7/1": ("Evaluasi pelayanan publik belum dilakukan", "Dokumen bukti dukung disiapkan"),
    "SK8/1": ("Hasil evaluasi belum terbit", "Kelengkapan dokumen SAKIP dipantau"),
    "SK8/2": ("Penilaian laporan keuangan belum terbit", "Rekonsiliasi dilakukan setiap bulan"),
}

KEGIATAN = (
    # kegiatan, pagu, realisasi 2024 in rupiah
    ("Pelayanan pengujian, kalibrasi dan sertifikasi", 3_250_000_000, 3_176_450_000),
    ("Pendampingan dan konsultansi teknologi industri", 1_180_000_000, 1_142_300_000),
    ("Pengelolaan manajemen kesatkeran", 1_420_000_000, 1_389_760_000),
    ("Layanan perkantoran", 4_650_000_000, 4_571_150_000),
)

IDENTITAS: tuple[tuple[str, str, str], ...] = (
    # label, filled in for the samples, a hint for the template
    ("Nama Unit", "Balai Standardisasi dan Pelayanan Jasa Industri Pekanbaru", ""),
    ("Kementerian", "Kementerian Perindustrian", ""),
    ("Unit Eselon I", "Badan Standardisasi dan Kebijakan Jasa Industri", ""),
    ("Kode Satker", "417912", ""),
    ("Alamat", "[Alamat Kantor]", "jalan, nomor, kota, kode pos"),
    ("Kota", "Pekanbaru", "tempat penandatanganan"),
    ("Nama Kepala Balai", "[Nama Kepala Balai]", "pihak pertama"),
    ("NIP Kepala Balai", "[NIP Kepala Balai]", "18 angka, diketik sebagai teks"),
    ("Jabatan Kepala", "Kepala Balai Standardisasi dan Pelayanan Jasa Industri Pekanbaru", ""),
    ("Nama Atasan", "[Nama Kepala Badan]", "pihak kedua"),
    ("NIP Atasan", "[NIP Kepala Badan]", "18 angka, diketik sebagai teks"),
    ("Jabatan Atasan", "Kepala Badan Standardisasi dan Kebijakan Jasa Industri", ""),
)


def is_below(record: Record, figure: Decimal | None, tahun: int = 2024) -> bool:
    """Whether a figure misses the year's target, or there is none yet."""
    target = record.angka(tahun)
    return figure is None or (target is not None and figure < target)


__all__ = ["active", "by_kode"]
