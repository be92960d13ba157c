"""Finds where a property of an open sheet's cells changes, asking Excel as seldom as possible.

A call to Excel costs about as much as a hundred cells in Python. For a whole range Excel answers
with the common value, or with nothing where the cells differ; then the range is halved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from iku_excel.workbook.port import Area

Ask: TypeAlias = "Callable[[Area], object]"


def uniform_areas(area: Area, ask: Ask) -> Iterator[tuple[Area, object]]:
    """Areas that cover `area`, each with the value that all of its cells share."""
    value = ask(area)
    if value is not None or (area.first_row, area.first_column) == area[2:]:
        yield area, value
        return
    for half in halves(area):
        yield from uniform_areas(half, ask)


def halves(area: Area) -> tuple[Area, Area]:
    """`area` cut across its longer side."""
    first_row, first_column, last_row, last_column = area
    if last_row - first_row >= last_column - first_column:
        middle = (first_row + last_row) // 2
        return (
            Area(first_row, first_column, middle, last_column),
            Area(middle + 1, first_column, last_row, last_column),
        )
    middle = (first_column + last_column) // 2
    return (
        Area(first_row, first_column, last_row, middle),
        Area(first_row, middle + 1, last_row, last_column),
    )


class Patchwork:
    """A property of the cells of one area, found out when asked for and remembered in areas."""

    def __init__(self, area: Area, ask: Ask) -> None:
        self.area, self._ask = area, ask
        self._known: dict[Area, object] = {}

    def at(self, row: int, column: int) -> object:
        """The value of one cell; None outside of the area."""
        area = self.area
        if not area.contains(row, column):
            return None
        while True:
            if area not in self._known:
                self._known[area] = self._ask(area)
            value = self._known[area]
            if value is not None or area[:2] == area[2:]:
                return value
            area = next(half for half in halves(area) if half.contains(row, column))
