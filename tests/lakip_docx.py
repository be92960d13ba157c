"""Reads a .docx as a reader sees it: for the tests of the report."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

NS = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}
W = f"{{{NS['w']}}}"


class Docx:
    """The parts of a document, and its text."""

    def __init__(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.body: Any = etree.fromstring(self.parts["word/document.xml"])[0]

    def stories(self) -> Iterator[Any]:
        """The body, headers and footers."""
        yield self.body
        for name, content in self.parts.items():
            if re.fullmatch(r"word/(header|footer)\d*\.xml", name):
                yield etree.fromstring(content)

    def paragraphs(self) -> list[str]:
        """The text of every paragraph of the body, tables included."""
        return [text_of(p) for p in self.body.iter(f"{W}p")]

    def text(self) -> str:
        return "\n".join(self.paragraphs())

    def tables(self, caption: str) -> list[Any]:
        """The tables with that alternative title."""
        path = f".//w:tbl[w:tblPr/w:tblCaption[@w:val='{caption}']]"
        return list(self.body.xpath(path, namespaces=NS))

    def rows(self, caption: str) -> list[list[str]]:
        """The cells of the first table with that alternative title."""
        return [
            [text_of(cell) for cell in row.findall(f"{W}tc")]
            for row in self.tables(caption)[0].findall(f"{W}tr")
        ]

    def before(self, heading: str) -> list[Any]:
        """The paragraphs of the body before a paragraph that begins so."""
        found = []
        for paragraph in self.body.iter(f"{W}p"):
            if text_of(paragraph).startswith(heading) and "JEJAK" in heading:
                style = paragraph.find(f"{W}pPr/{W}pStyle")
                if style is not None and style.get(f"{W}val") == "JudulLampiran":
                    break
            found.append(paragraph)
        return found

    def charts(self) -> dict[str, Any]:
        return {
            name: etree.fromstring(content)
            for name, content in self.parts.items()
            if name.startswith("word/charts/grafik")
        }


def text_of(element: Any) -> str:
    """The visible text: field codes left out, tabs and breaks as blanks."""
    pieces = []
    for node in element.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if node.tag == f"{W}t":
            pieces.append(node.text or "")
        elif node.getparent().tag == f"{W}r":
            pieces.append(" ")
    return "".join(pieces)


def style_of(paragraph: Any) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style.get(f"{W}val") if style is not None else ""
