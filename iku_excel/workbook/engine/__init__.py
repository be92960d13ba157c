"""The workbook engine: read any workbook that Excel opens, set cells and leave the rest alone.

Imports nothing of the package but errors, numbers and workbook/port; see docs/mesin-buku-kerja.md.
"""

from __future__ import annotations

from .reading import FileBook, FileSheet, open_book
from .refs import area_ref, cell_ref, column_name, column_number, parse_area, parse_ref

__all__ = [
    "FileBook",
    "FileSheet",
    "area_ref",
    "cell_ref",
    "column_name",
    "column_number",
    "open_book",
    "parse_area",
    "parse_ref",
]
