"""The buttons' commands on a workbook file that no program has open: for the panel.

The same plans as in Excel and Calc, written by the lossless engine. Findings go to the sheet
"Temuan" and to notes; pale fills are for programs that have the workbook open.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from iku_excel.hosts.live_commands import Reply, Request, message, plan_command
from iku_excel.workbook.live import Applied, Kept, LiveChanges, sort_out

if TYPE_CHECKING:
    from iku_excel.workbook.port import Book


def run_on_file(path: Path, perintah: str) -> Reply:
    """Run a command on a file; the reply's sentence is the whole message.

    Raises IkuExcelError; then the file is what it was.
    """
    from iku_excel.workbook.engine import open_book

    if perintah == "batalkan":
        from iku_excel.workbook.backup import restore_newest

        return Reply(f"{path.name} dikembalikan dari {restore_newest(path).name}.")
    with open_book(path) as book:
        reply = plan_command(book, Request(perintah, None, path.resolve().parent, is_file=True))
        applied = None
        if reply.changes is not None and not reply.changes.is_empty:
            applied = apply_to_file(path, book, reply.changes)
    return Reply(message(reply, applied), is_warning=reply.is_warning, opens=reply.opens)


def apply_to_file(path: Path, book: Book, changes: LiveChanges) -> Applied:
    """Make the changes in the file, after a backup. Raises WorkbookError."""
    from iku_excel.workbook.backup import make_backup
    from iku_excel.workbook.engine import Write, edit_workbook

    found = sort_out({sheet.name: sheet for sheet in book.sheets}, changes.cells)
    cells = {
        (name, cell.sel): Write(cell.value, cell.style_from, cell.number_format)
        for name, entries in found.cells.items()
        for _, _, cell in entries
    }
    if not cells and not changes.sheets and not changes.removed_sheets and not changes.marks:
        return Applied(formulas=found.formulas, merged=found.merged)
    make_backup(path)
    report = edit_workbook(
        path,
        path,
        cells,
        add_sheets=changes.sheets,
        remove_sheets=changes.removed_sheets,
        notes={(mark.lembar, mark.sel): mark.text for mark in changes.marks},
        remove_notes=changes.removes_marks,
    )
    locked = (note.sheet for note in report.skipped_notes if note.why == "proteksi")
    return Applied(
        written=tuple(Kept(c.sheet, c.ref, c.old, c.new) for c in report.changed),
        formulas=found.formulas,
        merged=found.merged,
        marks=len(report.notes),
        marks_removed=report.removed_notes,
        unmarked_sheets=tuple(dict.fromkeys(locked)),
        sheets=tuple(report.sheets.values()),
    )
