"""iku-excel: read, check, compute and report the IKU workbooks of a government office.

The public functions are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iku_excel.pipeline import examine as examine

__version__ = "0.1.0"
__all__ = ["__version__", "examine"]


def __getattr__(name: str) -> object:
    if name == "examine":
        from iku_excel.pipeline import examine

        return examine
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
