"""Collects the tags of one part of a Word template and replaces each with a mark in the tree.

A tag typed in Word may lie in several runs, with spelling marks and bookmarks between; it is
gathered into the first w:t it touches, and nothing but its own letters is removed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from iku_excel.lakip.faults import Fault, Place, TemplateFaultError
from iku_excel.lakip.lexer import Span, TagText, find_stray_closer, find_tags, normalise
from iku_excel.lakip.locate import (
    MC, WP, XML_SPACE, Element, Locator, W, ancestor, own_texts,
)  # fmt: skip

MAX_TAGS = 5_000
"""In one part; the report's own template has some hundreds."""
TAG_MARK = "\ue002{}\ue003"
_MARKS = re.compile("\ue002\\d+\ue003")
_RESERVED = re.compile("[\ue000-\ue01f]")
_STANDS_FOR = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_MOST_SHOWN = 120
_COMMENTS = (W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")


@dataclass(slots=True, eq=False)
class Tag:
    """One tag: what it says, and where. `node` is the w:t (or docPr) that carries its mark."""

    text: TagText
    number: int
    paragraph: Element
    node: Element
    place: Place
    level: str = "inline"
    is_alt_text: bool = False


class Part:
    """One part (body, header, footnotes, ...) of a template on its way to Jinja."""

    def __init__(self, root: Element, name: str, label: str, styles: Mapping[str, str]) -> None:
        """`root` is changed; `name` is the part's name in the package, `label` what people see."""
        self.root, self.name, self.label = root, name, label
        self.tags: list[Tag] = []
        self.faults: list[Fault] = []
        self.emptied: list[Element] = []
        """Paragraphs that held nothing but remarks."""
        self._drop_doubles()
        self.locator = Locator(root, label, styles)
        for paragraph in list(root.iter(W + "p")):
            self._gather(paragraph)
        self._refuse_in_fields()

    def fault(
        self,
        kode: str,
        message: str,
        paragraph: Element | None,
        tag: str = "",
        saran: str = "",
        place: Place | None = None,
    ) -> Fault:
        tag = tag if len(tag) <= _MOST_SHOWN else tag[:_MOST_SHOWN] + " …"
        if paragraph is None:
            return Fault(kode, message, place or Place(self.label), tag, saran)
        key = (self.name, self.locator.index(paragraph))
        return Fault(kode, message, place or self.locator.place(paragraph), tag, saran, key)

    def add_fault(
        self, kode: str, message: str, paragraph: Element | None, tag: str = "", saran: str = "",
        place: Place | None = None,
    ) -> None:  # fmt: skip
        self.faults.append(self.fault(kode, message, paragraph, tag, saran, place))

    def is_alone(self, paragraph: Element) -> bool:
        """Whether the paragraph's text is statement tags and blanks only."""
        text = "".join(e.text or "" for e in own_texts(paragraph) if e.tag == W + "t")
        for mark in _MARKS.findall(text):
            if self.tags[int(mark[1:-1])].text.opener != "{%":
                return False
        return not _MARKS.sub("", text).strip()

    # Reading -----------------------------------------------------------------------------------

    def _drop_doubles(self) -> None:
        """A text box stands twice in the file (new and old form): one of them is enough, else its
        tags would count twice. Remarks of Word's margin never reach the report."""
        for fallback in doubled_text_boxes(self.root):
            fallback.getparent().remove(fallback)
        for mark in list(self.root.iter(*_COMMENTS)):
            parent = mark.getparent()
            parent.remove(mark)
            if parent.tag == W + "r" and not [c for c in parent if c.tag != W + "rPr"]:
                parent.getparent().remove(parent)

    def _gather(self, paragraph: Element) -> None:
        self._gather_alt_texts(paragraph)
        nodes = own_texts(paragraph)
        values = [n.text or "" if n.tag == W + "t" else _STANDS_FOR[n.tag] for n in nodes]
        text = "".join(values)
        if _RESERVED.search(text):
            values = [_RESERVED.sub("", value) for value in values]
            for node, value in zip(nodes, values, strict=True):
                if node.tag == W + "t":
                    node.text = value
            text = "".join(values)
        if "{" not in text and "}" not in text:
            return
        spans = list(islice(find_tags(text), MAX_TAGS + 1))
        if len(self.tags) + len(spans) > MAX_TAGS:
            raise TemplateFaultError([Fault("TM003", "Tag terlalu banyak.", Place(self.label))])
        self._refuse_stray(paragraph, text, spans)
        edits = [(span, self._take(paragraph, text, span)) for span in spans if span.end >= 0]
        _replace(nodes, values, edits)
        self._anchor(edits, nodes, values)
        if edits and all(tag is None for _, tag in edits) and self._is_blank(paragraph):
            self.emptied.append(paragraph)

    def _take(self, paragraph: Element, text: str, span: Span) -> Tag | None:
        raw = text[span.start : span.end]
        tag_text = normalise(raw)
        if tag_text.opener == "{#":
            return None
        place = self.locator.place(paragraph)
        tag = Tag(tag_text, len(self.tags), paragraph, None, place)
        self.tags.append(tag)
        if not tag_text.source:
            self.add_fault("TM002", "Tag kosong.", paragraph, raw)
        return tag

    def _anchor(
        self, edits: list[tuple[Span, Tag | None]], nodes: list[Element], values: list[str]
    ) -> None:
        starts = _starts(values)
        for span, tag in edits:
            if tag is not None:
                tag.node = nodes[_node_at(starts, values, span.start)]
                self._warn_tracked(tag)

    def _warn_tracked(self, tag: Tag) -> None:
        if ancestor(tag.node, W + "moveFrom") is not None:
            self.add_fault(
                "TM006", "Tag berada dalam perubahan terlacak.", tag.paragraph, str(tag.text),
                "Terima atau tolak dahulu semua perubahan (Tinjau > Terima).",
            )  # fmt: skip

    def _is_blank(self, paragraph: Element) -> bool:
        cell = paragraph.getparent()
        if cell.tag == W + "tc" and len(cell.findall(W + "p")) == 1:
            return False
        texts = (e.text or "" if e.tag == W + "t" else "x" for e in own_texts(paragraph))
        return not "".join(texts).strip() and not any(
            True for _ in paragraph.iter(W + "drawing", W + "fldChar", W + "pict", W + "sdt")
        )

    def _refuse_stray(self, paragraph: Element, text: str, spans: list[Span]) -> None:
        position = 0
        for span in [*spans, Span(len(text), len(text), "")]:
            gap = text[position : span.start]
            stray = find_stray_closer(gap)
            if stray >= 0:
                self.add_fault(
                    "TM002", f"Tanda “{gap[stray : stray + 2]}” tanpa pembuka.", paragraph,
                    _excerpt(gap, stray),
                )  # fmt: skip
            if span.opener and span.end < 0:
                closer = {"{{": "}}", "{%": "%}", "{#": "#}"}[span.opener]
                self.add_fault(
                    "TM002", f"Tag “{span.opener}” tidak ditutup pada paragraf yang sama.",
                    paragraph, text[span.start : span.start + 40], f"Tambahkan “{closer}”.",
                )  # fmt: skip
                position = span.start + 2
            else:
                position = max(position, span.end)

    def _gather_alt_texts(self, paragraph: Element) -> None:
        for properties in paragraph.iter(WP + "docPr"):
            for name in ("descr", "title"):
                value = properties.get(name)
                if not value or "{" not in value:
                    continue
                value = _RESERVED.sub("", value)
                for span in reversed(list(find_tags(value))):
                    value = self._take_alt(paragraph, properties, value, span)
                properties.set(name, value)

    def _take_alt(self, paragraph: Element, properties: Element, value: str, span: Span) -> str:
        at = self.locator.place(paragraph)
        place = Place(at.bagian, at.paragraf, at.tabel, at.baris, at.kolom, at.judul, True)
        if span.end < 0 or span.opener == "{%":
            self.add_fault(
                "TM002", "Tag pada teks alternatif gambar harus berbentuk {{ … }}.", paragraph,
                value[span.start : span.start + 40], place=place,
            )  # fmt: skip
            return value
        text = normalise(value[span.start : span.end])
        replacement = ""
        if text.opener == "{{":
            replacement = TAG_MARK.format(len(self.tags))
            tag = Tag(text, len(self.tags), paragraph, properties, place, is_alt_text=True)
            self.tags.append(tag)
        return value[: span.start] + replacement + value[span.end :]

    def _refuse_in_fields(self) -> None:
        for code in self.root.iter(W + "instrText"):
            if code.text and ("{{" in code.text or "{%" in code.text):
                self.add_fault(
                    "TM002", "Tag tidak boleh berada di dalam kode bidang (field) Word.",
                    ancestor(code, W + "p"), code.text.strip()[:40],
                )  # fmt: skip


def doubled_text_boxes(root: Element) -> list[Element]:
    """The old forms (mc:Fallback) of text boxes that hold tags."""
    return [
        fallback
        for fallback in root.iter(MC + "Fallback")
        if "{" in "".join(text.text or "" for text in fallback.iter(W + "t"))
    ]


def _excerpt(text: str, position: int) -> str:
    return text[max(0, position - 20) : position + 2].strip()


def _starts(values: list[str]) -> list[int]:
    starts, position = [], 0
    for value in values:
        starts.append(position)
        position += len(value)
    return starts


def _node_at(starts: list[int], values: list[str], position: int) -> int:
    index = bisect_right(starts, position) - 1
    while not values[index]:
        index -= 1
    return index


def _replace(nodes: list[Element], values: list[str], edits: list[tuple[Span, Tag | None]]) -> None:
    """Put each tag's mark into the first node it touches and take its letters out of the rest."""
    starts = _starts(values)
    for span, tag in reversed(edits):
        first = _node_at(starts, values, span.start)
        last = _node_at(starts, values, span.end - 1)
        mark = TAG_MARK.format(tag.number) if tag is not None else ""
        for index in range(last, first - 1, -1):
            node, start = nodes[index], starts[index]
            if node.tag != W + "t":
                if span.start <= start < span.end:
                    node.getparent().remove(node)
                continue
            text = node.text or ""
            head = text[: max(span.start - start, 0)] if index == first else ""
            tail = text[span.end - start :] if index == last else ""
            node.text = head + (mark if index == first else "") + tail
            node.set(XML_SPACE, "preserve")
