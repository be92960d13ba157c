"""Computed cells as live formulas: what a writer asks for, and whether a formula found is ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from iku_excel.model import HasilIndikator, Periode, Role
from iku_excel.workbook.port import Cell, Sheet


@dataclass(frozen=True, slots=True)
class Rumus:
    """A formula (English names, commas, no "="), or None and the reason in words."""

    teks: str | None
    alasan: str | None = None


class Penyusun(Protocol):
    """Who knows how a figure came about (compute/rumus.py)."""

    def capaian(
        self, sheet: Sheet, entry: HasilIndikator, role: Role, periode: Periode, is_percent: bool
    ) -> Rumus: ...

    def status(self, sheet: Sheet, entry: HasilIndikator) -> Rumus: ...


@dataclass(frozen=True, slots=True)
class CaraTulis:
    """How computed cells are written: as formulas, or as values (then formulas that were ours
    become values again)."""

    penyusun: Penyusun
    is_rumus: bool


@dataclass(frozen=True, slots=True)
class TanpaRumus:
    """A computed cell that stays a value although formulas were asked for."""

    lembar: str
    sel: str
    alasan: str


_OURS = re.compile(
    r"""ROUND\((?:MAX\(-?[\d.]+,)?(?:MIN\(-?[\d.]+,)?[^"]*/[^"]*\),\d+\)"""
    r"""|ROUND\([^"]*/[^"]*,\d+\)"""
    r"""|IF\([^"]+,"tercapai","belum\ tercapai"\)""",
    re.VERBOSE,
)


def looks_ours(cell: Cell) -> bool:
    """Whether a formula has the shape of those that we write."""
    return cell.formula is not None and _OURS.fullmatch(cell.formula) is not None
