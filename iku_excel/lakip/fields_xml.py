"""Word's fields (SEQ, REF, PAGEREF, TOC) as XML: making, finding and replacing their results."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml import OxmlElement

from iku_excel.lakip.locate import XML_SPACE, Element, W
from iku_excel.lakip.objects import text_element


def make(name: str, /, **attributes: str) -> Element:
    """A w: element with w: attributes."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(W + key, value)
    return element


def run(look: Element | None, *children: Element) -> Element:
    """A run with a copy of `look` (a w:rPr or None)."""
    element = OxmlElement("w:r")
    if look is not None:
        element.append(copy.deepcopy(look))
    element.extend(children)
    return element


def field_runs(code: str, result: str, look: Element | None = None) -> list[Element]:
    """The five runs of a field."""
    instruction = OxmlElement("w:instrText")
    instruction.text = f" {code} "
    instruction.set(XML_SPACE, "preserve")
    return [
        run(look, make("fldChar", fldCharType="begin")),
        run(look, instruction),
        run(look, make("fldChar", fldCharType="separate")),
        run(look, text_element(result)),
        run(look, make("fldChar", fldCharType="end")),
    ]


@dataclass(slots=True)
class Field:
    """One complex field: its marks (runs with w:fldChar) and its code."""

    begin: Element
    separate: Element | None
    end: Element
    code: str
    instructions: tuple[Element, ...]

    def result_texts(self) -> list[Element]:
        """The w:t elements of the result, where it lies in one paragraph."""
        if self.separate is None:
            return []
        texts, element = [], self.separate.getnext()
        while element is not None and element is not self.end:
            texts += element.iter(W + "t")
            element = element.getnext()
        return texts

    def set_result(self, text: str) -> None:
        """Show `text`, in the look that the result has."""
        texts = self.result_texts()
        if texts:
            texts[0].text = text
            texts[0].set(XML_SPACE, "preserve")
            for other in texts[1:]:
                other.text = ""
        elif self.separate is not None:
            self.separate.addnext(run(self.separate.find(W + "rPr"), text_element(text)))

    def set_code(self, code: str) -> None:
        self.instructions[0].text = f" {code} "
        for other in self.instructions[1:]:
            other.text = ""
        self.code = code

    def runs(self) -> list[Element]:
        """Everything from begin to end, where both lie under one parent; else the marks alone."""
        if self.begin.getparent() is not self.end.getparent():
            return [r for r in (self.begin, self.separate, self.end) if r is not None]
        found, element = [], self.begin
        while element is not None:
            found.append(element)
            if element is self.end:
                return found
            element = element.getnext()
        return found


def iter_fields(root: Element) -> Iterator[Field]:
    """All complex fields, outermost included, in the order of their ends."""
    stack: list[list[Element | None]] = []
    codes: list[list[Element]] = []
    for element in list(root.iter(W + "fldChar", W + "instrText")):
        if element.tag == W + "instrText":
            if codes:
                codes[-1].append(element)
            continue
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            stack.append([element.getparent(), None])
            codes.append([])
        elif kind == "separate" and stack:
            stack[-1][1] = element.getparent()
        elif kind == "end" and stack:
            begin, separate = stack.pop()
            instructions = tuple(codes.pop())
            code = " ".join("".join(i.text or "" for i in instructions).split())
            if instructions:
                yield Field(begin, separate, element.getparent(), code, instructions)


def visible_text(element: Element) -> str:
    """What a reader sees, field results included, blanks joined."""
    pieces = (
        " " if e.tag in (W + "tab", W + "br") else e.text or ""
        for e in element.iter(W + "t", W + "tab", W + "br")
        if e.getparent().tag == W + "r"
    )
    return " ".join("".join(pieces).split())
