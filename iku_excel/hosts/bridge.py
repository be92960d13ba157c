"""`python -m iku_excel.hosts.bridge`: a command for a workbook described in JSON on stdin.

The answer, JSON on stdout, says what to change and what to tell. The LibreOffice extension speaks
it; any other host could. Nothing else ever goes to stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import redirect_stdout
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iku_excel.errors import IkuExcelError, WorkbookError

if TYPE_CHECKING:
    from iku_excel.workbook.live import Applied, LiveChanges
    from iku_excel.workbook.snapshot_port import SnapshotBook

VERSI = 1


def main() -> int:
    """One question, one answer; always 0 when there is an answer to read."""
    raw = sys.stdin.buffer.read()
    with redirect_stdout(sys.stderr):
        answer = answer_bytes(raw)
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()
    return 0


def answer_bytes(raw: bytes) -> bytes:
    """The answer to a question as bytes of JSON; a refusal is an answer too."""
    try:
        document = answer(json.loads(raw))
    except IkuExcelError as error:
        document = refused(f"{error.sentence} [{error.code}]")
    except Exception as error:  # noqa: BLE001 - a person clicked: a sentence, never a traceback
        from iku_excel.hosts.addin import log_fault

        document = refused(log_fault(error))
    return json.dumps(document, ensure_ascii=False).encode("utf-8")


def refused(text: str) -> dict[str, Any]:
    return {"versi": VERSI, "hasil": "ditolak", "pesan": text, "peringatan": True}


def answer(question: Mapping[str, Any]) -> dict[str, Any]:
    """Run the command. Raises IkuExcelError; a backup is made before anything may be written."""
    from iku_excel.hosts.live_commands import Request, guide, message, plan_command
    from iku_excel.workbook.snapshot_port import SnapshotBook

    perintah = str(question.get("perintah", ""))
    if perintah == "panduan":
        reply = guide()
        return {**_said(message(reply, None), reply.is_warning), "buka": _text(reply.opens)}
    book = SnapshotBook(question.get("buku") or {})
    if book.file is None:
        raise WorkbookError(
            "AD008", "Simpan dahulu buku kerja ini (Ctrl+S), lalu tekan tombol ini lagi."
        )
    chosen = question.get("pilihan")
    selection = (str(chosen[0]), int(chosen[1]), int(chosen[2])) if chosen else None
    reply = plan_command(book, Request(perintah, selection, book.folder))
    changes = reply.changes
    if changes is None or changes.is_empty:
        return {**_said(message(reply, None), reply.is_warning), "buka": _text(reply.opens)}
    document, applied = changes_to_json(book, changes)
    if book.file.is_file():
        from iku_excel.workbook.backup import make_backup

        make_backup(book.file)
    said = _said(message(reply, applied), reply.is_warning)
    return {**said, **document, "buka": _text(reply.opens)}


def changes_to_json(book: SnapshotBook, changes: LiveChanges) -> tuple[dict[str, Any], Applied]:
    """The changes as the extension makes them, and what was respected and left out."""
    from iku_excel.workbook.live import Applied, sort_out

    sheets = {sheet.name: sheet for sheet in book.sheets}
    found = sort_out(sheets, changes.cells)
    locked = {name for name, sheet in sheets.items() if sheet.is_protected}
    marks = [mark for mark in changes.marks if mark.lembar not in locked]
    skipped = tuple(dict.fromkeys(m.lembar for m in changes.marks if m.lembar in locked))
    document = {
        "judul": changes.title,
        "sel": [_cell(cell) for cells in found.cells.values() for cell in cells],
        "hapus_tanda": changes.removes_marks or bool(changes.marks),
        "tanda": [_mark(mark) for mark in marks],
        "hapus_lembar": list(changes.removed_sheets),
        "lembar": [_sheet(spec) for spec in changes.sheets],
    }
    applied = Applied(
        formulas=found.formulas, merged=found.merged, marks=len(marks), unmarked_sheets=skipped
    )
    return document, applied


def _said(text: str, is_warning: bool) -> dict[str, Any]:
    return {"versi": VERSI, "hasil": "baik", "pesan": text, "peringatan": is_warning}


def _text(path: Path | None) -> str | None:
    return str(path.resolve()) if path is not None else None


def _cell(place: tuple[int, int, Any]) -> dict[str, Any]:
    from iku_excel.workbook.engine import parse_ref

    row, column, cell = place
    return {
        "lembar": cell.lembar,
        "baris": row,
        "kolom": column,
        "isi": _value(cell.value),
        "gaya_dari": list(parse_ref(cell.style_from)) if cell.style_from else None,
        "format": cell.number_format,
    }


def _mark(mark: Any) -> dict[str, Any]:
    from iku_excel.workbook.engine import parse_ref
    from iku_excel.workbook.live import COLOURS

    row, column = parse_ref(mark.sel)
    return {
        "lembar": mark.lembar,
        "baris": row,
        "kolom": column,
        "pesan": mark.text,
        "warna": list(COLOURS[mark.severity]),
    }


def _sheet(spec: Any) -> dict[str, Any]:
    """A sheet of ours: values, looks, links, widths in characters, frozen rows and columns."""
    from iku_excel.workbook.engine import SheetCell

    rows = []
    for line in spec.rows:
        cells = [c if isinstance(c, SheetCell) else SheetCell(c) for c in line]
        rows.append(
            [{"isi": _value(c.value), "gaya": c.style.name, "tautan": _link(c.link)} for c in cells]
        )
    return {
        "nama": spec.name,
        "baris": rows,
        "lebar": list(spec.widths),
        "beku": list(spec.freeze),
        "gaya": _looks(),
    }


def _link(link: str | None) -> list[str] | None:
    """"'PK 2024'!E12" as sheet and cell."""
    if link is None:
        return None
    sheet, _, ref = link.rpartition("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return [sheet, ref]


def _looks() -> dict[str, dict[str, Any]]:
    from dataclasses import asdict

    from iku_excel.workbook.engine import Style

    return {style.name: asdict(style.value) for style in Style}


def _value(value: Any) -> Any:
    """A figure as a decimal string, so that nothing is lost on the way; a text as a text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (Decimal, int)):
        return {"angka": str(value)}
    return str(value)


if __name__ == "__main__":
    sys.exit(main())
