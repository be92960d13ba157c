"""Makes a rendered tree a proper Word part again: breaks, cells, tables, numbers of drawings and
bookmarks. Loops copy what must be unique, and conditions empty what must not be empty.
"""

from __future__ import annotations

import copy
import re
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from iku_excel.lakip.locate import WP, XML_SPACE, Element, W

_PARA_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_TEXT_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}textId"
_BREAKS = re.compile(r"([\n\t])")
_SHORT_TABLE = range(2, 10)
_STORIES = tuple(W + name for name in ("hdr", "ftr", "txbxContent", "footnote", "endnote"))
_IRREGULAR = tuple(W + name for name in ("gridSpan", "gridBefore", "gridAfter", "sdt"))
_P_PR, _P_STYLE, _KEEP_NEXT = W + "pPr", W + "pStyle", W + "keepNext"


class Numbers:
    """Counters of one document: drawings, bookmarks, names already given."""

    def __init__(self) -> None:
        self.drawing = 0
        self.bookmark = 0
        self.names: set[str] = set()
        self.controls: set[str] = set()
        self.paragraph_ids: set[str] = set()


def tidy(root: Element, numbers: Numbers, keep_with: frozenset[str] = frozenset()) -> None:
    """Put right everything that rendering may have left behind; `keep_with` are the ids of the
    paragraph styles that stay on the page of the table above them."""
    _split_breaks(root)
    _drop_empty(root)
    _separate_tables(root)
    _close_cells(root)
    _fit_grids(root)
    _keep_tables(root)
    _keep_sources(root, keep_with)
    renumber(root, numbers)


def renumber(root: Element, numbers: Numbers) -> None:
    """Fresh numbers for drawings and bookmarks; copies of a bookmark's name are dropped."""
    for properties in root.iter(WP + "docPr"):
        numbers.drawing += 1
        properties.set("id", str(numbers.drawing))
    _renumber_bookmarks(root, numbers)
    for identity in list(root.iter(W + "id")):  # of content controls; copies need none
        value = identity.get(W + "val", "")
        if value in numbers.controls:
            identity.getparent().remove(identity)
        numbers.controls.add(value)
    for paragraph in root.iter(W + "p", W + "tr"):
        identity = paragraph.get(_PARA_ID)
        if identity is None:
            continue
        if identity in numbers.paragraph_ids:
            del paragraph.attrib[_PARA_ID]
            paragraph.attrib.pop(_TEXT_ID, None)
        numbers.paragraph_ids.add(identity)


def _renumber_bookmarks(root: Element, numbers: Numbers) -> None:
    open_marks: dict[str, list[Element]] = {}
    dropped: list[Element] = []
    for mark in root.iter(W + "bookmarkStart", W + "bookmarkEnd"):
        old = mark.get(W + "id", "")
        if mark.tag == W + "bookmarkStart":
            open_marks.setdefault(old, []).append(mark)
            continue
        starts = open_marks.get(old)
        if not starts:
            dropped.append(mark)
            continue
        start = starts.pop()
        name = start.get(W + "name", "")
        if name in numbers.names:
            dropped += [start, mark]
            continue
        numbers.names.add(name)
        numbers.bookmark += 1
        start.set(W + "id", str(numbers.bookmark))
        mark.set(W + "id", str(numbers.bookmark))
    dropped += [start for starts in open_marks.values() for start in starts]
    for mark in dropped:
        mark.getparent().remove(mark)


def _split_breaks(root: Element) -> None:
    found = [t for t in root.iter(W + "t") if t.text and ("\n" in t.text or "\t" in t.text)]
    for text in found:
        run = text.getparent()
        index = run.index(text)
        run.remove(text)
        for piece in _BREAKS.split(text.text):
            if piece == "":
                continue
            element = OxmlElement({"\n": "w:br", "\t": "w:tab"}.get(piece, "w:t"))
            if piece not in "\n\t":
                element.text = piece
                element.set(XML_SPACE, "preserve")
            run.insert(index, element)
            index += 1


def lighten(text: str) -> str:
    """The markup without what says nothing: empty runs, and the keeping of blanks where there are
    none. In a long report these are a third of the tree."""
    return _NEEDLESS.sub(r"<w:t>\1</w:t>", _EMPTY_RUN.sub("", text))


_EMPTY_RUN = re.compile(r'<w:r><w:t(?: xml:space="preserve")?(?:></w:t>|/>)</w:r>')
_NEEDLESS = re.compile(r'<w:t xml:space="preserve">([^\s<](?:[^<]*[^\s<])?)</w:t>')


def _drop_empty(root: Element) -> None:
    for table in list(root.iter(W + "tbl")):
        if next(table.iter(W + "tr"), None) is None:
            table.getparent().remove(table)
    for row in list(root.iter(W + "tr")):
        if row.find(W + "tc") is None and row.find(W + "sdt") is None:
            row.getparent().remove(row)
    for content in list(root.iter(W + "sdtContent")):
        if len(content) == 0:
            control = content.getparent()
            control.getparent().remove(control)


def _separate_tables(root: Element) -> None:
    """Word joins tables that touch; a loop over a table must not become one table."""
    for table in list(root.iter(W + "tbl")):
        follower = table.getnext()
        if follower is not None and follower.tag == W + "tbl":
            table.addnext(_gap(120))


def _gap(height: int) -> Element:
    """An empty paragraph, `height` in twentieths of a point."""
    return parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:spacing w:before="0" w:after="0" w:line="{height}"'
        ' w:lineRule="exact"/></w:pPr></w:p>'
    )


def _close_cells(root: Element) -> None:
    for cell in root.iter(W + "tc"):
        if len(cell) == 0 or cell[-1].tag != W + "p":
            cell.append(OxmlElement("w:p"))
    for story in root.iter(*_STORIES):
        if next(story.iterchildren(W + "p", W + "tbl", W + "sdt"), None) is None:
            story.append(OxmlElement("w:p"))
    body = root.find(W + "body")
    if body is not None:
        last = [child for child in body if child.tag != W + "sectPr"]
        if not last or last[-1].tag == W + "tbl":
            section = body.find(W + "sectPr")
            # Word wants a paragraph here; a table that fills its page must not push it out.
            paragraph = _gap(20)
            if section is None:
                body.append(paragraph)
            else:
                section.addprevious(paragraph)


def _keep_tables(root: Element) -> None:
    """A table of a few rows stays on one page, with its caption; a longer one neither leaves a
    single row under its head nor spills a single row onto another page."""
    for table in root.iter(W + "tbl"):
        rows = table.findall(W + "tr")
        if len(rows) < _SHORT_TABLE.start or next(table.iter(W + "drawing"), None) is not None:
            continue
        heads = sum(1 for row in rows if row.find(f"{W}trPr/{W}tblHeader") is not None)
        held = rows[:-1] if len(rows) in _SHORT_TABLE else [*rows[: heads + 1], *rows[-3:-1]]
        for row in held:
            for paragraph in row.iter(W + "p"):
                _keep_with_next(paragraph)


def _keep_sources(root: Element, styles: frozenset[str]) -> None:
    """What stands above a line that names its source stays on the page of that line."""
    for style in root.iter(_P_STYLE) if styles else ():
        if style.get(W + "val") not in styles:
            continue
        line = style.getparent().getparent()
        above = line.getprevious()
        if above is None or line.getparent().tag == W + "tc":
            continue
        if above.tag == W + "tbl":
            for paragraph in above.findall(W + "tr")[-1].iter(W + "p"):
                _keep_with_next(paragraph)
        elif above.tag == W + "p":
            _keep_with_next(above)


def _fit_grids(root: Element) -> None:
    """A loop over cells gives a table other columns than its grid has: its width is shared out
    anew, in the proportions of the cells."""
    for table in root.iter(W + "tbl"):
        grid = table.find(W + "tblGrid")
        first = table.find(W + "tr")
        if grid is None or first is None or _is_irregular(first):
            continue
        cells = first.findall(W + "tc")
        if len(cells) == len(grid):
            continue
        wide = [_cell_width(cell) for cell in cells]
        total = sum(_number(column) for column in grid)
        if not all(wide) or not total:
            continue
        widths = [total * part // sum(wide) for part in wide]
        for column in list(grid):
            grid.remove(column)
        for width in widths:
            etree.SubElement(grid, W + "gridCol").set(W + "w", str(width))
        for row in table.findall(W + "tr"):
            own = row.findall(W + "tc")
            for cell, width in zip(own, widths, strict=False):
                if (shown := cell.find(f"{W}tcPr/{W}tcW")) is not None:
                    shown.set(W + "w", str(width))


def _is_irregular(row: Element) -> bool:
    """Whether a row's cells are not simply one for each column."""
    return next(row.iter(*_IRREGULAR), None) is not None


def _cell_width(cell: Element) -> int:
    shown = cell.find(f"{W}tcPr/{W}tcW")
    return _number(shown) if shown is not None else 0


def _number(element: Element) -> int:
    value = element.get(W + "w", "")
    return int(value) if value.isdigit() else 0


def _keep_with_next(paragraph: Element) -> None:
    properties = paragraph.find(_P_PR)
    if properties is None:
        paragraph.insert(0, copy.copy(_KEPT))
    elif properties.find(_KEEP_NEXT) is None:
        has_style = len(properties) > 0 and properties[0].tag == _P_STYLE
        properties.insert(1 if has_style else 0, copy.copy(_KEPT[0]))


_KEPT: Element = etree.fromstring(f'<w:pPr xmlns:w="{W[1:-1]}"><w:keepNext/></w:pPr>')
"""Copied, for making an element costs three times as much."""


def renumber_document(document: Any) -> None:
    """Fresh numbers through body, headers and footers together."""
    numbers = Numbers()
    main = document.part
    roots = [document.element.body]
    for rel in main.rels.values():
        if not rel.is_external and rel.reltype.rsplit("/", 1)[-1] in ("header", "footer"):
            root = getattr(rel.target_part, "element", None)
            if root is not None:
                roots.append(root)
    for root in roots:
        renumber(root, numbers)
