"""One header title merged over several columns: which of them holds what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from iku_excel.model import Role
from iku_excel.workbook.cells_reading import is_figure
from iku_excel.workbook.columns import FIGURES, Meaning
from iku_excel.workbook.region import Region, at
from iku_excel.workbook.text import clean


def resolve_spread(
    region: Region, columns: Sequence[Meaning], first: int, last: int
) -> tuple[Meaning, ...]:
    """One header merged over several columns: which of them holds what, judged by their rows.

    "Indikator Kinerja" over "1.1" and the name; "Target" over the figure and its unit.
    """
    result = list(columns)
    position = 0
    while position < len(result):
        end = position + 1
        while end < len(result) and result[end].source.origins == result[position].source.origins:
            end += 1
        if end - position > 1 and result[position].role is not None:
            _resolve_group(region, result, position, end, first, min(last, first + 80))
        position = end
    return tuple(result)


def _resolve_group(
    region: Region, columns: list[Meaning], start: int, end: int, first: int, last: int
) -> None:
    group = columns[start:end]
    role = group[0].role
    figures, letters = [], []
    for meaning in group:
        values = [at(region.grid, row, meaning.column) for row in range(first, last + 1)]
        filled = [v for v in values if v is not None]
        figures.append(sum(is_figure(v) for v in filled))
        letters.append(sum(len(clean(v)) for v in filled if isinstance(v, str)))
    by_figures = role in FIGURES
    weights = figures if by_figures else letters
    best = weights.index(max(weights))
    has_satuan = any(m.role is Role.SATUAN for m in columns)
    for offset, meaning in enumerate(group):
        if offset == best:
            continue
        other = Role.OTHER
        if role is Role.TARGET and letters[offset] and not figures[offset] and not has_satuan:
            other, has_satuan = Role.SATUAN, True
        elif role is Role.INDIKATOR and not any(m.role in (Role.KODE, Role.NO) for m in columns):
            other = Role.NO
        columns[start + offset] = replace(meaning, role=other)
