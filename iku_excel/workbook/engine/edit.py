"""Set cells in a workbook file: plan on each sheet, forget stale results, write once, whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TypeAlias

from .atomic import atomic_write, refuse_in_use
from .bookxml import (
    STYLES_TYPE,
    add_content_type,
    add_relationship,
    drop_part,
    drop_signatures,
)
from .cells import Old, Position, SheetEditor
from .chain import without_formulas
from .decode import CellReader
from .formulas import read_formulas
from .guards import (
    Permits,
    is_protected,
    refuse_book,
    refuse_locked_structure,
    refuse_protected,
    refuse_zones,
    signature_parts,
    zones,
)
from .notesheet import NotesOutcome, SkippedNote
from .opc import SheetEntry, WorkbookPackage
from .package import normal_name
from .recalc import forget_stale_results, promote_shared
from .refs import cell_ref, parse_ref
from .sheets import OwnSheets
from .sheetspec import SheetSpec
from .sheetxml import CellSpan, SheetXml
from .stale import Cell
from .styles import Styles
from .values import Formula, Value, Write
from .workbookxml import BookText
from .zipwriter import Changes, write_package

PathLike: TypeAlias = "str | os.PathLike[str]"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that was written: `old` as the reader gives it, `new` as it was asked for."""

    sheet: str
    ref: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class EditReport:
    """What an edit did."""

    changed: tuple[CellChange, ...] = ()
    stale_sheets: tuple[str, ...] = ()
    """Sheets whose formulas lost their stored result: one opening in Excel brings it back."""
    stale_cells: int = 0
    sheets: Mapping[str, str] = field(default_factory=dict)
    """Our own sheets that were added or renewed: {name asked for: name it has}."""
    notes: tuple[tuple[str, str], ...] = ()
    """(sheet, cell) of every note of ours that was asked for and is there now."""
    skipped_notes: tuple[SkippedNote, ...] = ()
    removed_notes: int = 0
    is_untouched: bool = False
    """Nothing had to be written: the target already is what was asked for."""


def write_cells(source: Path, target: Path, cells: Mapping[tuple[str, str], Value]) -> None:
    """Set cells and nothing else; `source == target` is allowed, the replacement is atomic.

    `cells`: {("Monitoring", "T9"): Decimal("83.33")}. Text is always text, None empties a cell,
    a cell keeps its style. Formulas that depend on a changed cell lose their stored result, so
    that no program shows an old one; every other part of the package stays byte for byte.

    Naming the cells is the caller's decision: a locked cell of a protected sheet is written too
    and the protection stays as it is. `edit_workbook` asks first. A signed workbook is refused.

    Raises WorkbookError and leaves `target` as it was.
    """
    permits = Permits(protected=True, shared=True)
    _Edit(source, target, permits, recalculate=False).run(cells, (), (), {}, False)


def edit_workbook(
    source: PathLike,
    target: PathLike,
    cells: Mapping[tuple[str, str], Value | Formula | Write],
    *,
    add_sheets: Sequence[SheetSpec] = (),
    remove_sheets: Sequence[str] = (),
    notes: Mapping[tuple[str, str], str] | None = None,
    remove_notes: bool = False,
    allow_signed: bool = False,
    allow_protected: bool = False,
    allow_shared: bool = False,
    recalculate: bool = True,
) -> EditReport:
    """As `write_cells`, with styles, live formulas, sheets of our own, and a report.

    `add_sheets` are added, or renewed where they are ours already; `remove_sheets` are taken out
    if they are ours. `notes` are put on cells, author "IKU", or renewed where ours are there;
    `remove_notes` takes out every other note of ours in the book. Notes of others are never
    altered: `skipped_notes` says which cells have none of ours for that.

    `recalculate`: where the book waits for F9 and results were forgotten, ask Excel for a full
    calculation on opening.

    Refused unless allowed: a signed workbook (BK013; its signature is taken out), a locked cell of
    a protected sheet (BK014; the protection stays), a workbook shared in the old way (BK015).
    """
    permits = Permits(allow_signed, allow_protected, allow_shared)
    edit = _Edit(source, target, permits, recalculate)
    edit.run(cells, add_sheets, remove_sheets, notes or {}, remove_notes)
    return edit.report()


class _OldValues:
    """What cells held; styles and strings are read when the first cell needs them."""

    def __init__(
        self, xml: SheetXml, styles: Callable[[], Styles], workbook: WorkbookPackage
    ) -> None:
        self.xml = xml
        self.styles = styles
        self.workbook = workbook

    @cached_property
    def _reader(self) -> CellReader:
        book = self.workbook
        return CellReader(self.xml, self.styles(), book.uses_1904, lambda: book.shared_strings)

    def __call__(self, cell: CellSpan) -> Old:
        found = self._reader.read(cell)
        value = found.value if found.error is None else found.error
        is_unsure = found.is_uncached or found.error is not None
        return Old(value, found.is_formula, is_unsure, found.formula)


class _Edit:
    def __init__(
        self, source: PathLike, target: PathLike, permits: Permits, recalculate: bool
    ) -> None:
        self.source = os.fspath(source)
        self.target = os.fspath(target)
        refuse_in_use(self.target)
        self.workbook = WorkbookPackage(self.source)
        refuse_book(self.workbook, permits)
        self.permits = permits
        self.recalculate = recalculate
        self.changes = Changes()
        self.book = BookText(self.workbook)
        self.editors: dict[str, SheetEditor] = {}
        self.entries: dict[str, SheetEntry] = {}
        self.stale: dict[int, int] = {}
        self.sheets: dict[str, str] = {}
        self.notes = NotesOutcome()
        self._styles: Styles | None = None

    def styles(self) -> Styles:
        if self._styles is None:
            part = self.workbook.related_part("styles")
            raw = self.workbook.package.read(part) if part else None
            self._styles = Styles(raw, part or "xl/styles.xml", self.book.namespace)
        return self._styles

    def run(
        self,
        cells: Mapping[tuple[str, str], Value | Formula | Write],
        add_sheets: Sequence[SheetSpec],
        remove_sheets: Sequence[str],
        notes: Mapping[tuple[str, str], str],
        remove_notes: bool,
    ) -> None:
        for name, writes in self._by_sheet(cells).items():
            self._plan(self.workbook.worksheet(name), writes)
        renewed = self._own_sheets(add_sheets, remove_sheets)
        self._follow_formulas(renewed)
        if notes or remove_notes:
            self._put_notes(notes, remove_notes)
        self._collect()
        if self.changes and (signed := signature_parts(self.workbook)):
            drop_signatures(self.workbook, self.changes, signed)
        self._save()

    def _by_sheet(
        self, cells: Mapping[tuple[str, str], Value | Formula | Write]
    ) -> dict[str, dict[Position, Value | Formula | Write]]:
        found: dict[str, dict[Position, Value | Formula | Write]] = {}
        names: dict[str, str] = {}
        for (sheet, ref), value in cells.items():
            if sheet not in names:
                names[sheet] = self.workbook.worksheet(sheet).name
                found.setdefault(names[sheet], {})
            found[names[sheet]][parse_ref(ref)] = value
        return found

    def editor(self, entry: SheetEntry) -> SheetEditor:
        """The editor of a sheet; two entries that share a part share it."""
        key = normal_name(entry.part)
        if key not in self.editors:
            xml = SheetXml(self.workbook.package.read(entry.part), entry.part)
            read_old = _OldValues(xml, self.styles, self.workbook)
            self.editors[key] = SheetEditor(
                xml, entry.name, self.styles, self.workbook.uses_1904, read_old
            )
            self.entries[key] = entry
        return self.editors[key]

    def _plan(
        self, entry: SheetEntry, writes: Mapping[Position, Value | Formula | Write]
    ) -> None:
        editor = self.editor(entry)
        editor.set_cells(writes)
        changed = {place: None for place, _, _ in editor.outcome.changed}
        if not changed:
            return
        refuse_zones(entry.name, zones(self.workbook, entry.part, editor.xml), changed)
        if not self.permits.protected and is_protected(editor.xml):
            refuse_protected(entry.name, changed, partial(self._is_locked, editor))

    def _is_locked(self, editor: SheetEditor, row: int, column: int) -> bool:
        cell = editor.find_cell(row, column)
        style = cell.style if cell else editor.default_style(row, column)
        return self.styles().is_locked(style)

    def _follow_formulas(self, renewed: set[Cell]) -> None:
        written = {self._position(key): editor for key, editor in self.editors.items()}
        self.stale = forget_stale_results(self.workbook, written, self.editor, renewed)
        lost: dict[int, set[Position]] = {}
        for index, editor in written.items():
            if editor.outcome.lost_formulas:
                promote_shared(editor, read_formulas(editor.xml))
                sheet_id = self.workbook.sheets[index].sheet_id
                lost[sheet_id] = editor.outcome.lost_formulas
        self._keep_chain_true(lost)
        if self.recalculate and self.stale and self.book.waits_for_f9:
            self.book.ask_full_calculation()

    def _keep_chain_true(self, lost: Mapping[int, set[Position]]) -> None:
        """Excel's list of formula cells: shorter, or gone where formulas came in (Excel makes it
        anew; one that lacks formulas it might believe)."""
        if any(editor.outcome.has_new_formulas for editor in self.editors.values()):
            part = self.workbook.related_part("calcChain")
            if part is not None:
                drop_part(self.workbook, self.changes, part)
            return
        chain = without_formulas(self.workbook, lost)
        if chain:
            part, data = chain
            if data is not None:
                self.changes.replaced[normal_name(part)] = data
            else:
                drop_part(self.workbook, self.changes, part)

    def _position(self, key: str) -> int:
        return next(
            i for i, s in enumerate(self.workbook.sheets) if normal_name(s.part) == key
        )

    def _collect(self) -> None:
        for key, editor in self.editors.items():
            if editor.splices:
                self.changes.replaced[key] = editor.render
        if self.book.is_changed:
            self.changes.replaced[normal_name(self.workbook.part)] = self.book.to_part()
        if self._styles is not None and self._styles.is_changed:
            self._put_styles(self._styles)

    def _own_sheets(self, add: Sequence[SheetSpec], remove: Sequence[str]) -> set[Cell]:
        if not add and not remove:
            return set()
        if not self.permits.protected:
            refuse_locked_structure(self.workbook)
        sheets = OwnSheets(self.workbook, self.changes, self.styles, self.book)
        for spec in add:
            sheets.put(spec)
        for name in remove:
            sheets.remove(name)
        self.sheets = sheets.names
        return sheets.changed

    def _put_notes(self, notes: Mapping[tuple[str, str], str], removes: bool) -> None:
        from .notes import BookNotes

        planner = BookNotes(
            self.workbook, self.changes, self.book, self.editor,
            allow_protected=self.permits.protected,
        )  # fmt: skip
        by_place = {(sheet, parse_ref(ref)): text for (sheet, ref), text in notes.items()}
        self.notes = planner.plan(by_place, removes=removes)

    def _put_styles(self, styles: Styles) -> None:
        if not styles.is_new:
            self.changes.replaced[normal_name(styles.part)] = styles.to_part()
            return
        base = self.book.relationship_namespace
        add_relationship(self.workbook, self.changes, styles.part, f"{base}/styles")
        add_content_type(self.workbook, self.changes, styles.part, STYLES_TYPE)
        self.changes.added[styles.part] = styles.to_part()

    def _save(self) -> None:
        package = self.workbook.package
        if not self.changes and os.path.realpath(self.source) == os.path.realpath(self.target):
            return
        atomic_write(
            self.target,
            partial(write_package, package, self.changes) if self.changes else package.copy_to,
            like=self.source,
            before_replace=package.source.check,
        )

    def report(self) -> EditReport:
        changed = [
            CellChange(self.entries[key].name, cell_ref(*place), old, new)
            for key, editor in self.editors.items()
            for place, old, new in editor.outcome.changed
        ]
        return EditReport(
            changed=tuple(changed),
            stale_sheets=tuple(self.workbook.sheets[index].name for index in sorted(self.stale)),
            stale_cells=sum(self.stale.values()),
            sheets=self.sheets,
            notes=tuple(self.notes.put),
            skipped_notes=tuple(self.notes.skipped),
            removed_notes=self.notes.removed,
            is_untouched=not self.changes,
        )
