"""Stored values for the few formulas of PK_template.xlsx, which openpyxl saves without any.

Only what the template uses: text joined with "&", references, IF(cell="",a,b) and SUM(range). A
formula beyond that stays as it is and is computed by the spreadsheet program when it opens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from iku_excel.numbers import plain, to_decimal

if TYPE_CHECKING:
    from openpyxl import Workbook

    Value = str | Decimal

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<name>IF|SUM)\(|"""
    r"""(?P<ref>(?:(?:'(?:[^']|'')+'|[A-Za-z_]\w*)!)?\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)|"""
    r"""(?P<sign>[&=,()]))"""
)


class _Unknown(Exception):
    """The formula is not one of ours."""


def stored_values(book: Workbook) -> dict[str, dict[str, Value]]:
    """Sheet name → cell → value of every formula that can be computed here."""
    found: dict[str, dict[str, Value]] = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    try:
                        value = _evaluate(book, sheet.title, cell.value)
                    except (_Unknown, KeyError, RecursionError):
                        continue
                    found.setdefault(sheet.title, {})[cell.coordinate] = value
    return found


def _evaluate(book: Workbook, sheet: str, formula: str) -> Value:
    parser = _Parser(_tokens(formula[1:]), lambda ref: _cells(book, sheet, ref))
    value = parser.joined()
    if parser.rest:
        raise _Unknown
    return value


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if not found or found.lastgroup is None:
            raise _Unknown
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


def _cells(book: Workbook, sheet: str, ref: str) -> list[Value]:
    """The values of a cell or range, formulas computed, empty cells as ""."""
    name, _, area = ref.rpartition("!")
    source = book[name.strip("'").replace("''", "'") if name else sheet]
    block = source[area.replace("$", "")]
    rows: Sequence[Sequence[object]] = block if isinstance(block, tuple) else ((block,),)
    values: list[Value] = []
    for row in rows:
        for cell in row:
            value = getattr(cell, "value", None)
            if isinstance(value, str) and value.startswith("="):
                values.append(_evaluate(book, source.title, value))
            elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
                values.append(to_decimal(value))
            else:
                values.append("" if value is None else str(value))
    return values


class _Parser:
    """Recursive descent over the tokens; `cells` gives the values of a reference."""

    def __init__(self, tokens: list[tuple[str, str]], cells: Callable[[str], list[Value]]) -> None:
        self.rest, self.cells = tokens, cells

    def joined(self) -> Value:
        value = self.single()
        while self.rest[:1] == [("sign", "&")]:
            self.rest = self.rest[1:]
            value = _text(value) + _text(self.single())
        return value

    def single(self) -> Value:
        if not self.rest:
            raise _Unknown
        (kind, text), self.rest = self.rest[0], self.rest[1:]
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "ref":
            return self.cells(text)[0]
        if kind == "name":
            return self.choose() if text == "IF" else self.total()
        raise _Unknown

    def choose(self) -> Value:
        left = self.joined()
        self.expect("=")
        right = self.joined()
        self.expect(",")
        then = self.joined()
        self.expect(",")
        otherwise = self.joined()
        self.expect(")")
        return then if _text(left) == _text(right) else otherwise

    def total(self) -> Value:
        if not self.rest or self.rest[0][0] != "ref":
            raise _Unknown
        values = self.cells(self.rest[0][1])
        self.rest = self.rest[1:]
        self.expect(")")
        return sum((v for v in values if isinstance(v, Decimal)), Decimal(0))

    def expect(self, sign: str) -> None:
        if self.rest[:1] != [("sign", sign)]:
            raise _Unknown
        self.rest = self.rest[1:]


def _text(value: Value) -> str:
    return plain(value) if isinstance(value, Decimal) else value
