"""Find tags in XML bytes without building a tree, so that every other byte can stay as it is.

In well-formed XML a "<" stands only in markup. Once comments, CDATA sections and processing
instructions are blanked (same length, so that offsets hold), searching bytes for "<row" is exact,
whatever the namespace prefix. Nothing is ever expanded: a part with a DTD is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ...errors import WorkbookError

_INNER = rb"""[^"'<>]*(?:"[^"]*"[^"'<>]*|'[^']*'[^"'<>]*)*"""
# It begins where a name begins and nowhere within: a long word that is none is looked at once.
_ATTRIBUTE = re.compile(rb"""(?<![^\s=/"'<>])([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ANY_TAG = re.compile(rb"<(/?)(?:([\w.-]+):)?([\w.-]+)(" + _INNER + rb")>")
_ENTITY = re.compile(r"&(#x[0-9A-Fa-f]+|#[0-9]+|lt|gt|amp|quot|apos);")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}

DAMAGED = "Berkas rusak: isi XML-nya tidak utuh. Buka dengan Excel, simpan ulang, lalu coba lagi."


def damaged(part: str) -> WorkbookError:
    """The error for a part whose XML cannot be followed."""
    return WorkbookError("BK001", f"{DAMAGED} (bagian {part})")


class Tag:
    """A start tag: bytes [start:end) of the text; attributes are read when asked for."""

    __slots__ = ("name", "start", "end", "is_empty", "_inner", "_attributes")

    def __init__(self, name: bytes, start: int, end: int, inner: bytes) -> None:
        self.name = name
        self.start = start
        self.end = end
        self.is_empty = inner.endswith(b"/")
        self._inner = inner
        self._attributes: dict[bytes, bytes] | None = None

    @property
    def attributes(self) -> dict[bytes, bytes]:
        if self._attributes is None:
            self._attributes = attributes(self._inner)
        return self._attributes

    def get(self, name: bytes, default: str = "") -> str:
        """An attribute's text, entities resolved; the prefix belongs to `name`."""
        raw = self.attributes.get(name)
        return default if raw is None else unescape(raw)

    def local(self, name: bytes, default: str = "") -> str:
        """An attribute by its local name, whatever its prefix."""
        for key, raw in self.attributes.items():
            if key == name or key.endswith(b":" + name):
                return unescape(raw)
        return default


def attributes(inner: bytes) -> dict[bytes, bytes]:
    """{name: raw value} of a tag's inside."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(inner)}


def attribute_span(tag: bytes, name: bytes) -> tuple[int, int] | None:
    """Where an attribute's value stands within the bytes of a tag, quotes not included."""
    for match in _ATTRIBUTE.finditer(tag):
        if match[1] == name:
            return match.span(2) if match[2] is not None else match.span(3)
    return None


def unescape(raw: bytes, encoding: str = "utf-8") -> str:
    """XML text: entities and character references resolved; nothing else is known, none expands."""
    text = raw.decode(encoding, "replace")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _ENTITY.sub(_entity, text) if "&" in text else text


def _entity(match: re.Match[str]) -> str:
    name = match[1]
    if name[0] != "#":
        return _NAMED[name]
    if len(name) > 9:
        return "\ufffd"
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if code < 0x110000 else "\ufffd"


def whole_number(text: str | bytes, default: int = 0) -> int:
    """An attribute that should be a short whole number; the default where it is not."""
    return int(text) if text.isdigit() and text.isascii() and len(text) <= 10 else default


@lru_cache(maxsize=100)
def _is_like_ascii(encoding: str) -> bool:
    """Whether Python knows an encoding, and markup stands in it as in ASCII."""
    printable = bytes(range(32, 127))
    try:
        return printable.decode(encoding) == printable.decode("ascii")
    except (LookupError, ValueError):
        return False


def unescape_excel(text: str) -> str:
    """Excel's own escapes in cell text: "_x000D_" is a carriage return."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def to_bytes(raw: bytes, part: str) -> tuple[bytes, str]:
    """The part as ASCII-compatible bytes and the encoding it is stored in; a DTD is refused."""
    stored = "utf-8"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        stored = "utf-16-le" if raw[0] == 0xFF else "utf-16-be"
    elif raw[:4] == b"<\0?\0":
        stored = "utf-16-le"
    elif raw[:4] == b"\0<\0?":
        stored = "utf-16-be"
    elif match := _ENCODING.match(raw):
        stored = match[1].decode().lower()
        if not stored.startswith("utf-16") and not _is_like_ascii(stored):
            raise damaged(part)
    if stored.startswith("utf-16"):
        try:
            raw = raw.decode(stored).encode()
        except UnicodeDecodeError:
            raise damaged(part) from None
    refuse_dtd(raw, part)
    return raw, stored


def from_bytes(text: bytes, stored: str) -> bytes:
    """Back into the encoding the part was stored in."""
    return text.decode().encode(stored) if stored.startswith("utf-16") else text


def refuse_dtd(text: bytes, part: str) -> None:
    """A document type may only stand before the root element; entities begin there."""
    if b"!" in text and b"<!DOCTYPE" in text and b"<!DOCTYPE" in mask(text)[: _root_start(text)]:
        raise WorkbookError(
            "BK001",
            f"Berkas ditolak: bagian {part} memuat DTD, yang tidak pernah ditulis Excel. "
            "Buka dengan Excel dan simpan ulang bila Anda percaya pada berkas ini.",
        )


def _root_start(text: bytes) -> int:
    found = re.search(rb"<[A-Za-z_]", mask(text))
    return found.start() if found else len(text)


def mask(text: bytes) -> bytes:
    """Comments, CDATA sections and processing instructions blanked, offsets kept."""
    if not _has_special(text):
        return text
    out = bytearray(text)
    position = 0
    while match := _OPEN_SPECIAL.search(text, position):
        closing = _CLOSING[match[0]]
        end = text.find(closing, match.end())
        end = len(text) if end < 0 else end + len(closing)
        out[match.start() : end] = b" " * (end - match.start())
        position = end
    return bytes(out)


def _has_special(text: bytes) -> bool:
    # One byte is found ten times as fast as two, and neither "!" nor "?" is common in a sheet.
    after_declaration = text.find(b"?>") + 2 if b"<?xml" in text[:8] else 0
    if b"!" in text and b"<!" in text:
        return True
    return text.find(b"?", after_declaration) >= 0 and text.find(b"<?", after_declaration) >= 0


_OPEN_SPECIAL = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_CLOSING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}


def root_tag(text: bytes) -> tuple[bytes, bytes, int]:
    """(prefix with its colon or b"", local name, end of the start tag) of the root element."""
    for match in _ANY_TAG.finditer(text):
        if not match[1]:
            return (match[2] + b":" if match[2] else b""), match[3], match.end()
    return b"", b"", 0


def walk(text: bytes, start: int = 0, end: int | None = None) -> Iterator[tuple[bool, Tag]]:
    """(is_closing, tag) for each tag in document order, by local name; for small parts."""
    for match in _ANY_TAG.finditer(text, start, len(text) if end is None else end):
        yield bool(match[1]), Tag(match[3], match.start(), match.end(), match[4])


def elements(text: bytes, *names: bytes, start: int = 0, end: int | None = None) -> Iterator[Tag]:
    """Start tags with one of these local names; for small parts."""
    pattern = _start_tags(names)
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        yield Tag(match[1], match.start(), match.end(), match[2])


@lru_cache(maxsize=200)
def _start_tags(names: tuple[bytes, ...]) -> re.Pattern[bytes]:
    known = b"|".join(map(re.escape, names))
    return re.compile(rb"<(?:[\w.-]+:)?(" + known + rb")(?=[\s/>])(" + _INNER + rb")>")


@lru_cache(maxsize=200)
def tag_pattern(prefix: bytes, names: bytes) -> re.Pattern[bytes]:
    """Start tags of `names` ("row" or "c|f") with this prefix: group 1 the name, 2 the inside."""
    return re.compile(
        rb"<" + re.escape(prefix) + rb"(" + names + rb")(?=[\s/>])(" + _INNER + rb")>"
    )


def close_of(text: bytes, prefix: bytes, tag_end: int, name: bytes) -> int:
    """End offset of the element whose start tag ends at `tag_end` (and cannot nest itself)."""
    if text[tag_end - 2 : tag_end] == b"/>":
        return tag_end
    closing = b"</" + prefix + name
    at = text.find(closing, tag_end)
    while at >= 0 and text[at + len(closing) : at + len(closing) + 1] not in _AFTER_NAME:
        at = text.find(closing, at + 1)
    end = text.find(b">", at) + 1 if at >= 0 else 0
    if not end:
        raise damaged(name.decode())
    return end


_AFTER_NAME = (b">", b" ", b"\t", b"\r", b"\n")
