"""Words that are nearly others: how many letters are wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from iku_excel.workbook.text import typing_errors


@pytest.mark.parametrize(
    ("word", "allowed", "errors"),
    [
        ("realisasi", 1, 0),
        ("realiasi", 1, 1),
        ("relaisasi", 1, 1),
        ("realisassi", 1, 1),
        ("reaiisasi", 1, 1),
        ("realsai", 2, 2),
        ("realsai", 1, None),
        ("target", 2, None),
        ("", 2, None),
    ],
)
def test_errors_of_one_word(word: str, allowed: int, errors: int | None) -> None:
    assert typing_errors("realisasi", word, allowed) == errors


@given(st.text("aeiknrst", max_size=9), st.text("aeiknrst", max_size=9), st.integers(1, 2))
def test_typing_errors_are_counted_as_rapidfuzz_counts_them(
    known: str, word: str, allowed: int
) -> None:
    distance = OSA.distance(known, word)
    assert typing_errors(known, word, allowed) == (distance if distance <= allowed else None)
