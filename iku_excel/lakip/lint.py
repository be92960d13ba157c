"""`iku templat periksa`: every fault of a Word template in one run, without filling it.

What Jinja and Word make of the template is found by template.py; here its fields are held against
the shape of the report: unknown ones, wrong filters, loops over what is no list, fields outside
their loop, fields that nobody uses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes

from iku_excel.lakip.faults import Fault, suggest
from iku_excel.lakip.filters import DATE_FILTERS, NUMBER_FILTERS
from iku_excel.lakip.gather import Tag
from iku_excel.lakip.program import CompiledPart
from iku_excel.lakip.schema import (  # fmt: skip
    ANGKA,
    DAFTAR,
    KELOMPOK,
    LAIN,
    TANGGAL,
    TEKS,
    Shape,
    report_shape,
)
from iku_excel.lakip.scope import make_fault
from iku_excel.lakip.static import alone, asked_for
from iku_excel.lakip.template import Template, read_template
from iku_excel.lakip.usage import unused, use_all

_SAME = frozenset(("default", "d", "sort", "list", "reverse", "unique", "select", "reject",
                   "selectattr", "rejectattr", "trim", "max", "min"))  # fmt: skip
_ITEM = frozenset(("first", "last"))
_ANYTHING = Shape(LAIN)


@dataclass(slots=True)
class LintReport:
    """The faults of a template, in its order, notes last."""

    path: str
    faults: list[Fault] = field(default_factory=list)

    def count(self) -> dict[str, int]:
        """{"kesalahan": n, "peringatan": n, "catatan": n}."""
        counts = {"kesalahan": 0, "peringatan": 0, "catatan": 0}
        for fault in self.faults:
            counts[fault.severity.label] += 1
        return counts


def report_functions() -> frozenset[str]:
    """The functions that templates of a report may call."""
    from iku_excel.lakip.finish import prepare_objects

    return frozenset(prepare_objects().registry.functions()) | {"grafik", "isi_grafik"}


def lint(
    path: Path | str, shape: Shape | None = None, functions: Iterable[str] | None = None
) -> LintReport:
    """All faults of the template at `path`; raises TemplateError TM007 for what is no document."""
    template = read_template(path)
    root = shape if shape is not None else report_shape()
    names = frozenset(functions if functions is not None else report_functions())
    report = LintReport(str(path), list(template.faults))
    for item in template.parts:
        report.faults += _Checker(template, item, root, names).run()
        report.faults += _check_regions(item)
    if not any(f.kode == "TM002" for f in report.faults):
        report.faults += unused(root)
    report.faults = _in_order(template, report.faults)
    return report


def _in_order(template: Template, faults: list[Fault]) -> list[Fault]:
    parts = {item.part.name: n for n, item in enumerate(template.parts)}

    def key(fault: Fault) -> tuple[int, int, int]:
        part, index = fault.key if fault.key else ("", -1)
        return (fault.kode == "TM004", parts.get(part, 0), index)

    return sorted(dict.fromkeys(faults), key=key)


class _Checker:
    """Walks the expressions of one part with the shapes of the names in reach."""

    def __init__(
        self, template: Template, item: CompiledPart, root: Shape, functions: frozenset[str]
    ) -> None:
        self._template, self._item, self._root, self._functions = template, item, root, functions
        self._faults: list[Fault] = []
        self._tag: Tag | None = None
        self._loop_names = _loop_names(item)
        self._optional: set[int] = set()
        self._tree = item.parse_again(template.sandbox)
        self._asked_for = asked_for(self._tree) if self._tree is not None else frozenset()

    def run(self) -> list[Fault]:
        scope = dict(self._root.fields)
        if self._tree is not None:
            self._block(self._tree.body, scope)
        else:
            self._loose(scope)
        return self._faults

    def _loose(self, scope: dict[str, Shape]) -> None:
        """The structure is broken: look at each tag, a loop's name known as far as its endfor."""
        outside: list[dict[str, Shape]] = []
        for tag in self._item.part.tags:
            if tag.text.word == "endfor" and outside:
                scope = outside.pop()
            try:
                tree = self._template.sandbox.parse(alone(tag))
            except (TemplateSyntaxError, RecursionError, ValueError, MemoryError):
                continue
            self._tag = tag
            for node in tree.body:
                if isinstance(node, nodes.For):
                    outside.append(scope)
                    scope = {**scope, **self._loop_scope(node, scope)}
                else:
                    self._block([node], scope)
            self._tag = None

    # Statements --------------------------------------------------------------------------------

    def _block(self, body: Iterable[nodes.Node], scope: dict[str, Shape]) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: nodes.Node, scope: dict[str, Shape]) -> None:
        if isinstance(node, nodes.For):
            inner = {**scope, **self._loop_scope(node, scope)}
            if node.test is not None:
                self._shape(node.test, inner)
            self._block(node.body, inner)
            self._block(node.else_, scope)
        elif isinstance(node, nodes.Assign):
            shape = self._shape(node.node, scope)
            if isinstance(node.target, nodes.Name):
                scope[node.target.name] = shape
        elif isinstance(node, nodes.With):
            inner = dict(scope)
            for target, value in zip(node.targets, node.values, strict=True):
                if isinstance(target, nodes.Name):
                    inner[target.name] = self._shape(value, scope)
            self._block(node.body, inner)
        elif isinstance(node, nodes.Output):
            for child in node.nodes:
                self._print(child, scope)
        elif isinstance(node, nodes.Expr):
            self._shape(node, scope)
        else:
            self._block(node.iter_child_nodes(), scope)

    def _loop_scope(self, node: nodes.For, scope: dict[str, Shape]) -> dict[str, Shape]:
        shape = self._shape(node.iter, scope)
        if shape.kind not in (DAFTAR, LAIN) and not shape.is_mapping:
            self._fault(node, "TM005", f"{_spell(node.iter)} bukan daftar, tidak bisa diulang.")
        inner: dict[str, Shape] = {"loop": _ANYTHING}
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = shape.item or _ANYTHING
        else:
            inner.update({n.name: _ANYTHING for n in node.target.find_all(nodes.Name)})
        return inner

    def _print(self, node: nodes.Expr, scope: dict[str, Shape]) -> None:
        if isinstance(node, nodes.TemplateData):
            return
        shape = self._shape(node, scope)
        if shape.kind in (DAFTAR, KELOMPOK) and not shape.is_printable:
            inside = ", ".join(list((shape.item or shape).fields)[:4])
            self._fault(
                node, "TM005", f"{_spell(node)} berisi {shape.kind}, tidak bisa dicetak utuh.",
                f"Sebut isian di dalamnya, misalnya: {inside}." if inside else "",
            )  # fmt: skip

    # Expressions -------------------------------------------------------------------------------

    def _shape(self, node: nodes.Node, scope: dict[str, Shape]) -> Shape:
        """The shape of an expression; what is unknown in it is reported on the way."""
        if isinstance(node, nodes.Name):
            return self._name(node, scope)
        if isinstance(node, (nodes.Getattr, nodes.Getitem)):
            return self._member(node, scope)
        if isinstance(node, nodes.Filter):
            return self._filter(node, scope)
        if isinstance(node, nodes.Call):
            return self._call(node, scope)
        if isinstance(node, nodes.Const):
            return Shape(TEKS if isinstance(node.value, str) else LAIN)
        shapes = [self._shape(child, scope) for child in node.iter_child_nodes()]
        if isinstance(node, nodes.CondExpr) and shapes:
            return shapes[0] if shapes[0].kind != LAIN else _ANYTHING
        return _ANYTHING

    def _name(self, node: nodes.Name, scope: dict[str, Shape]) -> Shape:
        if node.name in scope:
            scope[node.name].is_used = True
            return scope[node.name]
        known = {*scope, *self._functions, *self._template.sandbox.globals}
        if node.name in known or id(node) in self._optional or node.name in self._asked_for:
            return _ANYTHING
        if node.name in self._loop_names:
            self._fault(
                node, "TM001", f"Isian “{node.name}” dipakai di luar pengulangannya.",
                f"Letakkan di antara {{% for {node.name} in … %}} dan {{% endfor %}}.",
            )  # fmt: skip
        elif node.name == "loop":
            self._fault(node, "TM001", "“loop” hanya ada di dalam pengulangan {% for … %}.")
        else:
            self._fault(
                node, "TM001", f"Isian “{node.name}” tidak dikenal.", suggest(node.name, known)
            )
        return _ANYTHING

    def _member(self, node: nodes.Getattr | nodes.Getitem, scope: dict[str, Shape]) -> Shape:
        owner = self._shape(node.node, scope)
        if isinstance(node, nodes.Getattr):
            key: object = node.attr
        else:
            self._shape(node.arg, scope)
            key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        if isinstance(key, str) and key.startswith("_"):
            return _ANYTHING  # refused already
        if owner.kind == KELOMPOK:
            return self._field(node, owner, key)
        if owner.kind == DAFTAR:
            if isinstance(key, str) and key in owner.fields:
                return self._field(node, owner, key)
            if isinstance(key, str):
                self._fault(
                    node, "TM001", f"{_spell(node.node)} adalah daftar, tidak punya “{key}”.",
                    f"Pakai di dalam {{% for … in {_spell(node.node)} %}}.",
                )  # fmt: skip
                return _ANYTHING
            return owner.item or _ANYTHING
        if owner.kind in (ANGKA, TEKS, TANGGAL) and isinstance(key, str):
            if key in owner.fields:
                return owner.fields[key]
            if not hasattr(_SAMPLES[owner.kind], key):
                self._fault(
                    node, "TM001", f"{_spell(node.node)} berisi {owner.kind}, tidak punya “{key}”.",
                    suggest(key, owner.fields),
                )  # fmt: skip
        return owner.item or _ANYTHING if owner.is_mapping else _ANYTHING

    def _field(self, node: nodes.Node, owner: Shape, key: object) -> Shape:
        if not isinstance(key, str):
            return _ANYTHING
        if key in owner.fields:
            owner.fields[key].is_used = True
            return owner.fields[key]
        if not (owner.is_mapping and key in ("items", "keys", "values", "get")):
            inside = _spell(node.node) if isinstance(node, (nodes.Getattr, nodes.Getitem)) else ""
            self._fault(
                node, "TM001", f"Tidak ada isian “{key}” di dalam {inside}.",
                suggest(key, owner.fields),
            )  # fmt: skip
        return _ANYTHING

    def _filter(self, node: nodes.Filter, scope: dict[str, Shape]) -> Shape:
        if node.name in ("default", "d") and node.node is not None:
            self._optional.add(id(node.node))
        shape = self._shape(node.node, scope) if node.node is not None else _ANYTHING
        for argument in [*node.args, *(k.value for k in node.kwargs)]:
            self._shape(argument, scope)
        if shape.kind != LAIN:
            wanted = (
                ANGKA
                if node.name in NUMBER_FILTERS
                else (TANGGAL if node.name in DATE_FILTERS else shape.kind)
            )
            if wanted != shape.kind:
                self._fault(
                    node, "TM005",
                    f"Penapis “{node.name}” untuk {wanted}, tetapi {_spell(node.node)} berisi "
                    f"{shape.kind}.",
                )  # fmt: skip
        if node.name in _SAME:
            return shape
        if node.name in _ITEM:
            return shape.item or _ANYTHING
        if node.name in NUMBER_FILTERS | DATE_FILTERS or node.name == "join":
            return Shape(TEKS)
        return self._mapped(node, shape) if node.name == "map" else _ANYTHING

    def _mapped(self, node: nodes.Filter, shape: Shape) -> Shape:
        attribute = next((k.value for k in node.kwargs if k.key == "attribute"), None)
        item = shape.item
        if item is None or item.kind != KELOMPOK or not isinstance(attribute, nodes.Const):
            return Shape(DAFTAR)
        for key in str(attribute.value).split("."):
            if item.kind != KELOMPOK:
                return Shape(DAFTAR)
            item = self._field(node, item, key)
        return Shape(DAFTAR, item=item)

    def _call(self, node: nodes.Call, scope: dict[str, Shape]) -> Shape:
        self._shape(node.node, scope)
        for argument in [*node.args, *(k.value for k in node.kwargs)]:
            use_all(self._shape(argument, scope))
        if (
            isinstance(node.node, nodes.Name)
            and node.args
            and isinstance(node.args[0], nodes.Const)
        ):
            self._check_choice(node, node.node.name, node.args[0].value)
        return _ANYTHING

    def _check_choice(self, node: nodes.Call, function: str, value: object) -> None:
        from iku_excel.lakip.chart import JENIS_GRAFIK
        from iku_excel.lakip.objects import WARNA

        choices = {
            "grafik": tuple(JENIS_GRAFIK), "isi_grafik": tuple(JENIS_GRAFIK), "warna": tuple(WARNA),
        }.get(function)  # fmt: skip
        is_hex = function == "warna" and len(str(value).lstrip("#")) == 6
        if choices is not None and value not in choices and not is_hex:
            self._fault(
                node, "TM005", f"“{value}” tidak dikenal oleh {function}(…).",
                suggest(str(value), choices) or f"Pilihannya: {', '.join(choices)}.",
            )  # fmt: skip

    def _fault(self, node: nodes.Node, kode: str, message: str, saran: str = "") -> None:
        tag = self._tag or self._item.tag_at(node.lineno)
        self._faults.append(make_fault(self._item.part, kode, message, tag, saran))


def _samples() -> dict[str, object]:
    from datetime import date
    from decimal import Decimal

    return {ANGKA: Decimal(0), TEKS: "", TANGGAL: date(2000, 1, 1)}


_SAMPLES = _samples()


def _spell(node: nodes.Node | None) -> str:
    """An expression as the person wrote it, as far as that is short."""
    if isinstance(node, nodes.Name):
        return f"“{node.name}”"
    if isinstance(node, nodes.Getattr):
        inside = _spell(node.node)
        return f"{inside[:-1]}.{node.attr}”" if inside.startswith("“") else f"“{node.attr}”"
    return "isian ini"


def _loop_names(item: CompiledPart) -> frozenset[str]:
    """The names that loops of the part bind, for a better message outside of them."""
    found = set()
    for tag in item.part.tags:
        words = tag.text.source.replace(",", " ").split()
        if tag.text.word == "for" and "in" in words:
            found.update(words[1 : words.index("in")])
    return frozenset(found)


def _check_regions(item: CompiledPart) -> Iterator[Fault]:
    """wilayah(…) and akhir_wilayah() must take turns."""
    open_tag: Tag | None = None
    for tag in item.part.tags:
        if "akhir_wilayah(" in tag.text.source:
            if open_tag is None:
                yield make_fault(item.part, "TM002", "akhir_wilayah() tanpa wilayah(…).", tag)
            open_tag = None
        elif tag.text.source.startswith("wilayah("):
            if open_tag is not None:
                yield make_fault(
                    item.part, "TM002", "wilayah(…) dibuka lagi sebelum ditutup.", tag,
                    f"Tutup dahulu wilayah di {open_tag.place} dengan {{{{ akhir_wilayah() }}}}.",
                )  # fmt: skip
            open_tag = tag
    if open_tag is not None:
        yield make_fault(item.part, "TM002", "wilayah(…) tidak ditutup akhir_wilayah().", open_tag)
