"""Which formulas depend on cells that changed: over sheets, names and tables, to the last one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from ..port import Area
from .formulas import FormulaCell, Looks, Resolver, data_table_looks, quick_formulas, read_formulas
from .references import Parsed, parse_formula
from .refs import column_number
from .shapes import Shapes, area_of
from .sheetxml import SheetXml
from .xmlscan import unescape

Cell = tuple[int, int, int]
"""(sheet position, row, column)"""

_BLOCK = 256
_TALL = 16 * _BLOCK
_WIDE = 64


class Graph:
    """Formulas and what they look at, asked forwards: who looks at these cells?"""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.formulas: list[tuple[int, FormulaCell] | tuple[int, int, int, int]] = []
        """(sheet, formula), or (sheet, row, column, offset of the cell) of a usual one."""
        self._sheets: dict[int, SheetXml] = {}
        # Most cells have one looker: a list each would cost more than all the rest.
        self._by_cell: dict[Cell, int | list[int]] = {}
        self._by_area: dict[tuple[int, Area], list[int]] = defaultdict(list)
        self._everything: list[int] = []
        self._blocks: dict[tuple[int, int, int], list[tuple[int, Area]]] = defaultdict(list)
        self._large: dict[int, list[tuple[int, Area]]] = defaultdict(list)

    def add_sheet(self, sheet: int, xml: SheetXml, overwritten: set[tuple[int, int]]) -> None:
        """The formulas of a sheet, without those that were just replaced by values."""
        self._sheets[sheet] = xml
        masters: dict[bytes, tuple[int, int, Parsed]] = {}
        quick = quick_formulas(xml)
        if quick is None:
            for formula in read_formulas(xml):
                self._add_formula(sheet, formula, masters, overwritten)
            return
        shapes = Shapes(self.resolver, sheet)
        codec = "utf-8" if xml.encoding.startswith("utf-16") else xml.encoding
        for match in quick:
            if match[3] is None and self._add_quick(sheet, match, codec, shapes, overwritten):
                continue
            self._add_formula(sheet, next(read_formulas(xml, match.start())), masters, overwritten)

    def _add_quick(
        self, sheet: int, match: re.Match[bytes], codec: str, shapes: Shapes,
        overwritten: set[tuple[int, int]],
    ) -> bool:  # fmt: skip
        """A usual formula; whether it was one."""
        letters, digits, _, raw = match.groups()
        text = raw.decode(codec) if b"&" not in raw and codec == "utf-8" else unescape(raw, codec)
        found = shapes.find(text)
        if found is None:
            return False
        shape, numbers = found
        areas = []
        for slot in shape.slots:
            area = area_of(slot, numbers)
            if area is None:
                return False
            areas += [(position, area) for position in slot[0]]
        row, column = int(digits), column_number(letters.decode())
        if (row, column) not in overwritten:
            self._look(len(self.formulas), areas, shape.constant)
            self.formulas.append((sheet, row, column, match.start()))
        return True

    def _add_formula(
        self, sheet: int, formula: FormulaCell, masters: dict[bytes, tuple[int, int, Parsed]],
        overwritten: set[tuple[int, int]],
    ) -> None:  # fmt: skip
        row, column = formula.row, formula.cell.column
        if formula.kind == b"dataTable":
            looks = data_table_looks(formula, sheet)
        elif formula.kind == b"shared" and not formula.text:
            master = masters.get(formula.attributes.get(b"si", b""))
            looks = self._child_looks(master, sheet, row, column)
        else:
            parsed = parse_formula(formula.text)
            if formula.kind == b"shared":
                masters[formula.attributes.get(b"si", b"")] = (row, column, parsed)
            looks = self.resolver.looks(parsed, sheet, row, column)
        if (row, column) not in overwritten:
            self._look(len(self.formulas), looks.areas, looks)
            self.formulas.append((sheet, formula))

    def add_text(self, place: Cell, text: str) -> None:
        """A formula that no file holds yet; only `dependent_cells` may be asked afterwards."""
        looks = self.resolver.looks(parse_formula(text), *place)
        self._look(len(self.formulas), looks.areas, looks)
        self.formulas.append((*place, -1))

    def _child_looks(
        self, master: tuple[int, int, Parsed] | None, sheet: int, row: int, column: int
    ) -> Looks:
        if master is None:
            return Looks(is_everything=True)
        shift = (row - master[0], column - master[1])
        return self.resolver.looks(master[2], sheet, row, column, shift)

    def _look(self, index: int, areas: list[tuple[int, Area]], looks: Looks) -> None:
        if looks.is_everything:
            self._everything.append(index)
            return
        if looks.areas and looks.areas is not areas:
            areas = areas + looks.areas
        for position, area in areas:
            if area[0] == area[2] and area[1] == area[3]:
                cell = (position, area[0], area[1])
                known = self._by_cell.setdefault(cell, index)
                if known is index:
                    continue
                if isinstance(known, int):
                    self._by_cell[cell] = [known, index]
                else:
                    known.append(index)
            else:
                self._by_area[position, area].append(index)

    def _index_areas(self) -> None:
        for position, area in self._by_area:
            is_tall = area.last_row - area.first_row > _TALL
            is_wide = area.last_column - area.first_column > _WIDE
            if is_tall or is_wide:
                self._large[position].append((position, area))
                continue
            for block in range(area.first_row // _BLOCK, area.last_row // _BLOCK + 1):
                for column in range(area.first_column, area.last_column + 1):
                    self._blocks[position, column, block].append((position, area))

    def dependents(self, changed: Iterable[Cell]) -> list[tuple[int, FormulaCell]]:
        """The formulas that depend on the changed cells, transitively, each once."""
        return [self._formula(index) for index in sorted(self._dependents(changed))]

    def dependent_cells(self, changed: Iterable[Cell]) -> set[Cell]:
        """The cells of those formulas; of the changed ones those that depend on another or on
        themselves."""
        return {cell for index in self._dependents(changed) for cell in self._cells_of(index)}

    def _dependents(self, changed: Iterable[Cell]) -> set[int]:
        self._index_areas()
        dirty: set[Cell] = set()
        wave = set(changed)
        stale: set[int] = set()
        if wave:
            stale.update(self._everything)
            for index in self._everything:
                wave.update(self._cells_of(index))
        while wave:
            dirty |= wave
            found = self._lookers(wave) - stale
            stale |= found
            wave = {cell for index in found for cell in self._cells_of(index)} - dirty
        return stale

    def _formula(self, index: int) -> tuple[int, FormulaCell]:
        found = self.formulas[index]
        if len(found) == 2:
            return found
        return found[0], next(read_formulas(self._sheets[found[0]], found[3]))

    def _cells_of(self, index: int) -> list[Cell]:
        found = self.formulas[index]
        if len(found) == 4:
            return [found[:3]]
        sheet, area = found[0], found[1].results
        return [
            (sheet, row, column)
            for row in range(area.first_row, area.last_row + 1)
            for column in range(area.first_column, area.last_column + 1)
        ]

    def _lookers(self, wave: set[Cell]) -> set[int]:
        found: set[int] = set()
        hit: set[tuple[int, Area]] = set()
        rows: dict[tuple[int, int], list[int]] = defaultdict(list)
        if self._by_cell:
            for cell in wave & self._by_cell.keys():
                known = self._by_cell[cell]
                if isinstance(known, int):
                    found.add(known)
                else:
                    found.update(known)
        for sheet, row, column in wave if self._blocks else ():
            for key in self._blocks.get((sheet, column, row // _BLOCK), ()):
                if key[1].first_row <= row <= key[1].last_row and key in self._by_area:
                    hit.add(key)
        if self._large:
            for sheet, row, column in wave:
                rows[sheet, column].append(row)
            self._look_at_large(rows, hit)
        for key in hit:
            # Once every formula on a range is stale nobody needs to ask for it again.
            found.update(self._by_area.pop(key, ()))
        return found

    def _look_at_large(
        self, rows: dict[tuple[int, int], list[int]], hit: set[tuple[int, Area]]
    ) -> None:
        for (sheet, column), numbers in rows.items():
            numbers.sort()
            for key in self._large.get(sheet, ()):
                area = key[1]
                if key in hit or key not in self._by_area:
                    continue
                if not area.first_column <= column <= area.last_column:
                    continue
                at = bisect_left(numbers, area.first_row)
                if at < len(numbers) and numbers[at] <= area.last_row:
                    hit.add(key)
