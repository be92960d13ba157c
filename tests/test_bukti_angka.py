"""Figures from raw data: growth, means of months, recorded values."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bukti_fakes import (
    UNCACHED,
    FakeSheet,
    cells,
    codes,
    count,
    count_rows,
    d,
    error_cell,
    percent_cell,
    with_settings,
)
from hypothesis import given, settings
from hypothesis import strategies as st


# SK3/2, SK3/3 ------------------------------------------------------------------------------------

PNBP = ["Bulan", "Jenis Layanan", "PNBP 2024 (Rp)", "PNBP 2023 (Rp)"]

PNBP_ROWS = (
    ["Januari", "Pengujian", 120, 100],
    [None, "Kalibrasi", 30, 50],
    ["Februari", "Pengujian", 90, 100],
    ["Maret", "Pengujian", None, 250],
)


def test_growth_compares_the_same_months() -> None:
    # Jan-Feb 2024: 240; Jan-Feb 2023: 250; -4%. Against all of 2023 (500): 48% of it, -52%.
    result = count_rows("SK3/2", PNBP, *PNBP_ROWS)
    assert result.realisasi == -4
    assert result.per_bulan == {1: 0, 2: -4}
    assert result.tambahan["persen_terhadap_tahun_lalu_penuh"] == 48
    assert cells(result.ditinggalkan) == ["C5"]
    assert codes(result) == []
    full = with_settings("SK3/2", pembanding="tahun penuh")
    assert count_rows("SK3/2", PNBP, *PNBP_ROWS, decree=full).realisasi == -52


def test_growth_oracle_of_the_decree() -> None:
    # A 100, B 95 → -5,00%.
    result = count_rows("SK3/2", PNBP, ["Januari", "Semua", 95, 100])
    assert result.realisasi == -5


def test_growth_of_a_workbook_that_names_its_year_in_the_title_only() -> None:
    # 112 against 100; what "2024" in the header is, the title says.
    header = ["Bulan", "Realisasi 2024", "Realisasi 2023"]
    rows = [["REALISASI PNBP TAHUN 2024"], header, ["Januari", 112, 100]]
    result = count(FakeSheet("PNBP", rows), tahun=None)["SK3/2"]
    assert (result.realisasi, result.tahun) == (12, 2024)


def test_growth_without_months_says_which_column_is_missing() -> None:
    header = ["No", "Jenis Layanan", "Jumlah Order", "Rp Tahun Ini", "Rp Tahun Lalu"]
    rows = [["REALISASI PNBP TAHUN 2024"], header, [1, "Pengujian", 10, 112, 100]]
    result = count(FakeSheet("PNBP", rows))["SK3/2"]
    assert result.realisasi is None
    assert codes(result) == [("BD001", "A2")]


def test_growth_names_the_gap_and_the_month_twice() -> None:
    result = count_rows(
        "SK3/2",
        PNBP,
        ["Januari", "Pengujian", 100, 100],
        ["Januari", "Pengujian", 100, 100],
        ["Januari", "Pelatihan", None, 20],
        ["Maret", "Pengujian", 110, 100],
        ["Smarch", "Pengujian", 1, 1],
    )
    # Jan: 100 of 120; Mar: 110 of 100; together 210 of 220.
    assert result.realisasi == Decimal(-1000) / 220
    assert codes(result) == [("BD003", "C3"), ("BD006", "A6"), ("BD012", "A1"), ("BD012", "C4")]


def test_growth_from_nothing_has_no_percent() -> None:
    result = count_rows("SK3/2", PNBP, ["Januari", "Pengujian", 100, 0])
    assert result.realisasi is None
    assert codes(result) == [("BD021", "A1")]


def test_growth_with_nothing_reported_yet() -> None:
    result = count_rows("SK3/2", PNBP, ["Januari", "Pengujian", None, 100])
    assert result.realisasi is None
    assert result.alasan


def test_growth_leaves_out_chosen_accounts_and_keeps_the_audited_year() -> None:
    header = ["Bulan", "Jenis Layanan", "Akun", "Tahun Ini", "Tahun Lalu", "Tahun Lalu Audited"]
    rows = (
        ["Januari", "Pengujian", "425289", 120, 100, 96],
        ["Januari", "Sewa", "425912", 50, 50, 50],
    )
    decree = with_settings("SK3/2", akun_dikecualikan=["4259"])
    result = count_rows("SK3/2", header, *rows, titles=["PNBP 2024"], decree=decree)
    assert result.realisasi == 20
    audited = with_settings("SK3/2", akun_dikecualikan=["4259"], tahun_lalu="audited")
    result = count_rows("SK3/2", header, *rows, titles=["PNBP 2024"], decree=audited)
    assert result.realisasi == 25
    assert result.tambahan["tahun_lalu_semula"] == 100


def test_growth_from_a_list_of_payments() -> None:
    # 2024: 100 (Jan) + 60 (Mar) = 160; 2023 up to March: 80 + 20 = 100; Dec 2023 is later. +60%.
    header = ["No", "Tanggal Setor", "NTPN", "Jenis Layanan", "Nilai PNBP (Rp)"]
    rows = (
        [1, d("2023-01-05"), "A1", "Uji", 80],
        [2, d("2023-03-05"), "A2", "Uji", 20],
        [3, d("2023-12-05"), "A3", "Uji", 500],
        [4, d("2024-01-05"), "B1", "Uji", 100],
        [5, d("2024-03-05"), "B2", "Uji", 60],
        [6, d("2024-03-05"), "B2", "Uji", 60],
        [7, None, "B3", "Uji", 60],
        [8, d("2022-03-05"), "C1", "Uji", 60],
    )
    result = count_rows("SK3/2", header, *rows)
    assert result.realisasi == 60
    assert result.per_bulan == {1: 25, 2: 25, 3: 60}
    assert codes(result) == [("BD003", "E7"), ("BD005", "E8")]


def test_results_are_told_from_pnbp_by_their_words() -> None:
    header = ["Bulan", "Jenis", "2024", "2023"]
    rows = (["Januari", "LHU", 55, 50],)
    hasil = FakeSheet("Hasil", [["Jumlah sertifikat dan LHU"], [], header, *rows])
    pnbp = FakeSheet("PNBP", [["Penerimaan"], [], header, ["Januari", "Uji", 3, 2]])
    found = count(hasil, pnbp)
    assert {k: r.realisasi for k, r in found.items()} == {"SK3/2": 50, "SK3/3": 10}


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=12))
def test_growth_of_equal_years_is_zero(values: list[int]) -> None:
    rows = [[month, "Uji", value, value] for month, value in enumerate(values, 1)]
    result = count_rows("SK3/2", PNBP, *rows)
    assert result.realisasi == 0
    assert set(result.per_bulan.values()) == {Decimal(0)}


# SK6/2 -------------------------------------------------------------------------------------------

DISIPLIN = ["Bulan", "Nilai Disiplin"]


def test_mean_of_months() -> None:
    # 80, 82, (March missing), 84: 246 / 3 = 82.
    result = count_rows(
        "SK6/2", DISIPLIN, ["Jan", 80], ["Feb", "82,0"], ["Mar", None], ["Apr", 84], ["Apr", 90],
        tahun=2022,
    )  # fmt: skip
    assert result.realisasi == 82
    assert result.per_bulan[2] == 81
    assert codes(result) == [("BD003", "B6"), ("BD012", "A1"), ("BK008", "B3")]


def test_a_month_outside_the_scale_stops_the_mean() -> None:
    result = count_rows("SK6/2", DISIPLIN, ["Jan", 80], ["Feb", 700], tahun=2022)
    assert result.realisasi is None
    assert "SK6.2!B3" in (result.alasan or "")
    assert codes(result) == [("BD010", "B3")]


def test_a_value_shown_as_percent_is_what_is_shown() -> None:
    shown = {(2, 2): percent_cell("0.805")}
    result = count_rows("SK6/2", DISIPLIN, ["Jan", 0.805], tahun=2022, special=shown)
    assert result.realisasi == Decimal("80.5")


def test_cells_that_cannot_be_read_are_named() -> None:
    result = count_rows(
        "SK6/2", DISIPLIN, ["Jan", 80], ["Feb", None], ["Mar", None], ["Apr", "baik"], tahun=2022,
        special={(3, 2): error_cell("#DIV/0!"), (4, 2): UNCACHED},
    )  # fmt: skip
    # The mean of the one month that can be read would be a plausible wrong figure.
    assert result.realisasi is None
    assert result.per_bulan == {}
    assert codes(result)[-3:] == [("BK005", "B3"), ("BK006", "B4"), ("BK010", "B5")]


# SK4/1, SK7/1, SK8/1, SK8/2 ----------------------------------------------------------------------

MRI = ["Tahun Penilaian", "Nilai MRI", "Cakupan", "Nomor Laporan"]


@pytest.mark.parametrize(
    ("nilai", "label"),
    [
        ("3", "Terdefinisi"),
        ("2.99", "Berkembang"),
        ("4.5", "Optimum"),
        ("4.49", "Terkelola dan Terukur"),
    ],
)
def test_mri_level(nilai: str, label: str) -> None:
    result = count_rows("SK4/1", MRI, [2022, Decimal(nilai), "Balai", "LHE-1"], tahun=2022)
    assert result.realisasi == Decimal(nilai)
    assert result.tambahan["kategori"] == {"Level MRI": label}


def test_mri_own_value_before_the_parents() -> None:
    rows = ([2022, 3.5, "BSKJI", "LHE-1"], [2022, 3.1, "BSPJI Pekanbaru", "LHE-2"])
    result = count_rows("SK4/1", MRI, *rows, tahun=2022)
    assert result.realisasi == Decimal("3.1")
    parent = count_rows("SK4/1", MRI, rows[0], tahun=2022)
    assert parent.realisasi == Decimal("3.5")
    assert codes(parent) == [("BD019", "B2")]


def test_recorded_value_of_another_year_is_not_this_years() -> None:
    result = count_rows("SK4/1", MRI, [2021, 3.1, None, None], tahun=2022)
    assert result.realisasi is None
    assert "2021" in (result.alasan or "")
    both = count_rows("SK4/1", MRI, [2021, "hilang", None, None], [2022, 3, None, None], tahun=2022)
    assert both.realisasi == 3
    assert codes(both) == []


def test_sakip_takes_the_last_published_year_and_says_which() -> None:
    header = ["Tahun yang Dinilai", "Nilai SAKIP", "Nomor LHE", "Predikat"]
    rows = ([2022, 76, "LHE-22", "BB"], [2023, 78.4, "LHE-23", "A"], [2025, 90, "LHE-25", "A"])
    result = count_rows("SK8/1", header, *rows)
    assert result.realisasi == Decimal("78.4")
    assert result.tambahan["tahun_nilai"] == 2023
    assert result.tambahan["kategori"] == {"PermenPANRB 88/2021": "BB"}
    assert codes(result) == [("BD007", "B3")]
    old = count_rows("SK8/1", header, rows[0])
    assert codes(old) == [("BD019", "B2")]


@pytest.mark.parametrize(("nilai", "label"), [("90", "A"), ("90.01", "AA")])
def test_sakip_bands_begin_above_their_bound(nilai: str, label: str) -> None:
    header = ["Tahun", "Nilai SAKIP", "Nomor LHE"]
    result = count_rows("SK8/1", header, [2023, Decimal(nilai), "LHE"])
    assert result.tambahan["kategori"] == {"PermenPANRB 88/2021": label}


@pytest.mark.parametrize(("nilai", "label"), [("3.5", "B-"), ("3.51", "B"), ("3.504", "B")])
def test_ipp_bands(nilai: str, label: str) -> None:
    header = ["Tahun", "Nilai Indeks Layanan Publik"]
    result = count_rows("SK7/1", header, [2024, Decimal(nilai)])
    assert result.realisasi == Decimal(nilai)
    assert result.tambahan["kategori"] == {"PermenPANRB 17/2017": label}


def test_the_annual_report_rules_over_semesters() -> None:
    header = ["Tahun", "Periode", "Nilai Laporan Keuangan"]
    rows = ([2024, "Tahunan", 92], [2024, "Semester II", 95], [2024, "Semester I", 90],
            [2024, "Triwulan IX", 1])  # fmt: skip
    result = count_rows("SK8/2", header, *rows)
    assert result.realisasi == 92
    assert codes(result) == [("BD011", "B5")]
    wrong = count_rows("SK8/2", header, rows[0], [2024, "Semester II", 300])
    assert wrong.realisasi is None
    assert codes(wrong) == [("BD010", "C3")]
    assert count_rows("SK8/2", header, *rows[1:]).realisasi == 95


def test_recorded_value_twice_for_a_year() -> None:
    result = count_rows("SK7/1", ["Tahun", "Nilai IPP"], [2024, 3.6], [2024, 3.7], [None, 3.8])
    assert result.realisasi == Decimal("3.6")
    assert codes(result) == [("BD003", "B3"), ("BD005", "A4")]
