"""A sentence of fact that knows the figures in it, so that a report can say which it prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, ParamSpec

from iku_excel.lakip.figure import Angka

P = ParamSpec("P")
_CARRIERS = ("capaian", "realisasi")


class Kalimat(str):
    """A text made of figures; it is a str in every other way."""

    __slots__ = ("angka",)
    angka: tuple[Angka, ...]

    def __new__(cls, teks: str, angka: Iterable[Angka] = ()) -> Kalimat:
        self = super().__new__(cls, teks)
        self.angka = tuple(angka)
        return self


def fact(make: Callable[P, str]) -> Callable[P, Kalimat]:
    """Let a maker of sentences remember those of its arguments' figures that the text shows."""

    @wraps(make)
    def sentence(*args: P.args, **kwargs: P.kwargs) -> Kalimat:
        text = make(*args, **kwargs)
        return Kalimat(text, (f for f in figures_in((args, kwargs)) if _shows(text, f)))

    return sentence


def _shows(text: str, figure: Angka) -> bool:
    """Whether the figure stands in the text as a number of its own."""
    return re.search(rf"(?<![\d.,]){re.escape(figure.teks)}(?!\d|[.,]\d)", text) is not None


def figures_in(value: Any) -> Iterator[Angka]:
    """The figures in an argument: itself, those in a list, the capaian and realisasi of a row."""
    if isinstance(value, Angka):
        yield value
    elif isinstance(value, Kalimat):
        yield from value.angka
    elif isinstance(value, dict):
        yield from figures_in(tuple(value.values()))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from figures_in(item)
    elif not isinstance(value, str):
        for name in _CARRIERS:
            yield from figures_in(getattr(value, name, ()))
