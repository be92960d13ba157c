"""How tall a row of ours has to be for its wrapped texts: not every program finds that out itself.

Excel does when it opens the file; LibreOffice prints such a row one line high and cuts the rest.
"""

from __future__ import annotations

from collections.abc import Iterable

_LETTERS = 1.1
"""Letters of running text for each digit that a column is wide, on the safe side."""
_LINE = 1.36
"""A line's height for each point of the font's size."""
_TALLEST = 409
"""Excel allows no more points."""


def row_height(texts: Iterable[tuple[str, float]], font_size: float) -> int | None:
    """Points for a row of wrapped texts, each with its column's width in characters.

    None where one line is enough: the row keeps the height that the book gives to every row.
    """
    lines = max((line_count(text, width) for text, width in texts), default=1)
    if lines < 2:
        return None
    return min(round(lines * font_size * _LINE) + 1, _TALLEST)


def line_count(text: str, width: float) -> int:
    """The lines a text takes when it is broken between words; long words are broken inside."""
    room = max(int(width * _LETTERS), 1)
    return sum(_paragraph(line.split(), room) for line in text.split("\n"))


def _paragraph(words: list[str], room: int) -> int:
    lines, used = 1, 0
    for word in words:
        size = len(word)
        if used and used + 1 + size > room:
            lines, used = lines + 1, 0
        used += size + bool(used)
        if used > room:
            lines, used = lines + (used - 1) // room, (used - 1) % room + 1
    return lines
