"""Where a table begins and ends, which rows are its own, and what stands around it."""

from __future__ import annotations

from pathlib import Path

from book_maker import NAMA, SheetMade, figures, indikator_by_row, read_made, seen
from model_builders import tw as triwulan

from iku_excel.model import Role

X = None


# Several tables ----------------------------------------------------------------------------------

HEAD = ["No", "Kode", "Indikator Kinerja", "Satuan", "Target", "Realisasi"]


def test_header_repeated_after_a_page_break_continues_the_table(tmp_path: Path) -> None:
    rows = [
        ["Tahun 2024"], HEAD, [1, 2, 3, 4, 5, 6],
        ["A", X, "Sasaran: Meningkatnya X"],
        [1, "SK3/1", NAMA["SK3/1"], "Persen", 15, 12],
        [X, X, "Jumlah", X, 15, 12], [],
        HEAD, [1, 2, 3, 4, 5, 6],
        [2, "SK3/2", NAMA["SK3/2"], "Persen", 10, 1],
        ["Rata-rata capaian", X, X, X, X, 88], [],
        ["Mengetahui,", X, X, X, "Pekanbaru, 31 Juli 2024"],
        ["Kepala Balai", X, "Plt. Kepala Seksi", X, "PIC"],
        ["NIP 19", X, "NIP 1980", X, 19800101],
    ]  # fmt: skip
    berkas = read_made(tmp_path, {"M": rows})
    assert indikator_by_row(berkas) == [("M", 5, "SK3/1"), ("M", 10, "SK3/2")]
    assert len(berkas.daftar_tabel) == 1
    assert seen(berkas) == []


def test_tables_of_two_months_below_each_other_stay_two(tmp_path: Path) -> None:
    row = [1, "SK3/1", NAMA["SK3/1"], "Persen", 15]
    rows = [
        ["Bulan Januari 2024"], HEAD, [*row, 1], [],
        ["Bulan Februari 2024"], HEAD, [*row, 2],
    ]  # fmt: skip
    berkas = read_made(tmp_path, {"M": rows})
    assert [(t.bulan, t.header.sel) for t in berkas.daftar_tabel] == [(1, "A2"), (2, "A6")]


def test_tables_side_by_side(tmp_path: Path) -> None:
    head = ["No", "Indikator Kinerja", "Target", "Realisasi"]
    rows = [
        ["Tahun 2024"],
        [*head, X, *head],
        [1, NAMA["SK3/1"], 15, 1, X, 1, NAMA["SK5/1"], 3.52, 3],
    ]
    berkas = read_made(tmp_path, {"M": rows})
    assert [(t.header.sel, t.daftar_baris[0].indikator) for t in berkas.daftar_tabel] == [
        ("A2", "SK3/1"), ("F2", "SK5/1"),
    ]  # fmt: skip


# Rows --------------------------------------------------------------------------------------------


def test_notes_below_a_blank_row_end_the_table(tmp_path: Path) -> None:
    rows = [
        ["Juli 2024"],
        ["No", "Indikator Kinerja", "Target", "Realisasi"],
        [1, NAMA["SK3/1"], 15, 1],
        [],
        ["Catatan:"],
        ["1.", NAMA["SK5/1"]],
    ]
    assert indikator_by_row(read_made(tmp_path, {"M": rows})) == [("M", 3, "SK3/1")]


def test_sasaran_over_the_whole_width_and_groups_that_are_none(tmp_path: Path) -> None:
    sheet = SheetMade(
        [
            ["Juli 2024"],
            ["No", "Indikator Kinerja", "Target", "Realisasi"],
            ["Sasaran 1: Meningkatnya Daya Saing Industri Pengolahan Nonmigas"],
            [1, NAMA["SK1/2"], 1, 1],
            [X, "Seksi PKK"],
            [2, NAMA["SK7/1"], 3.54, 3],
        ],
        merge=["A3:D3"],
    )
    berkas = read_made(tmp_path, {"M": sheet})
    assert [b.sasaran.teks for b in berkas.daftar_tabel[0].daftar_baris if b.sasaran] == [
        "Meningkatnya Daya Saing Industri Pengolahan Nonmigas",
        "Meningkatnya Daya Saing Industri Pengolahan Nonmigas",
    ]


# What stands around ------------------------------------------------------------------------------


def test_raw_data_that_mentions_targets_is_no_form(tmp_path: Path) -> None:
    companies = [
        ["No", "Nama Perusahaan", "Target Produksi", "Indikator Mutu", "Realisasi Produksi", "Ket"],
        *[[n, f"PT {n}", n * 2, "baik", n * 3, "target tercapai"] for n in range(50)],
    ]
    accounts = [
        ["KODE", "NAMA AKUN", "ALOKASI DIPA", "REALISASI SPAN", "SISA", "%"],
        [521211, "Belanja Bahan", 1000, 500, 500, 50],
    ]
    berkas = read_made(tmp_path, {"Data": companies, "SPAN": accounts})
    assert berkas.daftar_tabel == ()
    assert seen(berkas) == [("BK004", None, None)]


def test_sheet_of_one_indicator_with_a_small_table_above_and_a_log_below(tmp_path: Path) -> None:
    rows = [
        ["KINERJA 2024"],
        ["Sasaran Kegiatan", "Indikator Kinerja", "Satuan", "Target"],
        ["Sasaran", NAMA["SK3/1"], "Persen", 15],
        [],
        ["Uraian", "TW I", "TW II", "TW III", "TW IV"],
        ["Target", 3, 6, 9, 15],
        ["Realisasi", 2, 4],
        [],
        ["Periode", "Rencana Kegiatan TW", "Realisasi Kegiatan bulan berjalan", "Kendala",
         "Target fisik %", "Realisasi fisik %"],
        ["Januari", "a", "b", "c", 25, 20],
    ]  # fmt: skip
    berkas = read_made(tmp_path, {"SK.3.1.": rows})
    assert [t.bentuk for t in berkas.daftar_tabel] == [3]
    assert figures(berkas, Role.TARGET) == {"SK3/1": "15"}
    assert figures(berkas, Role.REALISASI, triwulan(2)) == {"SK3/1": "4"}
    assert seen(berkas) == []


def test_labels_above_the_table_give_month_year_and_unit(tmp_path: Path) -> None:
    rows = [
        ["Monitoring Capaian Kinerja"],
        ["Bulan", "Juli"],
        ["Tahun", 2024],
        ["Unit Kerja", ":", "BSPJI Pekanbaru"],
        ["Indikator Kinerja Kegiatan (IKK)", "Target", "Realisasi Bulan Ini", "Permasalahan"],
        [NAMA["SK3/1"], 15, 1, "x"],
    ]
    berkas = read_made(tmp_path, {"M": rows}, "laporan.xlsx")
    assert (berkas.tahun, berkas.bulan, berkas.unit) == (2024, 7, "BSPJI Pekanbaru")


def test_code_in_brackets_and_period_in_numbers(tmp_path: Path) -> None:
    rows = [
        ["Realisasi Kinerja Periode : 03/2024"],
        ["No", "Indikator Kinerja", "Target", "Realisasi s.d. bulan ini"],
        [1, f"[SK3/1] {NAMA['SK3/1']}", 15, 4],
    ]
    berkas = read_made(tmp_path, {"M": rows})
    assert (berkas.tahun, berkas.bulan, seen(berkas)) == (2024, 3, [])
    assert figures(berkas, Role.REALISASI_SAMPAI_DENGAN) == {"SK3/1": "4"}
