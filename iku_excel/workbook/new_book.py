"""Saves a workbook that openpyxl made from nothing, the same bytes each time.

Only for new files of ours (recap, exports): openpyxl never saves a user's workbook.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")


def save_new_book(book: Workbook, target: Path) -> None:
    """Write `book` to `target`, atomically and reproducibly; raises WorkbookError BK012."""
    from iku_excel.workbook.engine import atomic_write

    atomic_write(target, book_bytes(book))


def book_bytes(book: Workbook) -> bytes:
    """The .xlsx file of `book` with every date fixed."""
    raw = io.BytesIO()
    book.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>2024-01-01T00:00:00Z\g<3>", data)
            fixed = zipfile.ZipInfo(info.filename, _FIXED_TIME)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, data)
    return out.getvalue()
