"""LibreOffice for tests: the extension installed for an ordinary user, driven over a pipe.

`unopkg` refuses the administrator, so under root a user of our own is made. LibreOffice runs in
Debian's Python; the core lies in a folder of its own, as the bundle would put it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import click

import iku_excel
from iku_excel.hosts.calc.oxt import build_oxt

ROOT = Path(iku_excel.__file__).resolve().parent.parent
USER = "ikucalc"
SYSTEM_PYTHON = "/usr/bin/python3"
DRIVER = Path(__file__).with_name("uno_driver.py")
PACKAGES = ("click", "rapidfuzz", "jinja2", "markupsafe", "docx", "lxml", "typing_extensions.py")
"""What the core needs in the child process; compiled parts of another Python are passed over."""
NEEDED = ("soffice", "unopkg", "Xvfb", "xdotool", "import", "openbox")


class CalcOffice:
    """One LibreOffice; `screen` starts it on a display of its own, else it has none."""

    def __init__(self, screen: bool = False) -> None:
        missing = [name for name in NEEDED if not shutil.which(name)]
        assert not missing, f"install first: {missing}"
        self.home = Path(tempfile.mkdtemp(prefix="iku-calc-"))
        self.pipe = f"iku{os.getpid()}{int(screen)}"
        self.processes: list[subprocess.Popen[Any]] = []
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "IKU_FOLDER": str(self.home / "pengaturan"),
            "IKU_HARI_INI": "2025-01-15",
        }
        self._lay_out()
        self._install_extension()
        if screen:
            self._start_screen()
        self._start_office(screen)
        self._start_driver()

    # Setting up

    def _lay_out(self) -> None:
        """The core, the interpreter's note, the extension: everything the user owns."""
        library = self.home / "pustaka"
        for name in ("iku_excel", "templates"):
            source, target = ROOT / name, library / name
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        installed = Path(click.__file__ or "").parent.parent
        for name in PACKAGES:
            source = installed / name
            if source.is_dir():
                shutil.copytree(source, library / name, dirs_exist_ok=True)
            elif source.is_file():
                shutil.copy(source, library / name)
        python = self.home / "python"
        python.write_text(f'#!/bin/sh\nPYTHONPATH={library} exec {SYSTEM_PYTHON} "$@"\n')
        python.chmod(0o755)
        settings = self.home / "pengaturan"
        settings.mkdir()
        (settings / "python.txt").write_text(str(python))
        (self.home / "iku_excel.oxt").write_bytes(build_oxt())
        (self.home / "kerja").mkdir()
        shutil.copy(DRIVER, self.home)
        self.home.chmod(0o755)
        self.own()

    def own(self) -> None:
        """Give everything to the user."""
        if os.geteuid() != 0:
            return
        # Another worker may be making the same user at this moment: only the outcome counts.
        subprocess.run(["useradd", "--no-create-home", USER], capture_output=True, check=False)
        _wait(lambda: not subprocess.run(["id", USER], capture_output=True, check=False).returncode)
        subprocess.run(["chown", "-R", USER, str(self.home)], check=True)

    def words(self, *words: str) -> list[str]:
        """A command as the ordinary user runs it."""
        prefix = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
        return [*prefix, "env", *(f"{k}={v}" for k, v in self.environ.items()), *words]

    @property
    def profile(self) -> str:
        return f"-env:UserInstallation=file://{self.home}/profil"

    def _install_extension(self) -> None:
        done = subprocess.run(
            self.words("unopkg", "add", "-f", "-s", self.profile, f"{self.home}/iku_excel.oxt"),
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def _start_screen(self) -> None:
        words = ["Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24"]
        server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.processes.append(server)
        assert server.stdout is not None
        self.environ["DISPLAY"] = f":{server.stdout.readline().decode().strip()}"
        self._run(self.words("openbox"))

    def _start_office(self, screen: bool) -> None:
        show = ["--nologo"] if screen else ["--headless"]
        self._run(
            self.words(
                "soffice", self.profile, *show, "--norestore", "--nofirststartwizard",
                f"--accept=pipe,name={self.pipe};urp;",
            )  # fmt: skip
        )

    def _start_driver(self) -> None:
        self.driver = subprocess.Popen(
            self.words(SYSTEM_PYTHON, f"{self.home}/uno_driver.py", self.pipe, str(self.home)),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        assert self.ask("hello") == "ready"

    def _run(self, words: list[str]) -> None:
        self.processes.append(
            subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )

    # Using it

    def ask(self, do: str, **words: Any) -> Any:
        """One order to the driver; its answer. Raises RuntimeError with LibreOffice's words."""
        assert self.driver.stdin is not None and self.driver.stdout is not None
        self.driver.stdin.write(json.dumps({"do": do, **words}) + "\n")
        self.driver.stdin.flush()
        line = self.driver.stdout.readline()
        assert line, "LibreOffice has gone"
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def place(self, source: Path, name: str | None = None) -> Path:
        """A copy of a workbook in the user's folder."""
        target = self.home / "kerja" / (name or source.name)
        shutil.copy(source, target)
        self.own()
        return target

    def xdo(self, *words: str) -> None:
        subprocess.run(self.words("xdotool", *words), check=True, timeout=30)

    def screenshot(self, target: Path) -> None:
        """The whole screen as a picture, for a person to look at."""
        shot = self.home / "layar.png"
        subprocess.run(
            self.words("import", "-window", "root", str(shot)), check=True, timeout=60
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shot, target)

    def close(self) -> None:
        """End what we started, and nothing else."""
        self.driver.kill()
        self.driver.communicate()
        for process in reversed(self.processes):
            for child in (*_children(process.pid), process.pid):
                subprocess.run(["kill", str(child)], capture_output=True, check=False)
            process.wait(timeout=60)
            if process.stdout is not None:
                process.stdout.close()
        shutil.rmtree(self.home, ignore_errors=True)


def _children(pid: int) -> list[int]:
    """Every descendant of a process of ours, the deepest first."""
    found: list[int] = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            child = int(path.parent.name)
            found += [*_children(child), child]
    return found


def _wait(ready: Any, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "not ready in time"
        time.sleep(0.1)
