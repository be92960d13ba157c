"""The formulas of a sheet: where they stand and what they look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from ..port import Area
from .opc import WorkbookPackage
from .references import Parsed, Ref, parse_formula
from .refs import MAX_COLUMN, MAX_ROW, parse_area
from .sheetxml import CellSpan, SheetXml, column_of, number
from .tables import Table, read_tables
from .xmlscan import attributes, tag_pattern, unescape

WHOLE = Area(1, 1, MAX_ROW, MAX_COLUMN)


@dataclass(slots=True)
class FormulaCell:
    """One `<f>`: its cell, its attributes, its text ("" for a child of a shared formula)."""

    row: int
    cell: CellSpan
    start: int
    end: int
    kind: bytes
    attributes: dict[bytes, bytes]
    text: str

    @property
    def results(self) -> Area:
        """The cells whose stored value it gives: more than its own for arrays."""
        own = Area(self.row, self.cell.column, self.row, self.cell.column)
        if self.kind not in (b"array", b"dataTable"):
            return own
        try:
            return parse_area(self.attributes.get(b"ref", b"").decode("ascii", "replace"))
        except ValueError:
            return own


def read_formulas(xml: SheetXml, start: int = 0) -> Iterator[FormulaCell]:
    """Every formula of a sheet in the order of the file, or those from an offset on."""
    masked, prefix = xml.masked, xml.prefix
    pattern = tag_pattern(prefix, b"f")
    match = pattern.search(masked, max(start, xml.data_tag_end), xml.data_end)
    if match is None:
        return
    opening = b"<" + prefix + b"c"
    cell_pattern = tag_pattern(prefix, b"c")
    by_start: dict[int, tuple[int, CellSpan]] | None = None
    codec = "utf-8" if xml.encoding.startswith("utf-16") else xml.encoding
    while match:
        found = attributes(match[2])
        end = match.end()
        text = ""
        if not match[2].endswith(b"/"):
            closing = masked.find(b"</", end)
            text = unescape(xml.text[end:closing], codec)
            end = masked.find(b">", closing) + 1
        start = masked.rfind(opening, xml.data_tag_end, match.start())
        cell_match = cell_pattern.match(masked, start)
        cell_attributes = attributes(cell_match[2]) if cell_match else {}
        ref = cell_attributes.get(b"r")
        if cell_match and ref:
            digits = ref.lstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$")
            row = number(digits, 0)
            span = CellSpan(column_of(ref, xml.part), start, cell_match.end(), 0, cell_attributes)
        else:
            if by_start is None:
                by_start = {c.start: (r.row, c) for r in xml.rows() for c in xml.cells(r)}
            row, span = by_start[start]
        kind = found.get(b"t", b"normal")
        yield FormulaCell(row, span, match.start(), end, kind, found, text)
        match = pattern.search(masked, end, xml.data_end)


def quick_formulas(xml: SheetXml) -> Iterator[re.Match[bytes]] | None:
    """Every formula where all are written as usual programs do, as matches: column and row of the
    cell, attributes of `<f>`, text. None where one is not: then `read_formulas` is for the sheet.
    """
    p = re.escape(xml.prefix)
    pattern = re.compile(
        rb'<%sc r="([A-Z]{1,3})([0-9]{1,7})"[^>"]*(?:"[^"]*"[^>"]*)*><%sf( [^>]*)?>([^<]*)</%sf>'
        % (p, p, p)
    )
    start, end = xml.data_tag_end, xml.data_end
    count = xml.masked.count(b"<%sf" % xml.prefix, start, end)
    if xml.masked is not xml.text or count < _WORTH_IT:
        return None
    if sum(1 for _ in pattern.finditer(xml.masked, start, end)) != count:
        return None
    return pattern.finditer(xml.masked, start, end)


_WORTH_IT = 200
"""Formulas of a sheet from which on the quick way is the quicker one."""


@dataclass(slots=True)
class Looks:
    """What one formula looks at, resolved: (sheet position, range), or everything."""

    areas: list[tuple[int, Area]] = field(default_factory=list)
    is_everything: bool = False


class Resolver:
    """Turns the names in formulas into ranges: sheets, defined names, tables."""

    def __init__(self, workbook: WorkbookPackage) -> None:
        self.workbook = workbook
        self.sheets = {sheet.name.lower(): i for i, sheet in enumerate(workbook.sheets)}
        self.names = {
            (name.name.lower(), name.sheet): name.formula for name in workbook.defined_names
        }
        self._resolved_names: dict[tuple[str, int | None], Looks] = {}

    @cached_property
    def tables(self) -> list[Table]:
        return read_tables(self.workbook)

    def looks(
        self, parsed: Parsed, sheet: int, row: int, column: int, shift: tuple[int, int] = (0, 0)
    ) -> Looks:
        """What a formula in that cell looks at; `shift`: how far from where it was written."""
        found = Looks(is_everything=parsed.is_unknowable)
        for ref in parsed.refs:
            if shift != (0, 0):
                ref = ref.shifted(*shift)
            area = _ordered(ref)
            found.areas.extend((position, area) for position in self.positions(ref.sheet, sheet))
        for owner, name in parsed.names:
            self._add_name(found, owner, name, sheet)
        for table_name, spec in parsed.tables:
            self._add_table(found, table_name, spec, sheet, row, column)
        if parsed.is_resized:
            _resize(found)
        if parsed.is_wide:
            found.areas = [(position, WHOLE) for position, _ in found.areas]
            found.areas.append((sheet, WHOLE))
        return found

    def positions(self, name: str | None, own: int) -> list[int]:
        """The positions of the sheets that a reference names; `own`: where the formula stands."""
        if name is None:
            return [own]
        position = self.sheets.get(name.lower())
        if position is not None:
            return [position]
        first, colon, last = name.partition(":")
        one, two = self.sheets.get(first.lower()), self.sheets.get(last.lower())
        if not colon or one is None or two is None:
            return []
        return list(range(min(one, two), max(one, two) + 1))

    def _add_name(self, found: Looks, owner: str | None, name: str, sheet: int) -> None:
        scope: int | None = sheet
        if owner:
            positions = self.positions(owner, sheet)
            scope = positions[0] if positions else None
        key = name.lower()
        for where in (scope, None):
            if (key, where) in self.names:
                looks = self._name(key, where, sheet)
                found.areas.extend(looks.areas)
                found.is_everything |= looks.is_everything
                return
        if key.startswith("_xlnm."):
            return
        for table in self.tables:
            if key in table.names:
                found.areas.append((table.sheet, table.area))

    def _name(self, key: str, where: int | None, sheet: int) -> Looks:
        known = self._resolved_names.get((key, where))
        if known is not None:
            return known
        # Put in first, so that names that go round in a circle end.
        looks = self._resolved_names[key, where] = Looks()
        parsed = parse_formula(self.names[key, where].removeprefix("="))
        parsed.refs = [_widened(ref) for ref in parsed.refs]
        inner = self.looks(parsed, sheet if where is None else where, 1, 1)
        looks.areas = inner.areas
        looks.is_everything = inner.is_everything
        return looks

    def _add_table(
        self, found: Looks, name: str, spec: str, sheet: int, row: int, column: int
    ) -> None:
        for table in self.tables:
            if name:
                if name.lower() not in table.names:
                    continue
            elif table.sheet != sheet or not table.area.contains(row, column):
                continue
            this_row = row if table.sheet == sheet else 0
            found.areas.append((table.sheet, table.look(spec, this_row)))


def _ordered(ref: Ref) -> Area:
    return Area(
        min(ref.first_row, ref.last_row), min(ref.first_column, ref.last_column),
        max(ref.first_row, ref.last_row), max(ref.first_column, ref.last_column),
    )  # fmt: skip


def _widened(ref: Ref) -> Ref:
    """A name's relative reference moves with the cell that uses it: it may be anywhere."""
    r1, c1, r2, c2 = ref.moves
    if r1 or r2:
        ref = ref._replace(first_row=1, last_row=MAX_ROW)
    if c1 or c2:
        ref = ref._replace(first_column=1, last_column=MAX_COLUMN)
    return ref._replace(moves=(False, False, False, False))


def _resize(found: Looks) -> None:
    """SUMIF(A1:A9, "x", C1) adds up C1:C9: every range as tall and wide as the largest."""
    tall = max((a.last_row - a.first_row for _, a in found.areas), default=0)
    wide = max((a.last_column - a.first_column for _, a in found.areas), default=0)
    found.areas = [
        (
            position,
            Area(
                a.first_row, a.first_column,
                max(a.last_row, min(a.first_row + tall, MAX_ROW)),
                max(a.last_column, min(a.first_column + wide, MAX_COLUMN)),
            ),
        )
        for position, a in found.areas
    ]  # fmt: skip


def data_table_looks(formula: FormulaCell, sheet: int) -> Looks:
    """A what-if table looks at its input cells and at the formulas above and left of it."""
    area = formula.results
    around = Area(
        max(1, area.first_row - 1), max(1, area.first_column - 1), area.last_row, area.last_column
    )
    looks = Looks([(sheet, around)])
    for name in (b"r1", b"r2"):
        try:
            cell = parse_area(formula.attributes.get(name, b"").decode("ascii", "replace"))
        except ValueError:
            continue
        looks.areas.append((sheet, cell))
    return looks
