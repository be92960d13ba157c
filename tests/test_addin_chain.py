"""The whole chain: ribbon → VBA in the .xlam → command line → xlwings → cells; what stops it."""

from __future__ import annotations

import io
import shlex
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import com_model
import com_ribbon
import pytest
from addin_office import NAME, SAMPLES, juli, office, open_up, said, values
from pyopenvba import check_file

from iku_excel.hosts import addin
from iku_excel.hosts.excel.xlam import build_xlam
from iku_excel.workbook import excel_port

__all__ = ["juli", "office"]

PYTHON = "C:\\Users\\Bu Sri & Anak's\\iku\\pythonw.exe"


class Chain:
    """Excel with the add-in loaded; keeps what the macro runs."""

    def __init__(self, folder: Path, *books: Path, python: str = PYTHON) -> None:
        xlam = folder / "iku_excel.xlam"
        xlam.write_bytes(build_xlam(python))
        self.commands: list[str] = []
        self.excel = com_model.Excel(xlam, *books)
        self.run: Callable[[list[str]], int] = addin.main

    def shell(self, command: str, window: int, wait: bool) -> int:
        assert (window, wait) == (0, True)
        self.commands.append(command)
        words = shlex.split(command.replace("\\", "\\\\"))
        assert words[:4] == [PYTHON, "-P", "-m", "iku_excel.hosts.addin"]
        return self.run(words[4:])

    def press(self, tag: str) -> list[str]:
        """Press the button with this tag; the texts of the macro's own dialogs."""
        with com_ribbon.shell(self.shell):
            before = len(self.excel.app.dialogs)
            self.excel.app.run("IkuTombol", com_ribbon.Control(tag))
            return [str(dialog) for dialog in self.excel.app.dialogs[before:]]


def buttons() -> list[str]:
    with zipfile.ZipFile(io.BytesIO(build_xlam(PYTHON))) as package:
        root = ElementTree.fromstring(package.read("customUI/customUI14.xml"))
    return [e.get("tag") or "" for e in root.iter() if e.tag.endswith("}button")]


def test_a_click_on_the_ribbon_writes_the_cells(juli: Path, tmp_path: Path) -> None:
    chain = Chain(tmp_path, juli)
    assert chain.press("hitung") == []
    assert values(chain.excel.book(NAME), "Juli", "H9:H13") == [100, None, 100, None, 91]
    assert chain.commands == [
        f'"{PYTHON}" -P -m iku_excel.hosts.addin hitung "--wb={NAME}" --from_xl=1 --hwnd=1234'
    ]
    assert com_model.undone == [("Batalkan IKU", "'iku_excel.xlam'!Iku_Batalkan")]
    assert chain.excel.app.application.status_bar is False
    said()
    with com_ribbon.shell(chain.shell):
        chain.excel.app.run("Iku_Batalkan")  # what Ctrl+Z runs
    assert values(chain.excel.book(NAME), "Juli", "H9:H13") == [None] * 5


def test_every_button_starts_its_command_once(juli: Path, tmp_path: Path) -> None:
    chain = Chain(tmp_path, juli)
    started: list[str] = []
    chain.run = lambda words: started.append(words[0]) or 10  # type: ignore[func-returns-value]
    for tag in buttons():
        assert chain.press(tag) == []
    assert started == buttons()
    assert com_model.undone == []


@pytest.mark.parametrize(
    "name", ["PK tahun ini.xlsx", "A & B.xlsx", "Bu Sri's.xlsx", "a=b=c.xlsx", "Üñ %x% ✓.xlsx"]
)
def test_any_name_of_a_workbook_reaches_python(
    juli: Path, tmp_path: Path, name: str
) -> None:
    path = juli.rename(juli.with_name(name))
    chain = Chain(tmp_path, path)
    chain.press("hitung")
    assert chain.excel.book(name).sheets["Juli"].range("H13").value == 91
    said()


@pytest.mark.parametrize("code", [1, 2, 3, -1, 99])
def test_python_that_never_came_to_speak_is_said(
    juli: Path, tmp_path: Path, code: int
) -> None:
    chain = Chain(tmp_path, juli)
    chain.run = lambda words: code
    (text,) = chain.press("hitung")
    assert "iku addin status" in text
    assert com_model.undone == []


def test_a_missing_python_is_said(juli: Path, tmp_path: Path) -> None:
    chain = Chain(tmp_path, juli)

    def missing(command: str, window: int, wait: bool) -> int:
        raise com_ribbon.vba_error("The system cannot find the file specified.")

    chain.shell = missing  # type: ignore[method-assign]
    (text,) = chain.press("hitung")
    assert "iku addin pasang" in text
    assert "pythonw.exe" in text
    assert chain.excel.app.application.status_bar is False


def test_no_workbook_is_said_without_starting_python(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    chain.excel.app.application.active_book = None
    (text,) = chain.press("periksa")
    assert "Aktifkan Pengeditan" in text
    assert chain.commands == []


def test_an_unsaved_workbook_is_said_without_starting_python(tmp_path: Path) -> None:
    chain = Chain(tmp_path)
    chain.excel.app.application.workbooks_.vba_get("Add", [])
    (text,) = chain.press("periksa")
    assert "Ctrl+S" in text
    assert chain.commands == []


def test_a_workbook_on_onedrive_is_said_without_starting_python(
    juli: Path, tmp_path: Path
) -> None:
    chain = Chain(tmp_path, juli)
    chain.excel.app.application.active_book.path = "https://kantor-my.sharepoint.com/personal"
    (text,) = chain.press("hitung")
    assert "OneDrive" in text
    assert chain.commands == []


# The same from Python's side: the panel and a changed macro come here without the macro's checks.


def refusal(words: list[str]) -> str:
    assert addin.main(words) == addin.REFUSED
    return said()


def test_python_says_what_stops_it(
    juli: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    excel = com_model.Excel(juli)
    model = excel.app.application
    assert addin.main(["hitung", "--wb=lain.xlsx"]) == addin.REFUSED
    assert "AD006" in capsys.readouterr().err
    folder, model.active_book.path = model.active_book.path, "https://kantor.sharepoint.com/x"
    assert "AD009" in refusal(["hitung", f"--wb={NAME}"])
    model.active_book.path = ""
    assert "AD008" in refusal(["hitung", f"--wb={NAME}"])
    model.active_book.path = folder
    juli.rename(tmp_path / "pindah.xlsx")
    assert "AD007" in refusal(["hitung", f"--wb={NAME}"])
    assert values(excel.book(NAME), "Juli", "H9:H21") == [None] * 13


def test_without_excel_or_workbook(
    juli: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    excel = com_model.Excel(juli)
    excel.app.application.workbooks_.books.clear()
    assert addin.main(["hitung", f"--wb={NAME}"]) == addin.REFUSED
    assert "AD005" in capsys.readouterr().err
    excel.apps.clear()
    assert addin.main(["hitung", f"--wb={NAME}"]) == addin.REFUSED
    assert "AD004" in capsys.readouterr().err
    assert addin.main([]) == addin.REFUSED
    assert "PG030" in capsys.readouterr().err


def test_a_cell_being_edited(juli: Path, capsys: pytest.CaptureFixture[str]) -> None:
    excel = com_model.Excel(juli)
    excel_port.import_xlwings()
    com_model.Counter.busy = True
    assert addin.main(["hitung", f"--wb={NAME}"]) == addin.REFUSED
    com_model.Counter.busy = False
    assert "AD010" in capsys.readouterr().err + "".join(text for text, _ in com_model.alerts)
    assert com_model.Counter.calls < 50 * excel_port.COM_ATTEMPTS
    assert values(excel.book(NAME), "Juli", "H9:H21") == [None] * 13


def test_two_excels_with_a_workbook_of_the_same_name(juli: Path, tmp_path: Path) -> None:
    other = open_up(SAMPLES / "bulanan" / NAME, tmp_path / "lain" / NAME)
    excel = com_model.Excel(juli)
    second = excel.start(other)
    words = ["hitung", f"--wb={NAME}", f"--hwnd={second.application.hwnd_}"]
    assert addin.main(words) == addin.DONE
    written = [app.books[NAME].sheets["Juli"].range("H13").value for app in excel.xlwings.apps]
    assert written == [None, 91]


def test_a_folder_that_takes_no_backup_stops_the_command(
    juli: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    excel = com_model.Excel(juli)
    (juli.parent / ".iku-cadangan").write_text("bukan folder")
    assert "BK012" in refusal(["hitung", f"--wb={NAME}"])
    assert values(excel.book(NAME), "Juli", "H9:H21") == [None] * 13


def test_the_words_of_the_command_line() -> None:
    call = addin.parse(["hitung", "--wb=PK = baru & 'lama'.xlsx", "--from_xl=1", "--hwnd=77"])
    assert call == addin.Call("hitung", "PK = baru & 'lama'.xlsx", 77)


def test_the_file_is_sound_to_another_reader(tmp_path: Path) -> None:
    path = tmp_path / "iku_excel.xlam"
    path.write_bytes(build_xlam(PYTHON))
    assert check_file(path).ok


def test_a_fault_of_ours_is_a_sentence_and_a_log(
    juli: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    com_model.Excel(juli)

    def broken(*words: Any) -> None:
        raise ZeroDivisionError("uji")

    monkeypatch.setattr(addin, "_do", broken)
    assert "PG000" in refusal(["hitung", f"--wb={NAME}"])
    log = tmp_path / "pengaturan" / "catatan" / "kesalahan.txt"
    assert "ZeroDivisionError: uji" in log.read_text("utf-8")


def test_the_entry_loads_nothing_heavy() -> None:
    """What every click waits for: the aim is 250 ms, measured in benchmarks/bench_addin.py."""
    import subprocess
    import sys

    program = "import iku_excel.hosts.addin, sys; print(*sys.modules)"
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stdout.split()}
    heavy = {"xlwings", "click", "openpyxl", "lxml", "docx", "rich", "rapidfuzz", "tkinter"}
    assert not heavy & loaded
