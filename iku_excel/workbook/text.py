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


def count_unlike(first: str, second: str) -> int:
    """How many letters of either text have no fellow in the other, wherever they stand."""
    common = sum([min(first.count(letter), second.count(letter)) for letter in set(first)])
    return len(first) + len(second) - 2 * common


def typing_errors(known: str, word: str, allowed: int) -> int | None:
    """Letters wrong, missing, too many or swapped in `word`; None when more than `allowed`."""
    if abs(len(known) - len(word)) > allowed or count_unlike(known, word) > 2 * allowed:
        return None
    # Optimal string alignment, row by row. rapidfuzz has it too, but takes longer to load than all
    # such words of a workbook to measure.
    above: list[int] = []
    row = list(range(len(word) + 1))
    for i, letter in enumerate(known):
        above, upper, row = row, above, [i + 1]
        for j, other in enumerate(word):
            cost = min(above[j + 1] + 1, row[j] + 1, above[j] + (letter != other))
            if i and j and letter == word[j - 1] and other == known[i - 1]:
                cost = min(cost, upper[j - 1] + 1)
            row.append(cost)
    return row[-1] if row[-1] <= allowed else None
