"""A workbook that a worker has read, on its way to the worker that finishes its unit.

The parent only groups: it needs the unit and the year, so the rest stays packed in its hands. In
one process nothing is packed at all.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable

from iku_excel.pipeline import ReadSource


class Source:
    """One workbook read. `unit`, `tahun` and `is_broken` are known without unpacking."""

    __slots__ = ("unit", "tahun", "is_broken", "_source", "_content")

    def __init__(self, source: ReadSource) -> None:
        berkas = source[0]
        self.unit, self.tahun = berkas.unit, berkas.tahun
        self.is_broken = berkas.error is not None
        self._source: ReadSource | None = source
        self._content = b""

    def get(self) -> ReadSource:
        """The workbook itself."""
        if self._source is None:
            self._source = pickle.loads(self._content)
        assert self._source is not None
        return self._source

    def __reduce__(self) -> tuple[Callable[..., Source], tuple[object, ...]]:
        content = self._content or pickle.dumps(self._source, pickle.HIGHEST_PROTOCOL)
        return _packed, (self.unit, self.tahun, self.is_broken, content)


def _packed(unit: str | None, tahun: int | None, is_broken: bool, content: bytes) -> Source:
    found = Source.__new__(Source)
    found.unit, found.tahun, found.is_broken = unit, tahun, is_broken
    found._source, found._content = None, content
    return found
