"""Makes changes in a workbook that is open in Excel: all of them or none, in few calls.

Excel is left as it was found: screen updating, calculation, events, alerts, selection, clipboard
mode. Cells that hold a formula of the user's or lie inside a merged cell are left alone; a locked
cell stops the whole step before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from iku_excel.errors import WorkbookError
from iku_excel.records import dataclass, field
from iku_excel.workbook.engine import column_name, parse_ref
from iku_excel.workbook.excel_look import copy_look, put_sheet
from iku_excel.workbook.excel_marks import marks_allowed, put_mark, remove_marks
from iku_excel.workbook.port import Area
from iku_excel.workbook.live import Applied, Kept, LiveChanges, blocks, is_plain_text, sort_out

if TYPE_CHECKING:
    from iku_excel.workbook.excel_port import LiveBook
    from iku_excel.workbook.excel_sheet import LiveSheet
    from iku_excel.workbook.writer import PlannedCell

Inverse = Callable[[], None]


@contextmanager
def steady(book: LiveBook) -> Iterator[None]:
    """Excel quiet while we work, and as it was afterwards, whatever happens."""
    app = book.app
    settings = {}
    for name, value in (
        ("screen_updating", False),
        ("enable_events", False),
        ("display_alerts", False),
        ("calculation", "manual"),
    ):
        with suppress(Exception):
            settings[name] = getattr(app, name)
            setattr(app, name, value)
    selected = _selected(app)
    try:
        yield
    finally:
        _select_again(selected)
        with suppress(Exception):
            app.api.CutCopyMode = False
        for name, value in reversed(settings.items()):
            with suppress(Exception):
                setattr(app, name, value)


def _selected(app: Any) -> tuple[Any, Any]:
    try:
        return app.api.ActiveSheet, app.api.Selection
    except Exception:  # noqa: BLE001 - nothing selected, or a Mac
        return None, None


def _select_again(selected: tuple[Any, Any]) -> None:
    for thing, method in zip(selected, ("Activate", "Select"), strict=True):
        with suppress(Exception):
            getattr(thing, method)()


def apply(book: LiveBook, changes: LiveChanges) -> Applied:
    """See LiveBook.apply."""
    from iku_excel.workbook.excel_port import is_com_error, refusal

    with steady(book):
        job = _Job(book, changes)
        job.refuse_what_is_locked()
        try:
            return job.run()
        except Exception as error:
            job.roll_back()
            if is_com_error(error):
                raise refusal(error) from error
            raise


@dataclass
class _Job:
    book: LiveBook
    changes: LiveChanges
    undo: list[Inverse] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sheets = {sheet.name: sheet for sheet in self.book.sheets}
        self.sorted = sort_out(self.sheets, self.changes.cells)
        self.cells = self.sorted.cells

    def refuse_what_is_locked(self) -> None:
        """Raises WorkbookError BK014 before anything is written."""
        for name, cells in self.cells.items():
            sheet = self.sheets[name]
            if not is_protected(sheet.sheet):
                continue
            for block in blocks(cells):
                if _range(sheet, block.row, block.column, block.last_row).api.Locked is not False:
                    place = f"{column_name(block.column)}{block.row}"
                    raise WorkbookError(
                        "BK014",
                        f"Sel {place} di lembar “{name}” dikunci; tidak ada yang ditulis. Buka "
                        "kuncinya lewat tab Tinjau > Jangan Lindungi Lembar, lalu ulangi.",
                    )
        if (self.changes.sheets or self.changes.removed_sheets) and _structure_locked(self.book):
            raise WorkbookError(
                "BK014",
                "Struktur buku kerja ini dikunci, sehingga lembar tidak dapat ditambah. Buka "
                "kuncinya lewat tab Tinjau > Lindungi Buku Kerja, lalu ulangi.",
            )

    def run(self) -> Applied:
        from iku_excel.workbook.excel_own import remove_own

        removed = 0
        if self.changes.removes_marks or self.changes.marks:
            for sheet in self.sheets.values():
                if marks_allowed(sheet.sheet):
                    removed += remove_marks(sheet.sheet, self.undo)
        written = [kept for name in self.cells for kept in self._write(self.sheets[name])]
        marks, refused = self._mark()
        names = [put_sheet(self.book, spec, self.undo) for spec in self.changes.sheets]
        for name in self.changes.removed_sheets:
            remove_own(self.book, name)
        self._commit()
        return Applied(
            tuple(written),
            self.sorted.formulas,
            self.sorted.merged,
            marks,
            removed,
            tuple(refused),
            tuple(names),
        )

    def _commit(self) -> None:
        """Throw away what was kept for rolling back."""
        for inverse in self.undo:
            forget = getattr(inverse, "commit", None)
            if forget is not None:
                forget()

    def roll_back(self) -> None:
        for inverse in reversed(self.undo):
            with suppress(Exception):
                inverse()

    # Cells

    def _write(self, sheet: LiveSheet) -> list[Kept]:
        self.book.progress(f"menulis lembar “{sheet.name}”")
        cells = self.cells[sheet.name]
        for block in blocks(cells):
            _keep_block(sheet, block.row, block.column, len(block.items), self.undo)
        styled = [(row, column, cell) for row, column, cell in cells if cell.style_from]
        copy_look(sheet, styled)
        kept = []
        for block in blocks(cells):
            kept += _write_block(sheet, block.row, block.column, block.items)
        return kept

    def _mark(self) -> tuple[int, list[str]]:
        count, refused = 0, []
        allowed = {name: marks_allowed(s.sheet) for name, s in self.sheets.items()}
        for number, mark in enumerate(self.changes.marks, 1):
            if not allowed[mark.lembar]:
                if mark.lembar not in refused:
                    refused.append(mark.lembar)
                continue
            if number % 20 == 1:
                self.book.progress(f"menandai sel {number} dari {len(self.changes.marks)}")
            count += put_mark(self.sheets[mark.lembar].sheet, mark, self.undo)
        return count, refused


def _range(sheet: LiveSheet, row: int, column: int, last_row: int) -> Any:
    return sheet.range(Area(row, column, last_row, column))


def is_protected(sheet: Any) -> bool:
    try:
        return bool(sheet.api.ProtectContents)
    except AttributeError:  # a Mac; Excel itself refuses then
        return False


def _structure_locked(book: LiveBook) -> bool:
    try:
        return bool(book.book.api.ProtectStructure)
    except AttributeError:
        return False


def _keep_block(
    sheet: LiveSheet, row: int, column: int, count: int, undo: list[Inverse]
) -> None:
    old = [_bare(sheet.raw(row + n, column)) for n in range(count)]
    target = _range(sheet, row, column, row + count - 1)

    def put_back() -> None:
        target.options(ndim=2).value = [[typed(value)] for value in old]

    undo.append(put_back)


def _write_block(
    sheet: LiveSheet, row: int, column: int, items: Sequence[PlannedCell]
) -> list[Kept]:
    target = _range(sheet, row, column, row + len(items) - 1)
    target.options(ndim=2).value = [[typed(item.value)] for item in items]
    for run in _format_runs(row, items):
        _range(sheet, run[0], column, run[1]).number_format = run[2]
    shown = sheet.read_block(target)
    return [
        Kept(
            sheet.name,
            item.sel,
            _bare(sheet.raw(row + n, column)),
            _bare(shown[n][0]),
            item.style_from is not None,
        )
        for n, item in enumerate(items)
    ]


def _format_runs(row: int, items: Sequence[PlannedCell]) -> list[tuple[int, int, str]]:
    """(first row, last row, number format) of neighbours that want the same format."""
    runs: list[tuple[int, int, str]] = []
    for number, item in enumerate(items, row):
        code = item.number_format
        if code is None:
            continue
        if runs and runs[-1][1] == number - 1 and runs[-1][2] == code:
            runs[-1] = (runs[-1][0], number, code)
        else:
            runs.append((number, number, code))
    return runs


def typed(value: Any) -> Any:
    """A value as Excel takes it over COM. Excel would read "080" as 80 and "=A1" as a formula; the
    apostrophe keeps a text a text and is not part of it."""
    if isinstance(value, str):
        return value if not value or is_plain_text(value) else "'" + value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (Decimal, int)):
        return float(value)
    if isinstance(value, date):
        from datetime import datetime

        return value if isinstance(value, datetime) else datetime(*value.timetuple()[:3])
    return value


def _bare(value: Any) -> Any:
    """A cell's content for the journal: JSON can hold it."""
    return None if value == "" else value


def revert(
    book: LiveBook, kept: Sequence[Kept], sheets: Sequence[str]
) -> tuple[int, tuple[Kept, ...]]:
    """See LiveBook.revert. A cell that holds the old content already counts as neither."""
    from iku_excel.workbook.excel_own import remove_own
    from iku_excel.workbook.excel_port import is_com_error, refusal

    known = {sheet.name: sheet for sheet in book.sheets}
    refused: list[Kept] = []
    back: dict[str, list[tuple[int, int, Kept]]] = {}
    for one in kept:
        sheet = known.get(one.lembar)
        row, column = parse_ref(one.sel)
        now = _bare(sheet.raw(row, column)) if sheet is not None else None
        if sheet is not None and now == one.new and not sheet.has_formula(row, column):
            back.setdefault(one.lembar, []).append((row, column, one))
        elif sheet is None or now != one.old:
            refused.append(one)
    try:
        with steady(book):
            for name, cells in back.items():
                _put_back(known[name], cells)
            for name in sheets:
                remove_own(book, name)
    except Exception as error:
        if is_com_error(error):
            raise refusal(error) from error
        raise
    return sum(len(cells) for cells in back.values()), tuple(refused)


def _put_back(sheet: LiveSheet, cells: list[tuple[int, int, Kept]]) -> None:
    for block in blocks(cells):
        target = _range(sheet, block.row, block.column, block.last_row)
        target.options(ndim=2).value = [[typed(one.old)] for one in block.items]
    for block in blocks([cell for cell in cells if cell[2].is_styled]):
        _range(sheet, block.row, block.column, block.last_row).clear_formats()
