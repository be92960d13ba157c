"""The filters of Word templates: Indonesian notation, and the harmless ones of Jinja.

A figure that is missing passes through every filter and prints its own reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import Undefined

from iku_excel import numbers
from iku_excel.lakip.printed import note
from iku_excel.lakip.tokens import Token, join_texts

MAX_TEXT = 1_000_000
_HARMLESS = (
    "abs", "capitalize", "count", "default", "d", "first", "groupby", "int", "items", "last",
    "length", "list", "lower", "max", "min", "reject", "rejectattr", "reverse", "select",
    "selectattr", "sort", "title", "trim", "truncate", "unique", "upper",
)  # fmt: skip
NUMBER_FILTERS = frozenset(("angka", "persen", "rupiah", "terbilang", "romawi"))
DATE_FILTERS = frozenset(("tanggal",))
MAX_DESIMAL = 12


class FilterTypeError(TypeError):
    """A filter met a value that it cannot print."""


def is_missing(value: Any) -> bool:
    """Whether the value is a figure that is known but has no value (`ada` is False)."""
    return getattr(value, "ada", True) is False


def angka(value: Any, desimal: int | None = None) -> Any:
    """ "1.234,50": with the figure's own decimals, or with `desimal` of them."""
    return _format(value, "angka", desimal, numbers.format_angka)


def persen(value: Any, desimal: int | None = None) -> Any:
    """ "83,33%": with the figure's own decimals, or with `desimal` of them (2 for a bare one)."""
    return _format(
        value, "persen", desimal, lambda n, d: numbers.format_persen(n, 2 if d is None else d)
    )


def rupiah(value: Any, desimal: int | None = 0) -> Any:
    """ "Rp1.234.567": whole rupiah unless `desimal` asks for sen."""
    return _format(value, "rupiah", desimal, numbers.format_rupiah)


def _format(
    value: Any, name: str, desimal: int | None, show: Callable[[Decimal, int | None], str]
) -> Any:
    if is_missing(value) or value is None or isinstance(value, Token):
        return value
    if desimal is not None and not 0 <= desimal <= MAX_DESIMAL:
        raise FilterTypeError(f"“|{name}” menerima 0 sampai {MAX_DESIMAL} desimal.")
    if desimal is None:
        desimal = getattr(value, "desimal", None)
    return show(_number(value, name), desimal)


def _number(value: Any, name: str) -> Decimal:
    note(value)
    if isinstance(value, Undefined):
        str(value)  # says which name is unknown
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, float)):
        raise FilterTypeError(f"“|{name}” untuk angka, tetapi isian ini {_kind(value)}.")
    return numbers.to_decimal(value)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "ya/tidak"
    if isinstance(value, str):
        return "teks"
    if isinstance(value, date):
        return "tanggal"
    if isinstance(value, (list, tuple)):
        return "daftar"
    return "kelompok isian"


def tanggal(value: Any) -> Any:
    """ "1 November 2023"."""
    if is_missing(value) or value is None:
        return value
    if isinstance(value, Undefined):
        str(value)
    if not isinstance(value, date):
        raise FilterTypeError(f"“|tanggal” untuk tanggal, tetapi isian ini {_kind(value)}.")
    return numbers.format_tanggal(value)


def terbilang(value: Any) -> Any:
    """ "delapan puluh tiga koma tiga tiga": a number in words."""
    if is_missing(value) or value is None:
        return value
    return numbers.terbilang(_number(value, "terbilang"))


def romawi(value: Any) -> Any:
    """ "XIV": a whole number from 1 to 3999."""
    if is_missing(value) or value is None:
        return value
    number = _number(value, "romawi")
    if number != number.to_integral_value() or not 1 <= number <= 3999:
        raise FilterTypeError("“|romawi” untuk bilangan bulat 1 sampai 3999.")
    return numbers.romawi(int(number))


def ganti(text: Any, old: str, new: str) -> str:
    """Jinja's replace, bounded."""
    source, old, new = str(text), str(old), str(new)
    if len(source) + (source.count(old) if old else len(source) + 1) * len(new) > MAX_TEXT:
        raise SecurityError("Teks yang disusun templat terlalu panjang.")
    return source.replace(old, new)


@jinja2.pass_environment
def petakan(environment: jinja2.Environment, items: Any, attribute: str) -> list[Any]:
    """Jinja's map, for an attribute only: `daftar|map(attribute="nama")`."""
    found = []
    for item in items:
        value = item
        for name in str(attribute).split("."):
            value = environment.getitem(value, name)
        found.append(value)
    return found


@jinja2.pass_environment
def jumlahkan(environment: jinja2.Environment, items: Any, attribute: str | None = None) -> Decimal:
    """The exact sum of figures; what is missing is left out."""
    values = petakan(environment, items, attribute) if attribute else list(items)
    present = (v for v in values if v is not None and not is_missing(v))
    return sum((_number(v, "sum") for v in present), Decimal())


@jinja2.pass_environment
def _join(
    environment: jinja2.Environment, items: Any, separator: str = "", attribute: str | None = None
) -> str:
    values = petakan(environment, items, attribute) if attribute else items
    return join_texts(values, separator, MAX_TEXT)


def all_filters() -> dict[str, Callable[..., Any]]:
    """Name → filter, as templates know them."""
    ours: dict[str, Callable[..., Any]] = {
        "angka": angka, "persen": persen, "rupiah": rupiah, "tanggal": tanggal,
        "terbilang": terbilang, "romawi": romawi, "join": _join, "replace": ganti,
        "map": petakan, "sum": jumlahkan,
    }  # fmt: skip
    return {**{name: FILTERS[name] for name in _HARMLESS}, **ours}
