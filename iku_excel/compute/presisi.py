"""Exact enough arithmetic: every division and mean of the package happens in this context.

Excel keeps 15 to 17 digits and figures up to 1E+308; the default context of Decimal (28 digits)
would raise on rounding such a figure, and would round too early for a verdict on unrounded values.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=1400, rounding=ROUND_HALF_UP)


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """`part` / `whole` × 100, with one rounding only (at 60 digits). `whole` is not 0."""
    with localcontext(CONTEXT):
        return part * 100 / whole


def total(figures: Iterable[Decimal]) -> Decimal:
    """The sum, exact up to 60 digits."""
    with localcontext(CONTEXT):
        return sum(figures, Decimal(0))


def mean(figures: Iterable[Decimal]) -> Decimal:
    """The arithmetic mean of one or more figures."""
    daftar = tuple(figures)
    with localcontext(CONTEXT):
        return sum(daftar, Decimal(0)) / len(daftar)


def quantize(value: Decimal, places: int) -> Decimal:
    """`value` with `places` decimals, half away from zero, however long it is."""
    with localcontext(_WIDE):
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        return rounded if rounded else abs(rounded)  # no "-0,00"
