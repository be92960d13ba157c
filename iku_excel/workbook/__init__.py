"""Workbooks: the lossless engine (engine/), recognition of the forms, reading and writing back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iku_excel.workbook.engine import write_cells as write_cells

__all__ = ["write_cells"]


def __getattr__(name: str) -> object:
    if name == "write_cells":
        from iku_excel.workbook.engine import write_cells

        return write_cells
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
