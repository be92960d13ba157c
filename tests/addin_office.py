"""What the tests of the buttons share: a workbook open in the model of Excel, clicks, dialogs."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import com_model
import openpyxl
import pytest

from iku_excel.hosts import addin
from iku_excel.resources import samples_path

SAMPLES = samples_path() / "sah"
NAME = "Monitoring_2024_07.xlsx"


@pytest.fixture(autouse=True)
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKU_FOLDER", str(tmp_path / "pengaturan"))
    monkeypatch.setenv("IKU_HARI_INI", "2025-01-15")
    monkeypatch.setattr(addin, "show_file", lambda path: None)


@pytest.fixture
def juli(tmp_path: Path) -> Path:
    """The sample for July, without protection, so that cells take notes too."""
    return open_up(SAMPLES / "bulanan" / NAME, tmp_path / "kerja" / NAME)


def open_up(source: Path, target: Path) -> Path:
    """A copy without protection, so that cells take notes too."""
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(_unprotected(source))
    return target


@cache
def _unprotected(source: Path) -> bytes:
    book = openpyxl.load_workbook(source)
    for sheet in book:
        sheet.protection.sheet = False
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def click(perintah: str, name: str = NAME, hwnd: int = com_model.HWND) -> int:
    return addin.main([perintah, f"--wb={name}", "--from_xl=1", f"--hwnd={hwnd}"])


def said() -> str:
    """The one dialog of the last click."""
    assert len(com_model.alerts) == 1
    text, title = com_model.alerts.pop()
    assert title == "IKU"
    return text


def values(book: Any, sheet: str, address: str) -> list[Any]:
    found: list[Any] = book.sheets[sheet].range(address).options(ndim=1, empty=None).value
    return found
