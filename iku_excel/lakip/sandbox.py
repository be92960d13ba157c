"""The Jinja environment of Word templates: it reads fields and nothing else.

A template is a file that anybody may have edited, so it is treated as hostile: no attribute that
leads to Python, no callable but ours, no operation whose result can outgrow its input without
bound, a budget of steps, time and output for each rendering. See docs/adr/0061.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace, pass_context

from iku_excel.lakip.faults import suggest
from iku_excel.lakip.scope import BLOCK, BLOCK_END, COMMENT, COMMENT_END, VARIABLE, VARIABLE_END
from iku_excel.lakip.tokens import Token, clean_text, join_texts

MAX_STEPS = 1_000_000
"""Rounds of all loops and numbers of all range() of one part together."""
MAX_SECONDS = 10.0
"""Processor time; a report of a hundred pages takes one second."""
MAX_OUTPUT = 64 * 2**20
"""Characters of one part."""
MAX_MARKUP = 1_000_000
"""Opening and closing marks in them: memory follows these."""
MAX_TEXT = 1_000_000
"""Characters of one computed text."""
MAX_ITEMS = 10_000
"""Items of range() and of a list joined from two."""
MAX_DEPTH = 150
"""Expressions and blocks inside one another; Python stops compiling loops at 20."""
MAX_BITS = 4_096
"""Bits of a computed integer: some 1,200 digits, far beyond any budget."""

NOT_A_LIST = "bukan daftar"
_STATE = "\u00b7state"
_STEP, _JOIN, _EXACT = "\u00b7step", "\u00b7join", "\u00b7exact"
"""Names with a middle dot, which nobody can type into an expression."""
_STR_METHODS = frozenset(
    "capitalize casefold count endswith find index isalpha isdigit lower lstrip removeprefix "
    "removesuffix rsplit rstrip split splitlines startswith strip swapcase title upper".split()
)
_MAPPING_METHODS = frozenset(("get", "items", "keys", "values"))
_LIST_METHODS = frozenset(("count", "index"))
_LOOP_METHODS = frozenset(("cycle", "changed"))
_NEEDS_GUARD = frozenset(("**", "*", "+", "%", "/"))


class UnknownFieldError(jinja2.UndefinedError):
    """A name that the context does not have; `saran` proposes the nearest that it has."""

    def __init__(self, message: str, saran: str) -> None:
        super().__init__(message)
        self.saran = saran


class Budget:
    """What one rendering of one part may spend."""

    def __init__(self, seconds: float = MAX_SECONDS, steps: int = MAX_STEPS) -> None:
        self._end = time.thread_time() + seconds
        self._steps = steps
        self._output, self._markup = MAX_OUTPUT, MAX_MARKUP

    def step(self, count: int = 1) -> None:
        self._steps -= count
        if self._steps < 0:
            raise SecurityError("Templat mengulang terlalu banyak.")
        if count > 1 or not self._steps & 255:
            self.check_time()

    def check_time(self) -> None:
        if time.thread_time() > self._end:
            raise SecurityError("Templat bekerja terlalu lama.")

    def print(self, piece: str) -> None:
        self._output -= len(piece)
        self._markup -= piece.count("<")
        if self._output < 0 or self._markup < 0:
            raise SecurityError("Templat mencetak terlalu banyak.")


class State:
    """What the filters and functions of one rendering share, out of a template's reach."""

    def __init__(self, budget: Budget, names: Iterable[str], show: Callable[[Any], Any]) -> None:
        self.budget, self.names, self.show = budget, tuple(names), show


class UnknownField(jinja2.StrictUndefined):
    """Raises at any use of an unknown name; only `is defined` and `default` may ask for it."""

    __slots__ = ()

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        name, owner = str(self._undefined_name), self._undefined_obj
        if owner is jinja2.utils.missing:
            raise UnknownFieldError(f"Isian “{name}” tidak dikenal.", "")
        raise UnknownFieldError(
            f"Tidak ada isian “{name}” di dalam {_describe(owner)}.",
            suggest(name, public_names(owner)),
        )

    __iter__ = __str__ = __len__ = _fail_with_undefined_error
    __eq__ = __ne__ = __bool__ = __hash__ = _fail_with_undefined_error
    __contains__ = _fail_with_undefined_error
    __add__ = __radd__ = __sub__ = __rsub__ = _fail_with_undefined_error
    __mul__ = __rmul__ = __div__ = __rdiv__ = _fail_with_undefined_error
    __truediv__ = __rtruediv__ = _fail_with_undefined_error
    __floordiv__ = __rfloordiv__ = _fail_with_undefined_error
    __mod__ = __rmod__ = _fail_with_undefined_error
    __pos__ = __neg__ = _fail_with_undefined_error
    __call__ = __getitem__ = _fail_with_undefined_error
    __lt__ = __le__ = __gt__ = __ge__ = _fail_with_undefined_error
    __int__ = __float__ = __complex__ = _fail_with_undefined_error
    __pow__ = __rpow__ = _fail_with_undefined_error

    def __getattr__(self, name: str) -> Any:
        if name[:2] == name[-2:] == "__":
            raise AttributeError(name)
        self._fail_with_undefined_error()


def public_names(owner: Any) -> tuple[str, ...]:
    """The fields that a template may name of `owner`."""
    if isinstance(owner, Mapping):
        return tuple(str(key) for key in owner)
    return tuple(name for name in dir(owner) if not name.startswith("_"))


def _describe(owner: Any) -> str:
    if isinstance(owner, (list, tuple)):
        return "sebuah daftar; pakai {% for … in … %}"
    if isinstance(owner, str):
        return "sebuah teks"
    if isinstance(owner, (int, Decimal)):
        return "sebuah angka"
    return "kelompok isian ini"


class Sandbox(ImmutableSandboxedEnvironment):
    """See the module's docstring. Filters and tests are ours or known to be harmless."""

    intercepted_binops = _NEEDS_GUARD

    def __init__(self, filters: Mapping[str, Callable[..., Any]]) -> None:
        super().__init__(
            variable_start_string=VARIABLE, variable_end_string=VARIABLE_END,
            block_start_string=BLOCK, block_end_string=BLOCK_END,
            comment_start_string=COMMENT, comment_end_string=COMMENT_END,
            autoescape=True, undefined=UnknownField, finalize=_finalize, cache_size=0,
            keep_trailing_newline=True,
        )  # fmt: skip
        self.globals.clear()
        self.globals.update(range=_range, namespace=Namespace)
        self._functions: set[Any] = {_range, Namespace}
        self.filters = {**filters, _STEP: _step, _JOIN: _join_guarded, _EXACT: Decimal}

    def parse(
        self, source: str, name: str | None = None, filename: str | None = None
    ) -> nodes.Template:
        """Jinja's tree; raises RecursionError for one that no walker could go down: the parser
        itself goes along a long sum without descending."""
        tree = super().parse(source, name, filename)
        if _is_deep(tree):
            raise RecursionError(source[:40])
        return tree

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None,
        defer_init: bool = False,
    ) -> str:  # fmt: skip
        return super()._generate(guard_tree(source), name, filename, defer_init)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, type) or (callable(obj) and not isinstance(obj, LoopContext)):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        if getattr(obj, "is_template_function", False) is True:
            return True
        try:
            if obj in self._functions:
                return True
        except TypeError:
            return False
        owner, name = getattr(obj, "__self__", None), getattr(obj, "__name__", "")
        if isinstance(owner, str):
            return name in _STR_METHODS
        if isinstance(owner, Mapping):
            return name in _MAPPING_METHODS
        if isinstance(owner, (list, tuple)):
            return name in _LIST_METHODS
        return isinstance(owner, LoopContext) and name in _LOOP_METHODS

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        if isinstance(obj, Undefined):
            return obj()  # says which name is unknown
        if not self.is_safe_callable(obj):
            raise SecurityError("Templat memanggil sesuatu yang bukan fungsi templat.")
        if obj is Namespace:
            return Namespace(*args, **kwargs)
        return context.call(obj, *args, **kwargs)

    def unsafe_undefined(self, obj: Any, attribute: str) -> Undefined:
        raise SecurityError(f"Templat tidak boleh memakai “{attribute}”.")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        _check_operands(operator, left, right)
        if operator == "/" and type(left) is int and type(right) is int:
            return Decimal(left) / Decimal(right)
        return super().call_binop(context, operator, left, right)


def _check_operands(operator: str, left: Any, right: Any) -> None:
    texts = isinstance(left, str) or isinstance(right, str)
    many = isinstance(left, (list, tuple)) or isinstance(right, (list, tuple))
    if operator == "+":
        if texts and len(str(left)) + len(str(right)) > MAX_TEXT:
            raise SecurityError("Teks yang disusun templat terlalu panjang.")
        if many and isinstance(left, (list, tuple)) and isinstance(right, (list, tuple)):
            if len(left) + len(right) > MAX_ITEMS:
                raise SecurityError("Daftar yang disusun templat terlalu panjang.")
    elif operator == "%":
        if isinstance(left, (str, bytes)):
            raise SecurityError("Bentuk teks % nilai tidak diizinkan; pakai penapis.")
    elif operator == "*":
        if texts or many or isinstance(left, bytes) or isinstance(right, bytes):
            raise SecurityError("Teks atau daftar tidak boleh dikalikan.")
        if isinstance(left, int) and isinstance(right, int):
            if left.bit_length() + right.bit_length() > MAX_BITS:
                raise SecurityError("Bilangan yang dihitung templat terlalu besar.")
    elif operator == "**" and not (_is_small(left, 10**6) and _is_small(right, 20)):
        raise SecurityError("Perpangkatan sebesar itu tidak diizinkan.")


def _is_small(value: Any, limit: int) -> bool:
    return isinstance(value, (int, Decimal)) and -limit <= value <= limit


@jinja2.pass_context
def _finalize(context: Context, value: Any) -> Any:
    """Text that is always escaped afterwards: never Markup, no control or reserved characters."""
    if value is None:
        return ""
    state: State = context.resolve_or_missing(_STATE)
    shown = value if type(value) is str else state.show(value)
    text = shown if isinstance(shown, Token) else clean_text(str(shown))
    return str.__str__(text)


@pass_context
def _range(context: Context, *args: int) -> range:
    """range() as far as a report needs it."""
    numbers = range(*args)
    if len(numbers) > MAX_ITEMS:
        raise SecurityError("range() terlalu panjang.")
    budget: Budget = context.resolve_or_missing(_STATE).budget
    budget.step(len(numbers))
    return numbers


@pass_context
def _step(context: Context, items: Any) -> Any:
    """The items of a loop, counted."""
    budget: Budget = context.resolve_or_missing(_STATE).budget
    if isinstance(items, Undefined):
        iter(items)  # says which name is unknown
    if isinstance(items, (str, bytes)) or not isinstance(items, Iterable):
        raise TypeError(NOT_A_LIST)
    budget.check_time()
    return _Counted(items, budget)


class _Counted:
    """An iterable with a length where its source has one: `loop.last` looks one ahead."""

    def __init__(self, items: Iterable[Any], budget: Budget) -> None:
        self._items, self._budget = items, budget

    def __iter__(self) -> Iterator[Any]:
        step = self._budget.step
        for item in self._items:
            step()
            yield item

    def __len__(self) -> int:
        return len(self._items)  # type: ignore[arg-type]


@pass_context
def _join_guarded(context: Context, parts: list[Any]) -> Any:
    state: State = context.resolve_or_missing(_STATE)
    return join_texts((state.show(part) for part in parts), "", MAX_TEXT)


def _is_deep(tree: nodes.Node) -> bool:
    waiting: list[tuple[nodes.Node, int]] = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            return True
        waiting += [(child, depth + 1) for child in node.iter_child_nodes()]
    return False


def guard_tree(template: nodes.Template) -> nodes.Template:
    """The same template with every loop counted, every `~` bounded, decimals exact."""
    for loop in template.find_all(nodes.For):
        loop.iter = nodes.Filter(loop.iter, _STEP, [], [], None, None, lineno=loop.lineno)
    _replace_concat(template)
    return template


def _replace_concat(node: nodes.Node) -> None:
    for name, value in list(node.iter_fields()):
        if isinstance(value, list):
            setattr(node, name, [_guarded(item) for item in value])
        elif isinstance(value, nodes.Node):
            setattr(node, name, _guarded(value))


def _guarded(item: Any) -> Any:
    if not isinstance(item, nodes.Node):
        return item
    _replace_concat(item)
    if isinstance(item, nodes.Const) and isinstance(item.value, float):
        text = nodes.Const(str(item.value), lineno=item.lineno)
        return nodes.Filter(text, _EXACT, [], [], None, None, lineno=item.lineno)
    if isinstance(item, nodes.Concat):
        texts = nodes.List(item.nodes, lineno=item.lineno)
        return nodes.Filter(texts, _JOIN, [], [], None, None, lineno=item.lineno)
    return item


def render_part(
    template: jinja2.Template, values: Mapping[str, Any], state: State
) -> Iterator[str]:
    """The template's text for these values, in pieces; raises what Jinja and the guards raise."""
    context = template.new_context({**values, _STATE: state})
    for piece in template.root_render_func(context):
        state.budget.print(piece)
        yield piece
