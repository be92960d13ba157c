"""What the installer and the buttons know of the PC; tests make their own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from iku_excel.records import dataclass, field

_MAC_STARTUP = (
    "Library/Group Containers/UBF8T346G9.Office/User Content.localized/Startup.localized/Excel"
)
_MAC_SCRIPTS = "Library/Application Scripts/com.microsoft.Excel"
PYTHON_NOTE = "python.txt"
"""In the settings folder: the interpreter, for the hosts that have one of their own (Calc)."""


@dataclass(frozen=True)
class Machine:
    """One PC and its user."""

    platform: str = sys.platform
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    home: Path = field(default_factory=Path.home)
    executable: Path = field(default_factory=lambda: Path(sys.executable))
    excel_runs: Callable[[], bool] = field(default=lambda: _excel_runs())

    def startup_folder(self) -> Path | None:
        """Excel's start-up folder of this user; None where there is no Excel."""
        if self.platform == "win32":
            roaming = self.environ.get("APPDATA")
            return Path(roaming) / "Microsoft" / "Excel" / "XLSTART" if roaming else None
        if self.platform == "darwin":
            return self.home / _MAC_STARTUP
        return None

    def scripts_folder(self) -> Path | None:
        """Where Excel for Mac looks for the scripts that a macro may run."""
        return self.home / _MAC_SCRIPTS if self.platform == "darwin" else None

    def settings_folder(self) -> Path:
        """The journal, the log, and where the other hosts find the interpreter."""
        chosen = self.environ.get("IKU_FOLDER")
        if chosen:
            return Path(chosen)
        if self.platform == "win32" and self.environ.get("LOCALAPPDATA"):
            return Path(self.environ["LOCALAPPDATA"]) / "iku-excel"
        return self.home / ".config" / "iku-excel"

    def python(self) -> Path:
        """The interpreter without a console window, where there is one."""
        windowless = self.executable.with_name("pythonw.exe")
        if self.platform == "win32" and windowless.exists():
            return windowless
        return self.executable


def _excel_runs() -> bool:
    """Whether an Excel is open: it would keep the old add-in, and lock its file."""
    import subprocess

    platform: str = sys.platform  # a plain text, or mypy sees only the system it runs on
    if platform == "win32":
        words, sign = ["tasklist", "/FI", "IMAGENAME eq EXCEL.EXE", "/NH"], "EXCEL.EXE"
    elif platform == "darwin":
        words, sign = ["pgrep", "-lx", "Microsoft Excel"], "Microsoft Excel"
    else:
        return False
    try:
        done = subprocess.run(words, capture_output=True, text=True, errors="replace", timeout=20)
    except (OSError, subprocess.SubprocessError):
        return False
    return sign.casefold() in done.stdout.casefold()
