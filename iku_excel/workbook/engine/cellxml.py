"""The bytes of one `<c>`: built anew from its old start tag, and a short way for plain cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from ...errors import WorkbookError
from .refs import column_name
from .sheetxml import RowSpan, SheetXml, number
from .styles import remove_attribute, set_attribute
from .values import Encoded, encode
from .xmlscan import attribute_span, attributes


def with_style(opening: bytes, style: int) -> bytes:
    return set_attribute(opening, b"s", b"%d" % style)


def build_cell(opening: bytes, encoded: Encoded, kept: bytes, prefix: bytes) -> bytes:
    """A `<c>` from its old start tag: its type set, what belonged to a formula taken out."""
    for name in (b"cm", b"vm"):
        if name in opening:
            opening = remove_attribute(opening, name)
    old_kind = attribute_span(opening, b"t")
    if encoded.kind is not None:
        opening = set_attribute(opening, b"t", encoded.kind)
    elif old_kind and opening[old_kind[0] : old_kind[1]] != b"n":
        opening = remove_attribute(opening, b"t")
    content = encoded.content + kept
    is_empty = opening.endswith(b"/>")
    if not content:
        return opening if is_empty else opening[:-1].rstrip() + b"/>"
    if is_empty:
        opening = opening[:-2].rstrip() + b">"
    return opening + content + b"</%sc>" % prefix


def same_value(old: object, new: object) -> bool:
    """Whether a cell that holds `old` already says `new`; numbers as Excel holds them."""
    if old is None or new is None:
        return old is None and new is None
    if isinstance(old, bool) or isinstance(new, bool):
        return isinstance(old, bool) and isinstance(new, bool) and old == new
    if isinstance(old, str) or isinstance(new, str):
        return isinstance(old, str) and isinstance(new, str) and old == new
    if isinstance(new, (date, time, timedelta)):
        return type(old) is type(new) and old == new
    if isinstance(old, Decimal) and isinstance(new, (Decimal, int, float)):
        try:
            return float(old) == float(new)
        except OverflowError:
            return False
    return False


_SHORT_NUMBER = re.compile(rb"-?(?=[0-9.]{1,15}\Z)[0-9]+(\.[0-9]+)?\Z")
"""Fifteen digits survive a double: such a figure is what the reader gives, digit by digit."""


Plan: TypeAlias = "tuple[int, int, bytes | None, Decimal | None]"
"""One plain cell: its bytes [start:end), what they become (None: they stay), what it held."""

_Frame: TypeAlias = "tuple[bytes, bytes]"


class _Shape:
    """What follows `<c r="T9"` in a start tag; thousands of cells of a sheet share one."""

    __slots__ = ("rest", "style", "is_empty", "is_date", "number", "frames")

    def __init__(self, rest: bytes, style: int, number_frame: _Frame) -> None:
        self.rest = rest
        self.style = style
        self.is_empty = rest.endswith(b"/>")
        self.is_date: bool | None = None
        self.number = number_frame
        self.frames: dict[tuple[bytes | None, bool], _Frame] = {}


class PlainCells:
    """Sets cells that are written as every usual program writes them: `<c r="T9" s="2"/>`, or a
    number in `<v>`. Start tags that are alike but for their reference are read once.
    """

    def __init__(self, xml: SheetXml, is_date: Callable[[int], bool], uses_1904: bool) -> None:
        self.masked = xml.masked
        self.prefix = xml.prefix
        self.is_date = is_date
        self.uses_1904 = uses_1904
        self._heads: dict[int, bytes] = {}
        self._shapes: dict[bytes, _Shape | None] = {}
        self._texts: dict[str, Encoded] = {}
        self._value = b"<%sv>" % xml.prefix
        self._close = b"</%sv></%sc>" % (xml.prefix, xml.prefix)

    def plan(self, span: RowSpan, column: int, value: object) -> Plan | None:
        """How to set the cell; None where it must be looked at more closely, or is not there."""
        head = self._heads.get(column)
        if head is None:
            head = b'<%sc r="%s' % (self.prefix, column_name(column).encode())
            self._heads[column] = head
        reference, masked = b'%s%d"' % (head, span.row), self.masked
        start = masked.find(reference, span.tag_end, span.end)
        if start < 0:
            return None
        after = start + len(reference)
        end = masked.find(b">", after) + 1
        rest = masked[after:end]
        shape = self._shapes.get(rest) or self._learn(rest)
        if shape is None:
            return None
        old = None
        if not shape.is_empty:
            stored = self._stored(end)
            if stored is None or self._is_date(shape):
                return None
            old = Decimal(stored.decode())
            end += len(self._value) + len(stored) + len(self._close)
            if same_value(old, value):
                return start, end, None, old
        elif value is None:
            return start, end, None, None
        new = self._inside(shape, value)
        if new is None:
            return None
        new = reference + new
        return start, end, None if new == masked[start:end] else new, old

    def _stored(self, at: int) -> bytes | None:
        """The figure that stands there as `<v>`; None for anything else."""
        masked, value = self.masked, self._value
        if not masked.startswith(value, at):
            return None
        at += len(value)
        close = masked.find(b"<", at)
        if not masked.startswith(self._close, close):
            return None
        stored = masked[at:close]
        return stored if _SHORT_NUMBER.match(stored) else None

    def _is_date(self, shape: _Shape) -> bool:
        if shape.is_date is None:
            shape.is_date = self.is_date(shape.style)
        return shape.is_date

    def _learn(self, rest: bytes) -> _Shape | None:
        if rest in self._shapes:
            return None  # Learnt before: it is not plain.
        found = attributes(rest)
        is_plain = (
            rest.endswith(b">")
            and found.keys() <= {b"s", b"t"}
            and found.get(b"t", b"n") == b"n"
            # Otherwise its ">" may stand within a value.
            and rest.count(b'"') == 2 * len(found)
            and b"'" not in rest
        )
        shape = None
        if is_plain:
            opening, closing = self._frame(rest, None, True)
            frame = opening + self._value, b"</%sv>" % self.prefix + closing
            shape = _Shape(rest, number(found.get(b"s"), 0), frame)
        self._shapes[rest] = shape
        return shape

    def _frame(self, rest: bytes, kind: bytes | None, has_content: bool) -> _Frame:
        """What comes between the reference and the content, and what after it."""
        opening = b"<%sc" % self.prefix
        filled = build_cell(
            opening + rest, Encoded(kind, b"\0" if has_content else b""), b"", self.prefix
        )
        before, _, closing = filled.partition(b"\0")
        return before[len(opening) :], closing

    def _inside(self, shape: _Shape, value: object) -> bytes | None:
        """What follows the reference, as build_cell and encode would make it; None for a kind of
        value that needs them, or that a cell cannot hold: they say which cell."""
        if type(value) is Decimal and value.is_finite():
            opening, closing = shape.number
            text = str(value) if value else "0"
            if "E" in text:
                text = format(value, "f")
            if len(text) < 300:
                return opening + text.encode() + closing
        encoded = self.encoded(value)
        if encoded is None:
            return None
        key = encoded.kind, bool(encoded.content)
        if key not in shape.frames:
            shape.frames[key] = self._frame(shape.rest, *key)
        opening, closing = shape.frames[key]
        return opening + encoded.content + closing

    def encoded(self, value: object) -> Encoded | None:
        """As values.encode, each text once; None for what needs that, if only for its sentence."""
        if value is None:
            return Encoded(None, b"")
        try:
            if isinstance(value, str):
                if value not in self._texts:
                    self._texts[value] = encode(value, self.prefix, self.uses_1904, "")
                return self._texts[value]
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                return encode(value, self.prefix, self.uses_1904, "")
        except WorkbookError:
            pass
        return None
