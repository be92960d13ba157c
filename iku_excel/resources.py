"""Finds the shipped templates and samples: in a wheel, in an editable install and in a checkout.

In a wheel the folders `templates/` and `samples/` lie inside the package; in a checkout beside it.
Also reads the data files inside the package, as fast as modules are loaded.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

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


def read_shipped_toml(path: Path, *, exact: bool = False) -> dict[str, Any]:
    """A data file of the package; numbers with a point are Decimal where `exact`.

    What it holds is kept beside it in __pycache__ exactly as Python keeps compiled modules (by time
    and size of the source, where that folder can be written and PYTHONDONTWRITEBYTECODE is not
    set): parsing the data again at every start costs more than reading a small workbook.
    Raises OSError, UnicodeDecodeError and tomllib.TOMLDecodeError.
    """
    import importlib.util
    import marshal

    found = path.stat()
    stamp = importlib.util.MAGIC_NUMBER + repr((found.st_mtime_ns, found.st_size, exact)).encode()
    kept = Path(importlib.util.cache_from_source(f"{path}.py"))
    try:
        content = kept.read_bytes()
        if content.startswith(stamp + b"\n"):
            return _evaluate(marshal.loads(content[len(stamp) + 1 :]))
    except (OSError, ValueError, EOFError, TypeError):
        pass  # not kept yet, or damaged: the source is there
    data = _parse(path, exact)
    code = compile(repr(data), str(path), "eval")
    if not sys.dont_write_bytecode:
        _keep(kept, stamp + b"\n" + marshal.dumps(code))
    return data


def _parse(path: Path, exact: bool) -> dict[str, Any]:
    import tomllib
    from decimal import Decimal

    with path.open("rb") as stream:
        return tomllib.load(stream, parse_float=Decimal if exact else float)


def _evaluate(code: Any) -> dict[str, Any]:
    import datetime
    from decimal import Decimal

    found: dict[str, Any] = eval(code, {"Decimal": Decimal, "datetime": datetime})
    return found


def _keep(kept: Path, content: bytes) -> None:
    """Whole or not at all: another process may read it meanwhile."""
    part = kept.with_name(f"{kept.name}.{os.getpid()}")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        os.replace(part, kept)
    except OSError:
        pass  # a folder of the administrator's: it is parsed each time
