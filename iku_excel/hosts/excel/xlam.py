"""Builds iku_excel.xlam from text: VBA modules, ribbon, a hidden sheet; always the same bytes.

Excel 2007 reads customUI.xml, later versions customUI14.xml; both are made of one source.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import iku_excel
from iku_excel.hosts.excel.project import BASE_SHEET, BASE_WORKBOOK, Module, Project

FILE_NAME = "iku_excel.xlam"
_HERE = Path(__file__).resolve().parent
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MICROSOFT = "http://schemas.microsoft.com/office"
_SHEET_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CONTENT_TYPES = (
    ("/xl/workbook.xml", "application/vnd.ms-excel.addin.macroEnabled.main+xml"),
    ("/xl/worksheets/sheet1.xml", f"{_SHEET_TYPES}.worksheet+xml"),
    ("/xl/styles.xml", f"{_SHEET_TYPES}.styles+xml"),
    (
        "/docProps/core.xml",
        "application/vnd.openxmlformats-package.core-properties+xml",
    ),
)


def build_xlam(python: str) -> bytes:
    """The add-in for the interpreter at `python` (pythonw.exe on Windows)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in _parts(python).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            # Stored, not deflated: zlib's bytes differ from build to build of Python.
            info.compress_type, info.create_system = zipfile.ZIP_STORED, 0
            package.writestr(info, content)
    return out.getvalue()


def vba_string(text: str) -> str:
    """`text` as a VBA expression in plain ASCII: a path may hold any letter."""
    pieces: list[str] = []
    plain = ""
    for unit in _utf16_units(text):
        if 32 <= unit < 127:
            plain += '""' if unit == 34 else chr(unit)
            continue
        if plain:
            pieces.append(f'"{plain}"')
            plain = ""
        pieces.append(f"ChrW({unit})")
    if plain or not pieces:
        pieces.append(f'"{plain}"')
    return " & ".join(pieces)


def _utf16_units(text: str) -> list[int]:
    raw = text.encode("utf-16-le", "surrogatepass")
    return [raw[i] | raw[i + 1] << 8 for i in range(0, len(raw), 2)]


def project(python: str) -> Project:
    """The add-in's VBA project."""
    return Project(
        "IkuExcel",
        (
            Module("ThisWorkbook", "Option Explicit", BASE_WORKBOOK),
            Module("Konf", "Option Explicit", BASE_SHEET),
            Module("IkuPita", _text("vba/IkuPita.bas")),
            Module("IkuPeluncur", _text("vba/IkuPeluncur.bas")),
            Module("IkuPemasangan", _installation(python)),
        ),
    )


def _installation(python: str) -> str:
    return "\n".join(
        (
            "Option Explicit",
            "' Written by the installer: iku addin pasang.",
            "",
            "Public Function IkuPython() As String",
            f"    IkuPython = {vba_string(python)}",
            "End Function",
            "",
            "Public Function IkuVersi() As String",
            f"    IkuVersi = {vba_string('IKU ' + iku_excel.__version__)}",
            "End Function",
        )
    )


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def ribbon(namespace: str) -> str:
    return _text("ribbon.xml").replace("@NAMESPACE@", namespace)


def _parts(python: str) -> dict[str, bytes]:
    texts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            (f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            (f"{_MICROSOFT}/2006/relationships/ui/extensibility", "customUI/customUI.xml"),
            (f"{_MICROSOFT}/2007/relationships/ui/extensibility", "customUI/customUI14.xml"),
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>IKU</dc:title>'
            "<dc:description>Periksa, hitung dan laporkan Indikator Kinerja Utama"
            "</dc:description></cp:coreProperties>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
            '<workbookPr codeName="ThisWorkbook"/><bookViews><workbookView visibility="hidden"/>'
            '</bookViews><sheets><sheet name="konf" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": _relationships(
            (f"{_OFFICE}/relationships/worksheet", "worksheets/sheet1.xml"),
            (f"{_OFFICE}/relationships/styles", "styles.xml"),
            (f"{_MICROSOFT}/2006/relationships/vbaProject", "vbaProject.bin"),
        ),
        "xl/worksheets/sheet1.xml": (
            f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="Konf"/><sheetData/></worksheet>'
        ),
        "xl/styles.xml": _STYLES,
    }
    parts = {name: (_XML + text).encode("utf-8") for name, text in texts.items()}
    parts["xl/vbaProject.bin"] = project(python).to_bytes()
    for name, year in (("customUI.xml", "2006/01"), ("customUI14.xml", "2009/07")):
        parts[f"customUI/{name}"] = ribbon(f"{_MICROSOFT}/{year}/customui").encode("utf-8")
    return parts


def _content_types() -> str:
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in _CONTENT_TYPES
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/>'
    '</font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/>'
    '<right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>'
)
