"""Correct workbooks: nothing is said about them, and no figure is taken from beside."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter
from book_maker import NAMA, decree, figures, read_made, seen
from small_forms import HEAD, MON, PK, ROWS, X, wider

from iku_excel.model import Jenis, Role
from iku_excel.workbook.reader import read_path
from iku_excel.workbook.vocabulary import load_vocabulary


# Words that are near a header's and right as they stand -----------------------------------------


@pytest.mark.parametrize("title", ["Realokasi", "Relaksasi", "Realokasi Anggaran", "Anggapan"])
def test_another_word_is_no_spelling_of_a_header(title: str) -> None:
    assert load_vocabulary().classify(title).role is None


def test_an_indicative_budget_is_no_misspelt_indicator(tmp_path: Path) -> None:
    rows = [*PK, [*HEAD, "Pagu Indikatif (Rp)"], *wider(100_000_000)]
    assert seen(read_made(tmp_path, {"PK": rows})) == []


def test_the_unit_of_work_is_no_unit_of_measure(tmp_path: Path) -> None:
    head = ["No", "Satuan Kerja", *HEAD[1:]]
    rows = [*PK, head, *([row[0], "Balai Pekanbaru", *row[1:]] for row in ROWS)]
    berkas = read_made(tmp_path, {"PK": rows})
    units = [b.satuan.teks for b in berkas.daftar_tabel[0].daftar_baris if b.satuan]
    assert units == ["Kegiatan kolaborasi", "Indeks", "Nilai"]


# Other tables below the form ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "titles",
    [
        ["No", "Sasaran", "Indikator Kinerja", "Pembilang", "Penyebut"],
        ["No", "Sasaran", "Indikator Kinerja", "Anggaran", "Realisasi Anggaran"],
        ["No", "Sasaran", "Indikator Kinerja", "2022", "2023", "2024"],
    ],
)
def test_rows_below_a_title_of_their_own_are_not_lost(tmp_path: Path, titles: list[str]) -> None:
    other = [[*row[:3], 3, 4, 5][: len(titles)] for row in ROWS]
    rows = [*PK, HEAD, *ROWS, [X], ["Rincian"], titles, *other]
    berkas = read_made(tmp_path, {"PK": rows})
    assert figures(berkas, Role.TARGET) == {"SK1/2": "1", "SK5/1": "3.52", "SK8/1": "75"}
    assert seen(berkas) == []


# Last year's figures beside this year's ----------------------------------------------------------


@pytest.mark.parametrize("title", ["Realisasi 2023", "Capaian Tahun 2023", "Capaian Tahun Lalu"])
def test_last_years_figure_before_the_target(tmp_path: Path, title: str) -> None:
    rows = [*PK, [*HEAD[:4], title, "Target"], *([*row[:4], 50, row[4]] for row in ROWS)]
    berkas = read_made(tmp_path, {"PK": rows})
    assert berkas.jenis is Jenis.PERJANJIAN_KINERJA
    assert figures(berkas, Role.REALISASI) == {}
    assert figures(berkas, Role.TARGET) == {"SK1/2": "1", "SK5/1": "3.52", "SK8/1": "75"}
    assert seen(berkas) == []


def test_last_years_realisasi_behind_this_months(tmp_path: Path) -> None:
    head = [*HEAD, "Realisasi s.d. Juli", "Capaian (%)", "Realisasi Tahun 2023"]
    berkas = read_made(tmp_path, {"Mon": [*MON, head, *wider(1, 100, 44)]})
    assert figures(berkas, Role.REALISASI) == {}
    assert set(figures(berkas, Role.REALISASI_SAMPAI_DENGAN).values()) == {"1"}
    assert seen(berkas) == []


def test_a_form_with_the_year_of_an_old_copy_is_read_and_said(tmp_path: Path) -> None:
    head = [*HEAD, "Realisasi 2023", "Capaian (%)"]
    berkas = read_made(tmp_path, {"Mon": [*MON, head, *wider(1, 100)]})
    assert set(figures(berkas, Role.REALISASI).values()) == {"1"}
    assert seen(berkas) == [("MO011", "Mon", "A1")]


# Form 3, a block below the other -----------------------------------------------------------------


def test_a_months_analysis_below_a_block_is_not_the_next_blocks_month(tmp_path: Path) -> None:
    def block(kode: str) -> list[list[object]]:
        return [
            ["Indikator", ":", NAMA[kode]], ["Uraian", "TW I", "TW II", "TW III"],
            ["Target", 60, 70, 80], ["Realisasi", 60, 70, 80],
            ["Capaian kinerja sampai dengan Maret 2023 sudah baik."], [X],
        ]  # fmt: skip

    rows = [["MONITORING KINERJA TAHUN 2024"], [X], *block("SK8/1"), *block("SK8/2")]
    berkas = read_made(tmp_path, {"Mon": rows}, "Rekap.xlsx")
    assert [(t.tahun, t.bulan) for t in berkas.daftar_tabel] == [(2024, None), (2024, None)]
    assert seen(berkas) == []


# Totals, rows numbered in advance, ticks ---------------------------------------------------------


@pytest.mark.parametrize("column", [1, 3])
def test_a_total_is_not_the_figure_of_the_indicator_above(tmp_path: Path, column: int) -> None:
    total: list[object] = [X, X, X, X, 500, 400]
    total[column] = "Jumlah"
    empty = [4, X, NAMA["SK8/2"], "Nilai", X, X]
    rows = [*MON, [*HEAD, "Realisasi"], *wider(1), empty, total]
    berkas = read_made(tmp_path, {"Mon": rows})
    assert figures(berkas, Role.TARGET)["SK8/2"] == "kosong"
    assert figures(berkas, Role.REALISASI)["SK8/2"] == "kosong"


def test_a_sum_without_a_word_is_not_the_figure_of_the_indicator_above(tmp_path: Path) -> None:
    rows = [*MON, [*HEAD, "Realisasi"], *wider(1), [4, X, NAMA["SK8/2"], "Nilai"]]
    path = tmp_path / "Monitoring_2024.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Mon")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    sheet.write_formula(len(rows), 5, "SUM(F4:F6)", None, 3)
    book.close()
    berkas = read_path(path, decree())
    assert figures(berkas, Role.REALISASI)["SK8/2"] == "kosong"


@pytest.mark.parametrize("figure", [0, "-"])
def test_rows_numbered_in_advance_are_nobodys(tmp_path: Path, figure: object) -> None:
    rows = [*MON, [*HEAD, "Realisasi"], *wider(1), [4, X, X, X, figure, figure]]
    assert seen(read_made(tmp_path, {"Mon": rows})) == []


def test_ticks_in_the_months_of_a_plan_are_no_targets(tmp_path: Path) -> None:
    head = [[*HEAD, "Rencana Aksi", "Bulan", X, X], [*[X] * 6, 1, 2, 3]]
    rows = [["RENCANA AKSI TAHUN 2024"], [X], *head, *wider("Rapat", "√", X, "v")]
    berkas = read_made(tmp_path, {"RA": rows})
    assert berkas.jenis is Jenis.RENCANA_AKSI
    assert seen(berkas) == []


@pytest.mark.parametrize("tick", ["x", "v", "√"])
def test_a_tick_for_the_years_target_is_no_empty_cell(tmp_path: Path, tick: str) -> None:
    rows = [*MON, [*HEAD, "Realisasi"], *([*row[:4], tick, 1] for row in ROWS[:1])]
    berkas = read_made(tmp_path, {"Mon": rows})
    assert [(code, cell) for code, _, cell in seen(berkas)] == [("BK010", "E4")]


# What stands beside or below a form --------------------------------------------------------------


def test_a_count_in_a_plan_of_action_is_no_doubtful_realisasi(tmp_path: Path) -> None:
    head = [*HEAD, "Rencana Kegiatan", "Realisasi Kegiatan", "Jumlah Peserta"]
    title = ["RENCANA AKSI DAN MONITORING TAHUN 2024"]
    berkas = read_made(tmp_path, {"RA": [title, [X], head, *wider("Rapat", "Rapat", 30)]})
    assert seen(berkas) == []


@pytest.mark.parametrize(
    "titles",
    [
        ["No", "Sasaran", "Indikator Kinerja", "BSPJI Medan", "BSPJI Padang", "BSPJI Palembang"],
        ["No", "Sasaran", "Uraian", "Pagu", "Realisasi", "%"],
        ["No", "Sasaran", "Indikator", "Realisasi 2022", "Realisasi 2023", "Realisasi 2024"],
    ],
)
def test_a_comparison_below_the_form_is_not_part_of_it(tmp_path: Path, titles: list[str]) -> None:
    other = [[*row[:3], 3, 4, 5] for row in ROWS]
    rows = [*MON, [*HEAD, "Realisasi"], *wider(1), [X], ["PERBANDINGAN"], titles, *other]
    berkas = read_made(tmp_path, {"Mon": rows})
    assert [len(t.daftar_baris) for t in berkas.daftar_tabel] == [3]
    assert seen(berkas) == []
