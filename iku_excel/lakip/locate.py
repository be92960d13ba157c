"""Names the place of every paragraph of a Word part the way a person would look for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.oxml.ns import nsmap

from iku_excel.lakip.faults import Place

W = "{%s}" % nsmap["w"]
WP = "{%s}" % nsmap["wp"]
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADINGS = ("heading", "judul", "title")
_MAX_HEADING = 60

Element = Any
"""An lxml element; python-docx's classes are not typed."""


def ancestor(element: Element, tag: str) -> Element:
    """The nearest ancestor of that tag, None when there is none."""
    return next(element.iterancestors(tag), None)


def own_texts(paragraph: Element) -> list[Element]:
    """The text-bearing elements of this paragraph, without those of text boxes nested in it."""
    found = []
    for element in paragraph.iter(W + "t", W + "tab", W + "br", W + "cr", W + "noBreakHyphen"):
        parent = element.getparent()
        if element.tag != W + "t" and parent.tag != W + "r":
            continue  # a tab stop in w:pPr
        while parent is not paragraph and parent.tag != W + "p":
            parent = parent.getparent()
        if parent is paragraph:
            found.append(element)
    return found


def paragraph_text(paragraph: Element) -> str:
    """What a reader sees of the paragraph, tabs and breaks as spaces."""
    return "".join(e.text or "" if e.tag == W + "t" else " " for e in own_texts(paragraph)).strip()


def style_of(paragraph: Element) -> str:
    """The paragraph's style id, "" for the default style."""
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(W + "val", "") if style is not None else ""


class Locator:
    """Places of the paragraphs of one part, worked out in one pass when first asked."""

    def __init__(self, root: Element, part: str, styles: Mapping[str, str]) -> None:
        """`styles`: style id → name in lower case, to tell headings in any language of Word."""
        self._root, self._part, self._styles = root, part, styles
        self._places: dict[Element, Place] | None = None
        self._index: dict[Element, int] = {}

    def place(self, paragraph: Element) -> Place:
        if self._places is None:
            self._places = self._walk()
        return self._places.get(paragraph, Place(self._part))

    def index(self, paragraph: Element) -> int:
        """The paragraph's number among all w:p of the part, from 0, in document order."""
        if self._places is None:
            self._places = self._walk()
        return self._index.get(paragraph, -1)

    def _cells(self) -> dict[Element, tuple[int, int, int]]:
        cells = {}
        for number, table in enumerate(self._root.iter(W + "tbl"), 1):
            for row, tr in enumerate(table.iterchildren(W + "tr"), 1):
                for column, cell in enumerate(tr.iterchildren(W + "tc"), 1):
                    cells[cell] = (number, row, column)
        return cells

    def _walk(self) -> dict[Element, Place]:
        cells, places = self._cells(), {}
        count, heading = 0, ""
        for index, paragraph in enumerate(self._root.iter(W + "p")):
            self._index[paragraph] = index
            cell = ancestor(paragraph, W + "tc")
            if cell in cells:
                table, row, column = cells[cell]
                places[paragraph] = Place(self._part, None, table, row, column, heading)
                continue
            count += 1
            name = self._styles.get(style_of(paragraph), style_of(paragraph).lower())
            if name.startswith(_HEADINGS):
                text = paragraph_text(paragraph)
                heading = text[:_MAX_HEADING] if text and "{" not in text else heading
            places[paragraph] = Place(self._part, count, judul=heading)
        return places
