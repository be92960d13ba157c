"""Cell references: "T9" to (9, 20) and back. Rows and columns count from 1."""

from __future__ import annotations

import re
from functools import lru_cache

from ...errors import WorkbookError
from ..port import Area

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384

_REF = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})\Z")


@lru_cache(maxsize=20_000)
def column_number(name: str) -> int:
    """"T" to 20; any case. ValueError for what is not a column of Excel."""
    number = 0
    for letter in name.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(name)
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= MAX_COLUMN:
        raise ValueError(name)
    return number


@lru_cache(maxsize=20_000)
def column_name(number: int) -> str:
    """20 to "T"."""
    name = ""
    while number > 0:
        number, letter = divmod(number - 1, 26)
        name = chr(65 + letter) + name
    return name


def cell_ref(row: int, column: int) -> str:
    """(9, 20) to "T9"."""
    return f"{column_name(column)}{row}"


@lru_cache(maxsize=20_000)
def parse_ref(ref: str) -> tuple[int, int]:
    """"T9", "$T$9" or "t9" to (9, 20).

    Raises WorkbookError BK018 for anything else and for cells outside a sheet.
    """
    match = _REF.match(ref.strip())
    if match:
        try:
            row, column = int(match[2]), column_number(match[1])
        except ValueError:
            row, column = 0, 0
        if 1 <= row <= MAX_ROW and column:
            return row, column
    raise WorkbookError(
        "BK018", f"“{ref}” bukan alamat sel Excel; tulis seperti T9, paling jauh XFD1048576."
    )


def parse_area(text: str) -> Area:
    """"B2:T9", "B2", "K:L" or "3:5" (with or without "$"), corners put in order.

    Raises ValueError for anything else.
    """
    first, _, last = text.replace("$", "").strip().partition(":")
    row1, column1 = _corner(first, 1, 1)
    row2, column2 = _corner(last or first, MAX_ROW, MAX_COLUMN)
    return Area(min(row1, row2), min(column1, column2), max(row1, row2), max(column1, column2))


def _corner(text: str, default_row: int, default_column: int) -> tuple[int, int]:
    letters = text.rstrip("0123456789")
    digits = text[len(letters) :]
    if not letters and not digits:
        raise ValueError(text)
    row = int(digits[:10]) if digits else default_row
    column = column_number(letters) if letters else default_column
    if not 1 <= row <= MAX_ROW:
        raise ValueError(text)
    return row, column


def area_ref(area: Area) -> str:
    """Area to "B2:T9", or "B2" for one cell."""
    first = cell_ref(area.first_row, area.first_column)
    last = cell_ref(area.last_row, area.last_column)
    return first if first == last else f"{first}:{last}"
