"""Which workbooks belong together: one unit and one year, from their content where it says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath

from iku_excel.hosts.batch.source import Source
from iku_excel.records import dataclass


@dataclass(frozen=True)
class Group:
    """Labels of one unit and year; `tahun` None where nothing says it."""

    unit: str
    tahun: int | None
    labels: tuple[str, ...]

    @property
    def key(self) -> str:
        return f"{fold_unit(self.unit)}|{self.tahun or ''}"


@lru_cache(maxsize=4_000)
def fold_unit(unit: str) -> str:
    """The same for two spellings of a unit that differ in case, spaces or punctuation only."""
    return "".join(ch for ch in unit.casefold() if ch.isalnum())


def group_sources(
    sources: Mapping[str, Source], default_unit: str, tahun: int | None
) -> list[Group]:
    """The groups, sorted by key, each with its labels in order.

    A workbook that names no unit belongs to the unit of its folder, where all others there name
    one, else to a unit named as the folder. A workbook that cannot be read goes with its folder.
    """
    units = _units(sources, default_unit)
    years = {label: sources[label].tahun or tahun for label in sources}
    for label in sources:
        if sources[label].is_broken:
            years[label] = _common_year(label, units, years, sources)
    members: dict[tuple[str, int | None], list[str]] = {}
    names: dict[str, str] = {}
    for label in sorted(sources, key=lambda text: (text.casefold(), text)):
        unit = units[label]
        names.setdefault(fold_unit(unit), unit)
        members.setdefault((fold_unit(unit), years[label]), []).append(label)
    groups = [
        Group(names[unit], year, tuple(labels)) for (unit, year), labels in members.items()
    ]
    return sorted(groups, key=lambda group: group.key)


def _units(sources: Mapping[str, Source], default_unit: str) -> dict[str, str]:
    named = {
        label: source.unit.strip()
        for label, source in sources.items()
        if source.unit and source.unit.strip()
    }
    units = dict(named)
    for label in sources:
        if label not in units:
            units[label] = _unit_of_folder(label, named, default_unit)
    return units


def _unit_of_folder(label: str, named: Mapping[str, str], default_unit: str) -> str:
    folder = PurePosixPath(label).parent
    here = {fold_unit(n): n for other, n in named.items() if PurePosixPath(other).parent == folder}
    if len(here) == 1:
        return next(iter(here.values()))
    if folder.parts:
        below = folder.parts[0]
        inside = {
            fold_unit(n): n for o, n in named.items() if PurePosixPath(o).parts[0] == below
        }
        return next(iter(inside.values())) if len(inside) == 1 else below
    everywhere = {fold_unit(n): n for n in named.values()}
    return next(iter(everywhere.values())) if len(everywhere) == 1 else default_unit


def _common_year(
    label: str,
    units: Mapping[str, str],
    years: Mapping[str, int | None],
    sources: Mapping[str, Source],
) -> int | None:
    """The year that most readable workbooks of the same unit have."""
    own = fold_unit(units[label])
    counts = Counter(
        year
        for other, year in years.items()
        if year is not None
        and not sources[other].is_broken
        and fold_unit(units[other]) == own
    )
    return min(counts, key=lambda year: (-counts[year], year)) if counts else None
