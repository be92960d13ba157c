"""Installs, removes and diagnoses the add-in; no administrator rights, nothing outside the profile.

The file goes to Excel's start-up folder of the user, which Excel trusts by default, and is made on
this PC, so that it carries no mark of the web (docs/rilis.md says what only a real PC can prove).
"""

from __future__ import annotations

from pathlib import Path

from iku_excel.errors import IkuExcelError
from iku_excel.hosts.excel.xlam import FILE_NAME, build_xlam
from iku_excel.hosts.machine import PYTHON_NOTE, Machine

SCRIPT_NAME = "iku_excel.applescript"


def install(machine: Machine, folder: Path | None, python: Path | None) -> Path:
    """Write the add-in; its path. Raises IkuExcelError with the way out.

    With `folder` only the file is written there, on any system, for the interpreter `python`.
    """
    interpreter = str(python or machine.python())
    if folder is not None:
        return _write(folder / FILE_NAME, build_xlam(interpreter))
    startup = machine.startup_folder()
    if startup is None:
        raise IkuExcelError(
            "AD001",
            "Excel tidak ada di komputer ini. Dengan --ke FOLDER berkas add-in tetap dapat dibuat "
            "untuk disalin ke komputer lain; untuk LibreOffice pakai --libreoffice.",
        )
    _refuse_while_open(machine, startup)
    target = _write(startup / FILE_NAME, build_xlam(interpreter))
    note_python(machine, interpreter)
    scripts = machine.scripts_folder()
    if scripts is not None:
        script = Path(__file__).with_name(SCRIPT_NAME)
        _write(scripts / SCRIPT_NAME, script.read_bytes())
    return target


def note_python(machine: Machine, python: str) -> Path:
    """Note down the interpreter for the hosts that have one of their own."""
    return _write(machine.settings_folder() / PYTHON_NOTE, python.encode("utf-8"))


def uninstall(machine: Machine) -> list[Path]:
    """Remove what `install` wrote; the paths removed."""
    startup = machine.startup_folder()
    if startup is not None:
        _refuse_while_open(machine, startup)
    scripts = machine.scripts_folder()
    candidates = [
        startup / FILE_NAME if startup is not None else None,
        scripts / SCRIPT_NAME if scripts is not None else None,
        machine.settings_folder() / PYTHON_NOTE,
    ]
    removed = []
    for path in candidates:
        if path is None:
            continue
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise IkuExcelError(
                "AD002", f"{path} tidak dapat dihapus. Tutup semua jendela Excel, lalu ulangi."
            ) from error
        removed.append(path)
    return removed


def _refuse_while_open(machine: Machine, startup: Path) -> None:
    """Excel keeps the add-in it has loaded, and locks its file."""
    if machine.excel_runs() or (startup / f"~${FILE_NAME}").exists():
        raise IkuExcelError(
            "AD013",
            "Excel masih terbuka. Simpan pekerjaan, tutup semua jendela Excel, lalu ulangi.",
        )


def _write(target: Path, data: bytes) -> Path:
    from iku_excel.workbook.engine import atomic_write

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(target, data)
    except (OSError, IkuExcelError) as error:
        raise IkuExcelError(
            "AD002",
            f"{target} tidak dapat ditulis. Tutup semua jendela Excel dan periksa izin foldernya, "
            "lalu ulangi perintah ini.",
        ) from error
    return target
