"""Objects of a report (charts, captions, colours, page breaks): template functions that print a
token, and factories that put XML in its place once the tree stands.

A factory gets a `Site` and the arguments written in the template; it returns the elements that
stand where the token stood (beside its run), or nothing when it changed the tree itself.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement

from iku_excel.errors import TemplateError
from iku_excel.lakip.locate import WP, XML_SPACE, Element, W, ancestor
from iku_excel.lakip.tokens import OPEN, Token, split_pieces

Factory = Callable[..., Iterable[Element] | str | None]
WARNA = {
    "hijau": "C6E7C8",
    "kuning": "FFE9A8",
    "merah": "F6C6C0",
    "abu": "E7E6E6",
    "biru": "D9E2F3",
}
_AFTER_HIGHLIGHT = tuple(
    W + name
    for name in ("u", "effect", "bdr", "shd", "fitText", "vertAlign", "rtl", "cs", "em", "lang",
                 "eastAsianLayout", "specVanish", "oMath")
)  # fmt: skip
_BEFORE_SHADE = tuple(
    W + name for name in ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders")
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where an object stands. `run` is the w:r that held the token; in an alternative text it is
    None and `properties` is the drawing's wp:docPr. `part` is where relationships belong."""

    document: Any
    part: Any
    run: Element | None = None
    properties: Element | None = None

    def new_run(self, *children: Element) -> Element:
        """A run that looks like the token's own."""
        run = OxmlElement("w:r")
        look = self.run.find(W + "rPr") if self.run is not None else None
        if look is not None:
            run.append(copy.deepcopy(look))
        run.extend(children)
        return run

    def text_run(self, text: str) -> Element:
        """A run with that text, looking like the token's own."""
        return self.new_run(text_element(text))


def text_element(text: str) -> Element:
    """w:t with its blanks kept."""
    element = OxmlElement("w:t")
    element.text = text
    element.set(XML_SPACE, "preserve")
    return element


class ObjectError(Exception):
    """An object could not be made; the template knows the tag that asked for it."""

    def __init__(self, name: str, args: tuple[Any, ...], error: Exception) -> None:
        super().__init__(name)
        self.name, self.arguments, self.error = name, args, error

    @property
    def code(self) -> str:
        return self.error.code if isinstance(self.error, TemplateError) else "TM005"

    @property
    def sentence(self) -> str:
        if isinstance(self.error, TemplateError):
            return self.error.sentence
        return f"Isian di dalam kurung {self.name}(…) tidak cocok."


class ObjectRegistry:
    """The objects that a template may name, and those that one rendering has asked for."""

    def __init__(self) -> None:
        self._factories: dict[str, Factory] = {}
        self._calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.register("warna", _shade)
        self.register("halaman_baru", _page_break)
        self.register(_MISSING, _missing)

    def register(self, name: str, factory: Factory) -> None:
        """Make `{{ name(…) }}` print what `factory(site, …)` returns; replaces an older one."""
        self._factories[name] = factory

    def functions(self) -> Mapping[str, Callable[..., Token]]:
        """The template functions, by name."""
        return {name: self._function(name) for name in self._factories if name != _MISSING}

    def begin(self) -> None:
        """Forget what the last rendering asked for."""
        self._calls = []

    def token(self, name: str, *args: Any, **kwargs: Any) -> Token:
        """The text that stands for the object until `swap`."""
        self._calls.append((name, args, kwargs))
        return Token.of(len(self._calls) - 1)

    def missing(self, text: str) -> Token:
        """A figure that is not there, marked yellow."""
        return self.token(_MISSING, text)

    @property
    def missing_texts(self) -> tuple[str, ...]:
        """What was printed where a figure is missing, in the order of the template."""
        return tuple(str(args[0]) for name, args, _ in self._calls if name == _MISSING)

    def _function(self, name: str) -> Callable[..., Token]:
        def template_function(*args: Any, **kwargs: Any) -> Token:
            return self.token(name, *args, **kwargs)

        template_function.is_template_function = True  # type: ignore[attr-defined]
        template_function.__name__ = name
        return template_function

    def swap(self, root: Element, document: Any, part: Any) -> None:
        """Put every object of the tree in the place of its token."""
        for properties in root.iter(WP + "docPr"):
            for name in ("descr", "title"):
                value = properties.get(name)
                if value and OPEN in value:
                    site = Site(document, part, properties=properties)
                    text = "".join(self._alt_pieces(value, site))
                    # A factory that refilled the drawing has written its own description.
                    if properties.get(name) == value:
                        properties.set(name, text)
        for text in [t for t in root.iter(W + "t") if t.text and OPEN in t.text]:
            self._swap_text(text, document, part)

    def _alt_pieces(self, value: str, site: Site) -> Iterable[str]:
        for piece in split_pieces(value):
            if piece.number is None:
                yield piece.text
            else:
                made = self._make(piece.number, site)
                yield made if isinstance(made, str) else ""

    def _make(self, number: int, site: Site) -> Iterable[Element] | str | None:
        if number >= len(self._calls):
            return None
        name, args, kwargs = self._calls[number]
        try:
            return self._factories[name](site, *args, **kwargs)
        except (TemplateError, TypeError) as error:
            raise ObjectError(name, args, error) from error

    def _swap_text(self, text: Element, document: Any, part: Any) -> None:
        run = text.getparent()
        site = Site(document, part, run=run)
        behind = _split_behind(run, text)
        anchor = run
        pieces = list(split_pieces(text.text))
        text.text = ""
        for piece in pieces:
            if piece.number is None:
                made: Iterable[Element] = (site.text_run(piece.text),)
            else:
                result = self._make(piece.number, site)
                made = (site.text_run(result),) if isinstance(result, str) else result or ()
            for element in made:
                anchor.addnext(element)
                anchor = element
        if behind is not None:
            anchor.addnext(behind)
        run.remove(text)
        if run.getparent() is not None and not [c for c in run if c.tag != W + "rPr"]:
            run.getparent().remove(run)


_MISSING = "\u00b7missing"


def _split_behind(run: Element, text: Element) -> Element | None:
    """What stands behind the text in its run, as a run of its own."""
    rest = list(text.itersiblings())
    if not rest:
        return None
    behind = OxmlElement("w:r")
    look = run.find(W + "rPr")
    if look is not None:
        behind.append(copy.deepcopy(look))
    behind.extend(rest)
    return behind


def insert_before(parent: Element, child: Element, successors: tuple[str, ...]) -> None:
    """Insert before the first of `successors`, else at the end: the schema fixes the order."""
    for element in parent:
        if element.tag in successors:
            element.addprevious(child)
            return
    parent.append(child)


def _missing(site: Site, text: str) -> Iterable[Element] | str:
    if site.run is None:
        return text
    return (highlight(site.text_run(text)),)


def highlight(run: Element) -> Element:
    """The same run, marked yellow."""
    look = run.find(W + "rPr")
    if look is None:
        look = OxmlElement("w:rPr")
        run.insert(0, look)
    if look.find(W + "highlight") is None:
        mark = OxmlElement("w:highlight")
        mark.set(W + "val", "yellow")
        insert_before(look, mark, _AFTER_HIGHLIGHT)
    return run


def _shade(site: Site, value: Any) -> None:
    """Colour the table cell: a name of WARNA or "RRGGBB"; anything else leaves it as it is."""
    cell = ancestor(site.run, W + "tc") if site.run is not None else None
    fill = WARNA.get(str(value), str(value)).lstrip("#").upper()
    if cell is None or len(fill) != 6 or not set(fill) <= set("0123456789ABCDEF"):
        return
    properties = cell.find(W + "tcPr")
    if properties is None:
        properties = OxmlElement("w:tcPr")
        cell.insert(0, properties)
    for old in properties.findall(W + "shd"):
        properties.remove(old)
    shade = OxmlElement("w:shd")
    for name, content in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shade.set(W + name, content)
    before = [child for child in properties if child.tag in _BEFORE_SHADE]
    if before:
        before[-1].addnext(shade)
    else:
        properties.insert(0, shade)


def _page_break(site: Site) -> Iterable[Element]:
    mark = OxmlElement("w:br")
    mark.set(W + "type", "page")
    return (site.new_run(mark),)


def register_charts(
    registry: ObjectRegistry,
    attach: Callable[[str, Any, Any], Element],
    refill: Callable[[str, Any, Element, Any], None] | None = None,
) -> None:
    """Give templates `grafik(jenis, data)` and `isi_grafik(jenis, data)`.

    `attach(jenis, data, part)` adds the chart's parts and returns its w:drawing;
    `refill(jenis, data, properties, part)` gives the chart that staff drew (whose wp:docPr is
    `properties`) a copy of its chart part with this data, and writes its alternative text.
    """

    def draw(site: Site, jenis: str, data: Any) -> Iterable[Element]:
        return (site.new_run(attach(jenis, data, site.part)),)

    def fill(site: Site, jenis: str, data: Any) -> str | None:
        if refill is None or site.properties is None:
            return "[isi_grafik hanya untuk teks alternatif sebuah grafik]"
        refill(jenis, data, site.properties, site.part)
        return None

    registry.register("grafik", draw)
    registry.register("isi_grafik", fill)
