"""Finds the tables of raw data on a sheet by the words of their headers, wherever they stand.

A header may have one to three rows (merged or not), titles above, a row of column numbers below.
Forms that the reader recognised (PK, monitoring, ...) are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from iku_excel.bukti.bentuk import Bentuk, Data, load_data, mark_years, split_words
from iku_excel.workbook.port import Area, RawValue, Sheet

_MAX_DEPTH = 3
_MAX_HEADER_TEXT = 120
# Rows of a sheet without any table that are looked at in full before only rows that repeat a
# synonym word for word are.
_PATIENCE = 2000
_FIRST_YEAR = 1990
# Numbers in the second row of a header are the numbers of unsur, at least so many.
_FEWEST_NUMBERED = 3


@dataclass(frozen=True)
class Candidate:
    """A header that fits a form: where its columns are and how well it fits."""

    bentuk: Bentuk
    rows: tuple[int, int]
    kolom: Mapping[str, int]
    judul_kolom: Mapping[int, str]
    missing: tuple[str, ...]
    """Titles of required columns that are not there."""
    khas: int

    @property
    def matched(self) -> int:
        return len(self.kolom)

    @property
    def first_column(self) -> int:
        return min(self.judul_kolom)


class HeaderFinder:
    """Looks through one sheet; keeps the words of texts it has split already."""

    def __init__(self, sheet: Sheet, tahun: int | None, forms: Sequence[Bentuk]) -> None:
        self._sheet = sheet
        self._grid = sheet.grid()
        self._tahun = tahun
        self._forms = forms
        self._data: Data = load_data()
        self._words: dict[str, tuple[str, ...]] = {}
        self._scores: dict[tuple[int, tuple[str, ...]], dict[str, int]] = {}
        self._merges = [a for a in sheet.merged if a.last_row - a.first_row < _MAX_DEPTH]
        self._exact = {
            " ".join(text.lower().split())
            for form in forms
            for kolom in form.daftar_kolom
            for text in (kolom.judul,)
        }
        self._evaluated = 0

    # Rows ----------------------------------------------------------------------------------------

    def is_headerish(self, row: int, least: int = 2) -> bool:
        """Texts only (or years and column numbers), at least `least` of them."""
        if not 1 <= row <= len(self._grid):
            return False
        texts = 0
        for value in self._grid[row - 1]:
            if value is None or value == "":
                continue
            if isinstance(value, str):
                if len(value) > _MAX_HEADER_TEXT:
                    return False
                texts += 1
            elif not _may_head(value):
                return False
            else:
                texts += 1
        return texts >= least

    def worth_a_look(self, row: int, inside: bool) -> bool:
        """Whether the row may start a header. Inside a table only a row that says so plainly."""
        if not self.is_headerish(row):
            return False
        if not inside and self._evaluated < _PATIENCE:
            self._evaluated += 1
            return True
        hits = 0
        for value in self._grid[row - 1]:
            if isinstance(value, str) and value.strip().lower() in self._exact:
                hits += 1
        return hits >= 2

    def learn(self, candidate: Candidate) -> None:
        """A repeated header (page break) says the same words again."""
        top, bottom = candidate.rows
        for row in range(top, bottom + 1):
            for value in self._grid[row - 1]:
                if isinstance(value, str) and value.strip():
                    self._exact.add(value.strip().lower())

    # Headers -------------------------------------------------------------------------------------

    def candidates(self, row: int) -> list[Candidate]:
        """Forms whose columns are named in rows row to row + 2, best depth of each form."""
        best: dict[int, Candidate] = {}
        for depth in range(1, _MAX_DEPTH + 1):
            bottom = row + depth - 1
            if depth > 1 and not self._continues(bottom):
                break
            texts = self._texts(row, bottom)
            if len(texts) < 2 or self._is_indicator_form(texts):
                continue
            for number, form in enumerate(self._forms):
                found = self._fit(form, (row, bottom), texts)
                known = best.get(number)
                if found and (known is None or _better(found, known)):
                    best[number] = found
        return list(best.values())

    def _continues(self, bottom: int) -> bool:
        """Whether `bottom` is a further row of the header above it, and not the first row of data.

        The titles of a second level stand where the first is blank, merged or a group title; data
        stands below titles of its own.
        """
        if not self.is_headerish(bottom, least=1):
            return False
        upper, lower = self._grid[bottom - 2], self._grid[bottom - 1]
        numbers = [v for v in lower if isinstance(v, (int, float)) and v < _FIRST_YEAR]
        if 0 < len(numbers) < _FEWEST_NUMBERED:
            return False
        good = bad = 0
        for index, value in enumerate(lower):
            if not _header_text(value):
                continue
            if self._is_second_level(upper, lower, index, bottom - 1):
                good += 1
            else:
                bad += 1
        return good > 0 and bad * 2 <= good

    def _is_second_level(
        self, upper: Sequence[RawValue], lower: Sequence[RawValue], index: int, row: int
    ) -> bool:
        text = _header_text(lower[index])
        if not _text_at(upper, index) or (text.startswith("(") and text.endswith(")")):
            return True
        if any(a.contains(row, index + 1) and a.last_column > a.first_column for a in self._merges):
            return True
        return not _text_at(upper, index + 1) and bool(_text_at(lower, index + 1))

    def _texts(self, top: int, bottom: int) -> dict[int, str]:
        """Column → its header text, the levels joined from top to bottom."""
        width = max(len(self._grid[r - 1]) for r in range(top, bottom + 1))
        merges = [a for a in self._merges if a.first_row <= bottom and a.last_row >= top]
        joined: dict[int, list[str]] = {}
        for row in range(top, bottom + 1):
            values = self._grid[row - 1]
            carried = ""
            for index in range(width):
                value = values[index] if index < len(values) else None
                text = _header_text(value)
                column = index + 1
                if text:
                    carried = text
                else:
                    text = self._lent(row, column, top, merges)
                    if not text and row < bottom and carried:
                        text = self._carried(row, column, bottom, carried, merges)
                if text and text not in joined.get(column, ()):
                    joined.setdefault(column, []).append(text)
        return {
            column: " ".join(parts)
            for column, parts in joined.items()
            if self._is_own(column, top, bottom) and not _is_sentence(parts)
        }

    def _lent(self, row: int, column: int, top: int, merges: Sequence[Area]) -> str:
        """The text of the merge that covers this cell, once for a vertical one."""
        for area in merges:
            if area.contains(row, column) and area.last_column > area.first_column:
                if row == max(area.first_row, top):
                    return _text_at(self._grid[area.first_row - 1], area.first_column - 1)
        return ""

    def _carried(
        self, row: int, column: int, bottom: int, carried: str, merges: Sequence[Area]
    ) -> str:
        """An unmerged group title stands over the columns to its right that have a title below."""
        if any(a.first_row <= row <= a.last_row and a.last_column > a.first_column for a in merges):
            return ""
        below = self._grid[row]
        return carried if _text_at(below, column - 1) and _text_at(below, column - 2) else ""

    def _is_own(self, column: int, top: int, bottom: int) -> bool:
        """Whether anything stands in this column itself, not only a merge from the left."""
        for row in range(top, bottom + 1):
            if _text_at(self._grid[row - 1], column - 1):
                return True
        return False

    def _is_indicator_form(self, texts: Mapping[int, str]) -> bool:
        """PK, rencana aksi and monitoring name indikator, target or sasaran in their header."""
        words = {word for text in texts.values() for word in self.split(text)}
        return "indikator" in words and bool(words & {"target", "sasaran", "capaian", "realisasi"})

    def split(self, text: str) -> tuple[str, ...]:
        found = self._words.get(text)
        if found is None:
            found = mark_years(split_words(text, self._data.umum), self._tahun)
            self._words[text] = found
        return found

    def _fit(
        self, form: Bentuk, rows: tuple[int, int], texts: Mapping[int, str]
    ) -> Candidate | None:
        """The form's columns among the header texts, each text used once, best scores first."""
        scored: list[tuple[int, int, int, str]] = []
        for column, text in texts.items():
            for order, (peran, score) in enumerate(self._score(form, text).items()):
                scored.append((-score, order, column, peran))
        kolom: dict[str, int] = {}
        taken: set[int] = set()
        for _, _, column, peran in sorted(scored):
            if peran not in kolom and column not in taken:
                kolom[peran] = column
                taken.add(column)
        if form.berulang:
            kolom |= self._repeating(form, texts, taken)
        if len(kolom) < 2:
            return None
        return Candidate(
            form, rows, kolom, dict(texts), _missing(form, kolom), self._khas(form, kolom, texts)
        )

    def _score(self, form: Bentuk, text: str) -> dict[str, int]:
        words = self.split(text)
        key = (id(form), words)
        found = self._scores.get(key)
        if found is None:
            unique = frozenset(words)
            found = {
                kolom.peran: score for kolom in form.daftar_kolom if (score := kolom.score(unique))
            }
            self._scores[key] = found
        return found

    def _repeating(self, form: Bentuk, texts: Mapping[int, str], taken: set[int]) -> dict[str, int]:
        ulang = form.berulang
        assert ulang is not None
        numbered: dict[str, int] = {}
        for column, text in texts.items():
            match = ulang.pola.search(" ".join(self.split(text)))
            if match and column not in taken:
                numbered.setdefault(f"{ulang.peran}{int(match[1])}", column)
        if len(numbered) >= ulang.paling_sedikit:
            return numbered
        return self._named(form, texts, taken)

    def _named(self, form: Bentuk, texts: Mapping[int, str], taken: set[int]) -> dict[str, int]:
        """Columns headed with the names of the unsur of one guideline."""
        assert form.berulang is not None
        best: dict[str, int] = {}
        for pedoman in self._data.lain["ikm"]:
            found: dict[str, int] = {}
            for number, names in enumerate(pedoman["unsur"], start=1):
                wanted = [frozenset(split_words(name, self._data.umum)) for name in names]
                column = next(
                    (
                        c
                        for c, text in texts.items()
                        if c not in taken
                        and c not in found.values()
                        and any(w <= frozenset(self.split(text)) for w in wanted)
                    ),
                    None,
                )
                if column is not None:
                    found[f"{form.berulang.peran}{number}"] = column
            if len(found) > len(best) and len(found) * 2 > len(pedoman["unsur"]):
                best = found
        return best

    def _khas(self, form: Bentuk, kolom: Mapping[str, int], texts: Mapping[int, str]) -> int:
        """How many columns point at this form all by themselves."""
        count = 0
        for entry in form.daftar_kolom:
            column = kolom.get(entry.peran)
            if column is not None:
                words = frozenset(self.split(texts[column]))
                count += entry.khas or bool(words & entry.kata_khas)
        if form.berulang:
            count += sum(1 for peran in kolom if peran.startswith(form.berulang.peran))
        return count


def _text_at(values: Sequence[RawValue], index: int) -> str:
    return _header_text(values[index]) if index < len(values) else ""


def _is_sentence(parts: Sequence[str]) -> bool:
    """Prose in a cell is no header, whatever words it has."""
    return any(part.endswith((".", ";")) and len(part.split()) > 4 for part in parts)


def _missing(form: Bentuk, kolom: Mapping[str, int]) -> tuple[str, ...]:
    missing = [k.judul for k in form.daftar_kolom if k.wajib and k.peran not in kolom]
    if form.salah_satu and not any(all(p in kolom for p in group) for group in form.salah_satu):
        titles = {k.peran: k.judul for k in form.daftar_kolom}
        missing.append(" atau ".join(" dan ".join(titles[p] for p in g) for g in form.salah_satu))
    if form.berulang:
        numbers = _numbers(form.berulang.peran, kolom)
        if len(numbers) < form.berulang.paling_sedikit:
            missing.append("unsur U1, U2, dan seterusnya")
        else:
            missing += [f"U{n}" for n in range(1, max(numbers) + 1) if n not in numbers]
    return tuple(missing)


def _numbers(peran: str, kolom: Mapping[str, int]) -> list[int]:
    return sorted(int(p[len(peran) :]) for p in kolom if p.startswith(peran))


def _better(new: Candidate, old: Candidate) -> bool:
    """Of equals the deeper header: its second level says more ("Realisasi" / "s.d. Periode")."""
    return (-len(new.missing), new.matched, new.khas) >= (-len(old.missing), old.matched, old.khas)


def _may_head(value: RawValue) -> bool:
    """Years and column numbers head columns; any other number is data."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value == int(value) and (1 <= value <= 31 or _FIRST_YEAR <= value <= 2100)


def _header_text(value: RawValue) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _may_head(value):
        return str(int(value))
    return ""


def find_headers(
    sheet: Sheet,
    tahun: int | None,
    forms: Sequence[Bentuk],
    taken: Sequence[tuple[int, int]],
    accept: Callable[[int, list[Candidate]], Candidate | None],
) -> None:
    """Offers `accept` every row that may head a table, with the forms it fits.

    What it accepts is passed over, and the rows below count as its body until a blank row;
    `taken` rows belong to forms that the reader recognised.
    """
    finder = HeaderFinder(sheet, tahun, forms)
    grid = sheet.grid()
    inside = False
    row = 1
    while row <= len(grid):
        block = next((t for t in taken if t[0] <= row <= t[1]), None)
        if block:
            row, inside = block[1] + 1, False
            continue
        if inside and not any(v not in (None, "") for v in grid[row - 1]):
            inside = False
        if finder.worth_a_look(row, inside):
            accepted = accept(row, finder.candidates(row))
            if accepted is not None:
                finder.learn(accepted)
                inside = True
                row = accepted.rows[1]
        row += 1
