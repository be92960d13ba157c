"""Number formats: what a cell's style says about its value, and appending one to styles.xml."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache

from ..port import Format
from .xmlscan import Tag, attribute_span, close_of, elements, from_bytes, mask, root_tag
from .xmlscan import damaged, tag_pattern, to_bytes, whole_number

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "dd/mm/yyyy", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;[Red](#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;[Red](#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss",
    47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""ECMA-376 18.8.30; 14 and 22 follow the reader's locale, here Indonesia."""

_EAST_ASIAN_DATES = {*range(27, 37), *range(50, 59)}
_LITERAL = re.compile(r'"[^"]*"|\\.|[_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]|General|[eE][+-]', re.I)
_DATE_LETTER = re.compile(r"[ymdhse]", re.I)


@lru_cache(maxsize=2_000)
def format_kind(code: str) -> Format:
    """Percent, date or text by a number format's code, literals and colours left out."""
    bare = _LITERAL.sub("", code)
    if "%" in bare:
        return Format.PERCENT
    if _DATE_LETTER.search(bare):
        return Format.DATE
    return Format.TEXT if bare.strip() == "@" else Format.GENERAL


@lru_cache(maxsize=2_000)
def date_parts(code: str) -> tuple[bool, bool, bool]:
    """(has a date, has a time, counts elapsed hours) of a date format's code."""
    bare = _LITERAL.sub("", code).lower()
    is_elapsed = bool(re.search(r"\[(h+|m+|s+)\]", bare))
    has_date = bool(re.search(r"[yde]", bare)) or ("m" in bare and not re.search(r"[hs]", bare))
    return has_date, bool(re.search(r"[hs]", bare)), is_elapsed


@dataclass(frozen=True, slots=True)
class Look:
    """A cell style of our own sheets; colours are ARGB ("FFD9E1F2")."""

    bold: bool = False
    size: int = 0
    color: str = ""
    underline: bool = False
    fill: str = ""
    border: bool = False
    wrap: bool = False
    center: bool = False
    code: str = ""

    @property
    def has_font(self) -> bool:
        return bool(self.bold or self.size or self.color or self.underline)

    def with_code(self, code: str) -> Look:
        return replace(self, code=code)


class Styles:
    """styles.xml: format codes by cell style, and new cell styles appended at the end."""

    def __init__(
        self, raw: bytes | None, part: str = "xl/styles.xml", namespace: str = ""
    ) -> None:
        self.part = part
        self.is_new = raw is None
        self.text, self.encoding = to_bytes(raw or _smallest(namespace), part)
        self.is_changed = False
        self._load()

    def _load(self) -> None:
        masked = mask(self.text)
        self._masked = masked
        self.prefix = root_tag(masked)[0]
        self.custom = self._read_codes(masked)
        self._xfs = self._read_xfs(masked)

    def _read_codes(self, masked: bytes) -> dict[int, str]:
        # Only those of <numFmts>: conditional formats have some under the same numbers.
        opened = tag_pattern(self.prefix, b"numFmts").search(masked)
        if opened is None:
            return {}
        end = close_of(masked, self.prefix, opened.end(), b"numFmts")
        return {
            whole_number(number): tag.get(b"formatCode")
            for tag in elements(masked, b"numFmt", start=opened.end(), end=end)
            if (number := tag.get(b"numFmtId")).isdigit()
        }

    def _read_xfs(self, masked: bytes) -> list[Tag]:
        opened = tag_pattern(self.prefix, b"cellXfs").search(masked)
        if opened is None:
            return []
        end = close_of(masked, self.prefix, opened.end(), b"cellXfs")
        return list(elements(masked, b"xf", start=opened.end(), end=end))

    def code(self, style: int) -> str:
        """The number format's code of a cell style; "General" where there is none."""
        if not 0 <= style < len(self._xfs):
            return "General"
        number = whole_number(self._xfs[style].get(b"numFmtId", "0"))
        if number in self.custom:
            return self.custom[number]
        if number in _EAST_ASIAN_DATES:
            return "yyyy/mm/dd"
        return BUILT_IN.get(number, "General")

    @property
    def base_size(self) -> float:
        """The size in points of the book's own font, its first."""
        for font in elements(self._masked, b"sz"):
            with suppress(ValueError):
                return float(font.get(b"val"))
        return 11.0

    def is_locked(self, style: int) -> bool:
        """Whether a cell of this style is locked when its sheet is protected."""
        if not 0 <= style < len(self._xfs):
            return True
        tag = self._xfs[style]
        if tag.is_empty:
            return True
        end = close_of(self._masked, self.prefix, tag.end, b"xf")
        for protection in elements(self._masked, b"protection", start=tag.end, end=end):
            return protection.get(b"locked", "1") not in ("0", "false", "off")
        return True

    def with_format(self, style: int, code: str) -> int:
        """The cell style that is `style` with another number format.

        Found if there is one already, else appended; no other style changes its number.
        """
        if not self._xfs:
            return style
        number = self._format_number(code)
        wanted = self._clone(style, number)
        for index, tag in enumerate(self._xfs):
            if self._bytes_of(tag) == wanted:
                return index
        self._append(b"cellXfs", wanted)
        return len(self._xfs) - 1

    def _bytes_of(self, tag: Tag) -> bytes:
        end = close_of(self._masked, self.prefix, tag.end, b"xf")
        return self.text[tag.start : end]

    def _clone(self, style: int, number: int) -> bytes:
        tag = self._xfs[style if 0 <= style < len(self._xfs) else 0]
        source = self._bytes_of(tag)
        head = tag.end - tag.start
        opening, rest = source[:head], source[head:]
        for name, value in ((b"numFmtId", b"%d" % number), (b"applyNumberFormat", b"1")):
            opening = set_attribute(opening, name, value)
        return opening + rest

    def _format_number(self, code: str) -> int:
        for number, known in [*self.custom.items(), *BUILT_IN.items()]:
            if known == code and number != 14 and number != 22:
                return number
        number = max([163, *self.custom]) + 1
        escaped = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        escaped = escaped.replace('"', "&quot;")
        raw = escaped.encode("ascii", "xmlcharrefreplace")
        new = b'<%snumFmt numFmtId="%d" formatCode="%s"/>' % (self.prefix, number, raw)
        if tag_pattern(self.prefix, b"numFmts").search(self._masked):
            self._append(b"numFmts", new)
        else:
            at = root_tag(self._masked)[2]
            block = b'<%snumFmts count="1">%s</%snumFmts>' % (self.prefix, new, self.prefix)
            self._replace(at, at, block)
        return number

    def _append(self, container: bytes, new: bytes) -> None:
        opened = tag_pattern(self.prefix, container).search(self._masked)
        if opened is None:
            raise damaged(self.part)
        opening = self.text[opened.start() : opened.end()]
        span = attribute_span(opening, b"count")
        if span:
            count = whole_number(opening[span[0] : span[1]]) + 1
            opening = opening[: span[0]] + b"%d" % count + opening[span[1] :]
        if opening.endswith(b"/>"):
            closing = b"</" + self.prefix + container + b">"
            opening = opening[:-2].rstrip() + b">" + new + closing
            self._replace(opened.start(), opened.end(), opening)
            return
        end = close_of(self._masked, self.prefix, opened.end(), container)
        at = self._masked.rfind(b"</", opened.end(), end)
        self._replace(opened.start(), at, opening + self.text[opened.end() : at] + new)

    def _replace(self, start: int, end: int, new: bytes) -> None:
        self.text = self.text[:start] + new + self.text[end:]
        self.is_changed = True
        self._load()

    def look(self, look: Look) -> int:
        """The cell style of one of our own looks, appended where it is not there yet."""
        if look == Look() or not self._xfs:
            return 0
        number = self._format_number(look.code) if look.code else 0
        font = self._item(b"fonts", b"font", _font(self.prefix, look)) if look.has_font else 0
        fill = self._item(b"fills", b"fill", _fill(self.prefix, look)) if look.fill else 0
        edge = self._item(b"borders", b"border", _border(self.prefix)) if look.border else 0
        new = _xf(self.prefix, look, number, font, fill, edge)
        for index, tag in enumerate(self._xfs):
            if self._bytes_of(tag) == new:
                return index
        self._append(b"cellXfs", new)
        return len(self._xfs) - 1

    def _item(self, container: bytes, name: bytes, new: bytes) -> int:
        """The number of a font, fill or border; appended where no equal one is there."""
        opened = tag_pattern(self.prefix, container).search(self._masked)
        if opened is None or opened[2].endswith(b"/"):
            return 0
        end = close_of(self._masked, self.prefix, opened.end(), container)
        at, index = opened.end(), 0
        pattern = tag_pattern(self.prefix, name)
        while match := pattern.search(self._masked, at, end):
            at = close_of(self._masked, self.prefix, match.end(), name)
            if self.text[match.start() : at] == new:
                return index
            index += 1
        self._append(container, new)
        return index

    def to_part(self) -> bytes:
        return from_bytes(self.text, self.encoding)


def _smallest(namespace: str) -> bytes:
    """A styles part for a book without one: the default style and nothing else."""
    xf = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"'
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
        f'<styleSheet xmlns="{namespace}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
        "<border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        f'<cellStyleXfs count="1">{xf}/></cellStyleXfs>'
        f'<cellXfs count="1">{xf} xfId="0"/></cellXfs><cellStyles count="1">'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ).encode()


def _font(p: bytes, look: Look) -> bytes:
    color = b'rgb="%s"' % look.color.encode() if look.color else b'theme="1"'
    return b"<%sfont>%s%s<%ssz val=\"%d\"/><%scolor %s/><%sname val=\"Calibri\"/></%sfont>" % (
        p, b"<%sb/>" % p if look.bold else b"", b"<%su/>" % p if look.underline else b"",
        p, look.size or 11, p, color, p, p,
    )  # fmt: skip


def _fill(p: bytes, look: Look) -> bytes:
    inner = b'<%sfgColor rgb="%s"/><%sbgColor indexed="64"/>' % (p, look.fill.encode(), p)
    return b'<%sfill><%spatternFill patternType="solid">%s</%spatternFill></%sfill>' % (
        p, p, inner, p, p,
    )  # fmt: skip


def _border(p: bytes) -> bytes:
    sides = b"".join(
        b'<%s%s style="thin"><%scolor indexed="64"/></%s%s>' % (p, side, p, p, side)
        for side in (b"left", b"right", b"top", b"bottom")
    )
    return b"<%sborder>%s<%sdiagonal/></%sborder>" % (p, sides, p, p)


def _xf(p: bytes, look: Look, number: int, font: int, fill: int, border: int) -> bytes:
    vertical = b' vertical="center"' if look.center else b' vertical="top"'
    horizontal = b' horizontal="center"' if look.center else b""
    wrap = b' wrapText="1"' if look.wrap else b""
    return (
        b'<%sxf numFmtId="%d" fontId="%d" fillId="%d" borderId="%d" xfId="0" applyNumberFormat="1"'
        b' applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
        b"<%salignment%s%s%s/></%sxf>"
    ) % (p, number, font, fill, border, p, horizontal, vertical, wrap, p)


def set_attribute(tag: bytes, name: bytes, value: bytes) -> bytes:
    """A start tag with one attribute set; the others keep their bytes."""
    span = attribute_span(tag, name)
    if span:
        return tag[: span[0]] + value + tag[span[1] :]
    cut = len(tag) - (2 if tag.endswith(b"/>") else 1)
    # With its neighbours' quotes, so that a write taken back gives the old bytes.
    quote = b"'" if b"'" in tag and b'"' not in tag else b'"'
    return tag[:cut].rstrip() + b" " + name + b"=" + quote + value + quote + tag[cut:]


def remove_attribute(tag: bytes, name: bytes) -> bytes:
    """A start tag without one attribute."""
    span = attribute_span(tag, name)
    if span is None:
        return tag
    start = tag.rfind(name, 0, span[0])
    while start > 0 and tag[start - 1 : start].isspace():
        start -= 1
    return tag[:start] + tag[span[1] + 1 :]
