"""Which fields of a report a template uses, and which it leaves out."""

from __future__ import annotations

from collections.abc import Iterator

from iku_excel.lakip.faults import Fault, Place
from iku_excel.lakip.schema import DAFTAR, KELOMPOK, Shape
from iku_excel.lakip.template import BODY

_MOST_NAMED = 12


def use_all(shape: Shape) -> None:
    """A group handed to a function may be read in every part."""
    queue, seen = [shape], {id(shape)}
    while queue:
        group = queue.pop()
        for member in [*group.fields.values(), *([group.item] if group.item else [])]:
            member.is_used = True
            if id(member) not in seen:
                seen.add(id(member))
                queue.append(member)


def unused(root: Shape) -> Iterator[Fault]:
    """One note for each group: what it offers that the template never prints."""
    seen: set[int] = set()
    queue = [("", root)]
    while queue:
        name, group = queue.pop(0)
        if id(group) in seen:
            continue
        seen.add(id(group))
        left = [key for key, shape in group.fields.items() if not shape.is_used]
        if left and group.kind == KELOMPOK:
            where = f"di dalam “{name}” " if name else ""
            listed = ", ".join(left[:_MOST_NAMED]) + (", …" if len(left) > _MOST_NAMED else "")
            yield Fault("TM004", f"Isian {where}yang tidak dipakai: {listed}.", Place(BODY))
        for key, shape in group.fields.items():
            inner = shape.item if shape.kind == DAFTAR and shape.item is not None else shape
            if shape.is_used and inner.kind == KELOMPOK:
                queue.append((f"{name}.{key}" if name else key, inner))
