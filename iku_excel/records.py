"""dataclass, made in a fraction of the time: start-up is what staff feel at every click.

The standard decorator compiles up to eight methods for each class while modules are imported; a
hundred classes cost as much as reading a workbook. This one leaves the fields to the standard
library (fields, replace and asdict work as always), compiles `__init__` when the first record is
made, and shares the rest. Behaviour is the same: frozen, slots, eq, order, hash, repr, pickling.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["asdict", "dataclass", "field", "fields", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True, order=False):
        """As dataclasses.dataclass, with the arguments that this package uses."""

        def wrap(cls):
            return _make(cls, frozen, slots, eq, order)

        return wrap if cls is None else wrap(cls)


def _make(cls: Any, frozen: bool, slots: bool, eq: bool, order: bool) -> Any:
    own = cls.__dict__
    has_hash = own.get("__hash__") is not None
    # A missing docstring would have the standard library work out a signature.
    cls.__doc__ = cls.__doc__ or cls.__name__
    cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    methods = _common(cls, frozen)
    if frozen:
        methods |= _frozen(cls)
        if slots:
            methods |= _STATE
    if eq:
        methods |= _comparing(cls, order)
        methods["__hash__"] = methods["__hash__"] if frozen else None
    for name, method in methods.items():
        written = has_hash if name == "__hash__" else name in own
        if name == "__init__" or not written:
            setattr(cls, name, method)
    return cls


def _common(cls: Any, frozen: bool) -> dict[str, Any]:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        cls.__init__ = _compile_init(cls, frozen)
        cls.__init__(self, *args, **kwargs)

    return {"__init__": __init__, "__repr__": _repr}


def _compile_init(cls: Any, frozen: bool) -> Callable[..., None]:
    names: dict[str, Any] = {"_set": object.__setattr__, "_missing": dataclasses.MISSING}
    positional = ["self"]
    keyword: list[str] = []
    body: list[str] = []
    for item in cls.__dataclass_fields__.values():
        if item._field_type is not dataclasses._FIELD:  # type: ignore[attr-defined]
            continue
        name = item.name
        default = _default(item, names)
        if item.init:
            (keyword if item.kw_only else positional).append(name + default)
        value = name if item.init else default.removeprefix("=")
        if item.default_factory is not dataclasses.MISSING:
            made = f"_f_{name}()"
            value = f"{made} if {name} is _missing else {name}" if item.init else made
        if value:
            body.append(f"_set(self, {name!r}, {value})" if frozen else f"self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    star = ["*", *keyword] if keyword else []
    lines = "\n ".join(body or ["pass"])
    exec(f"def __init__({', '.join([*positional, *star])}):\n {lines}", names)
    made_init: Callable[..., None] = names["__init__"]
    made_init.__qualname__ = f"{cls.__qualname__}.__init__"
    return made_init


def _default(item: Any, names: dict[str, Any]) -> str:
    """The default of a parameter as source text; what it stands for goes into `names`."""
    if item.default_factory is not dataclasses.MISSING:
        names[f"_f_{item.name}"] = item.default_factory
        return "=_missing"
    if item.default is not dataclasses.MISSING:
        names[f"_d_{item.name}"] = item.default
        return f"=_d_{item.name}"
    return ""


def _frozen(cls: Any) -> dict[str, Any]:
    names = cls.__dataclass_fields__

    def __setattr__(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return {"__setattr__": __setattr__, "__delattr__": __delattr__}


def _comparing(cls: Any, order: bool) -> dict[str, Any]:
    compared = [f.name for f in fields(cls) if f.compare]
    hashed = [f.name for f in fields(cls) if (f.compare if f.hash is None else f.hash)]
    key, hash_key = _key(compared), _key(hashed)

    def __eq__(self: Any, other: Any) -> Any:
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:
        return hash(hash_key(self))

    def __lt__(self: Any, other: Any) -> Any:
        return key(self) < key(other) if other.__class__ is self.__class__ else NotImplemented

    def __le__(self: Any, other: Any) -> Any:
        return key(self) <= key(other) if other.__class__ is self.__class__ else NotImplemented

    def __gt__(self: Any, other: Any) -> Any:
        return key(self) > key(other) if other.__class__ is self.__class__ else NotImplemented

    def __ge__(self: Any, other: Any) -> Any:
        return key(self) >= key(other) if other.__class__ is self.__class__ else NotImplemented

    found: dict[str, Any] = {"__eq__": __eq__, "__hash__": __hash__}
    if order:
        found |= {"__lt__": __lt__, "__le__": __le__, "__gt__": __gt__, "__ge__": __ge__}
    return found


def _key(names: list[str]) -> Callable[[Any], Any]:
    """All named attributes of a record: what it is compared by."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


def _repr(self: Any) -> str:
    shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in fields(self) if f.repr)
    return f"{type(self).__qualname__}({shown})"


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, f.name) for f in fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for item, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, item.name, value)


_STATE = {"__getstate__": _getstate, "__setstate__": _setstate}
