"""Installing, removing and diagnosing the buttons on a PC that a test makes up; and the panel."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import com_model
import openpyxl
import pytest
from addin_office import NAME, SAMPLES, juli, office, open_up

from iku_excel.errors import IkuExcelError
from iku_excel.hosts import panel
from iku_excel.hosts.calc import install as calc
from iku_excel.hosts.buttons import BUTTONS
from iku_excel.hosts.calc.oxt import build_oxt
from iku_excel.hosts.cli import main
from iku_excel.hosts.excel.install import install, uninstall
from iku_excel.hosts.excel.status import diagnose
from iku_excel.hosts.excel.xlam import build_xlam
from iku_excel.hosts.machine import Machine

__all__ = ["juli", "office"]


def windows(tmp_path: Path, is_open: bool = False) -> Machine:
    """A PC whose user's name holds a space and letters outside of ASCII."""
    home = tmp_path / "Bu Śri ✓"
    python = home / "iku" / "python.exe"
    python.parent.mkdir(parents=True, exist_ok=True)
    for name in ("python.exe", "pythonw.exe"):
        python.with_name(name).write_bytes(b"")
    environ = {
        "APPDATA": str(home / "AppData" / "Roaming"),
        "LOCALAPPDATA": str(home / "AppData" / "Local"),
    }
    return Machine("win32", environ, home, python, lambda: is_open)


def links(machine: Machine, **registry: object) -> dict[str, bool]:
    def read(root: str, key: str, value: str) -> object:
        if key.startswith("Excel.Application"):
            return registry.get("version", "Excel.Application.16")
        return registry.get(value)

    return {link.name: link.holds for link in diagnose(machine, read)}


def test_install_status_remove(tmp_path: Path) -> None:
    pc = windows(tmp_path)
    before = links(pc)
    assert before["Add-in"] is False
    target = install(pc, None, None)
    python = pc.executable.with_name("pythonw.exe")
    assert target == pc.home / "AppData/Roaming/Microsoft/Excel/XLSTART/iku_excel.xlam"
    assert target.read_bytes() == build_xlam(str(python))
    assert (pc.settings_folder() / "python.txt").read_text("utf-8") == str(python)
    found = links(pc)
    assert (found["Excel"], found["Folder awal"], found["Add-in"], found["Python"]) == (True,) * 4
    assert len(uninstall(pc)) == 2
    assert links(pc)["Add-in"] is False
    assert uninstall(pc) == []


def test_nothing_happens_while_excel_is_open(tmp_path: Path) -> None:
    pc = windows(tmp_path, is_open=True)
    with pytest.raises(IkuExcelError) as refused:
        install(pc, None, None)
    assert refused.value.code == "AD013"
    assert not (pc.home / "AppData" / "Roaming").exists()
    with pytest.raises(IkuExcelError):
        uninstall(pc)


@pytest.mark.parametrize(
    ("registry", "broken"),
    [
        ({"version": None}, "Excel"),
        ({"version": "Excel.Application.14"}, "Excel"),
        ({"VBAWarnings": 4}, "Makro"),
        ({"AllLocationsDisabled": 1}, "Lokasi tepercaya"),
        ({"d4f940ab-401b-4efc-aadc-ad5f3c50688a": "1"}, "Program lain"),
    ],
)
def test_status_names_the_broken_link(
    tmp_path: Path, registry: dict[str, Any], broken: str
) -> None:
    pc = windows(tmp_path)
    install(pc, None, None)
    whole, found = links(pc), links(pc, **registry)
    assert {name for name in whole if whole[name] != found[name]} == {broken}


def test_status_sees_an_old_file_a_second_copy_and_a_lost_python(tmp_path: Path) -> None:
    pc = windows(tmp_path)
    target = install(pc, None, None)
    target.write_bytes(b"versi lama")
    assert links(pc)["Add-in"] is False
    install(pc, None, None)
    pc.executable.with_name("pythonw.exe").unlink()
    assert links(pc)["Python"] is False
    copy = pc.home / "AppData/Roaming/Microsoft/AddIns/iku_excel.xlam"
    copy.parent.mkdir()
    copy.write_bytes(b"")
    assert links(pc)["Salinan lain"] is False


def test_a_mac_gets_the_script_too(tmp_path: Path) -> None:
    mac = Machine("darwin", {}, tmp_path, tmp_path / "python3", lambda: False)
    target = install(mac, None, None)
    script = tmp_path / "Library/Application Scripts/com.microsoft.Excel/iku_excel.applescript"
    assert target.is_file() and script.is_file()
    assert len(uninstall(mac)) == 3


def test_without_excel_the_way_out_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["addin", "pasang"]) == 3
    assert "AD001" in capsys.readouterr().err
    assert main(["addin", "pasang", "--ke", str(tmp_path), "--libreoffice"]) == 0
    with zipfile.ZipFile(tmp_path / "iku_excel.oxt") as package:
        assert "python/iku_handler.py" in package.namelist()
        assert "vnd.iku-excel:hitung" in package.read("Addons.xcu").decode()
    (tmp_path / "berkas").write_bytes(b"")
    assert main(["addin", "pasang", "--ke", str(tmp_path / "berkas")]) == 3
    assert "AD002" in capsys.readouterr().err


def test_libreoffice_is_asked_to_take_the_extension(tmp_path: Path) -> None:
    program = tmp_path / "Program Files" / "LibreOffice" / "program" / "unopkg.com"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"")
    pc = windows(tmp_path)
    environ = {**pc.environ, "ProgramFiles": str(tmp_path / "Program Files")}
    pc = Machine(pc.platform, environ, pc.home, pc.executable, pc.excel_runs)
    asked: list[list[str]] = []

    def run(words: Any) -> subprocess.CompletedProcess[str]:
        asked.append(list(words))
        return subprocess.CompletedProcess(words, len(asked) > 1, "", "")

    target = calc.install(pc, None, run)
    assert asked == [[str(program), "add", "-f", "-s", str(target)]]
    assert target.read_bytes() == build_oxt()
    with pytest.raises(IkuExcelError) as refused:
        calc.install(pc, None, run)
    assert refused.value.code == "AD021"


def test_the_extension_is_built_the_same_each_time_with_the_buttons_of_the_ribbon() -> None:
    from iku_excel.hosts.excel.xlam import ribbon

    assert build_oxt() == build_oxt()
    menu = zipfile.ZipFile(io.BytesIO(build_oxt())).read("Addons.xcu").decode()
    assert re.findall(r"vnd.iku-excel:([\w-]+)", menu)[: len(BUTTONS)] == [c for c, _ in BUTTONS]
    for command, label in BUTTONS:
        assert f'tag="{command}" label="{label}"' in ribbon("urn:uji")


# The panel


def test_panel_on_a_file_that_nobody_has_open(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / "bulanan" / NAME, tmp_path))
    raw = path.read_bytes()
    answer = panel.perform("hitung", path)
    assert answer.is_warning is False
    sheet = openpyxl.load_workbook(path)["Juli"]
    assert [sheet.cell(row, 8).value for row in (9, 10, 13)] == [100, None, 91]
    assert panel.perform("periksa", path).text.startswith("Pemeriksaan selesai: 0 temuan")
    assert openpyxl.load_workbook(path).sheetnames[-1] == "Temuan"
    panel.perform("hapus-tanda", path)
    assert "Temuan" not in openpyxl.load_workbook(path).sheetnames
    for _ in range(3):
        panel.perform("batalkan", path)
    assert path.read_bytes() == raw


def test_panel_marks_the_cells_of_a_file(tmp_path: Path) -> None:
    path = open_up(SAMPLES / "bulanan" / NAME, tmp_path / NAME)
    book = openpyxl.load_workbook(path)
    book["Juli"]["E12"] = 99
    book.save(path)
    panel.perform("periksa", path)
    note = openpyxl.load_workbook(path)["Juli"]["E12"].comment
    assert note is not None and note.text.startswith("IKU: ")
    panel.perform("hapus-tanda", path)
    assert openpyxl.load_workbook(path)["Juli"]["E12"].comment is None


def test_panel_derives_every_figure_of_a_file(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / "bentuk" / "Data_Dukung_2024.xlsx", tmp_path))
    answer = panel.perform("rincian", path)
    assert "SK3/5" in answer.text
    assert "Rincian SK3.5" in openpyxl.load_workbook(path).sheetnames


def test_panel_never_writes_over_a_formula_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / NAME
    book = openpyxl.load_workbook(SAMPLES / "bulanan" / NAME)
    book["Juli"]["H9"] = "=1+1"
    book.save(path)
    panel.perform("hitung", path)
    assert openpyxl.load_workbook(path)["Juli"]["H9"].value == "=1+1"


def test_panel_on_the_open_workbook(juli: Path) -> None:
    excel = com_model.Excel(juli)
    answer = panel.perform("hitung", None)
    assert answer.is_warning is False
    assert excel.book(NAME).sheets["Juli"].range("H13").value == 91


def test_panel_says_what_stops_it(tmp_path: Path, juli: Path) -> None:
    (tmp_path / "rusak.xlsx").write_bytes(b"bukan zip")
    assert "BK001" in panel.perform("hitung", tmp_path / "rusak.xlsx").text
    assert "BK012" in panel.perform("batalkan", juli).text
    com_model.Excel(juli).apps.clear()
    assert "AD004" in panel.perform("hitung", None).text


def test_panel_as_a_list_where_there_is_no_window(tmp_path: Path) -> None:
    path = Path(shutil.copy(SAMPLES / "bulanan" / NAME, tmp_path))
    words = iter(["9", "b", f'"{path}"', "3", "tarian", "t", "s"])
    heard: list[str] = []
    assert panel.menu(lambda prompt: next(words), heard.append) == 0
    assert openpyxl.load_workbook(path)["Juli"]["H13"].value == 91
    assert sum(text.startswith("Capaian selesai dihitung") for text in heard) == 1


class FakeTk:
    """As much of tkinter as the panel uses."""

    class Thing:
        def __init__(self, *words: Any, **named: Any) -> None:
            self.named, self.content = named, named.get("value", "")
            FakeTk.made.append(self)

        def __getattr__(self, name: str) -> Any:
            return lambda *words, **named: None

        def set(self, text: str) -> None:
            self.content = text

        def insert(self, _place: str, text: str) -> None:
            self.content = text

    made: list[Any] = []
    Tk = Label = Frame = Button = Text = StringVar = Thing


def test_the_panels_buttons_do_what_they_say(tmp_path: Path) -> None:
    FakeTk.made.clear()
    path = Path(shutil.copy(SAMPLES / "bulanan" / NAME, tmp_path))
    window = panel.Panel(FakeTk, lambda: str(path))
    by_label = {t.named["text"]: t.named["command"] for t in FakeTk.made if "command" in t.named}
    assert set(by_label) >= {label for _, label in BUTTONS}
    by_label["Pilih berkas…"]()
    assert window.source.content == str(path)
    by_label["Hitung Capaian"]()
    assert window.text.content.startswith("Capaian selesai dihitung: 8 indikator")
    by_label["Pakai yang terbuka"]()
    assert window.source.content == panel.OPEN_BOOK
