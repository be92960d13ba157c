"""Correct workbooks: nothing is said about them, and no figure is taken from beside."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_maker import NAMA, figures, read_made, seen
from small_forms import HEAD, MON, PK, ROWS, X, wider

from iku_excel.model import Jenis, Role
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
