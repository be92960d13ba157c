"""The buttons of the tab "IKU" in Excel: `python -m iku_excel.hosts.addin COMMAND --wb=NAME ...`.

Started by the macro in iku_excel.xlam with the words that xlwings gives its own scripts. Reads the
open workbook, runs the same pipeline as `iku`, writes through workbook/excel_port.py, and always
ends with one dialog in Indonesian.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iku_excel.errors import IkuExcelError, UsageError, WorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from iku_excel.hosts.addin_journal import Journal
    from iku_excel.workbook.excel_port import LiveBook

TITLE = "IKU"
DONE, NOTHING_TO_UNDO, REFUSED = 0, 10, 13
"""Exit codes for the macro; anything else means that we never came to speak."""


@dataclass(frozen=True)
class Call:
    """The words of the command line."""

    perintah: str
    name: str | None = None
    hwnd: int | None = None


@dataclass(frozen=True)
class Answer:
    """What to say to the person when a command has ended."""

    text: str
    is_warning: bool = False
    code: int = NOTHING_TO_UNDO
    opens: Path | None = None


def main(argv: Sequence[str] | None = None) -> int:
    """Run one button; the exit code for the macro."""
    book: LiveBook | None = None
    try:
        call = parse(_words(sys.argv[1:] if argv is None else list(argv)))
        if call.perintah == "panduan":
            answer = _guide()
        else:
            from iku_excel.workbook.excel_port import connect

            book = connect(call.name, call.hwnd)
            answer = run(book, call.perintah)
    except Exception as error:  # noqa: BLE001 - a person clicked: a sentence, never a traceback
        answer = _refused(error)
    tell(answer, book)
    return answer.code


def _words(argv: list[str]) -> list[str]:
    """On a Mac the script hands on the macro's words as one text."""
    if len(argv) == 2 and argv[0] == "--teks":
        import shlex

        return shlex.split(argv[1])
    return argv


def parse(words: Sequence[str]) -> Call:
    """"hitung --wb=PK a=b.xlsx --from_xl=1 --hwnd=123" as the macro gives it. Raises UsageError."""
    perintah, name, hwnd = "", None, None
    for word in words:
        key, found, value = word.partition("=")  # a workbook's name may hold "=" too
        if not word.startswith("--"):
            perintah = perintah or word
        elif key == "--wb" and found:
            name = value or None
        elif key == "--hwnd" and value.lstrip("-").isdigit():
            hwnd = int(value)
    if not perintah:
        raise UsageError("PG030", "Perintah untuk tombol IKU belum diberikan.")
    return Call(perintah, name, hwnd)


def run(book: LiveBook, perintah: str) -> Answer:
    """Run one command on an open workbook. Raises IkuExcelError; then nothing was changed."""
    with talking(book) as progress:
        path = disk_path(book)
        progress("membaca buku kerja")
        if perintah == "batalkan":
            return _undo(book, _journal(book))
        return _do(book, perintah, path, progress)


def _do(book: LiveBook, perintah: str, path: Path, progress: Callable[[str], None]) -> Answer:
    from iku_excel.hosts.live_commands import Request, message, plan_command

    request = Request(perintah, book.selection(), path.parent, progress=progress)
    reply = plan_command(book, request)
    applied = None
    code = NOTHING_TO_UNDO
    if reply.changes is not None and not reply.changes.is_empty:
        from iku_excel.workbook.backup import make_backup

        journal = _journal(book)
        make_backup(path)
        applied = book.apply(reply.changes)
        if journal.add(perintah, applied, [spec.name for spec in reply.changes.sheets]):
            code = DONE
    return Answer(message(reply, applied), reply.is_warning, code, reply.opens)


def disk_path(book: LiveBook) -> Path:
    """Where the workbook lies. Raises WorkbookError for one that was never saved, or not here."""
    full_name = book.full_name
    if "://" in full_name:
        raise WorkbookError(
            "AD009",
            "Buku kerja ini dibuka langsung dari OneDrive atau SharePoint. Simpan salinannya di "
            "komputer ini (Simpan Sebagai), lalu tekan tombol ini pada salinannya.",
        )
    path = Path(full_name)
    if not book.folder:
        raise WorkbookError(
            "AD008", "Simpan dahulu buku kerja ini (Ctrl+S), lalu tekan tombol ini lagi."
        )
    if not path.is_file():
        raise WorkbookError(
            "AD007",
            f"Berkas {path.name} tidak ada lagi di tempatnya, jadi cadangannya tidak dapat dibuat. "
            "Simpan buku kerja ini (Ctrl+S), lalu tekan tombol ini lagi.",
        )
    return path


@contextmanager
def talking(book: LiveBook) -> Iterator[Callable[[str], None]]:
    """Progress in the status bar, and the status bar as it was afterwards."""
    app = book.app
    before: Any = False
    with suppress(Exception):
        before = app.status_bar

    def progress(text: str) -> None:
        with suppress(Exception):
            app.status_bar = f"IKU: {text}…"

    book.progress = progress
    try:
        yield progress
    finally:
        with suppress(Exception):
            app.status_bar = before


def _journal(book: LiveBook) -> Journal:
    from iku_excel.hosts.addin_journal import Journal
    from iku_excel.hosts.machine import Machine

    return Journal(Machine().settings_folder(), book.full_name)


def _undo(book: LiveBook, journal: Journal) -> Answer:
    """Take back the last command, without touching what a person changed since."""
    steps = journal.steps()
    if not steps:
        return Answer("Tidak ada perintah IKU yang dapat dibatalkan pada buku kerja ini.")
    step = steps[-1]
    if step.is_marked:
        from iku_excel.workbook.live import LiveChanges

        book.apply(LiveChanges("IKU: Batalkan", removes_marks=True))
    count, refused = book.revert(step.sel, step.lembar)
    journal.drop_last()
    text = f"Perintah “{step.perintah}” dibatalkan: {count} sel dikembalikan."
    if step.lembar:
        text += f" Lembar {', '.join(step.lembar)} dihapus."
    if refused:
        places = ", ".join(f"{one.lembar}!{one.sel}" for one in refused[:5])
        more = f" dan {len(refused) - 5} lainnya" if len(refused) > 5 else ""
        text += (
            f"\n{len(refused)} sel dibiarkan karena sudah Anda ubah sesudahnya: {places}{more}."
        )
    return Answer(text, is_warning=bool(refused))


def _guide() -> Answer:
    from iku_excel.hosts.live_commands import guide, message

    reply = guide()
    return Answer(message(reply, None), opens=reply.opens)


def _refused(error: Exception) -> Answer:
    if not isinstance(error, IkuExcelError):
        from iku_excel.workbook.excel_port import is_com_error, refusal

        if not is_com_error(error):
            return Answer(log_fault(error), True, REFUSED)
        error = refusal(error)
    return Answer(f"{error.sentence} [{error.code}]", True, REFUSED)


def log_fault(error: Exception) -> str:
    """A fault of ours: the trace goes to a file, the sentence says where."""
    import traceback

    from iku_excel.hosts.machine import Machine

    path = Machine().settings_folder() / "catatan" / "kesalahan.txt"
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), "utf-8")
    return (
        f"Ada kesalahan di dalam iku-excel ({type(error).__name__}); buku kerja tidak diubah. "
        f"Kirim berkas {path} kepada pengelola. [PG000]"
    )


def tell(answer: Answer, book: LiveBook | None) -> None:
    """One dialog over the Excel that was clicked, and the file that was made."""
    if book is not None:
        with suppress(Exception):
            mode = "critical" if answer.is_warning else "info"
            book.app.alert(answer.text, title=TITLE, buttons="ok", mode=mode)
            _open(answer.opens)
            return
    system_alert(answer.text, answer.is_warning)
    _open(answer.opens)


def system_alert(text: str, is_warning: bool) -> None:
    """A dialog without Excel; on other systems a line on stderr."""
    if sys.platform == "win32":
        import ctypes

        library: Any = ctypes
        library.windll.user32.MessageBoxW(None, text, TITLE, 0x30 if is_warning else 0x40)
    elif sys.stderr is not None:
        print(text, file=sys.stderr)


def _open(path: Path | None) -> None:
    if path is not None:
        with suppress(Exception):
            show_file(path.resolve())


def show_file(path: Path) -> None:
    """Open a file with the program that the person chose for it."""
    if sys.platform == "win32":
        import os

        system: Any = os
        system.startfile(path)
    else:
        import webbrowser

        webbrowser.open(path.as_uri())


if __name__ == "__main__":
    sys.exit(main())
