"""What one `<c>` says: value, formula, error, number format."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from ...numbers import to_decimal
from ..port import Cell, Format
from .opc import plain_text
from .sheetxml import CellSpan, RowSpan, SheetXml, column_of
from .styles import Styles, date_parts, format_kind
from .xmlscan import tag_pattern, unescape, unescape_excel, whole_number

_SHORT = re.compile(r"-?(?=[0-9.]{1,15}\Z)[0-9]+(\.[0-9]+)?\Z")

_USUAL_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]{1,7})")?(?: t="([A-Za-z]{1,9})")?'
    rb"(?:/>|>(?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>)?</c>)"
)

UsualCell: TypeAlias = "re.Match[bytes]"

LAST_SERIAL = 2_958_466
"""The day after 31 December 9999 in the 1900 system."""


class CellReader:
    """Reads the cells of one sheet; shared strings are fetched when the first one is met."""

    def __init__(
        self,
        xml: SheetXml,
        styles: Styles,
        uses_1904: bool,
        shared_strings: Callable[[], Sequence[str]],
    ) -> None:
        self.xml = xml
        self.styles = styles
        self.uses_1904 = uses_1904
        self.shared_strings = shared_strings
        self._formats: dict[int, tuple[str, Format]] = {}
        self._pattern = tag_pattern(xml.prefix, b"f|v|is")
        self._codec = "utf-8" if xml.encoding.startswith("utf-16") else xml.encoding

    def read(self, cell: CellSpan) -> Cell:
        formula, stored = self.content(cell)
        return self._cell(cell.style, cell.attributes.get(b"t", b"n"), formula, stored)

    def _cell(self, style: int, kind: bytes, formula: bytes | None, stored: str | None) -> Cell:
        code, form = self._format(style)
        value = None if stored is None else self._value(kind, stored, code, form)
        error = None
        if isinstance(value, _Error):
            error, value = str(value), None
        is_formula = formula is not None
        return Cell(
            value=value,
            is_formula=is_formula,
            is_uncached=is_formula and value is None and error is None,
            error=error,
            format=form,
            format_code=code,
            formula=unescape(formula, self._codec) if formula is not None else None,
        )

    def cells(self, row: RowSpan) -> dict[int, Cell | UsualCell]:
        """Column → cell of a row; those written as usual wait for `usual`."""
        found = self._usual_cells(row)
        if found is None:
            return {cell.column: self.read(cell) for cell in self.xml.cells(row)}
        return found

    def _usual_cells(self, row: RowSpan) -> dict[int, Cell | UsualCell] | None:
        """A row of cells written as all usual programs do, several times as fast; else None."""
        xml = self.xml
        if xml.masked is not xml.text:
            return None
        found: dict[int, Cell | UsualCell] = {}
        at = row.tag_end
        for match in _USUAL_CELL.finditer(xml.text, at, row.end):
            if match.start() != at:
                return None
            at = match.end()
            found[column_of(match[1], xml.part)] = match
        return found if xml.text[at : row.end] == b"</row>" else None

    def usual(self, match: UsualCell) -> Cell:
        """What such a cell says."""
        _, style, kind, formula, body = match.groups()
        is_stored = body or (body is not None and kind == b"str")
        stored = unescape(body, self._codec) if is_stored else None
        return self._cell(int(style) if style else 0, kind or b"n", formula, stored)

    def _format(self, style: int) -> tuple[str, Format]:
        found = self._formats.get(style)
        if found is None:
            code = self.styles.code(style)
            found = self._formats[style] = (code, format_kind(code))
        return found

    def content(self, cell: CellSpan) -> tuple[bytes | None, str | None]:
        """(formula's bytes or None, stored value's text or None)."""
        if cell.tag_end == cell.end:
            return None, None
        masked, text, prefix = self.xml.masked, self.xml.text, self.xml.prefix
        formula: bytes | None = None
        stored: str | None = None
        at = cell.tag_end
        while match := self._pattern.search(masked, at, cell.end):
            name = match[1]
            at = self.xml.element_end(match.end(), name)
            body = text[match.end() : masked.rfind(b"</", match.end(), at)]
            if match[2].endswith(b"/"):
                body = b""
            if name == b"f":
                formula = body
            elif name == b"v" and (body or cell.attributes.get(b"t") == b"str"):
                # An empty <v/> of type "str" is a stored result: the formula gave "".
                stored = unescape(body, self._codec)
            elif name == b"is":
                stored = plain_text(text[match.start() : at], prefix, self.xml.encoding)
        return formula, stored

    def _value(
        self, kind: bytes, stored: str, code: str, form: Format
    ) -> Decimal | str | bool | date | datetime | time | timedelta | _Error | None:
        if kind == b"s":
            index = whole_number(stored.strip(), -1)
            strings = self.shared_strings()
            return strings[index] if 0 <= index < len(strings) else None
        if kind == b"inlineStr":
            return stored
        if kind == b"str":
            return unescape_excel(stored)
        if kind == b"b":
            return stored.strip().lower() in ("1", "true")
        if kind == b"e":
            return _Error(stored.strip())
        if kind == b"d":
            return _iso(stored.strip())
        return self._number(stored.strip(), code, form)

    def _number(
        self, stored: str, code: str, form: Format
    ) -> Decimal | str | date | datetime | time | timedelta | None:
        try:
            figure = _figure(stored)
        except ValueError:
            return stored or None
        if form is Format.DATE:
            moment = from_serial(figure, code, self.uses_1904)
            return figure if moment is None else moment
        return figure


def _figure(stored: str) -> Decimal:
    """Excel holds a double: the shortest text that gives it back is what a person sees."""
    if _SHORT.match(stored):
        return Decimal(stored)  # Fifteen digits survive a double, so they are the shortest.
    if "_" in stored:
        raise ValueError(stored)
    return to_decimal(str(float(stored)).removesuffix(".0"))


class _Error(str):
    """An error value of Excel."""


def _iso(text: str) -> date | datetime | time | str:
    for parse in (date.fromisoformat, datetime.fromisoformat, time.fromisoformat):
        try:
            return parse(text.removesuffix("Z"))
        except ValueError:
            continue
    return text


def from_serial(
    serial: Decimal, code: str, uses_1904: bool
) -> date | datetime | time | timedelta | None:
    """A serial as its format shows it; None where Excel itself shows no date."""
    has_date, has_time, is_elapsed = date_parts(code)
    if serial < 0 or serial >= LAST_SERIAL:
        return None
    seconds = int((serial * 86_400).quantize(Decimal(1)))
    if is_elapsed:
        return timedelta(seconds=seconds)
    if not has_date:
        return (datetime.min + timedelta(seconds=seconds % 86_400)).time()
    if serial < 1 and not has_time and not uses_1904:
        return None  # Excel shows "00/01/1900"
    start = datetime(1904, 1, 1) if uses_1904 else datetime(1899, 12, 30)
    if not uses_1904 and serial < 60:
        start += timedelta(days=1)  # Excel counts a 29 February 1900 that never was.
    try:
        moment = start + timedelta(seconds=seconds)
    except OverflowError:
        return None
    return moment if has_time or serial % 1 else moment.date()
