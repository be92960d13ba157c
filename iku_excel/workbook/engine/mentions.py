"""Which sheets can depend on others at all, told from their bytes without reading their formulas.

A formula looks at another sheet only by that sheet's name, a defined name, a table, or INDIRECT.
A sheet whose bytes hold none of these needs no parsing; most raw data sheets are such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from .chain import sheets_without_formulas
from .opc import SheetEntry, WorkbookPackage
from .package import Entry
from .tables import Table

_OVERLAP = 256
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_ .()-]+\Z")
_THREE_D = re.compile(rb"[\w.)' -]:[\w.( -][^!<>\"]{0,64}!")
_MANY_NAMES = 60
_WORTH_A_THREAD = 1 << 18


@dataclass(slots=True)
class Mentions:
    """What the bytes of one sheet may name."""

    has_formulas: bool = False
    sheets: set[int] = field(default_factory=set)
    is_any: bool = False
    """It may look at any sheet: INDIRECT, names, tables, 3-D ranges, or names we do not search."""


class Searcher:
    """What to look for: the names of sheets, of defined names and of tables."""

    def __init__(self, workbook: WorkbookPackage, tables: list[Table]) -> None:
        self.workbook = workbook
        self.sheet_needles: dict[int, tuple[bytes, ...]] = {}
        for index, sheet in enumerate(workbook.sheets):
            if _PLAIN_NAME.match(sheet.name):
                self.sheet_needles[index] = _spellings(sheet.name)
        names = [n.name for n in workbook.defined_names if not n.name.startswith("_xlnm._")]
        names = [name.removeprefix("_xlnm.") for name in names]
        names += [name for table in tables for name in table.names]
        names += ["INDIRECT", "EVALUATE", "GET.CELL"]
        self.any_needles = tuple({s for name in names for s in _spellings(name)})
        self.is_hopeless = len(names) > _MANY_NAMES or not all(n.isascii() for n in names)
        self.sheet_count = len(workbook.sheets)

    def search(self, entry: Entry) -> Mentions:
        """One pass over a sheet's bytes, in pieces."""
        found = Mentions()
        tail = b""
        for chunk in self.workbook.package.stream(entry):
            piece = tail + chunk
            if not tail and piece[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
                return Mentions(has_formulas=True, is_any=True)
            self._look(piece, found)
            if found.is_any and found.has_formulas:
                return found
            tail = piece[-_OVERLAP:]
        return found

    def _look(self, piece: bytes, found: Mentions) -> None:
        # One letter is found ten times as fast as two; data without formulas has no "f" at all.
        if not found.has_formulas and b"f" in piece:
            found.has_formulas = b"<f" in piece or b":f" in piece
        if not found.has_formulas:
            return
        if b"!" in piece:
            self._look_for_sheets(piece, found)
        if b"[" in piece or self.is_hopeless:
            found.is_any = True
        elif not found.is_any:
            found.is_any = any(needle in piece for needle in self.any_needles)

    def _look_for_sheets(self, piece: bytes, found: Mentions) -> None:
        for index in range(self.sheet_count):
            if index in found.sheets:
                continue
            needles = self.sheet_needles.get(index)
            if needles is None or any(needle in piece for needle in needles):
                found.sheets.add(index)
        if not found.is_any and _THREE_D.search(piece):
            found.is_any = True


def _spellings(name: str) -> tuple[bytes, ...]:
    raw = name.replace("'", "''").encode()
    return tuple({raw, raw.lower(), raw.upper()})


def reachable(
    workbook: WorkbookPackage, tables: list[Table], touched: set[int], skip: set[int]
) -> set[int]:
    """The positions of further sheets whose formulas may depend on the touched ones.

    `skip`: sheets already in hand.
    """
    searcher = Searcher(workbook, tables)
    empty = sheets_without_formulas(workbook)
    waiting: dict[int, SheetEntry] = {
        index: sheet
        for index, sheet in enumerate(workbook.sheets)
        if index not in touched | skip and index not in empty
        and sheet.kind in ("worksheet", "xlMacrosheet", "xlIntlMacrosheet")
        and workbook.package.find(sheet.part)
    }  # fmt: skip
    found = _search_all(searcher, workbook, waiting)
    reached: set[int] = set()
    frontier = set(touched)
    while True:
        new = {
            index
            for index, mentions in found.items()
            if index not in reached
            and mentions.has_formulas
            and (mentions.is_any or mentions.sheets & frontier)
        }
        if not new:
            return reached
        reached |= new
        frontier |= new


def _search_all(
    searcher: Searcher, workbook: WorkbookPackage, waiting: dict[int, SheetEntry]
) -> dict[int, Mentions]:
    entries = {i: e for i, s in waiting.items() if (e := workbook.package.find(s.part))}
    order = sorted(entries, key=lambda index: -entries[index].compressed)
    if sum(entries[i].compressed for i in order) < _WORTH_A_THREAD or len(order) < 2:
        return {index: searcher.search(entries[index]) for index in order}
    return _in_two_threads(searcher, entries, order)


def _in_two_threads(
    searcher: Searcher, entries: dict[int, Entry], order: Iterable[int]
) -> dict[int, Mentions]:
    # Inflating releases the interpreter's lock, so two threads nearly halve the time.
    import threading

    todo = list(order)[::-1]
    found: dict[int, Mentions] = {}
    failures: list[BaseException] = []

    def work() -> None:
        while todo and not failures:
            try:
                index = todo.pop()
            except IndexError:
                return
            try:
                found[index] = searcher.search(entries[index])
            except BaseException as error:  # noqa: B902 - raised again by the caller
                failures.append(error)

    other = threading.Thread(target=work)
    other.start()
    work()
    other.join()
    if failures:
        raise failures[0]
    return found
