"""Realisasi and target to capaian: formulas, limits, empty, not applicable, target 0."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iku_excel.compute.capaian import compute_capaian
from iku_excel.compute.kebijakan import BAKU, parse_kebijakan
from iku_excel.compute.presisi import quantize
from iku_excel.model import Kebijakan, Klasifikasi, Status

D = Decimal
TANPA_BATAS = parse_kebijakan("tanpa-batas")
MAKSIMASI, MINIMASI, STABILISASI = Klasifikasi


@pytest.mark.parametrize(
    ("realisasi", "target", "klasifikasi", "expected"),
    [
        ("5.15", "18.64", MAKSIMASI, "27.63"),
        ("6.5", "7", MINIMASI, "107.14"),
        ("9", "8", MINIMASI, "87.50"),
        ("70", "80", MAKSIMASI, "87.50"),
        ("92", "90", MAKSIMASI, "102.22"),
        ("19590231077", "28600000000", MAKSIMASI, "68.50"),
        ("12.5", "15", MAKSIMASI, "83.33"),
        ("-5", "2", MAKSIMASI, "-250.00"),
        ("0", "2", MINIMASI, "200.00"),
        ("4", "2", MINIMASI, "0.00"),
        ("90", "100", STABILISASI, "90.00"),
        ("110", "100", STABILISASI, "90.00"),
        ("100", "100", STABILISASI, "100.00"),
        ("0.00125", "1", MAKSIMASI, "0.13"),
    ],
)
def test_published_figures(
    realisasi: str, target: str, klasifikasi: Klasifikasi, expected: str
) -> None:
    capaian = compute_capaian(D(realisasi), D(target), klasifikasi, TANPA_BATAS)
    assert capaian.mentah is not None
    assert str(quantize(capaian.mentah, 2)) == expected
    assert capaian.nilai == capaian.mentah


def test_the_capped_and_the_raw_figure_are_both_kept() -> None:
    capaian = compute_capaian(D(30), D(10), MAKSIMASI, BAKU)
    assert (capaian.nilai, capaian.mentah, capaian.status) == (D(120), D(300), Status.TERCAPAI)


def test_negative_growth_is_floored_and_kept_raw() -> None:
    capaian = compute_capaian(D(-5), D(2), MAKSIMASI, BAKU)
    assert (capaian.nilai, capaian.mentah) == (D(0), D(-250))


@pytest.mark.parametrize(
    ("policy", "nilai"),
    [("baku", "120"), ("batas-100", "100"), ("batas-110", "110"), ("tanpa-batas", "300")],
)
def test_the_limit_is_the_policys(policy: str, nilai: str) -> None:
    assert compute_capaian(D(3), D(1), MAKSIMASI, parse_kebijakan(policy)).nilai == D(nilai)


def test_zero_is_a_number_and_empty_is_not() -> None:
    zero = compute_capaian(D(0), D(10), MAKSIMASI, BAKU)
    empty = compute_capaian(None, D(10), MAKSIMASI, BAKU)
    assert (zero.nilai, zero.status) == (D(0), Status.BELUM_TERCAPAI)
    assert (empty.nilai, empty.mentah, empty.status) == (None, None, Status.BELUM_DILAPORKAN)
    assert empty.alasan


def test_not_applicable_wins_over_a_realisasi() -> None:
    capaian = compute_capaian(D(5), D(1), MAKSIMASI, BAKU, is_berlaku=False)
    assert (capaian.nilai, capaian.status) == (None, Status.TIDAK_BERLAKU)


@pytest.mark.parametrize("target", [None, D(0), D("0.00"), D(-3)])
def test_without_a_positive_target_capaian_is_undefined(target: Decimal | None) -> None:
    capaian = compute_capaian(D(5), target, MAKSIMASI, BAKU)
    assert (capaian.nilai, capaian.mentah) == (None, None)
    assert capaian.status is Status.TIDAK_DAPAT_DIHITUNG
    assert capaian.alasan


def test_target_zero_met_by_zero_is_100_only_by_an_explicit_setting() -> None:
    asked = Kebijakan(target_nol_realisasi_nol="100")
    assert compute_capaian(D(0), D(0), MAKSIMASI, BAKU).nilai is None
    assert compute_capaian(D(0), D(0), MAKSIMASI, asked).nilai == D(100)
    assert compute_capaian(D(1), D(0), MAKSIMASI, asked).nilai is None


@pytest.mark.parametrize("klasifikasi", list(Klasifikasi))
def test_empty_as_zero_is_zero_percent_in_every_polarity(klasifikasi: Klasifikasi) -> None:
    capaian = compute_capaian(None, D(8), klasifikasi, Kebijakan(realisasi_kosong="nol"))
    assert (capaian.nilai, capaian.status) == (D(0), Status.BELUM_DILAPORKAN)


def test_the_verdict_is_on_the_unrounded_figure() -> None:
    just_below = compute_capaian(D("3.505"), D("3.51"), MAKSIMASI, BAKU)
    rounds_to_100 = compute_capaian(D("99.999"), D(100), MAKSIMASI, BAKU)
    assert just_below.status is Status.BELUM_TERCAPAI
    assert rounds_to_100.status is Status.BELUM_TERCAPAI


def test_figures_longer_than_the_default_precision() -> None:
    capaian = compute_capaian(D("9.99E+307"), D("1E-300"), MAKSIMASI, TANPA_BATAS)
    assert capaian.mentah is not None
    assert quantize(capaian.mentah, 2) == D("9.99E+609")


POSITIVE = st.decimals("0.0001", "1E+12", places=4)
ANY = st.decimals("-1E+12", "1E+12", places=4)
stable = settings(derandomize=True, deadline=None, max_examples=100)


@stable
@given(realisasi=ANY, target=POSITIVE)
def test_maksimasi_is_reached_exactly_when_the_target_is(
    realisasi: Decimal, target: Decimal
) -> None:
    capaian = compute_capaian(realisasi, target, MAKSIMASI, BAKU)
    assert (capaian.status is Status.TERCAPAI) == (realisasi >= target)
    assert capaian.nilai is not None and 0 <= capaian.nilai <= 120


@stable
@given(realisasi=ANY, target=POSITIVE)
def test_minimasi_is_reached_exactly_when_not_above_the_target(
    realisasi: Decimal, target: Decimal
) -> None:
    capaian = compute_capaian(realisasi, target, MINIMASI, BAKU)
    assert (capaian.status is Status.TERCAPAI) == (realisasi <= target)


@stable
@given(difference=POSITIVE, target=POSITIVE)
def test_stabilisasi_is_symmetric_and_best_at_the_target(
    difference: Decimal, target: Decimal
) -> None:
    above = compute_capaian(target + difference, target, STABILISASI, TANPA_BATAS)
    below = compute_capaian(target - difference, target, STABILISASI, TANPA_BATAS)
    assert above.mentah == below.mentah
    assert above.mentah is not None and above.mentah < 100
