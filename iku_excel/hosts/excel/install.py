"""Installs, removes and diagnoses the add-in; no administrator rights, nothing outside the profile.

The file goes to Excel's start-up folder of the user, which Excel trusts by default, and is made on
this PC, so that it carries no mark of the web (docs/rilis.md says what only a real PC can prove).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iku_excel.errors import IkuExcelError
from iku_excel.hosts.excel.xlam import FILE_NAME, build_xlam
from iku_excel.hosts.machine import PYTHON_NOTE, Machine


@dataclass(frozen=True)
class Link:
    """One link of the chain from the button to Python, and whether it holds."""

    name: str
    holds: bool
    sentence: str


def install(machine: Machine, folder: Path | None, python: Path | None) -> Path:
    """Write the add-in; its path. Raises IkuExcelError with the way out."""
    from iku_excel.workbook.engine import atomic_write

    target_folder = folder or machine.startup_folder()
    if target_folder is None:
        raise IkuExcelError(
            "AD001",
            "Excel tidak ada di komputer ini. Dengan --ke FOLDER berkas add-in tetap dapat dibuat, "
            "lalu disalin ke komputer yang ada Excel-nya.",
        )
    interpreter = python or machine.python()
    target = target_folder / FILE_NAME
    try:
        target_folder.mkdir(parents=True, exist_ok=True)
        atomic_write(target, build_xlam(str(interpreter)))
        if folder is None:
            note = machine.settings_folder() / PYTHON_NOTE
            note.parent.mkdir(parents=True, exist_ok=True)
            atomic_write(note, str(interpreter).encode("utf-8"))
    except OSError as error:
        raise IkuExcelError(
            "AD002",
            f"{target} tidak dapat ditulis. Tutup semua jendela Excel, lalu ulangi perintah ini.",
        ) from error
    return target


def uninstall(machine: Machine) -> list[Path]:
    """Remove what `install` wrote; the paths removed."""
    removed = []
    folder = machine.startup_folder()
    candidates = [folder / FILE_NAME] if folder else []
    for path in (*candidates, machine.settings_folder() / PYTHON_NOTE):
        try:
            path.unlink()
            removed.append(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise IkuExcelError(
                "AD002", f"{path} tidak dapat dihapus. Tutup semua jendela Excel, lalu ulangi."
            ) from error
    return removed


def diagnose(machine: Machine) -> Iterator[Link]:
    """Each link of the chain in plain words, in the order in which it is used."""
    folder = machine.startup_folder()
    if folder is None:
        yield Link("Excel", False, "Excel tidak ada di komputer ini.")
    else:
        yield _excel_link(machine)
        yield _addin_link(folder)
    yield from _policy_links(machine)
    yield _python_link(machine)
    yield from _import_links(machine)


def _excel_link(machine: Machine) -> Link:
    version = _registry(r"Excel.Application\CurVer", root="HKEY_CLASSES_ROOT")
    if machine.platform != "win32":
        return Link("Excel", True, "Excel untuk Mac: dukungan masih percobaan.")
    if version is None:
        return Link("Excel", False, "Excel tidak ditemukan. Perlu Excel 2013 atau yang baru.")
    number = str(version).rpartition(".")[2]
    old = number.isdigit() and int(number) < 15
    words = "terlalu lama; perlu Excel 2013 atau yang lebih baru." if old else "ditemukan."
    return Link("Excel", not old, f"Excel versi {number} {words}")


def _addin_link(folder: Path) -> Link:
    path = folder / FILE_NAME
    if path.is_file():
        return Link("Add-in", True, f"Terpasang di {path}.")
    return Link("Add-in", False, f"Belum ada di {folder}. Jalankan: iku addin pasang")


def _policy_links(machine: Machine) -> Iterator[Link]:
    if machine.platform != "win32":
        return
    base = r"Software\Policies\Microsoft\Office\16.0"
    macros = _registry(base + r"\Excel\Security", "VBAWarnings")
    blocked = macros == 4
    yield Link(
        "Makro",
        not blocked,
        "Kebijakan kantor mematikan semua makro; pakai Panel IKU atau perintah iku."
        if blocked
        else "Tidak ada kebijakan yang mematikan makro.",
    )
    trusted = _registry(base + r"\Excel\Security\Trusted Locations", "AllLocationsDisabled")
    yield Link(
        "Lokasi tepercaya",
        trusted != 1,
        "Kebijakan kantor mematikan lokasi tepercaya; pakai Panel IKU atau perintah iku."
        if trusted == 1
        else "Folder awal Excel dipercaya.",
    )


def _python_link(machine: Machine) -> Link:
    python = machine.python()
    if python.exists():
        return Link("Python", True, f"{python}")
    return Link("Python", False, f"{python} tidak ada. Jalankan lagi: iku addin pasang")


def _import_links(machine: Machine) -> Iterator[Link]:
    from importlib.util import find_spec

    needed = ["xlwings", "python_calamine", "lxml"]
    if machine.platform == "win32":
        needed.append("win32com")
    for name in needed:
        found = find_spec(name) is not None
        words = "ada." if found else "tidak ada. Pasang ulang iku-excel."
        yield Link(f"Pustaka {name}", found, f"{name} {words}")


def _registry(key: str, value: str = "", *, root: str = "HKEY_CURRENT_USER") -> object:
    """A registry value; None where there is none, or no registry."""
    try:
        import winreg
    except ImportError:
        return None
    module: Any = winreg  # its functions exist on Windows only
    try:
        with module.OpenKey(getattr(module, root), key) as handle:
            found: object = module.QueryValueEx(handle, value)[0]
            return found
    except OSError:
        return None
