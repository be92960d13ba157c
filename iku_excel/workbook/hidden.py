"""Data that a reader of the sheet does not see: hidden rows, columns and sheets of a table."""

from __future__ import annotations

from collections.abc import Iterable

from iku_excel.model import Role, Tabel
from iku_excel.workbook.cells_reading import CellReader
from iku_excel.workbook.region import Region, at


def observe_hidden(region: Region, reader: CellReader, tables: Iterable[Tabel]) -> None:
    """One BK007 for each hidden stretch of each table, at its first cell with data."""
    for tabel in tables:
        if not region.sheet.is_visible:
            _observe_first(region, reader, tabel, _rows(tabel), _columns(tabel), "lembar")
            return
        for stretch in _stretches(_rows(tabel), region.sheet.is_hidden_row):
            _observe_first(region, reader, tabel, stretch, _columns(tabel), "baris")
        columns = [c for c in _columns(tabel)]
        for stretch in _stretches(columns, region.sheet.is_hidden_column):
            _observe_first(region, reader, tabel, _rows(tabel), stretch, "kolom")


def _rows(tabel: Tabel) -> list[int]:
    return [baris.row for baris in tabel.daftar_baris]


def _columns(tabel: Tabel) -> list[int]:
    return [kolom.column for kolom in tabel.daftar_kolom if kolom.role is not Role.OTHER]


def _stretches(numbers: Iterable[int], is_hidden: object) -> Iterable[list[int]]:
    """Runs of hidden rows or columns; what lies between two of them ends a run."""
    assert callable(is_hidden)
    run: list[int] = []
    for number in numbers:
        if is_hidden(number):
            run.append(number)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _observe_first(
    region: Region,
    reader: CellReader,
    tabel: Tabel,
    rows: Iterable[int],
    columns: Iterable[int],
    what: str,
) -> None:
    columns = list(columns)
    for row in rows:
        for column in columns:
            if at(region.grid, row, column) is not None:
                data = {"apa": what, "jenis": str(tabel.jenis)}
                reader.observe("BK007", reader.location(row, column), data)
                return
