"""What rows look like before they are read (figures, titles over the width, codes), and Body."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from iku_excel.model import Baris, Role
from iku_excel.numbers import parse_mark
from iku_excel.records import dataclass, field
from iku_excel.workbook.cells_reading import is_figure
from iku_excel.workbook.columns import FIGURES, Meaning
from iku_excel.workbook.layout import is_other_header
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
_ADDS_UP = re.compile(r"\s*(?:ROUND\()?\s*(?:SUM|AVERAGE|SUBTOTAL|SUMPRODUCT)\b", re.IGNORECASE)
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


def starts_other(region: Region, columns: Sequence[Meaning], name: int, row: int) -> bool:
    """Whether a row is the header of another table: by its own words, or because unknown titles
    ("BSPJI Padang") stand where this table's figures do, beside the title of the indicators."""
    if is_other_header(region, row):
        return True
    if not name or region.heading(row, name).role is not Role.INDIKATOR:
        return False
    titles = [at(region.grid, row, m.column) for m in columns if m.role in _COUNTED]
    texts = [title for title in titles if isinstance(title, str) and not is_figure(title)]
    return bool(texts) and not any(region.vocabulary.classify(text).is_known for text in texts)


def says_total(region: Region, columns: Sequence[Meaning], row: int) -> bool:
    """Whether a text or a formula of a row is a total's: "Jumlah", "Rata-rata", =SUM(F5:F9)."""
    texts = [clean(at(region.grid, row, m.column)) for m in columns if m.role not in FIGURES]
    if any(text and region.vocabulary.is_total(text) for text in texts):
        return True
    cells = (region.sheet.cell(row, m.column) for m in columns if m.role in _COUNTED)
    return any(cell.formula and _ADDS_UP.match(cell.formula) for cell in cells)


def has_amount(grid: Grid, columns: Sequence[Meaning], row: int) -> bool:
    """Whether a target or realisasi other than 0 or a mark stands in a row."""
    values = [at(grid, row, m.column) for m in columns if m.role in _COUNTED]
    return any(is_figure(v) and v != 0 and not parse_mark(str(v)) for v in values)


def as_code(value: RawValue) -> object:
    """A code that Excel took for a number: 3.1 stands for "3.1", 1.0 for a mere 1."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
