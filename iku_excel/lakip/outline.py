"""Headings of a document as Word shows them: level, number label and text, from its own styles."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from iku_excel import numbers
from iku_excel.lakip.fields_xml import visible_text
from iku_excel.lakip.locate import Element, W, style_of

_LAST_LEVEL = 9
_MOST_BASES = 50
"""Styles based on one another; Word stops at eleven."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading; `level` counts from 1, `label` is "BAB I" or "A." or ""."""

    paragraph: Element
    level: int
    label: str
    text: str
    style: str
    """The style's name in lower case."""

    @property
    def is_numbered(self) -> bool:
        return bool(self.label)


@dataclass(slots=True)
class _Level:
    format: str
    text: str
    start: int


class Styles:
    """What styles say of outline level and numbering, inheritance included."""

    def __init__(self, document: Any) -> None:
        self._styles: dict[str, Element] = {}
        self._chains: dict[str, list[Element]] = {}
        self._answers: dict[tuple[str, str], Any] = {}
        self.names: dict[str, str] = {}
        self.default = ""
        part = next((r.target_part for r in document.part.rels.values()
                     if not r.is_external and r.reltype.endswith("/styles")), None)  # fmt: skip
        root = getattr(part, "element", None)
        for style in root.iterchildren(W + "style") if root is not None else ():
            identity, name = style.get(W + "styleId", ""), style.find(W + "name")
            self._styles[identity] = style
            self.names[identity] = name.get(W + "val", "").lower() if name is not None else ""
            if style.get(W + "default") in ("1", "true") and style.get(W + "type") == "paragraph":
                self.default = identity

    def id_of(self, name: str) -> str | None:
        """The style id for a name such as "toc 1"."""
        return next((key for key, value in self.names.items() if value == name), None)

    def chain(self, style: str) -> list[Element]:
        """The paragraph properties of the style and those it is based on, nearest first."""
        if style in self._chains:
            return self._chains[style]
        found: list[Element] = []
        seen: set[str] = set()
        current: str | None = style or self.default
        while current in self._styles and current not in seen and len(seen) < _MOST_BASES:
            seen.add(current)
            element = self._styles[current]
            properties = element.find(W + "pPr")
            if properties is not None:
                found.append(properties)
            base = element.find(W + "basedOn")
            current = base.get(W + "val") if base is not None else None
        self._chains[style] = found
        return found

    def outline_level(self, paragraph: Element) -> int:
        """1 to 9, or 0 for text."""
        return self._asked(paragraph, "outlineLvl", _outline_level) or 0

    def numbering(self, paragraph: Element) -> tuple[str, int] | None:
        """(numId, level) that numbers the paragraph, None when nothing does."""
        found: tuple[str, int] | None = self._asked(paragraph, "numPr", _numbering)
        return found

    def _asked(self, paragraph: Element, name: str, read: Callable[[list[Element]], Any]) -> Any:
        """What `read` makes of the paragraph's properties; once for each style where the paragraph
        has nothing of its own to say."""
        style, own = style_of(paragraph), paragraph.find(W + "pPr")
        if own is not None and own.find(W + name) is not None:
            return read([own, *self.chain(style)])
        if (style, name) not in self._answers:
            self._answers[style, name] = read(self.chain(style))
        return self._answers[style, name]


def _outline_level(chain: list[Element]) -> int:
    for properties in chain:
        level = properties.find(W + "outlineLvl")
        if level is not None:
            value = small_number(level.get(W + "val"), 9)
            return value + 1 if value < _LAST_LEVEL else 0
    return 0


def _numbering(chain: list[Element]) -> tuple[str, int] | None:
    level: int | None = None
    for properties in chain:
        number = properties.find(W + "numPr")
        if number is None:
            continue
        identity, depth = number.find(W + "numId"), number.find(W + "ilvl")
        if level is None and depth is not None:
            level = small_number(depth.get(W + "val"), 0)
        if identity is not None:
            value = identity.get(W + "val", "0")
            return None if value == "0" else (value, level or 0)
    return None


class Counters:
    """Counts numbered paragraphs the way Word does, and writes their labels."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], _Level] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        part = next((r.target_part for r in document.part.rels.values()
                     if not r.is_external and r.reltype.endswith("/numbering")), None)  # fmt: skip
        root = getattr(part, "element", None)
        if root is not None:
            self._read(root)

    def _read(self, root: Element) -> None:
        for abstract in root.iterchildren(W + "abstractNum"):
            identity = abstract.get(W + "abstractNumId", "")
            for level in abstract.iterchildren(W + "lvl"):
                self._levels[identity, small_number(level.get(W + "ilvl"), 0)] = _Level(
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    small_number(_value(level, "start", "1"), 1),
                )
        for number in root.iterchildren(W + "num"):
            self._abstract[number.get(W + "numId", "")] = _value(number, "abstractNumId", "")

    def next_label(self, numbering: tuple[str, int]) -> tuple[str, int]:
        """("BAB II", 2) for the next paragraph of that numbering; ("", 0) where it shows none."""
        abstract, depth = self._abstract.get(numbering[0], ""), numbering[1]
        level = self._levels.get((abstract, depth))
        if level is None or level.format in ("none", "bullet"):
            return "", 0
        counts = self._counts.setdefault(abstract, {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        label = level.text
        for upper in range(min(depth, _LAST_LEVEL) + 1):
            shape = self._levels.get((abstract, upper), level)
            count = counts.get(upper, shape.start)
            label = label.replace(f"%{upper + 1}", format_number(count, shape.format))
        return label, counts[depth]


def _value(element: Element, name: str, default: str) -> str:
    child = element.find(W + name)
    return child.get(W + "val", default) if child is not None else default


def small_number(text: str | None, default: int) -> int:
    """A number of a Word file: `default` for what is none, or larger than any that Word writes."""
    if text is None or not re.fullmatch("[0-9]{1,5}", text) or int(text) > 32_767:
        return default
    return int(text)


def format_number(count: int, shape: str) -> str:
    """A count in one of Word's number formats."""
    if shape in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        text = numbers.romawi(count)
        return text if shape == "upperRoman" else text.lower()
    if shape in ("upperLetter", "lowerLetter") and count > 0:
        text = chr(65 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return text if shape == "upperLetter" else text.lower()
    if shape == "decimalZero":
        return f"{count:02d}"
    return str(count)


def read_headings(document: Any, body: Element, deepest: int = 3) -> list[Heading]:
    """The headings of the body down to `deepest`, numbered as Word numbers them."""
    styles, counters = Styles(document), Counters(document)
    found = []
    for paragraph in body.iter(W + "p"):
        numbering = styles.numbering(paragraph)
        label = counters.next_label(numbering)[0] if numbering else ""
        level = styles.outline_level(paragraph)
        if not 0 < level <= deepest:
            continue
        text = visible_text(paragraph)
        if text:
            name = styles.names.get(style_of(paragraph), "")
            found.append(Heading(paragraph, level, label, text, name))
    return found
