"""Runs LibreOffice on its own, out of sight: a private profile, Indonesian numbers, a time limit.

Nothing of the user's own LibreOffice is read or changed, and what was started is stopped again.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from iku_excel.errors import IkuExcelError
from iku_excel.lakip.outside import seal

SECONDS = 180
_FILTER = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)
_SETTING = (
    '<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
    "</item>"
)
_SETTINGS = (
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "id-ID"),
    ("/org.openoffice.Setup/Office", "FirstRun", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    # Nothing named in a document is fetched, from a network or from this machine's own files.
    # (DisableActiveContent of newer versions would take charts away with it.)
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Save/Document", "AutoSave", "false"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)
_WINDOWS = (
    r"LibreOffice\program\soffice.com",
    r"LibreOffice\program\soffice.exe",
)


class OfficeError(IkuExcelError):
    """LibreOffice is missing or did not do its work (family PD)."""


def find_office() -> Path | None:
    """LibreOffice's program; the variable IKU_SOFFICE comes first ("" says: none)."""
    named = os.environ.get("IKU_SOFFICE")
    if named is not None:
        return Path(named) if named and Path(named).is_file() else None
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            return Path(found)
    for base in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        for tail in _WINDOWS:
            path = Path(os.environ.get(base, "")) / tail
            if os.environ.get(base) and path.is_file():
                return path
    mac = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
    return mac if mac.is_file() else None


def convert_to_pdf(source: Path, target: Path, *, seconds: float = SECONDS) -> None:
    """Write `source` (.docx) as a tagged PDF with bookmarks; raises OfficeError PD001 when there is
    no LibreOffice, PD002 when it fails or takes too long. `target` is whole or untouched."""
    program = find_office()
    if program is None:
        raise OfficeError(
            "PD001",
            "LibreOffice tidak ditemukan, jadi PDF tidak dibuat. Pasang LibreOffice, atau buka "
            "dokumen di Word lalu Simpan sebagai PDF.",
        )
    with tempfile.TemporaryDirectory(prefix="iku-pdf-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        profile = work / "profil"
        _write_profile(profile)
        copy = work / "dokumen.docx"
        copy.write_bytes(seal(source.read_bytes()))
        _run(
            [
                str(program), f"-env:UserInstallation={profile.as_uri()}", "--headless",
                "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard",
                "--convert-to", _FILTER, "--outdir", str(work), str(copy),
            ],
            seconds,
        )  # fmt: skip
        made = work / "dokumen.pdf"
        if not made.is_file() or made.stat().st_size == 0:
            raise OfficeError("PD002", "LibreOffice tidak menghasilkan PDF dari dokumen ini.")
        _move(made, target)


def _move(made: Path, target: Path) -> None:
    from iku_excel.lakip.archive import write_atomic

    write_atomic(target, made.read_bytes())


def _write_profile(profile: Path) -> None:
    folder = profile / "user"
    folder.mkdir(parents=True)
    items = "".join(_SETTING.format(path=p, name=n, value=v) for p, n, v in _SETTINGS)
    (folder / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items '
        'xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(command: list[str], seconds: float) -> None:
    options: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)
    environment = {**os.environ, "SAL_USE_VCLPLUGIN": "svp"} if sys.platform == "linux" else None
    if sys.platform == "win32":
        options["creationflags"] = subprocess.CREATE_NO_WINDOW
    else:
        options["start_new_session"] = True
    try:
        process = subprocess.Popen(command, env=environment, **options)
    except OSError as error:
        raise OfficeError("PD001", "LibreOffice tidak dapat dijalankan.") from error
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise OfficeError(
            "PD002", f"LibreOffice tidak selesai dalam {seconds:g} detik dan dihentikan."
        ) from error
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End what is still running: the program starts children of its own."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(process.pid)],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
            )  # fmt: skip
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
