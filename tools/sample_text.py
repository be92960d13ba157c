"""What the invented office writes on its narrative sheets for 2024."""

from __future__ import annotations

from decree import active

PENYEBAB = {
    "SK1/2": (
        "Kolaborasi dengan perguruan tinggi berjalan sesuai jadwal dan menghasilkan satu rancangan"
        " alat."
    ),
    "SK1/3": (
        "Kedua perusahaan mitra menerapkan rancangan alat hasil kolaborasi sejak triwulan III."
    ),
    "SK2/1": "Pembinaan difokuskan pada perusahaan jasa yang sudah memiliki pelanggan industri.",
    "SK3/1": "Pendampingan DAPATI diarahkan pada tahap produksi dengan kehilangan waktu terbesar.",
    "SK3/2": "Permintaan pengujian dan sertifikasi produk naik sejak triwulan II.",
    "SK3/3": (
        "Waktu penerbitan laporan hasil uji dipersingkat sehingga lebih banyak hasil layanan"
        " diterima pelanggan."
    ),
    "SK3/5": (
        "Belanja barang dan modal diarahkan pada produk dalam negeri sejak penyusunan rencana"
        " pengadaan."
    ),
    "SK4/2": "Tiga rekomendasi menunggu bukti setor dari pihak ketiga sampai akhir tahun.",
    "SK5/1": "Jadwal operasi alat uji ditambah dan pengaduan ditanggapi dalam dua hari kerja.",
    "SK6/1": "Seluruh pegawai mengikuti pengembangan kompetensi paling sedikit 20 jam pelajaran.",
    "SK7/1": "Standar pelayanan diperbarui dan kanal konsultasi daring dibuka.",
    "SK8/1": "Dokumen perencanaan dan pengukuran kinerja dilengkapi sebelum evaluasi.",
    "SK8/2": "Rekonsiliasi laporan keuangan dilakukan setiap bulan.",
}
SOLUSI = {
    "SK4/2": "Bukti setor diminta ulang melalui surat resmi dan dipantau setiap minggu.",
}
EFISIENSI = (
    "Kegiatan dilaksanakan dengan pegawai dan anggaran yang tersedia, tanpa penambahan pagu."
)
KEGIATAN = {
    "SK1/2": "Penyusunan SPK kolaborasi dan penerapan rancangan bersama mitra.",
    "SK1/3": "Pengukuran produktivitas sebelum dan sesudah penerapan.",
    "SK2/1": "Pembinaan perusahaan jasa industri.",
    "SK3/1": "Pendampingan konsultansi DAPATI pada tiga perusahaan.",
    "SK3/2": "Promosi layanan ke kawasan industri dan penagihan tepat waktu.",
    "SK3/3": "Pelayanan pengujian, kalibrasi dan sertifikasi.",
    "SK3/5": "Pengadaan barang dan jasa melalui katalog produk dalam negeri.",
    "SK4/2": "Rapat pemantauan tindak lanjut hasil pengawasan.",
    "SK5/1": "Survei kepuasan pelanggan sepanjang tahun.",
    "SK6/1": "Pelatihan teknis dan pemutakhiran data pegawai.",
    "SK7/1": "Penilaian mandiri pelayanan publik.",
    "SK8/1": "Reviu laporan kinerja dan rapat evaluasi triwulanan.",
    "SK8/2": "Rekonsiliasi dan penyusunan laporan keuangan.",
}

RENCANA = {
    "SK1/2": ("Menjajaki mitra", "Menandatangani SPK", "Merancang alat", "Menyerahkan hasil"),
    "SK1/3": ("Memilih perusahaan", "Mengukur awal", "Mendampingi", "Mengukur akhir"),
    "SK2/1": ("Memilih perusahaan", "Membina tahap I", "Membina tahap II", "Mengevaluasi"),
    "SK3/1": ("Seleksi DAPATI", "Mengukur awal", "Mendampingi", "Mengukur akhir"),
    "SK3/2": ("Promosi layanan", "Kunjungan pelanggan", "Promosi layanan", "Penagihan"),
    "SK3/3": ("Menyusun jadwal uji", "Pengujian", "Pengujian", "Pengujian dan evaluasi"),
    "SK3/5": ("Menyusun RUP", "Pengadaan", "Pengadaan", "Rekapitulasi belanja"),
    "SK4/2": ("Memetakan rekomendasi", "Menindaklanjuti", "Menindaklanjuti", "Rapat pemantauan"),
    "SK5/1": ("Survei", "Survei", "Survei", "Survei dan laporan IKM"),
    "SK6/1": ("Pemutakhiran data", "Pelatihan", "Pelatihan", "Penilaian indeks"),
    "SK7/1": ("Penilaian mandiri", "Perbaikan layanan", "Perbaikan layanan", "Penilaian akhir"),
    "SK8/1": ("Reviu LKj", "Evaluasi TW I", "Evaluasi TW II", "Evaluasi SAKIP"),
    "SK8/2": ("Rekonsiliasi", "Laporan semester I", "Rekonsiliasi", "Penutupan buku"),
}
"""What the Rencana Aksi of 2024 plans for each triwulan."""

NARASI_UMUM = {
    "Gambaran Umum Organisasi": (
        "Balai melaksanakan standardisasi industri, optimalisasi pemanfaatan teknologi industri,"
        " industri hijau, dan pelayanan jasa industri berlandaskan potensi sumber daya daerah."
    ),
    "Sumber Daya Manusia": "Balai didukung oleh 20 pegawai ASN pada akhir tahun.",
    "Isu Strategis": (
        "Permintaan sertifikasi produk wajib SNI meningkat, sedangkan sebagian alat uji sudah"
        " tua.\nPerusahaan industri kecil di daerah masih memerlukan pendampingan teknologi."
    ),
    "Rencana Strategis": (
        "Rencana Strategis Balai Tahun 2021-2024 menetapkan sasaran dan indikator kinerja yang"
        " menjadi dasar Perjanjian Kinerja setiap tahun."
    ),
    "Efisiensi Sumber Daya": "Layanan dilaksanakan dengan jumlah pegawai yang tetap.",
    "Simpulan": (
        "Sebagian besar target Perjanjian Kinerja tercapai; satu indikator belum mencapai target."
    ),
    "Langkah Perbaikan": (
        "Menyelesaikan sisa rekomendasi hasil pengawasan internal pada triwulan I tahun"
        " berikutnya.\nMenyusun jadwal peremajaan alat uji."
    ),
}


def narasi_2024() -> tuple[tuple[str, ...], ...]:
    """Rows of the sheet Narasi: kode, nama, penyebab, solusi, efisiensi, kegiatan, pembanding."""
    return tuple(
        (
            r.kode,
            r.nama,
            PENYEBAB[r.kode],
            SOLUSI.get(r.kode, "Tidak ada kendala yang memerlukan solusi khusus."),
            EFISIENSI,
            KEGIATAN[r.kode],
            "",
        )
        for r in active(2024)
    )
