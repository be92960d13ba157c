"""The chapters of LAKIP.docx.j2, in the order of PermenPANRB 53/2014, Lampiran II."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from lakip_base import GOLD, NAVY, PALE, Base, emblem_png, rgb, xml

SISTEMATIKA = (
    "Laporan ini terdiri atas Bab I Pendahuluan, Bab II Perencanaan Kinerja, Bab III Akuntabilitas "
    "Kinerja, dan Bab IV Penutup, disertai lampiran Perjanjian Kinerja, pengukuran kinerja, "
    "rencana aksi, reviu mandiri, Pernyataan Telah Direviu, telaah keputusan, dan Jejak Angka."
)
DATE = "{{ tanggal_laporan|tanggal if tanggal_laporan else '…………………… ' ~ tahun_depan }}"


def cover(base: Base) -> None:
    """A navy page with a gold line; the emblem is a picture that staff replace."""
    paragraph = base.document.add_paragraph()
    for number, (x, y, wide, high, colour) in enumerate(
        ((0, 0, 21, 19.5, NAVY), (0, 19.5, 21, 0.35, GOLD), (0, 0, 1.1, 19.5, "16294A")), 1
    ):
        paragraph._p.append(_rectangle(x, y, wide, high, colour, number))
    paragraph.add_run().add_picture(emblem_png(), height=Cm(3))
    picture = paragraph._p.findall(".//{*}inline/{*}docPr")[-1]
    picture.set("name", "Lambang instansi")
    picture.set("descr", "Tempat lambang instansi: klik kanan, Ubah Gambar")
    paragraph.paragraph_format.space_after = Pt(56)
    for text, bold in (
        ("{{ satker.kementerian }}", False), ("{{ satker.eselon }}", False),
        ("{{ satker.nama }}", True),
    ):  # fmt: skip
        base.add(text, "Sampul Kecil").runs[0].bold = bold
    title = base.add("LAPORAN KINERJA", "Sampul Judul")
    title.paragraph_format.space_before = Pt(56)
    year = base.add("TAHUN {{ tahun }}", "Sampul Judul")
    year.runs[0].font.color.rgb, year.runs[0].font.size = rgb(GOLD), Pt(30)
    note = base.add(
        "Disusun menurut Peraturan Presiden Nomor 29 Tahun 2014 dan Peraturan Menteri PANRB "
        "Nomor 53 Tahun 2014",
        "Sampul Kecil",
    )
    note.runs[0].font.size = Pt(10)
    note.paragraph_format.space_before, note.paragraph_format.right_indent = Pt(22), Cm(5)
    place = base.add("{{ satker.kota }}, {{ tahun_depan }}", "Normal")
    place.paragraph_format.space_before = Pt(190)
    place.runs[0].font.size, place.runs[0].bold = Pt(12), True
    place.runs[0].font.color.rgb = rgb(NAVY)
    base.add("{{ satker.alamat }}", "Normal").runs[0].font.size = Pt(9)


def _rectangle(x: float, y: float, wide: float, high: float, colour: str, number: int) -> Any:
    names = " ".join(
        f'xmlns:{prefix}="{uri}"'
        for prefix, uri in (
            ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
            ("mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
            ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
            ("a", "http://schemas.openxmlformats.org/drawingml/2006/main"),
            ("wps", "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"),
        )
    )
    return parse_xml(
        f'<w:r {names}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
        '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        f'relativeHeight="{number}" behindDoc="1" locked="0" layoutInCell="1" allowOverlap="1">'
        '<wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="page">'
        f"<wp:posOffset>{Cm(x)}</wp:posOffset></wp:positionH>"
        f'<wp:positionV relativeFrom="page"><wp:posOffset>{Cm(y)}</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{Cm(wide)}" cy="{Cm(high)}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:wrapNone/><wp:docPr id="{900 + number}" name="Hiasan sampul {number}" descr=""/>'
        "<wp:cNvGraphicFramePr/><a:graphic><a:graphicData "
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext cx="{Cm(wide)}" cy="{Cm(high)}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f'</a:prstGeom><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/>'
        "</a:ln></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        "</w:drawing></mc:Choice></mc:AlternateContent></w:r>"
    )


def signature(base: Base) -> None:
    """Place, date and the head's name, with room for a stamp or an electronic signature."""
    _keep_last(base)
    signed(
        base,
        ("{{ satker.kota }}, " + DATE, "{{ satker.kepala.jabatan }},", "", "", "",
         "{{ satker.kepala.nama }}", "NIP {{ satker.kepala.nip }}"),
    ).paragraphs[5].runs[0].bold = True  # fmt: skip


def signed(base: Base, lines: Sequence[str]) -> Any:
    """The lines at the right edge of the page, never torn apart; the cell that holds them."""
    table = base.document.add_table(1, 2)
    table.autofit = False
    table.rows[0]._tr.get_or_add_trPr().append(xml("<w:cantSplit/>"))
    left, right = table.cell(0, 0), table.cell(0, 1)
    left.width, right.width = Cm(8), Cm(7.5)
    right.paragraphs[0].text = lines[0]
    for line in lines[1:]:
        right.add_paragraph(line)
    right.paragraphs[0].paragraph_format.space_before = Pt(18)
    for paragraph in right.paragraphs:
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.keep_with_next = True
    return right


def _keep_last(base: Base) -> None:
    """A signature never stands alone on its page: what is above it goes with it."""
    for element in reversed(base.document.element.body):
        if element.tag != qn("w:p"):
            if element.tag == qn("w:tbl"):
                return
            continue
        paragraph = Paragraph(element, base.document._body)
        if paragraph.style.name.startswith("Heading"):
            return
        if paragraph.style.name != "Normal":  # block tags and marks of regions are
            paragraph.paragraph_format.keep_with_next = True


def cards(base: Base, content: tuple[tuple[str, str], ...]) -> None:
    """Headline figures in a row."""
    table = base.document.add_table(1, len(content))
    table.autofit = False
    for cell, (figure, label) in zip(table.rows[0].cells, content, strict=True):
        cell.width = Cm(15.5 / len(content))
        cell.paragraphs[0].text = figure
        cell.paragraphs[0].style = base.styles["Kartu Angka"]
        cell.add_paragraph(label, style="Kartu Label")
        properties = cell._tc.get_or_add_tcPr()
        sides = "".join(
            f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
            for side, size, colour in (
                ("top", 24, GOLD),
                ("left", 36, "FFFFFF"),
                ("right", 36, "FFFFFF"),
            )
        )
        properties.append(xml(f"<w:tcBorders>{sides}</w:tcBorders>"))
        properties.append(xml(f'<w:shd w:val="clear" w:color="auto" w:fill="{PALE}"/>'))
    gap = base.add("", "Normal")
    gap.paragraph_format.space_after = Pt(0)


def front(base: Base) -> None:
    """Kata pengantar, ikhtisar eksekutif and the three lists, on roman pages."""
    base.section("Laporan Kinerja Tahun {{ tahun }}", numbering="lowerRoman")
    base.add("KATA PENGANTAR", "Judul Depan").paragraph_format.page_break_before = False
    with base.region("'kata-pengantar'"):
        base.tag("for paragraf in narasi.kata_pengantar")
        base.add("{{ paragraf }}")
        base.tag("endfor")
        base.tag("if not narasi.kata_pengantar")
        base.add(
            "Puji syukur ke hadirat Tuhan Yang Maha Esa. Laporan Kinerja {{ satker.nama }} Tahun "
            "{{ tahun }} disusun sebagai pertanggungjawaban atas pelaksanaan Perjanjian Kinerja "
            "Tahun "
            "{{ tahun }}, sesuai dengan Peraturan Presiden Nomor 29 Tahun 2014 tentang Sistem "
            "Akuntabilitas Kinerja Instansi Pemerintah dan Peraturan Menteri PANRB Nomor 53 "
            "Tahun 2014."
        )
        base.add(
            "Laporan ini memuat capaian setiap sasaran dan indikator kinerja, perbandingannya "
            "dengan "
            "tahun sebelumnya dan dengan target akhir periode perencanaan, serta realisasi "
            "anggaran. "
            "Setiap angka dapat ditelusuri ke sel buku kerja asalnya melalui lampiran Jejak Angka."
        )
        base.tag("endif")
        base.add("{{ ringkasan.kalimat }}")
    signature(base)
    _ikhtisar(base)
    for title, code, style in (
        ("DAFTAR ISI", r'TOC \o "1-3" \h \z \u', "toc 1"),
        ("DAFTAR TABEL", r'TOC \h \z \c "Tabel"', "table of figures"),
        ("DAFTAR GAMBAR", r'TOC \h \z \c "Gambar"', "table of figures"),
    ):
        base.add(title, "Judul Daftar")
        paragraph = base.document.add_paragraph(style=style)
        base.field(paragraph, code, "Klik kanan lalu pilih Perbarui Bidang")


def _ikhtisar(base: Base) -> None:
    base.add("IKHTISAR EKSEKUTIF", "Judul Depan")
    with base.region("'ikhtisar'"):
        cards(
            base,
            (
                ("{{ ringkasan.jumlah }}", "indikator kinerja"),
                ("{{ ringkasan.tercapai }}", "mencapai target"),
                ("{{ ringkasan.rata|persen }}", "rata-rata capaian"),
                ("{{ ringkasan.serapan|persen }}", "serapan anggaran"),
            ),
        )
        base.texts("narasi.ikhtisar")
        base.add("{{ ringkasan.kalimat }} {{ ringkasan.kalimat_tertinggi }}")
        base.tag("if ringkasan.kalimat_belum")
        base.add("{{ ringkasan.kalimat_belum }}")
        base.tag("endif")
        base.add("{{ ringkasan.kalimat_anggaran }} {{ efisiensi.kalimat }}")
        base.table(
            (8.5, 2.2, 2.2, 2.6),
            ("Sasaran", "Indikator", "Tercapai", "Rata-rata capaian"),
            [
                [
                    "{% for s in sasaran %}{{ s.judul }}",
                    "{{ s.jumlah }}",
                    "{{ s.tercapai }}",
                    "{{ s.capaian|persen }}{% endfor %}",
                ]
            ],
            numbers=(1, 2, 3),
            alt="Ikhtisar menurut sasaran",
        )
        below = base.add(
            "Rincian setiap sasaran disajikan pada {{ rujuk('ringkasan') }} dan {{ "
            "rujuk('g-capaian') }}."
        )
        below.paragraph_format.space_before = Pt(8)


def bab_1(base: Base) -> None:
    base.section("Laporan Kinerja Tahun {{ tahun }}", numbering="decimal")
    base.heading("PENDAHULUAN", 1, new_page=False)
    base.heading("Gambaran Umum Organisasi", 2)
    with base.region("'gambaran-umum'"):
        base.texts(
            "narasi.gambaran_umum",
            "Uraikan gambaran umum organisasi (lembar Narasi Umum, bagian Gambaran Umum "
            "Organisasi).",
        )
    base.heading("Tugas dan Fungsi", 2)
    _tugas(base)
    base.tag("if narasi.struktur")
    base.heading("Struktur Organisasi", 2)
    base.texts("narasi.struktur")
    base.tag("endif")
    base.heading("Sumber Daya Manusia", 2)
    with base.region("'sdm'"):
        base.texts(
            "narasi.sdm",
            "Uraikan jumlah dan susunan pegawai (lembar Narasi Umum, bagian Sumber Daya Manusia).",
        )
    base.heading("Aspek Strategis dan Permasalahan Utama", 2)
    with base.region("'isu-strategis'"):
        base.texts(
            "narasi.isu_strategis",
            "Uraikan aspek strategis dan permasalahan utama (lembar Narasi Umum, bagian Isu "
            "Strategis).",
        )
    base.heading("Dasar Hukum", 2)
    with base.region("'dasar-hukum'"):
        base.tag("for butir in keputusan.dasar_hukum")
        base.add("{{ loop.index }}.\t{{ butir }}", "Isi Butir")
        base.tag("endfor")
    base.heading("Sistematika Laporan", 2)
    base.add(SISTEMATIKA)


def _tugas(base: Base) -> None:
    with base.region("'tugas-fungsi'"):
        base.add("{{ satker.nama }} mempunyai tugas sebagai berikut: {{ keputusan.tugas }}")
        base.add("Dalam melaksanakan tugas itu, {{ satker.nama }} menyelenggarakan fungsi:")
        base.tag("for butir in keputusan.fungsi")
        base.add("{{ 'abcdefghijklmnopqrstuvwxyz'[loop.index0] }}.\t{{ butir }}", "Isi Butir")
        base.tag("endfor")


def bab_2(base: Base) -> None:
    base.heading("PERENCANAAN KINERJA", 1)
    base.heading("Rencana Strategis", 2)
    with base.region("'renstra'"):
        base.texts(
            "narasi.renstra",
            "Ringkas Rencana Strategis (lembar Narasi Umum, bagian Rencana Strategis).",
        )
        for key, label in (("visi", "Visi."), ("misi", "Misi."), ("tujuan", "Tujuan.")):
            base.tag(f"if narasi.{key}")
            base.add(label, "Subjudul")
            base.texts(f"narasi.{key}")
            base.tag("endif")
        _target_table(base)
    base.heading("Perjanjian Kinerja Tahun {{ tahun }}", 2)
    with base.region("'pk'"):
        base.texts("narasi.perjanjian_kinerja")
        base.add(
            "Perjanjian Kinerja Tahun {{ tahun }} memuat {{ ringkasan.jumlah_sasaran }} sasaran "
            "dan {{ ringkasan.jumlah }} indikator kinerja, sebagaimana disajikan pada "
            "{{ rujuk('pk') }}."
        )
        base.caption("tabel", "'pk'", "Perjanjian Kinerja Tahun {{ tahun }}")
        pk_table(base, "Perjanjian Kinerja")
        base.add("Sumber: {{ sumber_target }}.", "Sumber Data")
        base.tag("if tidak_berlaku")
        base.add(
            "Indikator berikut tidak menjadi indikator kinerja tahun {{ tahun }} menurut "
            "Keputusan Nomor {{ keputusan.nomor }} dan tidak dihitung dalam rata-rata: "
            "{% for t in tidak_berlaku %}{{ t.kode }} {{ t.nama }}{{ '; ' if not loop.last else "
            "'.' }}{% endfor %}"
        )
        base.tag("endif")
        base.tag("if anggaran")
        base.caption("tabel", "'pk-anggaran'", "Kegiatan dan anggaran Tahun {{ tahun }}")
        pagu_table(base)
        base.add("Sumber: {{ sumber_pagu }}.", "Sumber Data")
        base.tag("endif")


def _target_table(base: Base) -> None:
    """The decree's targets for all its years."""
    base.add(
        "Target setiap indikator kinerja selama periode {{ keputusan.tahun_awal }}–{{ "
        "keputusan.tahun_akhir }} ditetapkan dengan Keputusan Nomor {{ keputusan.nomor }} dan "
        "disajikan pada {{ rujuk('renstra') }}."
    )
    base.caption("tabel", "'renstra'", "Target indikator kinerja selama periode perencanaan")
    base.table(
        # The loops over cells share out the width of their three cells among the years.
        (1.5, 5.6, 2.2, 2.3, 1.6, 2.3),
        ("Kode", "Indikator Kinerja", "Satuan", "{%tc for x in keputusan.daftar_tahun %}",
         "{{ x }}", "{%tc endfor %}"),
        [["{% for i in indikator %}", "", "", "", "", ""],
         ["{{ i.kode }}", "{{ i.nama }}", "{{ i.satuan }}",
          "{%tc for x in i.target_periode %}", "{{ x.target|angka }}", "{%tc endfor %}"],
         ["{% endfor %}", "", "", "", "", ""]],
        numbers=(4,), alt="Target indikator kinerja selama periode",
    )  # fmt: skip
    base.add(
        "Sumber: Keputusan Nomor {{ keputusan.nomor }}, Lampiran II. Tanda “-” berarti "
        "tidak menjadi indikator tahun itu; “N/A” berarti tidak ada data dasar.",
        "Sumber Data",
    )


def pk_table(base: Base, alt: str) -> None:
    """The rows of the Perjanjian Kinerja: each sasaran named once, beside its first indicator."""
    base.table(
        (1.0, 4.3, 5.9, 2.5, 1.8),
        ("No.", "Sasaran", "Indikator Kinerja", "Satuan", "Target"),
        [
            ["{% for s in sasaran %}", "", "", "", ""],
            ["{% for i in s.indikator %}{{ s.nomor if loop.first else '' }}",
             "{{ s.judul if loop.first else '' }}", "{{ i.kode }} {{ i.nama }}", "{{ i.satuan }}",
             "{{ i.target|angka }}{% endfor %}"],
            ["{% endfor %}", "", "", "", ""],
        ],
        numbers=(4,), centred=(0,), alt=alt,
    )  # fmt: skip


def pagu_table(base: Base) -> None:
    """Each kegiatan with its pagu."""
    base.table(
        (1.2, 10.1, 4.2),
        ("No.", "Kegiatan", "Anggaran"),
        [["{% for a in anggaran %}{{ a.nomor }}", "{{ a.kegiatan }}",
          "{{ a.pagu|rupiah }}{% endfor %}"]],
        numbers=(2,), centred=(0,), total=("", "Jumlah", "{{ ringkasan.pagu|rupiah }}"),
        alt="Kegiatan dan anggaran",
    )  # fmt: skip


def bab_4(base: Base) -> None:
    base.heading("PENUTUP", 1)
    base.heading("Simpulan", 2)
    with base.region("'simpulan'"):
        base.add("{{ ringkasan.kalimat }} {{ ringkasan.kalimat_anggaran }}")
        base.texts(
            "narasi.simpulan",
            "Tuliskan simpulan umum atas capaian kinerja (lembar Narasi Umum, bagian Simpulan).",
        )
    base.heading("Langkah di Masa Mendatang", 2)
    with base.region("'langkah'"):
        base.tag("if ringkasan.kalimat_belum")
        base.add("{{ ringkasan.kalimat_belum }}")
        base.tag("endif")
        base.texts(
            "narasi.langkah",
            "Tuliskan langkah untuk meningkatkan kinerja (lembar Narasi Umum, bagian Langkah "
            "Perbaikan).",
        )
    signature(base)


__all__ = [
    "bab_1", "bab_2", "bab_4", "cards", "cover", "front", "pagu_table", "pk_table", "signature",
    "signed",
]  # fmt: skip
