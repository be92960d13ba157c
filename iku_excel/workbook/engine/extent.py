"""How far a sheet's references reach: whether the fast reader's dense table of it would be absurd.

One stray cell far below or right, honest or hostile, would have that table fill the memory. To look
at every reference one by one costs as much as reading the sheet; so its bytes are first turned into
four marks (letter, digit, quote, anything else), where a few plain searches tell nearly always.
"""

from __future__ import annotations

import re
from functools import cached_property

from .sheetxml import SheetXml, column_of, number
from .xmlscan import elements

MAX_DENSE = 4_000_000
"""Cells of a dense table, most of them empty, that the fast reader may make."""

_WIDE = 256
_ROW_OF_REFERENCE = re.compile(rb"""r\s*=\s*["'][^0-9"'<>]{0,3}([0-9]{1,7})""")

_LETTER, _DIGIT, _QUOTE = b"\1", b"\2", b"\3"
_MARKS = bytes(
    1 if chr(c).isalpha() and c < 128 else 2 if chr(c) in "0123456789$" else 3 if c in b"\"'" else 0
    for c in range(256)
)
_LONG_NAME = re.compile(_QUOTE + _LETTER + b"{4,}" + _DIGIT)


def is_sparse(xml: SheetXml) -> bool:
    """Whether a dense table of this sheet would be absurd."""
    return _Extent(xml).is_absurd


class _Extent:
    def __init__(self, xml: SheetXml) -> None:
        self.xml = xml
        self.last = max(_last_rows(xml), default=0)

    @cached_property
    def marks(self) -> bytes:
        return self.xml.masked.translate(_MARKS)

    def _has(self, marks: bytes) -> bool:
        # From the end: among four marks Python's search is three times as fast that way.
        return self.marks.rfind(marks, self.xml.data_tag_end, self.xml.data_end) >= 0

    def _count(self, name: bytes) -> int:
        return self.xml.masked.count(b"<" + self.xml.prefix + name)

    @property
    def is_absurd(self) -> bool:
        last = self.last
        if last > 10_000 and last > 2 * self._count(b"row") + 10_000:
            return True
        if self._may_be_stray() and self._has_stray_reference():
            return True
        if last * 16_384 <= MAX_DENSE:
            return False  # Too short to be too wide: nothing has to be searched for.
        widest = self._widest()
        if widest > _WIDE:
            last = max(last, *map(int, _ROW_OF_REFERENCE.findall(self.xml.masked)))
        return last * widest > MAX_DENSE and last * widest > 8 * self._count(b"c ")

    def _may_be_stray(self) -> bool:
        """Whether anything in quotes looks at all like what `_has_stray_reference` is after."""
        long_number = _DIGIT * (len(str(self.last)) + 1)
        if self._has(_LETTER + long_number) or self._has(_QUOTE + long_number):
            return True
        return self._has(_QUOTE + 4 * _LETTER) and _LONG_NAME.search(self.marks) is not None

    def _has_stray_reference(self) -> bool:
        """Whether a reference is longer than any honest one: beyond Excel's columns, or a row
        number with more digits than the last row's. The fast reader would make room for all that
        lies between, and takes the whole process down when there is none."""
        strange = rb"""\sr\s*=\s*["'](?:[^0-9"'<>]{4,}|[^0-9"'<>]{0,3}[0-9]{%d,})"""
        return re.search(strange % (len(str(self.last)) + 1), self.xml.masked) is not None

    def _widest(self) -> int:
        """The widest column in use, or a harmless upper bound of it."""
        for letters, bound in ((3, 702), (2, 26)):
            if self._has(_QUOTE + letters * _LETTER + _DIGIT):
                pattern = rb"""\sr\s*=\s*["']([A-Za-z]{%d})[0-9$]""" % letters
                found = {name.upper() for name in set(re.findall(pattern, self.xml.masked))}
                if found:
                    return column_of(max(found), self.xml.part)
            if self.last * bound <= MAX_DENSE:
                break
        return 26


def _last_rows(xml: SheetXml) -> list[int]:
    """The numbers of the last few row elements: enough to see a stray one."""
    found = []
    at = xml.data_end
    for _ in range(3):
        at = xml.masked.rfind(b"<" + xml.prefix + b"row", xml.data_tag_end, at)
        if at < 0:
            break
        end = xml.masked.find(b">", at)
        for tag in elements(xml.masked, b"row", start=at, end=end + 1):
            found.append(number(tag.attributes.get(b"r"), 0))
    return found
