"""Text as people type it into cells, brought to one form so that it can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[^\w%#]+|_")
_SAMPAI_DENGAN = re.compile(
    r"\bs\s*[./]\s*d\b\.?|\bsampai\s+dengan\b|\bs\.?d\.(?=\W|$)", re.IGNORECASE
)

SAMPAI_DENGAN = "sd"


def clean(value: object) -> str:
    """The text of a cell on one line: no line breaks, no-break or doubled spaces; "" for None."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(value)
    return " ".join(text.split())


def normalise(text: str) -> str:
    """Lower case words without punctuation, "s.d." as the word "sd"; "%" and "#" stay."""
    return _short_normalised(text) if len(text) <= 120 else _normalised(text)


def _normalised(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).replace("\u200b", "").replace("\xad", "")
    text = _SAMPAI_DENGAN.sub(f" {SAMPAI_DENGAN} ", text.casefold())
    return " ".join(_NOT_WORD.sub(" ", text.replace("%", " % ")).split())


# Headers and their like repeat themselves within a workbook and over a folder of them.
_short_normalised = lru_cache(maxsize=8192)(_normalised)


def same_wording(first: str, second: str) -> bool:
    """Whether two texts differ in nothing but case, spaces and punctuation."""
    return normalise(first).replace(" ", "") == normalise(second).replace(" ", "")
