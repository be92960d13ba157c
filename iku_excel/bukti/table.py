"""One table of raw data on a sheet, its body rows, and the reading of its cells.

Columns are read whole and only where a calculator needs them: a table may have 50.000 rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

from iku_excel.bukti.bentuk import Bentuk
from iku_excel.finding import Location, Observation
from iku_excel.numbers import (
    parse_bulan,
    parse_mark,
    parse_number,
    parse_tanggal,
    plain,
    round_half_up,
    without_noise,
)
from iku_excel.records import dataclass, field
from iku_excel.workbook.engine.refs import column_name
from iku_excel.workbook.port import Format, RawValue, Sheet

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
# Excel serial dates of the same years; a bare number in a date column is one of these.
_FIRST_SERIAL, _LAST_SERIAL = 32874, 73050
_EPOCH = date(1899, 12, 30).toordinal()


class Waktu(NamedTuple):
    """A date as far as it is known: month and day are 0 where only the year was written."""

    tahun: int
    bulan: int = 0
    hari: int = 0


@dataclass(frozen=True)
class TabelBukti:
    """One table: a form, where its columns are, and its body rows (1-based row numbers)."""

    berkas: str
    sheet: Sheet
    bentuk: Bentuk
    kolom: Mapping[str, int]
    """Role → column, from 1. Repeating roles as "unsur1" ... "unsur14"."""
    judul_kolom: Mapping[int, str]
    """Column → header text found, all columns of the header."""
    header_rows: tuple[int, int]
    header_column: int
    judul: str
    """Sheet name, titles above and the header, for deciding what the table is about."""
    tahun: int | None
    """The year in a title above the table or in the sheet name."""
    bulan: int | None
    rows: tuple[int, ...]
    total_rows: tuple[int, ...] = ()
    lain: tuple[tuple[int, str], ...] = ()
    """Rows below or inside the table that are no data: row, why."""
    is_text: bool = False
    """A text file: numbers as text are how it is, not a finding."""
    missing: tuple[str, ...] = ()
    """Titles of required columns that were not found; then nothing can be counted."""
    terisi: Mapping[str, Mapping[int, RawValue]] = field(default_factory=dict)
    """Role → row → value of the merged or blank cell that follows the one above."""

    @property
    def header(self) -> Location:
        return self.at(self.header_rows[0], self.header_column)

    def at(self, row: int, column: int | str) -> Location:
        """The place of a cell, by column number or role."""
        number = self.kolom[column] if isinstance(column, str) else column
        return Location(self.berkas, self.sheet.name, f"{column_name(number)}{row}")

    def has(self, *roles: str) -> bool:
        return all(role in self.kolom for role in roles)

    def column(self, role: str) -> list[RawValue]:
        """The cached values of one column, one for each body row; all None without the column."""
        if role not in self.kolom:
            return [None] * len(self.rows)
        index = self.kolom[role] - 1
        grid = self.sheet.grid()
        values = [
            row[index] if index < len(row) else None for row in (grid[r - 1] for r in self.rows)
        ]
        filled = self.terisi.get(role)
        if not filled:
            return values
        return [filled.get(row, value) for row, value in zip(self.rows, values, strict=True)]


def is_blank(value: RawValue) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def text_of(value: RawValue) -> str:
    """A value as the text of a name or number of a document."""
    if type(value) is str:
        return " ".join(value.split())
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return " ".join(str(value).split())


@dataclass(frozen=True, slots=True)
class _Place:
    """One cell of a column that a role names; exports may put it beside its header."""

    table: TabelBukti
    row: int
    role: str
    column: int

    @property
    def location(self) -> Location:
        return self.table.at(self.row, self.column)

    @property
    def title(self) -> str:
        return _title(self.table, self.role)


@dataclass
class CellReader:
    """Reads values of one table and records what is wrong with them, each once."""

    observations: list[Observation]
    indikator: str
    is_private: bool = False
    """The sheet is about persons: what stands in a cell is not repeated in a finding."""
    unread: set[Location] = field(default_factory=set)
    """Cells that hold something which is no figure: an error, a formula without value, text."""
    _as_text: dict[tuple[str, str], list[Any]] = field(default_factory=dict)

    def observe(self, kode: str, location: Location, **data: Any) -> None:
        """Record a fact; its figures with no more decimals than a reader needs."""
        shown = {key: _short(v) if isinstance(v, Decimal) else v for key, v in data.items()}
        if kode == "BD005":
            shown.setdefault("akibat", "baris ini tidak dihitung")
        if self.is_private:
            shown |= {key: _HIDDEN for key in _REPEATED if _is_personal(shown.get(key))}
        self.observations.append(
            Observation(kode, location, {"indikator": self.indikator, **shown})
        )

    def number(
        self,
        table: TabelBukti,
        row: int,
        role: str,
        value: RawValue,
        column: int | None = None,
    ) -> Decimal | None:
        """The figure in a cell, percent texts as written (92,5 for "92,5%"); None with a reason
        recorded where there should be one. `column` where the value stands beside its header."""
        if type(value) is float and isfinite(value):
            return without_noise(Decimal(repr(value)))
        if type(value) is int:
            return Decimal(value)
        if isinstance(value, Decimal):
            return without_noise(value)
        place = _Place(table, row, role, column or table.kolom[role])
        if value is None or value == "":
            self._blank(place)
            return None
        if isinstance(value, str):
            return self._number_from_text(place, value)
        self._unreadable(place, value)
        return None

    def blank(self, table: TabelBukti, row: int, role: str) -> None:
        """Says why a cell that looks empty is: an error or a formula without a value."""
        if role in table.kolom:
            self._blank(_Place(table, row, role, table.kolom[role]))

    def _blank(self, place: _Place) -> None:
        cell = place.table.sheet.cell(place.row, place.column)
        if not cell.error and not cell.is_uncached:
            return
        self.unread.add(place.location)
        if cell.error:
            self.observe("BK005", place.location, galat=cell.error, kolom=place.title)
        else:
            self.observe("BK006", place.location, kolom=place.title)

    def _number_from_text(self, place: _Place, value: str) -> Decimal | None:
        if parse_mark(value) is not None:
            return None
        kolom = place.table.bentuk.kolom(place.role)
        is_money = kolom is not None and kolom.jenis == "uang"
        parsed = parse_number(value, prefer="thousands" if is_money else "decimal")
        if parsed is None:
            self._unreadable(place, value)
            return None
        if parsed.is_ambiguous and not is_money and not place.table.is_text:
            self.observe(
                "BK009",
                place.location,
                teks=value.strip(),
                angka=plain(parsed.angka),
                bukan=None if parsed.alternative is None else plain(parsed.alternative),
                alasan="kolom hitungan",
                kolom=place.title,
            )
        if not place.table.is_text:
            self._count_text(place, value, parsed.angka)
        return parsed.angka

    def _count_text(self, place: _Place, value: str, angka: Decimal) -> None:
        """One note for a whole column: 50.000 notes help nobody."""
        key = (place.table.sheet.name, place.role)
        if key not in self._as_text:
            data: dict[str, Any] = {
                "indikator": self.indikator,
                "teks": value.strip(),
                "angka": plain(angka),
                "kolom": place.title,
                "jumlah": 0,
            }
            self._as_text[key] = [data]
            self.observations.append(Observation("BK008", place.location, data))
        self._as_text[key][0]["jumlah"] += 1

    def _unreadable(self, place: _Place, value: RawValue) -> None:
        self.unread.add(place.location)
        self.observe("BK010", place.location, teks=text_of(value), kolom=place.title)

    def percent(self, table: TabelBukti, row: int, role: str, value: RawValue) -> Decimal | None:
        """A percent as a person sees it: 0.45 shown as 45% is 45."""
        angka = self.number(table, row, role, value)
        if angka is not None and not isinstance(value, str) and not table.is_text:
            if table.sheet.cell(row, table.kolom[role]).format is Format.PERCENT:
                return angka * 100
        return angka

    def waktu(self, table: TabelBukti, row: int, role: str, value: RawValue) -> Waktu | None:
        """The date in a cell; None for blank and marks, and (recorded) for what is no date."""
        if isinstance(value, date):
            return Waktu(value.year, value.month, value.day)
        if is_blank(value):
            self.blank(table, row, role)
            return None
        found = read_waktu(value)
        if found is None and not (isinstance(value, str) and parse_mark(value) is not None):
            self.observe(
                "BD006", table.at(row, role), tertulis=text_of(value), kolom=_title(table, role)
            )
        return found


def read_waktu(value: RawValue) -> Waktu | None:
    """A date, "Maret 2024", or a bare year; None for anything else."""
    if isinstance(value, date):
        return Waktu(value.year, value.month, value.day)
    if isinstance(value, str):
        tanggal = parse_tanggal(value)
        if tanggal is not None:
            return Waktu(tanggal.year, tanggal.month, tanggal.day)
        years = [int(word) for word in value.split() if len(word) == 4 and word.isdecimal()]
        if len(years) != 1 or not _FIRST_YEAR <= years[0] <= _LAST_YEAR:
            return None
        rest = value.replace(str(years[0]), " ").strip().lower()
        bulan = parse_bulan(rest) if rest and not rest.isdecimal() else None
        if bulan:
            return Waktu(years[0], bulan)
        return Waktu(years[0]) if rest in ("", "tahun", "th.", "ta", "tahun anggaran") else None
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        if _FIRST_YEAR <= value <= _LAST_YEAR:
            return Waktu(int(value)) if value % 1 == 0 else None
        if _FIRST_SERIAL <= value <= _LAST_SERIAL:
            found = date.fromordinal(_EPOCH + int(value))
            return Waktu(found.year, found.month, found.day)
    return None


_REPEATED = ("teks", "tertulis")
_HIDDEN = "(isi tidak ditampilkan)"
_LARGEST_SCORE = 1000
_LONGEST_SCORE = 6


def _is_personal(value: Any) -> bool:
    """Anything longer than a score could be a name or an NIP that stands in the wrong column."""
    if isinstance(value, Decimal):
        return abs(value) >= _LARGEST_SCORE
    return isinstance(value, str) and (len(value) > _LONGEST_SCORE or not value[:1].isdigit())


def _short(value: Decimal) -> Decimal:
    """Four decimals are enough to find a figure again."""
    exponent = value.as_tuple().exponent
    return round_half_up(value, 4) if isinstance(exponent, int) and exponent < -4 else value


def _title(table: TabelBukti, role: str) -> str:
    return table.judul_kolom.get(table.kolom[role], role)


def merged_values(sheet: Sheet, column: int, rows: Sequence[int]) -> dict[int, RawValue]:
    """Values that a vertical merge in `column` lends to the rows below its first one."""
    wanted = set(rows)
    grid = sheet.grid()
    values: dict[int, RawValue] = {}
    for area in sheet.merged:
        if area.first_column <= column <= area.last_column and area.last_row > area.first_row:
            top = grid[area.first_row - 1] if area.first_row <= len(grid) else ()
            index = area.first_column - 1
            value = top[index] if index < len(top) else None
            for row in range(area.first_row + 1, area.last_row + 1):
                if row in wanted:
                    values[row] = value
    return values
