"""Takes in a .docx: refuses what is no Word document, decompression bombs and DTD tricks.

Everything that reads a Word file given by a user comes through here before lxml sees a byte, and
through `open_docx` before anybody trusts the shape of its parts.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from pathlib import Path
from typing import Any

from iku_excel.errors import TemplateError

MAX_FILE = 64 * 2**20
MAX_ENTRIES = 5_000
MAX_PART = 128 * 2**20
MAX_TOTAL = 256 * 2**20
MAX_MARKUP = 500_000
"""Opening and closing marks in all parts of XML together; a report of a hundred pages has 35,000.
Memory follows their number, not the size of the file."""
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XML_SUFFIXES = (".xml", ".rels", ".vml", ".svg")
_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")
_BLANKS = b"\x00\xef\xbb\xbf\xfe\xff \t\r\n"
_PLAIN_ENCODINGS = (b"utf-8", b"utf-16", b"us-ascii", b"iso-8859-1", b"windows-1252")
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_ROOTS = {
    "styles": "styles", "settings": "settings", "numbering": "numbering", "header": "hdr",
    "footer": "ftr", "footnotes": "footnotes", "endnotes": "endnotes", "comments": "comments",
}  # fmt: skip
"""The last word of a relationship's type → the root that its part must have."""


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


def open_docx(data: bytes, label: str) -> Any:
    """python-docx's document of what `read_docx` gave, its parts of the kinds that they claim to
    be; raises TemplateError TM007."""
    import docx
    from docx.exceptions import PythonDocxError
    from docx.opc.exceptions import OpcError
    from docx.oxml.exceptions import XmlchemyError
    from lxml import etree

    try:
        document: Any = docx.Document(io.BytesIO(data))
        if not _has_shape(document):
            raise _unreadable(label)
        _touch(document)
    except (
        ValueError, KeyError, TypeError, AttributeError, RecursionError, etree.LxmlError,
        PythonDocxError, OpcError, XmlchemyError,
    ) as error:  # fmt: skip
        raise _unreadable(label) from error
    return document


def _touch(document: Any) -> None:
    """Ask for all that python-docx reads only when asked, so that it fails here or nowhere."""
    for style in document.styles:
        _ = style.name, style.type, style.style_id
    _ = document.settings.element, document.core_properties.title, document.core_properties.author


def _has_shape(document: Any) -> bool:
    main = document.part
    if document.element.tag != f"{{{_MAIN}}}document" or document.element.body is None:
        return False
    for relation in main.rels.values():
        root = _ROOTS.get(relation.reltype.rsplit("/", 1)[-1])
        if root and (relation.is_external or not _is_root(relation.target_part, _MAIN, root)):
            return False
    for relation in main.package.rels.values():
        is_core = relation.reltype.endswith("/metadata/core-properties")
        if is_core and not _is_root(relation.target_part, _CORE, "coreProperties"):
            return False
    names = [str(part.partname).lower() for part in main.package.iter_parts()]
    return len(set(names)) == len(names) and not any(
        name.endswith((".rels", "[content_types].xml")) for name in names
    )


def _is_root(part: Any, namespace: str, name: str) -> bool:
    from docx.oxml import parse_xml

    element = part.element if hasattr(part, "element") else parse_xml(part.blob)
    return bool(element.tag == f"{{{namespace}}}{name}")


def _unreadable(label: str) -> TemplateError:
    return TemplateError(
        "TM007",
        f"{label}: bukan dokumen Word (.docx) yang dapat dibaca. Buka dan simpan lagi di Word.",
    )


def _read(path: Path, label: str) -> bytes:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # a pipe never ends, a device neither
        raise _unreadable(label)
    if found.st_size > MAX_FILE:
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
    markup = 0
    for entry in entries:
        if entry.file_size > MAX_PART:
            raise _too_large(label)
        # zipfile stops at the declared size and checks the sum, so a lying header cannot swell.
        content = archive.read(entry)
        is_xml = entry.filename.lower().endswith(_XML_SUFFIXES)
        # A part is parsed because of its type; its name may say anything.
        if is_xml or content[:64].translate(None, _BLANKS)[:1] == b"<":
            _check_xml(content, label)
            markup += content.count(b"<")
        if markup > MAX_MARKUP:
            raise _too_large(label)


def _check_xml(content: bytes, label: str) -> None:
    text = content.replace(b"\x00", b"") if b"\x00" in content[:64] else content
    named = _ENCODING.search(text[:256])
    if named and named.group(1).lower() not in _PLAIN_ENCODINGS:
        raise _unreadable(label)  # in another one a DTD would not be seen
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise TemplateError(
            "TM007", f"{label}: dokumen memuat DTD, yang tidak pernah ditulis oleh Word; ditolak."
        )
