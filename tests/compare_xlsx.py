"""Two workbooks compared part by part, and small workbooks made by hand; for tests only.

The comparison reads with zipfile and lxml, never with the engine that it judges.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_EXCEL_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def read_entries(path: Path) -> list[tuple[str, bytes]]:
    """(name, bytes) of every entry in the order of the directory; duplicates too."""
    with zipfile.ZipFile(path) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def changed_parts(source: Path, target: Path) -> list[str]:
    """The names of parts whose bytes differ, or that only one of the two has, in order."""
    old, new = read_entries(source), read_entries(target)
    if [name for name, _ in old] == [name for name, _ in new]:
        return [name for (name, a), (_, b) in zip(old, new, strict=True) if a != b]
    before, after = dict(old), dict(new)
    return sorted(n for n in {*before, *after} if before.get(n) != after.get(n))


def parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser)


def local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def sheet_cells(data: bytes) -> dict[tuple[int, int], etree._Element]:
    """{(row, column): `<c>`} of a worksheet part, counted where `r` is missing."""
    found = {}
    row_number = 0
    for row in parse(data).iter("{*}row"):
        row_number = int(row.get("r", row_number + 1))
        column = 0
        for cell in row.iterchildren("{*}c"):
            ref = cell.get("r")
            column = _column(ref) if ref else column + 1
            found[row_number, column] = cell
    return found


def _column(ref: str) -> int:
    number = 0
    for letter in re.sub("[^A-Z]", "", ref.upper()):
        number = number * 26 + ord(letter) - 64
    return number


def canonical(element: etree._Element) -> bytes:
    return etree.tostring(element, method="c14n")


def sheet_differences(
    old: bytes, new: bytes
) -> tuple[set[tuple[int, int]], set[tuple[int, int]], list[str]]:
    """(cells that differ, formula results that are gone, whatever else differs).

    Tolerated because they only describe the cells: a wider `<dimension>`, wider `spans`.
    """
    before, after = sheet_cells(old), sheet_cells(new)
    differing, forgotten = set(), set()
    for place in before.keys() | after.keys():
        a, b = before.get(place), after.get(place)
        if a is not None and b is not None and _bare(a) == _bare(b):
            continue
        if a is not None and b is not None and _bare(a, True) == _bare(b):
            forgotten.add(place)
        else:
            differing.add(place)
    others = []
    if _frame(old) != _frame(new):
        others.append("outside the cells")
    return differing, forgotten, others


def _bare(cell: etree._Element, without_value: bool = False) -> bytes:
    cell = etree.fromstring(etree.tostring(cell, with_tail=False))
    if without_value:
        cell.attrib.pop("t", None)
        for value in [*cell.findall("{*}v"), *cell.findall("{*}is")]:
            cell.remove(value)
    for element in (cell, *cell):
        for spot in ("text", "tail"):
            if element is cell or spot == "tail":
                text = getattr(element, spot)
                setattr(element, spot, text.strip() or None if text else None)
    return canonical(cell)


def _frame(data: bytes) -> bytes:
    root = parse(data)
    for element in root.iter("{*}dimension"):
        element.attrib.pop("ref", None)
    for row in list(root.iter("{*}row")):
        row.attrib.pop("spans", None)
        for cell in list(row.iterchildren("{*}c")):
            row.remove(cell)
        row.text = None
        if len(row) == 0 and set(row.attrib) <= {"r"}:
            row.getparent().remove(row)
    for data_element in root.iter("{*}sheetData"):
        data_element.text = None
        for row in data_element:
            row.tail = None
    return canonical(root)


# Workbooks made by hand ------------------------------------------------------------------------


def sheet_xml(rows: str, *, before: str = "", after: str = "", root: str = "") -> str:
    """A worksheet part around the content of its `<sheetData>`."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}"{root}>{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
    'formatCode="dd/mm/yyyy"/></numFmts><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1">'
    '<border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0"/>'
    '<xf numFmtId="164" fontId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="10" fontId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="2" fontId="0"><alignment horizontal="center"/></xf>'
    '<xf numFmtId="0" fontId="0" applyProtection="1"><protection locked="0"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
"""Styles 0 General, 1 date, 2 percent, 3 "0.00" centred, 4 unlocked."""


def build_xlsx(
    path: Path,
    sheets: Mapping[str, str | bytes],
    *,
    book: str = "",
    after_sheets: str = "",
    strings: Iterable[str] = (),
    parts: Mapping[str, str | bytes] | None = None,
    relations: Mapping[str, str] | None = None,
    types: Mapping[str, str] | None = None,
    styles: str | None = STYLES,
    write: Callable[[zipfile.ZipFile, str, bytes], None] | None = None,
) -> Path:
    """A workbook with these worksheet parts.

    `book`: what stands before `<sheets>`, `after_sheets` after it; `strings`: `<si>` contents;
    `parts`, `relations` (of the workbook: {kind: target}) and `types` are added.
    """
    files: dict[str, str | bytes] = {}
    overrides = {"/xl/workbook.xml": f"{_EXCEL_TYPES}sheet.main+xml"}
    rels = []
    listed = []
    for index, (name, text) in enumerate(sheets.items(), 1):
        files[f"xl/worksheets/sheet{index}.xml"] = text
        overrides[f"/xl/worksheets/sheet{index}.xml"] = f"{_EXCEL_TYPES}worksheet+xml"
        rels.append((f"rId{index}", "worksheet", f"worksheets/sheet{index}.xml"))
        safe = name.replace("&", "&amp;").replace('"', "&quot;")
        listed.append(f'<sheet name="{safe}" sheetId="{index}" r:id="rId{index}"/>')
    items = list(strings)
    if styles is not None:
        files["xl/styles.xml"] = styles
        rels.append(("rIdS", "styles", "styles.xml"))
        overrides["/xl/styles.xml"] = f"{_EXCEL_TYPES}styles+xml"
    if items:
        body = "".join(f"<si>{item}</si>" for item in items)
        files["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{body}</sst>'
        rels.append(("rIdT", "sharedStrings", "sharedStrings.xml"))
        overrides["/xl/sharedStrings.xml"] = f"{_EXCEL_TYPES}sharedStrings+xml"
    rels += [(f"rIdX{i}", k, t) for i, (k, t) in enumerate((relations or {}).items())]
    files["xl/workbook.xml"] = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{book}'
        f'<sheets>{"".join(listed)}</sheets>{after_sheets}</workbook>'
    )
    files["xl/_rels/workbook.xml.rels"] = _rels(rels)
    files["_rels/.rels"] = _rels([("rId1", "officeDocument", "xl/workbook.xml")])
    overrides.update(types or {})
    files.update(parts or {})
    files = {"[Content_Types].xml": _types(overrides), **files}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            if write:
                write(archive, name, data)
            else:
                archive.writestr(name, data)
    return path


def _rels(rows: list[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, kind, target in rows
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE_RELATIONS}">{inner}</Relationships>'


def _types(overrides: Mapping[str, str]) -> str:
    inner = "".join(
        f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{inner}</Types>"
    )


def part_of(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def rewritten(path: Path, target: Path, edits: Mapping[str, bytes | None]) -> Path:
    """A copy with parts replaced, added or (None) left out."""
    out = io.BytesIO()
    left = dict(edits)
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in archive.infolist():
            data = left.pop(info.filename, archive.read(info))
            if data is not None:
                new.writestr(info.filename, data)
        for name, data in left.items():
            if data is not None:
                new.writestr(name, data)
    target.write_bytes(out.getvalue())
    return target


def make_strict(path: Path) -> None:
    """The workbook at `path` in the strict variant of Office Open XML, in its own place."""
    edits = {}
    for name, data in read_entries(path):
        text = data.decode().replace(MAIN, STRICT).replace(RELATIONS, STRICT_RELATIONS)
        edits[name] = text.encode()
    rewritten(path, path, edits)
