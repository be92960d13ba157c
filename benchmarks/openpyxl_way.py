"""The same work the usual way: openpyxl loads and saves, everything between is ours.

Two loads, as every script needs that reads figures behind formulas and must not lose the formulas.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import openpyxl

from iku_excel.workbook.engine.styles import format_kind
from iku_excel.workbook.port import EMPTY_CELL, Area, Cell, RawValue

DAY = date(2025, 1, 15)


class OpenpyxlSheet:
    """One worksheet as the port has it."""

    def __init__(self, values: Any, formulas: Any) -> None:
        self.values, self.formulas = values, formulas
        self.name: str = values.title
        self.is_visible: bool = values.sheet_state == "visible"

    @cached_property
    def rows(self) -> list[tuple[RawValue, ...]]:
        return list(self.values.iter_rows(values_only=True))

    def grid(self) -> Sequence[Sequence[RawValue]]:
        return self.rows

    def cell(self, row: int, column: int) -> Cell:
        if row > self.values.max_row or column > self.values.max_column:
            return EMPTY_CELL
        shown = self.values.cell(row, column)
        formula = self.formulas.cell(row, column).data_type == "f"
        value = shown.value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = Decimal(repr(value))
        return Cell(
            value,
            is_formula=formula,
            is_uncached=formula and value is None,
            format=format_kind(shown.number_format),
            format_code=shown.number_format,
        )

    @cached_property
    def merged(self) -> Sequence[Area]:
        return [
            Area(r.min_row, r.min_col, r.max_row, r.max_col)
            for r in self.values.merged_cells.ranges
        ]

    def is_hidden_row(self, row: int) -> bool:
        return bool(self.values.row_dimensions[row].hidden)

    def is_hidden_column(self, column: int) -> bool:
        letter = openpyxl.utils.get_column_letter(column)
        return bool(self.values.column_dimensions[letter].hidden)


class OpenpyxlBook:
    """One workbook, loaded twice."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        self.formulas = openpyxl.load_workbook(path)
        values = openpyxl.load_workbook(path, data_only=True)
        names = values.sheetnames
        self.sheets = [OpenpyxlSheet(values[name], self.formulas[name]) for name in names]


def convert_unit(job: tuple[list[str], str]) -> None:
    """Read, count, check, compute and save the workbooks of one unit and year, and its recap."""
    from iku_excel.hosts.batch.rekap_book import rekap_bytes
    from iku_excel.hosts.batch.rekap_build import build_rekap
    from iku_excel.keputusan import load_keputusan
    from iku_excel.pipeline import examine_read, read_source
    from iku_excel.workbook.writer import plan_writes

    paths, target = [Path(path) for path in job[0]], Path(job[1])
    target.mkdir(parents=True)
    decree = load_keputusan()
    books = [OpenpyxlBook(path) for path in paths]
    sources = [read_source(book, decree, None) for book in books]
    report = examine_read(sources, decree, hari_ini=DAY)
    report.to_json()
    kebijakan, daftar = report.dossier.kebijakan, report.dossier.daftar_berkas
    for path, book, hasil in zip(paths, books, daftar, strict=True):
        for sel in plan_writes(book, hasil, kebijakan).daftar_sel:
            book.formulas[sel.lembar][sel.sel].value = sel.value
        book.formulas.save(target / path.name)
    unit = sources[0][0].unit or "Balai Contoh"
    tahun = sources[0][0].tahun or 2024
    rekap = build_rekap(unit, tahun, daftar, report.findings, decree, kebijakan, DAY)
    (target / "Rekap.xlsx").write_bytes(rekap_bytes(rekap))
