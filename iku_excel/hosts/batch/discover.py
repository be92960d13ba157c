"""Finds the workbooks of a folder, without the litter that lies around them."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from iku_excel.errors import WorkbookError

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".xlsb")
REKAP_PREFIX = "Rekap_"
_OWNER_FILES = ("~$", ".~")


def find_workbooks(folder: Path, result: Path | None = None) -> tuple[Path, ...]:
    """Every workbook below `folder`, sorted by its relative path; WorkbookError BK012 when the
    folder cannot be listed.

    Left out: owner files of open workbooks, hidden folders (our backups among them), everything
    below `result`, and recaps that we wrote.
    """
    if not folder.is_dir():
        raise WorkbookError("BK012", f"Folder {folder} tidak ditemukan. Periksa namanya.")
    skip = result.resolve() if result is not None and result.resolve() != folder.resolve() else None
    found: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=_refuse):
        here = Path(parent)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (here / name).resolve() != skip
        )
        found += [here / name for name in names if _is_workbook(here / name)]
    return tuple(sorted(found, key=lambda path: _sort_key(path.relative_to(folder))))


def _sort_key(path: Path) -> tuple[str, str]:
    return path.as_posix().casefold(), path.as_posix()


def _refuse(error: OSError) -> None:
    raise WorkbookError(
        "BK012", f"Folder {error.filename} tidak dapat dibuka. Periksa hak aksesnya."
    ) from error


def _is_workbook(path: Path) -> bool:
    if not path.name.lower().endswith(SUFFIXES) or path.name.startswith(_OWNER_FILES):
        return False
    return not (path.name.startswith(REKAP_PREFIX) and _is_our_rekap(path))


def _is_our_rekap(path: Path) -> bool:
    """Whether the file says that we made it: an office may name its own workbook "Rekap_…" too."""
    try:
        with zipfile.ZipFile(path) as package:
            info = package.getinfo("docProps/core.xml")
            return info.file_size < 65536 and b">iku-excel<" in package.read(info)
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return False
