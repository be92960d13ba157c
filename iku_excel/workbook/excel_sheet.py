"""One sheet of a workbook that is open in Excel: values in one block each, the rest when asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Protocol

from iku_excel.errors import WorkbookError
from iku_excel.numbers import to_decimal
from iku_excel.workbook.engine import column_name
from iku_excel.workbook.excel_grid import Patchwork, uniform_areas
from iku_excel.workbook.port import EMPTY_CELL, Area, Cell, Format, RawValue

ERROR_CODES = {
    -2146826281: "#DIV/0!",
    -2146826246: "#N/A",
    -2146826259: "#NAME?",
    -2146826288: "#NULL!",
    -2146826252: "#NUM!",
    -2146826265: "#REF!",
    -2146826273: "#VALUE!",
    -2146826245: "#GETTING_DATA",
    -2146826243: "#SPILL!",
    -2146826239: "#CALC!",
}
_MAX_BLOCK = 4_000_000


class Owner(Protocol):
    """What a sheet needs of its book."""

    progress: Callable[[str], None]

    @property
    def uses_1904(self) -> bool: ...


class LiveSheet:
    """A port.Sheet; `sheet` is xlwings' own."""

    def __init__(self, book: Owner, sheet: Any) -> None:
        self.book, self.sheet = book, sheet

    @cached_property
    def name(self) -> str:
        return str(self.sheet.name)

    @property
    def is_visible(self) -> bool:
        return self.sheet.visible in (True, -1)

    @cached_property
    def area(self) -> Area:
        """Everything from A1 to the last used cell."""
        used = self.sheet.used_range
        rows, columns = used.shape
        last_row, last_column = used.row + rows - 1, used.column + columns - 1
        if last_row * last_column > _MAX_BLOCK:
            last_row, last_column = self._last_cell(last_row, last_column)
        return Area(1, 1, last_row, last_column)

    def _last_cell(self, last_row: int, last_column: int) -> tuple[int, int]:
        """The last cell with content, where formatting alone reaches to the edge of the sheet."""
        cells = self.sheet.api.Cells
        found = [
            cells.Find(What="*", LookIn=-4123, SearchOrder=order, SearchDirection=2)
            for order in (1, 2)
        ]
        if None in found:
            return 1, 1
        last_row, last_column = int(found[0].Row), int(found[1].Column)
        if last_row * last_column > _MAX_BLOCK:
            raise WorkbookError(
                "BK011", f"Lembar “{self.name}” terlalu besar. Hapus baris kosong di bawah data."
            )
        return last_row, last_column

    def range(self, area: Area) -> Any:
        """xlwings' range; an address takes one call to Excel, two corners take three."""
        first = f"{column_name(area.first_column)}{area.first_row}"
        return self.sheet.range(f"{first}:{column_name(area.last_column)}{area.last_row}")

    @cached_property
    def _values(self) -> list[list[Any]]:
        """Numbers exact and dates as serial numbers; errors as whole numbers."""
        self.book.progress(f"membaca lembar “{self.name}”")
        target = self.range(self.area)
        return self.read_block(target)

    @staticmethod
    def read_block(target: Any) -> list[list[Any]]:
        """The exact content of a range of xlwings: numbers as floats, dates as serial numbers."""
        try:
            return _table(target.api.Value2)
        except AttributeError:  # a Mac
            return _table(target.raw_value)

    def raw(self, row: int, column: int) -> Any:
        """The exact content of one cell as it was read; None outside of the used area."""
        if not self.area.contains(row, column):
            return None
        return self._values[row - 1][column - 1]

    @cached_property
    def _formulas(self) -> list[list[Any]]:
        return _table(self.range(self.area).formula)

    def grid(self) -> Sequence[Sequence[RawValue]]:
        return self._grid

    @cached_property
    def _grid(self) -> list[list[RawValue]]:
        """As the fast reader of files gives it: dates as dates, errors and blanks as None."""
        rows = [[_plain(value) for value in line] for line in self._values]
        for row, line in enumerate(_table(self.range(self.area).raw_value)):
            for column, value in enumerate(line):
                if isinstance(value, date):
                    rows[row][column] = _naive(value)
        for values in rows:
            while values and values[-1] is None:
                values.pop()
        while rows and not rows[-1]:
            rows.pop()
        return rows

    def cell(self, row: int, column: int) -> Cell:
        if not self.area.contains(row, column):
            return EMPTY_CELL
        from iku_excel.workbook.engine.styles import format_kind

        raw = self._values[row - 1][column - 1]
        is_formula = self.has_formula(row, column)
        code = str(self._codes.at(row, column) or "General")
        kind = format_kind(code)
        if _is_error(raw):
            error = ERROR_CODES.get(raw, "#VALUE!")
            return Cell(None, is_formula, False, error, kind, code)
        value = _cell_value(raw, kind, code, self.book.uses_1904)
        return Cell(value, is_formula, False, None, kind, code)

    def has_formula(self, row: int, column: int) -> bool:
        """Whether a cell holds a formula; a typed text may begin with "=" too."""
        if not self.area.contains(row, column):
            return False
        formula = self._formulas[row - 1][column - 1]
        if not isinstance(formula, str) or not formula.startswith("="):
            return False
        if self._values[row - 1][column - 1] != formula:
            return True
        return bool(self.sheet.range((row, column)).api.HasFormula)

    @cached_property
    def _codes(self) -> Patchwork:
        return Patchwork(self.area, lambda area: self.range(area).number_format)

    @cached_property
    def merged(self) -> Sequence[Area]:
        found: dict[Area, None] = {}
        for area, value in uniform_areas(self.area, lambda a: self.range(a).merge_cells):
            if value:
                for row in range(area.first_row, area.last_row + 1):
                    self._merges_in(row, area, found)
        return tuple(found)

    def _merges_in(self, row: int, area: Area, found: dict[Area, None]) -> None:
        column = area.first_column
        while column <= area.last_column:
            known = next((one for one in found if one.contains(row, column)), None)
            if known is None:
                place = self.sheet.range((row, column)).merge_area
                rows, columns = place.shape
                known = Area(
                    place.row, place.column, place.row + rows - 1, place.column + columns - 1
                )
                found[known] = None
            column = known.last_column + 1

    # Of several rows Excel tells one height only when it is the same for all; "Hidden" would answer
    # for the first row, and SpecialCells fails on a protected sheet.

    @cached_property
    def _heights(self) -> Patchwork:
        rows = Area(1, 1, self.area.last_row, 1)
        return Patchwork(rows, lambda area: self.range(area).row_height)

    @cached_property
    def _widths(self) -> Patchwork:
        columns = Area(1, 1, 1, self.area.last_column)
        return Patchwork(columns, lambda area: self.range(area).column_width)

    def is_hidden_row(self, row: int) -> bool:
        return self._heights.at(row, 1) == 0

    def is_hidden_column(self, column: int) -> bool:
        return self._widths.at(1, column) == 0


def _is_error(raw: Any) -> bool:
    """COM gives every number as a float; a whole number is the code of an error value."""
    return isinstance(raw, int) and not isinstance(raw, bool)


def _cell_value(raw: Any, kind: Format, code: str, uses_1904: bool) -> Any:
    if isinstance(raw, float):
        from iku_excel.workbook.engine.decode import from_serial

        figure = to_decimal(repr(raw).removesuffix(".0"))
        moment = from_serial(figure, code, uses_1904) if kind is Format.DATE else None
        return figure if moment is None else moment
    if isinstance(raw, date):
        return _naive(raw)
    return None if raw == "" else raw


def _table(values: Any) -> list[list[Any]]:
    """Excel gives one cell bare and several as rows of rows."""
    if not isinstance(values, (tuple, list)):
        return [[values]]
    if values and not isinstance(values[0], (tuple, list)):
        return [list(values)]
    return [list(line) for line in values]


def _naive(value: date) -> date:
    """pywin32 marks dates as UTC, though a cell knows no zone; midnight is a bare date."""
    if not isinstance(value, datetime):
        return value
    moment = datetime(*value.timetuple()[:6])
    return moment.date() if moment.time() == datetime.min.time() else moment


def _plain(value: Any) -> RawValue:
    if value == "" or _is_error(value):
        return None
    kept: RawValue = _naive(value) if isinstance(value, date) else value
    return kept
