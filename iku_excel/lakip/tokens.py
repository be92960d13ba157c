"""Objects travel through Jinja as short texts between reserved characters.

Only `Token` may hold them: every other text loses reserved characters before it is printed, so a
value can never pose as a chart or a tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from jinja2.runtime import Undefined
from jinja2.exceptions import SecurityError

OPEN, CLOSE = "\ue000", "\ue001"
_TOKEN = re.compile(f"{OPEN}(\\d+){CLOSE}")
# What XML 1.0 cannot hold, and the characters that the engine keeps for itself.
_FORBIDDEN = re.compile(
    f"{OPEN}\\d+{CLOSE}|" "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ue000-\ue01f\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|\x0b|\u2028|\u2029|\x85")


class Token(str):
    """Text that may hold object marks."""

    __slots__ = ()

    @classmethod
    def of(cls, number: int) -> Token:
        return cls(f"{OPEN}{number}{CLOSE}")


class Piece(NamedTuple):
    """A stretch of text, or the number of an object."""

    text: str
    number: int | None


def clean_text(text: str) -> str:
    """The text without what XML or the engine cannot take; every line end is "\\n"."""
    if text.isascii() and text.isprintable():
        return text
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def join_texts(parts: Iterable[Any], separator: str, limit: int) -> str:
    """The parts as one text; a Token when one of them is. Raises SecurityError beyond `limit`."""
    texts: list[str] = []
    length, is_token = 0, isinstance(separator, Token)
    for part in parts:
        if isinstance(part, Undefined):
            str(part)  # says which name is unknown
        if isinstance(part, Token):
            is_token, text = True, str.__str__(part)
        else:
            text = "" if part is None else clean_text(str(part))
        length += len(text) + len(separator)
        if length > limit:
            raise SecurityError("Teks yang disusun templat terlalu panjang.")
        texts.append(text)
    joined = separator.join(texts)
    return Token(joined) if is_token else joined


def split_pieces(text: str) -> Iterator[Piece]:
    """The text cut at its object marks."""
    position = 0
    for match in _TOKEN.finditer(text):
        if match.start() > position:
            yield Piece(text[position : match.start()], None)
        yield Piece("", int(match.group(1)))
        position = match.end()
    if position < len(text):
        yield Piece(text[position:], None)
