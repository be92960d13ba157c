"""Bab III of LAKIP.docx.j2: the seven comparisons for each indicator, then the budget."""

from __future__ import annotations

from lakip_base import Base


def bab_3(base: Base) -> None:
    base.heading("AKUNTABILITAS KINERJA", 1)
    base.heading("Capaian Kinerja Organisasi", 2)
    _overview(base)
    base.tag("for s in sasaran")
    base.heading("{{ s.judul }}", 3)
    _sasaran(base)
    base.tag("for i in s.indikator")
    _indikator(base)
    base.tag("endfor")
    base.tag("endfor")
    _anggaran(base)
    _efisiensi(base)
    base.tag("if narasi.prestasi")
    base.heading("Prestasi dan Penghargaan", 2)
    base.texts("narasi.prestasi")
    base.tag("endif")


def _sasaran(base: Base) -> None:
    """What the indicators of a sasaran add up to."""
    with base.region("'s-' ~ s.kode"):
        base.add(
            "{{ s.kalimat }}{{ ' ' if s.kalimat_tren else '' }}{{ s.kalimat_tren }} "
            "{{ s.kalimat_renstra }}"
        )
        base.add("{{ s.kalimat_rujukan }}")
        base.tag("if s.tren|length > 1")
        base.caption(
            "tabel",
            "'s-' ~ s.kode",
            "{{ s.kode }}: rata-rata capaian sasaran menurut tahun (persen)",
        )
        base.table(
            (3, 6, 6.5),
            ("Tahun", "Indikator yang dilaporkan", "Rata-rata capaian"),
            [
                [
                    "{% for x in s.tren %}{{ x.tahun }}",
                    "{{ x.dilaporkan }}",
                    "{{ x.capaian|persen }}{% endfor %}",
                ]
            ],
            numbers=(1, 2),
            centred=(0,),
            alt="Rata-rata capaian sasaran menurut tahun",
        )
        base.add("{{ kebijakan }}", "Sumber Data")
        base.tag("endif")


def _overview(base: Base) -> None:
    with base.region("'capaian'"):
        base.add("{{ ringkasan.kalimat }} {{ ringkasan.kalimat_tertinggi }}")
        base.caption("tabel", "'ringkasan'", "Capaian menurut sasaran Tahun {{ tahun }}")
        base.table(
            (1.1, 7.4, 2, 2, 3),
            ("No.", "Sasaran", "Indikator", "Tercapai", "Rata-rata capaian"),
            [["{% for s in sasaran %}{{ s.nomor }}", "{{ s.judul }}", "{{ s.jumlah }}",
              "{{ s.tercapai }}", "{{ s.capaian|persen }}{% endfor %}"]],
            numbers=(2, 3, 4), centred=(0,),
            total=("", "Rata-rata seluruh indikator", "{{ ringkasan.jumlah }}",
                   "{{ ringkasan.tercapai }}", "{{ ringkasan.rata|persen }}"),
            alt="Capaian menurut sasaran",
        )  # fmt: skip
        base.add("{{ kebijakan }}", "Sumber Data")
        base.tag("if ringkasan.rata_mentah.ada")
        base.add(
            "Rata-rata capaian sebelum pembatasan sebesar {{ ringkasan.rata_mentah|persen }}.",
            "Sumber Data",
        )
        base.tag("endif")
        base.caption("tabel", "'capaian'", "Capaian setiap indikator kinerja Tahun {{ tahun }}")
        base.table(
            (1.4, 5.2, 1.7, 2.3, 2.4, 2.5),
            ("Kode", "Indikator Kinerja", "Target", "Realisasi", "Capaian", "Status"),
            [["{% for i in indikator %}{{ i.kode }}", "{{ i.nama }} ({{ i.satuan }})",
              "{{ i.target|angka }}", "{{ i.realisasi|angka }}", "{{ i.capaian|persen }}",
              "{{ i.status }}{{ warna(i.warna) }}{% endfor %}"]],
            numbers=(2, 3, 4), centred=(5,), alt="Capaian setiap indikator kinerja",
        )  # fmt: skip
        base.add("{{ kebijakan }}", "Sumber Data")
        base.chart("capaian", "indikator")
        base.caption(
            "gambar", "'g-capaian'", "Capaian indikator kinerja Tahun {{ tahun }} (persen)"
        )


def _indikator(base: Base) -> None:
    base.heading("{{ i.kode }} {{ i.nama }}", 4)
    with base.region("'i-' ~ i.kode"):
        _uraian(base)
        base.add("Target dan realisasi tahun {{ tahun }}", "Subjudul")
        base.add("{{ i.kalimat_target }} {{ i.kalimat_kategori }}")
        base.tag("if i.kalimat_mentah")
        base.add("{{ i.kalimat_mentah }}")
        base.tag("endif")
        _triwulan(base)
        base.add("Perbandingan dengan tahun-tahun sebelumnya", "Subjudul")
        base.add("{{ i.kalimat_tahun_lalu }} {{ i.kalimat_tren }}")
        _tren(base)
        base.add("Perbandingan dengan target akhir periode perencanaan", "Subjudul")
        base.add("{{ i.kalimat_renstra }}")
        base.add("Perbandingan dengan standar nasional atau unit induk", "Subjudul")
        base.texts("i.pembanding")
        base.tag("if not i.pembanding")
        base.add("{{ i.kalimat_standar }}")
        base.tag("endif")
    _analisis(base)


def _uraian(base: Base) -> None:
    """The indicator as the decree has it, and what its telaah chose."""
    base.table(
        (3.6, 11.9),
        ("Uraian", "Isi menurut Keputusan Nomor {{ keputusan.nomor }}"),
        [
            ["Definisi", "{{ i.definisi }}"],
            ["Cara menghitung", "{{ i.cara_menghitung }}"],
            ["Sumber data", "{{ i.sumber_data }}"],
            [
                "Satuan; klasifikasi",
                "{{ i.satuan }}; {{ i.klasifikasi }}; konsolidasi {{ i.konsolidasi }}",
            ],
            ["Penanggung jawab", "{{ i.penanggung_jawab }}"],
        ],
        alt="Uraian indikator",
    )
    base.tag("for t in i.telaah")
    base.add(
        "Catatan telaah keputusan nomor {{ t.nomor }}: {{ t.bunyi_1 }} / {{ t.bunyi_2 }}. "
        "Cara baca yang dipakai: {{ t.pilihan }}",
        "Sumber Data",
    )
    base.tag("endfor")


def _triwulan(base: Base) -> None:
    base.tag("if i.triwulan")
    base.caption(
        "tabel",
        "'tw-' ~ i.kode",
        "{{ i.kode }}: target dan realisasi sampai dengan triwulan ({{ i.satuan }})",
    )
    base.table(
        (2.3, 2.9, 2.9, 3.6, 3.8),
        ("Triwulan", "Target", "Realisasi",
         "Capaian terhadap target triwulan", "Capaian terhadap target tahun"),
        [["{% for t in i.triwulan %}{{ t.triwulan }}", "{{ t.target|angka }}",
          "{{ t.realisasi|angka }}", "{{ t.capaian|persen }}",
          "{{ t.capaian_tahun|persen }}{% endfor %}"]],
        numbers=(1, 2, 3, 4), centred=(0,), alt="Target dan realisasi menurut triwulan",
    )  # fmt: skip
    base.add(
        "Sumber: {{ i.sumber }}.{{ ' Catatan: ' ~ i.catatan_triwulan ~ '.' if i.catatan_triwulan "
        "else '' }}",
        "Sumber Data",
    )
    base.tag("endif")


def _tren(base: Base) -> None:
    base.caption(
        "tabel", "'t-' ~ i.kode",
        "{{ i.kode }}: target, realisasi dan capaian "
        "{{ keputusan.tahun_awal ~ '–' if keputusan.tahun_awal != tahun else '' }}{{ tahun }} "
        "({{ i.satuan }})",
    )  # fmt: skip
    base.table(
        (2.1, 3.2, 3.2, 3.2, 3.8),
        ("Tahun", "Target", "Realisasi", "Capaian", "Status"),
        [["{% for x in i.tren %}{{ x.tahun }}", "{{ x.target|angka }}", "{{ x.realisasi|angka }}",
          "{{ x.capaian|persen }}", "{{ x.status }}{{ warna(x.warna) }}{% endfor %}"]],
        numbers=(1, 2, 3), centred=(0, 4), alt="Target, realisasi dan capaian menurut tahun",
    )  # fmt: skip
    base.add("Sumber: {{ i.sumber_tren }}. {{ kebijakan }}", "Sumber Data")
    base.tag("if i.grafik_tren")
    base.chart("tren", "i")
    base.caption("gambar", "'g-' ~ i.kode", "{{ i.kode }}: target dan realisasi menurut tahun")
    base.tag("endif")
    base.tag("if i.unsur")
    base.chart("unsur", "i")
    base.caption("gambar", "'u-' ~ i.kode", "{{ i.kode }}: nilai rata-rata menurut unsur")
    base.tag("endif")


def _analisis(base: Base) -> None:
    with base.region("'n-' ~ i.kode"):
        _analisis_isi(base)


def _analisis_isi(base: Base) -> None:
    base.add("Analisis penyebab, kendala, dan solusi", "Subjudul")
    base.texts(
        "i.penyebab",
        "Uraikan penyebab keberhasilan atau kegagalan {{ i.kode }} (lembar Narasi).",
    )
    for field, label in (("kendala", "Kendala:"), ("solusi", "Solusi:")):
        base.tag(f"for paragraf in i.{field}")
        base.labelled("{{ '%s' if loop.first else '' }}" % label, "{{ paragraf }}")
        base.tag("endfor")
    base.tag("if i.is_perlu_solusi")
    base.todo(
        "Uraikan kendala dan solusi {{ i.kode }}, karena target belum tercapai (lembar Narasi)."
    )
    base.tag("endif")
    base.add("Efisiensi penggunaan sumber daya", "Subjudul")
    base.texts("i.efisiensi")
    base.tag("if not i.efisiensi")
    base.add(
        "Anggaran dalam berkas kerja tidak dirinci menurut indikator; efisiensi dihitung pada "
        "tingkat "
        "satuan kerja dan disajikan pada {{ rujuk('efisiensi') }}."
    )
    base.tag("endif")
    base.add("Program dan kegiatan penunjang", "Subjudul")
    base.texts(
        "i.kegiatan",
        "Uraikan program dan kegiatan yang menunjang {{ i.kode }} (lembar Narasi).",
    )
    base.tag("if i.bukti")
    base.add(
        "Data dukung: {% for p in i.bukti %}{{ p }}{{ '; ' if not loop.last else '' }}{% endfor "
        "%}.",
        "Sumber Data",
    )
    base.tag("endif")


def _anggaran(base: Base) -> None:
    base.heading("Realisasi Anggaran", 2)
    with base.region("'anggaran'"):
        base.add("{{ ringkasan.kalimat_anggaran }}")
        base.texts("narasi.anggaran")
        base.tag("if anggaran")
        base.caption("tabel", "'anggaran'", "Pagu dan realisasi anggaran Tahun {{ tahun }}")
        base.table(
            (0.9, 4.4, 3.0, 3.0, 2.7, 1.5),
            ("No.", "Kegiatan", "Pagu", "Realisasi", "Sisa", "%"),
            [["{% for a in anggaran %}{{ a.nomor }}", "{{ a.kegiatan }}", "{{ a.pagu|rupiah }}",
              "{{ a.realisasi|rupiah }}", "{{ a.sisa|rupiah }}", "{{ a.persen|angka }}{% endfor "
                                                                 "%}"]],
            numbers=(2, 3, 4, 5), centred=(0,),
            total=("", "Jumlah", "{{ ringkasan.pagu|rupiah }}",
                   "{{ ringkasan.realisasi_anggaran|rupiah }}", "{{ ringkasan.sisa|rupiah }}",
                   "{{ ringkasan.serapan|angka }}"),
            alt="Pagu dan realisasi anggaran",
        )  # fmt: skip
        base.add("Sumber: {{ sumber_anggaran }}.", "Sumber Data")
        base.chart("anggaran", "anggaran")
        base.caption("gambar", "'g-anggaran'", "Pagu dan realisasi anggaran Tahun {{ tahun }}")
        base.tag("endif")
        base.tag("if not anggaran")
        base.todo("Isi tabel Kegiatan dan Anggaran pada Perjanjian Kinerja, serta realisasinya.")
        base.tag("endif")


def _efisiensi(base: Base) -> None:
    base.heading("Efisiensi Penggunaan Sumber Daya", 2)
    with base.region("'efisiensi'"):
        base.add("{{ efisiensi.kalimat }}")
        base.texts("narasi.efisiensi")
        base.caption("tabel", "'efisiensi'", "Efisiensi anggaran Tahun {{ tahun }}")
        base.table(
            (3.6, 3.6, 4.1, 4.2),
            ("Rata-rata capaian", "Serapan anggaran", "Efisiensi (E)", "Nilai efisiensi (NE)"),
            [["{{ efisiensi.capaian|persen }}", "{{ efisiensi.serapan|persen }}",
              "{{ efisiensi.efisiensi|persen }}", "{{ efisiensi.nilai|persen }}"]],
            centred=(0, 1, 2, 3), alt="Efisiensi anggaran",
        )  # fmt: skip
        base.add(
            "{{ efisiensi.rumus }}, dihitung pada tingkat satuan kerja menurut {{ "
            "efisiensi.rujukan }}. "
            "{{ kebijakan }}",
            "Sumber Data",
        )
