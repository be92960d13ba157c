"""A workbook in memory for the tests of raw data: rows as lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from iku_excel.bukti import count_book
from iku_excel.bukti.temuan import DAFTAR_TEMUAN
from iku_excel.keputusan import load_keputusan
from iku_excel.model import Berkas, Keputusan, Rincian
from iku_excel.numbers import to_decimal
from iku_excel.workbook.port import EMPTY_CELL, Area, Cell, Format, RawValue

TEMPLATES = {temuan.kode: temuan.template for temuan in DAFTAR_TEMUAN}


@dataclass
class FakeSheet:
    """`special` gives cells that a grid cannot tell: errors, formulas without value, formats."""

    name: str
    rows: Sequence[Sequence[RawValue]]
    merged: Sequence[Area] = ()
    is_visible: bool = True
    special: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    def grid(self) -> Sequence[Sequence[RawValue]]:
        return self.rows

    def cell(self, row: int, column: int) -> Cell:
        found = self.special.get((row, column))
        if found is not None:
            return found
        if not (1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1])):
            return EMPTY_CELL
        value = self.rows[row - 1][column - 1]
        if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool)):
            return Cell(value=to_decimal(value))
        return Cell(value=value)

    def is_hidden_row(self, row: int) -> bool:
        return row in self.hidden_rows

    def is_hidden_column(self, column: int) -> bool:
        return column in self.hidden_columns


@dataclass
class FakeBook:
    sheets: Sequence[FakeSheet]
    path: str = "data.xlsx"
    sha256: str = ""


@lru_cache(maxsize=1)
def keputusan() -> Keputusan:
    return load_keputusan()


def with_settings(kode: str, **pengaturan: Any) -> Keputusan:
    """The decree with other settings of one indikator."""
    decree = keputusan()
    daftar = tuple(
        replace(i, pengaturan={**i.pengaturan, **pengaturan}) if i.kode == kode else i
        for i in decree.daftar_indikator
    )
    return replace(decree, daftar_indikator=daftar)


def berkas(tahun: int | None = 2024, **fields: Any) -> Berkas:
    defaults: dict[str, Any] = {
        "path": "data.xlsx", "sha256": "", "jenis": None, "bulan": None, "unit": None,
    }  # fmt: skip
    return Berkas(tahun=tahun, **{**defaults, **fields})


def count(
    *sheets: FakeSheet, tahun: int | None = 2024, decree: Keputusan | None = None, **fields: Any
) -> dict[str, Rincian]:
    """Indikator → Rincian of a book with these sheets."""
    book = FakeBook(sheets)
    found = count_book(book, berkas(tahun, **fields), decree or keputusan(), tahun)
    for observation in (o for rincian in found for o in rincian.observations):
        if observation.kode.startswith("BD"):
            # Every message has all it needs, whatever the test is about.
            TEMPLATES[observation.kode].format(**observation.data)
    return {rincian.indikator: rincian for rincian in found}


def count_rows(
    kode: str,
    header: Sequence[RawValue],
    *rows: Sequence[RawValue],
    name: str | None = None,
    titles: Sequence[str] = (),
    tahun: int = 2024,
    decree: Keputusan | None = None,
    special: Mapping[tuple[int, int], Cell] | None = None,
) -> Rincian:
    """One table on one sheet named after the code ("SK3.1")."""
    grid: list[Sequence[RawValue]] = [[title] for title in titles]
    sheet = FakeSheet(name or kode.replace("/", "."), [*grid, header, *rows], special=special or {})
    return count(sheet, tahun=tahun, decree=decree)[kode]


def codes(rincian: Rincian) -> list[tuple[str, str | None]]:
    """(code, cell) of every observation, sorted."""
    return sorted((o.kode, o.location.sel) for o in rincian.observations)


def cells(daftar: Sequence[Any]) -> list[str | None]:
    """The cells of rows of a derivation."""
    return [baris.location.sel for baris in daftar]


def d(text: str) -> datetime:
    return datetime.fromisoformat(text)


def percent_cell(value: str) -> Cell:
    return Cell(value=Decimal(value), format=Format.PERCENT, format_code="0.00%")


def error_cell(text: str = "#REF!") -> Cell:
    return Cell(error=text, is_formula=True)


UNCACHED = Cell(is_formula=True, is_uncached=True)
DAY = date(2024, 5, 2)
