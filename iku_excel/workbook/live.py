"""Changes for a workbook that is open in Excel or Calc, as plain data, and what became of them.

The commands plan; each host's port applies. A note of ours starts with a word that only we use and
carries the cell's own colour, so that it can be taken off again on any PC and after any reopening.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from iku_excel.finding import Finding, Severity
from iku_excel.records import dataclass, field

if TYPE_CHECKING:
    from pathlib import Path

    from iku_excel.workbook.engine import SheetSpec
    from iku_excel.workbook.port import Sheet
    from iku_excel.workbook.writer import PlannedCell

Item = TypeVar("Item")

NOTE_START = "IKU: "
NOTE_DIVIDER = "\n---\n"
_NOTE_END = re.compile(
    r"\n\(catatan otomatis IKU(?:, warna semula (?:#([0-9A-F]{6})|tidak ada))?\)"
)
"""The last line of our part of a note. The file engine's notes end without a colour: it fills no
cells, and leaves notes alone that say how to undo a fill."""
NOTE_LIMIT = 1_500
"""Longer messages are cut in a note; the sheet "Temuan" has them whole."""

COLOURS = {
    Severity.ERROR: (248, 203, 173),
    Severity.WARNING: (255, 230, 153),
    Severity.NOTE: (226, 239, 218),
}
"""Pale fills, the same as on the sheet "Temuan"; never red on a form that is signed."""

_PLAIN_TEXT = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]{2,})*")
_TRUTH_WORDS = frozenset({"true", "false", "benar", "salah"})


@dataclass(frozen=True, slots=True)
class Mark:
    """A note and a pale fill for one cell."""

    lembar: str
    sel: str
    text: str
    severity: Severity


@dataclass(frozen=True)
class LiveChanges:
    """Everything one command does to an open workbook; a port applies all of it or nothing."""

    title: str
    """What the step is called, "IKU: Hitung Capaian"."""
    cells: tuple[PlannedCell, ...] = ()
    marks: tuple[Mark, ...] = ()
    removes_marks: bool = False
    """Take our notes and fills off first."""
    sheets: tuple[SheetSpec, ...] = ()
    removed_sheets: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (
            self.cells or self.marks or self.removes_marks or self.sheets or self.removed_sheets
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What a cell was before and is after we wrote, as the journal keeps it.

    `old` and `new` are what the program shows when the cell is edited: a number, a text, None.
    `is_styled`: the cell was new and took its neighbour's look.
    """

    lembar: str
    sel: str
    old: Any
    new: Any
    is_styled: bool = False


@dataclass(frozen=True)
class Applied:
    """What became of LiveChanges: cells written, and those that were respected and left alone."""

    written: tuple[Kept, ...] = ()
    formulas: tuple[tuple[str, str], ...] = ()
    """(sheet, cell) that hold a formula of the user's."""
    merged: tuple[tuple[str, str], ...] = ()
    marks: int = 0
    marks_removed: int = 0
    unmarked_sheets: tuple[str, ...] = ()
    """Protected sheets that cannot take notes."""
    sheets: tuple[str, ...] = ()
    """Our own sheets that were added, by the names they have."""


@dataclass(frozen=True)
class Sorted:
    """Planned cells, apart from those that must be left alone."""

    cells: Mapping[str, list[tuple[int, int, PlannedCell]]]
    """Sheet → (row, column, cell) of what really changes."""
    formulas: tuple[tuple[str, str], ...]
    merged: tuple[tuple[str, str], ...]


def sort_out(sheets: Mapping[str, Sheet], cells: Iterable[PlannedCell]) -> Sorted:
    """Leave out the user's formulas, hidden parts of merged cells, and what is there already."""
    from iku_excel.workbook.engine import parse_ref

    kept: dict[str, list[tuple[int, int, PlannedCell]]] = {}
    formulas, merged = [], []
    for cell in cells:
        sheet = sheets[cell.lembar]
        row, column = parse_ref(cell.sel)
        found = sheet.cell(row, column)
        if found.is_formula:
            formulas.append((cell.lembar, cell.sel))
        elif any(a.contains(row, column) and a[:2] != (row, column) for a in sheet.merged):
            if cell.value is not None:
                merged.append((cell.lembar, cell.sel))
        elif cell.style_from or not _same(found.value, cell.value):
            kept.setdefault(cell.lembar, []).append((row, column, cell))
    return Sorted(kept, tuple(formulas), tuple(merged))


def _same(old: object, new: object) -> bool:
    """A program keeps numbers as binary fractions: equal there is equal."""
    if isinstance(new, (Decimal, int)) and not isinstance(new, bool):
        return isinstance(old, Decimal) and float(old) == float(new)
    return old == new


def digest_of(path: Path | None, is_saved: bool) -> str:
    """SHA-256 of the file when it holds what is open; empty when the two may differ."""
    if path is None or not is_saved:
        return ""
    import hashlib

    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def marks_for(findings: Iterable[Finding], sheets: Iterable[str]) -> tuple[Mark, ...]:
    """One mark for each cell that findings are about, the heaviest finding giving the colour."""
    known = set(sheets)
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        place = finding.location
        if place.lembar in known and place.sel:
            by_cell.setdefault((place.lembar or "", place.sel), []).append(finding)
    marks = []
    for (lembar, sel), own in by_cell.items():
        own.sort(key=lambda finding: -finding.severity)
        lines = [_message(finding) for finding in own]
        text = "\n".join(lines)
        if len(text) > NOTE_LIMIT:
            text = text[:NOTE_LIMIT].rstrip() + " …"
        marks.append(Mark(lembar, sel, text, own[0].severity))
    return tuple(marks)


def _message(finding: Finding) -> str:
    advice = f" {finding.saran}" if finding.saran else ""
    return f"{finding.pesan}{advice} [{finding.kode}]"


def compose_note(text: str, own_note: str | None, own_colour: tuple[int, int, int] | None) -> str:
    """Our note above the user's; the last line of ours keeps the cell's own colour."""
    colour = "tidak ada" if own_colour is None else "#{:02X}{:02X}{:02X}".format(*own_colour)
    note = f"{NOTE_START}{text}\n(catatan otomatis IKU, warna semula {colour})"
    return note + NOTE_DIVIDER + own_note if own_note else note


def split_note(note: str) -> tuple[str | None, tuple[int, int, int] | None] | None:
    """(the user's note, the cell's own colour) below a note of ours; None for a foreign note."""
    text = note.replace("\r\n", "\n").replace("\r", "\n")
    found = _NOTE_END.search(text)
    if not text.startswith(NOTE_START) or found is None:
        return None
    own_note = text[found.end() :].removeprefix(NOTE_DIVIDER).strip("\n")
    colour = None
    if found[1]:
        value = int(found[1], 16)
        colour = (value >> 16 & 255, value >> 8 & 255, value & 255)
    return own_note or None, colour


def is_plain_text(text: str) -> bool:
    """Whether Excel takes a typed text for what it is (not a number, date, formula or truth)."""
    return bool(_PLAIN_TEXT.fullmatch(text)) and text.casefold() not in _TRUTH_WORDS


@dataclass
class Block:
    """Cells of one column that lie below each other: written in one call."""

    row: int
    column: int
    items: list[Any] = field(default_factory=list)

    @property
    def last_row(self) -> int:
        return self.row + len(self.items) - 1


def blocks(cells: Iterable[tuple[int, int, Item]]) -> Iterator[Block]:
    """Group (row, column, item) into blocks; a call to Excel costs as much as a hundred cells."""
    current: Block | None = None
    for row, column, item in sorted(cells, key=lambda cell: (cell[1], cell[0])):
        if current is None or column != current.column or row != current.last_row + 1:
            if current is not None:
                yield current
            current = Block(row, column)
        current.items.append(item)
    if current is not None:
        yield current


def count_words(pairs: Sequence[tuple[int, str]]) -> str:
    """"3 sel ditulis, 2 sel dilewati": only what is not zero."""
    return ", ".join(f"{count} {words}" for count, words in pairs if count)
