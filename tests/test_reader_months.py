"""Months and years in the spellings of other offices: by order, in cells, beside triwulan."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from book_maker import NAMA, SheetMade, figures, read_made, roles, seen

from iku_excel.model import Periode, Role

X = None
TITLE = ["REALISASI IKU TAHUN 2024"]
HEAD = ["No", "Indikator Kinerja", "Target"]
ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()
FILE = "Rekap.xlsx"


def rows(*values: object) -> list[list[object]]:
    return [[1, NAMA["SK5/1"], 3.52, *values], [2, NAMA["SK8/1"], 75, *values]]


def months(berkas_roles: dict[int, tuple[str, int, int]]) -> list[int]:
    return [bulan for _, _, bulan in berkas_roles.values() if bulan]


@pytest.mark.parametrize(
    "titles",
    [
        ROMAN,
        list("JFMAMJJASOND"),
        [f"B{number:02d}" for number in range(1, 13)],
        [f"B{number}" for number in range(1, 13)],
        [f"M{number}" for number in range(1, 13)],
        [f"Bln {number}" for number in range(1, 13)],
    ],
)
def test_twelve_columns_in_the_order_of_months(tmp_path: Path, titles: list[str]) -> None:
    values = [number / 10 + 2 for number in range(1, 13)]
    berkas = read_made(tmp_path, {"2024": [TITLE, [*HEAD, *titles], *rows(*values)]}, FILE)
    assert months(roles(berkas)) == list(range(1, 13))
    assert figures(berkas, Role.REALISASI, Periode(bulan=12)) == {"SK5/1": "3.2", "SK8/1": "3.2"}
    assert figures(berkas, Role.REALISASI, Periode(bulan=5)) == {"SK5/1": "2.5", "SK8/1": "2.5"}
    assert seen(berkas) == []


def test_half_a_year_in_roman_numerals(tmp_path: Path) -> None:
    made = [TITLE, [*HEAD, *ROMAN[:6]], *rows(*[3] * 6)]
    assert months(roles(read_made(tmp_path, {"2024": made}, FILE))) == [1, 2, 3, 4, 5, 6]


def test_four_roman_numerals_are_triwulan(tmp_path: Path) -> None:
    made = [TITLE, [*HEAD, *ROMAN[:4]], *rows(*[3] * 4)]
    found = roles(read_made(tmp_path, {"2024": made}, FILE))
    assert [triwulan for _, triwulan, _ in found.values() if triwulan] == [1, 2, 3, 4]


def test_roman_numerals_below_the_word_bulan_are_months(tmp_path: Path) -> None:
    made = [TITLE, [*HEAD, "Realisasi Bulan", X, X], [X, X, X, *ROMAN[:3]], *rows(*[3] * 3)]
    merge = ("A2:A3", "B2:B3", "C2:C3", "D2:F2")
    berkas = read_made(tmp_path, {"2024": SheetMade(made, merge=merge)}, FILE)
    assert months(roles(berkas)) == [1, 2, 3]


def test_a_refused_header_makes_no_table_of_the_title_above_it(tmp_path: Path) -> None:
    titles = [f"K{number}" for number in range(1, 13)]
    made = [TITLE, [*HEAD, *titles], *rows(*[3] * 12)]
    assert seen(read_made(tmp_path, {"2024": made}, FILE)) == [("BK004", None, None)]


@pytest.mark.parametrize("label", ["Periode", "Periode :", "Bulan", "Keadaan s.d."])
def test_a_date_that_is_called_the_period(tmp_path: Path, label: str) -> None:
    head = [*HEAD, "Realisasi"]
    made = [[label, date(2024, 8, 31)], head, *rows(3)]
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert [(tabel.tahun, tabel.bulan) for tabel in berkas.daftar_tabel] == [(2024, 8)]


@pytest.mark.parametrize("label", ["Tanggal", "Dicetak", "Pekanbaru", X])
def test_another_date_is_no_period(tmp_path: Path, label: str | None) -> None:
    made = [TITLE, [label, date(2025, 1, 3)], [*HEAD, "Realisasi"], *rows(3)]
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert [(tabel.tahun, tabel.bulan) for tabel in berkas.daftar_tabel] == [(2024, None)]


def test_numbers_in_a_column_iku_before_the_names(tmp_path: Path) -> None:
    made = [
        TITLE,
        ["IKU", "Uraian IKU", "Target", "Realisasi"],
        ["IKU 1", NAMA["SK5/1"], 3.52, 3.6],
        ["IKU 2", NAMA["SK8/1"], 75, 76],
    ]
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.6", "SK8/1": "76"}
    assert seen(berkas) == []


# A title below its table -------------------------------------------------------------------------


def test_a_title_below_the_table(tmp_path: Path) -> None:
    title = "MONITORING BULAN AGUSTUS 2024"
    made = [[*HEAD, "Realisasi"], *rows(3), [X], [X, title], [X, "Kepala"]]
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert [(tabel.tahun, tabel.bulan) for tabel in berkas.daftar_tabel] == [(2024, 8)]
    assert seen(berkas) == []


@pytest.mark.parametrize(
    "below",
    ["Pekanbaru, 3 September 2024", "Catatan: capaian bulan Juli 2024", "Sumber: laporan 2023"],
)
def test_a_note_below_the_table_is_no_title(tmp_path: Path, below: str) -> None:
    made = [[*HEAD, "Realisasi"], *rows(3), [X], [X, below]]
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert [(tabel.tahun, tabel.bulan) for tabel in berkas.daftar_tabel] == [(None, None)]


def test_the_title_of_the_next_table_is_not_the_one_above_it(tmp_path: Path) -> None:
    table = [[*HEAD, "Realisasi"], *rows(3)]
    title = ["MONITORING BULAN AGUSTUS 2024"]
    berkas = read_made(tmp_path, {"Lap": [*table, [X], title, *table]}, FILE)
    assert [tabel.bulan for tabel in berkas.daftar_tabel] == [None, 8]


# Columns of one period beside another ------------------------------------------------------------


def test_the_last_month_beside_this_one(tmp_path: Path) -> None:
    made = [
        ["MONITORING BULAN AGUSTUS 2024"],
        [*HEAD, "Realisasi", X, X],
        [X, X, X, "s.d. Bulan Lalu", "Bulan Ini", "s.d. Bulan Ini"],
        *rows(1.5, 2.5, 3.5),
    ]
    merge = ("A2:A3", "B2:B3", "C2:C3", "D2:F2")
    berkas = read_made(tmp_path, {"Agt": SheetMade(made, merge=merge)}, FILE)
    assert figures(berkas, Role.REALISASI_SAMPAI_DENGAN) == {"SK5/1": "3.5", "SK8/1": "3.5"}
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "2.5", "SK8/1": "2.5"}
    assert seen(berkas) == []


def test_the_percentage_before_the_realisasi(tmp_path: Path) -> None:
    made = [TITLE, [*HEAD, "% Realisasi", "Realisasi"], *rows(102.3, 3.6)]
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.6", "SK8/1": "3.6"}
    assert figures(berkas, Role.CAPAIAN) == {"SK5/1": "102.3", "SK8/1": "102.3"}
    assert seen(berkas) == []


@pytest.mark.parametrize(
    ("head", "merge"),
    [
        ([["No", "Indikator Kinerja", "Target Awal", "Target Revisi"]], ()),
        (
            [["No", "Indikator Kinerja", "Target", X], [X, X, "Semula", "Menjadi"]],
            ("A2:A3", "B2:B3", "C2:D2"),
        ),
    ],
)
def test_of_two_targets_the_revised_one(
    tmp_path: Path, head: list[list[object]], merge: tuple[str, ...]
) -> None:
    made = [["PERJANJIAN KINERJA TAHUN 2024"], *head, [1, NAMA["SK5/1"], 3.4, 3.52]]
    berkas = read_made(tmp_path, {"PK": SheetMade(made, merge=merge)}, FILE)
    assert figures(berkas, Role.TARGET) == {"SK5/1": "3.52"}
    assert seen(berkas) == []


def test_the_capaian_of_a_month_beside_its_percentage_is_the_realisasi(tmp_path: Path) -> None:
    made = [TITLE, [*HEAD, "Capaian s.d. Agustus", "% Capaian"], *rows(3.6, X)]
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert figures(berkas, Role.REALISASI_SAMPAI_DENGAN) == {"SK5/1": "3.6", "SK8/1": "3.6"}
    assert [tabel.bulan for tabel in berkas.daftar_tabel] == [8]
    assert seen(berkas) == []


@pytest.mark.parametrize("group", ["Triwulanan", "Triwulan", "Per Triwulan"])
def test_groups_of_triwulan_in_other_words(tmp_path: Path, group: str) -> None:
    made = [
        ["MONEV TAHUN 2024"],
        ["No", "Sasaran Kegiatan (SK)", "Indikator Kinerja Kegiatan (IKK)", "Target",
         f"Target {group}", X, f"Realisasi {group}", X],
        [X, X, X, X, 1, 2, 1, 2],
        [1, "Sasaran kami", NAMA["SK5/1"], 3.52, 3.5, 3.51, 3.4, 3.6],
    ]  # fmt: skip
    merge = (*(f"{letter}2:{letter}3" for letter in "ABCD"), "E2:F2", "G2:H2")
    berkas = read_made(tmp_path, {"Lap": SheetMade(made, merge=merge)}, FILE)
    assert figures(berkas, Role.TARGET, Periode(triwulan=2)) == {"SK5/1": "3.51"}
    assert figures(berkas, Role.REALISASI, Periode(triwulan=2)) == {"SK5/1": "3.6"}
    assert roles(berkas)[2] == ("sasaran", 0, 0)


@pytest.mark.parametrize("month", ["Agustus", "Agt", 8])
def test_year_and_month_in_columns_of_their_own(tmp_path: Path, month: object) -> None:
    made = [["No", "Tahun", "Bulan", "Indikator Kinerja", "Target", "Realisasi"],
            [1, 2024, month, NAMA["SK5/1"], 3.52, 3.6],
            [2, 2024, month, NAMA["SK8/1"], 75, 76]]  # fmt: skip
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert [(tabel.tahun, tabel.bulan) for tabel in berkas.daftar_tabel] == [(2024, 8)]
    assert seen(berkas) == []


def test_months_that_differ_from_row_to_row_are_no_month_of_the_table(tmp_path: Path) -> None:
    made = [["Bulan", "Indikator Kinerja", "Target", "Realisasi"],
            ["Juli 2024", NAMA["SK5/1"], 3.52, 3.6],
            ["Agustus 2024", NAMA["SK8/1"], 75, 76]]  # fmt: skip
    berkas = read_made(tmp_path, {"Lap": made}, FILE)
    assert [(tabel.tahun, tabel.bulan) for tabel in berkas.daftar_tabel] == [(None, None)]


@pytest.mark.parametrize("leaf", ["Angka", "Kuantitas", "Volume", "Kinerja"])
def test_an_unknown_leaf_belongs_to_the_title_right_above_it(tmp_path: Path, leaf: str) -> None:
    made = [
        ["MONITORING TAHUN 2024"],
        ["No", "Indikator", "CAPAIAN KINERJA", X, X, X],
        [X, X, "Target", X, "Realisasi", X],
        [X, X, leaf, "Satuan", leaf, "Satuan"],
        [1, NAMA["SK5/1"], 3.52, "Indeks", 3.6, "Indeks"],
    ]
    merge = ("A2:A4", "B2:B4", "C2:F2", "C3:D3", "E3:F3")
    berkas = read_made(tmp_path, {"Lap": SheetMade(made, merge=merge)}, FILE)
    assert figures(berkas, Role.TARGET) == {"SK5/1": "3.52"}
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.6"}
    assert seen(berkas) == []
