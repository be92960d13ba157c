"""From raw data sheets to realisasi, with the derivation: one module per way of counting.

What is named here is loaded on first use: who only counts need not wait for what prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iku_excel.bukti.count import count_book, count_csv
    from iku_excel.bukti.render import render_rincian, rincian_rows
    from iku_excel.bukti.sheet import rincian_sheet

__all__ = ["count_book", "count_csv", "render_rincian", "rincian_rows", "rincian_sheet"]

_PLACES = {
    "count_book": "count",
    "count_csv": "count",
    "render_rincian": "render",
    "rincian_rows": "render",
    "rincian_sheet": "sheet",
}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found: object = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = found
    return found
