"""Productivity of companies from raw data: SK3/1 and SK1/3, and which of the two a sheet is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bukti_fakes import FakeSheet, cells, codes, count, count_rows, d, percent_cell, with_settings

from iku_excel.workbook.port import Area

PRODUKTIF = ["No", "Nama Perusahaan", "Nomor Perjanjian DAPATI", "Ukuran Performansi", "Satuan",
             "Arah", "Sebelum (A)", "Sesudah (B)", "Tanggal Ukur", "%"]  # fmt: skip
NAIK, TURUN = "Naik lebih baik", "Turun lebih baik"


def _ukur(
    no: object, nama: object, ukuran: str, arah: object, a: object, b: object
) -> list[object]:
    return [no, nama, f"D-{no}", ukuran, "unit", arah, a, b, d("2024-08-01"), None]


def test_produktivitas_is_the_mean_over_companies_of_their_means() -> None:
    # Satu: output 100 → 120 = 20, cycle time 50 → 45 (lower is better) = 10; mean 15.
    # Dua: 80 → 72 = -10, a real result. (15 - 10) / 2 = 2.5.
    result = count_rows(
        "SK3/1",
        PRODUKTIF,
        _ukur(1, "PT Satu", "Output", NAIK, 100, 120),
        _ukur(None, None, "Siklus", TURUN, 50, 45),
        _ukur(2, "PT Dua", "Output", NAIK, 80, 72),
    )
    assert result.realisasi == Decimal("2.5")
    assert [b.nilai for b in result.dihitung] == [20, 10, -10]
    assert result.per_bulan == {8: Decimal("2.5")}
    assert codes(result) == []


def test_produktivitas_leaves_out_what_cannot_be_measured() -> None:
    # Only Satu counts: 25%. Dua has no "sesudah" yet, Tiga starts from 0, Empat is of 2023.
    rows = [
        _ukur(1, "PT Satu", "Output", NAIK, 80, 100),
        _ukur(2, "PT Dua", "Output", NAIK, 80, None),
        _ukur(3, "PT Tiga", "Output", NAIK, 0, 100),
        [4, "PT Empat", "D-4", "Output", "unit", NAIK, 80, 160, d("2023-12-01"), None],
    ]
    result = count_rows("SK3/1", PRODUKTIF, *rows)
    assert result.realisasi == 25
    assert cells(result.ditinggalkan) == ["H3", "H4", "H5"]
    assert codes(result) == [("BD021", "G4")]


def test_produktivitas_direction() -> None:
    # Without a word the name of the measure decides, and it is said; a strange word does not.
    result = count_rows(
        "SK3/1",
        PRODUKTIF,
        _ukur(1, "PT Satu", "Waktu siklus", None, 50, 40),
        _ukur(2, "PT Dua", "Kadar gula", None, 50, 40),
        _ukur(3, "PT Tiga", "Kadar air", "entah", 50, 40),
    )
    assert result.realisasi == 20
    assert codes(result) == [("BD011", "F3"), ("BD011", "F4"), ("BD020", "F2")]


def test_produktivitas_warns_of_a_company_above_one_hundred_and_of_a_wrong_percent() -> None:
    rows = [_ukur(1, "PT Satu", "Output", NAIK, 10, 50), _ukur(2, "PT Dua", "Output", NAIK, 10, 11)]
    rows[1][9] = 12
    result = count_rows("SK3/1", PRODUKTIF, *rows)
    assert result.realisasi == 205
    assert codes(result) == [("BD007", "J3"), ("BD008", "H2")]


def test_produktivitas_own_percent_may_be_a_percent_cell() -> None:
    row = _ukur(1, "PT Satu", "Output", NAIK, 80, 100)
    row[9] = 0.25
    assert codes(count_rows("SK3/1", PRODUKTIF, row, special={(2, 10): percent_cell("0.25")})) == []


def test_produktivitas_row_twice() -> None:
    row = _ukur(1, "PT Satu", "Output", NAIK, 80, 100)
    result = count_rows("SK3/1", PRODUKTIF, row, row)
    assert result.realisasi == 25
    assert codes(result) == [("BD003", "H3")]


def test_produktivitas_other_settings() -> None:
    # Means of A and B: (80 + 20) / 2 = 50, (100 + 40) / 2 = 70, rise 40%; mean of percents 62.5.
    rows = [
        _ukur(1, "PT Satu", "Output", NAIK, 80, 100),
        _ukur(2, "PT Dua", "Output", NAIK, 20, 40),
    ]
    assert count_rows("SK3/1", PRODUKTIF, *rows).realisasi == Decimal("62.5")
    means = with_settings("SK3/1", ukuran="persen rata-rata")
    assert count_rows("SK3/1", PRODUKTIF, *rows, decree=means).realisasi == 40
    literal = with_settings("SK3/1", ukuran="jumlah kegiatan")
    assert count_rows("SK3/1", PRODUKTIF, *rows, decree=literal).realisasi == 2


def test_thirds_that_sum_to_a_whole_stay_whole() -> None:
    # 1/3 + 1/3 + 1/3 of 300%: each 33,333…; the mean of 3 rises of a third is 100/3 exactly.
    rows = [_ukur(i, f"PT {n}", "Output", NAIK, 3, b) for i, (n, b) in
            enumerate([("A", 4), ("B", 5), ("C", 6)], 1)]  # fmt: skip
    # 33,33… + 66,66… + 100 = 200; / 3 companies = 66,66…
    assert count_rows("SK3/1", PRODUKTIF, *rows).realisasi == Decimal(200) / 3
    rows = [_ukur(1, "PT A", "Output", NAIK, 3, 4), _ukur(2, "PT B", "Output", NAIK, 3, 5)]
    assert count_rows("SK3/1", PRODUKTIF, *rows).realisasi == 50


def test_merged_company_name_covers_its_measures() -> None:
    sheet = FakeSheet(
        "SK3.1",
        [
            PRODUKTIF,
            _ukur(1, "PT Satu", "Output", NAIK, 100, 130),
            _ukur(2, None, "Reject", TURUN, 10, 9),
        ],
        merged=(Area(2, 2, 3, 2),),
    )  # fmt: skip
    assert count(sheet)["SK3/1"].realisasi == 20


# Which of the two --------------------------------------------------------------------------------

HEADER = ["Nama Perusahaan", "Ukuran Performansi", "Arah", "Sebelum", "Sesudah"]
ROW = ["PT Satu", "Output", NAIK, 80, 100]


@pytest.mark.parametrize(
    ("name", "title", "expected"),
    [
        ("SK3.1", "Produktivitas perusahaan", "SK3/1"),
        ("S.K.1.3.", "Produktivitas perusahaan", "SK1/3"),
        ("Lembar1", "Hasil pendampingan DAPATI", "SK3/1"),
        ("Lembar1", "Produktivitas hasil kolaborasi", "SK1/3"),
    ],
)
def test_which_of_two_indikator_is_decided_by_words_and_codes(
    name: str, title: str, expected: str
) -> None:
    sheet = FakeSheet(name, [[title], [], HEADER, ROW])
    assert list(count(sheet)) == [expected]


@pytest.mark.parametrize("name", ["Lembar1", "SK3.1 kolaborasi"])
def test_nothing_is_guessed_when_it_cannot_be_decided(name: str) -> None:
    found = count(FakeSheet(name, [["Produktivitas"], [], HEADER, ROW]))
    assert {k: r.realisasi for k, r in found.items()} == {"SK1/3": None, "SK3/1": None}
    assert codes(found["SK1/3"]) == [("BD002", "A3")]
    assert codes(found["SK3/1"]) == []
