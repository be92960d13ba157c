"""Small changes to what binds the parts together: content types, relationships, workbook.xml."""

from __future__ import annotations

from collections.abc import Callable

from .opc import WorkbookPackage, rels_part, resolve
from .package import normal_name
from .styles import set_attribute
from .xmlscan import elements, from_bytes, mask, tag_pattern, to_bytes, walk
from .zipwriter import Changes

CONTENT_TYPES = "[Content_Types].xml"


def current(workbook: WorkbookPackage, changes: Changes, part: str) -> bytes:
    """A part's bytes as they are planned so far."""
    planned = changes.replaced.get(normal_name(part))
    return planned if planned is not None else workbook.package.read(part)


def drop_part(workbook: WorkbookPackage, changes: Changes, part: str) -> None:
    """Take a part out with the workbook's relationship to it and its content type."""
    changes.dropped.add(normal_name(part))
    changes.replaced.pop(normal_name(part), None)
    drop_relationship(workbook, changes, workbook.part, part)
    drop_content_type(workbook, changes, part)


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
        _without(text, b"Relationship", is_gone), encoding
    )


def drop_content_type(workbook: WorkbookPackage, changes: Changes, part: str) -> None:
    """Take out a part's own content type."""
    text, encoding = to_bytes(current(workbook, changes, CONTENT_TYPES), CONTENT_TYPES)

    def is_gone(attributes: dict[bytes, bytes]) -> bool:
        name = attributes.get(b"PartName", b"").decode("utf-8", "replace")
        return normal_name(name) == normal_name(part)

    changes.replaced[normal_name(CONTENT_TYPES)] = from_bytes(
        _without(text, b"Override", is_gone), encoding
    )


def _without(text: bytes, name: bytes, is_gone: Callable[[dict[bytes, bytes]], bool]) -> bytes:
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


def recalculates_by_hand(workbook: WorkbookPackage) -> bool:
    """Whether the workbook waits for F9: then an empty result would stay empty in Excel."""
    for tag in elements(workbook.masked, b"calcPr"):
        return tag.get(b"calcMode") == "manual" and tag.get(b"fullCalcOnLoad") not in ("1", "true")
    return False


def with_full_calc(workbook: WorkbookPackage) -> bytes:
    """workbook.xml asking for one full calculation when it is opened; nothing else changes."""
    text = workbook.text
    match = tag_pattern(workbook.prefix, b"calcPr").search(workbook.masked)
    if match:
        new = set_attribute(text[match.start() : match.end()], b"fullCalcOnLoad", b"1")
        text = text[: match.start()] + new + text[match.end() :]
    return from_bytes(text, workbook.encoding)
