"""Family CP: written against computed, target 0, verdicts that hang on rounding."""

from __future__ import annotations

import pytest
from model_builders import SD, berkas, dossier, hasil, rincian, tabel, tw

from iku_excel.checks.registry import run_checks
from iku_excel.compute.kebijakan import parse_kebijakan
from iku_excel.model import BerkasHasil, Jenis, Role

MON = Jenis.MONITORING
R, T, C = Role.REALISASI, Role.TARGET, Role.CAPAIAN
Found = list[tuple[str, str | None]]


def _codes(*files: object, policy: str = "baku", family: str = "CP") -> Found:
    kebijakan = parse_kebijakan(policy)
    found = run_checks(dossier(*files, kebijakan=kebijakan))
    return [(f.kode, f.location.sel) for f in found if f.kode.startswith(family)]


def _written(
    capaian: object, sd: object = "12.5", target: object = 15, policy: str = "baku"
) -> Found:
    row = {"indikator": "SK3/1", T: target, SD: sd, C: capaian}
    return _codes(berkas(tabel(MON, [T, SD, C], [row], bulan=12)), policy=policy)


@pytest.mark.parametrize("capaian", ["83.33", "83.3333333333333", None, "-", "?", "#REF!"])
def test_cp001_equal_when_rounded_by_the_policy_or_not_written(capaian: object) -> None:
    assert _written(capaian) == []


@pytest.mark.parametrize("capaian", ["83.3", "83.34", "0.8333", "83"])
def test_cp001_differs(capaian: object) -> None:
    assert _written(capaian) == [("CP001", "E6")]


def test_cp001_uses_the_policys_limit_and_places() -> None:
    assert _written("200", sd=30) == [("CP001", "E6")]
    assert _written("200", sd=30, policy="tanpa-batas") == []
    assert _written("83.3", policy="pembulatan=1") == []


def test_cp001_binary_noise_at_a_half() -> None:
    # 0.83335 * 100 in Excel is 83.33499999999999; exactly it is 83.335, which rounds up.
    row = {"indikator": "SK4/2", T: 93, SD: "77.50155", C: "83.33499999999999"}
    assert _codes(berkas(tabel(MON, [T, SD, C], [row], bulan=12))) == []


def test_cp001_a_formula_over_an_empty_realisasi_shows_zero() -> None:
    assert _written(0, sd=None) == []
    assert _written(50, sd=None) == [("CP001", "E6")]


def test_cp001_per_triwulan_and_against_the_year() -> None:
    year = Role.CAPAIAN_TERHADAP_TAHUN
    keys = [T, *((role, tw(1)) for role in (T, R, C, year)), Role.CAPAIAN_MENTAH]
    row = {"indikator": "SK3/1", T: 15, (T, tw(1)): 3, (R, tw(1)): 6, (C, tw(1)): 120}
    good = {**row, (year, tw(1)): 40, Role.CAPAIAN_MENTAH: 40}
    bad = {**row, (C, tw(1)): 200, (year, tw(1)): 41, Role.CAPAIAN_MENTAH: 42}
    assert _codes(berkas(tabel(MON, keys, [good], bentuk=4))) == []
    assert _codes(berkas(tabel(MON, keys, [bad], bentuk=4))) == [
        ("CP001", "F6"),
        ("CP001", "G6"),
        ("CP001", "H6"),
    ]


def test_cp001_names_the_other_target_that_the_figure_is_right_against() -> None:
    row = {"indikator": "SK3/1", T: 15, (T, tw(3)): 11, SD: 8}
    for written, named in (("72.73", True), ("80", False)):
        file = berkas(tabel(MON, [T, (T, tw(3)), SD, C], [{**row, C: written}], bulan=9))
        (found,) = (f for f in run_checks(dossier(file)) if f.kode == "CP001")
        assert (found.location.sel, " 11" in found.pesan) == ("F6", named)


def test_cp002_target_zero() -> None:
    assert _written(None, target=0) == [("CP002", "C6")]
    assert _written(None, target="-1") == [("CP002", "C6")]


def test_cp002_not_for_a_triwulan_in_which_nothing_was_planned() -> None:
    keys = [T, *((role, tw(n)) for n in range(1, 5) for role in (T, R))]
    row = {"indikator": "SK1/2", T: 1, (T, tw(1)): 0, (R, tw(1)): 0, (T, tw(4)): 1, (R, tw(4)): 1}
    assert _codes(berkas(tabel(MON, keys, [row], bentuk=4))) == []


@pytest.mark.parametrize(
    ("kode", "target", "sd", "expected"),
    [
        ("SK7/1", "3.51", "3.505", True),  # prints as 3,51
        ("SK7/1", "3.51", "3.5049", False),
        ("SK7/1", "3.51", "3.51", False),
        ("SK4/2", "93", "92.996", True),  # 99,9957 percent prints as 100,00
        ("SK4/2", "93", "92.9", False),
        ("SK7/1", "3.514", "3.514", True),  # prints as 3,51: reached only before rounding
        ("SK3/1", "15", "30", False),
        ("SK2/1", "1", "0.6", False),  # the policy's decimals count, not those of a count
        ("SK2/1", "1", "0.996", True),
    ],
)
def test_cp003_the_verdict_hangs_on_rounding(
    kode: str, target: str, sd: str, expected: bool
) -> None:
    form = tabel(MON, [T, SD], [{"indikator": kode, T: target, SD: sd}], bulan=12)
    assert _codes(berkas(form)) == ([("CP003", "D6")] if expected else [])


def test_cp003_of_raw_data_is_told_at_its_header() -> None:
    counted: BerkasHasil = hasil(berkas(), rincian("SK7/1", "3.5351"))
    assert _codes(counted) == [("CP003", "A1")]


@pytest.mark.parametrize(
    "figure", ["9.99E+307", "-9.99E+307", "1E-307", "123456789012345678901234567890.12"]
)
@pytest.mark.parametrize("kode", ["SK3/2", "SK5/1", "SK1/2", "SK6/2"])
def test_absurd_figures_are_judged_like_others(kode: str, figure: str) -> None:
    keys = [T, *((role, tw(number)) for number in (1, 2) for role in (T, R, C)), R, C]
    row = {"indikator": kode, **dict.fromkeys(keys, figure), T: figure, R: figure, C: figure}
    book = hasil(berkas(tabel(MON, keys, [row], bentuk=4, tahun=2022)), rincian(kode, "3.3"))
    found = run_checks(dossier(book))
    assert ("MO005", "C6") in [(f.kode, f.location.sel) for f in found]
