"""Writes a Word package: the same document gives the same bytes; a file is whole or untouched."""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from iku_excel.errors import TemplateError

_DATE = (1980, 1, 1, 0, 0, 0)
_PACKED = (".xlsx", ".png", ".jpg", ".jpeg", ".zip")


def package_bytes(package: Any) -> bytes:
    """The package of a python-docx document, with fixed dates and order."""
    from docx.opc.pkgwriter import _ContentTypesItem

    contents: Any = _ContentTypesItem

    parts = list(package.iter_parts())
    for part in parts:
        part.before_marshal()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "[Content_Types].xml", contents.from_parts(parts).blob)
        _add(archive, "_rels/.rels", package.rels.xml)
        for part in parts:
            _add_part(archive, part)
            if len(part.rels):
                _add(archive, part.partname.rels_uri.membername, part.rels.xml)
    return stream.getvalue()


def _add_part(archive: zipfile.ZipFile, part: Any) -> None:
    """A part of XML goes from its tree into the archive without standing in memory as text."""
    from docx.opc.part import XmlPart
    from lxml import etree

    if not isinstance(part, XmlPart):
        _add(archive, part.partname.membername, part.blob)
        return
    with archive.open(_entry(part.partname.membername), "w") as stream:
        etree.ElementTree(part.element).write(stream, encoding="UTF-8", standalone=True)


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(_entry(name), content)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    packed = name.lower().endswith(_PACKED)
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.create_system = 0  # else it tells Windows from Linux
    entry.external_attr = 0
    return entry


def write_atomic(path: Path, content: bytes) -> None:
    """Replace `path` at once; raises TemplateError TM008 and leaves it as it was on any failure."""
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=".iku-", suffix=path.suffix, dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(OSError):
            temporary.chmod(path.stat().st_mode if path.exists() else 0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        raise TemplateError(
            "TM008",
            f"{path}: tidak dapat ditulis. Tutup dahulu di Word, atau pilih folder lain.",
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
