"""`iku addin status`: each link of the chain from the button to Python, in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iku_excel.hosts.excel.xlam import FILE_NAME, build_xlam
from iku_excel.hosts.machine import PYTHON_NOTE, Machine

_OLDEST = 15
"""Excel 2013; the ribbon's icons exist from there on."""
_AGAIN = "Jalankan: iku addin pasang"
_FALLBACK = "Pakai Panel IKU (iku addin panel) atau perintah iku."

Registry = Callable[[str, str, str], object]


@dataclass(frozen=True)
class Link:
    """One link of the chain, and whether it holds."""

    name: str
    holds: bool
    sentence: str


def diagnose(machine: Machine, registry: Registry | None = None) -> Iterator[Link]:
    """Each link in the order in which a click uses it."""
    read = registry or read_registry
    folder = machine.startup_folder()
    if folder is None:
        yield Link("Excel", False, "Excel tidak ada di komputer ini.")
    else:
        version = _version(machine, read)
        yield _excel_link(machine, version)
        yield Link("Folder awal", folder.is_dir(), _folder_words(folder))
        yield _addin_link(machine, folder)
        yield from _other_copies(machine)
        if machine.platform == "win32":
            yield from _policy_links(f"{version or 16}.0", read)
    yield _python_link(machine)
    yield from _import_links(machine)


def _version(machine: Machine, read: Registry) -> int | None:
    if machine.platform != "win32":
        return None
    number = str(read("HKEY_CLASSES_ROOT", r"Excel.Application\CurVer", "")).rpartition(".")[2]
    return int(number) if number.isdigit() else None


def _excel_link(machine: Machine, version: int | None) -> Link:
    if machine.platform == "darwin":
        return Link("Excel", True, "Excel untuk Mac: dukungan masih percobaan.")
    if version is None:
        return Link("Excel", False, "Excel tidak ditemukan. Perlu Excel 2013 atau yang baru.")
    if version < _OLDEST:
        return Link("Excel", False, f"Excel versi {version} terlalu lama; perlu Excel 2013.")
    return Link("Excel", True, f"Excel versi {version} ditemukan.")


def _folder_words(folder: Path) -> str:
    return f"{folder}" if folder.is_dir() else f"{folder} belum ada. {_AGAIN}"


def _addin_link(machine: Machine, folder: Path) -> Link:
    path = folder / FILE_NAME
    if not path.is_file():
        return Link("Add-in", False, f"Belum ada di {folder}. {_AGAIN}")
    python = _noted_python(machine) or str(machine.python())
    if path.read_bytes() != build_xlam(python):
        return Link("Add-in", False, f"{path} dari versi lain. {_AGAIN}")
    return Link("Add-in", True, f"Terpasang di {path}.")


def _other_copies(machine: Machine) -> Iterator[Link]:
    """A copy in the folder of add-ins would load too, and every button would be there twice."""
    roaming = machine.environ.get("APPDATA")
    if machine.platform == "win32" and roaming:
        copy = Path(roaming) / "Microsoft" / "AddIns" / FILE_NAME
        if copy.exists():
            yield Link("Salinan lain", False, f"Hapus {copy}, supaya tab IKU tidak ganda.")


def _policy_links(version: str, read: Registry) -> Iterator[Link]:
    base = rf"Software\Policies\Microsoft\Office\{version}\Excel\Security"
    blocked = read("HKEY_CURRENT_USER", base, "VBAWarnings") == 4
    words = f"Kebijakan kantor mematikan semua makro. {_FALLBACK}"
    yield Link("Makro", not blocked, words if blocked else "Tidak dimatikan oleh kebijakan.")
    place = base + r"\Trusted Locations"
    off = read("HKEY_CURRENT_USER", place, "AllLocationsDisabled") == 1
    words = f"Kebijakan kantor mematikan lokasi tepercaya. {_FALLBACK}"
    yield Link("Lokasi tepercaya", not off, words if off else "Folder awal Excel dipercaya.")
    rules = r"Software\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
    rule = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
    asr = str(read("HKEY_LOCAL_MACHINE", rules, rule)) == "1"
    words = f"Keamanan Windows melarang Excel menjalankan program lain. {_FALLBACK}"
    yield Link("Program lain", not asr, words if asr else "Excel boleh menjalankan Python.")


def _noted_python(machine: Machine) -> str | None:
    try:
        return (machine.settings_folder() / PYTHON_NOTE).read_text("utf-8").strip() or None
    except OSError:
        return None


def _python_link(machine: Machine) -> Link:
    python = _noted_python(machine) or str(machine.python())
    if Path(python).exists():
        return Link("Python", True, python)
    return Link("Python", False, f"{python} tidak ada. Jalankan lagi: iku addin pasang")


def _import_links(machine: Machine) -> Iterator[Link]:
    from importlib.util import find_spec

    needed = ["xlwings", "python_calamine", "lxml", "docx", "openpyxl"]
    if machine.platform == "win32":
        needed.append("win32com")
    for name in needed:
        found = find_spec(name) is not None
        words = "ada." if found else "tidak ada. Pasang ulang iku-excel."
        yield Link(f"Pustaka {name}", found, words)


def read_registry(root: str, key: str, value: str) -> object:
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
