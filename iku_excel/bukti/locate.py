"""Finds the tables of raw data on a sheet by the words of their headers, wherever they stand.

A header may have one to three rows (merged or not), titles above, a row of column numbers below.
Forms that the reader recognised (PK, monitoring, ...) are left alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

from iku_excel.bukti.matching import Candidate, HeaderMatcher
from iku_excel.workbook.port import Area, RawValue, Sheet

_MAX_DEPTH = 3
_MAX_HEADER_TEXT = 120
# Rows of a sheet without any table that are looked at in full before only rows that repeat a
# synonym word for word are.
_PATIENCE = 2000
_FIRST_YEAR = 1990
# Numbers in the second row of a header are the numbers of unsur, at least so many.
_FEWEST_NUMBERED = 3


class HeaderFinder:
    """Looks through one sheet for rows that may head a table."""

    def __init__(self, sheet: Sheet, matcher: HeaderMatcher) -> None:
        self._grid = sheet.grid()
        self._matcher = matcher
        self._merges = [a for a in sheet.merged if a.last_row - a.first_row < _MAX_DEPTH]
        self._exact = set(matcher.titles)
        self._evaluated = 0

    # Rows ----------------------------------------------------------------------------------------

    def worth_a_look(self, row: int, inside: bool) -> bool:
        """Whether a row of titles may start a header; inside a table only one that says so."""
        if not inside and self._evaluated < _PATIENCE:
            self._evaluated += 1
            return True
        hits = 0
        for value in self._grid[row - 1]:
            if isinstance(value, str) and value.strip().lower() in self._exact:
                hits += 1
        return hits >= 2

    def learn(self, candidate: Candidate) -> None:
        """A repeated header (page break) says the same words again."""
        top, bottom = candidate.rows
        for row in range(top, bottom + 1):
            for value in self._grid[row - 1]:
                if isinstance(value, str) and value.strip():
                    self._exact.add(value.strip().lower())

    # Headers -------------------------------------------------------------------------------------

    def candidates(self, row: int) -> list[Candidate]:
        """Forms whose columns are named in rows row to row + 2, best depth of each form."""
        best: dict[int, Candidate] = {}
        for depth in range(1, _MAX_DEPTH + 1):
            bottom = row + depth - 1
            if depth > 1 and not self._continues(bottom):
                break
            for number, found in self._matcher.fit((row, bottom), self._texts(row, bottom)):
                known = best.get(number)
                if known is None or _better(found, known):
                    best[number] = found
        return list(best.values())

    def _continues(self, bottom: int) -> bool:
        """Whether `bottom` is a further row of the header above it, and not the first row of data.

        The titles of a second level stand where the first is blank, merged or a group title; data
        stands below titles of its own.
        """
        if bottom > len(self._grid) or _count_titles(self._grid[bottom - 1]) < 1:
            return False
        upper, lower = self._grid[bottom - 2], self._grid[bottom - 1]
        numbers = [v for v in lower if isinstance(v, (int, float)) and v < _FIRST_YEAR]
        if 0 < len(numbers) < _FEWEST_NUMBERED:
            return False
        good = bad = 0
        for index, value in enumerate(lower):
            if not _header_text(value):
                continue
            if self._is_second_level(upper, lower, index, bottom - 1):
                good += 1
            else:
                bad += 1
        return good > 0 and bad * 2 <= good

    def _is_second_level(
        self, upper: Sequence[RawValue], lower: Sequence[RawValue], index: int, row: int
    ) -> bool:
        text = _header_text(lower[index])
        if not _text_at(upper, index) or (text.startswith("(") and text.endswith(")")):
            return True
        if any(a.contains(row, index + 1) and a.last_column > a.first_column for a in self._merges):
            return True
        return not _text_at(upper, index + 1) and bool(_text_at(lower, index + 1))

    def _texts(self, top: int, bottom: int) -> dict[int, str]:
        """Column → its header text, the levels joined from top to bottom."""
        width = max(len(self._grid[r - 1]) for r in range(top, bottom + 1))
        merges = [a for a in self._merges if a.first_row <= bottom and a.last_row >= top]
        joined: dict[int, list[str]] = {}
        for row in range(top, bottom + 1):
            values = self._grid[row - 1]
            carried = ""
            for index in range(width):
                value = values[index] if index < len(values) else None
                text = _header_text(value)
                column = index + 1
                if text:
                    carried = text
                else:
                    text = self._lent(row, column, top, merges)
                    if not text and row < bottom and carried:
                        text = self._carried(row, column, bottom, carried, merges)
                if text and text not in joined.get(column, ()):
                    joined.setdefault(column, []).append(text)
        return {
            column: " ".join(parts)
            for column, parts in joined.items()
            if self._is_own(column, top, bottom) and not _is_sentence(parts)
        }

    def _lent(self, row: int, column: int, top: int, merges: Sequence[Area]) -> str:
        """The text of the merge that covers this cell, once for a vertical one."""
        for area in merges:
            if area.contains(row, column) and area.last_column > area.first_column:
                if row == max(area.first_row, top):
                    return _text_at(self._grid[area.first_row - 1], area.first_column - 1)
        return ""

    def _carried(
        self, row: int, column: int, bottom: int, carried: str, merges: Sequence[Area]
    ) -> str:
        """An unmerged group title stands over the columns to its right that have a title below."""
        if any(a.first_row <= row <= a.last_row and a.last_column > a.first_column for a in merges):
            return ""
        below = self._grid[row]
        return carried if _text_at(below, column - 1) and _text_at(below, column - 2) else ""

    def _is_own(self, column: int, top: int, bottom: int) -> bool:
        """Whether anything stands in this column itself, not only a merge from the left."""
        for row in range(top, bottom + 1):
            if _text_at(self._grid[row - 1], column - 1):
                return True
        return False


def _text_at(values: Sequence[RawValue], index: int) -> str:
    return _header_text(values[index]) if index < len(values) else ""


def _is_sentence(parts: Sequence[str]) -> bool:
    """Prose in a cell is no header, whatever words it has."""
    return any(part.endswith((".", ";")) and len(part.split()) > 4 for part in parts)


def _better(new: Candidate, old: Candidate) -> bool:
    """Of equals the deeper header: its second level says more ("Realisasi" / "s.d. Periode")."""
    return (-len(new.missing), new.matched, new.khas) >= (-len(old.missing), old.matched, old.khas)


def _may_head(value: RawValue) -> bool:
    """Years and column numbers head columns; any other number is data."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return float(value).is_integer() and (1 <= value <= 31 or _FIRST_YEAR <= value <= 2100)


def _header_text(value: RawValue) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _may_head(value):
        return str(int(value))
    return ""


def find_headers(
    sheet: Sheet,
    matcher: HeaderMatcher,
    taken: Sequence[tuple[int, int]],
    accept: Callable[[int, list[Candidate]], Candidate | None],
) -> None:
    """Offers `accept` every row that may head a table, with the forms it fits.

    What it accepts is passed over, and the rows below count as its body until a blank row;
    `taken` rows belong to forms that the reader recognised.
    """
    finder = HeaderFinder(sheet, matcher)
    headerish, blank = _headerish_and_blank(sheet.grid())
    table_end = 0  # the last header row of the table that may go on
    after = 0  # the last row that is spoken for
    for row in headerish:
        if row <= after:
            continue
        block = next((t for t in taken if t[0] <= row <= t[1]), None)
        if block:
            after = block[1]
            continue
        inside = bool(table_end) and _goes_on(table_end, row, blank, taken)
        if finder.worth_a_look(row, inside):
            accepted = accept(row, finder.candidates(row))
            if accepted is not None:
                finder.learn(accepted)
                after = table_end = accepted.rows[1]


def _goes_on(
    table_end: int, row: int, blank: Sequence[int], taken: Sequence[tuple[int, int]]
) -> bool:
    """Whether neither a blank row nor another form stands between a table's header and `row`."""
    position = bisect_right(blank, table_end)
    if position < len(blank) and blank[position] < row:
        return False
    return not any(table_end < first < row for first, _ in taken)


def _headerish_and_blank(grid: Sequence[Sequence[RawValue]]) -> tuple[list[int], list[int]]:
    """The rows of two titles or more and the blank ones, in one pass over the sheet."""
    headerish: list[int] = []
    blank: list[int] = []
    for row, values in enumerate(grid, 1):
        count = _count_titles(values)
        if count >= 2:
            headerish.append(row)
        elif count == 0:
            blank.append(row)
    return headerish, blank


def _count_titles(values: Sequence[RawValue]) -> int:
    """How many cells of a row are filled, if only with texts, years and column numbers; else -1."""
    count = 0
    for value in values:
        if value is None or value == "":
            continue
        if type(value) is str:
            if len(value) > _MAX_HEADER_TEXT:
                return -1
        elif not _may_head(value):
            return -1
        count += 1
    return count
