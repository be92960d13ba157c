"""The attachments of LAKIP.docx.j2: PK, pengukuran, rencana aksi, reviu and its statement, telaah,
Jejak Angka."""

from __future__ import annotations

from docx.shared import Pt
from lakip_base import Base
from lakip_body import pagu_table, pk_table, signed

TITLE = "Lampiran Laporan Kinerja Tahun {{ tahun }}"


def lampiran(base: Base) -> None:
    base.section(TITLE)
    _head(base, "LAMPIRAN 1 PERJANJIAN KINERJA", first=True)
    with base.region("'l-pk'"):
        _pk(base)
    base.section(TITLE, wide=True)
    _head(base, "LAMPIRAN 2 PENGUKURAN KINERJA", first=True)
    with base.region("'l-pengukuran'"):
        _pengukuran(base)
    _head(base, "LAMPIRAN 3 RENCANA AKSI")
    with base.region("'l-rencana-aksi'"):
        _rencana_aksi(base)
    base.section(TITLE)
    _head(base, "LAMPIRAN 4 REVIU MANDIRI", first=True)
    with base.region("'l-reviu'"):
        _reviu(base)
    _head(base, "LAMPIRAN 5 PERNYATAAN TELAH DIREVIU")
    with base.region("'l-pernyataan'"):
        _pernyataan(base)
    _head(base, "LAMPIRAN 6 TELAAH KEPUTUSAN")
    with base.region("'l-telaah'"):
        _telaah(base)
    base.section(TITLE, wide=True)
    _head(base, "LAMPIRAN 7 JEJAK ANGKA", first=True)
    with base.region("'l-jejak'"):
        _jejak(base)


def _head(base: Base, text: str, *, first: bool = False) -> None:
    paragraph = base.add(text, "Judul Lampiran")
    if first:
        paragraph.paragraph_format.page_break_before = False


def _pk(base: Base) -> None:
    base.add("Perjanjian Kinerja Tahun {{ tahun }} {{ satker.nama }}.")
    pk_table(base, "Lampiran Perjanjian Kinerja")
    base.tag("if anggaran")
    base.add("Kegiatan dan anggaran", "Subjudul")
    pagu_table(base)
    base.tag("endif")
    base.add(
        "Pihak kedua: {{ satker.atasan.nama }}, {{ satker.atasan.jabatan }}. Pihak pertama: "
        "{{ satker.kepala.nama }}, {{ satker.kepala.jabatan }}. Sisipkan di sini pindaian "
        "Perjanjian "
        "Kinerja yang telah ditandatangani.",
        "Sumber Data",
    )


def _pengukuran(base: Base) -> None:
    columns = [
        f"{{{{ i.triwulan_tabel[{q}].{field}|angka }}}}"
        for q in range(4)
        for field in ("target", "realisasi", "capaian")
    ]
    base.table(
        (1.1, 4.3, 1.7, 1.3, *(1.1,) * 12, 1.25, 1.25),
        ("Kode", "Indikator Kinerja", "Satuan", "Target", *("T", "R", "C") * 4, "R", "C"),
        [["{% for i in indikator %}{{ i.kode }}", "{{ i.nama }}", "{{ i.satuan }}",
          "{{ i.target|angka }}", *columns,
          "{{ i.realisasi|angka if i.realisasi.ada else '–' }}",
          "{{ i.capaian|angka if i.capaian.ada else '–' }}{{ warna(i.warna) }}{% endfor %}"]],
        numbers=tuple(range(3, 18)), alt="Pengukuran kinerja", small=True,
        groups=(("", 4), ("Triwulan I", 3), ("Triwulan II", 3), ("Triwulan III", 3),
                ("Triwulan IV", 3), ("Tahun {{ tahun }}", 2)),
    )  # fmt: skip
    base.add(
        "T = target sampai dengan triwulan; R = realisasi sampai dengan triwulan; C = capaian (%) "
        "terhadap target triwulan. Tanda “–”: tidak ditetapkan atau belum dilaporkan. {{ "
        "kebijakan }}",
        "Sumber Data",
    )
    base.tag("for i in indikator if i.catatan_triwulan")
    base.add("Catatan {{ i.kode }}: {{ i.catatan_triwulan }}.", "Sumber Data")
    base.tag("endfor")


def _rencana_aksi(base: Base) -> None:
    base.tag("if rencana_aksi")
    base.table(
        (0.9, 5.0, 2.1, *(0.9, 2.5) * 4, 2.6),
        ("No.", "Indikator Kinerja", "Target", *("%", "Kegiatan") * 4, "Penanggung jawab"),
        [["{% for r in rencana_aksi %}{{ r.nomor }}", "{{ r.indikator }}", "{{ r.target }}",
          *(text for q in range(4)
            for text in (f"{{{{ r.target_antara[{q}]|angka }}}}", f"{{{{ r.triwulan[{q}] }}}}")),
          "{{ r.penanggung_jawab }}{% endfor %}"]],
        centred=(0,), numbers=(3, 5, 7, 9), alt="Rencana aksi", small=True,
        groups=(("", 3), ("Triwulan I", 2), ("Triwulan II", 2), ("Triwulan III", 2),
                ("Triwulan IV", 2), ("", 1)),
    )  # fmt: skip
    base.add(
        "% = target antara, yaitu kemajuan fisik rencana aksi sampai dengan triwulan. Sumber: "
        "{{ sumber_rencana_aksi }}.",
        "Sumber Data",
    )
    base.tag("if not rencana_aksi|selectattr('is_terisi')|list")
    base.todo("Isi kolom Rencana Kegiatan setiap triwulan pada Rencana Aksi Tahun {{ tahun }}.")
    base.tag("endif")
    base.tag("endif")
    base.tag("if not rencana_aksi")
    base.todo(
        "Rencana Aksi tidak ada di antara berkas kerja. Lampirkan Rencana Aksi Tahun {{ tahun }}."
    )
    base.tag("endif")


def _reviu(base: Base) -> None:
    blue = "{{ warna('biru') }}"
    base.add(
        "Butir yang dapat diputuskan dari berkas kerja sudah diisi dengan buktinya. Butir bertanda "
        "“☐” diputuskan oleh orang yang mereviu."
    )
    base.table(
        (1.0, 6.9, 1.5, 6.1),
        ("No.", "Pernyataan", "Jawaban", "Bukti atau catatan"),
        [
            ["{% for k in reviu %}", "", "", ""],
            [f"{{{{ k.nomor }}}}{blue}", f"{{{{ k.nama }}}}{blue}", blue, blue],
            ["{% for b in k.butir %}{{ b.nomor }}", "{{ b.pernyataan }}",
             "{{ b.jawaban if b.jawaban else '☐' }}", "{{ b.keterangan }}{% endfor %}"],
            ["{% endfor %}", "", "", ""],
        ],
        centred=(0, 2), alt="Daftar periksa reviu", dense=True,
    )  # fmt: skip
    base.add("Susunan butir: PermenPANRB 53/2014, Lampiran III.", "Sumber Data")


def _pernyataan(base: Base) -> None:
    """The statement that the reviewer signs; its wording is data/reviu.toml, for it is theirs."""
    base.add("PERNYATAAN TELAH DIREVIU", "Judul Pernyataan")
    base.add("LAPORAN KINERJA {{ satker.nama|upper }}", "Judul Pernyataan")
    base.add("TAHUN ANGGARAN {{ tahun }}", "Judul Pernyataan").paragraph_format.space_after = Pt(14)
    base.tag("for paragraf in pernyataan_reviu")
    base.add("{{ paragraf }}")
    base.tag("endfor")
    signed(
        base,
        ("……………………, …………… {{ tahun_depan }}", "Pereviu,", "", "", "",
         "(……………………………………)", "NIP ………………………………"),
    )  # fmt: skip
    below = base.add(
        "Ditandatangani oleh pereviu setelah daftar periksa pada Lampiran 4 dilengkapi. Susunan "
        "kalimat: PermenPANRB 53/2014, Lampiran III.",
        "Sumber Data",
    )
    below.paragraph_format.space_before = Pt(24)


def _telaah(base: Base) -> None:
    base.add(
        "Bagian Keputusan Nomor {{ keputusan.nomor }} berikut dapat dibaca lebih dari satu cara "
        "dan "
        "memengaruhi angka dalam laporan ini. Kolom terakhir memuat cara baca yang dipakai."
    )
    base.table(
        (0.9, 2.2, 5.6, 3.4, 3.4),
        ("No.", "Indikator", "Bunyi keputusan", "Akibat", "Cara baca yang dipakai"),
        [["{% for t in telaah %}{{ t.nomor }}", "{{ t.indikator }}\n({{ t.rujukan"
          "|replace('Keputusan ' ~ keputusan.nomor ~ ' ', '') }})",
          "{{ t.bunyi_1 }}\n{{ t.bunyi_2 }}", "{{ t.akibat }}", "{{ t.pilihan }}{% endfor %}"]],
        centred=(0,), alt="Telaah keputusan", small=True,
    )  # fmt: skip


def _jejak(base: Base) -> None:
    base.add("Buku kerja yang menjadi sumber angka", "Subjudul")
    base.table(
        (1.3, 9.4, 3.5, 10),
        ("Nomor", "Buku kerja", "Jenis", "SHA-256"),
        [["{% for b in berkas %}{{ b.nomor }}", "{{ b.berkas }}", "{{ b.jenis }}", "{{ b.sha256 "
                                                                                   "}}{% endfor "
                                                                                   "%}"]],
        centred=(0,), alt="Buku kerja sumber", small=True,
    )  # fmt: skip
    base.add("{{ kebijakan }}", "Sumber Data")
    _hitungan(base)
    base.add("Asal setiap angka", "Subjudul")
    base.add(
        "Kolom Sel sumber memuat nomor buku kerja, lembar, dan sel; “nomor 12–14” menunjuk baris "
        "tabel ini.",
        "Sumber Data",
    )
    base.table(
        (0.9, 2.4, 6.3, 5.8, 8.8),
        ("No.", "Angka", "Indikator dan hal", "Sel sumber", "Rumus, kebijakan, dan rujukan"),
        [["{% for j in jejak %}{{ j.nomor }}", "{{ j.angka }}",
          "{{ j.indikator ~ ' ' if j.indikator != '–' else '' }}{{ j.hal }}",
          "{{ j.sel }}", "{{ j.rumus }}{{ ' (kebijakan ' ~ j.kebijakan ~ ')' if j.kebijakan "
                         "else '' }}{{ '; ' if j.rumus and j.rujukan else '' }}{{ j.rujukan }}"
                         "{% endfor %}"]],
        numbers=(1,), centred=(0,), alt="Jejak Angka", small=True, bare=True,
    )  # fmt: skip


def _hitungan(base: Base) -> None:
    """How figures were counted from raw data sheets."""
    base.tag("if rincian")
    base.add("Hitungan dari data dukung", "Subjudul")
    base.table(
        (1.4, 2.5, 6.5, 2.4, 1.5, 1.7, 8.2),
        ("Indikator", "Hasil", "Rumus", "Lembar data", "Baris dihitung", "Baris tidak dihitung",
         "Pengaturan dan keterangan"),
        [["{% for h in rincian %}{{ h.indikator }}", "{{ h.hasil }}", "{{ h.rumus }}",
          "{{ h.sel }}", "{{ h.dihitung }}", "{{ h.ditinggalkan }}",
          "{{ h.pengaturan }}{{ '. ' if h.pengaturan and h.keterangan else '' }}"
          "{{ h.keterangan }}{% endfor %}"]],
        numbers=(1, 4, 5), alt="Hitungan dari data dukung", small=True,
    )  # fmt: skip
    base.add(
        "Rincian baris demi baris: “iku hitung --rinci KODE”, atau lembar “Rincian” yang ditulis "
        "oleh “iku hitung --lembar-rincian”.",
        "Sumber Data",
    )
    base.tag("endif")
