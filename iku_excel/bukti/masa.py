"""The year and the month that the titles, sheet names and file name of raw data tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from iku_excel.numbers import NAMA_BULAN
from iku_excel.workbook.port import Book

MAX_TITLE_ROWS = 12
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_OTHER_DOCUMENT = re.compile(r"keputusan|peraturan|nomor|permen|\bno\b", re.IGNORECASE)


def year_in(texts: Sequence[str]) -> int | None:
    """The one year that sheet name and titles name; years of regulations aside."""
    years = {
        int(year)
        for text in texts
        if not _OTHER_DOCUMENT.search(text)
        for year in _YEAR.findall(text)
    }
    return years.pop() if len(years) == 1 else None


def year_of(book: Book, path: str) -> int | None:
    """The one year of all titles (a text alone in its row) and sheet names, else the file name's.

    "Realisasi 2024 | Realisasi 2023" heads a table only once it is known which year is this one.
    """
    years = set()
    for sheet in book.sheets:
        rows = ([v for v in row if v not in (None, "")] for row in sheet.grid()[:MAX_TITLE_ROWS])
        alone = (row[0] for row in rows if len(row) == 1)
        years.add(year_in([sheet.name, *(text for text in alone if isinstance(text, str))]))
    named = years - {None}
    if not named:
        return year_in([Path(path).stem])
    return named.pop() if len(named) == 1 else None


def month_in(texts: Sequence[str]) -> int | None:
    """The last month that sheet name and titles name ("Januari s.d. September" → 9)."""
    lowered = " ".join(texts).lower()
    months = [
        n
        for n, nama in enumerate(NAMA_BULAN, start=1)
        if re.search(rf"\b{nama.lower()}\b", lowered)
    ]
    return max(months, default=None)
