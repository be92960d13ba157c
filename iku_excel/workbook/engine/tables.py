"""Excel tables (ListObjects) as far as formulas name them: where the table and its columns lie."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..port import Area
from .opc import WorkbookPackage
from .refs import parse_area
from .xmlscan import elements, mask

_PIECE = re.compile(r"\[((?:[^\[\]']|'.)*)\]")


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its names, the sheet's position in the book, its range and its columns."""

    names: tuple[str, ...]
    sheet: int
    area: Area
    columns: tuple[str, ...]

    def look(self, spec: str, row: int) -> Area:
        """The cells that a structured reference names, read from the formula's `row`.

        Anything not understood is the whole table.
        """
        pieces = [piece.replace("'", "") for piece in _PIECE.findall(spec)]
        if not pieces and spec.startswith("["):
            pieces = [spec[1:-1].replace("'", "")]
        known = {name.lower(): index for index, name in enumerate(self.columns)}
        picked: list[int] = []
        is_this_row = False
        for piece in pieces:
            name = piece.strip()
            if name.startswith("@"):
                is_this_row, name = True, name[1:]
            if name.lower() == "#this row":
                is_this_row = True
            elif name.replace("''", "'").lower() in known:
                picked.append(known[name.lower()])
            elif name and not name.startswith("#"):
                return self.area
        area = self.area
        if picked:
            area = area._replace(
                first_column=self.area.first_column + min(picked),
                last_column=self.area.first_column + max(picked),
            )
        if is_this_row and area.first_row <= row <= area.last_row:
            area = area._replace(first_row=row, last_row=row)
        return area


def read_tables(workbook: WorkbookPackage) -> list[Table]:
    """Every table of the book; ones that cannot be read are left out."""
    found: list[Table] = []
    if not any("table" in name for name in workbook.package.by_name):
        # Then none is declared either, unless under a name that tells nothing.
        if b"table+xml" not in workbook.package.read("[Content_Types].xml"):
            return found
    for index, sheet in enumerate(workbook.sheets):
        if sheet.kind != "worksheet" or not workbook.package.find(sheet.part):
            continue
        for relation in workbook.relationships(sheet.part):
            if relation.kind == "table" and workbook.package.find(relation.target):
                table = _read_table(mask(workbook.read_text(relation.target)[0]), index)
                if table:
                    found.append(table)
    return found


def _read_table(text: bytes, sheet: int) -> Table | None:
    names: tuple[str, ...] = ()
    area = None
    columns = []
    for tag in elements(text, b"table", b"tableColumn"):
        if tag.name == b"tableColumn":
            # Line breaks in a heading are escaped in one place and not in the other.
            columns.append(tag.get(b"name").replace("_x000a_", "\n"))
            continue
        if names:
            continue  # An extension has a <table> of its own.
        names = tuple({tag.get(b"displayName").lower(), tag.get(b"name").lower()} - {""})
        try:
            area = parse_area(tag.get(b"ref"))
        except ValueError:
            return None
    return Table(names, sheet, area, tuple(columns)) if area and names else None
