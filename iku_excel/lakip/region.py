"""Generated regions of a report: a key, a fingerprint, and the merge that keeps staff's edits.

Each generated table, chart or figure lies in a block content control whose tag holds key and
fingerprint; a hidden pair of bookmarks says the same, for programs that drop content controls. A
list of all keys ever generated tells a new region from one that staff deleted.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from docx.oxml import OxmlElement
from lxml import etree

from iku_excel.lakip.fields_xml import make
from iku_excel.lakip.locate import Element, W, ancestor, own_texts
from iku_excel.lakip.objects import ObjectRegistry, Site

R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_R_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_TAG = re.compile(r"lakip:([^#]+)#([0-9a-f]{12})")
_TWIN = re.compile(r"_Lakip_([0-9a-f]{10})_([0-9a-f]{12})")
_TWIN_END = re.compile(r"_LakipA_([0-9a-f]{10})")
_BEGIN, _END = "_Lakip_{}_{}", "_LakipA_{}"
_MAX_KEY = 40
"""Word keeps 64 characters of a content control's tag."""
_BLOCK_PARENTS = (W + "body", W + "sdtContent")
_SHAPES = (W + "tr", W + "tc")


class RegionError(ValueError):
    """Begin and end marks of regions do not match."""


@dataclass(slots=True)
class Region:
    """One region of a document: blocks side by side, its content control among them where there is
    one. `fingerprint` is what it had when it was generated."""

    code: str
    fingerprint: str
    blocks: list[Element]


@dataclass(slots=True)
class RegionMarks:
    """The begin and end marks that a template printed, until `wrap` makes regions of them."""

    marks: list[tuple[str, str, Element, Any]] = field(default_factory=list)

    def register(self, registry: ObjectRegistry) -> None:
        """Give templates `wilayah(kunci)` and `akhir_wilayah()`, each alone in its paragraph."""
        self.marks.clear()
        registry.register("wilayah", lambda site, kunci: self._mark(site, "begin", str(kunci)))
        registry.register("akhir_wilayah", lambda site, *_kunci: self._mark(site, "end", ""))

    def _mark(self, site: Site, kind: str, key: str) -> None:
        if site.run is not None:
            self.marks.append((kind, key, ancestor(site.run, W + "p"), site.document))


def region_code(key: str) -> str:
    """Ten hexadecimal digits for a key; bookmarks have 40 characters at most."""
    return hashlib.sha256(key.encode()).hexdigest()[:10]


def wrap(document: Any, marks: RegionMarks) -> list[str]:
    """Turn the marks of a fresh rendering into regions; returns the keys in order. Raises
    RegionError when marks are crossed, doubled or lie in different places."""
    keys: list[str] = []
    open_key, begin = "", None
    live = [mark for mark in marks.marks if mark[3] is document]
    taken: set[Element] = set()
    for kind, key, paragraph, _ in live:
        if kind == "begin":
            if paragraph in taken:
                raise RegionError(f"wilayah “{key}” berbagi paragraf dengan wilayah sebelumnya")
            if begin is not None:
                raise RegionError(f"wilayah “{key}” dibuka di dalam wilayah “{open_key}”")
            if key in keys:
                raise RegionError(f"wilayah “{key}” ada dua kali")
            open_key, begin = key, paragraph
            keys.append(key)
        elif begin is None:
            raise RegionError("akhir_wilayah() tanpa wilayah(…)")
        else:
            _wrap_one(document, open_key, begin, paragraph)
            taken.update((begin, paragraph))
            begin = None
    if begin is not None:
        raise RegionError(f"wilayah “{open_key}” tidak ditutup dengan akhir_wilayah()")
    marks.marks.clear()
    return keys


def _wrap_one(document: Any, key: str, begin: Element, end: Element) -> None:
    if begin.getparent() is not end.getparent():
        raise RegionError(f"wilayah “{key}” dibuka dan ditutup di tempat yang berbeda")
    blocks = list(_siblings(begin, end))
    inner = [b for b in blocks if not ((b is begin or b is end) and _is_wordless(b))]
    if any(b.find(f".//{W}sectPr") is not None for b in inner):
        raise RegionError(f"wilayah “{key}” tidak boleh memuat akhir bagian (section)")
    if inner:
        make_region(document, key, inner)
    kept = set(inner)
    for block in blocks:
        if block not in kept and not _breaks_page(block):
            block.getparent().remove(block)


def _siblings(first: Element, last: Element) -> Iterable[Element]:
    element = first
    while element is not None:
        yield element
        if element is last:
            return
        element = element.getnext()
    raise RegionError("akhir wilayah mendahului awalnya")


def _is_wordless(block: Element) -> bool:
    return (
        block.tag == W + "p"
        and not "".join(e.text or "" for e in own_texts(block)).strip()
        and next(block.iter(W + "drawing", W + "pict", W + "fldChar"), None) is None
    )


def _breaks_page(block: Element) -> bool:
    """Whether a paragraph without words still ends a section or a page."""
    return next(block.iter(W + "sectPr", W + "br"), None) is not None


def make_region(document: Any, key: str, blocks: list[Element]) -> None:
    """Mark the blocks as a region: bookmarks at both ends, a content control inside."""
    code = region_code(key)
    print_ = fingerprint(blocks, document.part)
    # Two bookmarks, each within one paragraph: LibreOffice shrinks one that ends inside a table.
    paragraphs = [p for block in blocks for p in block.iter(W + "p")]
    if not paragraphs:
        return
    _bookmark(paragraphs[0], _BEGIN.format(code, print_))
    _bookmark(paragraphs[-1], _END.format(code))
    inner = _without_fields(blocks)
    if inner:
        _add_control(key, code, print_, inner)


def _without_fields(blocks: list[Element]) -> list[Element]:
    """The longest run of blocks without Word fields: LibreOffice 7.4 prints the code of a field
    that lies in a block content control, so captions stay outside of it."""
    best: list[Element] = []
    current: list[Element] = []
    for block in blocks:
        if next(block.iter(W + "fldChar", W + "fldSimple", W + "sdt"), None) is not None:
            current = []
            continue
        current.append(block)
        if len(current) > len(best):
            best = list(current)
    return best


def _add_control(key: str, code: str, print_: str, blocks: list[Element]) -> None:
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    properties = OxmlElement("w:sdtPr")
    shown = key if len(key) <= _MAX_KEY and "#" not in key else code
    properties.extend(
        (
            make("alias", val=f"Diisi otomatis: {key}"[:64]),
            make("tag", val=f"lakip:{shown}#{print_}"),
            make("id", val=str(int(code[:7], 16) + 1)),
        )
    )
    # The control stands in the document before the blocks move into it: between two documents
    # each move would cost the size of the whole one.
    control.extend((properties, content))
    blocks[0].addprevious(control)
    content.extend(blocks)


def _bookmark(paragraph: Element, name: str) -> None:
    start = make("bookmarkStart", id="0", name=name)
    properties = paragraph.find(W + "pPr")
    if properties is None:
        paragraph.insert(0, start)
    else:
        properties.addnext(start)
    start.addnext(make("bookmarkEnd", id="0"))


# Fingerprints ------------------------------------------------------------------------------------


def fingerprint(blocks: list[Element], part: Any) -> str:
    """Twelve digits of what a reader sees: words, the shape of tables, the numbers of charts, the
    bytes of pictures. Blind to runs, revision marks, field results, styles and numbers of ids."""
    digest = hashlib.sha256()
    depth: list[bool] = []
    words: list[str] = []

    def flush() -> None:
        digest.update(" ".join("".join(words).split()).encode() + b"\n")
        words.clear()

    for node in (node for block in blocks for node in block.iter()):
        if node.tag == W + "fldChar":
            _track(depth, node.get(W + "fldCharType"))
        elif node.tag == W + "t" and not any(depth):
            words.append(node.text or "")
        elif node.tag in (W + "br", W + "tab") and node.getparent().tag == W + "r":
            words.append(" ")
        elif node.tag == W + "p":
            words.append(" ")
        elif node.tag in _SHAPES:
            flush()
            digest.update(node.tag[-2:].encode())
        elif node.tag == _CHART + "chart" and node.get(R_ID):
            digest.update(_chart_numbers(part, node.get(R_ID)))
        elif node.tag == _A_BLIP and node.get(_R_EMBED) in part.rels:
            digest.update(hashlib.sha256(part.rels[node.get(_R_EMBED)].target_part.blob).digest())
    flush()
    return digest.hexdigest()[:12]


def _track(depth: list[bool], kind: str) -> None:
    if kind == "begin":
        depth.append(False)
    elif kind == "separate" and depth:
        depth[-1] = True
    elif kind == "end" and depth:
        depth.pop()


def _chart_numbers(part: Any, relation: str) -> bytes:
    if relation not in part.rels or part.rels[relation].is_external:
        return b"?"
    root = etree.fromstring(part.rels[relation].target_part.blob)
    values = []
    for point in root.iter(_CHART + "val", _CHART + "cat", _CHART + "tx"):
        for value in point.iter(_CHART + "v"):
            values.append(_canonical(value.text or ""))
    return "|".join(values).encode()


def _canonical(text: str) -> str:
    try:
        return format(Decimal(text).normalize(), "f")
    except InvalidOperation:
        return " ".join(text.split())


# Finding -----------------------------------------------------------------------------------------


def find_regions(document: Any) -> dict[str, Region]:
    """The regions of a document by code, in its order. Any of the three marks will do: a program
    may have dropped the content control, staff may have deleted a caption. Of copies that staff
    pasted only the first counts."""
    body = document.element.body
    anchors: dict[str, list[Element]] = {}
    prints: dict[str, str] = {}
    for element in body.iter(W + "sdt", W + "bookmarkStart"):
        code, print_ = _read_mark(element)
        if code and (element.tag != W + "sdt" or not _has_control(anchors.get(code, []))):
            anchors.setdefault(code, []).append(element)
            if print_:
                prints.setdefault(code, print_)
    return {
        code: Region(code, prints.get(code, ""), _blocks_around(marks))
        for code, marks in anchors.items()
    }


def _has_control(marks: list[Element]) -> bool:
    return any(mark.tag == W + "sdt" for mark in marks)


def _read_mark(element: Element) -> tuple[str, str]:
    """(code, fingerprint) of a content control or bookmark of ours; "" for what is not there."""
    if element.tag == W + "bookmarkStart":
        name = element.get(W + "name", "")
        if match := _TWIN.fullmatch(name):
            return match.group(1), match.group(2)
        match = _TWIN_END.fullmatch(name)
        return (match.group(1), "") if match else ("", "")
    tag = element.find(f"{W}sdtPr/{W}tag")
    match = _TAG.fullmatch(tag.get(W + "val", "")) if tag is not None else None
    if match is None:
        return "", ""
    shown = match.group(1)
    code = shown if re.fullmatch("[0-9a-f]{10}", shown) else region_code(shown)
    return code, match.group(2)


def _blocks_around(marks: list[Element]) -> list[Element]:
    """The blocks under one parent that hold all the marks, whole tables and all."""
    chains = [[mark, *mark.iterancestors()] for mark in marks]
    shared = set(chains[0][1:]).intersection(*(chain[1:] for chain in chains[1:]))
    # LibreOffice puts the content control of a single paragraph inside that paragraph.
    parent = next(
        e
        for e in chains[0][1:]
        if e in shared and e.tag in _BLOCK_PARENTS and ancestor(e, W + "p") is None
    )
    tops = [chain[chain.index(parent) - 1] for chain in chains]
    places = [parent.index(top) for top in tops]
    return list(parent[min(places) : max(places) + 1])
