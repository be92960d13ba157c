"""What rows look like before they are read (figures, titles over the width, codes), and Body."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from iku_excel.model import Baris, Role
from iku_excel.records import dataclass, field
from iku_excel.workbook.cells_reading import is_figure
from iku_excel.workbook.columns import FIGURES, Meaning
from iku_excel.workbook.port import RawValue
from iku_excel.workbook.region import Grid, Region, at
from iku_excel.workbook.text import clean

TEXTS = frozenset(
    {
        Role.KLASIFIKASI, Role.STATUS, Role.KENDALA, Role.TINDAK_LANJUT, Role.PENANGGUNG_JAWAB,
        Role.BUKTI, Role.KETERANGAN, Role.RENCANA_KEGIATAN, Role.REALISASI_KEGIATAN, Role.EVALUASI,
        Role.TIMELINE,
    }
)  # fmt: skip
WEIGHTY_TEXTS = frozenset({Role.KENDALA, Role.TINDAK_LANJUT})
_AHEAD = 60
_COUNTED = (Role.TARGET, Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN)


@dataclass
class Body:
    """What the rows of one table gave."""

    rows: list[Baris] = field(default_factory=list)
    last_row: int = 0
    count_recognised: int = 0


def has_figure(grid: Grid, columns: Sequence[Meaning], row: int) -> bool:
    """Whether a target or realisasi stands in a row, be it a mark like "-"."""
    return any(m.role in _COUNTED and is_figure(at(grid, row, m.column)) for m in columns)


def spans_figures(region: Region, columns: Sequence[Meaning], row: int, column: int) -> bool:
    """Whether a cell is merged over figure columns: a heading over the whole width."""
    area = region.merge_at(row, column)
    if area is None:
        return False
    return any(
        m.role in FIGURES and area.first_column <= m.column <= area.last_column for m in columns
    )


def ends_table(region: Region, row: int, last: int, is_own: Callable[[int], bool]) -> bool:
    """Whether a row begins what stands below a table: notes, a place and date, signatures.

    A note between two rows ends nothing: not where rows of indicators (`is_own`) follow it, up to
    `last`.
    """
    line = region.grid[row - 1] if row <= len(region.grid) else ()
    first = next((clean(value) for value in line if value not in (None, "")), "")
    if not region.vocabulary.ends_table(first):
        return False
    return not any(map(is_own, range(row + 1, min(last, row + _AHEAD) + 1)))


def as_code(value: RawValue) -> object:
    """A code that Excel took for a number: 3.1 stands for "3.1", 1.0 for a mere 1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
