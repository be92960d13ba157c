"""The layout of our indicator sheet: which sheets, which columns. Shared by export and import.

A column is (key of the data file, header text, width in characters).
"""

from __future__ import annotations

Column = tuple[str, str, int]

INDIKATOR: tuple[Column, ...] = (
    ("kode", "Kode", 8),
    ("sasaran", "Sasaran", 9),
    ("nama", "Indikator Kinerja", 38),
    ("satuan", "Satuan", 14),
    ("klasifikasi", "Klasifikasi", 12),
    # The years' targets stand here: "Target 2021", ...
    ("penanggung_jawab", "Penanggung Jawab", 18),
    ("definisi", "Definisi", 60),
    ("sumber_data", "Sumber Data", 32),
    ("cara_menghitung", "Cara Menghitung", 45),
    ("rujukan", "Rujukan", 28),
)
TARGET_AFTER = "klasifikasi"

SASARAN: tuple[Column, ...] = (
    ("kode", "Kode", 8),
    ("nama", "Nama Sasaran", 70),
    ("rujukan", "Rujukan", 50),
)
INDIKATOR_UTAMA: tuple[Column, ...] = (
    ("huruf", "Huruf", 8),
    ("uraian", "Uraian", 60),
    ("sumber_data", "Sumber Data", 45),
    ("indikator", "Indikator", 11),
    ("rujukan", "Rujukan", 36),
)
KETENTUAN: tuple[Column, ...] = (
    ("indikator", "Indikator", 10),
    ("satuan_dipakai", "Satuan Dipakai", 16),
    ("konsolidasi", "Konsolidasi", 16),
    ("konsolidasi_data", "Konsolidasi Data Dukung", 18),
    ("cara", "Cara", 20),
    ("skala_minimum", "Skala Minimum", 10),
    ("skala_maksimum", "Skala Maksimum", 10),
    ("desimal", "Desimal", 9),
    ("berkala", "Berkala", 12),
    ("sebutan", "Sebutan Lain", 45),
    ("pengaturan", "Pengaturan", 40),
    ("rujukan", "Alasan", 50),
)
KATEGORI: tuple[Column, ...] = (
    ("indikator", "Indikator", 10),
    ("nama", "Skala", 24),
    ("label", "Kategori", 24),
    ("mulai", "Mulai", 10),
    ("inklusif", "Termasuk Batas", 12),
    ("rujukan", "Rujukan", 60),
)
EJAAN: tuple[Column, ...] = (
    ("bidang", "Bidang", 18),
    ("tertulis", "Tertulis", 30),
    ("dipakai", "Dipakai", 30),
    ("rujukan", "Alasan", 50),
)
TELAAH: tuple[Column, ...] = (
    ("nomor", "No.", 6),
    ("tempat", "Tempat", 24),
    ("bunyi_1", "Bunyi Pertama", 42),
    ("bunyi_2", "Bunyi Kedua", 42),
    ("akibat", "Akibat", 36),
    ("pilihan", "Bacaan yang Dipakai", 40),
    ("mengubah_angka", "Mengubah Angka", 11),
    ("indikator", "Indikator", 12),
    ("rujukan", "Rujukan", 30),
)

# Sheet title → (file, key of its array of tables, columns, what the sheet is).
SHEETS: dict[str, tuple[str, str, tuple[Column, ...], str]] = {
    "Indikator": ("indikator.toml", "indikator", INDIKATOR, "Indikator kinerja, dari keputusan"),
    "Sasaran": ("sasaran.toml", "sasaran", SASARAN, "Sasaran, dari keputusan"),
    "Indikator Utama": (
        "indikator_utama.toml",
        "indikator_utama",
        INDIKATOR_UTAMA,
        "Indikator kinerja utama dan padanannya",
    ),
    "Ketentuan": (
        "ketentuan.toml",
        "ketentuan",
        KETENTUAN,
        "Ketentuan kantor, BUKAN bunyi keputusan",
    ),
    "Kategori": (
        "ketentuan.toml",
        "kategori",
        KATEGORI,
        "Skala kategori, BUKAN bunyi keputusan kecuali disebut",
    ),
    "Ejaan": ("ketentuan.toml", "ejaan", EJAAN, "Salah ketik yang dibetulkan waktu mencetak"),
    "Telaah": ("telaah.toml", "telaah", TELAAH, "Telaah: bunyi keputusan yang perlu pilihan"),
}
IDENTITAS_SHEET = "Identitas"
IDENTITAS: tuple[tuple[str, str], ...] = (
    ("nomor", "Nomor"),
    ("tanggal", "Tanggal"),
    ("tempat", "Tempat"),
    ("tentang", "Tentang"),
    ("judul", "Judul"),
    ("unit", "Unit"),
    ("singkatan", "Singkatan Unit"),
    ("penetap", "Penetap"),
    ("mengubah", "Mengubah"),
    ("tahun_awal", "Tahun Awal"),
    ("tahun_akhir", "Tahun Akhir"),
    ("berlaku_mulai", "Berlaku Mulai"),
    ("berlaku_sampai", "Berlaku Sampai"),
    ("tugas", "Tugas"),
    ("rujukan", "Rujukan"),
    ("dasar_hukum", "Dasar Hukum"),
    ("fungsi", "Fungsi"),
)

LISTS = frozenset({"sebutan", "dasar_hukum", "fungsi"})
NUMBERS = frozenset({"skala_minimum", "skala_maksimum", "mulai"})
INTEGERS = frozenset({"desimal", "tahun_awal", "tahun_akhir"})
FLAGS = frozenset({"inklusif", "mengubah_angka"})
DATES = frozenset({"tanggal", "berlaku_mulai", "berlaku_sampai"})


def kind_of(key: str, sheet: str) -> str:
    """"daftar", "angka", "bulat", "ya/tidak", "tanggal", "pengaturan" or "teks"."""
    if sheet == "Telaah" and key in ("indikator", "nomor"):
        return "daftar" if key == "indikator" else "bulat"
    if key == "pengaturan":
        return "pengaturan"
    for kind, keys in (
        ("daftar", LISTS),
        ("angka", NUMBERS),
        ("bulat", INTEGERS),
        ("ya/tidak", FLAGS),
        ("tanggal", DATES),
    ):
        if key in keys:
            return kind
    return "teks"


def normalise(text: object) -> str:
    """A header or label for comparison: lower case, letters and figures only."""
    return "".join(c for c in str(text or "").casefold() if c.isalnum())
