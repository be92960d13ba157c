"""Open a workbook for reading: python-calamine for values, our own scan for what it does not tell.

Calamine gives "" for errors, blanks and formulas without a stored value alike, knows no percent
formats and no hidden rows, and gives up a whole sheet at one unknown error value; then our scanner
reads the sheet instead.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from types import TracebackType
from typing import Any

from ...errors import WorkbookError
from ..port import EMPTY_CELL, Area, Cell, RawValue
from .decode import CellReader, UsualCell
from .extent import is_sparse
from .opc import SheetEntry, WorkbookPackage
from .package import Entry, too_large
from .sheetxml import CellSpan, RowSpan, SheetXml, is_true
from .styles import Styles
from .xmlscan import elements

MAX_EMPTY_ROWS = 10_000_000
"""Rows without anything before stray cells, in all sheets of a book together."""

MAX_CELLS = 40_000_000
"""Cells of one sheet that our own scanner holds at most."""

_UNVERIFIED = 300_000
"""Compressed bytes that cannot inflate beyond the limits: deflate packs at most 1,032 to one."""


def open_book(path: str | os.PathLike[str]) -> FileBook:
    """A workbook file open for reading (a port.Book, also a context manager).

    Raises WorkbookError: BK001 not readable, BK002 encrypted, BK003 .xls or .xlsb, BK011 over the
    limits, BK012 cannot be opened or changed meanwhile. No file stays open.
    """
    return FileBook(path)


class FileBook:
    """A workbook file; its parts are read when asked for."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = os.fspath(path)
        self.workbook = WorkbookPackage(self._path)
        self._empty_rows = 0
        package = self.workbook.package
        self._sheets = tuple(
            FileSheet(self, entry)
            for entry in self.workbook.sheets
            if entry.kind == "worksheet" and package.find(entry.part)
        )

    @property
    def path(self) -> str:
        return self._path

    @cached_property
    def sha256(self) -> str:
        """Of the file as it was opened; BK012 when it has changed since."""
        import hashlib

        digest = hashlib.sha256()
        source = self.workbook.package.source
        source.check()
        for chunk in source.chunks(0, source.size):
            digest.update(chunk)
        return digest.hexdigest()

    @property
    def sheets(self) -> Sequence[FileSheet]:
        return self._sheets

    @cached_property
    def styles(self) -> Styles:
        part = self.workbook.related_part("styles")
        return Styles(self.workbook.package.read(part) if part else None)

    @cached_property
    def calamine(self) -> Any:
        """The fast reader's own book, None where it refuses the file."""
        self._verify_sizes()
        import python_calamine

        self.workbook.package.source.check()
        try:
            return python_calamine.load_workbook(self._path)
        except Exception:  # noqa: BLE001 - any refusal, even a Rust panic, means: read it ourselves
            return None

    def _verify_sizes(self) -> None:
        # Calamine inflates whatever the stream holds, so a directory that lies must be found first.
        for kind in ("sharedStrings", "styles"):
            part = self.workbook.related_part(kind)
            entry = self.workbook.package.find(part) if part else None
            if entry:
                self.verify(entry)

    def verify(self, entry: Entry) -> None:
        """Raises BK011 when a part inflates to more than it declares."""
        if entry.compressed > _UNVERIFIED:
            for _ in self.workbook.package.stream(entry):
                pass

    def count_empty_rows(self, count: int, sheet: str) -> None:
        """Raises BK011 when the sheets of one book hold more empty rows than any honest book."""
        self._empty_rows += count
        if self._empty_rows > MAX_EMPTY_ROWS:
            raise too_large(f"terlalu banyak baris kosong, antara lain di lembar {sheet}")

    def __enter__(self) -> FileBook:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Drop the fast reader; what was read stays usable."""
        book = self.__dict__.pop("calamine", None)
        if book is not None:
            book.close()

    def forget(self) -> None:
        """Let go of the sheets too: they and the book hold one another, and in a long run Python
        would find dozens of books that nobody needs only after a while."""
        self.close()
        self._sheets = ()


class FileSheet:
    """One worksheet of a file."""

    def __init__(self, book: FileBook, entry: SheetEntry) -> None:
        self.book = book
        self.entry = entry
        self._grid: Sequence[Sequence[RawValue]] | None = None
        self._row_cells: dict[int, dict[int, Cell | UsualCell]] = {}

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def is_visible(self) -> bool:
        return self.entry.state not in ("hidden", "veryHidden")

    @cached_property
    def xml(self) -> SheetXml:
        return SheetXml(self.book.workbook.package.read(self.entry.part), self.entry.part)

    @cached_property
    def reader(self) -> CellReader:
        book = self.book
        return CellReader(
            self.xml, book.styles, book.workbook.uses_1904, lambda: book.workbook.shared_strings
        )

    @cached_property
    def rows(self) -> dict[int, list[RowSpan]]:
        """Where each row stands; usually one element for one number."""
        found: dict[int, list[RowSpan]] = {}
        for row in self.xml.rows():
            found.setdefault(row.row, []).append(row)
        return found

    def grid(self) -> Sequence[Sequence[RawValue]]:
        if self._grid is None:
            values = self._fast_grid()
            self._grid = self._own_grid() if values is None else values
        return self._grid

    def _fast_grid(self) -> Sequence[Sequence[RawValue]] | None:
        if is_sparse(self.xml):
            return None
        book = self.book.calamine
        if book is None:
            return None
        try:
            sheet = book.get_sheet_by_name(self.name)
            rows: list[list[RawValue]] = sheet.to_python(skip_empty_area=False)
        except Exception:  # noqa: BLE001 - one odd value fails the whole sheet; ours reads it
            return None
        while rows and not any(value not in ("", None) for value in rows[-1]):
            rows.pop()
        return rows

    def _own_grid(self) -> Sequence[Sequence[RawValue]]:
        """Our own scanner: a list of rows, empty ones shared, so that a stray cell costs little."""
        table: list[Sequence[RawValue]] = []
        count = 0
        for number_, spans in sorted(self.rows.items()):
            values: list[RawValue] = []
            for column, found in sorted(self._cells(spans).items()):
                value = (found if isinstance(found, Cell) else self.reader.usual(found)).value
                if value is None or value == "":
                    continue
                values.extend([None] * (column - 1 - len(values)))
                values.append(value)
            count += len(values)
            if count > MAX_CELLS:
                raise too_large(f"lembar {self.name} terlalu besar")
            if values:
                self.book.count_empty_rows(number_ - 1 - len(table), self.name)
                table.extend([()] * (number_ - 1 - len(table)))
                table.append(values)
        return table

    def _cells(self, spans: list[RowSpan]) -> dict[int, Cell | UsualCell]:
        found: dict[int, Cell | UsualCell] = {}
        for span in spans:
            found.update(self.reader.cells(span))
        return found

    def cell(self, row: int, column: int) -> Cell:
        cells = self._row_cells.get(row)
        if cells is None:
            if len(self._row_cells) > 2_000:
                self._row_cells.clear()
            cells = self._row_cells[row] = self._cells(self.rows.get(row, []))
        found = cells.get(column, EMPTY_CELL)
        if not isinstance(found, Cell):
            found = cells[column] = self.reader.usual(found)
        return found

    def span(self, row: int, column: int) -> CellSpan | None:
        """Where a cell stands in the part; None where there is none."""
        for found in self.rows.get(row, []):
            for cell in self.xml.cells(found):
                if cell.column == column:
                    return cell
        return None

    @property
    def merged(self) -> Sequence[Area]:
        return self.xml.merged

    @cached_property
    def _hidden_by_default(self) -> bool:
        for tag in elements(self.xml.masked, b"sheetFormatPr", end=self.xml.data_start):
            return is_true(tag.attributes.get(b"zeroHeight"))
        return False

    def is_hidden_row(self, row: int) -> bool:
        spans = self.rows.get(row)
        if not spans:
            return self._hidden_by_default
        return any(
            is_true(s.attributes.get(b"hidden")) or s.attributes.get(b"ht") in (b"0", b"0.0")
            for s in spans
        )

    def is_hidden_column(self, column: int) -> bool:
        for low, high, found in self.xml.columns:
            if low <= column <= high:
                return is_true(found.get(b"hidden")) or found.get(b"width") in (b"0", b"0.0")
        return False


__all__ = ["FileBook", "FileSheet", "WorkbookError", "open_book"]
