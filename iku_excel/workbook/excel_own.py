"""Sheets of our own in an open workbook, marked as the file engine marks them.

A sheet is ours when it carries the hidden name `_iku_lembar`; so `iku periksa --tandai` on the
saved file and the button in Excel renew the same sheet, and neither touches one of the user's.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from iku_excel.workbook.engine.sheets import MARK

if TYPE_CHECKING:
    from iku_excel.workbook.excel_port import LiveBook


def find_own(book: LiveBook, asked: str) -> Any | None:
    """xlwings' sheet that is ours and was asked for by this name."""
    for sheet in book.book.sheets:
        if sheet.name.casefold().startswith(asked.casefold()[:20]):
            if own_name(sheet) == asked.casefold():
                return sheet
    return None


def own_name(sheet: Any) -> str | None:
    """The name that a sheet of ours was asked for by; None for the user's sheets."""
    names = sheet.api.Names
    for index in range(1, int(names.Count) + 1):
        name = names.Item(index)
        if str(name.Name).rpartition("!")[2].casefold() == MARK:
            refers = str(name.RefersTo).removeprefix("=")
            return refers.strip('"').replace('""', '"').casefold()
    return None


def claim(sheet: Any, asked: str) -> None:
    """Make a sheet ours."""
    text = asked.replace('"', '""')
    sheet.api.Names.Add(Name=MARK, RefersTo=f'="{text}"', Visible=False)


def free_name(book: LiveBook, asked: str) -> str:
    """`asked`, or with a number where the user has a sheet of that name."""
    taken = {sheet.name.casefold() for sheet in book.book.sheets}
    name, number = asked, 2
    while name.casefold() in taken:
        ending = f" ({number})"
        name, number = asked[: 31 - len(ending)] + ending, number + 1
    return name


def remove_own(book: LiveBook, asked: str) -> bool:
    """Delete our sheet of that name; False where there is none."""
    sheet = find_own(book, asked)
    if sheet is None:
        return False
    alerts = book.app.display_alerts
    book.app.display_alerts = False
    try:
        sheet.delete()
    finally:
        with suppress(Exception):
            book.app.display_alerts = alerts
    return True
