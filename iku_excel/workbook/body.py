"""The rows below a header: which of them are indicators, and everything that they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from iku_excel.model import (
    Baris,
    CellState,
    Indikator,
    Jenis,
    Nilai,
    Periode,
    Role,
    Teks,
)
from iku_excel.records import replace
from iku_excel.workbook.cells_reading import CellReader, Expected
from iku_excel.workbook.columns import FIGURES, Meaning
from iku_excel.workbook.doubts import say_figures_below
from iku_excel.workbook.indikator_match import Kode, Match, Matcher, parse_kode, split_kode
from iku_excel.workbook.indikator_match import is_sasaran_code, split_sasaran
from iku_excel.workbook.region import Region, at
from iku_excel.workbook.row_cells import RowCells
from iku_excel.workbook.row_labels import RowLabels
from iku_excel.workbook.row_observations import observe_nameless, observe_row
from iku_excel.workbook.row_shape import Body, as_code, ends_table, has_amount, has_figure
from iku_excel.workbook.row_shape import says_total, spans_figures, starts_other
from iku_excel.workbook.text import clean, same_wording

_MAX_BLANK_ROWS = 60
_MAX_UNKNOWN_ROWS = 400


class BodyReader:
    """Reads the rows of one table, segment by segment (a repeated header ends a segment)."""

    def __init__(
        self,
        region: Region,
        reader: CellReader,
        matcher: Matcher,
        columns: Sequence[Meaning],
        jenis: Jenis,
        labels: RowLabels | None = None,
    ) -> None:
        self.region, self.reader, self.matcher = region, reader, matcher
        self.columns, self.jenis, self.labels = columns, jenis, labels
        self.label_roles: list[Role] = []
        self.cells = RowCells(reader, columns, labels, jenis is Jenis.RENCANA_AKSI)
        self.grid = region.grid
        self.body = Body()
        self._places = {
            m.role: m.column for m in reversed(columns) if m.role and m.periode.is_tahun
        }
        self._name = self._places.get(Role.INDIKATOR, 0)
        self._kode = self._places.get(Role.KODE, 0)
        self._no = self._places.get(Role.NO, 0)
        self._sasaran_column = self._places.get(Role.SASARAN, 0)
        self._sasaran: Teks | None = None
        self._last_name = ""
        self._last_name_row = 0
        self._last_row = 0
        self._passed_over: tuple[int, str, Teks | None] = (0, "", None)
        """The last row that was no indicator: its number, its text and the sasaran above it."""

    def read(self, first: int, last: int) -> None:
        """Read the rows `first` to `last`, inclusive."""
        self.cells.merges = tuple(
            area for area in self.region.merges_between(first, last)
            if area.last_row > area.first_row
        )  # fmt: skip
        blank = unknown = 0
        row = first
        while row <= last or (blank < 3 and self._is_formula_row(row)):
            if self._is_blank(row) and not (blank < 3 and self._is_formula_row(row)):
                blank += 1
                if blank > _MAX_BLANK_ROWS:
                    break
            elif blank and self.body.rows and self._ends_table(row, last):
                break
            elif starts_other(self.region, self.columns, self._name, row):
                break
            else:
                blank = 0
                before = self.body.count_recognised
                self._read_row(row)
                unknown = 0 if self.body.count_recognised > before else unknown + 1
                if unknown > _MAX_UNKNOWN_ROWS:
                    break
            row += 1

    def _ends_table(self, row: int, last: int) -> bool:
        def is_own(below: int) -> bool:
            name = at(self.grid, below, self._name) if self._name else None
            is_known = isinstance(name, str) and self.matcher.is_exact_text(name)
            return is_known and self._has_figure(below)

        return ends_table(self.region, row, last, is_own)

    # One row

    def _read_row(self, row: int) -> None:
        self._note_sasaran(row)
        kode_text = self._kode_text(row)
        raw_name = clean(at(self.grid, row, self._name)) if self._name else ""
        if not raw_name and not kode_text:
            found = self._extends(row, None) or self._is_wide_heading(row)
            if not found and not self._gives_figures(row):
                self._check_formula_name(row)
                self._check_nameless(row)
            return
        own_kode, bare_name = split_kode(raw_name)
        if own_kode is not None and not own_kode.is_lettered:
            own_kode = None  # "IKU 3.1 ..." numbers an office's own list
        kode = parse_kode(kode_text) or own_kode or self._numbered(row)
        if self._is_heading(kode, kode_text, raw_name):
            self._sasaran = self._sasaran_heading(row) or self._sasaran
            return
        match = self.matcher.match(kode, bare_name)
        if self._continues(row, kode, raw_name, match) or self._extends(row, match):
            return
        if kode is None and self._completes(row, bare_name, match):
            return
        if match.indikator is None and not match.rivals:
            sasaran = self._sasaran
            if not self._is_unknown(row, kode, raw_name):
                self._passed_over = (row, raw_name, sasaran)
                return
        self._add(row, kode, kode_text, bare_name, match)

    def _kode_text(self, row: int) -> str:
        text = clean(as_code(at(self.grid, row, self._kode))) if self._kode else ""
        if not text and self._no:
            number = clean(as_code(at(self.grid, row, self._no)))
            parsed = parse_kode(number)
            if (parsed and parsed.is_lettered) or is_sasaran_code(number):
                return number
        return text

    def _numbered(self, row: int) -> Kode | None:
        """ "3.1" as a number of the row: a code only where there is nothing else to go by."""
        if not self._no or self._name:
            return None
        return parse_kode(clean(as_code(at(self.grid, row, self._no))))

    def _is_heading(self, kode: Kode | None, kode_text: str, name: str) -> bool:
        if kode is not None and kode.is_lettered:
            return False
        if is_sasaran_code(name):
            return True
        if is_sasaran_code(kode_text):
            return not self.matcher.is_clear(split_kode(name)[1])
        return bool(name) and not self.matcher.is_exact(name) and self.matcher.is_sasaran(name)

    def _is_wide_heading(self, row: int) -> bool:
        """A sasaran written over the whole width, from the first column on."""
        first = self.columns[0].column
        text = clean(at(self.grid, row, first))
        if self._sasaran_column or self._has_figure(row) or len(text.split()) < 3:
            return False
        if not self.matcher.is_sasaran(split_sasaran(text)) and not self._spans(row, first):
            return False
        teks = self.reader.teks(row, first)
        self._sasaran = Teks(split_sasaran(text), teks.location) if teks else self._sasaran
        return True

    def _sasaran_heading(self, row: int) -> Teks | None:
        column = self._name or self._kode
        return None if self._sasaran_column else self.reader.teks(row, column)

    def _is_unknown(self, row: int, kode: Kode | None, name: str) -> bool:
        """Whether an unrecognised row is meant as an indicator (and not a total, note or name)."""
        if kode is not None and kode.is_lettered:
            return True
        if not name or self.region.vocabulary.is_not_indikator(name):
            return False
        if len(name) < 3 or self._spans(row, self._name):
            return False
        satuan = self._places.get(Role.SATUAN, 0)
        if satuan and clean(at(self.grid, row, satuan)):
            return True
        if self._has_figure(row):
            return True
        if not self._sasaran_column:
            if len(name.split()) > 2:  # "Seksi PPAT" groups rows and is no sasaran
                self._sasaran = self.reader.teks(row, self._name) or self._sasaran
            return False
        return bool(self._no and clean(at(self.grid, row, self._no)))

    def _spans(self, row: int, column: int) -> bool:
        return spans_figures(self.region, self.columns, row, column)

    def _has_figure(self, row: int) -> bool:
        return has_figure(self.grid, self.columns, row)

    def _extends(self, row: int, match: Match | None) -> bool:
        """A further row of the same indicator, where rows are labelled Target, Realisasi, ..."""
        rows = self.body.rows
        if self.labels is None or not rows or row - self._last_row > 2:
            return False
        role = self.labels.role_at(self.region, row)
        if role is None or (match is not None and match.indikator is None):
            return False
        previous = rows[-1]
        if match is not None and match.indikator and match.indikator.kode != previous.indikator:
            return False
        if any(found is role and not periode.is_tahun for found, periode in previous.nilai):
            return False
        indikator = self.matcher.indikator(previous.indikator or "")
        nilai = {**previous.nilai, **self._labelled(row, role, indikator, previous.satuan)}
        rows[-1] = replace(previous, nilai=nilai)
        self.body.last_row = max(self.body.last_row, row)
        self._last_row = row
        return True

    def _labelled(
        self, row: int, role: Role, indikator: Indikator | None, satuan: Teks | None
    ) -> Mapping[tuple[Role, Periode], Nilai]:
        assert self.labels is not None
        if role not in FIGURES:
            return {}
        if role not in self.label_roles:
            self.label_roles.append(role)
        expected = Expected(role, indikator, satuan.teks if satuan else None)
        return {
            (role, m.periode): self.reader.nilai(row, m.column, expected)
            for m in self.labels.periods
        }

    def _continues(self, row: int, kode: Kode | None, name: str, own: Match) -> bool:
        """A name broken over two rows (as pasted from a document) goes on in this one."""
        rows = self.body.rows
        if not rows or self._last_name_row != row - 1 or kode is not None or not name:
            return False
        if self._has_figure(row) or (self._no and clean(at(self.grid, row, self._no))):
            return False
        previous = rows[-1]
        joined = f"{self._last_name} {name}"
        match = self.matcher.match(None, joined)
        if match.indikator is None or match.skor <= own.skor:
            return False
        if previous.indikator is not None and match.skor <= previous.skor:
            return False
        self._rejoin_sasaran(row, previous)
        observations = self.reader.observations
        spot = previous.location.sel
        observations[:] = [o for o in observations if o.location.sel != spot or o.kode[:2] == "BK"]
        rows.pop()
        self.body.count_recognised -= previous.indikator is not None
        kode_text = self._kode_text(previous.row)
        self._add(previous.row, parse_kode(kode_text), kode_text, joined, match)
        self._last_name_row = row
        return True

    def _gives_figures(self, row: int) -> bool:
        """Figures in the row below a name that has none beside it: they are that row's."""
        rows = self.body.rows
        if not rows or self._last_name_row != row - 1 or not self._has_figure(row):
            return False
        previous = rows[-1]
        if any(nilai.state is not CellState.EMPTY for nilai in previous.nilai.values()):
            return False
        if self._no and clean(at(self.grid, row, self._no)):
            return False
        if says_total(self.region, self.columns, row):
            return False
        unit = self.cells.teks_of(row, self._places.get(Role.SATUAN, 0), False) or previous.satuan
        indikator = self.matcher.indikator(previous.indikator or "")
        nilai = self.cells.figures(row, indikator, unit)
        rows[-1] = replace(previous, row=row, satuan=unit, nilai=nilai)
        self.body.last_row = max(self.body.last_row, row)
        say_figures_below(self.region, self.reader, self.columns, self._name, previous, row)
        return True

    def _check_nameless(self, row: int) -> None:
        """A numbered row of figures whose name is missing is somebody's indicator: said."""
        number = clean(as_code(at(self.grid, row, self._no))) if self._no else ""
        if not number.rstrip(".").isdigit() or not self._name:
            return
        if not has_amount(self.grid, self.columns, row):
            return  # numbered in advance
        if self.region.merge_at(row, self._name) or self._is_formula_row(row):
            return
        sasaran, satuan = self._sasaran_column, self._places.get(Role.SATUAN, 0)
        if sasaran and clean(at(self.grid, row, sasaran)):
            if not satuan or not clean(at(self.grid, row, satuan)):
                return  # a sasaran with the mean of its indicators
        observe_nameless(self.reader, self.jenis, self.reader.location(row, self._name))

    def _completes(self, row: int, name: str, own: Match) -> bool:
        """A name whose first line alone is none ("Rata-rata"): the two lines are one row.

        Only where they make a known name, and the figures stand in one of them.
        """
        above, first, sasaran = self._passed_over
        joined = f"{first} {name}"
        if not name or above != row - 1 or not self.matcher.is_exact(joined):
            return False
        match = self.matcher.match(None, joined)
        if match.indikator is None or own.indikator not in (None, match.indikator):
            return False
        holding = [r for r in (above, row) if self._has_figure(r)]
        if same_wording(name, match.indikator.nama) or len(holding) > 1:
            return False
        place = holding[0] if holding else above
        kode_text = self._kode_text(place)
        if not self._sasaran_column:
            self._sasaran = sasaran
        self._add(place, parse_kode(kode_text), kode_text, joined, match)
        self._last_name_row = row
        return True

    def _rejoin_sasaran(self, row: int, previous: Baris) -> None:
        """The sasaran beside a broken name may be broken too: the parts are one sasaran."""
        here = clean(at(self.grid, row, self._sasaran_column)) if self._sasaran_column else ""
        if here and previous.sasaran is not None:
            joined = f"{clean(previous.sasaran.teks)} {here}"
            self._sasaran = Teks(joined, previous.sasaran.location)

    # What a row holds

    def _add(self, row: int, kode: Kode | None, kode_text: str, name: str, match: Match) -> None:
        reader = self.reader
        name_teks = reader.teks(row, self._name) if self._name else None
        kode_teks = self._kode_teks(row, kode, kode_text, name_teks)
        if name_teks is None and name:  # two readers of an odd cell disagree: it is still a row
            name_teks = Teks(name, reader.location(row, self._name))
        elif name_teks is not None and name:
            name_teks = Teks(name, name_teks.location)
        satuan = self.cells.teks_of(row, self._places.get(Role.SATUAN, 0), True)
        nilai = self.cells.figures(row, match.indikator, satuan)
        label = self.labels.role_at(self.region, row) if self.labels else None
        if label is not None:
            nilai = {**nilai, **self._labelled(row, label, match.indikator, satuan)}
        self._last_row = row
        baris = Baris(
            row=row,
            indikator=match.indikator.kode if match.indikator else None,
            dikenali=match.dikenali,
            skor=match.skor,
            kode=kode_teks,
            nama=name_teks,
            sasaran=self._sasaran,
            satuan=satuan,
            nilai=nilai,
            teks=self.cells.texts(row),
        )
        self._last_name, self._last_name_row = name, row
        self.body.rows.append(baris)
        self.body.last_row = max(self.body.last_row, row)
        self.body.count_recognised += match.indikator is not None
        observe_row(self.reader, self.matcher, self.jenis, baris, match, kode)

    def _kode_teks(self, row: int, kode: Kode | None, text: str, name: Teks | None) -> Teks | None:
        for column in (self._kode, self._no):
            if column and text and clean(as_code(at(self.grid, row, column))) == text:
                return Teks(text, self.reader.location(row, column))
        if kode is not None and name is not None:
            return Teks(kode.kode, name.location)
        return None

    # Sasaran

    def _note_sasaran(self, row: int) -> None:
        """The sasaran of the rows from here on; a merged or blank cell keeps the one above."""
        column = self._sasaran_column
        if not column:
            return
        if clean(at(self.grid, row, column)):
            # A total ("Jumlah") written in the sasaran column ends nothing and begins nothing.
            if not self.region.vocabulary.is_total(clean(at(self.grid, row, column))):
                self._sasaran = self.reader.teks(row, column) or self._sasaran
        elif self._name and at(self.grid, row, self._name) is not None:
            cell = self.reader.sheet.cell(row, column)
            if cell.error is not None or cell.is_uncached:
                self.reader.teks(row, column)  # observed; the sasaran is not the row's above
                self._sasaran = None

    # Blank cells that are not blank

    def _is_blank(self, row: int) -> bool:
        return all(at(self.grid, row, m.column) is None for m in self.columns)

    def _is_formula_row(self, row: int) -> bool:
        """Whether the name is a formula without stored value: blank only to the fast reader."""
        column = self._name or self._kode
        cell = self.reader.sheet.cell(row, column)
        return cell.is_uncached or cell.error is not None

    def _check_formula_name(self, row: int) -> None:
        column = self._name or self._kode
        if self._has_figure(row) or self._is_formula_row(row):
            self.reader.teks(row, column)
