"""Months that only their order tells: I to XII, B01 to B12, J F M A M J J A S O N D.

One such title alone says nothing ("I" is a triwulan, "B1" a room); side by side they are months.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iku_excel.model import Periode
from iku_excel.numbers import romawi
from iku_excel.records import replace
from iku_excel.workbook.region import HeaderBlock, HeaderColumn
from iku_excel.workbook.text import normalise
from iku_excel.workbook.vocabulary import Heading

_LETTERS = tuple("jfmamjjasond")
_ROMAN = tuple(romawi(number).casefold() for number in range(1, 13))
_NUMBERED = re.compile(r"(?:b|bl|bln|m)\s?0?(1[0-2]|[1-9])")
_MORE_THAN_TRIWULAN = 5
_ENOUGH_NUMBERED = 3


def with_months(block: HeaderBlock) -> HeaderBlock:
    """The block with the titles of such columns understood as months, where there are any."""
    leaves = [normalise(entry.path[-1].text) if entry.path else "" for entry in block.columns]
    months = _months(leaves)
    if not months:
        return block
    columns = tuple(
        _as_month(entry, months[place]) if place in months else entry
        for place, entry in enumerate(block.columns)
    )
    return replace(block, columns=columns)


def _months(leaves: Sequence[str]) -> dict[int, int]:
    """Place of a column → month, for every run that can be nothing else."""
    found: dict[int, int] = {}
    for start, leaf in enumerate(leaves):
        if start in found:
            continue
        if tuple(leaves[start : start + 12]) == _LETTERS:
            length = 12
        elif leaf == _ROMAN[0]:
            length = _length(leaves[start:], _ROMAN, _MORE_THAN_TRIWULAN)
        elif _NUMBERED.fullmatch(leaf):
            numbers = [m[1] if (m := _NUMBERED.fullmatch(text)) else "" for text in leaves[start:]]
            length = _length(numbers, [str(n) for n in range(1, 13)], _ENOUGH_NUMBERED)
        else:
            continue
        found |= {start + month: month + 1 for month in range(length)}
    return found


def _length(leaves: Sequence[str], expected: Sequence[str], enough: int) -> int:
    """How many of `leaves` follow `expected` from its beginning; 0 for fewer than `enough`."""
    length = 0
    for leaf, wanted in zip(leaves, expected, strict=False):
        if leaf != wanted:
            break
        length += 1
    return length if length >= enough else 0


def _as_month(entry: HeaderColumn, month: int) -> HeaderColumn:
    leaf = entry.path[-1]
    waktu = replace(leaf.waktu, periode=Periode(bulan=month), rest=())
    return replace(entry, path=(*entry.path[:-1], Heading(leaf.text, None, 60, waktu)))
