"""Builds the zip for PCs without Python and without internet: Python, the wheels, PASANG.cmd.

    python tools/make_bundle.py --wheel dist/iku_excel-1.0-py3-none-any.whl \
        --python python-3.13.1-embed-amd64.zip --ke dist

`--python` is the embeddable package for Windows from python.org (no package index has it; check its
signature, docs/rilis.md). It has no tkinter: `--tcltk FOLDER` takes that from a full Python of the
same version; without it the panel is a list to choose from. Everything else comes through pip for
the platform win_amd64. The same inputs give the same bytes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

NAME = "IKU-Excel"
PLATFORM = "win_amd64"
DROPPED = (
    "pythonwin", "isapi", "adodbapi", "PyWin32.chm", "win32/Demos", "win32com/demos",
    "xlwings/pro", "xlwings/addin", "xlwings/js", "xlwings/html", "xlwings/rest", "bin", "Scripts",
)  # fmt: skip
"""Not needed at run time, or not ours to hand on (xlwings/pro has another licence)."""
DROPPED_PATTERNS = ("xlwings/quickstart*", "xlwings*.dll", "**/__pycache__", "**/tests")
_STAMP = (1980, 1, 1, 0, 0, 0)

PASANG = r"""@echo off
setlocal
title Pemasangan IKU
set "TUJUAN=%LOCALAPPDATA%\Programs\iku-excel"
if not exist "%~dp0python\python.exe" (
  echo Ekstrak dahulu seluruh isi berkas zip, lalu jalankan PASANG dari folder hasilnya.
  pause & exit /b 1
)
tasklist /FI "IMAGENAME eq EXCEL.EXE" /NH | find /I "EXCEL.EXE" >nul
if not errorlevel 1 (
  echo Excel masih terbuka. Simpan pekerjaan, tutup Excel, lalu jalankan PASANG lagi.
  pause & exit /b 1
)
echo Menyalin ke %TUJUAN% ...
robocopy "%~dp0." "%TUJUAN%" /MIR /NFL /NDL /NJH /NJS /NP >nul
if errorlevel 8 (
  echo Penyalinan gagal. Pastikan ruang disk cukup, lalu jalankan PASANG lagi.
  pause & exit /b 1
)
"%TUJUAN%\python\python.exe" -m iku_excel addin pasang || (pause & exit /b 1)
"%TUJUAN%\python\python.exe" -m iku_excel addin status
echo Selesai. Buka Excel; tab IKU ada setelah tab Tinjau.
pause
"""
COPOT = r"""@echo off
setlocal
title Copot IKU
set "TUJUAN=%LOCALAPPDATA%\Programs\iku-excel"
"%TUJUAN%\python\python.exe" -m iku_excel addin copot || (pause & exit /b 1)
cd /d "%TEMP%"
rmdir /S /Q "%TUJUAN%"
echo Selesai. Buku kerja dan folder .iku-cadangan tidak disentuh.
pause
"""
PANEL = r"""@echo off
setlocal
set "PYTHON=%LOCALAPPDATA%\Programs\iku-excel\python"
"%PYTHON%\python.exe" -c "import tkinter" 2>nul
if errorlevel 1 (
  "%PYTHON%\python.exe" -m iku_excel.hosts.panel
) else (
  start "" "%PYTHON%\pythonw.exe" -m iku_excel.hosts.panel
)
"""
BACA = """IKU untuk Excel

1. Ekstrak seluruh isi berkas zip ini ke sebuah folder.
2. Tutup Excel, lalu klik dua kali PASANG.cmd. Hak administrator tidak diperlukan.
3. Buka Excel: tab IKU ada setelah tab Tinjau.

Tidak ada tab IKU, atau makro dilarang di kantor? Klik dua kali PANEL.cmd.
Untuk menghapus semuanya: tutup Excel, lalu klik dua kali COPOT.cmd.
"""


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--wheel", type=Path, required=True)
    words.add_argument("--python", type=Path, required=True)
    words.add_argument("--tcltk", type=Path, help="a full Python of that version, for tkinter")
    words.add_argument("--ke", type=Path, default=Path("dist"))
    given = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / NAME
        version = unpack_python(given.python, root / "python")
        install(given.wheel, root / "site", version)
        if given.tcltk is not None:
            add_tkinter(given.tcltk, root)
        lay_out(root, version)
        name = f"{NAME}-{wheel_version(given.wheel)}-win64.zip"
        target = pack(root, given.ke / name)
    print(target, target.stat().st_size)
    return 0


def wheel_version(wheel: Path) -> str:
    return wheel.name.split("-")[1]


def unpack_python(archive: Path, target: Path) -> str:
    """Unpack the embeddable package; its version without a point, "313"."""
    with zipfile.ZipFile(archive) as package:
        package.extractall(target)
    found = [re.fullmatch(r"python(3\d+)\._pth", path.name) for path in target.iterdir()]
    versions = [match[1] for match in found if match]
    if len(versions) != 1 or not (target / "pythonw.exe").is_file():
        raise SystemExit(f"{archive} is not an embeddable Python for Windows")
    return versions[0]


def install(wheel: Path, target: Path, version: str) -> None:
    """The wheel and what it needs, for Windows, from any system."""
    subprocess.run(
        [
            sys.executable, "-m", "pip", "install", "--no-compile", "--target", str(target),
            "--platform", PLATFORM, "--python-version", version, "--only-binary=:all:",
            # pip reads "only on Windows" of the system it runs on: these two are named here.
            str(wheel), "pywin32", "colorama",
        ],
        check=True,
    )  # fmt: skip


def add_tkinter(full: Path, root: Path) -> None:
    """The embeddable package has no tkinter; a full Python of the same version lends its own."""
    shutil.copytree(full / "Lib" / "tkinter", root / "site" / "tkinter")
    shutil.copytree(full / "tcl", root / "python" / "tcl")
    for pattern in ("_tkinter.pyd", "tcl*.dll", "tk*.dll", "zlib1.dll"):
        for path in (full / "DLLs").glob(pattern):
            shutil.copy(path, root / "python" / path.name)


def lay_out(root: Path, version: str) -> None:
    """Strip what is not needed and put our own files beside it."""
    site = root / "site"
    for path in [*(site / name for name in DROPPED), *dropped(site)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    lines = (
        f"python{version}.zip", ".", r"..\site", r"..\site\win32", r"..\site\win32\lib",
        r"..\site\pywin32_system32", "import site",
    )  # fmt: skip
    (root / "python" / f"python{version}._pth").write_text("\n".join(lines) + "\n", "ascii")
    texts = {"PASANG.cmd": PASANG, "COPOT.cmd": COPOT, "PANEL.cmd": PANEL, "BACA DULU.txt": BACA}
    for name, text in texts.items():
        (root / name).write_bytes(text.replace("\n", "\r\n").encode("ascii"))


def dropped(site: Path) -> Iterator[Path]:
    for pattern in DROPPED_PATTERNS:
        yield from list(site.glob(pattern))


def pack(root: Path, target: Path) -> Path:
    """The zip, sorted and undated."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(path.relative_to(root.parent).as_posix(), _STAMP)
                info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
                package.writestr(info, path.read_bytes())
    return target


if __name__ == "__main__":
    sys.exit(main())
