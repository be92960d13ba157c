"""Targets written as a bound or with their scale: "≥ 75", "min. 70", "3,52 (skala 4)"."""

from __future__ import annotations

import re
from decimal import Decimal

from iku_excel.model import Indikator, Klasifikasi, Role
from iku_excel.numbers import ParsedNumber, parse_number

_LONGEST = 60
_AT_LEAST = re.compile(
    r"(?:≥|⩾|>\s*=|=\s*>|(?:paling\s+(?:sedikit|rendah|kurang)|sekurang[\s-]*kurangnya|setidaknya"
    r"|serendah[\s-]*rendahnya|minimal|minimum|min)\b\s*[.:=]?)\s*(?=\S)",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:≤|⩽|<\s*=|=\s*<|(?:paling\s+(?:banyak|tinggi|lama)|maksimal|maksimum|maks|max)\b"
    r"\s*[.:=]?)\s*(?=\S)",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\s*[(\[]?\s*(?:dalam\s+|pada\s+)?skala\s*:?\s*"
    r"(?:\d{1,3}\s*(?:-|–|s\s*[./]?\s*d\.?|sampai)\s*)?(\d{1,3}(?:[.,]\d{1,2})?)\s*[)\]]?\s*$",
    re.IGNORECASE,
)


def parse_bounded(
    text: str, role: Role, indikator: Indikator | None, prefer: str | None = None
) -> ParsedNumber | None:
    """The number of a target's bound, or of a figure with its scale; None where it is not plain.

    A bound counts as the target itself where it points the way the indicator does: "≥ 75" for what
    should be as large as possible, "≤ 5" for what should be small. "> 75" is no target (75 itself
    does not reach it), nor is a span; a figure above its scale is no figure.
    """
    if len(text) > _LONGEST:
        return None
    scale = _SCALE.search(text)
    bare = text[: scale.start()] if scale else text
    bound = _bound(bare, indikator) if role is Role.TARGET else None
    if bound is not None:
        bare = bare.strip()[bound:]
    elif scale is None:
        return None
    parsed = parse_number(bare, prefer=prefer) if bare.strip()[:1].isdigit() else None
    if parsed is None or (scale and parsed.angka > Decimal(scale[1].replace(",", "."))):
        return None
    return parsed


def _bound(text: str, indikator: Indikator | None) -> int | None:
    """How many characters of `text` say the bound; None where they do not, or the wrong way."""
    falls = indikator is not None and indikator.klasifikasi is Klasifikasi.MINIMASI
    found = (_AT_MOST if falls else _AT_LEAST).match(text.strip())
    if found is None or (indikator and indikator.klasifikasi is Klasifikasi.STABILISASI):
        return None
    return found.end()
