"""The workbook engine: read any workbook that Excel opens, set cells and leave the rest alone.

Imports nothing of the package but errors, numbers and workbook/port; see docs/mesin-buku-kerja.md.
What is named here is loaded on first use: who only reads need not wait for what writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .atomic import atomic_write
    from .circular import circular_formulas
    from .edit import CellChange, EditReport, edit_workbook, write_cells
    from .notes import has_notes
    from .notesheet import SkippedNote
    from .reading import FileBook, FileSheet, open_book
    from .refs import area_ref, cell_ref, column_name, column_number, parse_area, parse_ref
    from .sheetspec import SheetCell, SheetSpec, Style, quote_sheet
    from .values import Formula, Value, Write

__all__ = [
    "CellChange",
    "EditReport",
    "FileBook",
    "FileSheet",
    "Formula",
    "SheetCell",
    "SheetSpec",
    "SkippedNote",
    "Style",
    "Value",
    "Write",
    "area_ref",
    "atomic_write",
    "cell_ref",
    "circular_formulas",
    "column_name",
    "column_number",
    "edit_workbook",
    "has_notes",
    "open_book",
    "parse_area",
    "parse_ref",
    "quote_sheet",
    "write_cells",
]

_PLACES = {
    "atomic": ("atomic_write",),
    "circular": ("circular_formulas",),
    "edit": ("CellChange", "EditReport", "edit_workbook", "write_cells"),
    "notes": ("has_notes",),
    "notesheet": ("SkippedNote",),
    "reading": ("FileBook", "FileSheet", "open_book"),
    "refs": ("area_ref", "cell_ref", "column_name", "column_number", "parse_area", "parse_ref"),
    "sheetspec": ("SheetCell", "SheetSpec", "Style", "quote_sheet"),
    "values": ("Formula", "Value", "Write"),
}


def __getattr__(name: str) -> object:
    for module, names in _PLACES.items():
        if name in names:
            from importlib import import_module

            found: object = getattr(import_module(f"{__name__}.{module}"), name)
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
