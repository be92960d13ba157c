"""The findings of family BD as plain data: checks/ makes them findings, docs/temuan.md lists them.

Templates use the data of the observation; figures there are Decimal, shown in Indonesian notation.
"""

from __future__ import annotations

from typing import NamedTuple


class Temuan(NamedTuple):
    """One code: default severity (label), rule, message template, and the way out."""

    kode: str
    tingkat: str
    aturan: str
    template: str
    saran: str


DAFTAR_TEMUAN: tuple[Temuan, ...] = (
    Temuan(
        "BD001",
        "kesalahan",
        "Lembar data dukung harus memuat semua kolom yang diperlukan untuk menghitung "
        "indikatornya.",
        "Kolom {kolom} tidak ditemukan{sebab}. Judul kolom yang ada: {judul_ada}.",
        "Tambahkan kolom itu, atau samakan judulnya dengan Monitoring_template.xlsx.",
    ),
    Temuan(
        "BD002",
        "peringatan",
        "Lembar data dukung harus dapat dipastikan milik indikator yang mana.",
        "Lembar ini dapat menjadi data {pilihan}; tidak ada yang ditebak, jadi tidak dihitung.",
        "Tulis kode indikatornya pada nama lembar (misalnya SK3.1) atau pada judul di atas tabel.",
    ),
    Temuan(
        "BD003",
        "peringatan",
        "Satu kejadian dicatat dalam satu baris data dukung.",
        "Baris ini ({tertulis}) sama dengan {sel_pertama}; dihitung satu kali.",
        "Hapus salah satunya, atau lengkapi pembedanya bila memang dua kejadian.",
    ),
    Temuan(
        "BD004",
        "catatan",
        "Baris jumlah berada di bawah data, bukan di antaranya.",
        "{jumlah} baris jumlah di antara data tidak ikut dihitung.",
        "Pindahkan jumlah ke bawah tabel agar tidak terbaca sebagai data.",
    ),
    Temuan(
        "BD005",
        "peringatan",
        "Kolom yang menentukan hitungan harus terisi di setiap baris.",
        "Kolom {kolom} kosong: {akibat}.",
        "Isi sel itu, atau hapus barisnya bila bukan data.",
    ),
    Temuan(
        "BD006",
        "peringatan",
        "Tanggal dan bulan harus ditulis sehingga dapat dibaca.",
        "“{tertulis}” pada kolom {kolom} tidak terbaca sebagai tanggal atau bulan.",
        "Tulis tanggal seperti 12/03/2024 atau 12 Maret 2024, bulan seperti Maret.",
    ),
    Temuan(
        "BD007",
        "peringatan",
        "Hasil yang tertulis di lembar data harus sama dengan hasil hitung ulangnya.",
        "Tertulis {tertulis}, hasil hitung ulang {seharusnya}.",
        "Periksa rumus di sel itu; yang dipakai adalah hasil hitung ulang.",
    ),
    Temuan(
        "BD008",
        "peringatan",
        "Kenaikan yang sangat besar pada satu perusahaan perlu diperiksa karena mengangkat "
        "rata-rata.",
        "{uraian}: kenaikan {tertulis} persen, di atas {batas} persen.",
        "Pastikan nilai sebelum dan sesudah memakai satuan yang sama.",
    ),
    Temuan(
        "BD009",
        "peringatan",
        "Realisasi satu akun tidak melebihi pagunya.",
        "Realisasi akun {uraian} sebesar {tertulis} melebihi pagunya, {seharusnya}.",
        "Periksa revisi pagu pada akun itu; angkanya tetap dihitung.",
    ),
    Temuan(
        "BD010",
        "kesalahan",
        "Nilai dalam data dukung harus berada dalam rentangnya.",
        "Nilai {tertulis} di luar rentang {seharusnya}; tidak dihitung.",
        "Perbaiki nilainya, atau periksa apakah kolomnya tertukar.",
    ),
    Temuan(
        "BD011",
        "peringatan",
        "Isian pilihan (status, arah, jenis, periode) harus salah satu kata yang dikenal.",
        "“{tertulis}” pada kolom {kolom} bukan pilihan yang dikenal.",
        "Pakai kata dari daftar pilihan pada Monitoring_template.xlsx.",
    ),
    Temuan(
        "BD012",
        "peringatan",
        "Bulan yang dilaporkan harus berisi angka; kosong bukan nol.",
        "{bulan}: kolom {kolom} kosong.",
        "Isi angkanya; tulis 0 bila memang tidak ada.",
    ),
    Temuan(
        "BD013",
        "peringatan",
        "Jumlah di berkas harus sama dengan jumlah baris akunnya.",
        "Jumlah {kolom} di berkas {tertulis}, jumlah baris akunnya {seharusnya}.",
        "Unduh ulang laporannya, atau periksa baris yang terhapus atau terulang.",
    ),
    Temuan(
        "BD014",
        "peringatan",
        "Data dukung harus dari tahun laporan.",
        "Judul data menyebut tahun {tertulis}, tahun laporan {seharusnya}; tabel ini tidak "
        "dihitung.",
        "Perbaiki judulnya, atau pakai data tahun laporan.",
    ),
    Temuan(
        "BD015",
        "peringatan",
        "Laporan pagu dan realisasi akun hanya satu dalam satu buku kerja, atau tiap bulan satu.",
        "Ada tabel lain untuk indikator yang sama ({sel_pertama}); tidak ditebak mana yang "
        "dipakai.",
        "Sisakan satu tabel, atau tulis bulannya pada judul masing-masing.",
    ),
    Temuan(
        "BD016",
        "peringatan",
        "Kolom “Naik?” harus sesuai dengan angka omzet dan client di baris yang sama.",
        "Kolom “Naik?” tertulis {tertulis}, menurut angkanya {seharusnya}; angkanya yang dipakai.",
        "Perbaiki salah satunya.",
    ),
    Temuan(
        "BD017",
        "catatan",
        "NIP harus disimpan sebagai teks.",
        "NIP tersimpan sebagai angka; Excel menghapus digit di belakang digit ke-15.",
        "Ubah format kolom NIP menjadi Teks, lalu ketik ulang.",
    ),
    Temuan(
        "BD018",
        "catatan",
        "Responden survei kepuasan paling sedikit sebanyak yang disebut pedomannya.",
        "Responden {tertulis} orang, paling sedikit {seharusnya} orang menurut pedoman.",
        "Tambah responden, atau jelaskan di laporan.",
    ),
    Temuan(
        "BD019",
        "catatan",
        "Nilai yang dicatat sebaiknya milik satker sendiri dan dari tahun terakhir.",
        "Nilai tahun {tahun}: {alasan}.",
        "Sebutkan tahun dan unit nilai itu di laporan.",
    ),
    Temuan(
        "BD020",
        "catatan",
        "Arah ukuran (naik atau turun lebih baik) sebaiknya tertulis.",
        "Arah {uraian} disimpulkan dari nama ukurannya: {arah} lebih baik.",
        "Isi kolom Arah agar tidak perlu disimpulkan.",
    ),
    Temuan(
        "BD021",
        "peringatan",
        "Pembagi nol tidak menghasilkan persen.",
        "{uraian}: {alasan}; persennya tidak dapat dihitung.",
        "Isi data pembandingnya, atau jelaskan di laporan.",
    ),
    Temuan(
        "BD022",
        "catatan",
        "Kolaborasi dihitung pada tahun menurut tanggal penentunya.",
        "Kolaborasi {tertulis}: tanggal penentunya tahun {tahun}, tanggal lainnya tahun laporan; "
        "tidak dihitung.",
        "Bila seharusnya dihitung, pilih tanggal penentu lain lewat pengaturan tahun_menurut.",
    ),
    Temuan(
        "BD023",
        "kesalahan",
        "Pengaturan penghitung harus salah satu pilihan yang ada.",
        "Pengaturan {kolom} “{tertulis}” tidak dikenal; pilihannya {seharusnya}.",
        "Perbaiki pengaturan indikator itu dalam edisi keputusan yang dipakai.",
    ),
    Temuan(
        "BD024",
        "peringatan",
        "Banyaknya unsur survei kepuasan mengikuti salah satu pedoman.",
        "Survei memuat {tertulis} unsur; pedoman memuat {seharusnya} unsur.",
        "Periksa apakah ada kolom unsur yang belum ada.",
    ),
)
