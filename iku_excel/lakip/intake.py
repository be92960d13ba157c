"""Takes in a .docx: refuses what is no Word document, decompression bombs and DTD tricks.

Everything that reads a Word file given by a user comes through here before lxml sees a byte.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from iku_excel.errors import TemplateError

MAX_FILE = 64 * 2**20
MAX_ENTRIES = 5_000
MAX_PART = 128 * 2**20
MAX_TOTAL = 256 * 2**20
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML_SUFFIXES = (".xml", ".rels", ".vml")


def read_docx(source: Path | bytes, name: str | None = None) -> bytes:
    """The bytes of a Word document that is safe to parse; raises TemplateError TM007."""
    label = name or (str(source) if isinstance(source, Path) else "dokumen")
    try:
        data = _read(source, label) if isinstance(source, Path) else source
    except OSError as error:
        raise TemplateError("TM007", f"{label}: berkas tidak dapat dibuka.") from error
    if data[:8] == _OLE2:
        raise TemplateError(
            "TM007",
            f"{label}: dokumen berkata sandi atau berformat .doc lama. Simpan di Word sebagai "
            ".docx tanpa kata sandi.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive, label)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _unreadable(label) from error
    except RuntimeError as error:  # zipfile's word for an encrypted entry
        raise _unreadable(label) from error
    except Exception as error:  # zlib.error has no base class of its own
        if type(error).__name__ == "error":
            raise _unreadable(label) from error
        raise
    return data


def _unreadable(label: str) -> TemplateError:
    return TemplateError(
        "TM007",
        f"{label}: bukan dokumen Word (.docx) yang dapat dibaca. Buka dan simpan lagi di Word.",
    )


def _read(path: Path, label: str) -> bytes:
    if path.stat().st_size > MAX_FILE:
        raise _too_large(label)
    return path.read_bytes()


def _too_large(label: str) -> TemplateError:
    return TemplateError("TM007", f"{label}: dokumen melebihi batas ukuran yang wajar.")


def _check(archive: zipfile.ZipFile, label: str) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise _too_large(label)
    if "[Content_Types].xml" not in names or len(names) != len(entries):
        raise _unreadable(label)
    for entry in entries:
        if entry.file_size > MAX_PART:
            raise _too_large(label)
        # zipfile stops at the declared size and checks the sum, so a lying header cannot swell.
        content = archive.read(entry)
        if entry.filename.lower().endswith(_XML_SUFFIXES):
            _check_xml(content, label)


def _check_xml(content: bytes, label: str) -> None:
    text = content.replace(b"\x00", b"") if b"\x00" in content[:64] else content
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise TemplateError(
            "TM007", f"{label}: dokumen memuat DTD, yang tidak pernah ditulis oleh Word; ditolak."
        )
