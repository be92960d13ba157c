"""The sheet "Temuan", and notes on the cells: the findings of a check, inside their workbook.

Added, renewed and removed by the engine, which leaves every other part of the package as it was.
The same findings give the same bytes: no date, no name of a machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from iku_excel.finding import Finding, Severity, count_by_severity
from iku_excel.workbook.backup import make_backup
from iku_excel.workbook.engine import (
    EditReport,
    SheetCell,
    SheetSpec,
    Style,
    edit_workbook,
    has_notes,
    open_book,
    parse_ref,
    quote_sheet,
)
from iku_excel.workbook.live import marks_for

SHEET_NAME = "Temuan"
_TITLE = "Temuan pemeriksaan"
_HEADER = ("No", "Tingkat", "Kode", "Lembar", "Sel", "Indikator", "Pesan", "Saran")
_WIDTHS = (5, 13, 9, 20, 8, 11, 70, 50)
_STYLES = {
    Severity.ERROR: Style.ERROR,
    Severity.WARNING: Style.WARNING,
    Severity.NOTE: Style.NOTE,
}


def mark_findings(
    path: Path,
    findings: Iterable[Finding],
    target: Path | None = None,
    *,
    cell_notes: bool = False,
) -> EditReport:
    """Add or renew the sheet "Temuan" of the workbook at `path`, in place or into `target`.

    `cell_notes`: a note on every cell that findings are about, too; cells where somebody else has
    a note stay as they are (`EditReport.skipped_notes`). Notes of an earlier run always go: they
    would say what may not be true any more.

    In place a copy is kept first, as for every write (`iku batal` brings it back).
    `findings` are those of this workbook. Raises WorkbookError; then nothing was written.
    """
    findings = tuple(findings)
    notes = _cell_notes(path, findings) if cell_notes else {}
    if target is None:
        make_backup(path)
    sheets = [findings_sheet(findings)]
    return edit_workbook(
        path, target or path, {}, add_sheets=sheets, notes=notes, remove_notes=True
    )


def _cell_notes(path: Path, findings: Iterable[Finding]) -> dict[tuple[str, str], str]:
    """One note for each cell, the heaviest finding first, as in Excel."""
    with open_book(path) as book:
        names = [sheet.name for sheet in book.sheets]
    return {(mark.lembar, mark.sel): mark.text for mark in marks_for(findings, names)}


def unmark(path: Path, target: Path | None = None) -> EditReport:
    """Take our sheet "Temuan" and our notes out again; what the user wrote stays."""
    if target is None and (_has_sheet(path) or has_notes(path)):
        make_backup(path)
    return edit_workbook(
        path, target or path, {}, remove_sheets=[SHEET_NAME], remove_notes=True
    )


def _has_sheet(path: Path) -> bool:
    with open_book(path) as book:
        return any(sheet.name.casefold() == SHEET_NAME.casefold() for sheet in book.sheets)


def findings_sheet(findings: Iterable[Finding]) -> SheetSpec:
    """The sheet: the heaviest findings first, then in the order of sheets and cells."""
    ordered = sorted(enumerate(findings), key=lambda item: _order(item[0], item[1]))
    kept = [finding for _, finding in ordered]
    rows: list[list[SheetCell]] = [
        [SheetCell(_TITLE, Style.TITLE)],
        [SheetCell(_summary(kept))],
        [],
        [SheetCell(text, Style.HEADER) for text in _HEADER],
    ]
    rows += [_row(number, finding) for number, finding in enumerate(kept, 1)]
    return SheetSpec(SHEET_NAME, rows, _WIDTHS, freeze=(4, 0))


def _order(position: int, finding: Finding) -> tuple[int, str, int, int, int]:
    place = finding.location
    row, column = parse_ref(place.sel) if place.sel else (0, 0)
    return -finding.severity, place.lembar or "", row, column, position


def _summary(findings: list[Finding]) -> str:
    if not findings:
        return "0 temuan"
    counts = [f"{count} {label}" for label, count in count_by_severity(findings).items()]
    return f"{len(findings)} temuan: " + ", ".join(counts)


def _row(number: int, finding: Finding) -> list[SheetCell]:
    place = finding.location
    link = f"{quote_sheet(place.lembar)}!{place.sel}" if place.lembar and place.sel else None
    cell = SheetCell(place.sel, Style.LINK, link) if link else SheetCell(place.sel, Style.TEXT)
    return [
        SheetCell(number, Style.TEXT),
        SheetCell(finding.severity.label, _STYLES[finding.severity]),
        SheetCell(finding.kode, Style.TEXT),
        SheetCell(place.lembar, Style.TEXT),
        cell,
        SheetCell(finding.indikator, Style.TEXT),
        SheetCell(finding.pesan, Style.TEXT),
        SheetCell(finding.saran, Style.TEXT),
    ]
