"""Workbooks recalculated by LibreOffice, whatever results are stored in them; for heavy tests."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest

_ALWAYS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
    '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>'
    "</oor:items>"
)


def recalculate(paths: Iterable[Path], folder: Path) -> dict[str, Path]:
    """{name: the file as LibreOffice calculates and saves it}. Names must differ."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail("LibreOffice (soffice) is missing")
    user = folder / "profil" / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(_ALWAYS, encoding="utf-8")
    given, out = list(paths), folder / "dihitung"
    assert len({path.name for path in given}) == len(given)
    subprocess.run(
        [program, f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless"]
        + ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out)]
        + [str(path) for path in given],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {path.name: out / path.name for path in given}


def figures(path: Path) -> dict[tuple[str, str], Decimal | str | None]:
    """{(sheet, cell): stored value}; numbers as the shortest decimal of the double."""
    from openpyxl import load_workbook

    book = load_workbook(path, data_only=True)
    found: dict[tuple[str, str], Decimal | str | None] = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                value = cell.value
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    found[sheet.title, cell.coordinate] = Decimal(repr(value))
                elif value is not None:
                    found[sheet.title, cell.coordinate] = str(value)
    return found


def formulas(path: Path) -> dict[tuple[str, str], str]:
    """{(sheet, cell): formula with "="}."""
    from openpyxl import load_workbook

    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    }
