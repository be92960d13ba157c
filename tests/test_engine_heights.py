"""How tall rows of our own sheets are made."""

from __future__ import annotations

import pytest

from iku_excel.workbook.engine.heights import line_count, row_height


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("pendek", 10, 1),
        ("satu dua tiga", 10, 2),
        ("satu\ndua\n\ntiga", 10, 4),
        ("x" * 33, 10, 3),
        ("x" * 34, 10, 4),
        ("ab " + "x" * 22, 10, 3),
        ("kata", 0, 4),
    ],
)
def test_lines_of_a_text(text: str, width: float, lines: int) -> None:
    assert line_count(text, width) == lines


def test_the_longest_text_gives_the_height() -> None:
    assert row_height([], 11) is None
    assert row_height([("a", 5), ("b", 5)], 11) is None
    assert row_height([("a b c", 1), ("b", 5)], 11) == 46
    assert row_height([("a b c", 1)], 22) == 91
    assert row_height([("a " * 900, 1)], 11) == 409
