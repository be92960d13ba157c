"""What each column of a form holds: titles of offices, groups of titles, periods in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from book_maker import NAMA, SheetMade, figures, read_made, roles, seen
from model_builders import tw as triwulan

from iku_excel.model import Periode, Role

X = None


# Capaian, realisasi and what is like them --------------------------------------------------------


def test_column_called_capaian_beside_a_percentage_is_the_realisasi(tmp_path: Path) -> None:
    rows = [
        ["NO", "SASARAN", "INDIKATOR", "SATUAN", "TAHUN", "TARGET TAHUN SEBELUMNYA",
         "CAPAIAN TAHUN SEBELUMNYA", "TARGET", "CAPAIAN TAHUN INI", "CAPAIAN (%)", "STATUS"],
        [1, "S", NAMA["SK3/1"], "Persen", 2024, 12, 11, 15, 14, 93, "x"],
    ]  # fmt: skip
    berkas = read_made(tmp_path, {"M": rows})
    assert figures(berkas, Role.TARGET) == {"SK3/1": "15"}
    assert figures(berkas, Role.REALISASI) == {"SK3/1": "14"}
    assert figures(berkas, Role.CAPAIAN) == {"SK3/1": "93"}


def test_lone_capaian_column_is_read_as_realisasi_and_said(tmp_path: Path) -> None:
    rows = [
        ["Tahun 2024"],
        ["No", "Indikator Kinerja", "Target", "Capaian"],
        [1, NAMA["SK3/1"], 15, 12],
    ]
    berkas = read_made(tmp_path, {"M": rows})
    assert figures(berkas, Role.REALISASI) == {"SK3/1": "12"}
    assert seen(berkas) == [("MO015", "M", "D2")]


def test_money_and_physical_progress_below_realisasi_are_not_the_realisasi(tmp_path: Path) -> None:
    sheet = SheetMade(
        [
            ["Tahun 2024"],
            ["No", "Indikator", "Target", "Realisasi", X, X, "Kendala"],
            [X, X, X, "Kinerja", "Fisik", "Keuangan"],
            [1, NAMA["SK3/1"], 15, 12, 80, 1000, "k"],
        ],
        merge=["D2:F2"],
    )
    berkas = read_made(tmp_path, {"M": sheet})
    assert figures(berkas, Role.REALISASI) == {"SK3/1": "12"}
    assert figures(berkas, Role.REALISASI_FISIK) == {"SK3/1": "80"}
    assert figures(berkas, Role.REALISASI_ANGGARAN) == {"SK3/1": "1000"}


def test_capaian_added_right_of_the_triwulan_is_found_again(tmp_path: Path) -> None:
    rows = [
        [NAMA["SK5/1"]],
        ["", "TW I", "TW II", "Capaian (%)"],
        ["Target", 3.52, 3.52],
        ["Realisasi", 3.4, 3.5, 99.43],
    ]
    berkas = read_made(tmp_path, {"SK.5.1": rows})
    baris = berkas.daftar_tabel[0].daftar_baris[0]
    assert baris.nilai[Role.CAPAIAN, Periode()].location.sel == "D4"
    assert berkas.daftar_tabel[0].kolom(Role.CAPAIAN) is not None


def test_labelled_rows_offer_no_computed_column_where_an_indicator_lacks_the_row(
    tmp_path: Path,
) -> None:
    rows = [
        ["No", "Indikator Kinerja", "Uraian", "TW I", "TW II"],
        [1, NAMA["SK3/1"], "Target", 3, 6],
        [X, X, "Realisasi", 2, 4],
        [X, X, "Capaian (%)", 66, 66],
        [2, NAMA["SK5/1"], "Target", 3.5, 3.5],
        [X, X, "Realisasi", 3.4],
    ]
    berkas = read_made(tmp_path, {"M": rows})
    assert berkas.daftar_tabel[0].kolom(Role.CAPAIAN, triwulan(1)) is None
    assert figures(berkas, Role.REALISASI, triwulan(1)) == {"SK3/1": "2", "SK5/1": "3.4"}


def test_second_realisasi_without_a_known_period_is_said(tmp_path: Path) -> None:
    rows = [
        ["Realisasi Kinerja Tahun 2024"],
        ["No", "Indikator Kinerja", "Target", "Tahap A", X, "Tahap B", X],
        [X, X, X, "Realisasi", "Capaian", "Realisasi", "Capaian"],
        [1, NAMA["SK3/1"], 15, 4, X, 9, X],
    ]
    merge = ["D2:E2", "F2:G2", "A2:A3", "B2:B3", "C2:C3"]
    berkas = read_made(tmp_path, {"M": SheetMade(rows, merge=merge)})
    assert figures(berkas, Role.REALISASI) == {"SK3/1": "4"}
    assert seen(berkas) == [("MO017", "M", "F3")]


def test_one_unknown_word_below_target_is_the_target(tmp_path: Path) -> None:
    rows = [
        ["PERJANJIAN KINERJA TAHUN 2024"],
        ["No", "Sasaran", "Indikator Kinerja", "Target", X],
        [X, X, X, "Kuantitas", "Satuan"],
        [1, "Daya Saing", NAMA["SK3/1"], 15, "Persen"],
    ]
    made = SheetMade(rows, merge=["A2:A3", "B2:B3", "C2:C3", "D2:E2"])
    berkas = read_made(tmp_path, {"PK": made})
    assert figures(berkas, Role.TARGET) == {"SK3/1": "15"}


# Names, codes and numbers ------------------------------------------------------------------------


def test_title_of_the_indicator_column_unknown_or_missing(tmp_path: Path) -> None:
    for title in ("Uraian", X):
        rows = [
            ["Juli 2024"],
            ["No", title, "Satuan", "Target", "Realisasi"],
            [1, NAMA["SK3/1"], "Persen", 15, 1],
            [2, NAMA["SK5/1"], "Indeks", 3.52, 3],
        ]
        berkas = read_made(tmp_path, {"M": rows})
        assert figures(berkas, Role.REALISASI) == {"SK3/1": "1", "SK5/1": "3"}


def test_code_right_of_the_figures_and_sasaran_codes_beside(tmp_path: Path) -> None:
    rows = [
        ["2024"],
        ["Realisasi TW 1", "Target PK", "Satuan", "Kode Sasaran", "Sasaran", "Kode IK", "Nama IK"],
        [2, 15, "%", "SK3", "Meningkatnya kemampuan", "3.1", NAMA["SK3/1"]],
        [3, 10, "%", X, X, "3.2", NAMA["SK3/2"]],
    ]
    berkas = read_made(tmp_path, {"M": rows})
    assert figures(berkas, Role.REALISASI, triwulan(1)) == {"SK3/1": "2", "SK3/2": "3"}
    assert len(berkas.daftar_tabel) == 1
    assert seen(berkas) == []


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (["Satuan"], {1: "satuan"}),
        ([X, "Sasaran Kegiatan", "Satuan"], {2: "sasaran", 3: "satuan"}),
        (["Uraian", "Satuan"], {}),
        (["Satuan", X], {}),
        (["No", "Indikator Kinerja", "Satuan"], {}),
    ],
)
def test_columns_left_of_the_number_are_the_tables_unless_another_stands_there(
    tmp_path: Path, before: list[object], expected: dict[int, str]
) -> None:
    width = len(before)
    rows = [
        ["Monitoring Juli 2024"],
        [*before, "No", "Indikator Kinerja", "Target", "Realisasi"],
        [*["Persen"] * width, 1, NAMA["SK3/1"], 15, 4],
    ]
    tabel = read_made(tmp_path, {"M": rows}).daftar_tabel[-1]
    found = {k.column: str(k.role) for k in tabel.daftar_kolom if k.column <= width}
    assert found == expected
    assert tabel.daftar_baris[0].indikator == "SK3/1"


# Periods in titles -------------------------------------------------------------------------------


def test_columns_of_other_years_and_of_the_month_before_are_left_out(tmp_path: Path) -> None:
    rows = [
        ["Perbandingan 2024"],
        ["Indikator Kinerja", "Realisasi 2022", "Realisasi 2023", "Target 2024", "Realisasi 2024"],
        [NAMA["SK3/1"], 10, 12, 15, 14],
    ]
    assert roles(read_made(tmp_path, {"M": rows})) == {
        1: ("indikator", 0, 0), 4: ("target", 0, 0), 5: ("realisasi", 0, 0),
    }  # fmt: skip
    rows = [
        ["Juli 2024"],
        ["Indikator Kinerja", "Target", "Realisasi s.d. bulan lalu", "Realisasi bulan ini",
         "Realisasi s.d. bulan ini"],
        [NAMA["SK3/1"], 15, 10, 2, 12],
    ]  # fmt: skip
    assert roles(read_made(tmp_path, {"M": rows})) == {
        1: ("indikator", 0, 0), 2: ("target", 0, 0), 4: ("realisasi", 0, 0),
        5: ("realisasi s.d.", 0, 0),
    }  # fmt: skip


def test_month_named_in_the_header_itself(tmp_path: Path) -> None:
    rows = [
        ["Monitoring 2024"],
        ["No", "Indikator Kinerja", "Target", "Realisasi s.d. Juni 2024", "Capaian s.d. Juni (%)"],
        [1, NAMA["SK3/1"], 15, 12, 80],
    ]
    berkas = read_made(tmp_path, {"M": rows})
    assert (berkas.daftar_tabel[0].bentuk, berkas.daftar_tabel[0].bulan) == (6, 6)
    assert figures(berkas, Role.REALISASI_SAMPAI_DENGAN) == {"SK3/1": "12"}
    assert figures(berkas, Role.CAPAIAN) == {"SK3/1": "80"}


def test_targets_of_several_years_beside_this_years_realisasi_are_no_decree(tmp_path: Path) -> None:
    rows = [
        ["Indikator Kinerja", "Target 2022", "Target 2023", "Target 2024", "Realisasi 2024"],
        [NAMA["SK3/1"], 10, 12, 15, 14],
    ]
    berkas = read_made(tmp_path, {"M": rows}, "kinerja.xlsx")
    assert (berkas.tahun, figures(berkas, Role.TARGET)) == (2024, {"SK3/1": "15"})


def test_groups_called_capaian_and_groups_of_years(tmp_path: Path) -> None:
    blocks = SheetMade(
        [
            ["TAHUN 2024"],
            ["PERENCANAAN", X, X, "CAPAIAN KINERJA TW I", X, X, "CAPAIAN KINERJA TW II", X, X],
            ["No", "Indikator Kinerja", "Target", *["Target", "Realisasi", "%"] * 2],
            [1, NAMA["SK3/1"], 15, 3, 2, 66, 6, 5, 80],
        ],
        merge=["A2:C2", "D2:F2", "G2:I2"],
    )
    years = SheetMade(
        [
            ["No", "Indikator Kinerja", 2022, X, 2023, X, 2024, X],
            [X, X, *["Target", "Realisasi"] * 3],
            [1, NAMA["SK3/1"], 10, 9, 12, 11, 15, 14],
        ],
        merge=["C1:D1", "E1:F1", "G1:H1", "A1:A2", "B1:B2"],
    )
    against = SheetMade(
        [
            ["Triwulan II 2024"],
            ["No", "Indikator Kinerja", "Target", "Realisasi", "Capaian (%) terhadap", X],
            [X, X, X, X, "Target TW", "Target Tahunan"],
            [1, NAMA["SK3/1"], 15, 3, 5, 83],
        ],
        merge=["E2:F2", "A2:A3", "B2:B3"],
    )
    berkas = read_made(tmp_path, {"A": blocks, "B": years, "C": against}, "kinerja.xlsx")
    assert roles(berkas, 0) == {
        1: ("no", 0, 0), 2: ("indikator", 0, 0), 3: ("target", 0, 0),
        4: ("target", 1, 0), 5: ("realisasi", 1, 0), 6: ("capaian", 1, 0),
        7: ("target", 2, 0), 8: ("realisasi", 2, 0), 9: ("capaian", 2, 0),
    }  # fmt: skip
    assert roles(berkas, 1) == {
        1: ("no", 0, 0), 2: ("indikator", 0, 0), 7: ("target", 0, 0), 8: ("realisasi", 0, 0),
    }  # fmt: skip
    assert roles(berkas, 2) == {
        1: ("no", 0, 0), 2: ("indikator", 0, 0), 3: ("target", 0, 0), 4: ("realisasi", 0, 0),
        5: ("capaian", 0, 0), 6: ("capaian terhadap target tahun", 0, 0),
    }  # fmt: skip


def test_triwulan_numbered_with_ke(tmp_path: Path) -> None:
    rows = [
        ["Realisasi Kinerja Tahun 2024"],
        ["No", "Indikator Kinerja", "Target", "Triwulan Ke-1", X, "Triwulan ke 2", X],
        [X, X, X, "Target", "Realisasi", "Target", "Realisasi"],
        [1, NAMA["SK3/1"], 15, 5, 4, 10, 9],
    ]
    made = SheetMade(rows, merge=["D2:E2", "F2:G2", "A2:A3", "B2:B3", "C2:C3"])
    berkas = read_made(tmp_path, {"M": made})
    nilai = berkas.daftar_tabel[0].daftar_baris[0].nilai
    found = [nilai[Role.REALISASI, triwulan(number)].teks for number in (1, 2)]
    assert (berkas.daftar_tabel[0].bentuk, found) == (4, ["4", "9"])
