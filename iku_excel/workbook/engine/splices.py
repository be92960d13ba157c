"""A text with some stretches replaced, in pieces that are worth handing on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

Splice: TypeAlias = "tuple[int, int, bytes]"
"""(start, end, what stands there instead), offsets of the original text."""

_STEP = 1 << 18
"""Bytes of a piece: thousands of small ones would cost more than they hold."""


def spliced(text: bytes, splices: Iterable[Splice]) -> Iterator[bytes]:
    """The new text; inserts at one place keep their order. A large text is never there twice."""
    at, size = 0, 0
    waiting: list[bytes] = []
    for start, end, new in sorted(splices, key=lambda splice: splice[:2]):
        if start < at:
            raise AssertionError("two splices overlap")
        size += start - at + len(new)
        if size > _STEP:
            yield b"".join(waiting)
            yield from _slices(text, at, start)
            size, waiting = len(new), [new]
        else:
            waiting += (text[at:start], new)
        at = end
    yield b"".join(waiting)
    yield from _slices(text, at, len(text))


def _slices(text: bytes, start: int, end: int) -> Iterator[bytes]:
    """A stretch of the text, a long one in several pieces."""
    for at in range(start, end, _STEP):
        yield text[at : min(at + _STEP, end)]
