"""The sheet Petunjuk: how to fill a template in, on one page."""

from __future__ import annotations

from book_style import GOLD, StyledBook, write


def add_petunjuk(
    book: StyledBook, title: str, chapters: tuple[tuple[str, tuple[str, ...]], ...]
) -> None:
    """How to fill the workbook in, on one page."""
    sheet = book.sheet("Petunjuk", tab=GOLD)
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 96)
    write(sheet, 0, 0, title, book.style("title left"))
    sheet.set_row(0, 26)
    row = 2
    for heading, lines in chapters:
        write(sheet, row, 0, heading, book.style("chapter"))
        write(sheet, row, 1, "", book.style("chapter"))
        row += 1
        for number, line in enumerate(lines, 1):
            write(sheet, row, 0, f"{number}.", book.style("plain wrap"))
            write(sheet, row, 1, line, book.style("plain wrap"))
            sheet.set_row(row, 15 * (1 + len(line) // 98) + 3)
            row += 1
        row += 1
    write(sheet, row, 1, "Kuning: diisi petugas.", book.style("input text"))
    write(
        sheet, row + 1, 1, "Biru: diisi oleh iku-excel (iku hitung).", book.style("computed text")
    )


PETUNJUK_PK = (
    (
        "Cara mengisi",
        (
            (
                "Isi lembar Identitas: nama pejabat, NIP, tempat dan tanggal. Halaman Pernyataan"
                " dan tempat tanda tangan mengikuti isian itu."
            ),
            (
                "Lembar Perjanjian Kinerja memuat Sasaran, Indikator Kinerja, Satuan dan Target."
                " Perintah “iku pk --tahun TAHUN --ke BERKAS.xlsx” mengisinya dari keputusan."
            ),
            (
                "Nama sasaran yang tidak dicetak keputusan ditandai kurung siku. Gantilah dengan"
                " nama sasaran dari Renstra sebelum dokumen ditandatangani."
            ),
            "Isi tabel Kegiatan dan Anggaran sesuai DIPA. Jumlahnya dihitung sendiri.",
            (
                "Lembar Rencana Aksi memakai bentuk 20 kolom. Target Antara dan Realisasi Fisik"
                " adalah kemajuan rencana aksi (persen), bukan target dan realisasi indikator."
            ),
        ),
    ),
    (
        "Memeriksa dan mencetak",
        (
            "Periksa dengan “iku periksa BERKAS.xlsx”. Setiap temuan menyebut lembar dan selnya.",
            (
                "Semua lembar sudah diatur untuk kertas A4. Cetak Pernyataan dan Perjanjian Kinerja"
                " untuk ditandatangani."
            ),
            (
                "Lembar dilindungi tanpa kata sandi supaya rumus tidak terhapus. Bila perlu: tab"
                " Tinjau, Jangan Lindungi Lembar."
            ),
        ),
    ),
)


PETUNJUK_MONITORING = (
    (
        "Setiap bulan",
        (
            (
                "Simpan berkas dengan nama Monitoring_<tahun>_<bulan>.xlsx; bulan dengan dua angka,"
                " misalnya 03 untuk Maret."
            ),
            (
                "Pada lembar Identitas pilih Tahun dan Bulan. Indikator, satuan dan target tampil"
                " di lembar bulan itu dan bulan-bulan sebelumnya."
            ),
            (
                "Isi Realisasi Bulan Ini dan Realisasi s.d. Bulan Ini. Angka saja, tanpa satuan."
                " Yang belum diukur dibiarkan kosong; nol berarti sudah diukur dan hasilnya nol."
            ),
            "Bila realisasi di bawah target, isi Kendala dan Tindak Lanjut. Sebutkan Bukti Dukung.",
            "Jalankan “iku periksa”, lalu “iku hitung”: kolom Capaian dan Status terisi.",
        ),
    ),
    (
        "Data dukung dan narasi",
        (
            (
                "Lembar SK1.1 sampai SK8.2 menampung data mentah tiap indikator. Dari situ"
                " realisasi dihitung dan dicocokkan dengan yang diketik. Lembar yang tidak dipakai"
                " dibiarkan kosong."
            ),
            (
                "Lembar Narasi dan Narasi Umum dipakai untuk Laporan Kinerja (iku lakip). Lembar"
                " Anggaran untuk realisasi anggaran."
            ),
            (
                "Survei SK5.1 memakai 9 unsur PermenPANRB 14/2017. Untuk 14 unsur Kepmenpan"
                " 25/2004, ganti judul kolom unsur dan tambahkan kolom sampai U14."
            ),
            "Data pegawai pada SK6.1 bersifat pribadi dan tidak pernah masuk ke laporan.",
            (
                "Lembar dilindungi tanpa kata sandi supaya rumus tidak terhapus (tab Tinjau, Jangan"
                " Lindungi Lembar)."
            ),
        ),
    ),
)
