"""From a Python value to the inside of a `<c>`: text is always text, a Decimal exact."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeAlias

from ...errors import WorkbookError

Value: TypeAlias = Decimal | int | float | bool | str | date | time | timedelta | None
"""What may be written. datetime is a date; a float counts by its shortest text."""

MAX_TEXT = 32_767
MAX_FORMULA = 8_192
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula with its result, for those who ask for one: no text ever becomes it.

    `text` is as the file holds it: English names, commas, no "=". `cached` is what it gives.
    """

    text: str
    cached: Decimal | str


@dataclass(frozen=True, slots=True)
class Write:
    """A value with the style it should have.

    `style_from`: a cell of the same sheet whose style is copied ("S9"); `number_format`: an Excel
    format code put on top of it ("0.00"). Without either the cell keeps its own style.
    """

    value: Value | Formula
    style_from: str | None = None
    number_format: str | None = None

    @property
    def result(self) -> Value:
        """What the cell will show."""
        return self.value.cached if isinstance(self.value, Formula) else self.value


@dataclass(frozen=True, slots=True)
class Encoded:
    """The content of a cell: its `t` (None for a number), the bytes between its tags."""

    kind: bytes | None
    content: bytes
    date_format: str | None = None
    """The format a date needs, unless the cell's style is a date already."""


def encode(value: Value | Formula, prefix: bytes, uses_1904: bool, place: str) -> Encoded:
    """Raises WorkbookError BK018 for what a cell cannot hold; `place` is "Sheet!T9" for it."""
    if isinstance(value, Formula):
        return _encode_formula(value, prefix, place)
    if value is None:
        return Encoded(None, b"")
    if isinstance(value, bool):
        return Encoded(b"b", _stored(prefix, b"1" if value else b"0"))
    if isinstance(value, str):
        return Encoded(b"inlineStr", _inline(value, prefix, place))
    if isinstance(value, (date, time, timedelta)):
        serial, code = to_serial(value, uses_1904, place)
        return Encoded(None, _stored(prefix, number_text(serial, place)), code)
    return Encoded(None, _stored(prefix, number_text(value, place)))


def _encode_formula(formula: Formula, prefix: bytes, place: str) -> Encoded:
    if not 0 < len(formula.text) <= MAX_FORMULA:
        raise WorkbookError("BK018", f"{place}: rumus kosong atau terlalu panjang untuk Excel.")
    text = b"<%sf>%s</%sf>" % (prefix, escape_formula(formula.text), prefix)
    if isinstance(formula.cached, str):
        return Encoded(b"str", text + _stored(prefix, escape_text(formula.cached, place)))
    return Encoded(None, text + _stored(prefix, number_text(formula.cached, place)))


def escape_formula(text: str) -> bytes:
    """A formula as XML text."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.encode("ascii", "xmlcharrefreplace")


def number_text(value: Decimal | int | float, place: str) -> bytes:
    """"83.33": every digit of the figure, no exponent; whole numbers without a point."""
    if not isinstance(value, (Decimal, int, float)):
        raise WorkbookError("BK018", f"{place}: nilai jenis {type(value).__name__} tidak dikenal.")
    figure = value if isinstance(value, Decimal) else Decimal(str(value))
    if not figure.is_finite() or abs(figure.adjusted()) > 307:
        raise WorkbookError("BK018", f"{place}: angka {value} tidak dapat disimpan dalam sel.")
    text = format(figure, "f")
    return b"0" if figure.is_zero() else text.encode("ascii")


def _stored(prefix: bytes, text: bytes) -> bytes:
    return b"<%sv>%s</%sv>" % (prefix, text, prefix)


def _inline(text: str, prefix: bytes, place: str) -> bytes:
    space = b' xml:space="preserve"' if text != text.strip() or "\n" in text else b""
    body = escape_text(text, place)
    return b"<%sis><%st%s>%s</%st></%sis>" % (prefix, prefix, space, body, prefix, prefix)


def escape_text(text: str, place: str) -> bytes:
    """Cell text as ASCII XML, right in whatever encoding the part has; Excel's escapes included."""
    # Excel counts UTF-16 units.
    if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT:
        raise WorkbookError(
            "BK018", f"{place}: teks lebih panjang dari 32.767 huruf; pendekkan dahulu."
        )
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    text = _UNSTORABLE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.encode("ascii", "xmlcharrefreplace")


def to_serial(
    value: date | time | timedelta, uses_1904: bool, place: str
) -> tuple[Decimal, str]:
    """Excel's serial of a date, time or duration, and the format that shows it."""
    if isinstance(value, time):
        passed = datetime.combine(date.min, value.replace(tzinfo=None)) - datetime.min
        return _days(passed), "hh:mm:ss"
    if isinstance(value, timedelta):
        return _days(value), "[h]:mm:ss"
    is_moment = isinstance(value, datetime)
    moment = (
        value.replace(tzinfo=None)
        if isinstance(value, datetime)
        else datetime(value.year, value.month, value.day)
    )
    serial = _days(moment - (datetime(1904, 1, 1) if uses_1904 else datetime(1899, 12, 30)))
    if not uses_1904 and serial < 61:
        serial -= 1  # Excel counts a 29 February 1900 that never was.
    if serial < (0 if uses_1904 else 1):
        raise WorkbookError("BK018", f"{place}: Excel tidak mengenal tanggal {value}.")
    return serial, "dd/mm/yyyy hh:mm" if is_moment else "dd/mm/yyyy"


def _days(passed: timedelta) -> Decimal:
    micro = Decimal(passed // timedelta(microseconds=1))
    days = micro / Decimal(86_400_000_000)
    is_whole = days == days.to_integral_value()
    return days.quantize(Decimal(1) if is_whole else Decimal("1E-12"))
