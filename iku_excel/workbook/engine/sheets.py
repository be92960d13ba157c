"""Add, renew and remove a sheet of our own in a foreign workbook, and leave the rest alone.

A sheet is ours when it carries the hidden name `_iku_lembar`, which Excel keeps; a sheet of the
user's that happens to have the same name is never overwritten.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from ...errors import WorkbookError
from .bookxml import (
    SHEET_TYPE,
    add_content_type,
    add_relationship,
    app_properties,
    drop_content_type,
    drop_relationship,
)
from .formulas import read_formulas
from .mentions import reachable
from .opc import SheetEntry, WorkbookPackage, rels_part
from .package import normal_name
from .references import parse_formula
from .sheetspec import SheetSpec, check_name, worksheet_part
from .sheetxml import SheetXml
from .stale import Cell
from .styles import Styles
from .workbookxml import BookText
from .zipwriter import Changes

MARK = "_iku_lembar"


class OwnSheets:
    """Plans sheets of ours into a set of changes."""

    def __init__(
        self,
        workbook: WorkbookPackage,
        changes: Changes,
        styles: Callable[[], Styles],
        book: BookText,
    ) -> None:
        self.workbook = workbook
        self.changes = changes
        self.styles = styles
        self.book = book
        self.names: dict[str, str] = {}
        """{the name asked for: the name the sheet has}"""
        self.changed: set[Cell] = set()
        """Every cell that a renewed sheet holds or held: formulas may look at them."""
        self._added = 0

    def ours(self) -> dict[str, SheetEntry]:
        """{name as it was asked for, in lower case: the sheet} of the sheets that are ours."""
        found = {}
        for name in self.workbook.defined_names:
            if name.name == MARK and name.sheet is not None:
                if name.sheet < len(self.workbook.sheets):
                    asked = name.formula.strip('"').replace('""', '"').lower()
                    found[asked] = self.workbook.sheets[name.sheet]
        return found

    def put(self, spec: SheetSpec) -> None:
        """Renew the sheet of that name if it is ours, else add one (under a free name)."""
        check_name(spec.name)
        known = self.ours().get(spec.name.lower())
        text = worksheet_part(
            spec, self.book.namespace, self.styles(), self.workbook.uses_1904
        )
        if known is None:
            self._add(spec, text)
            return
        self.names[spec.name] = known.name
        if self.workbook.package.read(known.part) != text:
            self.changes.replaced[normal_name(known.part)] = text
            self._note_changed(known, spec)
            self._drop_belongings(known)

    def _note_changed(self, sheet: SheetEntry, spec: SheetSpec) -> None:
        position = self.workbook.sheets.index(sheet)
        old = SheetXml(self.workbook.package.read(sheet.part), sheet.part)
        for row in old.rows():
            self.changed |= {(position, row.row, cell.column) for cell in old.cells(row)}
        for number, cells in enumerate(spec.rows, 1):
            self.changed |= {(position, number, c) for c in range(1, len(cells) + 1)}

    def _add(self, spec: SheetSpec, text: bytes) -> None:
        name = self._free_name(spec.name)
        part = self._free_part()
        self._added += 1
        self.changes.added[part] = text
        self.names[spec.name] = name
        kind = f"{self.book.relationship_namespace}/worksheet"
        relation = add_relationship(self.workbook, self.changes, part, kind)
        add_content_type(self.workbook, self.changes, part, SHEET_TYPE)
        self.book.add_sheet(name, relation)
        position = len(self.workbook.sheets) + self._added - 1
        self.book.add_name(MARK, position, '"' + spec.name.replace('"', '""') + '"')
        app_properties(self.workbook, self.changes, added=name)

    def _free_name(self, wanted: str) -> str:
        taken = {sheet.name.casefold() for sheet in self.workbook.sheets}
        taken |= {name.casefold() for name in self.names.values()}
        name, number = wanted, 2
        while name.casefold() in taken:
            end = f" ({number})"
            name = wanted[: 31 - len(end)] + end
            number += 1
        return name

    def _free_part(self) -> str:
        folder = posixpath.join(posixpath.dirname(self.workbook.part), "worksheets")
        number = len(self.workbook.sheets) + 1
        while True:
            part = posixpath.join(folder, f"sheet{number}.xml")
            used = part in self.changes.added or self.workbook.package.find(part)
            if not used and self.workbook.package.find(rels_part(part)) is None:
                return part
            number += 1

    def remove(self, name: str) -> bool:
        """Take out the sheet of that name if it is ours; False when there is none.

        Raises BK016 when it is the only sheet that can be seen, or a formula looks at it.
        """
        sheet = self.ours().get(name.lower())
        if sheet is None:
            return False
        others = [s for s in self.workbook.sheets if s is not sheet and s.state == "visible"]
        if not others:
            raise WorkbookError(
                "BK016", f"Lembar “{sheet.name}” tidak dapat dihapus: ia satu-satunya lembar."
            )
        self._refuse_if_used(sheet)
        self._drop_belongings(sheet)
        self.changes.dropped.add(normal_name(sheet.part))
        drop_relationship(self.workbook, self.changes, self.workbook.part, sheet.part)
        drop_content_type(self.workbook, self.changes, sheet.part)
        self.book.remove_sheet(sheet.relation, self.workbook.sheets.index(sheet))
        app_properties(self.workbook, self.changes, removed=sheet.name)
        return True

    def _refuse_if_used(self, sheet: SheetEntry) -> None:
        name = sheet.name.lower()
        position = self.workbook.sheets.index(sheet)
        users = [n for n in self.workbook.defined_names if n.sheet != position]
        texts = [(f"nama {user.name}", user.formula) for user in users]
        for index in reachable(self.workbook, [], {position}, {position}):
            other = self.workbook.sheets[index]
            xml = SheetXml(self.workbook.package.read(other.part), other.part)
            texts += [(f"lembar “{other.name}”", f.text) for f in read_formulas(xml)]
        for where, text in texts:
            if any((ref.sheet or "").lower() == name for ref in parse_formula(text).refs):
                raise WorkbookError(
                    "BK016",
                    f"Lembar “{sheet.name}” tidak dapat dihapus: rumus pada {where} memakainya. "
                    "Ubah rumus itu dahulu di Excel.",
                )

    def _drop_belongings(self, sheet: SheetEntry) -> None:
        """What only this sheet holds (comments or drawings somebody put on it) goes with it."""
        kept = self._reachable(skip=normal_name(sheet.part))
        belongings: set[str] = set()
        self._walk(sheet.part, belongings, skip="")
        for part in belongings - kept - {normal_name(sheet.part)}:
            self.changes.dropped.add(part)
            drop_content_type(self.workbook, self.changes, part)
        rels = rels_part(sheet.part)
        if self.workbook.package.find(rels):
            self.changes.dropped.add(normal_name(rels))

    def _reachable(self, skip: str) -> set[str]:
        found: set[str] = set()
        self._walk("", found, skip)
        return found

    def _walk(self, part: str, found: set[str], skip: str) -> None:
        waiting = [part]
        while waiting:
            part = waiting.pop()
            key = normal_name(part)
            if key in found or (skip and key == skip):
                continue
            found.add(key)
            if part and self.workbook.package.find(rels_part(part)):
                found.add(normal_name(rels_part(part)))
            waiting += [r.target for r in self.workbook.relationships(part) if not r.is_external]
