"""Which figures a template really printed: filters, plain prints and charts tell it here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from iku_excel.lakip.figure import Angka
from iku_excel.lakip.kalimat import Kalimat

_WATCH: ContextVar[set[int] | None] = ContextVar("printed", default=None)


@contextmanager
def watch() -> Iterator[set[int]]:
    """The identities of the figures that are printed meanwhile."""
    found: set[int] = set()
    token = _WATCH.set(found)
    try:
        yield found
    finally:
        _WATCH.reset(token)


def note(value: Any) -> None:
    """A figure, or a sentence with figures, is being printed."""
    found = _WATCH.get()
    if found is None:
        return
    if isinstance(value, Angka):
        found.add(id(value))
    elif isinstance(value, Kalimat):
        found.update(map(id, value.angka))
