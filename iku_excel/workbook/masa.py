"""The year and month of a table: from the rows above it, its header, its sheet and file name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import isfinite

from iku_excel.finding import Location
from iku_excel.model import Role
from iku_excel.numbers import NAMA_BULAN
from iku_excel.records import dataclass
from iku_excel.workbook.cells_reading import cell_name
from iku_excel.workbook.columns import Meaning, is_comparison
from iku_excel.workbook.region import Region, at
from iku_excel.workbook.periode import Masa, masa_of_name, masa_of_title
from iku_excel.workbook.text import SAMPAI_DENGAN, clean, normalise

_MAX_TITLE_ROWS = 40
_MAX_ROWS_BELOW = 12
_MAX_TITLE_WORDS = 14
_PERIOD_COLUMNS = ("tahun", "bulan", "periode", "tahun anggaran", "triwulan")
_NAMES_A_FORM = re.compile(
    r"(?:laporan|tabel|lampiran|formulir|form|rekap\w*)?\W*(?:hasil\s+)?(?:laporan|pengukuran"
    r"|monitoring|monev|pemantauan|evaluasi|capaian|realisasi|perjanjian\s+kinerja|rencana\s+aksi"
    r"|penetapan)\b",
    re.IGNORECASE,
)
_PERIOD_LABELS = ("periode", "bulan", "masa", "keadaan", "posisi", SAMPAI_DENGAN)


@dataclass(frozen=True, slots=True)
class Title:
    """One row above a table: its text, and the year and month that it gives."""

    row: int
    column: int
    text: str
    masa: Masa


@dataclass(frozen=True, slots=True)
class Sources:
    """What each source says, in the order in which they are believed."""

    titles: tuple[Title, ...]
    header_tahun: tuple[int, ...]
    sheet: Masa
    file: Masa

    def years(self) -> list[tuple[str, int]]:
        """(source, year) of everything that gives one."""
        found = [("judul", t.masa.tahun) for t in self.titles]
        found += [("kepala tabel", year) for year in self.header_tahun]
        found += [("nama lembar", self.sheet.tahun), ("nama berkas", self.file.tahun)]
        return [(source, year) for source, year in found if year is not None]

    def months(self) -> list[tuple[str, int]]:
        found = [("judul", t.masa.last_bulan) for t in self.titles]
        found += [("nama lembar", self.sheet.last_bulan), ("nama berkas", self.file.last_bulan)]
        return [(source, month) for source, month in found if month is not None]

    def place_of(self, kind: str) -> Title | None:
        """The title that gives the year ("tahun") or the month ("bulan")."""
        for title in self.titles:
            if (title.masa.tahun if kind == "tahun" else title.masa.last_bulan) is not None:
                return title
        return None

    def says_cumulative(self) -> bool:
        """Whether the title that gives the month says "s.d." before it."""
        return any(
            t.masa.last_bulan and f" {SAMPAI_DENGAN} " in f" {normalise(t.text)} "
            for t in self.titles
        )

    def mentions(self, words: Sequence[str]) -> bool:
        """Whether a title carries one of `words`."""
        return any(f" {w} " in f" {normalise(t.text)} " for t in self.titles for w in words)


def read_titles(region: Region, first: int, last: int) -> tuple[Title, ...]:
    """The rows of text between two tables, joined over their cells ("Tahun" | 2024)."""
    titles = []
    for row in range(max(first, last - _MAX_TITLE_ROWS + 1), last + 1):
        line = region.grid[row - 1] if 1 <= row <= len(region.grid) else ()
        parts: list[tuple[int, str]] = []
        for column, value in enumerate(line[:60], 1):
            if value not in (None, ""):
                parts.append((column, _text(value, parts[-1][1] if parts else "")))
        if not parts or sum(len(text) for _, text in parts) > 400:
            continue
        joined = " ".join(text for _, text in parts)
        masa = masa_of_title(joined)
        telling = (c for c, t in parts if t.strip(": ").isdigit() or masa_of_title(t) != Masa())
        titles.append(Title(row, next(telling, parts[0][0]), joined, masa))
    return tuple(titles)


def titles_below(region: Region, first: int, last: int) -> tuple[Title, ...]:
    """What stands alone in its row below the last row of the table in rows `first` to `last`.

    Only what names a form counts: a note or a signature has dates of its own.
    """
    line = min(last, len(region.grid))
    alone: list[int] = []
    while line >= first and len(alone) < _MAX_ROWS_BELOW:
        filled = sum(value not in (None, "") for value in region.grid[line - 1])
        if filled > 1:
            break
        alone += [line] if filled else []
        line -= 1
    found = (title for row in reversed(alone) for title in read_titles(region, row, row))
    return tuple(t for t in found if _NAMES_A_FORM.match(t.text))


def names_a_form(title: Title) -> bool:
    """Whether it is a form's title, and no sentence about what was achieved in some month."""
    is_sentence = title.text.endswith(".") or len(title.text.split()) > _MAX_TITLE_WORDS
    return not is_sentence and _NAMES_A_FORM.match(title.text) is not None


def titles_in_columns(
    region: Region, columns: Sequence[Meaning], rows: tuple[int, int]
) -> tuple[Title, ...]:
    """The year and month that columns "Tahun" and "Bulan" give, the same in every row of `rows`."""
    found = []
    for meaning in columns:
        label = normalise(meaning.source.text)
        if label not in _PERIOD_COLUMNS:
            continue
        values = {
            text: row
            for row in range(rows[1], rows[0] - 1, -1)
            if (text := _text(at(region.grid, row, meaning.column), label))
        }
        if len(values) == 1:
            text, row = values.popitem()
            text = text if masa_of_title(text) != Masa() else f"{label} {text}"
            found.append(Title(row, meaning.column, text, masa_of_title(text)))
    return tuple(found)


def _text(value: object, label: str) -> str:
    """A cell of a title row; `label` is the text before it."""
    if isinstance(value, (float, Decimal)) and isfinite(value) and value == int(value):
        return str(int(value))
    if isinstance(value, date):
        # A date above a table says when it was printed or signed, not which period it covers;
        # but for one that is called so.
        words = normalise(label).split()
        is_period = bool(words) and words[-1] in _PERIOD_LABELS
        return f"{NAMA_BULAN[value.month - 1]} {value.year}" if is_period else ""
    return clean(value)


def gather(
    region: Region, titles: tuple[Title, ...], columns: Sequence[Meaning], path: str
) -> Sources:
    """All that is said about the period of one table."""
    roles = (Role.TARGET, Role.REALISASI, Role.REALISASI_SAMPAI_DENGAN, Role.CAPAIAN, None)
    sheet = masa_of_name(region.sheet.name)
    file = masa_of_name(path.replace("\\", "/").rsplit("/", 1)[-1])
    said = [m.tahun for m in (*(t.masa for t in titles), sheet, file) if m.tahun is not None]
    years = [
        m.tahun for m in columns
        if m.tahun and not m.is_past and m.role in roles
        and not (said and is_comparison(m, columns, said[0]))
    ]  # fmt: skip
    # Several years in a header are a comparison; the newest is the table's own.
    return Sources(titles, (max(years),) if years else (), sheet, file)


def title_location(path: str, lembar: str, title: Title) -> Location:
    return Location(path, lembar, cell_name(title.row, title.column))
