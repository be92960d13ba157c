"""Family MO between periods: cumulative figures, jumps, months twice, a past that changed."""

from __future__ import annotations

import pytest
from model_builders import SD, berkas, bulan, dossier, tabel, tw

from iku_excel.checks.registry import run_checks
from iku_excel.finding import Location, Observation
from iku_excel.model import Berkas, Jenis, Role, Tabel

MON = Jenis.MONITORING
R, T = Role.REALISASI, Role.TARGET
Found = list[tuple[str, str | None, str | None]]


def _codes(*files: Berkas) -> Found:
    """Without what is missing (MO002): the series here are short on purpose."""
    found = run_checks(dossier(*files))
    return [(f.kode, f.location.berkas, f.location.sel) for f in found if f.kode != "MO002"]


def _monthly(month: int, kode: str, sd: object, own: object = None, **more: object) -> Berkas:
    """One monthly workbook: D6 bulan ini, E6 s.d."""
    path = f"{month:02}.xlsx"
    row = {"indikator": kode, R: own, SD: sd}
    form = tabel(MON, [T, R, SD], [row], bulan=month, berkas=path)
    return berkas(form, path=path, bulan=month, **more)


def _columns(kode: str, *figures: object, role: Role = R, path: str = "b.xlsx") -> Berkas:
    keys = [(role, bulan(number)) for number in range(1, len(figures) + 1)]
    row = {"indikator": kode, **dict(zip(keys, figures, strict=True))}
    return berkas(tabel(MON, keys, [row], bentuk=5, berkas=path), path=path)


def test_mo006_within_a_table() -> None:
    assert _codes(_columns("SK1/2", 1, 3, 2, role=SD)) == [("MO006", "b.xlsx", "E6")]
    assert _codes(_columns("SK3/5", 10, 14, "13.9", role=SD)) == [("MO006", "b.xlsx", "E6")]
    assert _codes(_columns("SK3/5", 10, 14, 14, role=SD)) == []


def test_mo006_across_monthly_workbooks_in_any_order() -> None:
    files = [_monthly(4, "SK3/5", 19), _monthly(3, "SK3/5", 20), _monthly(2, "SK3/5", 15)]
    assert _codes(*files) == [("MO006", "04.xlsx", "E6")]


def test_mo006_between_months_that_are_not_next_to_each_other() -> None:
    assert _codes(_monthly(3, "SK3/5", 20), _monthly(6, "SK3/5", 19)) == [
        ("MO006", "06.xlsx", "E6")
    ]


def test_mo006_other_units_and_years_are_other_series() -> None:
    assert _codes(_monthly(3, "SK3/5", 20, unit="A"), _monthly(4, "SK3/5", 19, unit="B")) == []


@pytest.mark.parametrize("kode", ["SK5/1", "SK3/2", "SK3/1", "SK6/2"])
def test_mo006_a_cumulative_mean_or_growth_may_fall(kode: str) -> None:
    first, second = ("3.6", "3.5") if kode == "SK5/1" else ("12", "11")
    assert _codes(_columns(kode, first, second, role=SD)) == []


def test_mo006_is_about_cumulative_columns_only() -> None:
    assert _codes(_columns("SK1/2", 3, 1)) == []
    assert _codes(_columns("SK4/2", 90, 85)) == []


def test_mo007_more_than_half() -> None:
    assert _codes(_columns("SK3/2", 6, 9)) == []
    assert _codes(_columns("SK3/2", 6, "9.1")) == [("MO007", "b.xlsx", "D6")]
    assert _codes(_columns("SK3/2", 6, "2.9")) == [("MO007", "b.xlsx", "D6")]
    assert _codes(_columns("SK8/1", 75, None, 20)) == [("MO007", "b.xlsx", "E6")]


def test_mo007_nothing_jumps_from_zero_and_counts_do_not_jump() -> None:
    assert _codes(_columns("SK3/2", 0, 9)) == []
    assert _codes(_columns("SK1/2", 1, 5)) == []


def test_mo007_a_share_that_fills_up_is_measured_against_the_months_passed() -> None:
    assert _codes(_columns("SK3/5", 4, 8, 12, 16)) == []
    assert _codes(_columns("SK3/5", 4, 8, 12, 40)) == [("MO007", "b.xlsx", "F6")]


def test_mo007_a_share_that_fills_up_as_planned() -> None:
    keys = [(role, tw(n)) for n in range(1, 5) for role in (T, R)]
    row = {"indikator": "SK3/5", **dict(zip(keys, (5, 5, 30, 28, 40, 40, 50, 50), strict=True))}
    assert _codes(berkas(tabel(MON, keys, [row], bentuk=4))) == []


def test_mo007_a_fall_of_a_cumulative_figure_is_told_once() -> None:
    assert _codes(_columns("SK3/5", 40, 10, role=SD)) == [("MO006", "b.xlsx", "D6")]


def test_mo007_across_monthly_workbooks() -> None:
    assert _codes(_monthly(3, "SK3/2", 6), _monthly(4, "SK3/2", 10)) == [("MO007", "04.xlsx", "E6")]


def test_mo006_a_figure_with_a_wrong_scale_is_no_fall() -> None:
    """0,5 where 50 % is meant has its own finding."""
    assert _codes(_columns("SK3/5", 40, "0.5", role=SD)) == [("MO008", "b.xlsx", "D6")]


def test_mo012_a_sum_is_held_against_the_month_just_before_only() -> None:
    """s.d. April less April's own is s.d. March; of February nothing follows."""
    assert _codes(_monthly(3, "SK1/2", 2, 1), _monthly(4, "SK1/2", 4, 1)) == [
        ("MO012", "04.xlsx", "E6")
    ]
    assert _codes(_monthly(2, "SK1/2", 2, 1), _monthly(4, "SK1/2", 4, 1)) == []
    assert _codes(_monthly(3, "SK1/2", 2, 1), _monthly(4, "SK1/2", 4)) == []
    assert _codes(_monthly(3, "SK1/2", 2, 1), _monthly(4, "SK1/2", 3, 1)) == []


def test_mo011_from_the_reader() -> None:
    place = Location("b.xlsx", "Lembar", "A2")
    told = Observation(
        "MO011", place, {"apa": "bulan", "bulan": [("judul", 3), ("nama berkas", 4)]}
    )
    (found,) = run_checks(dossier(berkas(tabel(MON, [SD], []), observations=(told,))))
    assert (found.kode, found.location) == ("MO011", place)
    assert "Maret" in found.pesan and "April" in found.pesan


def test_mo011_a_month_twice() -> None:
    first = _monthly(3, "SK3/5", 20)
    form = tabel(MON, [T, R, SD], [{"indikator": "SK3/5", SD: 20}], bulan=3, berkas="x.xlsx")
    again = berkas(form, path="x.xlsx", bulan=3)
    assert _codes(first, again) == [("MO011", "x.xlsx", "A5")]


def test_mo011_other_units_years_and_indicators_are_no_repetition() -> None:
    def book(path: str, kode: str = "SK3/5", tahun: int = 2024, unit: str | None = None) -> Berkas:
        form = tabel(MON, [SD], [{"indikator": kode, SD: 1}], bulan=3, berkas=path, tahun=tahun)
        return berkas(form, path=path, tahun=tahun, bulan=3, unit=unit)

    assert _codes(book("a", unit="A"), book("b", unit="B")) == []
    assert _codes(book("a"), book("b", "SK3/2")) == []
    assert _codes(book("a"), book("b", tahun=2023)) == []


def _sheets(path: str, *figures: object) -> Berkas:
    """A workbook with one sheet for each month up to its own."""
    forms: list[Tabel] = [
        tabel(MON, [SD], [{"indikator": "SK3/2", SD: figure}], bulan=m, lembar=f"B{m}", berkas=path)
        for m, figure in enumerate(figures, 1)
    ]
    return berkas(*forms, path=path, bulan=len(figures))


def test_mo011_sheets_of_all_months_sent_every_month() -> None:
    assert _codes(_sheets("02.xlsx", 7, 8), _sheets("03.xlsx", 7, 8, 9)) == []


def test_mo012_month_columns() -> None:
    march = _columns("SK3/2", 7, 8, 9, None, path="03.xlsx")
    april = _columns("SK3/2", 7, "8.5", 9, 10, path="04.xlsx")
    assert _codes(march, april) == [("MO012", "04.xlsx", "D6")]
    assert _codes(april, march) == [("MO012", "04.xlsx", "D6")]


def test_mo012_a_past_figure_that_disappeared() -> None:
    march = _columns("SK3/2", 7, 8, 9, None, path="03.xlsx")
    april = _columns("SK3/2", 7, None, 9, 10, path="04.xlsx")
    assert _codes(march, april) == [("MO012", "04.xlsx", "D6")]


def test_mo012_a_figure_that_came_later_is_no_change() -> None:
    march = _columns("SK3/2", 7, None, 9, None, path="03.xlsx")
    april = _columns("SK3/2", 7, 8, 9, 10, path="04.xlsx")
    assert _codes(march, april) == []


def test_mo012_sheets_of_months() -> None:
    assert _codes(_sheets("02.xlsx", 7, 8), _sheets("03.xlsx", 7, "7.5", 8)) == [
        ("MO012", "03.xlsx", "C6")
    ]


def test_mo012_a_sum_that_does_not_follow_from_last_months() -> None:
    before, now = _monthly(3, "SK1/2", 2, 1), _monthly(4, "SK1/2", 4, 1)
    (found,) = [f for f in run_checks(dossier(before, now)) if f.kode == "MO012"]
    assert (found.location.berkas, found.location.sel) == ("04.xlsx", "E6")
    assert (found.tertulis, found.seharusnya) == ("3", "2")
    assert _codes(before, _monthly(4, "SK1/2", 3, 1)) == []


def test_mo011_year_and_month_of_one_title_are_two() -> None:
    place = Location("b.xlsx", "Lembar", "A2")
    told = tuple(
        Observation("MO011", place, {"apa": apa, apa: [("judul", a), ("nama berkas", b)]})
        for apa, a, b in (("tahun", 2023, 2024), ("bulan", 8, 9))
    )
    found = run_checks(dossier(berkas(tabel(MON, [SD], []), observations=told + told)))
    assert [(f.kode, f.location) for f in found] == [("MO011", place), ("MO011", place)]
    assert "2023" in found[0].pesan and "Agustus" in found[1].pesan
