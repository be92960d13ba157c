"""Which formulas about to be written would look at themselves, over whatever lies between."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Mapping

from .formulas import Resolver
from .mentions import reachable
from .opc import WorkbookPackage
from .refs import parse_ref
from .sheetxml import SheetXml
from .stale import Cell, Graph


def circular_formulas(
    source: str | os.PathLike[str], formulas: Mapping[tuple[str, str], str]
) -> frozenset[tuple[str, str]]:
    """Those of `formulas` ((sheet, ref) → text without "=") that, written into the workbook
    `source`, would depend on their own result. One that depends on a formula which may look
    anywhere (INDIRECT) counts as such. Raises WorkbookError."""
    if not formulas:
        return frozenset()
    workbook = WorkbookPackage(os.fspath(source))
    places = {key: _place(workbook, *key) for key in formulas}
    texts = {places[key]: text for key, text in formulas.items()}
    resolver = Resolver(workbook)
    touched = {place[0] for place in texts}
    sheets = touched | set(reachable(workbook, resolver.tables, touched, touched))
    parts = {index: workbook.sheets[index].part for index in sheets}
    xmls = {i: SheetXml(workbook.package.read(part), part) for i, part in parts.items()}

    def lookers(of: Collection[Cell]) -> set[Cell]:
        # Asking uses a graph up.
        graph = _graph(resolver, xmls, texts)
        return graph.dependent_cells(of) & texts.keys()

    # One question for all of them comes first: mostly nothing is found, and that is that.
    circular = {place for place in lookers(texts.keys()) if place in lookers((place,))}
    return frozenset(key for key, place in places.items() if place in circular)


def _place(workbook: WorkbookPackage, sheet: str, ref: str) -> Cell:
    row, column = parse_ref(ref)
    return workbook.sheets.index(workbook.worksheet(sheet)), row, column


def _graph(resolver: Resolver, xmls: Mapping[int, SheetXml], texts: Mapping[Cell, str]) -> Graph:
    graph = Graph(resolver)
    overwritten: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for sheet, row, column in texts:
        overwritten[sheet].add((row, column))
    for index, xml in xmls.items():
        graph.add_sheet(index, xml, overwritten[index])
    for place, text in texts.items():
        graph.add_text(place, text)
    return graph
