"""Data files of the package, read as fast as modules are loaded."""

from __future__ import annotations

import os
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from iku_excel.resources import read_shipped_toml

TEXT = """
nama = "Uji “petik” \\\\ dan 'lain'"
angka = 3.40
banyak = 12
benar = true
hari = 2023-11-01
daftar = [1, "dua", { tiga = 3 }]
[tabel.dalam]
kunci = "nilai"
"""


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    path = tmp_path / "data.toml"
    path.write_text(TEXT, "utf-8")
    return path


def kept(source: Path) -> list[Path]:
    return list((source.parent / "__pycache__").glob("*"))


@pytest.mark.parametrize("exact", [True, False])
def test_read_twice_gives_what_tomllib_gives(source: Path, exact: bool) -> None:
    expected = tomllib.loads(TEXT, parse_float=Decimal if exact else float)
    first = read_shipped_toml(source, exact=exact)
    assert len(kept(source)) == 1
    second = read_shipped_toml(source, exact=exact)
    for found in (first, second):
        assert found == expected
        assert isinstance(found["angka"], Decimal if exact else float)
        assert str(found["angka"]) == ("3.40" if exact else "3.4")


def test_what_is_kept_is_used_and_a_change_is_seen(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_shipped_toml(source)

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("parsed again")

    with monkeypatch.context() as patch:
        patch.setattr(tomllib, "load", refuse)
        assert read_shipped_toml(source)["banyak"] == 12
    source.write_text(TEXT.replace("12", "13"), "utf-8")
    os.utime(source, ns=(1, 1))
    assert read_shipped_toml(source)["banyak"] == 13


def test_damaged_or_foreign_content_is_parsed_again(source: Path) -> None:
    read_shipped_toml(source)
    [file] = kept(source)
    whole = file.read_bytes()
    for content in (b"", b"x" * 100, whole[:-20]):
        file.write_bytes(content)
        assert read_shipped_toml(source)["banyak"] == 12
        assert file.read_bytes() == whole


def test_nothing_is_kept_where_python_keeps_nothing(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert read_shipped_toml(source)["banyak"] == 12
    assert kept(source) == []


def test_a_folder_that_cannot_be_written_is_no_error(source: Path) -> None:
    (source.parent / "__pycache__").write_text("a file in its way")
    assert read_shipped_toml(source)["banyak"] == 12
