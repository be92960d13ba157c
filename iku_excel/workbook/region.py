"""A sheet under search: its raw values and merged areas, and what a header block is made of."""

from __future__ import annotations

from collections.abc import Sequence

from iku_excel.records import dataclass, field
from iku_excel.workbook.port import Area, RawValue, Sheet
from iku_excel.workbook.vocabulary import Heading, Vocabulary

Grid = Sequence[Sequence[RawValue]]


def at(grid: Grid, row: int, column: int) -> RawValue:
    """The raw value of a cell; None outside the grid."""
    if 1 <= row <= len(grid):
        line = grid[row - 1]
        if 1 <= column <= len(line):
            value = line[column - 1]
            return None if value == "" else value
    return None


@dataclass(frozen=True, slots=True)
class HeaderColumn:
    """One column of a header block: the headings above it, from top to bottom."""

    column: int
    path: tuple[Heading, ...]
    origins: tuple[tuple[int, int], ...]
    """The cells that `path` was read from."""
    block_bottom: int = 0

    @property
    def text(self) -> str:
        return " › ".join(heading.text for heading in self.path)

    @property
    def bottom_row(self) -> int:
        return self.origins[-1][0] if self.origins else self.block_bottom


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """A header found. `body` is the first row below it (and below a row of column numbers)."""

    anchor: tuple[int, int]
    top: int
    bottom: int
    body: int
    columns: tuple[HeaderColumn, ...]

    @property
    def first_column(self) -> int:
        return self.columns[0].column

    @property
    def last_column(self) -> int:
        return self.columns[-1].column


@dataclass
class Region:
    """One sheet with what the header search keeps asking: raw values and merged areas."""

    sheet: Sheet
    vocabulary: Vocabulary
    grid: Grid = field(init=False)
    near_miss: tuple[int, int] = (1, 0)
    """(columns known, first row) of the header that came nearest and was refused."""

    def __post_init__(self) -> None:
        self.grid = self.sheet.grid()

    def merge_at(self, row: int, column: int) -> Area | None:
        return next((area for area in self.sheet.merged if area.contains(row, column)), None)

    def merges_between(self, first: int, last: int) -> tuple[Area, ...]:
        return tuple(
            area for area in self.sheet.merged if area.first_row <= last and area.last_row >= first
        )

    def heading(self, row: int, column: int) -> Heading:
        return self.vocabulary.classify(at(self.grid, row, column))
