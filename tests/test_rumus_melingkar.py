"""`--sebagai rumus` where the realisasi looks at the capaian: a formula would go in a circle."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from recalculated import figures, formulas
from test_rumus import hitung, monitoring, row

from iku_excel.hosts.cli import main
from iku_excel.workbook.engine import Formula, circular_formulas, edit_workbook

OURS = "=ROUND(MAX(0,MIN(120,E{0}/D{0}*100)),2)"


def with_formulas(book: Path, texts: dict[str, str], cached: int = 12) -> Path:
    """Formulas with a result on sheet M; "Lain!A1" for another sheet."""
    cells = {}
    for place, text in texts.items():
        sheet, _, ref = place.rpartition("!")
        cells[sheet or "M", ref] = Formula(text, Decimal(cached))
    edit_workbook(book, book, cells)
    return book


def tetap_nilai(book: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    capsys.readouterr()
    assert main(["hitung", str(book), "--sebagai", "rumus", "--json"]) in (0, 1)
    (berkas,) = json.loads(capsys.readouterr().out)["berkas"]
    return [(item["lembar"], item["sel"]) for item in berkas.get("tetap_nilai", [])]


def two_rows(folder: Path, **more: Any) -> Path:
    return monitoring(folder / "b.xlsx", row("SK3/2", 15, 12), row("SK8/1", 76, 80), **more)


@pytest.mark.parametrize(
    "texts",
    [
        {"E4": "IF(F4>0,12,12)"},
        {"E4": "IF(ISNUMBER($F$4),12,12)"},
        {"E4": "IF(SUM(F1:F9)>0,12,12)"},
        {"E4": "IF(SUM(F:F)>0,12,12)"},
        {"E4": "H4", "H4": "IF(F4>0,12,12)"},
        {"E4": 'IF(ISNUMBER(INDIRECT("F"&4)),12,12)'},
    ],
)
def test_realisasi_that_looks_at_the_capaian(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], texts: dict[str, str]
) -> None:
    book = with_formulas(two_rows(tmp_path), texts)
    assert tetap_nilai(book, capsys) == [("M", "F4")]
    assert formulas(book) == {
        **{("M", ref): f"={text}" for ref, text in texts.items()},
        ("M", "F5"): OURS.format(5),
    }
    assert figures(book)["M", "F4"] == 80


def test_a_circle_over_another_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from book_maker import SheetMade, make_book
    from test_rumus import HEADER

    rows = [["MONITORING TAHUN 2024"], [], HEADER, row("SK3/2", 15, 12)]
    book = make_book(tmp_path / "b.xlsx", {"M": SheetMade(rows), "Lain": [["x", 1]]})
    with_formulas(book, {"E4": "Lain!B1", "Lain!B1": "IF(M!F4>0,12,12)"})
    assert tetap_nilai(book, capsys) == [("M", "F4")]
    assert ("M", "F4") not in formulas(book)


@pytest.mark.parametrize(
    "text", ["IF(F5>0,12,12)", "SUM(D4,-3)", "IF(SUM(F5:F9)>0,12,12)", "IF(D4>0,12,12)"]
)
def test_realisasi_that_looks_elsewhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    book = with_formulas(two_rows(tmp_path), {"E4": text})
    assert tetap_nilai(book, capsys) == []
    assert formulas(book)["M", "F4"] == OURS.format(4)


def test_only_the_cell_in_the_circle_stays_a_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """F5 hangs on the circle of row 4 and is not in it."""
    book = with_formulas(two_rows(tmp_path), {"E4": "IF(F4>0,12,12)"})
    with_formulas(book, {"E5": "IF(F4>0,80,80)"}, 80)
    assert tetap_nilai(book, capsys) == [("M", "F4")]
    assert formulas(book)["M", "F5"] == OURS.format(5)


def test_values_need_no_such_care(tmp_path: Path) -> None:
    book = with_formulas(two_rows(tmp_path), {"E4": "IF(F4>0,12,12)"})
    hitung(book)
    assert figures(book)["M", "F4"] == 80


def test_engine_names_those_that_look_at_themselves(tmp_path: Path) -> None:
    book = with_formulas(two_rows(tmp_path), {"E4": "F4", "E5": "F4"})
    asked = {("M", "F4"): "E4", ("M", "F5"): "E5", ("M", "G4"): "G4+1", ("M", "G5"): "G4"}
    assert circular_formulas(book, asked) == {("M", "F4"), ("M", "G4")}
    assert circular_formulas(book, {}) == frozenset()
