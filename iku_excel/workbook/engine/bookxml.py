"""Small changes to what binds the parts together: content types, relationships, workbook.xml."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

from .opc import WorkbookPackage, rels_part, resolve
from .package import normal_name
from .xmlscan import (
    attribute_span,
    elements,
    from_bytes,
    mask,
    root_tag,
    to_bytes,
    unescape,
    walk,
    whole_number,
)
from .zipwriter import Changes

CONTENT_TYPES = "[Content_Types].xml"
PROPERTIES = "extended-properties"

_EXCEL_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."
SHEET_TYPE = f"{_EXCEL_TYPES}worksheet+xml"
STYLES_TYPE = f"{_EXCEL_TYPES}styles+xml"

Span = tuple[int, int, dict[bytes, bytes]]
"""[start, end) of an element, and its attributes."""


def current(workbook: WorkbookPackage, changes: Changes, part: str) -> bytes:
    """A part's bytes as they are planned so far."""
    planned = changes.replaced.get(normal_name(part))
    return planned if isinstance(planned, bytes) else workbook.package.read(part)


def drop_part(workbook: WorkbookPackage, changes: Changes, part: str) -> None:
    """Take a part out with the workbook's relationship to it and its content type."""
    changes.dropped.add(normal_name(part))
    changes.replaced.pop(normal_name(part), None)
    drop_relationship(workbook, changes, workbook.part, part)
    drop_content_type(workbook, changes, part)


def add_relationship(workbook: WorkbookPackage, changes: Changes, part: str, kind: str) -> str:
    """Relate a new part to the workbook; the new relationship's id."""
    name = rels_part(workbook.part)
    text, encoding = to_bytes(current(workbook, changes, name), name)
    prefix = root_tag(mask(text))[0].decode()
    used = set(re.findall(r"""Id\s*=\s*["']([^"']*)["']""", text.decode("utf-8", "replace")))
    number = 1
    while f"rId{number}" in used:
        number += 1
    target = posixpath.relpath(part, posixpath.dirname(workbook.part) or ".")
    new = f'<{prefix}Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
    text = insert_before_end(text, new.encode())
    changes.replaced[normal_name(name)] = from_bytes(text, encoding)
    return f"rId{number}"


def add_content_type(
    workbook: WorkbookPackage, changes: Changes, part: str, content_type: str
) -> None:
    """Declare what a new part is."""
    text, encoding = to_bytes(current(workbook, changes, CONTENT_TYPES), CONTENT_TYPES)
    prefix = root_tag(mask(text))[0].decode()
    new = f'<{prefix}Override PartName="/{part}" ContentType="{content_type}"/>'
    text = insert_before_end(text, new.encode())
    changes.replaced[normal_name(CONTENT_TYPES)] = from_bytes(text, encoding)


def drop_relationship(
    workbook: WorkbookPackage, changes: Changes, owner: str, target: str
) -> None:
    """Take out the owner's relationships to a part."""
    name = rels_part(owner)
    if workbook.package.find(name) is None:
        return
    text, encoding = to_bytes(current(workbook, changes, name), name)

    def is_gone(attributes: dict[bytes, bytes]) -> bool:
        found = resolve(owner, attributes.get(b"Target", b"").decode("utf-8", "replace"))
        return normal_name(found) == normal_name(target)

    changes.replaced[normal_name(name)] = from_bytes(
        without_elements(text, b"Relationship", is_gone), encoding
    )


def drop_content_type(workbook: WorkbookPackage, changes: Changes, part: str) -> None:
    """Take out a part's own content type."""
    text, encoding = to_bytes(current(workbook, changes, CONTENT_TYPES), CONTENT_TYPES)

    def is_gone(attributes: dict[bytes, bytes]) -> bool:
        name = attributes.get(b"PartName", b"").decode("utf-8", "replace")
        return normal_name(name) == normal_name(part)

    changes.replaced[normal_name(CONTENT_TYPES)] = from_bytes(
        without_elements(text, b"Override", is_gone), encoding
    )


def without_elements(
    text: bytes, name: bytes, is_gone: Callable[[dict[bytes, bytes]], bool]
) -> bytes:
    """The text without those elements of a name whose attributes say that they are gone."""
    out, at = [], 0
    for start, end, attributes in element_spans(text, name):
        if is_gone(attributes):
            out.append(text[at:start])
            at = end
    return b"".join([*out, text[at:]])


def element_spans(text: bytes, name: bytes) -> list[tuple[int, int, dict[bytes, bytes]]]:
    """[start, end) and attributes of each element of that local name; it must not nest itself."""
    found = []
    opened = None
    for is_closing, tag in walk(mask(text)):
        if tag.name != name:
            continue
        if is_closing and opened is not None:
            found.append((opened.start, tag.end, opened.attributes))
            opened = None
        elif tag.is_empty:
            found.append((tag.start, tag.end, tag.attributes))
        elif not is_closing:
            opened = tag
    return found


def insert_before_end(text: bytes, new: bytes) -> bytes:
    """The new element as the last child of the root."""
    masked = mask(text)
    prefix, name, end = root_tag(masked)
    if masked[end - 2 : end] == b"/>":
        closing = b"</%s%s>" % (prefix, name)
        return text[: end - 2].rstrip() + b">" + new + closing + text[end:]
    at = masked.rfind(b"</")
    return text[:at] + new + text[at:]


def app_properties(
    workbook: WorkbookPackage, changes: Changes, *, added: str = "", removed: str = ""
) -> None:
    """Keep the list of sheets in docProps/app.xml, if it is the one this book's sheets make."""
    part = next((r.target for r in workbook.relationships("") if r.kind == PROPERTIES), None)
    if part is None or workbook.package.find(part) is None:
        return
    text, encoding = to_bytes(current(workbook, changes, part), part)
    titles = element_spans(text, b"TitlesOfParts")
    counts = element_spans(text, b"HeadingPairs")
    if len(titles) != 1 or len(counts) != 1:
        return
    count = element_spans(text[: counts[0][1]], b"i4")
    names = [span for span in element_spans(text, b"lpstr") if span[0] > titles[0][0]]
    number = _inside(text, count[0]) if count else b""
    if not number.isdigit() or not 0 < whole_number(number) <= len(names):
        return
    last = names[whole_number(number) - 1]
    if added:
        model = text[last[0] : last[1]]
        opening, closing = model[: model.index(b">") + 1], model[model.rindex(b"</") :]
        splices = [(last[1], last[1], opening + _escaped(added) + closing)]
    else:
        gone = [n for n in names[: whole_number(number)] if unescape(_inside(text, n)) == removed]
        if len(gone) != 1:
            return
        splices = [(gone[0][0], gone[0][1], b"")]
    step = 1 if added else -1
    splices += _count_splices(text, count[0], titles[0], whole_number(number), step)
    for start, end, new in sorted(splices, reverse=True):
        text = text[:start] + new + text[end:]
    changes.replaced[normal_name(part)] = from_bytes(text, encoding)


def _count_splices(
    text: bytes, count: Span, titles: Span, number: int, step: int
) -> list[tuple[int, int, bytes]]:
    start = text.index(b">", count[0]) + 1
    splices = [(start, text.index(b"<", start), b"%d" % (number + step))]
    vector = next(elements(mask(text), b"vector", start=titles[0], end=titles[1]), None)
    if vector is not None:
        place = attribute_span(text[vector.start : vector.end], b"size")
        size = vector.attributes.get(b"size", b"")
        if place and size.isdigit():
            new = b"%d" % (whole_number(size) + step)
            splices.append((vector.start + place[0], vector.start + place[1], new))
    return splices


def _inside(text: bytes, span: Span) -> bytes:
    return text[text.index(b">", span[0]) + 1 : text.rfind(b"</", span[0], span[1])]


def _escaped(text: str) -> bytes:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.encode("ascii", "xmlcharrefreplace")


def drop_signatures(workbook: WorkbookPackage, changes: Changes, parts: set[str]) -> None:
    """Take out a package signature that the write makes void, with all that leads to it."""
    for part in sorted(parts):
        changes.dropped.add(part)
        drop_content_type(workbook, changes, part)
    for relation in workbook.relationships(""):
        if relation.kind == "origin":
            drop_relationship(workbook, changes, "", relation.target)
