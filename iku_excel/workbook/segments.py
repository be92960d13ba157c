"""One table cut in pieces by headers that come again, as after each page break."""

from __future__ import annotations

from collections.abc import Sequence

from iku_excel.records import dataclass, replace
from iku_excel.workbook.columns import Meaning
from iku_excel.workbook.masa import Title, read_titles, titles_below, titles_in_columns
from iku_excel.workbook.periode import Masa
from iku_excel.workbook.region import HeaderBlock, Region


@dataclass(frozen=True, slots=True)
class Found:
    """One accepted header with what its columns mean."""

    block: HeaderBlock
    columns: tuple[Meaning, ...]
    kind: str
    """"indikator", "anggaran" or "keputusan" (left out)."""


def end_of(region: Region, blocks: Sequence[Found], position: int) -> int:
    """The last row that can belong to a block: above the next one in the same columns."""
    own = blocks[position].block
    for later in blocks[position + 1 :]:
        block = later.block
        beside = block.first_column > own.last_column or block.last_column < own.first_column
        if not beside and block.top > own.bottom:
            return block.top - 1
    return len(region.grid)


def without_body_cells(block: HeaderBlock) -> HeaderBlock:
    """The block without what reaches into it from above: a sasaran merged over a page break.

    A header comes again inside the merged range; the range's text is no title of the column.
    """
    columns = []
    for entry in block.columns:
        kept = [
            (heading, origin)
            for heading, origin in zip(entry.path, entry.origins, strict=True)
            if origin[0] >= block.top or heading.is_known
        ]
        if kept:
            path, origins = zip(*kept, strict=True)
            columns.append(replace(entry, path=path, origins=origins))
    return replace(block, columns=tuple(columns)) if len(columns) > 1 else block


def _signatures(found: Found) -> dict[int, tuple[object, ...]]:
    return {m.column: (m.role, m.periode, m.tahun) for m in found.columns}


def _repeats(region: Region, later: Found, first: Found) -> bool:
    """Whether `later` is the header of `first` again; a merged range from above may hide titles."""
    own, again = _signatures(first), _signatures(later)
    if any(own.get(column) != signature for column, signature in again.items()):
        return False
    return all(
        column in again or _is_covered(region, later.block.top, column) for column in own
    )


def _is_covered(region: Region, row: int, column: int) -> bool:
    area = region.merge_at(row, column)
    return area is not None and area.first_row < row


def find_segments(
    region: Region, blocks: Sequence[Found], position: int, path: str
) -> tuple[list[tuple[Found, int]], int]:
    """A table and its continuations below repeated headers, each with its last row."""
    first = blocks[position]
    segments = [(first, end_of(region, blocks, position))]
    following = position + 1
    while following < len(blocks):
        later = blocks[following]
        if later.kind != "indikator" or not _repeats(region, later, first):
            break
        end = segments[-1][1]
        titles = read_titles(region, max(segments[-1][0].block.body, end - 6), end)
        if any(t.masa != Masa() for t in titles):
            break  # a title with its own month or year begins another table
        segments.append((later, end_of(region, blocks, following)))
        following += 1
    return segments, following


def with_further_titles(
    region: Region, segments: Sequence[tuple[Found, int]], titles: tuple[Title, ...]
) -> tuple[Title, ...]:
    """Where no title above names a time: those below the table, then columns "Tahun", "Bulan"."""
    first, end = segments[0][0], segments[-1][1]
    if end >= len(region.grid) and all(title.masa == Masa() for title in titles):
        titles += titles_below(region, segments[-1][0].block.body, end)
    if all(title.masa == Masa() for title in titles):
        body = first.block.body
        titles += titles_in_columns(region, first.columns, (body, min(end, body + 60)))
    return titles
