"""Family MO within one workbook: each code on good and bad rows, exact codes and cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from model_builders import SD, berkas, bulan, dossier, hasil, rincian, tabel, tw

from iku_excel.checks.registry import run_checks
from iku_excel.finding import Finding, Location, Observation
from iku_excel.model import Berkas, BerkasHasil, Jenis, Role, Tabel

MON, PK = Jenis.MONITORING, Jenis.PERJANJIAN_KINERJA
R, T, K, L = Role.REALISASI, Role.TARGET, Role.KENDALA, Role.TINDAK_LANJUT
Found = list[tuple[str, str | None, str | None]]


def _findings(
    *files: Berkas | BerkasHasil, hari_ini: date = date(2025, 2, 1)
) -> tuple[Finding, ...]:
    return run_checks(dossier(*files, hari_ini=hari_ini))


def _codes(*files: Berkas | BerkasHasil, hari_ini: date = date(2025, 2, 1)) -> Found:
    return [(f.kode, f.location.sel, f.indikator) for f in _findings(*files, hari_ini=hari_ini)]


def _monthly(kode: str, month: int, **isi: object) -> Tabel:
    """A monthly table with columns C target, D bulan ini, E s.d., for one indicator."""
    cells: Mapping[str, object] = {"T": None, "R": None, "SD": None, **isi}
    row = {"indikator": kode, T: cells["T"], R: cells["R"], SD: cells["SD"]}
    return tabel(MON, [T, R, SD], [row], bulan=month, lembar="Bulan")


def _months(kode: str, *figures: object, **more: object) -> Tabel:
    """Form 5: month columns from C (January) on."""
    keys = [(R, bulan(number)) for number in range(1, len(figures) + 1)]
    row = {"indikator": kode, **dict(zip(keys, figures, strict=True))}
    return tabel(MON, keys, [row], bentuk=5, **more)


def _quarters(kode: str, *figures: object, role: Role = R, **row: object) -> Tabel:
    """Form 4 without targets: triwulan columns from C on."""
    keys = [(role, tw(number)) for number in range(1, 5)]
    line = {"indikator": kode, **dict(zip(keys, figures, strict=True)), **row}
    return tabel(MON, keys, [line], bentuk=4)


# MO001, MO014, MO015


def test_unknown_and_uncertain_indicators_come_from_the_reader() -> None:
    place = Location("b.xlsx", "Lembar", "B9")
    observed = (
        Observation("MO001", place, {"tertulis": "Jumlah pelatihan", "mirip": "SK3/2"}),
        Observation("MO014", place, {"calon": ["SK1/3", "SK3/1"]}),
        Observation("MO015", place, {"teks": "Capaian"}),
    )
    book = berkas(tabel(MON, [T], []), observations=observed)
    assert _codes(book) == [("MO001", "B9", None), ("MO014", "B9", None), ("MO015", "B9", None)]


# MO002


@pytest.mark.parametrize(("month", "expected"), [(1, "E6"), (6, "E6"), (12, "E6")])
def test_mo002_a_monthly_indicator_is_due_every_month(month: int, expected: str) -> None:
    assert _codes(berkas(_monthly("SK3/5", month))) == [("MO002", expected, "SK3/5")]


@pytest.mark.parametrize(
    ("kode", "month", "is_due"),
    [
        ("SK5/1", 2, False),  # triwulanan: from March on the s.d. column holds a figure
        ("SK5/1", 3, True),
        ("SK5/1", 4, True),
        ("SK8/2", 11, False),  # tahunan
        ("SK8/2", 12, True),
    ],
)
def test_mo002_follows_how_often_the_indicator_is_due(kode: str, month: int, is_due: bool) -> None:
    expected = [("MO002", "E6", kode)] if is_due else []
    assert _codes(berkas(_monthly(kode, month))) == expected


def test_mo002_the_month_must_be_over() -> None:
    book = berkas(_monthly("SK3/5", 5))
    assert _codes(book, hari_ini=date(2024, 5, 31)) == []
    assert _codes(book, hari_ini=date(2024, 6, 1)) == [("MO002", "E6", "SK3/5")]


def test_mo002_a_cumulative_figure_is_enough_and_so_is_a_last_value() -> None:
    assert _codes(berkas(_monthly("SK3/5", 5, SD=20))) == []
    assert _codes(berkas(_monthly("SK3/5", 5, R=20))) == []


def test_mo002_a_count_of_the_month_alone_is_not() -> None:
    assert _codes(berkas(_monthly("SK1/2", 12, R=1))) == [("MO002", "E6", "SK1/2")]


@pytest.mark.parametrize("isi", ["-", "N/A", 0, "?", "=", "#REF!"])
def test_mo002_is_about_empty_cells_only(isi: object) -> None:
    assert "MO002" not in [code for code, *_ in _codes(berkas(_monthly("SK3/5", 5, SD=isi)))]


def test_mo002_without_sd_column_the_months_own_cell() -> None:
    form = tabel(MON, [T, R], [{"indikator": "SK3/5"}], bulan=5)
    assert _codes(berkas(form)) == [("MO002", "D6", "SK3/5")]


def test_mo002_not_for_an_inactive_indicator_or_an_unknown_year() -> None:
    assert _codes(berkas(_monthly("SK6/2", 5))) == []
    form = tabel(MON, [SD], [{"indikator": "SK3/5"}], bulan=5, tahun=None)
    assert "MO002" not in [code for code, *_ in _codes(berkas(form, tahun=None))]


def test_mo002_months_of_a_year_in_columns() -> None:
    figures = (5, None, 12, None, None, None)
    assert _codes(berkas(_months("SK3/5", *figures)), hari_ini=date(2024, 6, 3)) == [
        ("MO002", "D6", "SK3/5"),
        ("MO002", "F6", "SK3/5"),
        ("MO002", "G6", "SK3/5"),
    ]


def test_mo002_not_beyond_the_workbooks_own_month() -> None:
    form = _months("SK3/5", 5, 6, None, None)
    assert _codes(berkas(form, bulan=2)) == []
    assert _codes(berkas(form, bulan=3)) == [("MO002", "E6", "SK3/5")]


def test_mo002_a_triwulan_indicator_needs_one_month_of_each() -> None:
    assert _codes(berkas(_months("SK5/1", None, "3.5", None, None, "3.5", None))) == []
    assert _codes(berkas(_months("SK5/1", "3.5", None, None, None, None, None))) == [
        ("MO002", "H6", "SK5/1")
    ]


def test_mo002_a_gap_between_two_reported_periods() -> None:
    assert _codes(berkas(_quarters("SK8/1", 74, None, 75, None))) == [("MO002", "D6", "SK8/1")]


def test_mo002_a_yearly_indicator_reported_once_is_complete() -> None:
    assert _codes(berkas(_quarters("SK8/1", None, None, 75, None))) == []
    assert _codes(berkas(_quarters("SK8/1", None, None, None, None))) == [("MO002", "F6", "SK8/1")]


def test_mo002_triwulan_in_columns() -> None:
    form = berkas(_quarters("SK5/1", "3.5", None, None, None))
    assert _codes(form, hari_ini=date(2024, 10, 1)) == [
        ("MO002", "D6", "SK5/1"),
        ("MO002", "E6", "SK5/1"),
    ]


def test_mo002_a_single_column_for_the_year() -> None:
    form = berkas(tabel(MON, [T, R], [{"indikator": "SK8/1"}]))
    assert _codes(form, hari_ini=date(2024, 12, 31)) == []
    assert _codes(form, hari_ini=date(2025, 1, 1)) == [("MO002", "D6", "SK8/1")]


# MO004, MO008


def test_mo004_outside_the_scale() -> None:
    assert _codes(berkas(_monthly("SK5/1", 3, SD=88))) == [("MO004", "E6", "SK5/1")]
    assert _codes(berkas(_monthly("SK4/2", 3, SD="100.5"))) == [("MO004", "E6", "SK4/2")]
    assert _codes(berkas(_monthly("SK3/5", 3, SD=-1))) == [("MO004", "E6", "SK3/5")]


@pytest.mark.parametrize(
    ("kode", "figure"),
    [("SK5/1", 4), ("SK5/1", 1), ("SK4/2", 100), ("SK3/2", -40), ("SK3/1", 250), ("SK1/2", 7)],
)
def test_mo004_on_the_scale(kode: str, figure: object) -> None:
    assert _codes(berkas(_monthly(kode, 12, SD=figure))) == []


def test_mo004_one_cause_one_finding() -> None:
    """88 among 3,5: no jump, no fall beside the scale; and nobody asks for a kendala."""
    keys = [(SD, tw(n)) for n in range(1, 5)]
    row = {"indikator": "SK5/1", **dict(zip(keys, ("3.5", 88, "3.5", "0.9"), strict=True))}
    form = tabel(MON, [*keys, K], [row], bentuk=4)
    assert _codes(berkas(form)) == [("MO004", "D6", "SK5/1"), ("MO004", "F6", "SK5/1")]


def test_mo008_percent_as_a_fraction() -> None:
    (found,) = _findings(berkas(_monthly("SK4/2", 3, SD="0.925")))
    assert (found.kode, found.location.sel) == ("MO008", "E6")
    assert (found.tertulis, found.seharusnya) == ("0.925", "92.5")


@pytest.mark.parametrize(
    ("kode", "figure"), [("SK3/5", "0.05"), ("SK3/5", "1"), ("SK3/2", "0.5"), ("SK5/1", "1")]
)
def test_mo008_small_but_possible(kode: str, figure: str) -> None:
    assert _codes(berkas(_monthly(kode, 3, SD=figure))) == []


# MO005


def test_mo005_against_the_decree() -> None:
    (found,) = _findings(berkas(_monthly("SK3/5", 5, T=45, SD=20)))
    assert (found.kode, found.location.sel) == ("MO005", "C6")
    assert (found.tertulis, found.seharusnya) == ("45", "50")
    assert found.rujukan == "Keputusan 47/2023 Lampiran II SK3/5"


def _pk(target: object, tahun: int = 2024) -> Berkas:
    row = {"indikator": "SK3/5", T: target, Role.SASARAN: "SK3"}
    form = tabel(PK, [Role.SASARAN, T], [row], bentuk=1, lembar="PK", berkas="pk.xlsx", tahun=tahun)
    return berkas(form, path="pk.xlsx", tahun=tahun)


def _of(kode: str, found: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in found if f.kode == kode]


def test_mo005_against_the_pk_among_the_files() -> None:
    book = berkas(_monthly("SK3/5", 5, T=45, SD=20))
    assert _of("MO005", _findings(_pk(45), book)) == []
    (found,) = _of("MO005", _findings(_pk(48), book))
    assert found.seharusnya == "48"
    assert found.rujukan is not None and "pk.xlsx" in found.rujukan


def test_mo005_the_pk_of_another_year_does_not_count() -> None:
    book = berkas(_monthly("SK3/5", 5, T=50, SD=20))
    assert _of("MO005", _findings(_pk(45, 2023), book)) == []


def test_mo005_an_empty_target_is_taken_from_the_decree_without_a_word() -> None:
    assert _codes(berkas(_monthly("SK3/5", 5, SD=20))) == []


def test_mo005_without_a_year_column_what_the_triwulan_end_at() -> None:
    keys = [(role, tw(n)) for n in range(1, 5) for role in (T, R)]

    def form(*targets: object) -> Berkas:
        row = {"indikator": "SK3/5", (R, tw(1)): 10, (R, tw(2)): 20, (R, tw(3)): 36, (R, tw(4)): 52}
        row |= {(T, tw(n)): target for n, target in enumerate(targets, 1)}
        return berkas(tabel(MON, keys, [row], bentuk=3))

    assert _codes(form(10, 20, 35, 50)) == []
    assert _codes(form(10, 20, 35, 45)) == [("MO005", "I6", "SK3/5")]


# MO009


def _explained(kendala: str, lanjut: str, realisasi: object = 9, **more: object) -> Berkas:
    row = {"indikator": "SK3/1", T: 15, SD: realisasi, K: kendala, L: lanjut}
    return berkas(tabel(MON, [T, SD, K, L], [row], bulan=12, **more))


def test_mo009_below_target_unexplained() -> None:
    assert _codes(_explained("", "")) == [("MO009", "E6", "SK3/1")]
    assert _codes(_explained("Alat rusak", "-")) == [("MO009", "F6", "SK3/1")]
    assert _codes(_explained("Alat rusak", "Diperbaiki")) == []
    assert _codes(_explained("", "", 15)) == []


def test_mo009_only_where_the_table_asks_for_it() -> None:
    assert _codes(berkas(_monthly("SK3/1", 12, SD=9))) == []


def test_mo009_a_triwulans_own_target_comes_first() -> None:
    keys = [T, *((role, tw(n)) for n in range(1, 5) for role in (T, R)), K]
    row = {
        "indikator": "SK5/1", T: "3.52", (T, tw(1)): "3.4", (T, tw(2)): "3.5", (R, tw(1)): "3.3",
        (R, tw(2)): "3.51",
    }  # fmt: skip
    early = date(2024, 7, 2)
    assert _codes(berkas(tabel(MON, keys, [row], bentuk=4)), hari_ini=early) == []
    worse = {**row, (R, tw(2)): "3.4"}
    assert _codes(berkas(tabel(MON, keys, [worse], bentuk=4)), hari_ini=early) == [
        ("MO009", "L6", "SK5/1")
    ]


# MO010


def _against(typed: object, counted: object, kode: str = "SK3/5", **more: object) -> Found:
    book = berkas(_monthly(kode, 12, SD=typed))
    return _codes(hasil(book, rincian(kode, counted, **more)))


def test_mo010_typed_and_counted_differ() -> None:
    assert _against("60.5", "61") == [("MO010", "E6", "SK3/5")]
    assert _against("60.5", "60.5") == []


@pytest.mark.parametrize("typed", ["60.43", "60.4", "60", "60.432098765432098"])
def test_mo010_rounding_is_no_difference(typed: str) -> None:
    assert _against(typed, "60.43209876543209876543209877") == []


@pytest.mark.parametrize(("typed", "counted"), [("4", "3.62"), ("60.44", "60.432")])
def test_mo010_more_than_rounding(typed: str, counted: str) -> None:
    kode = "SK5/1" if typed == "4" else "SK3/5"
    assert _against(typed, counted, kode) == [("MO010", "E6", kode)]


def test_mo010_rounding_coarsely_must_not_make_the_verdict() -> None:
    assert _against("93", "92.6", "SK4/2") == [("MO010", "E6", "SK4/2")]
    assert _against("94", "93.6", "SK4/2") == []


def test_mo010_compares_up_to_the_month_reported() -> None:
    from decimal import Decimal

    per_bulan = {3: Decimal(20), 5: Decimal(30), 12: Decimal(60)}
    book = berkas(_monthly("SK3/5", 6, SD=30))
    assert _codes(hasil(book, rincian("SK3/5", 60, per_bulan=per_bulan))) == []
    book = berkas(_monthly("SK3/5", 6, SD=60))
    assert _codes(hasil(book, rincian("SK3/5", 60, per_bulan=per_bulan))) == [
        ("MO010", "E6", "SK3/5")
    ]


def test_mo010_raw_data_in_another_workbook_of_the_same_period() -> None:
    def data(month: int | None) -> BerkasHasil:
        return hasil(berkas(path="d.xlsx", bulan=month), rincian("SK3/5", 61, berkas="d.xlsx"))

    book = berkas(_monthly("SK3/5", 12, SD=60))
    early = berkas(_monthly("SK3/5", 6, SD=60))
    assert ("MO010", "E6", "SK3/5") in _codes(book, data(None))
    assert "MO010" not in [code for code, *_ in _codes(early, data(None))]


# MO013


def _twins(first: object, second: object) -> Found:
    rows = [{"indikator": "SK3/2", SD: first}, {"indikator": "SK3/3", SD: second}]
    return _codes(berkas(tabel(MON, [SD], rows, bulan=12)))


def test_mo013_the_copied_formula_was_followed() -> None:
    assert _twins("10.5", "10.5") == [("MO013", "C7", "SK3/3")]
    assert _twins("10.501", "10.5") == [("MO013", "C7", "SK3/3")]
    assert _twins("10.5", "10.6") == []
    assert _twins(0, 0) == []


def test_mo013_other_indicators_may_be_equal() -> None:
    rows = [{"indikator": "SK1/3", SD: 15}, {"indikator": "SK3/1", SD: 15}]
    assert _codes(berkas(tabel(MON, [SD], rows, bulan=12))) == []


# PK006 in a monitoring table


def test_the_same_indicator_twice_in_one_table() -> None:
    rows = [{"indikator": "SK3/5", SD: 40}, {"indikator": "SK3/5", SD: 40}]
    assert _codes(berkas(tabel(MON, [SD], rows, bulan=12))) == [("PK006", "B7", "SK3/5")]


def test_mo002_not_for_sheets_prepared_for_later_months() -> None:
    sheets = [
        tabel(MON, [SD], [{"indikator": "SK3/5", SD: sd}], bulan=month, lembar=f"B{month}")
        for month, sd in ((1, 5), (2, None), (3, None))
    ]
    found = _findings(berkas(*sheets, bulan=2))
    assert [(f.kode, f.location.lembar) for f in found] == [("MO002", "B2")]


# MO016


@pytest.mark.parametrize(
    ("kode", "figures", "yearly", "is_told"),
    [
        ("SK1/2", (1, 0, 1, 0), 2, False),
        ("SK1/2", (1, 0, 1, 0), 1, True),
        ("SK5/1", ("3.5", "3.6", "3.6", "3.62"), "3.62", False),
        ("SK5/1", ("3.5", "3.6", "3.6", "3.62"), "3.58", True),
        ("SK5/1", ("3.5", "3.6", "3.6", "3.62"), None, False),
        ("SK5/1", (None, None, None, None), "3.58", False),
    ],
)
def test_mo016_the_years_own_column(
    kode: str, figures: tuple[object, ...], yearly: object, is_told: bool
) -> None:
    keys = [*((R, tw(number)) for number in range(1, 5)), R]
    row = {"indikator": kode, **dict(zip(keys, (*figures, yearly), strict=True))}
    codes = _codes(berkas(tabel(MON, keys, [row], bentuk=4)))
    assert [c for c in codes if c[0] == "MO016"] == ([("MO016", "G6", kode)] if is_told else [])
