"""Plans which cells of a workbook get a computed figure, and writes them back without harm.

A computed column that exists is filled where it stands; the column "Capaian (%)" that does not is
added at the right edge of its table, in its neighbour's style. Called by the hosts, after
pipeline.examine(); knows nothing of checks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from iku_excel.model import (
    TAHUN,
    BerkasHasil,
    HasilIndikator,
    Kebijakan,
    Kolom,
    Periode,
    Role,
    Tabel,
)
from iku_excel.numbers import round_half_up, to_decimal
from iku_excel.records import dataclass, field, replace
from iku_excel.workbook.port import Book, Cell, Format, Sheet
from iku_excel.workbook.rumus import CaraTulis, TanpaRumus, looks_ours

if TYPE_CHECKING:
    from iku_excel.workbook.engine import EditReport, Formula, SheetSpec

CAPAIAN_HEADER = "Capaian (%)"
HUNDRED = Decimal(100)
MELINGKAR = "sumbernya sendiri memakai sel ini, jadi rumusnya akan melingkar"
_MARKS = frozenset({"-", "–", "—", "n/a", "n.a.", "n.a", "na"})


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """One cell to write. `style_from` names the cell whose style a new cell takes."""

    lembar: str
    sel: str
    value: Decimal | int | str | Formula | None
    style_from: str | None = None
    number_format: str | None = None


@dataclass
class WritePlan:
    """What a workbook would get. `capaian_cells` maps (sheet, row of the table) to the cell of the
    year's capaian, also where nothing needs to be written."""

    daftar_sel: list[PlannedCell] = field(default_factory=list)
    capaian_cells: dict[tuple[str, int], str] = field(default_factory=dict)
    tanpa_rumus: list[TanpaRumus] = field(default_factory=list)

    def add(self, cell: PlannedCell) -> None:
        self.daftar_sel.append(cell)


def plan_writes(
    book: Book, hasil: BerkasHasil, kebijakan: Kebijakan, cara: CaraTulis | None = None
) -> WritePlan:
    """The computed cells of every table of `book` that holds realisasi.

    `cara` None: values, and formulas that give the same figure stay alive, whose ever they are.
    """
    plan = WritePlan()
    sheets = {sheet.name: sheet for sheet in book.sheets}
    by_tabel: dict[int, list[HasilIndikator]] = {}
    for entry in hasil.daftar_hasil:
        if entry.tabel is not None and entry.baris is not None:
            by_tabel.setdefault(id(entry.tabel), []).append(entry)
    for entries in by_tabel.values():
        tabel = entries[0].tabel
        assert tabel is not None
        if tabel.holds_realisasi:
            _TablePlanner(sheets[tabel.lembar], tabel, kebijakan, plan, cara).run(entries)
    return plan


def break_circles(source: Path, plan: WritePlan) -> None:
    """Write as a value what would, as a formula, depend on itself: a realisasi that looks at the
    capaian. Raises WorkbookError."""
    from iku_excel.workbook.engine import Formula, circular_formulas

    formulas = {
        (cell.lembar, cell.sel): cell.value.text
        for cell in plan.daftar_sel
        if isinstance(cell.value, Formula)
    }
    circular = circular_formulas(source, formulas)
    for number, cell in enumerate(plan.daftar_sel):
        if (cell.lembar, cell.sel) in circular and isinstance(cell.value, Formula):
            plan.daftar_sel[number] = replace(cell, value=cell.value.cached)
            plan.tanpa_rumus.append(TanpaRumus(cell.lembar, cell.sel, MELINGKAR))


class _TablePlanner:
    """Plans one table; forms 1 to 6 except 3 have a row for each indicator."""

    def __init__(
        self,
        sheet: Sheet,
        tabel: Tabel,
        kebijakan: Kebijakan,
        plan: WritePlan,
        cara: CaraTulis | None,
    ) -> None:
        self.sheet, self.tabel, self.kebijakan, self.plan = sheet, tabel, kebijakan, plan
        self.cara = cara

    def run(self, entries: list[HasilIndikator]) -> None:
        own = self.tabel.kolom(Role.CAPAIAN)
        column = own.column if own else None
        if column is None and any(e.capaian.nilai is not None for e in entries):
            column = self._add_column(entries)
        for entry in entries:
            assert entry.baris is not None
            if own is not None:
                row = self._row_of(entry, Role.CAPAIAN, TAHUN)
                if row is not None:
                    self._figure(row, own.column, entry.capaian.nilai, entry, own)
            else:
                row = self._row_of_realisasi(entry)
            if column is not None and row is not None:
                self.plan.capaian_cells[self.tabel.lembar, entry.baris.row] = _ref(row, column)
            self._other_columns(entry)

    def _other_columns(self, entry: HasilIndikator) -> None:
        for kolom in self.tabel.daftar_kolom:
            is_ours, figure = _figure_for(kolom, entry)
            row = self._row_of(entry, kolom.role, kolom.periode)
            if is_ours and row is not None:
                self._figure(row, kolom.column, figure, entry, kolom)
        status = self.tabel.kolom(Role.STATUS)
        if status is not None and entry.baris is not None and self.tabel.bentuk != 3:
            self._text(entry.baris.row, status.column, entry)

    def _row_of(self, entry: HasilIndikator, role: Role, periode: Periode) -> int | None:
        """The row of a figure. In form 3 each role has a row of its own, which the cell that was
        read tells; None where the sheet has no such row: no other cell may take the figure."""
        assert entry.baris is not None
        if self.tabel.bentuk != 3:
            return entry.baris.row
        return _row_of_cell(entry, role, periode)

    def _row_of_realisasi(self, entry: HasilIndikator) -> int:
        """Where a figure of an added column goes: in form 3 the row of the sheet's own capaian,
        else beside the realisasi; there the reader looks for it in the next run."""
        assert entry.baris is not None
        if self.tabel.bentuk == 3:
            from iku_excel.workbook.form_per_indikator import CAPAIAN_BESIDE

            for wanted in CAPAIAN_BESIDE:
                for role, periode in entry.baris.nilai:
                    row = _row_of_cell(entry, role, periode) if role is wanted else None
                    if row is not None:
                        return row
        return entry.baris.row

    # Values

    def _figure(
        self, row: int, column: int, figure: Decimal | None, entry: HasilIndikator, kolom: Kolom
    ) -> None:
        cell = self.sheet.cell(row, column)
        if figure is None:
            if _shows_a_figure(cell):
                self._put(row, column, None)
            return
        value = round_half_up(figure, self.kebijakan.pembulatan)
        if cell.format is Format.PERCENT:
            value = value / HUNDRED
        is_percent = cell.format is Format.PERCENT
        rumus = self._rumus(row, column, entry, kolom.role, kolom.periode, is_percent)
        if not _equals(cell, value, self.kebijakan) or self._is_other(cell, rumus):
            self._put(row, column, self._as_asked(value, rumus))

    def _rumus(
        self,
        row: int,
        column: int,
        entry: HasilIndikator,
        role: Role,
        periode: Periode,
        is_percent: bool,
    ) -> str | None:
        """The formula of a figure; that there is none is told where one was asked for."""
        if self.cara is None:
            return None
        found = self.cara.penyusun.capaian(self.sheet, entry, role, periode, is_percent)
        if found.teks is None and self.cara.is_rumus:
            place = _ref(row, column)
            self.plan.tanpa_rumus.append(
                TanpaRumus(self.tabel.lembar, place, found.alasan or "")
            )
        return found.teks

    def _is_other(self, cell: Cell, rumus: str | None) -> bool:
        """Whether a cell that shows the right figure holds it in another way than was asked for;
        a formula of the user's own that agrees is never another."""
        if self.cara is None or rumus is None:
            return False
        if not self.cara.is_rumus:
            return cell.formula == rumus
        return not cell.is_formula or (cell.formula != rumus and looks_ours(cell))

    def _as_asked(self, value: Decimal | str, rumus: str | None) -> Decimal | str | Formula:
        from iku_excel.workbook.engine import Formula

        is_formula = self.cara is not None and self.cara.is_rumus and rumus is not None
        return Formula(rumus or "", value) if is_formula else value

    def _text(self, row: int, column: int, entry: HasilIndikator) -> None:
        cell = self.sheet.cell(row, column)
        if cell.is_formula and (self.cara is None or not looks_ours(cell)):
            return
        text = str(entry.capaian.status)
        asked = self.cara if self.cara is not None and self.cara.is_rumus else None
        rumus = asked.penyusun.status(self.sheet, entry).teks if asked else None
        if cell.value != text or cell.formula != rumus:
            self._put(row, column, self._as_asked(text, rumus))

    def _put(self, row: int, column: int, value: Decimal | str | Formula | None) -> None:
        self.plan.add(PlannedCell(self.tabel.lembar, _ref(row, column), value))

    # A new column

    def _add_column(self, entries: list[HasilIndikator]) -> int:
        """Plan a new column, whole: header, figures, and the style of every row between."""
        last = max(kolom.column for kolom in self.tabel.daftar_kolom)
        column = self._first_free_column(last + 1)
        first, bottom = self.tabel.header_rows
        for row in range(first, bottom + 1):
            text = CAPAIAN_HEADER if row == first else None
            self._put_styled(row, column, last, text, None)
        for row in range(bottom + 1, self.tabel.rows[0]):
            number = self.sheet.cell(row, last).value
            if isinstance(number, Decimal):  # the row of column numbers goes on
                self._put_styled(row, column, last, number + (column - last), None)
        decimals = self.kebijakan.pembulatan
        code = "0." + "0" * decimals if decimals else "0"
        by_row = {self._row_of_realisasi(e): e for e in entries}
        for row in range(self.tabel.rows[0], self.tabel.rows[1] + 1):
            value: Decimal | str | Formula | None = None
            entry = by_row.get(row)
            if entry is not None and entry.capaian.nilai is not None:
                rumus = self._rumus(row, column, entry, Role.CAPAIAN, TAHUN, is_percent=False)
                value = self._as_asked(round_half_up(entry.capaian.nilai, decimals), rumus)
            self._put_styled(row, column, last, value, code)
        return column

    def _put_styled(
        self,
        row: int,
        column: int,
        neighbour: int,
        value: Decimal | str | Formula | None,
        code: str | None,
    ) -> None:
        self.plan.add(
            PlannedCell(
                self.tabel.lembar, _ref(row, column), value, _ref(row, neighbour), code
            )
        )

    def _first_free_column(self, column: int) -> int:
        """The first column from `column` on that is empty beside the whole table."""
        top, bottom = self.tabel.header_rows[0], max(self.tabel.rows[1], self.tabel.header_rows[1])
        grid = self.sheet.grid()
        while True:
            used = any(
                column <= len(grid[row - 1]) and grid[row - 1][column - 1] not in (None, "")
                for row in range(top, min(bottom, len(grid)) + 1)
            )
            merged = any(
                area.first_column <= column <= area.last_column
                and area.first_row <= bottom
                and area.last_row >= top
                for area in self.sheet.merged
            )
            if not used and not merged:
                return column
            column += 1


def _figure_for(kolom: Kolom, entry: HasilIndikator) -> tuple[bool, Decimal | None]:
    """Whether a column other than the year's capaian is computed, and what it shows for `entry`."""
    if kolom.role is Role.CAPAIAN_MENTAH and kolom.periode.is_tahun:
        return True, entry.capaian.mentah
    if kolom.role in (Role.CAPAIAN, Role.CAPAIAN_TERHADAP_TAHUN):
        for triwulan in entry.daftar_triwulan:
            if kolom.periode == Periode(triwulan=triwulan.triwulan):
                own = kolom.role is Role.CAPAIAN
                return True, (triwulan.capaian if own else triwulan.terhadap_tahun).nilai
    return False, None


def _row_of_cell(entry: HasilIndikator, role: Role, periode: Periode) -> int | None:
    from iku_excel.workbook.engine import parse_ref

    nilai = entry.baris.get(role, periode) if entry.baris is not None else None
    return parse_ref(nilai.location.sel)[0] if nilai is not None and nilai.location.sel else None


def _ref(row: int, column: int) -> str:
    from iku_excel.workbook.engine import cell_ref

    return cell_ref(row, column)


def _shows_a_figure(cell: Cell) -> bool:
    """Whether a cell that should be empty holds a number (text such as "-" is left alone)."""
    if cell.error or cell.is_uncached:
        return True
    return isinstance(cell.value, Decimal)


def _equals(cell: Cell, value: Decimal, kebijakan: Kebijakan) -> bool:
    """A formula that gives the same figure, rounded by the policy, is left alive."""
    if not isinstance(cell.value, Decimal):
        return False
    if not cell.is_formula:
        return cell.value == value
    places = kebijakan.pembulatan + (2 if cell.format is Format.PERCENT else 0)
    return round_half_up(to_decimal(cell.value), places) == value


def write_back(
    source: Path,
    target: Path,
    plan: WritePlan,
    *,
    add_sheets: tuple[SheetSpec, ...] = (),
    allow_signed: bool = False,
    allow_protected: bool = False,
    backup: Callable[[Path], Path] | None = None,
) -> EditReport:
    """Write `plan` into `target` (which may be `source`), after a backup when in place.

    Raises WorkbookError; then `target` is what it was. A refused write, and one with nothing to
    change, leave no backup behind.
    """
    from iku_excel.workbook.engine import Write, edit_workbook

    cells: Mapping[tuple[str, str], object] = {
        (c.lembar, c.sel): (
            Write(c.value, style_from=c.style_from, number_format=c.number_format)
            if c.style_from or c.number_format
            else c.value
        )
        for c in plan.daftar_sel
    }
    kept = backup(source) if backup is not None and (cells or add_sheets) else None
    changed = False
    try:
        report = edit_workbook(
            source,
            target,
            cells,  # type: ignore[arg-type]
            add_sheets=add_sheets,
            allow_signed=allow_signed,
            allow_protected=allow_protected,
        )
        changed = bool(report.changed or add_sheets)
        return report
    finally:
        if kept is not None and not changed:
            kept.unlink(missing_ok=True)
