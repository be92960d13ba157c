"""A workbook as another program describes it in JSON: what is open in LibreOffice Calc.

The extension runs in LibreOffice's own Python and sends what it sees; here it becomes a port.Book.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from iku_excel.errors import WorkbookError
from iku_excel.numbers import to_decimal
from iku_excel.workbook.port import EMPTY_CELL, Area, Cell, RawValue

_CODES = {"persen": "0.00%", "teks": "@", "tanggal": "yyyy-mm-dd", "waktu": "yyyy-mm-dd hh:mm"}


class SnapshotBook:
    """A port.Book over {"nama", "berkas", "tersimpan", "lembar": [...]} (docs/adr/0083)."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        try:
            self.name = str(document["nama"])
            self.file = Path(document["berkas"]) if document.get("berkas") else None
            self.uses_1904 = bool(document.get("mulai_1904"))
            self.is_saved = bool(document.get("tersimpan"))
            self._sheets = tuple(SnapshotSheet(self, entry) for entry in document["lembar"])
        except (KeyError, TypeError, AttributeError) as error:
            raise WorkbookError(
                "AD020", "Ekstensi Calc dan iku-excel tidak seversi. Pasang ulang keduanya."
            ) from error

    @property
    def path(self) -> str:
        return self.name

    @property
    def folder(self) -> Path | None:
        return self.file.parent if self.file is not None else None

    @property
    def sha256(self) -> str:
        """Of the file, as long as nothing was changed since it was saved; else empty."""
        from iku_excel.workbook.live import digest_of

        return digest_of(self.file, self.is_saved)

    @property
    def sheets(self) -> Sequence[SnapshotSheet]:
        return self._sheets


class SnapshotSheet:
    """A port.Sheet over {"nama", "terlihat", "nilai", "rumus", "galat", "format", ...}."""

    def __init__(self, book: SnapshotBook, entry: Mapping[str, Any]) -> None:
        self.book, self.entry = book, entry
        self.name = str(entry["nama"])
        self.is_visible = bool(entry["terlihat"])
        self.is_protected = bool(entry["dikunci"])
        self.values: list[list[Any]] = entry["nilai"]
        self._formulas = {(row, column) for row, column in entry["rumus"]}
        self._errors = {(row, column): str(text) for row, column, text in entry["galat"]}
        self._rows = set(entry["baris_tersembunyi"])
        self._columns = set(entry["kolom_tersembunyi"])

    @cached_property
    def merged(self) -> Sequence[Area]:
        return tuple(Area(*corners) for corners in self.entry["gabungan"])

    @cached_property
    def _formats(self) -> dict[int, list[tuple[Area, str]]]:
        """Column → areas of a format other than plain numbers."""
        found: dict[int, list[tuple[Area, str]]] = {}
        for *corners, kind in self.entry["format"]:
            area = Area(*corners)
            for column in range(area.first_column, area.last_column + 1):
                found.setdefault(column, []).append((area, str(kind)))
        return found

    def _kind(self, row: int, column: int) -> str:
        for area, kind in self._formats.get(column, ()):
            if area.first_row <= row <= area.last_row:
                return kind
        return "umum"

    @cached_property
    def _grid(self) -> list[list[RawValue]]:
        rows: list[list[RawValue]] = []
        for row, line in enumerate(self.values, 1):
            rows.append([self._plain(row, column, v) for column, v in enumerate(line, 1)])
        return rows

    def _plain(self, row: int, column: int, value: Any) -> RawValue:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if self._kind(row, column) in ("tanggal", "waktu", "logika"):
                found: RawValue = self.cell(row, column).value
                return found
        return None if value == "" else value

    def grid(self) -> Sequence[Sequence[RawValue]]:
        return self._grid

    def cell(self, row: int, column: int) -> Cell:
        value = self._raw(row, column)
        kind = self._kind(row, column)
        code = _CODES.get(kind, "General")
        is_formula = (row, column) in self._formulas
        error = self._errors.get((row, column))
        if value is None and error is None and not is_formula and kind == "umum":
            return EMPTY_CELL
        from iku_excel.workbook.engine.styles import format_kind

        form = format_kind(code)
        if error is not None:
            return Cell(None, is_formula, False, error, form, code)
        return Cell(self._exact(value, kind, code), is_formula, False, None, form, code)

    def _raw(self, row: int, column: int) -> Any:
        if 1 <= row <= len(self.values) and 1 <= column <= len(self.values[row - 1]):
            return self.values[row - 1][column - 1]
        return None

    def _exact(self, value: Any, kind: str, code: str) -> Any:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return None if value == "" else value
        if kind == "logika" and value in (0, 1):
            return bool(value)
        figure = to_decimal(repr(float(value)).removesuffix(".0"))
        if kind in ("tanggal", "waktu"):
            from iku_excel.workbook.engine.decode import from_serial

            moment = from_serial(figure, code, self.book.uses_1904)
            return figure if moment is None else moment
        return figure

    def is_hidden_row(self, row: int) -> bool:
        return row in self._rows

    def is_hidden_column(self, column: int) -> bool:
        return column in self._columns
