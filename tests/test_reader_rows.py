"""Rows that are nearly lost: broken names, headers that come again, notes between; read or said."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_maker import NAMA, SheetMade, figures, indikator_by_row, read_made, seen
from small_forms import HEAD, MON, PK, ROWS, SMALL, X

from iku_excel.model import Role


# A header that comes again -----------------------------------------------------------------------


def test_a_header_again_inside_a_merged_sasaran(tmp_path: Path) -> None:
    sasaran = ["Sasaran yang sama", X, X, X]
    names = ["SK3/1", "SK3/2", "SK3/3", "SK3/5"]
    body = [
        [n, s, NAMA[kode], "Persen", 10]
        for n, (s, kode) in enumerate(zip(sasaran, names, strict=True), 1)
    ]
    again = ["No", X, *HEAD[2:]]
    rows = [*PK, HEAD, *body[:2], again, *body[2:]]
    berkas = read_made(tmp_path, {"PK": SheetMade(rows, merge=("B4:B8",))})
    assert len(berkas.daftar_tabel) == 1
    assert berkas.daftar_tabel[0].tahun == 2024
    assert indikator_by_row(berkas) == [
        ("PK", 4, "SK3/1"), ("PK", 5, "SK3/2"), ("PK", 7, "SK3/3"), ("PK", 8, "SK3/5"),
    ]  # fmt: skip
    assert {b.sasaran and b.sasaran.teks for b in berkas.daftar_tabel[0].daftar_baris} == {
        "Sasaran yang sama"
    }
    assert seen(berkas) == []


# Names over two or three rows --------------------------------------------------------------------


def broken(first: list[object], *more: list[object]) -> list[list[object]]:
    rows = [ROWS[0][:2] + ROWS[0][2:], [2, "Meningkatnya profesionalitas", *first]]
    return [*PK, HEAD, *rows, *([X, X, *row] for row in more), ROWS[2]]


ASN = "indeks profesionalitas ASN"


@pytest.mark.parametrize(
    ("first", "second", "row"),
    [
        (["Rata-rata", "Indeks", 73], [ASN, X, X], 5),
        (["Rata-rata", X, X], [ASN, "Indeks", 73], 6),
        (["Rata-rata", "Indeks", X], [ASN, X, 73], 6),
    ],
)
def test_a_name_whose_first_line_alone_is_a_total(
    tmp_path: Path, first: list[object], second: list[object], row: int
) -> None:
    berkas = read_made(tmp_path, {"PK": broken(first, second)})
    assert [entry[1:] for entry in indikator_by_row(berkas)] == [
        (4, "SK1/2"), (row, "SK6/1"), (7, "SK8/1"),
    ]  # fmt: skip
    assert figures(berkas, Role.TARGET) == {"SK1/2": "1", "SK6/1": "73", "SK8/1": "75"}
    assert seen(berkas) == []


def test_a_total_above_an_indicator_is_no_part_of_its_name(tmp_path: Path) -> None:
    berkas = read_made(tmp_path, {"PK": broken(["Rata-rata", X, 95], [ASN, "Indeks", 73])})
    assert figures(berkas, Role.TARGET) == {"SK1/2": "1", "SK6/1": "73", "SK8/1": "75"}
    assert indikator_by_row(berkas)[1] == ("PK", 6, "SK6/1")
    assert seen(berkas) == [("PK007", "PK", "C6")]


def test_a_name_over_three_rows(tmp_path: Path) -> None:
    parts = [
        ["Produktivitas/efisiensi perusahaan", "Persen", 15],
        ["industri yang memanfaatkan teknologi", X, X],
        ["melalui jasa konsultasi", X, X],
    ]
    berkas = read_made(tmp_path, {"PK": broken(*parts)})
    assert figures(berkas, Role.TARGET) == {"SK1/2": "1", "SK3/1": "15", "SK8/1": "75"}
    assert seen(berkas) == []


# Rows that must not be lost ----------------------------------------------------------------------


def test_a_note_between_rows_ends_no_table(tmp_path: Path) -> None:
    rows = [*MON, SMALL, [1, NAMA["SK5/1"], 3.52, 3.6], [X], ["Catatan: angka sementara"], [X],
            [2, NAMA["SK8/1"], 75, 76], [X], ["Catatan: akhir"], [X], [3, "Bukan indikator", 1, 2],
            ]  # fmt: skip
    berkas = read_made(tmp_path, {"Mon": rows})
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.6", "SK8/1": "76"}
    assert seen(berkas) == []


def test_figures_in_the_row_below_the_name(tmp_path: Path) -> None:
    rows = [*MON, SMALL, [1, NAMA["SK5/1"]], [X, X, 3.52, 3.6], [2, NAMA["SK8/1"]], [X, X, 75, 76]]
    berkas = read_made(tmp_path, {"Mon": rows})
    assert figures(berkas, Role.TARGET) == {"SK5/1": "3.52", "SK8/1": "75"}
    assert indikator_by_row(berkas) == [("Mon", 5, "SK5/1"), ("Mon", 7, "SK8/1")]
    assert seen(berkas) == [("BK022", "Mon", "C5"), ("BK022", "Mon", "C7")]


def test_figures_beside_a_name_merged_over_both_rows(tmp_path: Path) -> None:
    rows = [*MON, SMALL, [1, NAMA["SK5/1"]], [X, X, 3.52, 3.6], [2, NAMA["SK8/1"], 75, 76]]
    berkas = read_made(tmp_path, {"Mon": SheetMade(rows, merge=["B4:B5"])})
    assert figures(berkas, Role.TARGET) == {"SK5/1": "3.52", "SK8/1": "75"}
    assert seen(berkas) == []


def test_a_numbered_row_without_a_name_is_said(tmp_path: Path) -> None:
    rows = [*MON, SMALL, [1, NAMA["SK5/1"], 3.52, 3.6], [2, X, 75, 76], [X, X, 78, 80]]
    berkas = read_made(tmp_path, {"Mon": rows})
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.6"}
    assert seen(berkas) == [("MO001", "Mon", "B5")]


def test_a_table_right_below_another_shares_its_title(tmp_path: Path) -> None:
    rows = [MON[0], SMALL, [1, NAMA["SK5/1"], 3.52, 3.6],
            ["No", "Sasaran", "Indikator Kinerja", "Target", "Realisasi"],
            [2, "Sasaran kami", NAMA["SK8/1"], 75, 76]]  # fmt: skip
    berkas = read_made(tmp_path, {"Mon": rows}, "Rekap.xlsx")
    assert [(tabel.tahun, tabel.bulan) for tabel in berkas.daftar_tabel] == [(2024, 7), (2024, 7)]
    assert seen(berkas) == []


def test_a_sasaran_with_the_mean_of_its_indicators_is_no_nameless_row(tmp_path: Path) -> None:
    rows = [*MON, [*HEAD, "Realisasi"], [1, "Meningkatnya layanan", X, X, X, 98.5],
            [1, X, NAMA["SK5/1"], "Indeks", 3.52, 3.6], [2, "Sasaran lain", X, "Nilai", 75, 76],
            ]  # fmt: skip
    assert seen(read_made(tmp_path, {"Mon": rows})) == [("MO001", "Mon", "C6")]


def test_rows_of_indicators_below_the_end_of_a_table_are_said(tmp_path: Path) -> None:
    rows = [*MON, SMALL, [1, NAMA["SK5/1"], 3.52, 3.6],
            ["Uraian", "TW I", "TW II", "TW III"], [2, NAMA["SK8/1"], 75, 76],
            [3, NAMA["SK8/2"]]]  # fmt: skip
    berkas = read_made(tmp_path, {"Mon": rows})
    assert figures(berkas, Role.REALISASI) == {"SK5/1": "3.6"}
    assert seen(berkas) == [("BK021", "Mon", "B6")]


def test_rows_after_many_blank_ones_are_said(tmp_path: Path) -> None:
    rows = [*MON, SMALL, [1, NAMA["SK5/1"], 3.52, 3.6], *[[X]] * 70, [2, NAMA["SK8/1"], 75, 76]]
    assert seen(read_made(tmp_path, {"Mon": rows})) == [("BK021", "Mon", "B75")]
