"""What the package says about itself: relationships, the workbook part, its sheets and names."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ...errors import WorkbookError
from .package import Package, too_large
from .snapshot import NOT_READABLE
from .xmlscan import (
    close_of,
    elements,
    mask,
    root_tag,
    tag_pattern,
    to_bytes,
    unescape,
    unescape_excel,
    walk,
    whole_number,
)


class Relationship(NamedTuple):
    """One relationship of a part; `kind` is the last piece of its type ("worksheet")."""

    id: str
    kind: str
    target: str
    is_external: bool


class SheetEntry(NamedTuple):
    """One `<sheet>` of the workbook part. `kind`: worksheet, chartsheet, dialogsheet, ..."""

    name: str
    sheet_id: int
    relation: str
    part: str
    kind: str
    state: str


@dataclass(frozen=True, slots=True)
class DefinedName:
    """A defined name; `sheet` is the position of the sheet it belongs to, None for the book's."""

    name: str
    sheet: int | None
    formula: str


def rels_part(part: str) -> str:
    """"xl/workbook.xml" to "xl/_rels/workbook.xml.rels"; "" to the package's own."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", base + ".rels")


def resolve(part: str, target: str) -> str:
    """A relationship's target as a part name without a leading slash."""
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    folder, _, base = target.rpartition("/")
    if base.strip(".") and "." not in folder and "//" not in target and "\\" not in part:
        # As nearly always: no way up in it.
        folder = part.rpartition("/")[0]
        return f"{folder}/{target}" if folder else target
    folder = posixpath.dirname(part.replace("\\", "/"))
    return posixpath.normpath(posixpath.join(folder, target)).lstrip("/")


MAX_SHEETS = 1_000
"""The largest honest workbook has a few hundred; a thousand of one part cost a file nothing."""


class WorkbookPackage:
    """A package that holds a workbook, with its sheets in order."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.package = Package(path)
        self.part = self._find_workbook_part()
        self.text, self.encoding = self.read_text(self.part)
        self.masked = mask(self.text)
        self.prefix, root, _ = root_tag(self.masked)
        if root != b"workbook":
            raise WorkbookError("BK001", NOT_READABLE)
        self.sheets = self._read_sheets()

    def _find_workbook_part(self) -> str:
        for relation in self.relationships(""):
            if relation.kind == "officeDocument" and not relation.is_external:
                part = relation.target
                if part.lower().endswith(".bin"):
                    raise WorkbookError(
                        "BK003",
                        "Ini buku kerja biner (.xlsb). Buka dengan Excel dan simpan sebagai .xlsx.",
                    )
                if self.package.find(part):
                    return part
        raise WorkbookError("BK001", NOT_READABLE)

    def read_text(self, part: str) -> tuple[bytes, str]:
        """A part's XML as ASCII-compatible bytes, and the encoding it is stored in."""
        return to_bytes(self.package.read(part), part)

    def relationships(self, part: str) -> list[Relationship]:
        """The relationships of a part, in order; external targets are kept as they are."""
        name = rels_part(part)
        if self.package.find(name) is None:
            return []
        text = mask(self.read_text(name)[0])
        found = []
        for tag in elements(text, b"Relationship"):
            is_external = tag.attributes.get(b"TargetMode", b"").lower() == b"external"
            target = tag.get(b"Target")
            if not is_external:
                target = resolve(part, target)
                if "%" in target and self.package.find(target) is None:
                    target = self._unquoted(target)
            kind = tag.get(b"Type").rsplit("/", 1)[-1]
            found.append(Relationship(tag.get(b"Id"), kind, target, is_external))
        return found

    def _unquoted(self, target: str) -> str:
        from urllib.parse import unquote

        return unquote(target) if self.package.find(unquote(target)) else target

    @cached_property
    def workbook_relationships(self) -> dict[str, Relationship]:
        return {relation.id: relation for relation in self.relationships(self.part)}

    def _read_sheets(self) -> list[SheetEntry]:
        sheets = []
        for tag in elements(self.masked, b"sheet"):
            relation = self.workbook_relationships.get(tag.local(b"id"))
            sheet_id = tag.get(b"sheetId", "0")
            sheets.append(
                SheetEntry(
                    name=tag.get(b"name"),
                    sheet_id=whole_number(sheet_id),
                    relation=relation.id if relation else "",
                    part=relation.target if relation else "",
                    kind=relation.kind if relation else "",
                    state=tag.get(b"state", "visible"),
                )
            )
        if len(sheets) > MAX_SHEETS:
            raise too_large(f"{len(sheets)} lembar")
        return sheets

    @cached_property
    def uses_1904(self) -> bool:
        for tag in elements(self.masked, b"workbookPr"):
            return tag.get(b"date1904") in ("1", "true", "on")
        return False

    @cached_property
    def defined_names(self) -> list[DefinedName]:
        names: list[DefinedName] = []
        opened = None
        if b"definedName" not in self.masked:
            return names
        for is_closing, tag in walk(self.masked):
            if tag.name != b"definedName":
                continue
            if not is_closing:
                opened = tag
            elif opened is not None:
                sheet = opened.get(b"localSheetId")
                formula = unescape(self.text[opened.end : tag.start])
                names.append(
                    DefinedName(
                        opened.get(b"name"), whole_number(sheet) if sheet else None, formula
                    )
                )
                opened = None
        return names

    def related_part(self, kind: str) -> str | None:
        """The workbook's own part of a kind ("styles", "sharedStrings", "calcChain")."""
        for relation in self.workbook_relationships.values():
            if relation.kind == kind and self.package.find(relation.target):
                return relation.target
        return None

    def worksheet(self, name: str) -> SheetEntry:
        """The worksheet of that name: exact first, then without regard to case.

        Raises WorkbookError BK017 when there is none, or when it holds no cells (a chart sheet).
        """
        found = [sheet for sheet in self.sheets if sheet.name == name]
        found = found or [s for s in self.sheets if s.name.casefold() == name.casefold()]
        if found and found[0].kind == "worksheet" and self.package.find(found[0].part):
            return found[0]
        present = ", ".join(s.name for s in self.sheets if s.kind == "worksheet")
        raise WorkbookError(
            "BK017", f"Lembar “{name}” tidak ada dalam buku kerja ini; yang ada: {present}."
        )

    @cached_property
    def shared_strings(self) -> Sequence[str]:
        """The texts of sharedStrings.xml; rich text as its plain text, phonetics left out."""
        part = self.related_part("sharedStrings")
        return string_items(*self.read_text(part)) if part else []


_PLAIN_ITEM = re.compile(rb'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>')


class _PlainItems(Sequence[str]):
    """Plain strings, decoded when asked for: of thousands, the form sheet shows a few dozen."""

    def __init__(self, bodies: list[bytes], codec: str) -> None:
        self._bodies, self._codec = bodies, codec

    def __len__(self) -> int:
        return len(self._bodies)

    def __getitem__(self, index: Any) -> Any:
        found = self._bodies[index]
        if isinstance(found, list):
            return [unescape_excel(unescape(body, self._codec)) for body in found]
        return unescape_excel(unescape(found, self._codec))


def string_items(text: bytes, encoding: str) -> Sequence[str]:
    """The text of each `<si>` of a shared string part."""
    plain_items = _PLAIN_ITEM.findall(text)
    if b"<!" not in text and len(plain_items) == text.count(b"<si"):
        return _PlainItems(plain_items, "utf-8" if encoding.startswith("utf-16") else encoding)
    items = []
    prefix, _, at = root_tag(mask(text))
    for start, end in spans(text, prefix, b"si", at):
        items.append(plain_text(text[start:end], prefix, encoding))
    return items


def spans(text: bytes, prefix: bytes, name: bytes, at: int) -> list[tuple[int, int]]:
    """[start, end) of each element of a name, in order, found without a tree."""
    masked = mask(text)
    found = []
    pattern = tag_pattern(prefix, name)
    while match := pattern.search(masked, at):
        end = close_of(masked, prefix, match.end(), name)
        found.append((match.start(), end))
        at = end
    return found


def plain_text(item: bytes, prefix: bytes, encoding: str) -> str:
    """The text of an `<si>` or `<is>`: every `<t>` but those of phonetic hints."""
    masked = mask(item)
    if b"rPh" in masked:
        for start, end in reversed(spans(masked, prefix, b"rPh", 0)):
            item, masked = item[:start] + item[end:], masked[:start] + masked[end:]
    pieces = []
    pattern = tag_pattern(prefix, b"t")
    for match in pattern.finditer(masked):
        end = close_of(masked, prefix, match.end(), b"t")
        if end > match.end():
            body = item[match.end() : masked.rfind(b"</", match.end(), end)]
            pieces.append(_content(body, encoding))
    return unescape_excel("".join(pieces))


def _content(body: bytes, encoding: str) -> str:
    codec = "utf-8" if encoding.startswith("utf-16") else encoding
    if b"<![CDATA[" not in body:
        return unescape(body, codec)
    out = []
    while body:
        head, opened, rest = body.partition(b"<![CDATA[")
        out.append(unescape(head, codec))
        literal, _, body = rest.partition(b"]]>")
        out.append(literal.decode(codec, "replace") if opened else "")
    return "".join(out)
