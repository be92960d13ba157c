"""Word templates: `load_template` reads and checks one, `Template.render` fills it.

Staff write plain {{ field }} and {% for … %} in Word. Values are always escaped, objects travel as
tokens, the result is parsed strictly: a broken document cannot leave here. Every error names its
place. docs/adr/0060 and 0061 say why it is built so.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from lxml import etree

from iku_excel import numbers
from iku_excel.finding import Severity
from iku_excel.lakip.archive import package_bytes, write_atomic
from iku_excel.lakip.faults import Fault, TemplateFaultError, suggest
from iku_excel.lakip.filters import FilterTypeError, all_filters, is_missing
from iku_excel.lakip.gather import Part
from iku_excel.lakip.intake import open_docx, read_docx
from iku_excel.lakip.locate import Element, W
from iku_excel.lakip.objects import ObjectRegistry
from iku_excel.lakip.outside import cut_links
from iku_excel.lakip.printed import note
from iku_excel.lakip.program import compile_part, fill_part, swap_objects
from iku_excel.lakip.sandbox import Budget, Sandbox, State
from iku_excel.lakip.scope import make_fault
from iku_excel.lakip.tidy import Numbers, tidy
from iku_excel.lakip.tokens import Token

_LABELS = {
    RT.HEADER: "kepala halaman", RT.FOOTER: "kaki halaman",
    RT.FOOTNOTES: "catatan kaki", RT.ENDNOTES: "catatan akhir",
}  # fmt: skip
BODY = "isi"
SOURCE_STYLE = "sumber data"


@dataclass(slots=True)
class RenderedDocument:
    """A filled template. `missing` has each text printed where a figure is missing, `links` what
    the template wanted from outside."""

    document: Any
    objects: ObjectRegistry
    missing: tuple[str, ...] = ()
    links: tuple[Fault, ...] = ()

    def to_bytes(self) -> bytes:
        """The .docx: the same document gives the same bytes."""
        return package_bytes(self.document.part.package)

    def save(self, path: Path) -> None:
        """Write the .docx atomically; raises TemplateError TM008."""
        write_atomic(Path(path), self.to_bytes())


class Template:
    """A Word template that was read; `load_template` makes one that is sound."""

    def __init__(self, data: bytes, path: str) -> None:
        self.path = path
        self._data = data
        self._sandbox = Sandbox(all_filters())
        self._fresh: Any = open_docx(data, path)
        styles = self._styles = style_names(self._fresh)
        self._links = self._cut(self._fresh)
        try:
            self.parts = tuple(
                compile_part(self._sandbox, Part(_root(part, element), name, label, styles))
                for name, label, part, element in story_parts(self._fresh)
            )
        except TemplateFaultError as error:
            raise TemplateFaultError(error.faults, path) from error

    @property
    def sandbox(self) -> Sandbox:
        return self._sandbox

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the template whatever the data, in its order."""
        inside = (f for item in self.parts for f in [*item.part.faults, *item.reading.faults])
        return (*self._links, *inside)

    @property
    def links(self) -> tuple[Fault, ...]:
        """What the template wanted from outside of itself, cut off (TM009)."""
        return self._links

    def _cut(self, document: Any) -> tuple[Fault, ...]:
        labels = {name: label for name, label, _, _ in story_parts(document)}
        return cut_links(document, self.path, labels, self._styles)

    def render(
        self,
        context: Mapping[str, Any],
        *,
        objects: ObjectRegistry | None = None,
        seconds: float | None = None,
    ) -> RenderedDocument:
        """The template filled with `context`; raises TemplateFaultError with each fault's place."""
        self.refuse_faults()
        try:
            return self._render(context, objects, seconds)
        except TemplateFaultError as error:
            raise TemplateFaultError(error.faults, self.path) from error.__cause__

    def _render(
        self, context: Mapping[str, Any], objects: ObjectRegistry | None, seconds: float | None
    ) -> RenderedDocument:
        registry = objects if objects is not None else ObjectRegistry()
        registry.begin()
        functions = registry.functions()
        if clash := functions.keys() & context.keys():
            raise ValueError(f"context and template functions share names: {sorted(clash)}")
        values = {**context, **functions}
        if faults := self.unknown_names(values):
            raise TemplateFaultError(faults)
        budget = Budget() if seconds is None else Budget(seconds)
        state = State(budget, values, _shower(registry))
        document, self._fresh = self._fresh, None
        if document is None:
            document = open_docx(self._data, self.path)
            self._cut(document)
        numbers_ = Numbers()
        # What stands under a table and names its source.
        sources = frozenset(key for key, name in self._styles.items() if name == SOURCE_STYLE)
        for item, (_, _, part, element) in zip(self.parts, story_parts(document), strict=True):
            if item.program is None:
                continue
            root = fill_part(item, values, state)
            if element is not None:
                part._element = root
            if part is document.part:
                document = part.document
            swap_objects(item, registry, root, document, part)
            tidy(root, numbers_, sources)
            if element is None:
                part._blob = etree.tostring(
                    root, xml_declaration=True, encoding="UTF-8", standalone=True
                )
        _drop_remarks(document)
        return RenderedDocument(document, registry, registry.missing_texts, self.links)

    def uses(self, name: str) -> bool:
        """Whether the template reads that field."""
        return any(name == used for item in self.parts for used, _ in item.reading.names)

    def refuse_faults(self) -> None:
        """Raise TemplateFaultError with all that is wrong whatever the data."""
        errors = [fault for fault in self.faults if fault.severity is Severity.ERROR]
        if errors:
            raise TemplateFaultError(errors, self.path)

    def unknown_names(self, known: Mapping[str, Any]) -> list[Fault]:
        """One TM001 for each use of a name that is neither in `known` nor a function."""
        names = {*known, *self._sandbox.globals}
        return [
            make_fault(
                item.part, "TM001", f"Isian “{name}” tidak dikenal.", tag, suggest(name, names)
            )
            for item in self.parts
            for name, tag in item.reading.names
            if name not in names
        ]


def load_template(path: Path | str) -> Template:
    """Read a Word template (.docx or .docx.j2); raises TemplateFaultError with all faults at once,
    TemplateError TM007 for what is no Word document."""
    template = read_template(path)
    template.refuse_faults()
    return template


def read_template(path: Path | str) -> Template:
    """Like `load_template`, with the faults in `Template.faults` instead of raised."""
    return Template(read_docx(Path(path)), str(path))


# Parts -------------------------------------------------------------------------------------------


def story_parts(document: Any) -> Iterator[tuple[str, str, Any, Element | None]]:
    """(name, label, part, element) of every part with text: the body first, then headers, footers,
    footnotes, endnotes by name. `element` is None for parts that python-docx keeps as bytes."""
    main = document.part
    yield str(main.partname), BODY, main, document.element
    found = {
        str(rel.target_part.partname): (label, rel.target_part)
        for rel in main.rels.values()
        if not rel.is_external and (label := _LABELS.get(rel.reltype))
    }
    for name, (label, part) in sorted(found.items()):
        yield name, label, part, getattr(part, "element", None)


def style_names(document: Any) -> dict[str, str]:
    """Style id → name in lower case ("heading 1")."""
    try:
        element = document.part._styles_part.element
    except (KeyError, AttributeError):
        return {}
    names = {}
    for style in element.iterchildren(W + "style"):
        name = style.find(W + "name")
        if name is not None:
            names[style.get(W + "styleId", "")] = name.get(W + "val", "").lower()
    return names


def _root(part: Any, element: Element | None) -> Element:
    return copy.deepcopy(element) if element is not None else parse_xml(part.blob)


def _drop_remarks(document: Any) -> None:
    """Word comments belong to the template: their marks are gone, so their part goes too."""
    for key, rel in list(document.part.rels.items()):
        if rel.reltype.rsplit("/", 1)[-1].startswith("comments") or rel.reltype == RT.COMMENTS:
            del document.part.rels[key]


def _shower(registry: ObjectRegistry) -> Any:
    """How a value is printed where no filter says so."""

    def show(value: Any) -> Any:
        note(value)
        if isinstance(value, Token):
            return value
        if is_missing(value):
            text = str(value)
            return registry.missing(text) if text.startswith("[") else text
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "ya" if value else "tidak"
        if isinstance(value, (Decimal, float)) and type(value).__str__ in _PLAIN:
            return numbers.format_angka(numbers.to_decimal(value))
        if isinstance(value, date):
            return numbers.format_tanggal(value)
        if isinstance(value, jinja2.Undefined):
            return str(value)
        if isinstance(value, (int, Decimal)) or _prints_itself(value):
            return str(value)
        raise FilterTypeError("Isian ini sebuah kelompok atau daftar; sebut bagian yang dicetak.")

    return show


_PLAIN = (Decimal.__str__, float.__str__, float.__repr__)


def _prints_itself(value: Any) -> bool:
    kind: Any = type(value).__str__
    return kind is not object.__str__ and not isinstance(value, (list, tuple, dict, set))
