"""The shape of a report's fields, read from the types of the context (or from a sample of it).

`iku templat periksa` needs no workbook for it: the same record types that fill a report say which
fields exist, of what kind, and which are lists.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

TEKS, ANGKA, TANGGAL, PILIHAN = "teks", "angka", "tanggal", "ya/tidak"
KELOMPOK, DAFTAR, LAIN = "kelompok isian", "daftar", ""


@dataclass(eq=False, slots=True)
class Shape:
    """What a field holds: `fields` of a group, `item` of a list. `is_used` is set by lint."""

    kind: str
    name: str = ""
    fields: dict[str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    is_mapping: bool = False
    is_printable: bool = False
    is_used: bool = False


def shape_of_fields(hints: Mapping[str, Any]) -> Shape:
    """The shape of a context whose names have these types or values."""
    memo: dict[type, Shape] = {}
    root = Shape(KELOMPOK)
    for name, hint in hints.items():
        root.fields[name] = _of(hint, name, memo)
    return root


def shape_of_record(record: type) -> Shape:
    """The shape of a dataclass."""
    return _of_class(record, "", {})


def _of(hint: Any, name: str, memo: dict[type, Shape]) -> Shape:
    if (
        isinstance(hint, type)
        or typing.get_origin(hint) is not None
        or isinstance(hint, types.UnionType)
    ):
        return _of_type(hint, name, memo)
    return _of_value(hint, name, memo)


def _of_value(value: Any, name: str, memo: dict[type, Shape]) -> Shape:
    if isinstance(value, Mapping):
        inner = {str(k): _of(v, str(k), memo) for k, v in value.items()}
        return Shape(KELOMPOK, name, inner, is_mapping=True)
    if isinstance(value, (list, tuple)):
        item = _of(value[0], name, memo) if value else Shape(LAIN, name)
        return Shape(DAFTAR, name, item=item)
    if value is None:
        return Shape(LAIN, name)
    return _of_type(type(value), name, memo)


def _of_type(hint: Any, name: str, memo: dict[type, Shape]) -> Shape:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        kinds = [_of_type(a, name, memo) for a in arguments if a is not type(None)]
        return next((k for k in kinds if k.kind == ANGKA), kinds[0] if kinds else Shape(LAIN, name))
    if origin in (list, tuple, set, frozenset) or (
        isinstance(origin, type) and issubclass(origin, typing.Sequence)
    ):
        item = _of_type(arguments[0], name, memo) if arguments else Shape(LAIN, name)
        return Shape(DAFTAR, name, item=item)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        value = _of_type(arguments[1], name, memo) if len(arguments) > 1 else None
        return Shape(LAIN, name, item=value, is_mapping=True)
    return _of_class(hint, name, memo) if isinstance(hint, type) else Shape(LAIN, name)


def _of_class(kind: type, name: str, memo: dict[type, Shape]) -> Shape:
    if issubclass(kind, bool):
        return Shape(PILIHAN, name)
    if issubclass(kind, (int, float, Decimal)):
        is_ours = kind.__module__.startswith("iku_excel")
        return Shape(ANGKA, name, dict(_members(kind, memo)) if is_ours else {})
    if issubclass(kind, str):
        return Shape(TEKS, name)
    if issubclass(kind, date):
        return Shape(TANGGAL, name)
    if kind in memo:
        return memo[kind]
    if not is_dataclass(kind):
        return Shape(LAIN, name)
    prints: Any = kind.__str__
    shape = memo[kind] = Shape(KELOMPOK, name, is_printable=prints is not object.__str__)
    hints = typing.get_type_hints(kind)
    for entry in fields(kind):
        shape.fields[entry.name] = _of_type(hints[entry.name], entry.name, memo)
    shape.fields.update(_members(kind, memo))
    walk = getattr(kind, "__iter__", None)
    if walk is not None:  # a record that is a list of something as well
        items = typing.get_args(typing.get_type_hints(walk).get("return", Any))
        shape.kind, shape.item = DAFTAR, _of_type(items[0] if items else Any, name, memo)
    return shape


def _members(kind: type, memo: dict[type, Shape]) -> Iterator[tuple[str, Shape]]:
    """Properties, and annotated attributes of classes that are no dataclass."""
    for name in dir(kind):
        member = getattr(kind, name, None)
        if not name.startswith("_") and isinstance(member, property) and member.fget:
            hint = typing.get_type_hints(member.fget).get("return", Any)
            yield name, _of_type(hint, name, memo)
    if not is_dataclass(kind):
        for base in kind.__mro__:
            for name in base.__dict__.get("__annotations__", {}):
                if not name.startswith("_"):
                    yield name, Shape(LAIN, name)
            if base is kind and "ada" in base.__dict__:
                yield "ada", Shape(PILIHAN, "ada")


def report_shape() -> Shape:
    """The shape of the fields of the annual report."""
    from iku_excel.lakip.fields import Konteks
    from iku_excel.lakip.isian import load_isian

    root = shape_of_record(Konteks)
    narasi = root.fields.get("narasi")
    if narasi is not None and narasi.item is not None:
        item = narasi.item
        keys = {isian.kunci: item for isian in load_isian("narasi")}
        root.fields["narasi"] = Shape(KELOMPOK, "narasi", dict(keys), is_mapping=True)
    return root
