"""workbook.xml as text: sheets and names put in and taken out, every other byte kept."""

from __future__ import annotations

import re

from .opc import WorkbookPackage
from .styles import set_attribute
from .xmlscan import (
    attributes,
    close_of,
    elements,
    from_bytes,
    mask,
    root_tag,
    tag_pattern,
    whole_number,
)

_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BEFORE_NAMES = (b"sheets", b"functionGroups", b"externalReferences")


class BookText:
    """The text of the workbook part with changes on it."""

    def __init__(self, workbook: WorkbookPackage) -> None:
        self.text = workbook.text
        self.encoding = workbook.encoding
        self.prefix = workbook.prefix
        self.is_changed = False
        self._sheet_ids = [sheet.sheet_id for sheet in workbook.sheets]
        head = workbook.masked[: root_tag(workbook.masked)[2]]
        self.is_strict = _STRICT.encode() in head

    @property
    def namespace(self) -> str:
        """The main namespace, strict or transitional as the book is."""
        return _STRICT if self.is_strict else _MAIN

    @property
    def relationship_namespace(self) -> str:
        if self.is_strict:
            return "http://purl.oclc.org/ooxml/officeDocument/relationships"
        return "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def _replace(self, start: int, end: int, new: bytes) -> None:
        self.text = self.text[:start] + new + self.text[end:]
        self.is_changed = True

    def _container(self, name: bytes) -> tuple[int, int, int] | None:
        """(start, end of start tag, end) of a container such as `<sheets>`."""
        masked = mask(self.text)
        match = tag_pattern(self.prefix, name).search(masked)
        if match is None:
            return None
        return match.start(), match.end(), close_of(masked, self.prefix, match.end(), name)

    def add_sheet(self, name: str, relation: str) -> None:
        """A `<sheet>` at the end, with the prefix its neighbours use for their relation."""
        place = self._container(b"sheets")
        if place is None:
            raise ValueError("sheets")
        masked = mask(self.text)
        id_name = b"r:id"
        for tag in elements(masked, b"sheet", start=place[1], end=place[2]):
            id_name = next((k for k in tag.attributes if k.endswith(b":id")), id_name)
        sheet_id = max([0, *self._sheet_ids]) + 1
        self._sheet_ids.append(sheet_id)
        new = b'<%ssheet name="%s" sheetId="%d" %s="%s"%s/>' % (
            self.prefix, _attribute(name), sheet_id, id_name, relation.encode(),
            self._declaration(id_name),
        )  # fmt: skip
        at = masked.rfind(b"</", place[1], place[2])
        self._replace(at, at, new)

    def _declaration(self, id_name: bytes) -> bytes:
        """The relation prefix's namespace, where the root does not declare it (some writers)."""
        prefix = b"xmlns:" + id_name.partition(b":")[0]
        root_end = root_tag(mask(self.text))[2]
        if prefix in self.text[:root_end]:
            return b""
        return b' %s="%s"' % (prefix, self.relationship_namespace.encode())

    def add_name(self, name: str, sheet: int, formula: str) -> None:
        """A hidden defined name that belongs to a sheet."""
        new = b'<%sdefinedName name="%s" localSheetId="%d" hidden="1">%s</%sdefinedName>' % (
            self.prefix, name.encode(), sheet, _attribute(formula), self.prefix,
        )  # fmt: skip
        place = self._container(b"definedNames")
        if place and place[1] != place[2]:
            at = mask(self.text).rfind(b"</", place[1], place[2])
            self._replace(at, at, new)
            return
        whole = b"<%sdefinedNames>%s</%sdefinedNames>" % (self.prefix, new, self.prefix)
        if place:
            self._replace(place[0], place[2], whole)
            return
        after = [found for n in _BEFORE_NAMES if (found := self._container(n))]
        at = max(found[2] for found in after)
        self._replace(at, at, whole)

    def remove_sheet(self, relation: str, position: int) -> None:
        """Take out a sheet, its names, and move down what counts sheets by position."""
        place = self._container(b"sheets")
        if place is None:
            return
        masked = mask(self.text)
        for tag in elements(masked, b"sheet", start=place[1], end=place[2]):
            if tag.local(b"id") == relation:
                end = close_of(masked, self.prefix, tag.end, b"sheet")
                self._replace(tag.start, end, b"")
                break
        self._renumber_names(position)
        for name in (b"activeTab", b"firstSheet"):
            self._lower_view(name, position)

    def _renumber_names(self, position: int) -> None:
        masked = mask(self.text)
        spans = [
            (match.start(), match.end(), attributes(match[2]).get(b"localSheetId", b""))
            for match in tag_pattern(self.prefix, b"definedName").finditer(masked)
        ]
        for start, end, local in reversed(spans):
            if not local.isdigit() or whole_number(local) < position:
                continue
            if whole_number(local) == position:
                self._replace(start, close_of(masked, self.prefix, end, b"definedName"), b"")
            else:
                opening = self.text[start:end]
                new = set_attribute(opening, b"localSheetId", b"%d" % (whole_number(local) - 1))
                self._replace(start, end, new)
        place = self._container(b"definedNames")
        if place and not re.search(rb"<", self.text[place[1] : place[2]].rpartition(b"</")[0]):
            self._replace(place[0], place[2], b"")

    def _lower_view(self, name: bytes, position: int) -> None:
        masked = mask(self.text)
        for match in reversed(list(tag_pattern(self.prefix, b"workbookView").finditer(masked))):
            value = attributes(match[2]).get(name, b"")
            if value.isdigit() and 0 < whole_number(value) and whole_number(value) >= position:
                opening = self.text[match.start() : match.end()]
                lower = set_attribute(opening, name, b"%d" % (whole_number(value) - 1))
                self._replace(match.start(), match.end(), lower)

    @property
    def waits_for_f9(self) -> bool:
        """Whether the book is calculated by hand: an empty result would stay empty in Excel."""
        for tag in elements(mask(self.text), b"calcPr"):
            is_asked = tag.get(b"fullCalcOnLoad") in ("1", "true")
            return tag.get(b"calcMode") == "manual" and not is_asked
        return False

    def ask_full_calculation(self) -> None:
        """Have Excel calculate once when it opens the book."""
        match = tag_pattern(self.prefix, b"calcPr").search(mask(self.text))
        if match:
            new = set_attribute(self.text[match.start() : match.end()], b"fullCalcOnLoad", b"1")
            self._replace(match.start(), match.end(), new)

    def to_part(self) -> bytes:
        return from_bytes(self.text, self.encoding)


def _attribute(text: str) -> bytes:
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(raw, safe)
    return text.encode("ascii", "xmlcharrefreplace")
