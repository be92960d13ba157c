"""Finds the shipped templates and samples: in a wheel, in an editable install and in a checkout.

In a wheel the folders `templates/` and `samples/` lie inside the package; in a checkout beside it.
"""

from __future__ import annotations

from pathlib import Path

from iku_excel.errors import IkuExcelError

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    for parent in (_PACKAGE, _PACKAGE.parent):
        folder = parent / name
        if folder.is_dir():
            return folder
    raise IkuExcelError(
        "PG003", f"Folder “{name}” bawaan iku-excel tidak ditemukan. Pasang ulang iku-excel."
    )


def template_path(name: str) -> Path:
    """The shipped template `name`, e.g. "PK_template.xlsx"; IkuExcelError PG003 when missing."""
    path = _folder("templates") / name
    if not path.is_file():
        raise IkuExcelError(
            "PG003", f"Templat bawaan “{name}” tidak ditemukan. Pasang ulang iku-excel."
        )
    return path


def samples_path() -> Path:
    """The folder of the shipped samples."""
    return _folder("samples")
