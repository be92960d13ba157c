"""Same bytes on every run: fixed zip times, fixed dates in docProps; and cached values for formulas
of workbooks that openpyxl saved (it stores formulas without their values)."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

STAMP = "2024-01-02T00:00:00Z"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def settle(path: Path) -> None:
    """Rewrite the archive with fixed times, order kept.

    XlsxWriter stores "" as a formula's value without its type, which reads as no value at all;
    Excel writes t="str".
    """

    def change(name: str, data: bytes) -> bytes:
        if name == "docProps/core.xml":
            return _dates(data)
        return _EMPTY_TEXT.sub(rb'\1 t="str"\2', data) if "/worksheets/" in name else data

    rewrite(path, change)


_EMPTY_TEXT = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?)(><f>[^<]*</f><v></v></c>)')


def rewrite(path: Path, change) -> None:  # type: ignore[no-untyped-def]
    """Pass every part through `change(name, data) -> data | None` (None drops the part)."""
    with zipfile.ZipFile(path) as source:
        parts = [(info.filename, source.read(info)) for info in source.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts:
            changed = change(name, data)
            if changed is not None:
                info = zipfile.ZipInfo(name, _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                target.writestr(info, changed)


def _dates(data: bytes) -> bytes:
    return re.sub(
        rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms)",
        rb"\g<1>" + STAMP.encode() + rb"\3",
        data,
    )


def store_values(path: Path, values: Mapping[str, Mapping[str, object]]) -> None:
    """Give formulas that have no value one: {"xl/worksheets/sheet4.xml": {"D9": 12.5}}."""

    def change(name: str, data: bytes) -> bytes:
        own = values.get(name, {})
        return _FORMULA.sub(lambda found: _with_value(found, own), data) if own else data

    rewrite(path, change)


_FORMULA = re.compile(
    rb'<c r="([A-Z]+\d+)"([^>]*)>(<f[^>]*>[^<]*</f>|<f[^>]*/>)<v\s*(?:/>|></v>)</c>'
)


def _with_value(found: re.Match[bytes], values: Mapping[str, object]) -> bytes:
    cell = found[1].decode()
    if cell not in values:
        return found[0]
    value, attributes = values[cell], re.sub(rb' t="[^"]*"', b"", found[2])
    if value is None:
        value = ""
    if isinstance(value, str):
        attributes += b' t="e"' if value.startswith("#") else b' t="str"'
    text = escape(str(value)).encode()
    return b'<c r="%s"%s>%s<v>%s</v></c>' % (found[1], attributes, found[3], text)
