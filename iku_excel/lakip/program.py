"""One part of a template as a program: compiled once, filled each time, its errors placed.

The text it gives is parsed strictly and let go piece by piece (docs/adr/0074 says what that saves).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import jinja2
from docx.oxml.parser import element_class_lookup
from jinja2.exceptions import SecurityError
from lxml import etree

from iku_excel.lakip.faults import Fault, TemplateFaultError
from iku_excel.lakip.filters import FilterTypeError
from iku_excel.lakip.gather import Part, Tag
from iku_excel.lakip.locate import Element
from iku_excel.lakip.objects import ObjectError, ObjectRegistry
from iku_excel.lakip.sandbox import NOT_A_LIST, Sandbox, State, UnknownFieldError, render_part
from iku_excel.lakip.scope import Scope, build_source, make_fault
from iku_excel.lakip.static import Reading, parse, read_tree, syntax_faults
from iku_excel.lakip.tidy import lighten


@dataclass(slots=True)
class CompiledPart:
    """One part of a template: its tags, what was read in it, and the program that fills it."""

    part: Part
    lines: list[Tag]
    reading: Reading = field(default_factory=Reading)
    source: str = ""
    program: jinja2.Template | None = None

    def parse_again(self, sandbox: Sandbox) -> Any:
        """The part's tree, None where it has none: compiling takes a tree to pieces."""
        return sandbox.parse(self.source) if self.source else None

    def tag_at(self, line: int) -> Tag | None:
        """The tag on that line of the source."""
        return self.lines[line - 2] if 1 < line <= len(self.lines) + 1 else None


def compile_part(sandbox: Sandbox, part: Part) -> CompiledPart:
    """The part with its program; without one where it has no tags or faults that stop it."""
    Scope(part).resolve()
    if not part.tags:
        return CompiledPart(part, [])
    if part.faults and any(fault.kode != "TM006" for fault in part.faults):
        part.faults += syntax_faults(sandbox, part)
        return CompiledPart(part, [])
    source, lines = build_source(part)
    item = CompiledPart(part, lines)
    tree = parse(sandbox, part, source, item.tag_at)
    if isinstance(tree, list):
        part.faults += tree
        return item
    item.source = source
    item.reading = read_tree(sandbox, part, tree, item.tag_at)
    if not item.reading.faults:
        _finish(sandbox, item, tree)
    return item


def _finish(sandbox: Sandbox, item: CompiledPart, tree: Any) -> None:
    try:
        code = sandbox.compile(tree)
    except jinja2.TemplateSyntaxError as error:
        tag = item.tag_at(error.lineno)
        item.part.faults.append(make_fault(item.part, "TM002", "Isi tag tidak dapat dibaca.", tag))
    except (RecursionError, MemoryError, SyntaxError, ValueError):
        item.part.faults.append(
            make_fault(item.part, "TM003", "Ungkapan terlalu dalam atau terlalu besar.", None)
        )
    else:
        item.program = jinja2.Template.from_code(sandbox, code, dict(sandbox.globals))


_FAILURES = (
    jinja2.TemplateError, RecursionError, MemoryError, TypeError, ValueError, ArithmeticError,
    LookupError, AttributeError, etree.XMLSyntaxError,
)  # fmt: skip
"""What expressions of a template can raise; anything else is a fault of ours."""


def fill_part(item: CompiledPart, values: Mapping[str, Any], state: State) -> Element:
    """The part's tree with `values`; raises TemplateFaultError with the place of what failed."""
    assert item.program is not None
    try:
        return _parse(render_part(item.program, values, state))
    except _FAILURES as error:
        raise TemplateFaultError([_explain(item, error)]) from error


def _parse(pieces: Iterable[str]) -> Element:
    """The tree of a text in pieces; nothing is parsed before the whole kept its limits, and what
    is parsed is let go: a long report does not stand in memory twice."""
    waiting = list(_mouthfuls(pieces))
    waiting.reverse()
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False, collect_ids=False)
    parser.set_element_class_lookup(element_class_lookup)
    while waiting:
        parser.feed(waiting.pop())
    return parser.close()


def _mouthfuls(pieces: Iterable[str]) -> Iterator[bytes]:
    """The text in lightened blocks that end with a paragraph."""
    held: list[str] = []
    size, enough = 0, _MOUTHFUL
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > enough:
            text = "".join(held)
            cut = text.rfind(_END) + len(_END) if _END in text else 0
            if cut:
                yield lighten(text[:cut]).encode()
            held, size = [text[cut:]], len(text) - cut
            enough = max(_MOUTHFUL, 2 * size)
    yield lighten("".join(held)).encode()


_MOUTHFUL, _END = 1 << 16, "</w:p>"


def _explain(item: CompiledPart, error: Exception) -> Fault:
    tag = item.tag_at(_line(item, error.__traceback__))
    kode, message, saran = "TM005", str(error), ""
    if isinstance(error, etree.XMLSyntaxError):
        return make_fault(item.part, "TM002", "Susunan blok merusak dokumen.", None)
    if isinstance(error, UnknownFieldError):
        kode, saran = "TM001", error.saran
    elif isinstance(error, SecurityError):
        kode = "TM003"
    elif isinstance(error, (RecursionError, MemoryError, OverflowError)):
        kode, message = "TM003", "Ungkapan terlalu besar."
    elif not isinstance(error, FilterTypeError):
        message = "Isian tidak dapat dihitung atau dibandingkan seperti yang ditulis."
        if str(error) == NOT_A_LIST:
            message = "Yang diulang bukan daftar."
    return make_fault(item.part, kode, message, tag, saran)


def swap_objects(
    item: CompiledPart, registry: ObjectRegistry, root: Element, document: Any, part: Any
) -> None:
    """Swap the tokens of a filled part for its charts, captions and colours."""
    try:
        registry.swap(root, document, part)
    except ObjectError as error:
        asked = [tag for tag in item.part.tags if f"{error.name}(" in tag.text.source]
        exact = [
            tag for tag in asked if error.arguments and str(error.arguments[0]) in str(tag.text)
        ]
        tag = next(iter(exact or asked), None)
        raise TemplateFaultError(
            [make_fault(item.part, error.code, error.sentence, tag)]
        ) from error


def _line(item: CompiledPart, trace: TracebackType | None) -> int:
    """The template's line that was running when the error came."""
    line = 0
    while trace is not None:
        if "__jinja_template__" in trace.tb_frame.f_globals and item.program is not None:
            line = item.program.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return line
