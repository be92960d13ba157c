"""Triwulan.docx.j2 and Notulen.docx.j2: two more templates on the same context."""

from __future__ import annotations

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Pt
from lakip_base import Base, rgb
from lakip_body import cards, signature


def build_triwulan() -> Base:
    """The quarterly report."""
    base = _start("Laporan Kinerja {{ triwulan.nama }} Tahun {{ tahun }}")
    _title(base, "LAPORAN KINERJA {{ triwulan.nama|upper }} TAHUN {{ tahun }}", "{{ satker.nama }}")
    with base.region("'ringkasan'"):
        _cards(base)
        base.add("{{ triwulan.kalimat }} {{ ringkasan.kalimat_anggaran }}")
    base.heading("Pengukuran Kinerja", 2)
    with base.region("'pengukuran'"):
        base.caption(
            "tabel", "'pengukuran'", "Pengukuran kinerja {{ triwulan.nama }} Tahun {{ tahun }}"
        )
        _measures(base)
        base.chart("capaian_triwulan", "indikator")
        base.caption(
            "gambar", "'g-triwulan'", "Capaian {{ triwulan.nama }} terhadap target tahun (persen)"
        )
    base.heading("Kendala dan Tindak Lanjut", 2)
    with base.region("'kendala'"):
        _problems(base)
    base.heading("Realisasi Anggaran", 2)
    with base.region("'anggaran'"):
        _budget(base)
    signature(base)
    base.add("SUMBER DATA", "Judul Lampiran")
    with base.region("'sumber'"):
        _files(base)
    return _named(base, "Laporan Kinerja Triwulan")


def build_notulen() -> Base:
    """The minutes of the evaluation meeting."""
    base = _start("Notulen Evaluasi {{ triwulan.nama }} Tahun {{ tahun }}")
    _title(
        base,
        "NOTULEN RAPAT EVALUASI KINERJA",
        "{{ triwulan.nama }} Tahun {{ tahun }}, {{ satker.nama }}",
    )
    _meeting(base)
    base.heading("Capaian Kinerja", 2)
    with base.region("'capaian'"):
        base.add("{{ triwulan.kalimat }}")
        _measures(base)
    base.heading("Pembahasan", 2)
    base.tag("for i in indikator")
    with base.region("'p-' ~ i.kode"):
        _discussion(base)
    base.tag("endfor")
    base.heading("Rencana Tindak Lanjut", 2)
    with base.region("'tindak-lanjut'"):
        _follow_up(base)
    base.heading("Realisasi Anggaran", 2)
    with base.region("'anggaran'"):
        _budget(base)
    signature(base)
    return _named(base, "Notulen Rapat Evaluasi Kinerja")


_OPEN = "……………………"
_NOTED = (
    "{%% for p in narasi.%s %%}{{ p }} {%% endfor %%}{{ '" + _OPEN + "' if not narasi.%s else '' }}"
)


def _meeting(base: Base) -> None:
    """When, where and who; what no workbook tells is left to be written."""
    base.table(
        (4, 11.5),
        ("Rapat", "Keterangan"),
        [
            ["Hari dan tanggal",
             "{{ tanggal_laporan|tanggal if tanggal_laporan else '" + _OPEN + "' }}"],
            ["Waktu dan tempat", _NOTED % ("rapat", "rapat")],
            ["Pemimpin rapat", "{{ satker.kepala.nama }}, {{ satker.kepala.jabatan }}"],
            ["Notulis", _OPEN],
            ["Peserta", _NOTED % ("peserta", "peserta")],
            ["Acara", "Evaluasi capaian kinerja sampai dengan {{ triwulan.akhir }}"],
        ],
        alt="Keterangan rapat",
    )  # fmt: skip


def _discussion(base: Base) -> None:
    base.add("{{ i.kode }} {{ i.nama }}", "Subjudul")
    base.texts("i.penyebab", "Tuliskan pembahasan rapat tentang {{ i.kode }}.")
    for field, label in (("kendala", "Kendala:"), ("solusi", "Tindak lanjut:")):
        base.tag(f"for paragraf in i.{field}")
        base.labelled("{{ '%s' if loop.first else '' }}" % label, "{{ paragraf }}")
        base.tag("endfor")
    base.add(
        "Dasar hitung: {{ i.sumber }}. Data dukung: {% for p in i.bukti %}{{ p }}"
        "{{ '; ' if not loop.last else '' }}{% endfor %}"
        "{{ 'belum disebut' if not i.bukti else '' }}.",
        "Sumber Data",
    )


def _follow_up(base: Base) -> None:
    base.table(
        (1.5, 7, 4, 3),
        ("Kode", "Rencana tindak lanjut", "Penanggung jawab", "Batas waktu"),
        [["{% for i in indikator if i.solusi or i.status != 'tercapai' %}{{ i.kode }}",
          "{% for p in i.solusi %}{{ p }} {% endfor %}"
          "{{ '" + _OPEN + "' if not i.solusi else '' }}",
          "{{ i.penanggung_jawab }}", _OPEN + "{% endfor %}"]],
        alt="Rencana tindak lanjut",
    )  # fmt: skip


def _start(header: str) -> Base:
    base = Base()
    section = base.document.sections[0]
    base._header(section, header, 15.5)
    base._footer(section)
    return base


def _named(base: Base, title: str) -> Base:
    base.document.core_properties.title = title
    base.document.core_properties.author = ""
    return base


def _title(base: Base, first: str, second: str) -> None:
    title = base.add(first, "Judul Daftar")
    title.paragraph_format.page_break_before = False
    title.paragraph_format.space_after = Pt(2)
    title.alignment = ALIGN.LEFT
    below = base.add(second, "Normal")
    below.runs[0].font.size, below.runs[0].font.color.rgb = Pt(12), rgb("595959")
    below.paragraph_format.space_after = Pt(14)


def _cards(base: Base) -> None:
    cards(
        base,
        (
            ("{{ triwulan.jumlah }}", "indikator kinerja"),
            ("{{ triwulan.rata|persen }}", "rata-rata terhadap target triwulan"),
            ("{{ triwulan.rata_tahun|persen }}", "rata-rata terhadap target tahun"),
            ("{{ ringkasan.serapan|persen }}", "serapan anggaran"),
        ),
    )


def _measures(base: Base) -> None:
    base.table(
        (1.4, 4.7, 1.7, 1.7, 1.9, 2, 2.1),
        ("Kode", "Indikator Kinerja", "Target {{ tahun }}", "Target TW {{ triwulan.romawi }}",
         "Realisasi s.d. TW {{ triwulan.romawi }}", "Capaian target TW", "Capaian target tahun"),
        [["{% for i in indikator %}{{ i.kode }}", "{{ i.nama }} ({{ i.satuan }})",
          "{{ i.target|angka }}", "{{ i.triwulan_ini.target|angka }}",
          "{{ i.triwulan_ini.realisasi|angka }}", "{{ i.triwulan_ini.capaian|persen }}",
          "{{ i.triwulan_ini.capaian_tahun|persen }}{% endfor %}"]],
        numbers=(2, 3, 4, 5, 6), alt="Pengukuran kinerja triwulan",
    )  # fmt: skip
    base.add(
        "Tanda “–”: target triwulan tidak ditetapkan atau realisasi belum dilaporkan. {{ "
        "kebijakan }}",
        "Sumber Data",
    )
    base.tag("for i in indikator if i.catatan_triwulan_ini")
    base.add("Catatan {{ i.kode }}: {{ i.catatan_triwulan_ini }}.", "Sumber Data")
    base.tag("endfor")


def _problems(base: Base) -> None:
    base.table(
        (1.5, 5, 5, 4),
        ("Kode", "Kendala", "Tindak lanjut", "Penanggung jawab"),
        [["{% for i in indikator %}{{ i.kode }}",
          "{% for p in i.kendala %}{{ p }} {% endfor %}{{ '–' if not i.kendala else '' }}",
          "{% for p in i.solusi %}{{ p }} {% endfor %}{{ '–' if not i.solusi else '' }}",
          "{{ i.penanggung_jawab }}{% endfor %}"]],
        alt="Kendala dan tindak lanjut",
    )  # fmt: skip


def _budget(base: Base) -> None:
    base.tag("if anggaran")
    base.table(
        (0.9, 5.6, 3.4, 3.4, 2.2),
        ("No.", "Kegiatan", "Pagu", "Realisasi", "%"),
        [["{% for a in anggaran %}{{ a.nomor }}", "{{ a.kegiatan }}", "{{ a.pagu|rupiah }}",
          "{{ a.realisasi|rupiah }}", "{{ a.persen|angka }}{% endfor %}"]],
        numbers=(2, 3, 4), centred=(0,),
        total=("", "Jumlah", "{{ ringkasan.pagu|rupiah }}",
               "{{ ringkasan.realisasi_anggaran|rupiah }}", "{{ ringkasan.serapan|angka }}"),
        alt="Realisasi anggaran",
    )  # fmt: skip
    base.add("Sumber: {{ sumber_anggaran }}.", "Sumber Data")
    base.tag("endif")
    base.tag("if not anggaran")
    base.todo("Isi tabel anggaran pada buku monitoring.")
    base.tag("endif")


def _files(base: Base) -> None:
    base.table(
        (1.1, 3.3, 2.2, 8.9),
        ("Nomor", "Buku kerja", "Jenis", "SHA-256"),
        [["{% for b in berkas %}{{ b.nomor }}", "{{ b.berkas }}", "{{ b.jenis }}", "{{ b.sha256 "
                                                                                   "}}{% endfor "
                                                                                   "%}"]],
        centred=(0,), alt="Buku kerja sumber", small=True,
    )  # fmt: skip
    base.add(
        "Jejak setiap angka: “iku lakip --triwulan {{ triwulan.angka }} --json”.", "Sumber Data"
    )
