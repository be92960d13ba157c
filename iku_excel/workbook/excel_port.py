"""A workbook that is open in Excel, behind the port: the only import of xlwings.

Only xlwings' BSD parts, never `xlwings.pro`. Its clean-up at exit, which ends EXCEL.EXE processes
that it takes for orphans, is unregistered; retries while Excel is busy are bounded.
"""

from __future__ import annotations

import atexit
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from iku_excel.errors import WorkbookError
from iku_excel.workbook.excel_sheet import LiveSheet

if TYPE_CHECKING:
    from pathlib import Path

    from iku_excel.workbook.live import Applied, Kept, LiveChanges

COM_ATTEMPTS = 200
"""How often a call is tried while Excel is busy; about a second on an ordinary PC."""
BUSY_SENTENCE = (
    "Excel sedang sibuk atau sebuah sel sedang diketik. Selesaikan dahulu pengetikan di sel (tekan "
    "Enter atau Esc), tutup kotak dialog yang terbuka, lalu tekan tombol ini lagi."
)
_CALL_REJECTED = {-2147418111, -2147417846, -2146777998}


def import_xlwings() -> Any:
    """xlwings, made harmless. Raises WorkbookError AD003 where it cannot drive an Excel."""
    try:
        import xlwings
    except ImportError as error:
        raise WorkbookError(
            "AD003", "Pustaka xlwings tidak dapat dimuat. Pasang ulang iku-excel."
        ) from error
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        atexit.unregister(windows.cleanup)
        windows.N_COM_ATTEMPTS = COM_ATTEMPTS  # type: ignore[attr-defined]
    return xlwings


def is_busy(error: BaseException) -> bool:
    """Whether Excel refused because it is busy or a cell is being edited."""
    if type(error).__name__ == "ExcelBusyError":
        return True
    codes = {getattr(error, "hresult", None)}
    info = getattr(error, "excepinfo", None)
    if isinstance(info, tuple) and info:
        codes.add(info[-1])
    return bool(codes & _CALL_REJECTED)


def refusal(error: Exception) -> WorkbookError:
    """What Excel says no to, as one sentence; our own errors stay as they are."""
    if isinstance(error, WorkbookError):
        return error
    if is_busy(error):
        return WorkbookError("AD010", BUSY_SENTENCE)
    return WorkbookError(
        "AD011",
        "Excel menolak perintah ini; buku kerja dikembalikan seperti semula. Periksa apakah "
        "lembarnya dikunci atau sedang dipakai orang lain, lalu coba lagi.",
    )


def is_com_error(error: BaseException) -> bool:
    """Whether an exception comes from Excel (COM on Windows, Apple events on a Mac)."""
    return type(error).__name__ in ("com_error", "ExcelBusyError", "CommandError", "XlwingsError")


def connect(name: str | None, hwnd: int | None) -> LiveBook:
    """The open workbook `name` of the Excel window `hwnd`; without them the active workbook.

    Raises WorkbookError: AD004 no Excel, AD005 no workbook open, AD006 not found, AD010 busy.
    """
    xlwings = import_xlwings()
    try:
        return LiveBook(_find_book(xlwings, name, hwnd))
    except WorkbookError:
        raise
    except Exception as error:  # noqa: BLE001 - pywin32 and appscript have no common base class
        if is_com_error(error):
            raise refusal(error) from error
        raise


def _find_book(xlwings: Any, name: str | None, hwnd: int | None) -> Any:
    apps = _apps(xlwings, hwnd)
    if not apps:
        raise WorkbookError(
            "AD004", "Excel belum terbuka. Buka buku kerjanya di Excel, lalu ulangi perintah ini."
        )
    if not any(len(app.books) for app in apps):
        raise WorkbookError("AD005", no_book_sentence(apps[0]))
    if not name:
        return next(app.books.active for app in apps if len(app.books))
    for app in apps:
        for book in app.books:
            if book.name.casefold() == name.casefold():
                return book
    raise WorkbookError(
        "AD006",
        f"Buku kerja “{name}” tidak ditemukan pada Excel ini. Bila ada dua Excel yang terbuka, "
        "tutup salah satunya, klik buku kerjanya, lalu tekan tombol ini lagi.",
    )


def _apps(xlwings: Any, hwnd: int | None) -> list[Any]:
    """Every Excel that runs, the one whose window was clicked first. Each window of a modern Excel
    has a handle of its own, so the same Excel may answer to another one."""
    apps = list(xlwings.apps)
    return sorted(apps, key=lambda app: hwnd is not None and app.hwnd != hwnd)


def no_book_sentence(app: Any) -> str:
    """No workbook to work on: Protected View and no workbook at all want different steps."""
    try:
        protected = int(app.api.ProtectedViewWindows.Count) > 0
    except Exception:  # noqa: BLE001 - not every Excel has it; then the longer sentence helps too
        protected = False
    if protected:
        return (
            "Buku kerja ini tampil dalam Tampilan Terproteksi. Tekan Aktifkan Pengeditan pada "
            "pita kuning di atasnya, lalu tekan tombol ini lagi."
        )
    return (
        "Belum ada buku kerja yang terbuka untuk disunting. Buka buku kerjanya (bila tampil dalam "
        "Tampilan Terproteksi, tekan Aktifkan Pengeditan), lalu tekan tombol ini lagi."
    )


class LiveBook:
    """An open workbook (a port.Book that can also be changed)."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.progress: Callable[[str], None] = lambda text: None
        self._sheets: tuple[LiveSheet, ...] | None = None

    @cached_property
    def app(self) -> Any:
        return self.book.app

    @property
    def name(self) -> str:
        return str(self.book.name)

    @property
    def full_name(self) -> str:
        """Path or URL as Excel says it; the bare name where it was never saved."""
        try:
            return str(self.book.api.FullName)
        except AttributeError:  # a Mac
            return str(self.book.fullname)

    @property
    def path(self) -> str:
        return self.name

    @property
    def folder(self) -> Path | None:
        """Of the file; None for a workbook that was never saved or lies at an address."""
        from pathlib import Path

        full_name = self.full_name
        if "://" in full_name or full_name == self.name:
            return None
        return Path(full_name).parent

    @property
    def sha256(self) -> str:
        """Of the file, as long as nothing was changed since it was saved; else empty."""
        from iku_excel.workbook.live import digest_of

        try:
            is_saved = bool(self.book.api.Saved)
        except AttributeError:  # a Mac
            is_saved = False
        folder = self.folder
        return digest_of(folder / self.name if folder else None, is_saved)

    @property
    def sheets(self) -> Sequence[LiveSheet]:
        if self._sheets is None:
            self._sheets = tuple(LiveSheet(self, sheet) for sheet in self.book.sheets)
        return self._sheets

    @cached_property
    def uses_1904(self) -> bool:
        try:
            return bool(self.book.api.Date1904)
        except AttributeError:  # a Mac
            return False

    def forget(self) -> None:
        """What was read is old: read again when asked."""
        self._sheets = None

    def selection(self) -> tuple[str, int, int] | None:
        """(sheet, row, column) of the active cell; None where something else is selected."""
        try:
            cell = self.app.api.ActiveCell
            return str(cell.Worksheet.Name), int(cell.Row), int(cell.Column)
        except Exception:  # noqa: BLE001 - a chart sheet, a picture, a Mac
            return None

    def apply(self, changes: LiveChanges) -> Applied:
        """Make the changes, whole or not at all. Raises WorkbookError; then nothing changed."""
        from iku_excel.workbook.excel_write import apply

        applied = apply(self, changes)
        self.forget()
        return applied

    def revert(self, kept: Sequence[Kept], sheets: Sequence[str]) -> tuple[int, tuple[Kept, ...]]:
        """Put back cells that still hold what we wrote; (count, cells changed since)."""
        from iku_excel.workbook.excel_write import revert

        result = revert(self, kept, sheets)
        self.forget()
        return result
