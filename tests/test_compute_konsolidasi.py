"""Figures of several periods to one: contract section 4, "Typed figures"."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model_builders import SD, bulan, keputusan, tabel, tw

from iku_excel.compute.konsolidasi import consolidate, consolidate_triwulan
from iku_excel.model import TAHUN, Jenis, Konsolidasi, Periode, Role

D = Decimal
R = Role.REALISASI


def _run(kode: str, isi: Mapping[object, object], **more: object) -> tuple[object, object]:
    found = tabel(Jenis.MONITORING, isi, [{"indikator": kode, **isi}], **more)
    indikator = keputusan().indikator_by_kode(kode)
    assert indikator is not None
    result = consolidate(found.daftar_baris[0], found, indikator)
    return result.realisasi, [n.location.sel for n in result.asal]


def _months(*figures: object) -> dict[object, object]:
    return {(R, bulan(number)): figure for number, figure in enumerate(figures, 1)}


def _quarters(*figures: object, role: Role = R) -> dict[object, object]:
    return {(role, tw(number)): figure for number, figure in enumerate(figures, 1)}


def test_typed_konsolidasi_of_every_indicator() -> None:
    """Contract section 4: jumlah for four, rata-rata for SK6/2, nilai terakhir for the others."""
    by_kode = {i.kode: i.konsolidasi for i in keputusan().daftar_indikator}
    jumlah = {kode for kode, konsolidasi in by_kode.items() if konsolidasi is Konsolidasi.JUMLAH}
    rerata = {kode for kode, konsolidasi in by_kode.items() if konsolidasi is Konsolidasi.RATA_RATA}
    assert jumlah == {"SK1/1", "SK1/2", "SK2/1", "SK3/4"}
    assert rerata == {"SK6/2"}
    assert set(by_kode.values()) == {
        Konsolidasi.JUMLAH,
        Konsolidasi.RATA_RATA,
        Konsolidasi.NILAI_TERAKHIR,
    }


def test_jumlah_leaves_empty_periods_out() -> None:
    assert _run("SK1/2", _months(1, None, 0, 2, None, None)) == (D(3), ["C6", "E6", "F6"])


def test_rata_rata_divides_by_the_filled_periods() -> None:
    assert _run("SK6/2", _months(80, None, 85, None)) == (D("82.5"), ["C6", "E6"])


def test_nilai_terakhir_is_the_last_filled_period() -> None:
    assert _run("SK5/1", _quarters("3.50", "3.61", None, None)) == (D("3.61"), ["D6"])


def test_zero_is_a_filled_period() -> None:
    assert _run("SK3/5", _months(10, 0)) == (D(0), ["D6"])


def test_a_column_that_says_sd_is_consolidated_already() -> None:
    columns = _quarters(1, 2, 3, None, role=SD)
    assert _run("SK1/2", columns) == (D(3), ["E6"])
    assert _run("SK6/2", columns) == (D(3), ["E6"])


def test_sd_wins_over_the_months_own_figure() -> None:
    assert _run("SK1/2", {R: 1, SD: 4}, bulan=5) == (D(4), ["D6"])


@pytest.mark.parametrize("periode", [TAHUN, Periode(bulan=5)])
def test_monthly_workbook_without_sd_filled(periode: Periode) -> None:
    cells = {(R, periode): 2, SD: None}
    assert _run("SK5/1", cells, bulan=5) == (D(2), ["C6"])
    assert _run("SK1/2", cells, bulan=5) == (None, [])


def test_january_is_its_own_cumulative() -> None:
    assert _run("SK1/2", {R: 2, SD: None}, bulan=1) == (D(2), ["C6"])


def test_a_monthly_workbook_without_sd_column_gives_its_own_figure() -> None:
    assert _run("SK1/2", {R: 2}, bulan=5) == (D(2), ["C6"])


@pytest.mark.parametrize("mark", [None, "-", "N/A"])
def test_nothing_reported_is_not_zero(mark: object) -> None:
    assert _run("SK1/2", _quarters(mark, mark)) == (None, [])


def test_a_mark_after_a_figure_is_left_out() -> None:
    assert _run("SK5/1", _quarters("3.5", "-")) == (D("3.5"), ["C6"])


@pytest.mark.parametrize("broken", ["#REF!", "?", "="])
def test_a_cell_that_cannot_be_read_stops_a_sum_and_a_mean(broken: object) -> None:
    assert _run("SK1/2", _months(1, broken, 2))[0] is None
    assert _run("SK6/2", _months(80, broken))[0] is None


@pytest.mark.parametrize("broken", ["#REF!", "?", "="])
def test_a_cell_that_cannot_be_read_stops_the_last_value_only_when_last(broken: object) -> None:
    assert _run("SK5/1", _quarters(broken, "3.5"))[0] == D("3.5")
    assert _run("SK5/1", _quarters("3.5", broken))[0] is None
    assert _run("SK5/1", _quarters("3.5", broken, role=SD))[0] is None


def test_months_and_triwulan_columns_are_not_counted_twice() -> None:
    cells = {**_months(1, 1, 1), (R, tw(1)): 3, (R, tw(2)): 2}
    assert _run("SK1/2", cells) == (D(5), ["C6", "D6", "E6", "G6"])


def test_the_years_own_column_counts_where_no_period_is_filled() -> None:
    assert _run("SK1/2", {**_quarters(None, None), R: 4}) == (D(4), ["E6"])
    assert _run("SK1/2", {**_quarters(1, None), R: 4}) == (D(1), ["C6"])


def test_a_table_without_realisasi_has_none() -> None:
    assert _run("SK1/2", {Role.TARGET: 1}) == (None, [])


def _by_triwulan(kode: str, isi: Mapping[object, object]) -> list[Decimal | None]:
    found = tabel(Jenis.MONITORING, isi, [{"indikator": kode, **isi}])
    indikator = keputusan().indikator_by_kode(kode)
    assert indikator is not None
    row = found.daftar_baris[0]
    return [consolidate_triwulan(row, indikator, number).realisasi for number in range(1, 5)]


def test_triwulan_are_cumulative_by_the_indicators_rule() -> None:
    assert _by_triwulan("SK1/2", _quarters(1, 0, 2, None)) == [D(1), D(1), D(3), None]
    assert _by_triwulan("SK6/2", _quarters(80, 90, None, 70)) == [D(80), D(85), None, D(80)]
    assert _by_triwulan("SK5/1", _quarters("3.5", "3.6", None, None)) == [
        D("3.5"),
        D("3.6"),
        None,
        None,
    ]


def test_triwulan_from_months_and_from_sd_columns() -> None:
    assert _by_triwulan("SK1/2", _months(1, 0, 1, 2)) == [D(2), D(4), None, None]
    assert _by_triwulan("SK1/2", _quarters(1, 3, None, None, role=SD)) == [D(1), D(3), None, None]


FIGURES = st.lists(
    st.one_of(st.none(), st.decimals("-1E+9", "1E+9", places=3)), min_size=1, max_size=12
)
stable = settings(derandomize=True, deadline=None, max_examples=30)


@stable
@given(figures=FIGURES)
def test_empty_months_change_nothing(figures: list[Decimal | None]) -> None:
    filled = [figure for figure in figures if figure is not None]
    total, mean, last = (_run(kode, _months(*figures))[0] for kode in ("SK1/2", "SK6/2", "SK5/1"))
    if not filled:
        assert (total, mean, last) == (None, None, None)
        return
    assert (total, last) == (sum(filled), filled[-1])
    assert isinstance(mean, Decimal)
    assert abs(mean * len(filled) - sum(filled)) < D("1E-9")
    assert min(filled) <= round(mean, 6) <= max(filled)
