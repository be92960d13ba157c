"""The register of checks: codes, names, rules, running, choosing."""

from __future__ import annotations

import inspect
import re
from decimal import Decimal
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest
from model_builders import berkas, dossier

import iku_excel.checks
from iku_excel.checks import data_dukung
from iku_excel.checks.registry import (
    FAMILIES,
    RETIRED,
    all_checks,
    check,
    declare,
    find_check,
    known_prefixes,
    render,
    run_checks,
    select,
    short_place,
)
from iku_excel.errors import UsageError
from iku_excel.finding import Finding, Location, Observation, Severity

CONTRACT = {
    "kesalahan": "BK004 BK005 BK006 BK010 PK001 PK002 PK003 PK006 PK008 PK010 MO001 MO004 MO005 "
    "MO010 TM001 TM002 TM003",
    "peringatan": "BK007 BK009 PK004 PK005 PK009 PK011 MO002 MO006 MO008 MO011 MO012 MO013 CP001 "
    "CP002 CP003",
    "catatan": "BK008 PK007 MO007 MO009",
    "keluar 3": "BK001 BK002 BK003 BK011 BK012 BK013",
}


def _modules() -> list[ModuleType]:
    names = [module.name for module in iter_modules(iku_excel.checks.__path__)]
    return [import_module(f"iku_excel.checks.{name}") for name in names]


@pytest.mark.parametrize("label", list(CONTRACT))
def test_every_code_of_the_contract_has_its_weight(label: str) -> None:
    for kode in CONTRACT[label].split():
        info = find_check(kode)
        assert info is not None, kode
        assert info.label == label, kode


def test_a_function_is_called_check_exactly_when_it_is_registered() -> None:
    registered = {info.function for info in all_checks() if info.function is not None}
    # The codes of raw data come from the counters' own list; their functions are made of it.
    registered -= set(data_dukung.CHECKS)
    named = {
        function
        for module in _modules()
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("check_")
    }
    assert named == registered


def test_every_code_has_a_rule_and_a_way_out() -> None:
    for info in all_checks():
        assert re.fullmatch(r"[A-Z]{2}\d{3}", info.kode)
        assert info.family in FAMILIES
        assert info.aturan.endswith("."), info.kode
        assert info.saran.endswith("."), info.kode
        assert "{" not in info.aturan.replace("{% ", "") + info.saran, info.kode


def test_retired_codes_are_not_registered() -> None:
    assert "MO003" in RETIRED
    assert not {info.kode for info in all_checks()} & set(RETIRED)


def _nothing(_dossier: object) -> tuple[()]:
    return ()


def test_import_refuses_what_is_wrong_with_a_check() -> None:
    def check_something(_dossier: object) -> tuple[()]:
        """Aturan."""
        return ()

    def check_without_rule(_dossier: object) -> tuple[()]:
        return ()

    wrong = [
        ("PK003", check_something),  # taken
        ("MO003", check_something),  # retired
        ("XX001", check_something),  # no family
        ("PK3", check_something),  # no code
        ("PK900", check_without_rule),
        ("PK901", _nothing),  # name
    ]
    before = all_checks()
    for kode, function in wrong:
        with pytest.raises(ValueError):
            check(kode, Severity.ERROR, template="x")(function)
    with pytest.raises(ValueError):
        declare("BK001", "Aturan.")
    assert all_checks() == before


def test_a_gap_in_the_data_is_a_gap_in_the_sentence() -> None:
    assert render("Target {tertulis}, {seharusnya}.", {"tertulis": None}) == "Target …, …."


def test_figures_are_shown_in_indonesian_and_kept_as_decimals() -> None:
    place = Location("b.xlsx", "Data", "B4")
    data = {"tertulis": Decimal("1234.50"), "seharusnya": Decimal("1E+3")}
    data |= {"ditulis": data["tertulis"], "semestinya": data["seharusnya"]}
    book = berkas(observations=(Observation("BD007", place, data),))
    (found,) = [f for f in run_checks(dossier(book)) if f.kode == "BD007"]
    assert "1.234,5" in found.pesan and "1.000" in found.pesan
    assert (found.tertulis, found.seharusnya) == ("1234.5", "1000")


def test_a_place_is_named_as_shortly_as_can_be() -> None:
    place = Location("/folder/a.xlsx", "Data", "B4")
    assert short_place(place, "/folder/a.xlsx") == "Data!B4"
    assert short_place(place, "/folder/b.xlsx") == "a.xlsx › Data!B4"


def test_an_observation_without_a_check_is_shown() -> None:
    place = Location("b.xlsx", "Data", "B4")
    book = berkas(observations=(Observation("BD999", place, {"pesan": "aneh"}),))
    (found,) = [f for f in run_checks(dossier(book)) if f.kode == "BD999"]
    assert (found.location, found.pesan) == (place, "aneh")


def test_findings_are_sorted_by_file_sheet_row_column_and_code() -> None:
    cells = [("PK010", "B10"), ("PK010", "B9"), ("BK010", "B9"), ("BK010", "AA9"), ("BK010", "C9")]
    observed = tuple(Observation(kode, Location("b.xlsx", "L", sel)) for kode, sel in cells)
    found = run_checks(dossier(berkas(observations=observed)))
    assert [(f.kode, f.location.sel) for f in found] == [
        ("BK004", None),
        ("BK010", "B9"),
        ("PK010", "B9"),
        ("BK010", "C9"),
        ("BK010", "AA9"),
        ("PK010", "B10"),
    ]


def _finding(kode: str) -> Finding:
    return Finding(kode, Severity.ERROR, "", Location("b.xlsx"))


def test_choosing_by_code_or_beginning() -> None:
    findings = [_finding(kode) for kode in ("PK003", "PK004", "MO004", "BK008")]

    def codes(pilih: tuple[str, ...], abaikan: tuple[str, ...] = ()) -> list[str]:
        return [f.kode for f in select(findings, pilih, abaikan)]

    assert codes(()) == ["PK003", "PK004", "MO004", "BK008"]
    assert codes(("PK",)) == ["PK003", "PK004"]
    assert codes(("pk003", "MO"), ()) == ["PK003", "MO004"]
    assert codes(("PK",), ("PK004",)) == ["PK003"]
    assert codes((), ("PK", "BK008")) == ["MO004"]


@pytest.mark.parametrize("code", ["PK999", "ZZ", "", "MO003"])
def test_an_unknown_code_is_wrong_usage(code: str) -> None:
    with pytest.raises(UsageError):
        known_prefixes([code])
