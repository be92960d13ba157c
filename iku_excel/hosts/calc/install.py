"""Puts the extension into LibreOffice of this user, takes it out, and says how it stands."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from iku_excel.errors import IkuExcelError
from iku_excel.hosts.calc.oxt import FILE_NAME, IDENTIFIER, build_oxt
from iku_excel.hosts.excel.install import _write, note_python
from iku_excel.hosts.machine import Machine

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[str]"]


def write_oxt(folder: Path) -> Path:
    """Only the file, for another PC. Raises IkuExcelError AD002."""
    return _write(folder / FILE_NAME, build_oxt())


def install(machine: Machine, python: Path | None, run: Run | None = None) -> Path:
    """Register the extension and note down the interpreter; the extension's path."""
    unopkg = _unopkg(machine)
    target = write_oxt(machine.settings_folder())
    note_python(machine, str(python or machine.python()))
    done = (run or _run)([unopkg, "add", "-f", "-s", str(target)])
    if done.returncode:
        raise IkuExcelError(
            "AD021",
            "LibreOffice menolak ekstensi ini. Tutup semua jendela LibreOffice, jangan memakai "
            "akun administrator (root), lalu ulangi perintah ini.",
        )
    return target


def uninstall(machine: Machine, run: Run | None = None) -> bool:
    """Take the extension out; False where it was not there."""
    done = (run or _run)([_unopkg(machine), "remove", IDENTIFIER])
    (machine.settings_folder() / FILE_NAME).unlink(missing_ok=True)
    return done.returncode == 0


def _unopkg(machine: Machine) -> str:
    for path in _candidates(machine):
        if path.is_file():
            return str(path)
    found = shutil.which("unopkg")
    if found:
        return found
    raise IkuExcelError(
        "AD022",
        "LibreOffice tidak ditemukan di komputer ini. Pasang LibreOffice 7 atau yang baru, atau "
        "buat berkasnya saja dengan --libreoffice --ke FOLDER.",
    )


def _candidates(machine: Machine) -> Iterator[Path]:
    for name in ("ProgramFiles", "ProgramFiles(x86)"):
        if machine.environ.get(name):
            yield Path(machine.environ[name]) / "LibreOffice" / "program" / "unopkg.com"
    if machine.platform == "darwin":
        yield Path("/Applications/LibreOffice.app/Contents/MacOS/unopkg")


def _run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=300)
