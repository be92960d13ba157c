"""A `;` text file behind the same protocol as a workbook: one sheet, every cell a text."""

from __future__ import annotations

import csv
import hashlib
import stat
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from iku_excel.errors import WorkbookError
from iku_excel.workbook.port import EMPTY_CELL, Area, Cell, RawValue

_ENCODINGS = ("utf-8-sig", "cp1252")
_MAX_BYTES = 200_000_000
_MAX_COLUMNS, _MAX_ROWS = 16_384, 1_048_576


class CsvSheet:
    """The file's only sheet, named after the file."""

    def __init__(self, name: str, rows: Sequence[Sequence[RawValue]]) -> None:
        self.name = name
        self.is_visible = True
        self.merged: Sequence[Area] = ()
        self._rows = rows

    def grid(self) -> Sequence[Sequence[RawValue]]:
        return self._rows

    def cell(self, row: int, column: int) -> Cell:
        if 1 <= row <= len(self._rows) and 1 <= column <= len(self._rows[row - 1]):
            value = self._rows[row - 1][column - 1]
            return Cell(value=value) if isinstance(value, str) and value else EMPTY_CELL
        return EMPTY_CELL

    def is_hidden_row(self, row: int) -> bool:
        return False

    def is_hidden_column(self, column: int) -> bool:
        return False


class CsvBook:
    """Raises WorkbookError BK001 for what is no text file, BK011 for an absurd size."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode):
                raise WorkbookError("BK001", "Ini bukan berkas CSV.")
            if status.st_size > _MAX_BYTES:
                raise WorkbookError("BK011", "Berkas CSV terlalu besar untuk dibaca.")
            raw = path.read_bytes()
        except OSError as error:
            raise WorkbookError("BK001", "Berkas CSV tidak dapat dibuka.") from error
        if b"\0" in raw:
            raise WorkbookError("BK001", "Berkas ini bukan CSV; simpan sebagai CSV UTF-8.")
        self.sha256 = hashlib.sha256(raw).hexdigest()
        self._raw = raw

    @cached_property
    def sheets(self) -> Sequence[CsvSheet]:
        text = _decode(self._raw)
        first = text.split("\n", 20)[:20]
        delimiter = max(";,\t", key=lambda d: sum(line.count(d) for line in first))
        try:
            rows: list[list[str | None]] = []
            for record in csv.reader(text.splitlines(), delimiter=delimiter):
                if len(record) > _MAX_COLUMNS or len(rows) > _MAX_ROWS:
                    raise WorkbookError("BK011", "Berkas CSV melewati ukuran lembar Excel.")
                rows.append([value.strip() or None for value in record])
        except csv.Error as error:
            raise WorkbookError("BK001", "Berkas CSV rusak; unduh ulang dari SAKTI.") from error
        return (CsvSheet(Path(self.path).stem, rows),)


def _decode(raw: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
