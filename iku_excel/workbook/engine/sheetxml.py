"""A worksheet part as bytes: where its rows and cells stand. Shared by reading and writing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from operator import lt

from ...errors import WorkbookError
from ..port import Area
from .refs import MAX_COLUMN, MAX_ROW, column_number, parse_area
from .xmlscan import attributes, close_of, damaged, elements, mask, root_tag, tag_pattern
from .xmlscan import to_bytes, whole_number


_ROW_NUMBER = re.compile(rb' r="([0-9]{1,7})"')
"""How every usual writer begins a row."""

_SPANS = re.compile(rb"""\sspans\s*=\s*["']([0-9]{1,5}):([0-9]{1,5})["']""")


class CellSpan:
    """One `<c>`: bytes [start:end) of the sheet, its start tag ending at `tag_end`."""

    __slots__ = ("column", "start", "tag_end", "end", "attributes")

    def __init__(
        self, column: int, start: int, tag_end: int, end: int, found: dict[bytes, bytes]
    ) -> None:
        self.column = column
        self.start = start
        self.tag_end = tag_end
        self.end = end
        self.attributes = found

    @property
    def style(self) -> int:
        return number(self.attributes.get(b"s"), 0)


class RowSpan:
    """One `<row>`: bytes [start:end) of the sheet."""

    __slots__ = ("row", "start", "tag_end", "end", "_inner")

    def __init__(self, row: int, start: int, tag_end: int, end: int, inner: bytes) -> None:
        self.row = row
        self.start = start
        self.tag_end = tag_end
        self.end = end
        self._inner = inner

    @property
    def attributes(self) -> dict[bytes, bytes]:
        """Read each time: few are asked for, and a sheet may have a million rows."""
        return attributes(self._inner)

    @property
    def own_style(self) -> int | None:
        """The style that the row gives to its empty cells; None where it gives none."""
        if b"customFormat" not in self._inner:
            return None
        found = self.attributes
        return number(found.get(b"s"), 0) if is_true(found.get(b"customFormat")) else None

    @property
    def spans(self) -> tuple[int, int] | None:
        """The columns that the row says it spans."""
        match = _SPANS.search(self._inner)
        return (int(match[1]), int(match[2])) if match else None


def number(raw: bytes | None, default: int) -> int:
    """An attribute that should be a whole number; the default where it is not."""
    return default if raw is None else whole_number(raw, default)


def is_true(raw: bytes | None) -> bool:
    return raw in (b"1", b"true", b"on")


class SheetXml:
    """The text of a worksheet part with the offsets of its rows and cells."""

    def __init__(self, raw: bytes, part: str) -> None:
        self.part = part
        self.text, self.encoding = to_bytes(raw, part)
        self.masked = mask(self.text)
        self.prefix, root, self.root_end = root_tag(self.masked[:65_536])
        if root != b"worksheet":
            raise damaged(part)
        self.data_start, self.data_tag_end, self.data_end = self._find_data()

    def _find_data(self) -> tuple[int, int, int]:
        match = tag_pattern(self.prefix, b"sheetData").search(self.masked, self.root_end)
        if match is None:
            raise damaged(self.part)
        if match[2].endswith(b"/"):
            return match.start(), match.end(), match.end()
        closing = self.masked.rfind(b"</" + self.prefix + b"sheetData")
        if closing < match.end():
            raise damaged(self.part)
        return match.start(), match.end(), closing

    @property
    def is_empty(self) -> bool:
        """Whether it is `<sheetData/>`."""
        return self.data_tag_end == self.data_end and self.masked[self.data_end - 2] == 0x2F

    def rows(self) -> Iterator[RowSpan]:
        """Every row in the order of the file; a row without `r` follows the one before it."""
        masked, prefix = self.masked, self.prefix
        pattern = tag_pattern(prefix, b"row")
        closing = b"</" + prefix + b"row"
        current, at, stop = 0, self.data_tag_end, self.data_end
        while match := pattern.search(masked, at, stop):
            inner = match[2]
            current = self._row_number(inner, current)
            at = match.end()
            if not inner.endswith(b"/"):
                end = masked.find(closing, at, stop)
                end = masked.find(b">", end, stop) + 1 if end >= 0 else 0
                if not end:
                    raise damaged(self.part)
                at = end
            yield RowSpan(current, match.start(), match.end(), at, inner)

    def usual_rows(self) -> UsualRows | None:
        """Where each row begins, if all are numbered, in order, and as usual programs write them:
        several times as fast as `rows`."""
        opening = b"<%srow" % self.prefix
        pattern = re.compile(re.escape(opening) + rb' r="([0-9]{1,7})"')
        starts, numbers = [], []
        for match in pattern.finditer(self.masked, self.data_tag_end, self.data_end):
            starts.append(match.start())
            numbers.append(int(match[1]))
        count = self.masked.count(opening, self.data_tag_end, self.data_end)
        is_usual = count == len(numbers) and all(map(lt, numbers, numbers[1:]))
        return UsualRows(self, starts, numbers) if is_usual else None

    def row_at(self, row: int, start: int) -> RowSpan:
        """The row element that begins there."""
        match = tag_pattern(self.prefix, b"row").match(self.masked, start, self.data_end)
        if match is None or not 1 <= row <= MAX_ROW:
            raise damaged(self.part)
        return RowSpan(row, start, match.end(), self.element_end(match.end(), b"row"), match[2])

    def _row_number(self, inner: bytes, previous: int) -> int:
        plain = _ROW_NUMBER.match(inner)
        row = int(plain[1]) if plain else number(attributes(inner).get(b"r"), previous + 1)
        if not 1 <= row <= MAX_ROW:
            raise damaged(self.part)
        return row

    def cells(self, row: RowSpan) -> Iterator[CellSpan]:
        """The cells of a row in the order of the file; one without `r` follows the one before."""
        if row.tag_end == row.end:
            return
        masked, prefix = self.masked, self.prefix
        pattern = tag_pattern(prefix, b"c")
        closing = b"</" + prefix + b"c"
        current, at = 0, row.tag_end
        while match := pattern.search(masked, at, row.end):
            found = attributes(match[2])
            ref = found.get(b"r")
            current = column_of(ref, self.part) if ref else current + 1
            if match[2].endswith(b"/"):
                at = match.end()
            else:
                at = masked.find(closing, match.end(), row.end)
                while at >= 0 and masked[at + len(closing)] not in b"> \t\r\n":
                    at = masked.find(closing, at + 1, row.end)
                at = masked.find(b">", at, row.end) + 1 if at >= 0 else 0
                if not at:
                    raise damaged(self.part)
            yield CellSpan(current, match.start(), match.end(), at, found)

    def usual_starts(self, row: RowSpan) -> list[tuple[int, int]] | None:
        """(column, first byte) of each cell of a row, if all say it as usual programs do."""
        place = row.tag_end, row.end
        matches = _usual_starts(self.prefix).finditer(self.masked, *place)
        found = [(column_of(match[1], self.part), match.start()) for match in matches]
        return found if len(found) == self.masked.count(b"<%sc" % self.prefix, *place) else None

    @cached_property
    def columns(self) -> list[tuple[int, int, dict[bytes, bytes]]]:
        """(first, last, attributes) of each `<col>`."""
        found = []
        for tag in elements(self.masked, b"col", end=self.data_start):
            low = number(tag.attributes.get(b"min"), 0)
            high = number(tag.attributes.get(b"max"), low)
            if low:
                found.append((low, min(high, MAX_COLUMN), tag.attributes))
        return found

    def column_style(self, column: int) -> int:
        for low, high, found in self.columns:
            if low <= column <= high:
                return number(found.get(b"style"), 0)
        return 0

    @cached_property
    def merged(self) -> list[Area]:
        """The merged ranges; unreadable ones are left out."""
        areas = []
        for match in tag_pattern(self.prefix, b"mergeCell").finditer(self.masked, self.data_end):
            ref = attributes(match[2]).get(b"ref", b"").decode("ascii", "replace")
            try:
                areas.append(parse_area(ref))
            except ValueError:
                continue
        return areas

    def element_end(self, tag_end: int, name: bytes) -> int:
        return close_of(self.masked, self.prefix, tag_end, name)


class UsualRows:
    """The rows of a sheet by number."""

    def __init__(self, xml: SheetXml, starts: list[int], numbers: list[int]) -> None:
        self.xml = xml
        self.starts = starts
        self.numbers = numbers

    def find(self, row: int) -> tuple[RowSpan | None, int]:
        """The row, None where there is none; and where it begins or would begin."""
        index = bisect_left(self.numbers, row)
        if index == len(self.numbers):
            return None, self.xml.data_end
        start = self.starts[index]
        return (self.xml.row_at(row, start) if self.numbers[index] == row else None), start


def column_of(ref: bytes, part: str) -> int:
    """The column of a cell's own `r`; BK001 when it is none."""
    try:
        return _column_named(ref.rstrip(b"0123456789"))
    except (ValueError, UnicodeDecodeError):
        raise damaged(part) from None


@lru_cache(maxsize=2_000)
def _column_named(letters: bytes) -> int:
    return column_number(letters.replace(b"$", b"").strip().decode())


@lru_cache(maxsize=20)
def _usual_starts(prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(prefix) + rb'c r="([A-Z]{1,3})[0-9]{1,7}"')


def cannot_write(sheet: str, ref: str, why: str) -> WorkbookError:
    """BK016: the cell exists but nothing may be put there."""
    return WorkbookError("BK016", f"Sel {sheet}!{ref} tidak dapat diisi: {why}")
