"""Figures and texts of one sheet, cell by cell, each with its place and what was odd about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from iku_excel.finding import Location, Observation
from iku_excel.model import CellState, Indikator, Nilai, Role, Teks
from iku_excel.numbers import (
    ParsedNumber,
    format_angka,
    parse_mark,
    parse_number,
    plain,
    without_noise,
)
from iku_excel.records import dataclass, field
from iku_excel.workbook.bounds import parse_bounded
from iku_excel.workbook.port import Cell, Format, RawValue, Sheet
from iku_excel.workbook.text import clean, normalise

# Columns that we compute ourselves: whatever stands there is shown, and never stops the reading.
COMPUTED = frozenset({Role.CAPAIAN, Role.CAPAIAN_TERHADAP_TAHUN, Role.CAPAIAN_MENTAH, Role.STATUS})
# Progress of an action plan: read and shown, and nothing is computed from it.
_SHOWN_ONLY = frozenset({Role.TARGET_ANTARA, Role.REALISASI_FISIK, Role.CAPAIAN_FISIK})
_UNJUDGED = COMPUTED | _SHOWN_ONLY
_PERCENT_ROLES = _UNJUDGED
_MONEY_ROLES = frozenset({Role.ANGGARAN, Role.REALISASI_ANGGARAN})
_HUNDRED = Decimal(100)
_LETTERS = re.compile(r"[^\W\d_]")
_CURRENCY = re.compile(r"\brp\b|\bidr\b|(?<=\d)e(?=[+-]?\d)|^\s*rp", re.IGNORECASE)
_TICKS = frozenset("√✓✔☑■●▪•vx")
"""What a plan puts into the months of an activity: no target."""
_MARKS = {"-": CellState.DASH, "N/A": CellState.NOT_AVAILABLE, "": CellState.EMPTY}


@lru_cache(maxsize=4_000)
def cell_name(row: int, column: int) -> str:
    """ "T9" for row 9, column 20."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def is_percent_unit(satuan: str | None) -> bool:
    return satuan is not None and normalise(satuan) in ("persen", "%", "persentase", "prosen")


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known about a figure before it is read; decides notations that allow two readings."""

    role: Role
    indikator: Indikator | None = None
    satuan: str | None = None
    target: Decimal | None = None
    """The row's own target, already read."""
    may_be_ticked: bool = False
    """A plan's month or triwulan, where "√" or "v" only says that something is done in it."""

    @property
    def is_percent(self) -> bool:
        if self.role in _PERCENT_ROLES:
            return True
        if self.indikator is not None and is_percent_unit(self.indikator.satuan_dipakai):
            return True
        return is_percent_unit(self.satuan)


@dataclass
class CellReader:
    """Reads the cells of one sheet; what was odd collects in `observations`."""

    path: str
    sheet: Sheet
    observations: list[Observation] = field(default_factory=list)
    _noted: set[tuple[str, str]] = field(default_factory=set)

    def location(self, row: int, column: int) -> Location:
        return Location(self.path, self.sheet.name, cell_name(row, column))

    def observe(self, kode: str, location: Location, data: Mapping[str, Any]) -> None:
        """Record once for a code and a cell."""
        key = (kode, location.sel or "")
        if key not in self._noted:
            self._noted.add(key)
            self.observations.append(Observation(kode, location, dict(data)))

    # Text

    def teks(self, row: int, column: int) -> Teks | None:
        """The text of a cell; None when blank. Errors and formulas without value are observed."""
        cell = self.sheet.cell(row, column)
        location = self.location(row, column)
        if not self._is_sound(cell, location, {}):
            return None
        text = _as_text(cell)
        return Teks(text, location) if clean(text) else None

    def _is_sound(self, cell: Cell, location: Location, data: Mapping[str, Any]) -> bool:
        if cell.error is not None:
            self.observe("BK005", location, {**data, "galat": cell.error})
            return False
        if cell.is_uncached:
            self.observe("BK006", location, data)
            return False
        return True

    # Figures

    def nilai(self, row: int, column: int, expected: Expected) -> Nilai:
        """The figure of a cell, exact, or why there is none."""
        cell = self.sheet.cell(row, column)
        location = self.location(row, column)
        data = {
            "peran": str(expected.role),
            "indikator": expected.indikator.kode if expected.indikator else None,
        }
        observes = expected.role not in COMPUTED
        if cell.error is not None:
            if observes:
                self.observe("BK005", location, {**data, "galat": cell.error})
            return Nilai(CellState.ERROR, None, cell.error, location, None, cell.is_formula)
        if cell.is_uncached:
            if observes:
                self.observe("BK006", location, data)
            return Nilai(CellState.UNCACHED, None, "", location, None, True)
        value = cell.value
        if isinstance(value, Decimal):
            return self._number(value, cell, location, expected)
        if value is None:
            return Nilai(CellState.EMPTY, None, "", location, None, cell.is_formula)
        if isinstance(value, str):
            return self._text_figure(value, cell, location, expected, data)
        return self._unreadable(_as_text(cell), cell, location, expected, data)

    def _number(self, value: Decimal, cell: Cell, location: Location, expected: Expected) -> Nilai:
        value = without_noise(value)
        if cell.format is not Format.PERCENT:
            text = format_angka(value)
            return Nilai(CellState.NUMBER, value, text, location, None, cell.is_formula)
        shown = value * _HUNDRED
        text = format_angka(shown) + "%"
        # What is shown as a percentage is one, wherever a percentage can stand.
        angka = shown if expected.is_percent or expected.indikator is None else value
        return Nilai(CellState.NUMBER, angka, text, location, None, cell.is_formula)

    def _text_figure(
        self, text: str, cell: Cell, location: Location, expected: Expected, data: dict[str, Any]
    ) -> Nilai:
        mark = parse_mark(text)
        if mark is not None:
            return Nilai(_MARKS[mark], None, clean(text), location, None, cell.is_formula)
        if expected.may_be_ticked and text.strip().casefold() in _TICKS:
            return Nilai(CellState.EMPTY, None, "", location, None, cell.is_formula)
        parsed = parse_number(text)
        qualified = parsed is None
        if parsed is None:
            parsed = parse_bounded(text, expected.role, expected.indikator)
        if parsed is None:
            return self._unreadable(text, cell, location, expected, data)
        if parsed.is_ambiguous:
            parsed = self._decide(text, parsed, location, expected, data)
        # "15 Persen" can only be text; "15", "15%" and "Rp15" are numbers that were typed as text.
        # So are "≥ 75" and "3,52 (skala 4)": what was left out of the figure is said.
        is_bare = qualified or not _LETTERS.search(_CURRENCY.sub("", text))
        # "92,5%" where no other cell gives the unit: target and unit share the cell.
        shares = parsed.is_percent and expected.role is Role.TARGET and not expected.satuan
        if expected.role not in _UNJUDGED and is_bare and (qualified or not shares):
            self.observe(
                "BK008", location, {**data, "teks": clean(text), "angka": plain(parsed.angka)}
            )
        return Nilai(
            CellState.NUMBER, parsed.angka, clean(text), location, parsed.satuan, cell.is_formula
        )

    def _decide(
        self,
        text: str,
        parsed: ParsedNumber,
        location: Location,
        expected: Expected,
        data: dict[str, Any],
    ) -> ParsedNumber:
        prefer, reason = _preference(parsed, expected)
        chosen = (
            parse_number(text, prefer=prefer)
            or parse_bounded(text, expected.role, expected.indikator, prefer)
            or parsed
        )
        if expected.role not in _UNJUDGED:
            other = parsed.alternative if chosen.angka == parsed.angka else parsed.angka
            self.observe(
                "BK009",
                location,
                {
                    **data,
                    "teks": clean(text),
                    "angka": plain(chosen.angka),
                    "bukan": plain(other) if other is not None else None,
                    "alasan": reason,
                },
            )
        return chosen

    def _unreadable(
        self, text: str, cell: Cell, location: Location, expected: Expected, data: dict[str, Any]
    ) -> Nilai:
        if expected.role not in _UNJUDGED:
            is_date = isinstance(cell.value, (date, datetime))
            self.observe("BK010", location, {**data, "teks": clean(text), "tanggal": is_date})
        return Nilai(CellState.UNREADABLE, None, clean(text), location, None, cell.is_formula)


def _preference(parsed: ParsedNumber, expected: Expected) -> tuple[str, str]:
    """("decimal" or "thousands", why): column first, then scale, then the row's own target."""
    readings = [parsed.angka, parsed.alternative or parsed.angka]
    low, high = min(readings), max(readings)
    indikator = expected.indikator
    if expected.role in _MONEY_ROLES:
        return "thousands", "kolom rupiah"
    if expected.role in _PERCENT_ROLES:
        return "decimal", "kolom persen"
    if indikator is not None and indikator.skala_maksimum is not None:
        if low <= indikator.skala_maksimum < high:
            return "decimal", "skala indikator"
    if expected.target:
        # The reading whose size is nearer to the target's.
        near = min(readings, key=lambda r: _ratio(r, expected.target or Decimal(1)))
        return ("decimal" if near == low else "thousands"), "target baris ini"
    if indikator is not None and indikator.desimal == 0:
        return "thousands", "satuan berupa hitungan"
    return "decimal", "indikator bukan hitungan besar"


def _ratio(reading: Decimal, target: Decimal) -> Decimal:
    first, second = abs(reading), abs(target)
    if not first or not second:
        return Decimal("Infinity")
    return max(first / second, second / first)


def _as_text(cell: Cell) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "BENAR" if value else "SALAH"
    if isinstance(value, Decimal):
        return format_angka(value)
    return str(value)


def is_figure(value: RawValue) -> bool:
    """Whether a raw value is a number, or text that reads as one or as a mark like "-"."""
    if value is None or isinstance(value, bool):
        return False
    if isinstance(value, str):
        if parse_mark(value) or parse_number(value) is not None:
            return True
        return parse_bounded(value, Role.TARGET, None) is not None
    return not hasattr(value, "year")
