"""The body of a table: which rows are data, which are totals, headers repeated, or remarks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from iku_excel.bukti.bentuk import Bentuk, load_data
from iku_excel.bukti.matching import Candidate
from iku_excel.bukti.table import is_blank, merged_values, text_of
from iku_excel.numbers import NAMA_BULAN
from iku_excel.records import dataclass, field
from iku_excel.workbook.port import RawValue, Sheet

_LABEL_WORD = re.compile(r"[a-z]+")
_NUMBERED = re.compile(r"\(?(\d{1,2})\)?(?:\s*=.*)?")
_BELOW = "di bawah tabel, bukan baris data"
_FEWEST_COLUMNS = 3
_FIGURES = frozenset(("angka", "uang", "persen"))
_BULAN = frozenset(nama.lower() for nama in NAMA_BULAN)


@dataclass
class Body:
    """Row numbers by kind. `lain` has the reason in Indonesian."""

    rows: list[int] = field(default_factory=list)
    total_rows: list[int] = field(default_factory=list)
    lain: list[tuple[int, str]] = field(default_factory=list)


class BodyScanner:
    """Sorts the rows below one header."""

    def __init__(self, sheet: Sheet, candidate: Candidate) -> None:
        self._grid = sheet.grid()
        self._candidate = candidate
        self._indexes = sorted(column - 1 for column in candidate.kolom.values())
        self._needed = [
            candidate.kolom[k.peran] - 1
            for k in candidate.bentuk.daftar_kolom
            if k.wajib and k.peran in candidate.kolom
        ]
        if "akun" in candidate.kolom:
            # Exports put amounts beside their header; the account number says it is data.
            self._needed = [candidate.kolom["akun"] - 1]
        no = candidate.kolom.get("no")
        self._no = no - 1 if no else None
        self._last = self._indexes[-1]
        top, bottom = candidate.rows
        self._headers = [
            {i: text_of(_at(self._grid[r - 1], i)).lower() for i in self._indexes}
            for r in range(top, bottom + 1)
        ]
        self._header_texts = {
            value.strip().lower()
            for r in range(top, bottom + 1)
            for value in self._grid[r - 1]
            if isinstance(value, str)
        }
        umum = load_data().umum
        self._totals = umum.total
        self._prefixes = tuple({phrase.split()[0] for phrase in umum.total})

    def scan(self, first: int, last: int) -> Body:
        body = Body()
        gap = False
        for row in range(first, min(last, len(self._grid)) + 1):
            values = self._grid[row - 1]
            present = [i for i in self._indexes if i < len(values) and values[i] not in (None, "")]
            if not present:
                gap = True
            elif self._is_total(values):
                body.total_rows.append(row)
            elif len(present) > 1 and self._repeats(values, present[1]):
                gap = False
            elif not body.rows and self._is_numbering(values, present):
                continue
            elif gap and not self._is_plainly_data(values, present):
                body.lain.append((row, _BELOW))
            else:
                body.rows.append(row)
                gap = False
        self._drop_remarks_at_the_end(body)
        return body

    def _is_plainly_data(self, values: Sequence[RawValue], present: Sequence[int]) -> bool:
        """After a blank row: signatures and remarks have texts only, in few columns."""
        if not all(i < len(values) and not is_blank(values[i]) for i in self._needed):
            return False
        has_figure = any(not isinstance(values[i], str) for i in present)
        return has_figure or len(present) * 2 > len(self._indexes)

    def _drop_remarks_at_the_end(self, body: Body) -> None:
        """A lone text below the last row ("Pekanbaru, 31 Desember 2024") is no data either."""
        while body.rows and len(self._indexes) >= _FEWEST_COLUMNS:
            values = self._grid[body.rows[-1] - 1]
            present = [i for i in self._indexes if not is_blank(_at(values, i))]
            if len(present) != 1 or not isinstance(values[present[0]], str):
                return
            body.lain.append((body.rows.pop(), _BELOW))

    def _is_total(self, values: Sequence[RawValue]) -> bool:
        """A row that sums the others: its first text is a word for a total."""
        for index, value in enumerate(values[: self._last + 1]):
            if isinstance(value, str) and value and not value.isspace():
                lowered = value.strip().lower()
                if not lowered.startswith(self._prefixes):
                    return False
                if self._no is not None and index != self._no:
                    # A numbered row is data, whatever the company is called.
                    if isinstance(_at(values, self._no), (int, float)):
                        return False
                return is_total_label(lowered, self._totals)
        return False

    def _repeats(self, values: Sequence[RawValue], second: int) -> bool:
        """The header again; the second filled cell tells at a glance that it is not."""
        value = values[second]
        if not isinstance(value, str) or value.strip().lower() not in self._header_texts:
            return False
        for header in self._headers:
            same = sum(
                1 for i, text in header.items() if text and text_of(_at(values, i)).lower() == text
            )
            if same >= 2 and same * 2 >= sum(1 for text in header.values() if text):
                return True
        return False

    def _is_numbering(self, values: Sequence[RawValue], present: Sequence[int]) -> bool:
        """1, 2, 3, ... or (1), (2), (3), ... below the header."""
        if len(present) < 2 or len(present) < len(self._indexes):
            return False
        used = [value for value in values if not is_blank(value)]
        numbers = []
        for value in used:
            match = _NUMBERED.fullmatch(text_of(value).strip())
            if match is None:
                return False
            numbers.append(int(match[1]))
        # A first respondent who answered 1, 2, 3 is no row of column numbers.
        enough = len(numbers) >= 5 or self._candidate.bentuk.berulang is None
        return enough and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def is_total_label(text: str, totals: frozenset[str] | None = None) -> bool:
    """Whether a label names a total: "Jumlah", "TOTAL SELURUHNYA", "Jumlah Januari 2024"."""
    known = load_data().umum.total if totals is None else totals
    words = [word for word in _LABEL_WORD.findall(text.lower()) if word not in _BULAN]
    return " ".join(words) in known


def _at(values: Sequence[RawValue], index: int) -> RawValue:
    return values[index] if index < len(values) else None


def filled_down(
    sheet: Sheet, form: Bentuk, kolom: Mapping[str, int], rows: Sequence[int]
) -> dict[str, dict[int, RawValue]]:
    """What blank cells take over from above: merged cells always, others where the form says so."""
    grid = sheet.grid()
    found: dict[str, dict[int, RawValue]] = {}
    no = kolom.get("no")
    for peran, column in kolom.items():
        entry = form.kolom(peran)
        if entry is None or entry.jenis in _FIGURES:
            # One amount merged over several rows is one amount.
            continue
        lent = merged_values(sheet, column, rows)
        if entry.turun:
            lent = _carried_down(grid, column, no, rows, lent)
        if lent:
            found[peran] = lent
    return found


def _carried_down(
    grid: Sequence[Sequence[RawValue]],
    column: int,
    no: int | None,
    rows: Sequence[int],
    lent: dict[int, RawValue],
) -> dict[int, RawValue]:
    carried = dict(lent)
    previous_row, above = 0, None
    for row in rows:
        value = lent.get(row, _at(grid[row - 1], column - 1))
        if not is_blank(value):
            above = value
        elif row != previous_row + 1:
            above = None
        elif above is not None and (no is None or is_blank(_at(grid[row - 1], no - 1))):
            carried[row] = above
        previous_row = row
    return carried
