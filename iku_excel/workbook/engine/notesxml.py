"""A comments part as text: notes read, appended and taken out, every other byte kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ...errors import WorkbookError
from .bookxml import element_spans
from .opc import plain_text
from .refs import cell_ref, parse_ref
from .values import escape_text
from .xmlscan import mask, root_tag, unescape, walk

Position = tuple[int, int]

AUTHOR = "IKU"
NOTE_START = "IKU: "
NOTE_END = "\n(catatan otomatis IKU)"
"""The last line of our notes: one that somebody wrote below it is no longer ours to take out."""

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
_FONT = b'<%ssz val="9"/><%scolor indexed="81"/><%srFont val="Tahoma"/><%sfamily val="2"/>'


@dataclass(frozen=True, slots=True)
class Note:
    """One `<comment>`: bytes [start:end) of its part. `place` is None where its cell is none."""

    start: int
    end: int
    author: bytes
    place: Position | None
    text: str

    @property
    def is_ours(self) -> bool:
        """Whether we wrote it and nobody changed it; the author's name is lost in LibreOffice."""
        text = self.text.replace("\r", "").rstrip("\n")
        return text.startswith(NOTE_START) and text.endswith(NOTE_END)


def our_text(text: str) -> str:
    """A note's text with the marks by which it is known again."""
    return f"{NOTE_START}{text.strip()}{NOTE_END}"


def empty_comments(namespace: str) -> bytes:
    """A comments part without notes."""
    return _HEAD + (
        b'<comments xmlns="%s"><authors></authors><commentList></commentList></comments>'
        % namespace.encode()
    )


def read_notes(text: bytes, encoding: str) -> list[Note]:
    """Every note of a comments part, in the order of the file."""
    prefix = root_tag(mask(text))[0]
    notes = []
    for start, end, found in element_spans(text, b"comment"):
        place = _place(found.get(b"ref", b""))
        body = plain_text(text[start:end], prefix, encoding)
        notes.append(Note(start, end, found.get(b"authorId", b""), place, body))
    return notes


def _place(ref: bytes) -> Position | None:
    try:
        return parse_ref(unescape(ref).partition(":")[0])
    except WorkbookError:
        return None


def places_of(text: bytes, name: bytes) -> set[Position]:
    """The cells that the elements of a name are about (`<threadedComment ref="C2">`)."""
    places = (_place(found.get(b"ref", b"")) for _, _, found in element_spans(text, name))
    return {place for place in places if place is not None}


def without_notes(text: bytes, encoding: str, gone: Collection[Position]) -> bytes:
    """Our notes on these cells taken out, and our name when nothing of ours is left."""
    notes = read_notes(text, encoding)
    spans = [(n.start, n.end) for n in notes if n.is_ours and n.place in gone]
    left = {n.author for n in notes if (n.start, n.end) not in spans}
    authors = element_spans(text, b"author")
    is_ours = authors and _inside(text, authors[-1][:2]) == AUTHOR.encode()
    if spans and is_ours and b"%d" % (len(authors) - 1) not in left:
        spans.append(authors[-1][:2])
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def with_notes(text: bytes, notes: Mapping[Position, str], sheet: str) -> bytes:
    """Notes appended, author "IKU". Raises BK018 for a text that is too long for Excel."""
    if not notes:
        return text
    prefix, _, root_end = root_tag(mask(text))
    if not element_spans(text, b"authors"):
        text = text[:root_end] + b"<%sauthors></%sauthors>" % (prefix, prefix) + text[root_end:]
    names = [_inside(text, span[:2]) for span in element_spans(text, b"author")]
    if AUTHOR.encode() not in names:
        names.append(AUTHOR.encode())
        new = b"<%sauthor>%s</%sauthor>" % (prefix, AUTHOR.encode(), prefix)
        text = append_child(text, b"authors", new)
    number = names.index(AUTHOR.encode())
    new = b"".join(
        _comment(prefix, place, number, body, sheet) for place, body in sorted(notes.items())
    )
    return append_child(text, b"commentList", new)


def _comment(prefix: bytes, place: Position, author: int, text: str, sheet: str) -> bytes:
    ref = cell_ref(*place)
    p = prefix
    inner = b'<%sr><%srPr>%s</%srPr><%st xml:space="preserve">%s</%st></%sr>' % (
        p, p, _FONT % (p, p, p, p), p, p, escape_text(our_text(text), f"{sheet}!{ref}"), p, p,
    )  # fmt: skip
    return b'<%scomment ref="%s" authorId="%d" shapeId="0"><%stext>%s</%stext></%scomment>' % (
        p, ref.encode(), author, p, inner, p, p,
    )  # fmt: skip


def append_child(text: bytes, name: bytes, new: bytes) -> bytes:
    """The new element as the last child of the first element of that name, if there is one."""
    for is_closing, tag in walk(mask(text)):
        if tag.name != name:
            continue
        if is_closing:
            return text[: tag.start] + new + text[tag.start :]
        if tag.is_empty:
            opening = text[tag.start : tag.end]
            closing = b"</" + opening[1:].split(b"/")[0].split()[0] + b">"
            opening = opening[:-2].rstrip() + b">"
            return text[: tag.start] + opening + new + closing + text[tag.end :]
    return text


def _inside(text: bytes, span: tuple[int, int]) -> bytes:
    start, end = span
    closing = text.rfind(b"</", start, end)
    return text[text.index(b">", start) + 1 : closing] if closing > start else b""
