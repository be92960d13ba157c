"""Decimal only: from cell or text to Decimal, rounding as Excel does, Indonesian notation.

Nobody else in the package calls round() or float() on a figure.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

NAMA_BULAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip


def to_decimal(value: int | float | str | Decimal) -> Decimal:
    """The exact figure a person sees: floats by their shortest round-trip text (0.1, not 0.1000…55).

    Raises ValueError for NaN, infinity and text that is not a plain number.
    """
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except ArithmeticError as error:
        raise ValueError(value) from error
    if not number.is_finite():
        raise ValueError(value)
    return number


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Rounded half away from zero, as Excel's ROUND; `places` decimals."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """"12.5": a point, no exponent, no trailing zeros; for JSON."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def format_angka(value: Decimal, decimals: int | None = None) -> str:
    """"1.234,5": Indonesian notation; `decimals` None keeps the figure's own."""
    text = plain(value) if decimals is None else format(round_half_up(value, decimals), "f")
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, fraction = digits.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    return sign + grouped + ("," + fraction if fraction else "")
