"""Builds iku_excel.oxt from text: always the same bytes, no LibreOffice needed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import iku_excel
from iku_excel.hosts.buttons import BUTTONS

FILE_NAME = "iku_excel.oxt"
IDENTIFIER = "org.iku-excel.calc"
_SOURCE = Path(__file__).resolve().parent / "extension"
_SHEET = "com.sun.star.sheet.SpreadsheetDocument"


def build_oxt() -> bytes:
    """The extension, whole."""
    parts = {
        path.relative_to(_SOURCE).as_posix(): path.read_text("utf-8")
        for path in sorted(_SOURCE.rglob("*"))
        if path.is_file() and path.suffix in (".py", ".xcu", ".xml")
    }
    parts["description.xml"] = parts["description.xml"].replace(
        "@VERSION@", iku_excel.__version__
    )
    parts["Addons.xcu"] = addons()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.create_system = zipfile.ZIP_STORED, 0
            package.writestr(info, parts[name].encode("utf-8"))
    return out.getvalue()


def addons() -> str:
    """Menu and toolbar: the same list twice, as LibreOffice wants it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:component-data xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" oor:name="Addons" '
        'oor:package="org.openoffice.Office"><node oor:name="AddonUI">'
        '<node oor:name="OfficeMenuBar">'
        '<node oor:name="org.iku_excel.calc.menu" oor:op="replace">'
        f'{_property("Title", "IKU")}{_property("Context", _SHEET)}'
        f'<node oor:name="Submenu">{_entries("m")}</node></node></node>'
        '<node oor:name="OfficeToolBar">'
        f'<node oor:name="org.iku_excel.calc.toolbar" oor:op="replace">{_entries("t")}</node>'
        "</node></node></oor:component-data>\n"
    )


def _entries(prefix: str) -> str:
    return "".join(
        f'<node oor:name="{prefix}{number:02}" oor:op="replace">'
        f'{_property("URL", f"vnd.iku-excel:{command}")}{_property("Title", label)}'
        f'{_property("Target", "_self")}{_property("Context", _SHEET)}</node>'
        for number, (command, label) in enumerate(BUTTONS)
    )


def _property(name: str, text: str) -> str:
    value = escape(text)
    if name == "Title":
        values = f'<value xml:lang="en-US">{value}</value><value xml:lang="id">{value}</value>'
    else:
        values = f"<value>{value}</value>"
    return f'<prop oor:name="{name}" oor:type="xs:string">{values}</prop>'
