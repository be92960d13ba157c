"""What a formula looks at: cells, ranges, names and tables, read from its text.

Where that cannot be told from the text (INDIRECT, OFFSET, a range whose corner a function gives)
the answer is larger than the truth, never smaller: a result too many is forgotten, none too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from .refs import MAX_COLUMN, MAX_ROW, column_name, column_number
from .values import MAX_FORMULA

_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}"
_TOKEN = rf"""
    (?P<string>"(?:[^"]|"")*")
  | (?:(?P<sheet>'(?:[^']|'')*'|\[[0-9]+\][\w.]*(?::[\w.]+)?|[\w.]+(?::[\w.]+)?)!)?
    (?:
        (?P<area>(?:{_CELL}(?::{_CELL})?|\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}}
            |\$?[0-9]{{1,7}}:\$?[0-9]{{1,7}}))(?![\w.(!\[:])
      | (?P<cell>{_CELL})(?![\w.(!\[])
      | (?P<function>[^\W\d][\w.]*)\(
      | (?P<table>[^\W\d][\w.\\]*)(?P<spec>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
      | (?P<name>(?:[^\W\d]|\\)[\w.\\?]*)
    )
  | (?P<number>[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)
  | (?P<error>\#[A-Z/0-9]+[!?]?)
  | (?P<spec_only>\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*\])*\])
  | (?P<range>:)
  | .
    """
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)\Z")
_UNKNOWABLE = {"INDIRECT", "EVALUATE", "GET.CELL", "_XLFN.SINGLE.INDIRECT"}
_MOVED = {"OFFSET", "_XLFN.ANCHORARRAY"}
_RESIZED = {"SUMIF", "AVERAGEIF"}


@lru_cache(maxsize=1)
def _token_pattern() -> re.Pattern[str]:
    # Not while the module is imported: it costs as much as a small write, and many need none.
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


def tokens(text: str) -> Iterator[re.Match[str]]:
    """The tokens of a formula, as matches whose last group says what they are."""
    return _token_pattern().finditer(text)


class Ref(NamedTuple):
    """A range in a formula; the flags say which of its four sides move when it is copied."""

    sheet: str | None
    first_row: int
    first_column: int
    last_row: int
    last_column: int
    moves: tuple[bool, bool, bool, bool]

    def shifted(self, rows: int, columns: int) -> Ref:
        """As it reads `rows` below and `columns` right; around the edge, as in Excel."""
        r1, c1, r2, c2 = self.moves
        return self._replace(
            first_row=_wrap(self.first_row, rows if r1 else 0, MAX_ROW),
            first_column=_wrap(self.first_column, columns if c1 else 0, MAX_COLUMN),
            last_row=_wrap(self.last_row, rows if r2 else 0, MAX_ROW),
            last_column=_wrap(self.last_column, columns if c2 else 0, MAX_COLUMN),
        )


def _wrap(number: int, shift: int, limit: int) -> int:
    return (number + shift - 1) % limit + 1 if shift else number


@dataclass(slots=True)
class Parsed:
    """Everything a formula's text names."""

    refs: list[Ref] = field(default_factory=list)
    names: list[tuple[str | None, str]] = field(default_factory=list)
    tables: list[tuple[str, str]] = field(default_factory=list)
    is_unknowable: bool = False
    """It may look anywhere (INDIRECT)."""
    is_wide: bool = False
    """It may look anywhere on the sheets it names (OFFSET, computed corners)."""
    is_resized: bool = False
    """Its ranges take the size of one another (SUMIF)."""


def parse_formula(text: str) -> Parsed:
    """The references of a formula without its "="."""
    found = Parsed()
    if len(text) > MAX_FORMULA:
        found.is_unknowable = True  # no program that wrote this one can be trusted with the rest
        return found
    for match in tokens(text):
        kind = match.lastgroup
        if kind is None or kind in ("string", "number", "error"):
            continue
        _add(found, kind, match)
    return found


def _add(found: Parsed, kind: str, match: re.Match[str]) -> None:
    sheet = match["sheet"]
    if sheet is not None:
        sheet = unquote_sheet(sheet)
        if sheet is None:
            return
    if kind in ("area", "cell"):
        ref = parse_range(sheet, match[kind])
        if ref is None:
            found.names.append((sheet, match[kind]))
        else:
            found.refs.append(ref)
    elif kind == "function":
        _add_function(found, match["function"].upper())
    elif kind == "spec":
        found.tables.append((match["table"], match["spec"]))
    elif kind == "spec_only":
        found.tables.append(("", match["spec_only"]))
    elif kind == "name":
        found.names.append((sheet, match["name"]))
    elif kind == "range":
        found.is_wide = True


def _add_function(found: Parsed, name: str) -> None:
    if name in _UNKNOWABLE:
        found.is_unknowable = True
    elif name in _MOVED:
        found.is_wide = True
    elif name in _RESIZED:
        found.is_resized = True
    elif name not in ("IF", "SUM", "TRUE", "FALSE"):
        # A name may hold a LAMBDA, which is called like a function.
        found.names.append((None, name))


@lru_cache(maxsize=2_000)
def unquote_sheet(text: str) -> str | None:
    """The sheet part of a reference; "" for this book's own names, None for another book's."""
    if text.startswith("'"):
        text = text[1:-1].replace("''", "'")
    if "[" in text:
        book, _, sheet = text.rpartition("]")
        return sheet if book.endswith("[0") else None
    return text


def parse_range(sheet: str | None, text: str) -> Ref | None:
    """"$B2:T$9", "K:L", "3:5" as a Ref; None for what only looks like one ("ABC1234567")."""
    first, _, last = text.partition(":")
    one, two = _corner(first), _corner(last or first)
    if one is None or two is None:
        return None
    r1, c1, row_moves1, column_moves1 = one
    r2, c2, row_moves2, column_moves2 = two
    if r1 == 0:
        r1, r2, row_moves1, row_moves2 = 1, MAX_ROW, False, False
    if c1 == 0:
        c1, c2, column_moves1, column_moves2 = 1, MAX_COLUMN, False, False
    return Ref(sheet, r1, c1, r2, c2, (row_moves1, column_moves1, row_moves2, column_moves2))


@lru_cache(maxsize=50_000)
def _corner(text: str) -> tuple[int, int, bool, bool] | None:
    match = _CORNER.match(text)
    if match is None:
        return None
    letters, digits = match[2], match[4]
    try:
        column = column_number(letters) if letters else 0
    except ValueError:
        return None
    row = int(digits) if digits else 0
    if row > MAX_ROW or (digits and row == 0):
        return None
    # In "$3" the dollar stands before the number, where a column's would.
    row_fixed = match[3] if letters else match[1]
    return row, column, not row_fixed, not match[1]


def shift_formula(text: str, rows: int, columns: int) -> str:
    """A formula as it reads `rows` below and `columns` right: relative references move."""
    out, at = [], 0
    if len(text) > MAX_FORMULA:
        return text
    for match in tokens(text):
        kind = match.lastgroup
        if kind not in ("area", "cell"):
            continue
        ref = parse_range(None, match[kind])
        if ref is None:
            continue
        start, end = match.span(kind)
        out += [text[at:start], _shift_range(match[kind], rows, columns)]
        at = end
    out.append(text[at:])
    return "".join(out)


def _shift_range(text: str, rows: int, columns: int) -> str:
    return ":".join(_shift_corner(corner, rows, columns) for corner in text.split(":"))


def _shift_corner(text: str, rows: int, columns: int) -> str:
    match = _CORNER.match(text)
    if match is None:
        return text
    dollar, letters, dollar2, digits = match.groups()
    if not letters:
        return dollar + str(_wrap(int(digits), 0 if dollar else rows, MAX_ROW))
    if not dollar:
        letters = column_name(_wrap(column_number(letters), columns, MAX_COLUMN))
    if digits and not dollar2:
        digits = str(_wrap(int(digits), rows, MAX_ROW))
    return dollar + letters + dollar2 + digits
