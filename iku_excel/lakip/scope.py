"""Turns one part of a Word template into Jinja source: which block repeats what.

A block's reach is found from where its tags stand: within one paragraph, alone in paragraphs, alone
in table rows, or in the first and last cell of one row. What cannot be told is refused with its
place. One tag is one line of the source, so any error of Jinja leads back to its tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from iku_excel.lakip.faults import Fault, suggest
from iku_excel.lakip.gather import TAG_MARK, Part, Tag
from iku_excel.lakip.locate import W, Element, ancestor

CLOSING = {"for": "endfor", "if": "endif", "with": "endwith"}
_MIDDLE = {"else": ("if", "for"), "elif": ("if",)}
_FILES = ("include", "import", "from", "extends", "block", "endblock")
_LEVELS = {"p": "paragraf", "tr": "baris tabel", "tc": "sel tabel"}
_DRAWN = tuple(
    W + name
    for name in ("drawing", "pict", "object", "fldChar", "fldSimple", "sym", "footnoteReference",
                 "endnoteReference", "sdt", "ptab")
)  # fmt: skip
VARIABLE, VARIABLE_END, BLOCK, BLOCK_END, COMMENT, COMMENT_END = (chr(0xE010 + i) for i in range(6))
_DELIMITERS = re.compile("[\ue010-\ue015]")
_PLACEHOLDER = re.compile(r"<\?iku (\d+)\?>|\ue002(\d+)\ue003")


@dataclass(slots=True)
class _Open:
    tag: Tag
    middles: list[Tag] = field(default_factory=list)


class Scope:
    """Matches the block tags of a part and gives each its level: "inline", "p", "tr", "tc",
    "tr<" (before its row) or "tr>" (after its row)."""

    def __init__(self, part: Part) -> None:
        self._part = part

    def resolve(self) -> None:
        """Set `Tag.level` of every tag; what is wrong goes to the part's faults."""
        stack: list[_Open] = []
        for tag in self._part.tags:
            if tag.text.opener == "{%":
                self._take(tag, stack)
        for unclosed in stack:
            word = unclosed.tag.text.word
            self._fault(
                unclosed.tag, f"Blok “{word}” tidak pernah ditutup.",
                f"Tambahkan {{% {CLOSING[word]} %}}.",
            )  # fmt: skip

    def _take(self, tag: Tag, stack: list[_Open]) -> None:
        word = tag.text.word
        if word == "set":
            self._set(tag)
        elif word in CLOSING:
            stack.append(_Open(tag))
        elif word in _MIDDLE:
            if not stack or stack[-1].tag.text.word not in _MIDDLE[word]:
                self._fault(tag, f"{{% {word} %}} tidak berada di dalam blok “if”.")
            else:
                stack[-1].middles.append(tag)
        elif word in CLOSING.values():
            self._close(tag, stack)
        elif word in _FILES:
            self._fault(tag, "Templat tidak boleh mengambil berkas lain.", kode="TM003")
        else:
            known = {*CLOSING, *CLOSING.values(), *_MIDDLE, "set"}
            joined = "".join(tag.text.source.split()[:2]) if word == "end" else word
            self._fault(tag, f"Perintah “{word}” tidak dikenal.", suggest(joined, known))

    def _set(self, tag: Tag) -> None:
        if "=" not in tag.text.source:
            self._fault(
                tag, "Bentuk {% set … %} … {% endset %} tidak didukung.",
                "Tulis {% set nama = nilai %}.",
            )  # fmt: skip
        elif self._is_alone(tag.paragraph):
            tag.level = "p"

    def _close(self, tag: Tag, stack: list[_Open]) -> None:
        word = tag.text.word
        if not stack:
            self._fault(tag, f"{{% {word} %}} tidak punya pembuka.")
            return
        opened = stack.pop()
        expected = CLOSING[opened.tag.text.word]
        if word != expected:
            self._fault(
                tag,
                f"{{% {word} %}} menutup blok “{opened.tag.text.word}” yang dibuka di "
                f"{opened.tag.place}.",
                f"Seharusnya {{% {expected} %}}.",
            )
            # Whichever opener this closer was meant for ends here: no false findings after it.
            while stack and CLOSING[opened.tag.text.word] != word:
                opened = stack.pop()
            return
        self._reach([opened.tag, *opened.middles, tag])

    def _fault(self, tag: Tag, message: str, saran: str = "", kode: str = "TM002") -> None:
        self._part.add_fault(kode, message, tag.paragraph, str(tag.text), saran, tag.place)

    # Reach -------------------------------------------------------------------------------------

    def _reach(self, group: list[Tag]) -> None:
        prefixes = {tag.text.scope for tag in group if tag.text.scope not in ("", "r")}
        if prefixes:
            self._prefixed(group, prefixes)
        elif all(tag.paragraph is group[0].paragraph for tag in group):
            self._inline(group)
        elif not (self._rows(group) or self._paragraphs(group)):
            self._fault(
                group[0],
                f"Blok “{group[0].text.word}” dibuka di sini tetapi ditutup di {group[-1].place}.",
                "Letakkan tag pembuka dan penutup masing-masing sendirian pada paragrafnya, pada "
                "baris tabelnya, atau di sel pertama dan terakhir satu baris.",
            )

    def _inline(self, group: list[Tag]) -> None:
        """Both ends in one paragraph: the runs between them must be whole on their own."""
        runs = [tag.node.getparent() for tag in group]
        if len({run.getparent() for run in runs}) > 1:
            self._fault(group[0], "Blok dibuka di dalam tautan dan ditutup di luarnya.")
            return
        depth = 0
        for run in _between(runs[0], runs[-1]):
            for mark in run.iter(W + "fldChar"):
                depth += {"begin": 1, "end": -1}.get(mark.get(W + "fldCharType"), 0)
            if depth < 0 or (depth and run in runs[1:]):
                break
        if depth:
            self._fault(group[0], "Blok memotong sebuah bidang (field) Word.")

    def _prefixed(self, group: list[Tag], prefixes: set[str]) -> None:
        if len(prefixes) > 1:
            self._fault(group[0], "Awalan tag pembuka dan penutup berbeda.")
            return
        level = prefixes.pop()
        units = [self._unit(tag, level) for tag in group]
        if any(unit is None for unit in units):
            self._fault(group[0], f"Awalan “{level}” hanya boleh dipakai di dalam tabel.")
        elif len({unit.getparent() for unit in units if unit is not None}) > 1:
            self._fault(
                group[0], f"Blok dibuka dan ditutup di {_LEVELS[level]} dari tempat yang berbeda."
            )
        elif not all(self._is_alone(p) for u in units if u is not None for p in _paragraphs(u)):
            self._fault(
                group[0],
                f"Di samping tag berawalan “{level}” masih ada isi lain, yang akan hilang.",
                f"Letakkan tag itu sendirian pada {_LEVELS[level]} tersendiri.",
            )
        else:
            for tag in group:
                tag.level = level

    def _unit(self, tag: Tag, level: str) -> Element:
        return tag.paragraph if level == "p" else ancestor(tag.paragraph, W + level)

    def _rows(self, group: list[Tag]) -> bool:
        rows: list[Element] = [ancestor(tag.paragraph, W + "tr") for tag in group]
        first, last = rows[0], rows[-1]
        if first is None or last is None or first.getparent() is not last.getparent():
            return False
        cells = [ancestor(tag.paragraph, W + "tc") for tag in group]
        if first is last and cells[0] is cells[-1]:
            return False
        if first is not last and all(r is not None and self._is_row_alone(r) for r in rows):
            if any(row.getparent() is not first.getparent() for row in rows):
                return False
            for tag in group:
                tag.level = "tr"
            return True
        if len(group) > 2 or (first is not last and not self._spans_rows(group, first, last)):
            return False
        group[0].level, group[-1].level = "tr<", "tr>"
        return True

    def _spans_rows(self, group: list[Tag], first: Element, last: Element) -> bool:
        """Whether the block opens at the very start of one row and closes at the end of another."""
        head = _row_text(first).split(TAG_MARK.format(group[0].number))[0]
        tail = _row_text(last).split(TAG_MARK.format(group[-1].number))[-1]
        return not _visible(head) and not _visible(tail)

    def _paragraphs(self, group: list[Tag]) -> bool:
        if len({tag.paragraph.getparent() for tag in group}) > 1:
            return False
        if not all(self._is_alone(tag.paragraph) for tag in group):
            return False
        for tag in group:
            tag.level = "p"
        return True

    def _is_alone(self, paragraph: Element) -> bool:
        """Whether the paragraph has statement tags and blanks only."""
        if not self._part.is_alone(paragraph):
            return False
        # LibreOffice writes a page break beside the end of a section; that paragraph stays anyway.
        ends_section = paragraph.find(f"{W}pPr/{W}sectPr") is not None
        breaks = () if ends_section else ("page", "column")
        return not any(
            e.tag in _DRAWN or (e.tag == W + "br" and e.get(W + "type") in breaks)
            for e in paragraph.iter()
        )

    def _is_row_alone(self, row: Element) -> bool:
        return all(self._is_alone(p) for p in row.iter(W + "p"))


def _paragraphs(unit: Element) -> Iterator[Element]:
    return iter((unit,)) if unit.tag == W + "p" else unit.iter(W + "p")


def _between(first: Element, last: Element) -> Iterator[Element]:
    run = first
    while run is not None:
        yield run
        if run is last:
            return
        run = run.getnext()


def _row_text(row: Element) -> str:
    return "".join(text.text or "" for text in row.iter(W + "t"))


def _visible(text: str) -> str:
    return re.sub("\ue002\\d+\ue003", "", text).strip()


# Source ------------------------------------------------------------------------------------------


def build_source(part: Part) -> tuple[str, list[Tag]]:
    """Jinja source of the part, and the tag of each of its lines: all of a tag's words stand on a
    line of their own, the first tag's on line 2."""
    _place_marks(part)
    text = etree.tostring(part.root, encoding="unicode").replace("\n", " ")
    order: list[Tag] = []

    def put(match: re.Match[str]) -> str:
        number = int(match.group(1) or match.group(2))
        if number >= len(part.tags):
            return ""
        tag = part.tags[number]
        order.append(tag)
        source = _DELIMITERS.sub("", tag.text.source).replace("\n", " ")
        if tag.text.opener == "{{":
            return f"{VARIABLE}\n{source} {VARIABLE_END}"
        return f"{BLOCK}\n{source} {BLOCK_END}"

    return _PLACEHOLDER.sub(put, _DELIMITERS.sub("", text)), order


def _promote(part: Part) -> None:
    """Tags in a paragraph, row or cell that is about to go move out of it with the others."""
    for level in ("tr", "tc", "p"):
        going = {_unit_of(tag, level) for tag in part.tags if tag.level == level}
        for tag in part.tags:
            if tag.level in ("inline", "p") and not tag.is_alt_text:
                if _unit_of(tag, level) in going:
                    tag.level = level


def _unit_of(tag: Tag, level: str) -> Any:
    return tag.paragraph if level == "p" else ancestor(tag.paragraph, W + level)


def _place_marks(part: Part) -> None:
    """Move the tags that steer paragraphs, rows and cells out of them; drop what only held them."""
    _promote(part)
    emptied: dict[Element, None] = {}
    last_mark: dict[Any, Any] = {}
    for tag in part.tags:
        if tag.level == "inline":
            continue
        unit = _unit_of(tag, tag.level.rstrip("<>"))
        tag.node.text = (tag.node.text or "").replace(TAG_MARK.format(tag.number), "")
        mark = etree.ProcessingInstruction("iku", str(tag.number))
        if tag.level == "tr>":
            last_mark.get(unit, unit).addnext(mark)
            last_mark[unit] = mark
        else:
            unit.addprevious(mark)
        if tag.level in ("p", "tr", "tc"):
            emptied[unit] = None
    for unit in [*emptied, *part.emptied]:
        _remove(unit)


def _remove(unit: Element) -> None:
    parent = unit.getparent()
    if parent is None or (unit.tag == W + "p" and unit.find(f"{W}pPr/{W}sectPr") is not None):
        return  # a section ends in this paragraph: it stays, empty
    if unit.tag == W + "p":
        for mark in unit.findall(W + "bookmarkStart") + unit.findall(W + "bookmarkEnd"):
            unit.addprevious(mark)
    parent.remove(unit)


def make_fault(part: Part, kode: str, message: str, tag: Tag | None, saran: str = "") -> Fault:
    """A fault at a tag, or at the part as a whole."""
    if tag is None:
        return part.fault(kode, message, None, "", saran)
    return part.fault(kode, message, tag.paragraph, str(tag.text), saran, tag.place)
