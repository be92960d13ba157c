"""What notes need of a worksheet part: where `<legacyDrawing>` stands or belongs, what forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .sheetxml import SheetXml, is_true
from .xmlscan import Tag, elements, root_tag, walk

Position = tuple[int, int]

_AFTER_LEGACY = (
    b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls",
    b"webPublishItems", b"tableParts", b"extLst",
)  # fmt: skip
"""What follows `<legacyDrawing>` in a worksheet, by its schema."""

_RELATION_SPACES = (
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships",
)


@dataclass(frozen=True, slots=True)
class SkippedNote:
    """A note that was not put. `why`: "catatan" (the cell has a note of somebody else), "utas"
    (a threaded comment), "proteksi" (the sheet is locked with a password) or "gambar" (its
    drawing is lost)."""

    sheet: str
    ref: str
    why: str


@dataclass(slots=True)
class NotesOutcome:
    """What happened to notes: the cells that have one of ours now, those that were left out."""

    put: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[SkippedNote] = field(default_factory=list)
    removed: int = 0


def _children(xml: SheetXml) -> Iterator[tuple[Tag, bytes]]:
    """The root's children below `<sheetData>`, each with its name; of an AlternateContent, which
    Excel wraps around controls, the name of what it holds."""
    depth = 0
    top: Tag | None = None
    for is_closing, tag in walk(xml.masked, xml.data_end):
        if is_closing:
            depth -= 1
            if depth < 0 and tag.name == b"worksheet":
                break
            depth = max(depth, 0)  # The end of `<sheetData>` itself.
            continue
        if depth == 0:
            top = tag
            if tag.name != b"AlternateContent":
                yield tag, tag.name
        elif depth == 2 and top is not None and top.name == b"AlternateContent":
            yield top, tag.name
        depth += 0 if tag.is_empty else 1


def find_legacy(xml: SheetXml) -> Tag | None:
    """The sheet's own `<legacyDrawing>`."""
    for tag, name in _children(xml):
        if name == b"legacyDrawing" and tag.name == name:
            return tag
    return None


def legacy_place(xml: SheetXml) -> int:
    """Where `<legacyDrawing>` belongs in a sheet that has none."""
    for tag, name in _children(xml):
        if name in _AFTER_LEGACY:
            return tag.start
    return xml.masked.rfind(b"</" + xml.prefix + b"worksheet")


def legacy_element(xml: SheetXml, relation: str, namespace: str) -> bytes:
    """The element, with the prefix that the root declares for relations, or one of its own."""
    _, _, end = root_tag(xml.masked)
    opening = xml.text[:end]
    for known in _RELATION_SPACES:
        for quote in (b'"', b"'"):
            before, found, _ = opening.partition(b"=" + quote + known + quote)
            name = before.rpartition(b"xmlns:")[2]
            if found and name and b" " not in name and b'"' not in name:
                return b'<%slegacyDrawing %s:id="%s"/>' % (xml.prefix, name, relation.encode())
    return b'<%slegacyDrawing xmlns:r="%s" r:id="%s"/>' % (
        xml.prefix, namespace.encode(), relation.encode(),
    )  # fmt: skip


def objects_locked(xml: SheetXml) -> bool:
    """Whether somebody locked the sheet with a password so that nobody puts a note on it.

    A protection without a password only guards cells against slips, as in forms of ours; notes
    change no cell and the protection stays.
    """
    for tag in elements(xml.masked, b"sheetProtection", start=xml.data_end):
        found = tag.attributes
        is_locked = is_true(found.get(b"sheet")) and is_true(found.get(b"objects"))
        return is_locked and bool(found.get(b"password") or found.get(b"hashValue"))
    return False


def on_first_cells(texts: Mapping[Position, str], xml: SheetXml) -> dict[Position, str]:
    """Notes on covered cells of a merged range put on its first, where a person sees them."""
    found: dict[Position, str] = {}
    for place, text in sorted(texts.items()):
        area = next((a for a in xml.merged if a.contains(*place)), None)
        first = (area.first_row, area.first_column) if area else place
        known = found.get(first)
        found[first] = text if known is None or known == text else f"{known}\n{text}"
    return found
