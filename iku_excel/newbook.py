"""The bytes of a workbook that openpyxl made from nothing: whole, and the same each time.

Only for new files of ours (agreement, recap, exports): openpyxl never saves a user's workbook.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

_STAMP = (1980, 1, 1, 0, 0, 0)
_DATES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def book_bytes(book: Workbook, change: Callable[[str, bytes], bytes] | None = None) -> bytes:
    """The .xlsx file of `book` with every date fixed; `change` may rewrite a part (name, bytes)."""
    raw, out = io.BytesIO(), io.BytesIO()
    _save_in_memory(book, raw)
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _DATES.sub(rb"\g<1>2024-01-01T00:00:00Z\g<3>", data)
            elif change is not None:
                data = change(entry.filename, data)
            fixed = zipfile.ZipInfo(entry.filename, _STAMP)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, data)
    return out.getvalue()


def _save_in_memory(book: Workbook, raw: io.BytesIO) -> None:
    """As `book.save`, but without its temporary files: when the disk is full, openpyxl closes a
    half-written one without a word and packs it."""
    from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
    from openpyxl.worksheet._writer import WorksheetWriter
    from openpyxl.writer import excel

    base: Any = excel.ExcelWriter
    archive: Any = zipfile.ZipFile(raw, "w")  # packed once, by book_bytes

    class MemoryWriter(base):  # type: ignore[misc]
        def write_worksheet(self, ws: Any) -> None:
            ws._drawing = SpreadsheetDrawing()
            ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
            writer: Any = WorksheetWriter(ws, out=io.BytesIO())
            writer.write()
            ws._rels = writer._rels
            archive.writestr(ws.path[1:], writer.read())
            self.manifest.append(ws)

    with archive:
        MemoryWriter(book, archive).save()
