"""Formulas that are alike but for their row numbers, as one fills them down: read once.

`A2*B2` and `A3*B3` have one shape, "A#*B#". What the numbers are (rows, literals, digits of a name)
follows from the rest of the text alone as long as none is longer than a row number may be; so the
tokenizer sees each shape once, and a formula of a known shape costs a look-up.
"""

from __future__ import annotations

import re

from ..port import Area
from .formulas import Looks, Resolver
from .references import Parsed, parse_formula, parse_range, tokens, unquote_sheet
from .refs import MAX_ROW
from .values import MAX_FORMULA

_DIGITS = re.compile("([0-9]+)")
_MOST_VARIANTS = 5_000

Slot = tuple[tuple[int, ...], int, int, int, int]
"""(sheet positions, run of the first row, first column, run of the last row, last column); a run
is the index of a number in the text."""


class Shape:
    """What the formulas of one shape look at."""

    __slots__ = ("slots", "constant")

    def __init__(self, slots: list[Slot], constant: Looks) -> None:
        self.slots = slots
        self.constant = constant


class _Family:
    """Formulas whose texts differ in numbers only; `others`: the runs that are no row and matter,
    such as the digits of a sheet's name."""

    __slots__ = ("others", "variants")

    def __init__(self, others: list[int]) -> None:
        self.others = others
        self.variants: dict[tuple[str, ...], Shape | None] = {}


class Shapes:
    """The shapes met so far on one sheet."""

    def __init__(self, resolver: Resolver, sheet: int) -> None:
        self.resolver = resolver
        self.sheet = sheet
        self._families: dict[tuple[str, ...], _Family] = {}

    def find(self, text: str) -> tuple[Shape, list[int]] | None:
        """The shape of a formula and its numbers; None where it must be read by itself."""
        if len(text) > MAX_FORMULA:
            return None
        pieces = _DIGITS.split(text)
        runs = pieces[1::2]
        if len(max(runs, key=len, default="")) > 7:
            return None
        key = tuple(pieces[::2])
        family = self._families.get(key)
        if family is None:
            family = self._families[key] = _Family(_others(text))
        variant = tuple([runs[i] for i in family.others]) if family.others else ()
        if variant in family.variants:
            shape = family.variants[variant]
        elif len(family.variants) < _MOST_VARIANTS:
            shape = family.variants[variant] = self._learn(text)
        else:
            return None
        return (shape, list(map(int, runs))) if shape else None

    def _learn(self, text: str) -> Shape | None:
        parsed = parse_formula(text)
        if parsed.tables or parsed.is_wide or parsed.is_resized:
            return None
        slots: list[Slot] = []
        run_at = {match.start(): i for i, match in enumerate(_DIGITS.finditer(text))}
        for match in tokens(text):
            if match.lastgroup not in ("area", "cell"):
                continue
            start, end = match.span(match.lastgroup)
            runs = [run for at, run in run_at.items() if start <= at < end]
            slot = self._slot(match["sheet"], text[start:end], runs)
            if slot is None:
                return None
            slots.append(slot)
        rest = Parsed(names=parsed.names, is_unknowable=parsed.is_unknowable)
        return Shape(slots, self.resolver.looks(rest, self.sheet, 1, 1))

    def _slot(self, sheet: str | None, text: str, runs: list[int]) -> Slot | None:
        own = unquote_sheet(sheet) if sheet is not None else None
        ref = parse_range(own, text)
        # A whole column has no row number, another book's cell is nothing to look at: rare enough.
        if ref is None or len(runs) != 1 + text.count(":") or sheet is not None and own is None:
            return None
        positions = tuple(self.resolver.positions(ref.sheet, self.sheet))
        first, last = sorted((ref.first_column, ref.last_column))
        return positions, runs[0], first, runs[-1], last


def _others(text: str) -> list[int]:
    """The runs of digits that are neither rows nor part of a literal."""
    harmless: list[tuple[int, int]] = []
    for match in tokens(text):
        kind = match.lastgroup
        if kind in ("string", "number", "error", "area", "cell"):
            harmless.append(match.span(kind))
    return [
        run
        for run, match in enumerate(_DIGITS.finditer(text))
        if not any(start <= match.start() < end for start, end in harmless)
    ]


def area_of(slot: Slot, numbers: list[int]) -> Area | None:
    """The range that a slot names with these numbers; None where one is no row."""
    first, last = numbers[slot[1]], numbers[slot[3]]
    if first > last:
        first, last = last, first
    return Area(first, slot[2], last, slot[4]) if 0 < first and last <= MAX_ROW else None
