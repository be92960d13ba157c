"""The look that templates and samples share: Arial, navy and gold, A4, light protection.

Cells for input are unlocked and pale gold; cells that `iku hitung` fills are unlocked and pale
blue (a protected sheet takes nothing in a locked cell); all else is locked, without a password.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

NAVY, GOLD, PALE_GOLD, PALE_BLUE, GREY = "#1F3864", "#C9A227", "#FFF8E1", "#E8EEF7", "#F2F2F2"
LINE = "#8EA3C4"
CREATED = datetime(2024, 1, 2)
PROTECTION = {
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
    "objects": True,  # notes: the button Periksa marks cells with them
}

_BASE: dict[str, Any] = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
_GRID = {"border": 1, "border_color": LINE}
_INPUT = {**_GRID, "locked": False, "bg_color": PALE_GOLD}
_PAPER = {**_GRID, "locked": False}  # what is signed is printed without colour
_COMPUTED = {**_GRID, "locked": False, "bg_color": PALE_BLUE}
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "font_color": NAVY, "align": "center"},
    "subtitle": {"bold": True, "font_size": 11, "font_color": NAVY, "align": "center"},
    "title left": {"bold": True, "font_size": 14, "font_color": NAVY},
    "subtitle left": {"font_size": 10, "font_color": "#595959", "text_wrap": True},
    "header": {
        **_GRID, "bold": True, "font_color": "#FFFFFF", "bg_color": NAVY, "align": "center",
        "text_wrap": True,
    },
    "numbers": {
        **_GRID, "font_size": 8, "italic": True, "align": "center", "bg_color": PALE_BLUE,
        "num_format": "0",
    },
    "text": {**_GRID, "text_wrap": True, "indent": 1},
    "center": {**_GRID, "align": "center", "text_wrap": True},
    "figure": {**_GRID, "align": "center", "num_format": "General"},
    "target 0": {**_GRID, "align": "center", "num_format": "0"},
    "target 1": {**_GRID, "align": "center", "num_format": "0.0"},
    "target 2": {**_GRID, "align": "center", "num_format": "0.00"},
    "rupiah": {**_GRID, "align": "right", "indent": 1, "num_format": "#,##0"},
    "percent": {**_GRID, "num_format": "0.00", "align": "center"},
    "paper text": {**_PAPER, "text_wrap": True, "align": "left", "indent": 1},
    "paper center": {**_PAPER, "text_wrap": True, "align": "center"},
    "paper figure": {**_PAPER, "align": "center", "num_format": "General"},
    "paper month": {**_PAPER, "align": "center", "num_format": "mmm-yy"},
    "paper physical": {**_PAPER, "align": "center", "num_format": "0%"},
    "paper rupiah": {**_PAPER, "align": "right", "indent": 1, "num_format": "#,##0"},
    "input text": {**_INPUT, "text_wrap": True, "align": "left", "indent": 1},
    "input center": {**_INPUT, "text_wrap": True, "align": "center"},
    "input figure": {**_INPUT, "align": "center", "num_format": "General"},
    "input rupiah": {**_INPUT, "align": "right", "indent": 1, "num_format": "#,##0"},
    "input date": {**_INPUT, "align": "center", "num_format": "dd/mm/yyyy"},
    "input nip": {**_INPUT, "num_format": "@", "align": "left", "indent": 1},
    "computed": {**_COMPUTED, "align": "center", "num_format": "0.00"},
    "computed text": {**_COMPUTED, "align": "center", "text_wrap": True},
    "locked figure": {**_GRID, "bg_color": GREY, "align": "center", "num_format": "0.00"},
    "locked rupiah": {
        **_GRID, "bg_color": GREY, "align": "right", "indent": 1, "num_format": "#,##0",
    },
    "total": {**_GRID, "bold": True, "bg_color": PALE_BLUE, "indent": 1},
    "total rupiah": {
        **_GRID, "bold": True, "bg_color": PALE_BLUE, "align": "right", "indent": 1,
        "num_format": "#,##0",
    },
    "total percent": {
        **_GRID, "bold": True, "bg_color": PALE_BLUE, "num_format": "0.00", "align": "center",
    },
    "label": {**_GRID, "bold": True, "bg_color": PALE_BLUE, "indent": 1},
    "hint": {**_GRID, "indent": 1, "italic": True, "font_size": 9, "font_color": "#7F7F7F",
             "text_wrap": True},
    "paragraph": {"text_wrap": True, "valign": "top", "font_size": 11, "align": "justify"},
    "plain": {"font_size": 11},
    "plain wrap": {"font_size": 11, "text_wrap": True, "valign": "top"},
    "signer": {"font_size": 11, "align": "center", "text_wrap": True},
    "signer name": {"font_size": 11, "align": "center", "bold": True, "underline": 1},
    "chapter": {"bold": True, "font_color": NAVY, "bottom": 2, "bottom_color": GOLD},
    "free": {"locked": False, "text_wrap": True},
    "free nip": {"locked": False, "num_format": "@"},
    "free date": {"locked": False, "num_format": "dd/mm/yyyy"},
    "free rupiah": {"locked": False, "num_format": "#,##0"},
}  # fmt: skip


MARKS: dict[str, dict[str, Any]] = {
    "reached": {"font_color": "#1E6B34", "bg_color": "#E3F2E6"},
    "missed": {"font_color": "#9C2A10", "bg_color": "#FBE3DC"},
    "wanted": {"bg_color": "#FBE3DC"},
}


class StyledBook:
    """A workbook being made; `style(name)` gives each format once."""

    def __init__(self, target: Path, *, title: str, author: str = "iku-excel") -> None:
        self.workbook = xlsxwriter.Workbook(
            str(target), {"strings_to_numbers": False, "strings_to_formulas": False}
        )
        self.workbook.set_properties(
            {"title": title, "author": author, "created": CREATED, "category": "Kinerja"}
        )
        self._formats: dict[str, Format] = {}
        self._marks: dict[str, Format] = {}
        self.isian: dict[int, str] = {}
        # The default cell style decides row heights and the look of untouched cells.
        self.workbook.formats[0].set_font_name("Arial")
        self.workbook.formats[0].set_font_size(10)

    def from_identitas(self, row: int) -> str:
        """A formula for Identitas!B<row> with the value it has now; "" rather than 0 when empty."""
        return f'=Identitas!$B${row}&""|{self.isian.get(row, "")}'

    def style(self, name: str) -> Format:
        if name not in self._formats:
            self._formats[name] = self.workbook.add_format({**_BASE, **STYLES[name]})
        return self._formats[name]

    def mark(self, name: str) -> Format:
        """A format for conditional formatting: only what it changes."""
        if name not in self._marks:
            self._marks[name] = self.workbook.add_format(MARKS[name])
        return self._marks[name]

    def sheet(
        self, name: str, *, landscape: bool = False, protect: bool = True, tab: str = NAVY
    ) -> Worksheet:
        """A sheet ready to print on A4, one page wide, with page numbers in the footer."""
        sheet = self.workbook.add_worksheet(name)
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
        sheet.set_footer('&L&"Arial,Regular"&8&A&R&"Arial,Regular"&8Halaman &P dari &N')
        sheet.center_horizontally()
        sheet.hide_gridlines(2)
        sheet.set_tab_color(tab)
        if protect:
            sheet.protect("", PROTECTION)
        return sheet

    def titles(self, sheet: Worksheet, last_column: int, *lines: str, first_row: int = 0) -> None:
        """Centred title lines across the table's width, the first one large."""
        for offset, line in enumerate(lines):
            style = self.style("subtitle" if offset else "title")
            if last_column:
                sheet.merge_range(first_row + offset, 0, first_row + offset, last_column, "", style)
            write(sheet, first_row + offset, 0, line, style)

    def close(self) -> None:
        self.workbook.close()


def write(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    """Write a value; text starting with "=" is a formula given as "=FORMULA|stored value"."""
    if isinstance(value, str) and value.startswith("="):
        formula, _, stored = value.partition("|")
        sheet.write_formula(row, column, formula, style, _stored(stored))
    elif isinstance(value, str):
        sheet.write_string(row, column, value, style)
    elif value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_number(row, column, float(value), style)


def _stored(text: str) -> Any:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
