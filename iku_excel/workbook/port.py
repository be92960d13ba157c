"""What the rest of the package knows of a spreadsheet program: books, sheets and cells to read.

A file (workbook/engine) and a book open in Excel (excel_port) look alike behind these protocols.
Rows and columns count from 1, as in Excel.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import NamedTuple, Protocol, TypeAlias

from iku_excel.records import dataclass

RawValue: TypeAlias = None | str | bool | int | float | Decimal | date | datetime | time | timedelta
"""A cached value as the fast reader gives it: errors, blanks and formulas without a stored value
are all None or ""; ask `Sheet.cell` where the difference matters."""


class Format(Enum):
    """What a number format says about the value, as far as reading needs it."""

    GENERAL = "umum"
    PERCENT = "persen"
    DATE = "tanggal"
    TEXT = "teks"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell in full. `value` is the stored value: Decimal for every number (shortest decimal
    that gives the same float), date or datetime where the format is a date."""

    value: Decimal | str | bool | date | datetime | time | timedelta | None = None
    is_formula: bool = False
    is_uncached: bool = False
    """A formula without a stored value."""
    error: str | None = None
    """"#REF!", "#DIV/0!", ... ; then `value` is None."""
    format: Format = Format.GENERAL
    format_code: str = "General"
    formula: str | None = None
    """A formula's text as the file holds it ("" for a child of a shared one); None also where the
    program behind the port does not tell."""


EMPTY_CELL = Cell()


class Area(NamedTuple):
    """A rectangle of cells, corners included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def contains(self, row: int, column: int) -> bool:
        return (
            self.first_row <= row <= self.last_row
            and self.first_column <= column <= self.last_column
        )


class Sheet(Protocol):
    """One worksheet, read lazily."""

    @property
    def name(self) -> str: ...

    @property
    def is_visible(self) -> bool: ...

    def grid(self) -> Sequence[Sequence[RawValue]]:
        """All cached values from A1: `grid()[row - 1][column - 1]`, rows may differ in length.

        Cheap (one pass of the fast reader); trailing empty rows and columns are left out.
        """

    def cell(self, row: int, column: int) -> Cell:
        """One cell in full; EMPTY_CELL where there is none."""

    @property
    def merged(self) -> Sequence[Area]: ...

    def is_hidden_row(self, row: int) -> bool: ...

    def is_hidden_column(self, column: int) -> bool: ...


class Book(Protocol):
    """One workbook, open for reading. `path` is what findings print; a live book gives its name."""

    @property
    def path(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def sheets(self) -> Sequence[Sheet]: ...
