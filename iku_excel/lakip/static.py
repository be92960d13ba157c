"""Reads the parsed source of a template part without running it: what it names, what it may not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError, nodes
from jinja2.filters import FILTERS

from iku_excel.lakip.faults import Fault, suggest
from iku_excel.lakip.gather import Part, Tag
from iku_excel.lakip.sandbox import Sandbox
from iku_excel.lakip.scope import BLOCK, BLOCK_END, VARIABLE, VARIABLE_END, make_fault

_GOT = re.compile(r"got '(.+?)'")
_FORBIDDEN_NAMES = frozenset(("self", "super", "caller", "varargs", "kwargs"))


@dataclass(slots=True)
class Reading:
    """What was found in one part: faults, and the fields it asks of the context."""

    faults: list[Fault] = field(default_factory=list)
    names: list[tuple[str, Tag | None]] = field(default_factory=list)


TagAt = Callable[[int], Tag | None]


def parse(sandbox: Sandbox, part: Part, source: str, tag_at: TagAt) -> nodes.Template | list[Fault]:
    """The part's tree; or what is wrong with its tags, each looked at on its own."""
    try:
        return sandbox.parse(source)
    except TemplateSyntaxError as error:
        whole = _syntax_fault(part, error, tag_at(error.lineno))
    except (RecursionError, ValueError, MemoryError):
        whole = make_fault(part, "TM003", "Ungkapan terlalu dalam atau terlalu besar.", None)
    return list(syntax_faults(sandbox, part)) or [whole]


def syntax_faults(sandbox: Sandbox, part: Part) -> Iterator[Fault]:
    """The faults of each tag taken alone, so that one fault does not hide the others."""
    for tag in part.tags:
        try:
            tree = sandbox.parse(alone(tag))
        except TemplateSyntaxError as error:
            yield _syntax_fault(part, error, tag)
        except (RecursionError, ValueError, MemoryError):
            yield make_fault(part, "TM003", "Ungkapan terlalu dalam atau terlalu besar.", tag)
        else:
            yield from read_tree(sandbox, part, tree, _always(tag)).faults


def _always(tag: Tag) -> TagAt:
    return lambda _line: tag


def alone(tag: Tag) -> str:
    """The source of one tag, closed so that it can be parsed by itself."""
    text = tag.text
    if text.opener == "{{":
        return f"{VARIABLE} {text.source} {VARIABLE_END}" if text.source else ""
    block = f"{BLOCK} {text.source} {BLOCK_END}"
    if text.word in ("if", "for", "with"):
        return f"{block}{BLOCK} end{text.word} {BLOCK_END}"
    if text.word == "elif":
        return f"{BLOCK} if 1 {BLOCK_END}{block}{BLOCK} endif {BLOCK_END}"
    return block if text.word == "set" and "=" in text.source else ""


def _syntax_fault(part: Part, error: TemplateSyntaxError, tag: Tag | None) -> Fault:
    message = str(error.message or "")
    near = _GOT.search(message)
    text = "Isi tag tidak dapat dibaca"
    if near and not near.group(1).startswith(("end of", VARIABLE_END, BLOCK_END)):
        text += f" dekat “{near.group(1)}”"
    elif "end of" in message or near:
        text += "; ungkapannya belum selesai"
    return make_fault(part, "TM002", text + ".", tag)


def read_tree(sandbox: Sandbox, part: Part, tree: nodes.Template, tag_at: TagAt) -> Reading:
    """Faults of a well-formed tree, and the names that it takes from outside."""
    reading = Reading()
    _Walker(sandbox, part, tag_at, reading).walk(tree, frozenset(("loop",)))
    optional = asked_for(tree)
    reading.names = [(name, tag) for name, tag in reading.names if name not in optional]
    return reading


def asked_for(tree: nodes.Template) -> frozenset[str]:
    """Names that the template itself asks about with `is defined`: they may be missing."""
    return frozenset(
        test.node.name
        for test in tree.find_all(nodes.Test)
        if test.name in ("defined", "undefined") and isinstance(test.node, nodes.Name)
    )


class _Walker:
    """Keeps the names bound by loops and `set` while it goes down the tree."""

    def __init__(self, sandbox: Sandbox, part: Part, tag_at: TagAt, reading: Reading) -> None:
        self._sandbox, self._part, self._tag_at, self._reading = sandbox, part, tag_at, reading
        self._optional: set[int] = set()

    def walk(self, node: nodes.Node, bound: Set[str]) -> Set[str]:
        """Read the node; returns the names bound after it."""
        if isinstance(node, nodes.For):
            self.walk(node.iter, bound)
            inner = bound | _targets(node.target) | {"loop"}
            if node.recursive:
                self._fault(node, "TM003", "Pengulangan “recursive” tidak diizinkan.")
            if node.test is not None:
                self.walk(node.test, inner)
            self._all(node.body, inner)
            self._all(node.else_, bound)
            return bound
        if isinstance(node, nodes.With):
            for value in node.values:
                self.walk(value, bound)
            self._all(node.body, bound | {n for t in node.targets for n in _targets(t)})
            return bound
        if isinstance(node, nodes.Assign):
            self.walk(node.node, bound)
            return bound | _targets(node.target)
        if isinstance(node, nodes.If):
            self.walk(node.test, bound)
            after = self._all(node.body, bound) | self._all(node.else_, bound)
            for branch in node.elif_:
                after |= self.walk(branch, bound)
            return after
        return self._expression(node, bound)

    def _all(self, body: list[nodes.Node], bound: Set[str]) -> Set[str]:
        for node in body:
            bound = self.walk(node, bound)
        return bound

    def _expression(self, node: nodes.Node, bound: Set[str]) -> Set[str]:
        if isinstance(node, nodes.Name):
            self._name(node, bound)
        elif isinstance(node, nodes.Filter):
            if node.name not in self._sandbox.filters:
                self._unknown_filter(node)
            elif node.name in ("default", "d") and isinstance(node.node, nodes.Name):
                self._optional.add(id(node.node))
        elif isinstance(node, nodes.Test):
            if node.name not in self._sandbox.tests:
                self._unknown(node, "Uji", node.name, self._sandbox.tests)
        elif isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            self._fault(node, "TM003", f"Templat tidak boleh memakai “{node.attr}”.")
        for child in node.iter_child_nodes():
            bound = self.walk(child, bound)
        return bound

    def _name(self, node: nodes.Name, bound: Set[str]) -> None:
        if node.name in bound or id(node) in self._optional or node.ctx != "load":
            return
        if node.name in _FORBIDDEN_NAMES or node.name.startswith("_"):
            self._fault(node, "TM003", f"Templat tidak boleh memakai “{node.name}”.")
        else:
            self._reading.names.append((node.name, self._tag_at(node.lineno)))

    def _unknown_filter(self, node: nodes.Filter) -> None:
        if node.name in FILTERS:  # Jinja's own, left out on purpose
            self._fault(node, "TM003", f"Penapis “{node.name}” tidak diizinkan.")
        else:
            self._unknown(node, "Penapis", node.name, self._sandbox.filters)

    def _unknown(self, node: nodes.Node, kind: str, name: str, known: object) -> None:
        choices = [n for n in known if not n.startswith("\u00b7")]  # type: ignore[attr-defined]
        self._fault(node, "TM002", f"{kind} “{name}” tidak dikenal.", suggest(name, choices))

    def _fault(self, node: nodes.Node, kode: str, message: str, saran: str = "") -> None:
        tag = self._tag_at(node.lineno)
        self._reading.faults.append(make_fault(self._part, kode, message, tag, saran))


def _targets(target: nodes.Node) -> Set[str]:
    if isinstance(target, nodes.Name):
        return frozenset((target.name,))
    return frozenset(name.name for name in target.find_all(nodes.Name))
