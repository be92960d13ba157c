"""Notes of ours on cells of a foreign workbook: added, renewed, taken out, the rest left alone.

A note is a `<comment>` in the sheet's comments part and a box in its VML drawing. Where staff have
notes already, ours are appended to the same parts; where not, the parts come, and go again with
the last note of ours. A cell with a note or a thread of somebody else never gets one of ours.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Mapping

from .bookxml import CONTENT_TYPES, element_spans, insert_before_end, without_elements
from .cells import SheetEditor
from .notesheet import (
    NotesOutcome,
    SkippedNote,
    find_legacy,
    legacy_element,
    legacy_place,
    objects_locked,
    on_first_cells,
)
from .notesvml import (
    VML_TYPE,
    blocks_for,
    blocks_used,
    empty_drawing,
    is_empty,
    with_boxes,
    without_boxes,
)
from .notesxml import (
    Position,
    empty_comments,
    places_of,
    read_notes,
    with_notes,
    without_notes,
)
from .opc import Relationship, SheetEntry, WorkbookPackage, rels_part, resolve
from .package import normal_name
from .refs import cell_ref
from .sheetxml import SheetXml
from .workbookxml import BookText
from .xmlscan import Tag, elements, from_bytes, mask, root_tag, to_bytes
from .zipwriter import Changes

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_RELATIONS = b"http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


def has_notes(path: str | os.PathLike[str]) -> bool:
    """Whether any sheet of the workbook at `path` carries a note of ours. Raises WorkbookError."""
    workbook = WorkbookPackage(path)
    for entry in workbook.sheets:
        for relation in workbook.relationships(entry.part) if entry.part else ():
            if relation.kind == "comments" and workbook.package.find(relation.target):
                if any(note.is_ours for note in read_notes(*workbook.read_text(relation.target))):
                    return True
    return False


class Parts:
    """Parts as they are planned; only what differs in the end becomes a change."""

    def __init__(self, workbook: WorkbookPackage, changes: Changes) -> None:
        self.workbook = workbook
        self.changes = changes
        self._planned: dict[str, tuple[str, bytes | None]] = {}

    def read(self, part: str) -> bytes | None:
        key = normal_name(part)
        if key in self._planned:
            return self._planned[key][1]
        for name, data in self.changes.added.items():
            if normal_name(name) == key:
                return data
        if key in self.changes.dropped or self.workbook.package.find(part) is None:
            return None
        planned = self.changes.replaced.get(key)
        return planned if isinstance(planned, bytes) else self.workbook.package.read(part)

    def put(self, part: str, data: bytes | None) -> None:
        """Plan a part's bytes; None takes it out."""
        self._planned[normal_name(part)] = (part, data)

    def names(self) -> set[str]:
        """Every part of the package, and those that are planned."""
        planned = {part for part, _ in self._planned.values()}
        return planned | {entry.name for entry in self.workbook.package.entries}

    def flush(self) -> None:
        """Turn the plan into changes of the package."""
        for key, (part, data) in self._planned.items():
            self.changes.replaced.pop(key, None)
            self.changes.dropped.discard(key)
            for name in [n for n in self.changes.added if normal_name(n) == key]:
                del self.changes.added[name]
            if self.workbook.package.find(part) is None:
                if data is not None:
                    self.changes.added[part] = data
            elif data is None:
                self.changes.dropped.add(key)
            elif data != self.workbook.package.read(part):
                self.changes.replaced[key] = data


class BookNotes:
    """Plans notes of ours into a set of changes."""

    def __init__(
        self,
        workbook: WorkbookPackage,
        changes: Changes,
        book: BookText,
        editor: Callable[[SheetEntry], SheetEditor],
        *,
        allow_protected: bool = False,
    ) -> None:
        self.workbook = workbook
        self.changes = changes
        self.book = book
        self.editor = editor
        self.allow_protected = allow_protected
        self.parts = Parts(workbook, changes)
        self.outcome = NotesOutcome()

    def plan(
        self, notes: Mapping[tuple[str, Position], str], *, removes: bool
    ) -> NotesOutcome:
        """Put notes, `{(sheet, place): text}`; with `removes` every other one of ours goes.

        Raises BK017 for a sheet that is not there, BK018 for a text too long.
        """
        wanted: dict[str, dict[Position, str]] = {}
        for (sheet, place), text in notes.items():
            wanted.setdefault(self.workbook.worksheet(sheet).name, {})[place] = text
        for entry in self.workbook.sheets:
            if entry.kind != "worksheet" or self._is_ours(entry):
                continue
            texts = wanted.get(entry.name, {})
            if texts or removes:
                _Sheet(self, entry, removes).plan(texts)
        self.parts.flush()
        return self.outcome

    def _is_ours(self, entry: SheetEntry) -> bool:
        """A sheet of ours that is being renewed or taken out: what lies on it goes with it."""
        key = normal_name(entry.part)
        is_written = key in self.changes.replaced or key in self.changes.dropped
        return is_written or self.workbook.package.find(entry.part) is None

    def free_part(self, pattern: str) -> str:
        folder = posixpath.dirname(self.workbook.part)
        number = 1
        while self.parts.read(part := posixpath.join(folder, pattern.format(number))) is not None:
            number += 1
        return part

    def free_block(self, count: int) -> int:
        """The first block of shape numbers, with room for `count`, that no VML part claims."""
        used: set[int] = set()
        for name in self.parts.names():
            if name.lower().endswith(".vml"):
                used |= blocks_used(self.parts.read(name) or b"")
        block = 1
        while used.intersection(range(block, block + blocks_for(count))):
            block += 1
        return block

    def declare(self, part: str, content_type: str) -> None:
        text, encoding = to_bytes(self.parts.read(CONTENT_TYPES) or b"", CONTENT_TYPES)
        prefix = root_tag(mask(text))[0].decode()
        new = f'<{prefix}Override PartName="/{part}" ContentType="{content_type}"/>'
        text = insert_before_end(text, new.encode())
        self.parts.put(CONTENT_TYPES, from_bytes(text, encoding))

    def drop(self, part: str) -> None:
        """Take out a part and its own content type."""
        self.parts.put(part, None)
        text, encoding = to_bytes(self.parts.read(CONTENT_TYPES) or b"", CONTENT_TYPES)

        def is_gone(found: dict[bytes, bytes]) -> bool:
            name = found.get(b"PartName", b"").decode("utf-8", "replace")
            return normal_name(name) == normal_name(part)

        text = without_elements(text, b"Override", is_gone)
        self.parts.put(CONTENT_TYPES, from_bytes(text, encoding))


class _Sheet:
    """The notes of one sheet."""

    def __init__(self, book: BookNotes, entry: SheetEntry, removes: bool) -> None:
        self.book = book
        self.parts = book.parts
        self.entry = entry
        self.removes = removes
        self.relations = book.workbook.relationships(entry.part)
        self.comments = self._related("comments")
        self.vml: str | None = None
        """The drawing that our boxes were put in."""
        self.gone: set[Position] = set()
        self.others: set[Position] = set()

    def _related(self, kind: str) -> Relationship | None:
        for relation in self.relations:
            if relation.kind == kind and not relation.is_external:
                if self.parts.read(relation.target) is not None:
                    return relation
        return None

    def plan(self, texts: Mapping[Position, str]) -> None:
        if self.comments is None and not texts:
            return
        if texts:
            texts = on_first_cells(texts, self.book.editor(self.entry).xml)
        if self.comments is not None:
            self._read(self.comments.target, texts)
        if not texts and not self.gone:
            return
        xml = self.book.editor(self.entry).xml
        legacy = find_legacy(xml)
        wanted = self._allowed(texts, xml, legacy)
        relation = self._relation_of(legacy)
        vml = relation.target if relation else None
        if self.gone:
            self._take_out(vml)
        if wanted:
            self._put_in(wanted, xml, vml)
        self._place_legacy(legacy, relation)
        self.book.outcome.put += [(self.entry.name, cell_ref(*place)) for place in wanted]
        self.book.outcome.removed += len(self.gone - wanted.keys())

    def _read(self, part: str, texts: Mapping[Position, str]) -> None:
        for note in read_notes(*to_bytes(self.parts.read(part) or b"", part)):
            if note.place is None:
                continue
            if note.is_ours and (self.removes or note.place in texts):
                self.gone.add(note.place)
            elif not note.is_ours:
                self.others.add(note.place)

    def _threads(self) -> set[Position]:
        threads: set[Position] = set()
        for relation in self.relations:
            if relation.kind == "threadedComment" and not relation.is_external:
                data = self.parts.read(relation.target)
                if data is not None:
                    threads |= places_of(to_bytes(data, relation.target)[0], b"threadedComment")
        return threads

    def _allowed(
        self, texts: Mapping[Position, str], xml: SheetXml, legacy: Tag | None
    ) -> dict[Position, str]:
        """The notes that may be put; the others are told."""
        is_locked = not self.book.allow_protected and objects_locked(xml)
        is_lost = legacy is not None and self._relation_of(legacy) is None
        threads = self._threads() if texts else set()
        allowed = {}
        for place, text in sorted(texts.items()):
            why = (
                "proteksi" if is_locked
                else "utas" if place in threads
                else "catatan" if place in self.others
                else "gambar" if is_lost
                else ""
            )  # fmt: skip
            if why:
                skipped = SkippedNote(self.entry.name, cell_ref(*place), why)
                self.book.outcome.skipped.append(skipped)
            else:
                allowed[place] = text
        return allowed

    def _relation_of(self, legacy: Tag | None) -> Relationship | None:
        wanted = legacy.local(b"id") if legacy is not None else ""
        for relation in self.relations:
            if wanted and relation.id == wanted and self.parts.read(relation.target) is not None:
                return relation
        return None

    def _take_out(self, vml: str | None) -> None:
        comments = self.comments
        assert comments is not None
        text, encoding = to_bytes(self.parts.read(comments.target) or b"", comments.target)
        text = without_notes(text, encoding, self.gone)
        is_bare = not read_notes(text, encoding)
        if is_bare:
            self._drop(comments.target)
            self.comments = None
        else:
            self.parts.put(comments.target, from_bytes(text, encoding))
        if vml is None:
            return
        text, encoding = to_bytes(self.parts.read(vml) or b"", vml)
        text = without_boxes(text, self.gone)
        if is_bare and is_empty(text):
            self._drop(vml)
        else:
            self.parts.put(vml, from_bytes(text, encoding))

    def _put_in(self, wanted: Mapping[Position, str], xml: SheetXml, vml: str | None) -> None:
        namespace = self.book.book.namespace
        if self.comments is not None:
            comments = self.comments.target
        else:
            comments = self.book.free_part("comments{}.xml")
            self.parts.put(comments, empty_comments(namespace))
            self.book.declare(comments, COMMENTS_TYPE)
            self._relate(comments, "comments")
        text, encoding = to_bytes(self.parts.read(comments) or b"", comments)
        text = with_notes(text, wanted, self.entry.name)
        self.parts.put(comments, from_bytes(text, encoding))
        if vml is None or self.parts.read(vml) is None:
            vml = self.book.free_part("drawings/vmlDrawing{}.vml")
            self.parts.put(vml, empty_drawing(self.book.free_block(len(wanted)), len(wanted)))
            self.book.declare(vml, VML_TYPE)
            self._relate(vml, "vmlDrawing")
        text, encoding = to_bytes(self.parts.read(vml) or b"", vml)
        self.parts.put(vml, from_bytes(with_boxes(text, wanted, xml), encoding))
        self.vml = vml

    def _rels(self) -> tuple[str, bytes, str]:
        name = rels_part(self.entry.part)
        empty = _HEAD + b'<Relationships xmlns="%s"></Relationships>' % _RELATIONS
        return (name, *to_bytes(self.parts.read(name) or empty, name))

    def _relate(self, part: str, kind: str) -> None:
        name, text, encoding = self._rels()
        prefix = root_tag(mask(text))[0].decode()
        used = {tag.get(b"Id") for tag in elements(mask(text), b"Relationship")}
        number = next(n for n in range(1, len(used) + 2) if f"rId{n}" not in used)
        folder = posixpath.dirname(self.entry.part.replace("\\", "/"))
        target = posixpath.relpath(part, folder)
        base = self.book.book.relationship_namespace
        new = (
            f'<{prefix}Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
        )
        self.parts.put(name, from_bytes(insert_before_end(text, new.encode()), encoding))

    def _drop(self, part: str) -> None:
        """Take out a part of this sheet with the relationship to it; no empty list stays."""
        self.book.drop(part)
        name, text, encoding = self._rels()

        def is_gone(found: dict[bytes, bytes]) -> bool:
            target = found.get(b"Target", b"").decode("utf-8", "replace")
            return normal_name(resolve(self.entry.part, target)) == normal_name(part)

        text = without_elements(text, b"Relationship", is_gone)
        is_bare = not element_spans(text, b"Relationship")
        self.parts.put(name, None if is_bare else from_bytes(text, encoding))

    def _place_legacy(self, legacy: Tag | None, relation: Relationship | None) -> None:
        """`<legacyDrawing>` in its place, or out again; untouched where it stays true."""
        editor = self.book.editor(self.entry)
        vml = self.vml or (relation.target if relation else None)
        is_there = vml is not None and self.parts.read(vml) is not None
        identity = self._identity(vml) if is_there and vml else None
        if legacy is not None and relation is not None and identity != relation.id:
            end = editor.xml.element_end(legacy.end, b"legacyDrawing")
            editor.splices.append((legacy.start, end, b""))
        if identity and (relation is None or identity != relation.id):
            at = legacy.start if legacy is not None else legacy_place(editor.xml)
            new = legacy_element(editor.xml, identity, self.book.book.relationship_namespace)
            editor.splices.append((at, at, new))

    def _identity(self, part: str) -> str | None:
        _, text, _ = self._rels()
        for tag in elements(mask(text), b"Relationship"):
            target = resolve(self.entry.part, tag.get(b"Target"))
            if normal_name(target) == normal_name(part):
                return tag.get(b"Id")
        return None
