"""Finds the header blocks of tables on a sheet: which rows, which columns, by the text in them.

The scan of a whole sheet touches raw values only and asks one dictionary question of each text;
everything that costs more happens around the few cells whose text can head an indicator column.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter

from iku_excel.model import Periode, Role
from iku_excel.workbook.periode import Waktu
from iku_excel.workbook.port import Area, RawValue
from iku_excel.workbook.region import Grid, HeaderBlock, HeaderColumn, Region, at
from iku_excel.workbook.text import clean
from iku_excel.workbook.vocabulary import Heading, Vocabulary

_MAX_HEADER_ROWS = 5
_MAX_COLUMNS = 400
_COLUMN_NUMBER = re.compile(
    r"\(?\s*(\d{1,2}|[a-z])\s*\)?(\s*=.*)?|[\d\s=:/x*+().%-]{1,30}", re.IGNORECASE
)
_ANCHORS = (Role.INDIKATOR, Role.KODE, Role.KEGIATAN)
_START = 3
_FIRST = itemgetter(slice(_START))
_BEFORE_A_TITLE = frozenset(" \n\t\xa0(*#-•.'\"[")
_CHUNK = 4_000
_MAX_ANCHOR = 120


def scan_anchors(grid: Grid, vocabulary: Vocabulary) -> Iterator[tuple[int, int, Role]]:
    """Cells whose text can head the column of indikator, kode or kegiatan, in reading order.

    Sheets of raw data have hundreds of thousands of cells: sets sort out most of them at once.
    """
    starts = _anchor_starts(vocabulary)
    for first in range(0, len(grid), _CHUNK):
        lines = grid[first : first + _CHUNK]
        anchors = _anchors_among(chain.from_iterable(lines), starts, vocabulary)
        if not anchors:
            continue
        for row, line in enumerate(lines, first + 1):
            if not anchors.keys().isdisjoint(line):
                for column, value in enumerate(line, 1):
                    if isinstance(value, str) and value in anchors:
                        yield row, column, anchors[value]


def _anchor_starts(vocabulary: Vocabulary) -> frozenset[str]:
    """The first letters of everything that can head those columns, in the usual cases."""
    anchors = [phrase for phrase, role in vocabulary.phrases.items() if role in _ANCHORS]
    short = {phrase[:_START].strip() for phrase in anchors}
    short |= {text + end for text in short if len(text) < _START for end in " ./\n"}
    return frozenset(v for text in short for v in (text, text.upper(), text.capitalize()))


def _anchors_among(
    values: Iterable[RawValue], starts: frozenset[str], vocabulary: Vocabulary
) -> dict[RawValue, Role]:
    texts = [value for value in values if type(value) is str]
    # The first letters of many texts are few.
    likely = {s for s in set(map(_FIRST, texts)) if s in starts or s[:1] in _BEFORE_A_TITLE}
    if not likely:
        return {}
    found: dict[RawValue, Role] = {}
    for value in {text for text in texts if text[:_START] in likely}:
        if 0 < len(value) <= _MAX_ANCHOR:
            role = vocabulary.classify(value).role
            if role in _ANCHORS:
                found[value] = role
    return found


# From an anchor to its block


def build_block(region: Region, row: int, column: int) -> HeaderBlock | None:
    """The header block around an anchor cell; None where nothing stands beside it."""
    merges = region.merges_between(row - _MAX_HEADER_ROWS, row + _MAX_HEADER_ROWS)
    own = _area(merges, row, column)
    top, bottom = own.first_row, own.last_row
    if bottom - top >= _MAX_HEADER_ROWS:
        return None
    top = _extend_up(region, merges, top, column)
    bottom = _extend_down(region, merges, top, bottom, own)
    columns = _columns(region, merges, top, bottom, column)
    if len(columns) < 2:
        return None
    body = bottom + 1
    # A blank row, then a row of column numbers: both belong to the header.
    for candidate in (bottom + 1, bottom + 2):
        if is_number_row(region, candidate, columns, column):
            body = candidate + 1
            break
        if not _is_blank(region, candidate, columns):
            break
    return HeaderBlock((row, column), top, bottom, body, columns)


def _area(merges: Sequence[Area], row: int, column: int) -> Area:
    found = next((area for area in merges if area.contains(row, column)), None)
    return found or Area(row, column, row, column)


def _extend_up(region: Region, merges: Sequence[Area], top: int, column: int) -> int:
    """Rows of group titles above: known words right of the anchor, nothing foreign at its own."""
    for row in range(top - 1, max(0, top - 4), -1):
        groups = 0
        periods = 0
        for cell, heading, area in _headings_in(region, merges, row, column + 1):
            if not heading.is_known or (
                heading.role is None
                and heading.periode is None
                and heading.group is None
                and not heading.is_percent
            ):
                continue
            is_wide = area.last_column > area.first_column
            reaches = area.last_row >= top
            groups += is_wide or reaches
            periods += heading.periode is not None or heading.role is not None
            del cell
        foreign = at(region.grid, row, column) is not None
        if foreign or (groups == 0 and periods < 2):
            return row + 1
        if not _leaves_below(region, row, column):
            return row + 1
    return max(1, top - 3)


def _leaves_below(region: Region, row: int, column: int) -> bool:
    """Whether the row under a group row has header words too (else it is a title)."""
    line = region.grid[row] if row < len(region.grid) else ()
    return any(region.vocabulary.classify(v).is_known for v in line[column:_MAX_COLUMNS])


def _headings_in(
    region: Region, merges: Sequence[Area], row: int, first: int
) -> Iterator[tuple[int, Heading, Area]]:
    line = region.grid[row - 1] if 1 <= row <= len(region.grid) else ()
    for column in range(first, min(len(line), first + _MAX_COLUMNS) + 1):
        if line[column - 1] not in (None, ""):
            area = _area(merges, row, column)
            yield column, region.heading(row, column), area


def _extend_down(region: Region, merges: Sequence[Area], top: int, bottom: int, own: Area) -> int:
    """Rows of leaf titles below the anchor: all header words, the anchor's own column blank."""
    while bottom - top + 1 < _MAX_HEADER_ROWS:
        row = bottom + 1
        cells = list(_headings_in(region, merges, row, 1))
        beside = [c for c in cells if not own.first_column <= c[0] <= own.last_column]
        if len(beside) < len(cells) or not beside:
            return bottom
        numbers = [c for c in beside if _small_number(at(region.grid, row, c[0])) is not None]
        known = [c for c in beside if c[1].is_known or c in numbers]
        groups = [_area(merges, bottom, c[0]) for c in beside]
        if all(group.last_column > group.first_column for group in groups):
            known = beside  # whatever stands below a merged title is a title
        if 2 * len(known) < len(beside) + (len(beside) < 4) * len(beside):
            return bottom
        if len(numbers) == len(beside) and len(numbers) < 4:
            return bottom
        if any(len(c[1].text) > 60 or _is_other_number(at(region.grid, row, c[0])) for c in beside):
            return bottom
        right = [c for c in beside if c[0] > own.last_column]
        under_group = any(
            _area(merges, bottom, c[0]).last_column > _area(merges, bottom, c[0]).first_column
            for c in right
        )
        if len(right) < 2 and not under_group:
            return bottom
        bottom = row
    return bottom


def _small_number(value: RawValue) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    return int(value) if 1 <= value <= 12 and value == int(value) else None


def _is_other_number(value: RawValue) -> bool:
    """A number that no header carries: neither a month nor a year."""
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return False
    return _small_number(value) is None and _year_number(value) is None


def _columns(
    region: Region, merges: Sequence[Area], top: int, bottom: int, anchor: int
) -> tuple[HeaderColumn, ...]:
    """The columns of the table around the anchor, without a neighbouring table's."""
    spread = _spread_groups(region, merges, top, bottom)
    widest = max(
        (len(region.grid[r - 1]) for r in range(top, bottom + 1) if r <= len(region.grid)),
        default=0,
    )
    widest = min(max(widest, anchor), anchor + _MAX_COLUMNS)

    def column_at(column: int) -> HeaderColumn:
        return _header_column(region, merges, top, bottom, column, spread)

    own = column_at(anchor)
    right = _walk(map(column_at, range(anchor + 1, widest + 1)), own, _starts_another_table)
    before = [column_at(column) for column in range(anchor - 1, 0, -1)]
    if _are_own_before_no(before):
        return (*(entry for entry in reversed(before) if entry.path), own, *right)
    left = _walk(before, own, _ends_another_table)
    return (*reversed(left), own, *right)


def _walk(
    columns: Iterable[HeaderColumn],
    own: HeaderColumn,
    is_foreign: Callable[[HeaderColumn, HeaderColumn, int], bool],
) -> list[HeaderColumn]:
    """The columns from the anchor on, up to two blank ones or a neighbouring table's."""
    found: list[HeaderColumn] = []
    gap = 0
    for entry in columns:
        if not entry.path:
            gap += 1
            if gap > 1:
                break
            continue
        if is_foreign(entry, found[-1] if found else own, gap):
            break
        gap = 0
        found.append(entry)
    return found


def _starts_another_table(entry: HeaderColumn, before: HeaderColumn, gap: int) -> bool:
    """Right of the table's own columns: the first one of the table beside it."""
    if entry.origins == before.origins:
        return False  # one title merged over both
    role = entry.path[-1].role
    if role is Role.NO or role is Role.INDIKATOR:
        return True
    return gap > 0 and role in (Role.KEGIATAN, Role.KODE, Role.SASARAN)


def _are_own_before_no(before: Sequence[HeaderColumn]) -> bool:
    """Columns in an order of the office's own: "Sasaran | No | Indikator" up to the sheet's edge.

    Of another table they would hold something that begins one, an unknown title or a gap."""
    last = max((number for number, entry in enumerate(before, 1) if entry.path), default=0)
    roles = [entry.path[-1].role if entry.path else None for entry in before[:last]]
    if Role.NO not in roles or roles[-1] is Role.NO or None in roles:
        return False
    return set(roles[roles.index(Role.NO) + 1 :]) <= {Role.SASARAN, Role.SATUAN, Role.KODE}


def _ends_another_table(entry: HeaderColumn, before: HeaderColumn, gap: int) -> bool:
    """Left of the table's own first column: a column that belongs to the table before it."""
    if entry.origins == before.origins:
        return False
    first = before.path[-1].role if before.path else None
    role = entry.path[-1].role
    if gap and not any(heading.is_known for heading in entry.path):
        return True
    return first is Role.NO or (gap > 0 and role in (Role.TARGET, Role.ANGGARAN, Role.KETERANGAN))


def _spread_groups(
    region: Region, merges: Sequence[Area], top: int, bottom: int
) -> dict[tuple[int, int], tuple[int, int]]:
    """Group titles typed without merging: cell → the group title to its left that covers it."""
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(top, bottom):
        line = region.grid[row - 1] if row <= len(region.grid) else ()
        starts = [c for c in range(1, len(line) + 1) if line[c - 1] not in (None, "")]
        groups = [
            c for c in starts
            if _area(merges, row, c) == Area(row, c, row, c)
            and any(at(region.grid, below, c) is not None for below in range(row + 1, bottom + 1))
        ]  # fmt: skip
        gaps = [b - a for a, b in zip(groups, groups[1:], strict=False)]
        width = min(gaps) if gaps else _MAX_COLUMNS
        for start in groups:
            for column in range(start + 1, start + width):
                blank = at(region.grid, row, column) is None
                lower = any(
                    at(region.grid, below, column) is not None
                    for below in range(row + 1, bottom + 1)
                )
                merged = any(area.contains(row, column) for area in merges)
                if not blank or not lower or merged:
                    break
                covered[row, column] = (row, start)
    return covered


def _header_column(
    region: Region,
    merges: Sequence[Area],
    top: int,
    bottom: int,
    column: int,
    spread: dict[tuple[int, int], tuple[int, int]],
) -> HeaderColumn:
    path: list[Heading] = []
    origins: list[tuple[int, int]] = []
    for row in range(top, bottom + 1):
        area = _area(merges, row, column)
        origin = spread.get((row, column), (area.first_row, area.first_column))
        value = at(region.grid, *origin)
        if value is None or origin in origins:
            continue
        heading = region.vocabulary.classify(value)
        number = _small_number(value)
        if number is not None:
            heading = Heading(str(number), None, 40, Waktu((), Periode(bulan=number)))
        elif _year_number(value) is not None:
            heading = Heading(
                str(_year_number(value)), None, 60, Waktu((), None, _year_number(value))
            )
        path.append(heading)
        origins.append(origin)
    return HeaderColumn(column, tuple(path), tuple(origins), bottom)


def _year_number(value: RawValue) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    return int(value) if 1990 <= value <= 2100 and value == int(value) else None


def is_number_row(region: Region, row: int, columns: Sequence[HeaderColumn], anchor: int) -> bool:
    """Whether `row` numbers the columns: 1, 2, 3 ... or (1), (2) or "6 = 5/4"."""
    value = at(region.grid, row, anchor)
    if value is None or not _is_column_number(value):
        return False
    values = [at(region.grid, row, entry.column) for entry in columns]
    filled = [v for v in values if v is not None]
    return len(filled) >= 2 and all(_is_column_number(v) for v in filled)


def _is_column_number(value: RawValue) -> bool:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return 0 < value <= 99 and value == int(value)
    return isinstance(value, str) and bool(_COLUMN_NUMBER.fullmatch(clean(value)))


def _is_blank(region: Region, row: int, columns: Sequence[HeaderColumn]) -> bool:
    return all(at(region.grid, row, entry.column) is None for entry in columns)


def is_other_header(region: Region, row: int) -> bool:
    """The header of something else ("Uraian | TW I | TW II"), which no anchor announced."""
    line = region.grid[row - 1] if row <= len(region.grid) else ()
    filled = [value for value in line[:60] if value not in (None, "")]
    if len(filled) < 3 or not all(isinstance(value, str) for value in filled):
        return False
    headings = [region.vocabulary.classify(value) for value in filled]
    known = sum(h.is_known and bool(h.role or h.periode) for h in headings)
    return known >= 3 and known >= 0.6 * len(filled)
