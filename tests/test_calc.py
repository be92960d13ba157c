"""The buttons in a real LibreOffice: clicked, computed, marked, undone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from calc_office import CalcOffice

from iku_excel.resources import samples_path

pytestmark = pytest.mark.berat

SAMPLE = samples_path() / "sah" / "bulanan" / "Monitoring_2024_07.xlsx"
CAPAIAN = [
    "100.00", "", "100.00", "", "91.00", "88.00", "101.80", "96.77", "101.14", "", "", "104.53", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def screen() -> Iterator[CalcOffice]:
    office = CalcOffice(screen=True)
    yield office
    office.close()


@pytest.fixture
def juli(screen: CalcOffice) -> Iterator[CalcOffice]:
    """The sample for July on the screen."""
    screen.ask("open", path=str(screen.place(SAMPLE)))
    screen.ask("show", sheet="Juli", address="H9")
    yield screen
    screen.ask("close")


def capaian(office: CalcOffice) -> list[str]:
    return [row[0] for row in office.ask("strings", sheet="Juli", address="H9:H21")]


def wait_for(probe: Any, wanted: Any) -> None:
    end = time.monotonic() + 30
    while (found := probe()) != wanted:
        assert time.monotonic() < end, found
        time.sleep(0.2)


def click(office: CalcOffice, label: str) -> None:
    x, y = office.ask("button", name=label)
    office.xdo("mousemove", str(x), str(y), "click", "1")


def picture(office: CalcOffice, name: str) -> None:
    """Kept where CI collects what a person may want to see."""
    office.screenshot(Path(os.environ.get("IKU_ARTEFAK", "build/artefak")) / name)


def test_a_click_on_the_toolbar_computes_and_ctrl_z_takes_it_back(juli: CalcOffice) -> None:
    click(juli, "Hitung Capaian")
    wait_for(lambda: capaian(juli), CAPAIAN)
    time.sleep(1)
    picture(juli, "calc-hitung.png")
    juli.xdo("key", "Return")
    assert juli.ask("titles") == ["IKU: Hitung Capaian"]
    time.sleep(0.5)
    juli.xdo("key", "ctrl+z")
    wait_for(lambda: capaian(juli), [""] * 13)
    assert juli.ask("titles") == []


def test_findings_are_marked_and_taken_off_again(juli: CalcOffice) -> None:
    juli.ask("unprotect", sheet="Juli")
    juli.ask("set", sheet="Juli", address="E12", value=99, note="dari Bu Sri")
    juli.ask("set", sheet="Juli", address="G9", value="tidak tahu")
    own = juli.ask("look", sheet="Juli", address="G9")
    juli.ask("dispatch", command="periksa")
    assert juli.ask("sheets") == ["Identitas", "Juli", "Temuan"]
    assert juli.ask("strings", sheet="Temuan", address="C5:E5") == [["BK010", "Juli", "G9"]]
    assert juli.ask("links", sheet="Temuan", address="E5") == ["#'Juli'.G9"]
    marked = juli.ask("look", sheet="Juli", address="E12")
    assert marked["note"].startswith("IKU: ") and marked["note"].endswith("dari Bu Sri")
    assert marked["colour"] == 0xF8CBAD
    assert juli.ask("look", sheet="Juli", address="G9")["colour"] == 0xF8CBAD
    juli.ask("dispatch", command="periksa")  # again: renewed, not piled up
    assert juli.ask("sheets") == ["Identitas", "Juli", "Temuan"]
    assert juli.ask("look", sheet="Juli", address="E12")["note"].count("IKU: ") == 1
    picture(juli, "calc-periksa.png")
    juli.ask("dispatch", command="hapus-tanda")
    assert juli.ask("sheets") == ["Identitas", "Juli"]
    assert juli.ask("look", sheet="Juli", address="E12")["note"] == "dari Bu Sri"
    assert juli.ask("look", sheet="Juli", address="G9") == own


def test_each_command_is_one_undo_step(juli: CalcOffice) -> None:
    for command in ("hitung", "periksa", "rincian"):
        juli.ask("dispatch", command=command)
    assert juli.ask("titles") == ["IKU: Periksa", "IKU: Hitung Capaian"]
    juli.ask("dispatch", command="batalkan")
    assert juli.ask("sheets") == ["Identitas", "Juli"]
    assert capaian(juli) == CAPAIAN
    juli.ask("dispatch", command="batalkan")
    assert capaian(juli) == [""] * 13
    juli.ask("set", sheet="Juli", address="J9", value="punya saya")
    juli.ask("dispatch", command="batalkan")  # not our step: nothing happens
    assert juli.ask("strings", sheet="Juli", address="J9") == [["punya saya"]]


def test_a_formula_and_a_locked_cell_are_respected(juli: CalcOffice) -> None:
    juli.ask("set", sheet="Juli", address="H9", formula="=1+1")
    juli.ask("dispatch", command="hitung")
    assert juli.ask("formula", sheet="Juli", address="H9") == "=1+1"
    assert capaian(juli)[4] == "91.00"


def test_what_is_saved_is_what_the_file_route_writes(juli: CalcOffice, tmp_path: Path) -> None:
    from iku_excel.hosts.file_host import run_on_file
    from iku_excel.workbook.engine import open_book

    juli.ask("dispatch", command="hitung")
    stored = juli.home / "kerja" / "hasil.xlsx"
    juli.ask("store", path=str(stored))
    own = tmp_path / SAMPLE.name
    own.write_bytes(SAMPLE.read_bytes())
    run_on_file(own, "hitung")
    found = []
    for path in (own, stored):
        with open_book(path) as book:
            sheet = next(sheet for sheet in book.sheets if sheet.name == "Juli")
            found.append([sheet.cell(r, c).value for r in range(9, 22) for c in (8, 9)])
    assert found[0] == found[1]
