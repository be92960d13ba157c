"""A small window with the buttons of the tab "IKU", for PCs where macros are forbidden.

Works on the workbook that is open in Excel, or on a file that nobody has open.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from iku_excel.errors import IkuExcelError
from iku_excel.hosts.addin import Answer, log_fault, run, system_alert
from iku_excel.hosts.buttons import BUTTONS

OPEN_BOOK = "Buku kerja yang sedang terbuka di Excel"


def perform(perintah: str, path: Path | None) -> Answer:
    """Run a command on the open workbook (`path` None) or on a file; never raises."""
    try:
        if perintah == "panduan":
            from iku_excel.hosts.live_commands import guide, message

            reply = guide()
            return Answer(message(reply, None), opens=reply.opens)
        if path is not None:
            from iku_excel.hosts.file_host import run_on_file

            reply = run_on_file(path, perintah)
            return Answer(reply.sentence, reply.is_warning, opens=reply.opens)
        from iku_excel.workbook.excel_port import connect

        return run(connect(None, None), perintah)
    except IkuExcelError as error:
        return Answer(f"{error.sentence} [{error.code}]", True)
    except Exception as error:  # noqa: BLE001 - a person clicked: a sentence, never a traceback
        from iku_excel.workbook.excel_port import is_com_error, refusal

        if is_com_error(error):
            refused = refusal(error)
            return Answer(f"{refused.sentence} [{refused.code}]", True)
        return Answer(log_fault(error), True)


class Panel:
    """The window; `tk` is the module tkinter, given so that tests need no screen."""

    def __init__(self, tk: Any, choose: Callable[[], str]) -> None:
        self.path: Path | None = None
        self._choose = choose
        self.root = tk.Tk()
        self.root.title("Panel IKU")
        self.source = tk.StringVar(value=OPEN_BOOK)
        tk.Label(self.root, textvariable=self.source, wraplength=420, anchor="w").pack(fill="x")
        row = tk.Frame(self.root)
        row.pack(fill="x")
        tk.Button(row, text="Pilih berkas…", command=self.choose_file).pack(side="left")
        tk.Button(row, text="Pakai yang terbuka", command=self.use_open_book).pack(side="left")
        for perintah, label in BUTTONS:
            button = tk.Button(self.root, text=label, command=self._clicked(perintah), anchor="w")
            button.pack(fill="x", padx=8, pady=2)
        self.text = tk.Text(self.root, height=10, width=60, wrap="word", state="disabled")
        self.text.pack(fill="both", expand=True, padx=8, pady=8)

    def choose_file(self) -> None:
        chosen = self._choose()
        if chosen:
            self.path = Path(chosen)
            self.source.set(chosen)

    def use_open_book(self) -> None:
        self.path = None
        self.source.set(OPEN_BOOK)

    def _clicked(self, perintah: str) -> Callable[[], None]:
        return lambda: self.click(perintah)

    def click(self, perintah: str) -> None:
        """Run the command and show its answer."""
        self.show("Sedang bekerja…")
        self.root.update()
        answer = perform(perintah, self.path)
        self.show(answer.text)
        if answer.opens is not None:
            from iku_excel.hosts.addin import show_file

            try:
                show_file(answer.opens.resolve())
            except OSError:
                pass  # the text names the file

    def show(self, text: str) -> None:
        self.text.configure(state="normal")
        self.text.delete("1.0", "end")
        self.text.insert("1.0", text)
        self.text.configure(state="disabled")


def menu(ask: Callable[[str], str], say: Callable[[str], None]) -> int:
    """The same commands as a list to choose from, where there is no window to open."""
    path: Path | None = None
    while True:
        say("")
        say(f"Panel IKU - {path or OPEN_BOOK}")
        for number, (_, label) in enumerate(BUTTONS, 1):
            say(f"  {number}  {label}")
        say("  b  Pilih berkas    t  Pakai yang terbuka    s  Selesai")
        try:
            chosen = ask("Pilihan: ").strip().lower()
            if chosen == "b":
                path = Path(ask("Berkas: ").strip().strip('"'))
        except (EOFError, KeyboardInterrupt):
            return 0
        if chosen == "s":
            return 0
        if chosen == "t":
            path = None
        elif chosen.isdigit() and 1 <= int(chosen) <= len(BUTTONS):
            say(perform(BUTTONS[int(chosen) - 1][0], path).text)


def main() -> int:
    """Open the window until it is closed; a list to choose from where there is no window."""
    try:
        import tkinter
        from tkinter import filedialog

        def choose() -> str:
            kinds = [("Buku kerja Excel", "*.xlsx *.xlsm")]
            return str(filedialog.askopenfilename(title="Pilih buku kerja", filetypes=kinds) or "")

        panel = Panel(tkinter, choose)
    except Exception:  # noqa: BLE001 - no tkinter, or no screen: tkinter has its own TclError
        if sys.stdin is not None and sys.stdin.isatty():
            return menu(input, print)
        system_alert(
            "Jendela panel tidak dapat dibuka di komputer ini. Pakai perintah: iku --help", True
        )
        return 3
    panel.root.mainloop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
