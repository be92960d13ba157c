"""Builds the workbooks that samples/samples.toml describes: a good one changed, or a small grid.

A sample has either `parent` (a path below samples/sah or templates) with a list of `change`, or
`sheet` grids with a `producer`, or `raw` (a file that is no workbook at all); `resave` passes it
through LibreOffice. Keys:

    {sheet, cell, value}            a constant; {…, text = "0012"} keeps text that looks a number
    {sheet, cell, formula, stored}  a formula, with its stored value or without any
    {sheet, cell, format}           a number format
    {sheet, rename | copy}, {sheet, hide | remove = true}, {sheet, hide_row | hide_column}
    {sheet, clear = "A9:L9"}, {sheet, delete_row | delete_column | insert_row}
    {sheet, merge | unmerge = "B9:B10"}, {sheet, lock = "H9:H21"}
    {add_part = "xl/revisions/userNames.xml"}   a further part in the package
    {owner_file = true}                         the "~$" file that Excel leaves while it is open
"""

from __future__ import annotations

import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.utils import range_boundaries
from packing import settle, store_values
from sample_broken import write_raw
from sample_splice import can_splice, splice

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
_DELETED = object()


def load_samples() -> list[dict[str, Any]]:
    """The entries of samples/samples.toml."""
    return list(tomllib.loads((SAMPLES / "samples.toml").read_text("utf-8"))["sample"])


def good(path: str) -> Path:
    """A stored workbook: below samples/sah, else from the root (templates/…)."""
    found = SAMPLES / "sah" / path
    return found if found.exists() else ROOT / path


def build(sample: dict[str, Any], folder: Path) -> Path:
    """Write the sample's workbook into `folder` under its own name."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / sample["file"]
    if "raw" in sample:
        write_raw(sample["raw"], target, good("PK_2024.xlsx").read_bytes())
    elif "parent" in sample:
        _derive(good(sample["parent"]), target, sample.get("change", []))
    else:
        _PRODUCERS[sample.get("producer", "openpyxl")](sample["sheet"], target)
    if sample.get("resave"):
        draft = target.with_name("draf") / target.name
        draft.parent.mkdir(exist_ok=True)
        target.replace(draft)
        _resave(draft, target)
    return target


# A good workbook, changed ----------------------------------------------------------------------


def _derive(parent: Path, target: Path, changes: list[dict[str, Any]]) -> None:
    if not changes:
        shutil.copyfile(parent, target)
        return
    in_sheets = [change for change in changes if "sheet" in change]
    if can_splice(in_sheets):
        splice(parent, target, in_sheets)
    else:
        _derive_with_openpyxl(parent, target, in_sheets)
    for change in changes:
        if "add_part" in change:
            with zipfile.ZipFile(target, "a") as archive:
                archive.writestr(zipfile.ZipInfo(change["add_part"]), "<isi/>")
        if "owner_file" in change:
            target.with_name(f"~${target.name}").write_bytes(b"\x06Pemakai".ljust(165))


def _derive_with_openpyxl(parent: Path, target: Path, changes: list[dict[str, Any]]) -> None:
    book = openpyxl.load_workbook(parent)
    stored = _stored(parent)
    for change in changes:
        _apply(book, stored, change)
    book.save(target)
    parts = {
        f"xl/worksheets/sheet{n}.xml": sheet.title for n, sheet in enumerate(book.worksheets, 1)
    }
    store_values(
        target,
        {
            part: {
                cell: value for cell, value in stored.get(name, {}).items() if value is not _DELETED
            }
            for part, name in parts.items()
        },
    )
    settle(target)


def _stored(parent: Path) -> dict[str, dict[str, object]]:
    """The stored values of all formulas, which openpyxl would lose."""
    formulas = openpyxl.load_workbook(parent)
    values = openpyxl.load_workbook(parent, data_only=True)
    return {
        sheet.title: {
            cell.coordinate: values[sheet.title][cell.coordinate].value
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }
        for sheet in formulas
    }


def _apply(book: Any, stored: dict[str, dict[str, object]], change: dict[str, Any]) -> None:
    sheet = book[change["sheet"]]
    if "cell" in change:
        _set_cell(sheet, stored.setdefault(sheet.title, {}), change)
    elif "rename" in change:
        stored[change["rename"]] = stored.pop(sheet.title, {})
        sheet.title = change["rename"]
    elif "copy" in change:
        copy = book.copy_worksheet(sheet)
        copy.title = change["copy"]
        stored[copy.title] = dict(stored.get(sheet.title, {}))
    else:
        _SHEET_CHANGES[next(key for key in change if key != "sheet")](book, sheet, change)


def _set_cell(sheet: Any, stored: dict[str, object], change: dict[str, Any]) -> None:
    cell = sheet[change["cell"]]
    stored.pop(change["cell"], None)
    if "formula" in change:
        cell.value = change["formula"]
        if "stored" in change:
            stored[change["cell"]] = change["stored"]
    elif "text" in change:
        cell.value = change["text"]
        cell.data_type = "s"
    elif "value" in change:
        cell.value = change["value"] if change["value"] != "" else None
    if "format" in change:
        cell.number_format = change["format"]


def _clear(sheet: Any, area: str) -> None:
    for row in sheet[area]:
        for cell in row:
            if type(cell).__name__ != "MergedCell":
                cell.value = None


def _lock(sheet: Any, area: str) -> None:
    from openpyxl.styles import Protection

    for row in sheet[area]:
        for cell in row:
            cell.protection = Protection(locked=True)


_SHEET_CHANGES: dict[str, Any] = {
    "hide": lambda book, sheet, change: setattr(sheet, "sheet_state", "hidden"),
    "remove": lambda book, sheet, change: book.remove(sheet),
    "hide_row": lambda book, sheet, change: setattr(
        sheet.row_dimensions[change["hide_row"]], "hidden", True
    ),
    "hide_column": lambda book, sheet, change: setattr(
        sheet.column_dimensions[change["hide_column"]], "hidden", True
    ),
    "clear": lambda book, sheet, change: _clear(sheet, change["clear"]),
    "delete_row": lambda book, sheet, change: sheet.delete_rows(change["delete_row"]),
    "delete_column": lambda book, sheet, change: sheet.delete_cols(
        range_boundaries(f"{change['delete_column']}1")[0]
    ),
    "insert_row": lambda book, sheet, change: sheet.insert_rows(change["insert_row"]),
    "lock": lambda book, sheet, change: _lock(sheet, change["lock"]),
    "merge": lambda book, sheet, change: sheet.merge_cells(change["merge"]),
    "unmerge": lambda book, sheet, change: sheet.unmerge_cells(change["unmerge"]),
}


# A small grid, by several programs ---------------------------------------------------------------


def _cells(sheet: dict[str, Any]) -> Iterator[tuple[int, int, Any]]:
    """(row, column, value) from 0; "" and absent cells are left out."""
    for row, values in enumerate(sheet["rows"]):
        for column, value in enumerate(values):
            if value != "":
                yield row, column, value


def _with_openpyxl(sheets: list[dict[str, Any]], target: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for spec in sheets:
        sheet = book.create_sheet(spec["name"])
        for row, column, value in _cells(spec):
            cell = sheet.cell(row + 1, column + 1, value)
            if isinstance(value, str) and not value.startswith("#"):
                cell.data_type = "s"
        for area in spec.get("merge", []):
            sheet.merge_cells(area)
    book.save(target)
    settle(target)


def _with_xlsxwriter(sheets: list[dict[str, Any]], target: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(target))
    for spec in sheets:
        sheet = book.add_worksheet(spec["name"])
        for area in spec.get("merge", []):
            first_column, first_row, last_column, last_row = range_boundaries(area)
            sheet.merge_range(first_row - 1, first_column - 1, last_row - 1, last_column - 1, "")
        for row, column, value in _cells(spec):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write_number(row, column, value)
    book.close()
    settle(target)


def _with_libreoffice(sheets: list[dict[str, Any]], target: Path) -> None:
    """Saved by LibreOffice; needs soffice, so such samples belong to the heavy tests."""
    draft = target.with_name("draf") / target.name
    draft.parent.mkdir(exist_ok=True)
    _with_openpyxl(sheets, draft)
    _resave(draft, target)


def _resave(source: Path, target: Path) -> None:
    profile = (target.parent / "profil-lo").resolve().as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
        + ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(target.parent), str(source)],
        check=True,
        capture_output=True,
        timeout=180,
    )


_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{sheets}</Types>'
)
_SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_DOC_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)


def write_xml_book(sheets: list[dict[str, Any]], target: Path) -> None:
    """By hand, as terse exporters write: inline strings, no styles, no cell addresses needed."""
    parts = {
        "[Content_Types].xml": _TYPES.format(
            sheets="".join(_SHEET_TYPE.format(n=n) for n in range(1, len(sheets) + 1))
        ),
        "_rels/.rels": _RELS.format(
            f'<Relationship Id="rId1" Type="{_DOC_RELS}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC_RELS}"><sheets>'
            + "".join(
                f'<sheet name="{escape(s["name"])}" sheetId="{n}" r:id="rId{n}"/>'
                for n, s in enumerate(sheets, 1)
            )
            + "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _RELS.format(
            "".join(
                f'<Relationship Id="rId{n}" Type="{_DOC_RELS}/worksheet" '
                f'Target="worksheets/sheet{n}.xml"/>'
                for n in range(1, len(sheets) + 1)
            )
        ),
    }
    for n, spec in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet_xml(spec)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), text)


def _sheet_xml(spec: dict[str, Any]) -> str:
    rows = []
    for number, values in enumerate(spec["rows"], 1):
        cells = []
        for column, value in enumerate(values):
            ref = f"{openpyxl.utils.get_column_letter(column + 1)}{number}"
            if isinstance(value, str) and value and type(value).__name__ != "Exponent":
                text = escape(value)
                cells.append(
                    f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
                )
            elif value != "":
                cells.append(f'<c r="{ref}"><v>{value}</v></c>')
        rows.append(f'<row r="{number}">{"".join(cells)}</row>')
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in spec.get("merge", []))
    merged = f"<mergeCells>{merges}</mergeCells>" if merges else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{merged}</worksheet>'


_PRODUCERS = {
    "openpyxl": _with_openpyxl,
    "xlsxwriter": _with_xlsxwriter,
    "libreoffice": _with_libreoffice,
    "xml": write_xml_book,
}
