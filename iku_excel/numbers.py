"""Decimal only: from cell or text to Decimal, rounding as Excel does, Indonesian notation.

Nobody else in the package calls round() or float() on a figure.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from iku_excel.records import dataclass

NAMA_BULAN = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip

# Spellings met in workbooks, besides the full names and their first three letters.
_EJAAN_BULAN = {
    "pebruari": 2, "peb": 2, "february": 2, "january": 1, "march": 3, "may": 5, "june": 6,
    "july": 7, "august": 8, "aug": 8, "ags": 8, "agt": 8, "agst": 8, "agus": 8, "sept": 9,
    "october": 10, "oct": 10, "nopember": 11, "nop": 11, "december": 12, "dec": 12,
}  # fmt: skip
_BULAN = {
    **{nama.lower(): number for number, nama in enumerate(NAMA_BULAN, start=1)},
    **{nama[:3].lower(): number for number, nama in enumerate(NAMA_BULAN, start=1)},
    **_EJAAN_BULAN,
}

_KELIPATAN = {
    "ribu": 3, "rb": 3, "juta": 6, "jt": 6, "miliar": 9, "milyar": 9, "triliun": 12, "trilyun": 12,
}  # fmt: skip

# "8", "08", "Bulan ke-8", "8/2024", "2024-08".
_BULAN_ANGKA = re.compile(
    r"(?:bulan\s*(?:ke)?[\s-]*)?(0?[1-9]|1[0-2])"
    r"|(0?[1-9]|1[0-2])\s*[-/]\s*20[0-9]{2}"
    r"|20[0-9]{2}\s*[-/]\s*(0?[1-9]|1[0-2])",
    re.IGNORECASE,
)

# Long enough for any budget, short enough for exact arithmetic everywhere.
_MAX_DIGITS = 30
# A cell that says more than this is a text, whatever it begins with.
_MAX_TEXT = 200
_EXACT = Context(prec=400)
_SHOWN = Context(prec=15, rounding=ROUND_HALF_UP)

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t\r\n\v\f"), " ") | {
    ord(c): None for c in "\u200b\u200e\u200f\ufeff"
}
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_MINUS = {ord(c): "-" for c in _DASHES}

# The usual case, with one reading only.
_SIMPLE = re.compile(r"-?[0-9]{1,15}(?:[.,](?:[0-9]{1,2}|[0-9]{4,15}))?")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)\s*(?P<rupiah>Rp\.?|IDR)?\s*(?P<sign2>[+-]?)\s*"
    r"(?P<digits>[.,]?[0-9](?:[0-9.,' ]*[0-9])?)(?P<exponent>[eE][+-]?[0-9]{1,3}(?![0-9A-Za-z]))?"
    r"(?P<tail>.*)",
    re.IGNORECASE,
)
_SATUAN = re.compile(r"(?:[^\W\d_][^\d;:?!=<>]*|m[23])")
_SEPARATOR = re.compile(r"[., ']")
_BRACKETED = re.compile(r"(Rp\.?|IDR)?\s*\(([^()]*)\)", re.IGNORECASE)
_CLOSING = re.compile(r"^\s*,\s*-+$|^\.$|\s*\*{1,3}\)?$")  # "Rp1.000,-", a full stop, a note's "*)"
_REMARK = re.compile(r"\s*\([^()\d]*\)\s*")
_RUPIAH_DASH = re.compile(rf"^Rp\.?\s*(?=[{_DASHES}]\s*$)", re.IGNORECASE)  # an empty amount
_NOT_AVAILABLE = re.compile(r"n\s*[./]?\s*a\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number read from text. "92,5%" is `angka` 92.5 with `is_percent`, never 0.925.

    `satuan` is the unit in the same cell ("Indeks"; "Persen" for "%"), else None. `is_ambiguous`
    when the notation allows two readings ("1.234"): `alternative` is the one not chosen.
    """

    angka: Decimal
    is_percent: bool = False
    is_currency: bool = False
    satuan: str | None = None
    is_ambiguous: bool = False
    alternative: Decimal | None = None


def to_decimal(value: int | float | str | Decimal) -> Decimal:
    """The exact figure a person sees: floats by their shortest round-trip text (0.1, not 0.10…55).

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
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)


def without_noise(value: Decimal) -> Decimal:
    """The number that Excel shows and compares: 15 significant digits of a stored double.

    A sum stored as 434.99999999999994 is 435 on the user's screen; no verdict may turn on the rest.
    """
    return _SHOWN.plus(value) if len(value.as_tuple().digits) > _SHOWN.prec else value


# Reading text ------------------------------------------------------------------------------------


def parse_mark(text: str) -> str | None:
    """The string "-" for any dash, "N/A" for n.a. and its like, "" for blank; else None."""
    bare = _RUPIAH_DASH.sub("", text.translate(_SPACES).strip())
    if not bare:
        return ""
    if all(c in _DASHES for c in bare):
        return "-"
    return "N/A" if _NOT_AVAILABLE.fullmatch(bare) else None


def parse_number(text: str, *, prefer: str | None = None) -> ParsedNumber | None:
    """The number written in `text`, in Indonesian, English or Excel notation; None if it is none.

    `prefer` ("decimal" or "thousands") decides a notation that allows two readings, such as
    "1.234"; without it the Indonesian reading is taken (dot groups, comma is the decimal point).
    """
    if len(text) > _MAX_TEXT:
        return None
    if _SIMPLE.fullmatch(text):
        return ParsedNumber(Decimal(text.replace(",", ".")))
    bare = text.translate(_SPACES).translate(_MINUS).strip().lstrip("'").strip()
    bracketed = _BRACKETED.fullmatch(bare)
    is_negative = bracketed is not None
    if bracketed:
        bare = (bracketed[1] or "") + bracketed[2].strip()
    match = _NUMBER.fullmatch(bare)
    if match is None or (match["sign"] and match["sign2"]):
        return None
    is_currency = match["rupiah"] is not None
    readings = _read_digits(match["digits"].strip(), match["exponent"], is_currency, prefer)
    tail = _read_tail(match["tail"])
    if not readings or tail is None:
        return None
    power, is_percent, satuan = tail
    if satuan is not None and satuan.lower() == "rupiah":
        satuan, is_currency = None, True
    if "-" in (match["sign"], match["sign2"]):
        is_negative = not is_negative
    numbers = [_shift(-n if is_negative else n, power) for n in readings]
    return ParsedNumber(
        angka=numbers[0],
        is_percent=is_percent,
        is_currency=is_currency,
        satuan=satuan,
        is_ambiguous=len(numbers) > 1,
        alternative=numbers[1] if len(numbers) > 1 else None,
    )


def _read_digits(
    digits: str, exponent: str | None, is_currency: bool, prefer: str | None
) -> list[Decimal]:
    """The readings of bare digits and separators, the chosen one first; none if malformed."""
    if sum(c.isdigit() for c in digits) > _MAX_DIGITS:
        return []
    if exponent is not None:
        # Only Excel writes exponents, always with a point.
        plain_text = digits.replace(",", ".")
        power = int(exponent[1:])
        if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", plain_text) or abs(power) > _MAX_DIGITS:
            return []
        return [_shift(Decimal(plain_text), power)]
    as_decimal = [_read_as(digits, point) for point in (",", ".")]
    found = [number for number in as_decimal if number is not None]
    if len(found) == 2 and found[0] == found[1]:
        return found[:1]
    if len(found) == 2:
        # Two readings ("1.234", "1,234"): found[0] takes the comma as decimal point.
        if is_currency:
            return [max(found)]
        if prefer:
            found.sort(reverse=prefer == "thousands")
    return found


def _shift(number: Decimal, power: int) -> Decimal:
    """Times a power of ten, never left in exponent notation."""
    shifted = number.scaleb(power, _EXACT)
    exponent = shifted.as_tuple().exponent
    assert isinstance(exponent, int), "digits are finite"
    return shifted.quantize(Decimal(1), context=_EXACT) if exponent > 0 else shifted


def _read_as(digits: str, point: str) -> Decimal | None:
    """The number when `point` is the decimal point and everything else groups by three."""
    whole, dot, fraction = digits.partition(point)
    if dot and not (fraction.isascii() and fraction.isdecimal()):
        return None
    groups = _SEPARATOR.split(whole)
    separators = set(_SEPARATOR.findall(whole))
    if len(separators) > 1:
        return None
    if len(groups) > 1 and (
        groups[0] in ("", "0", "00", "000")
        or len(groups[0]) > 3
        or any(len(group) != 3 for group in groups[1:])
    ):
        return None
    return Decimal(f"{''.join(groups) or '0'}{'.' + fraction if dot else ''}")


def _read_tail(tail: str) -> tuple[int, bool, str | None] | None:
    """(power of ten, is percent, unit) of what follows the digits; None if it cannot be a unit."""
    rest = _CLOSING.sub("", tail)
    rest = _REMARK.sub(" ", rest).strip()  # "2 (dua) dokumen", "75 (BB)"
    if not rest:
        return 0, False, None
    if rest.startswith("%"):
        return (0, True, "Persen") if rest == "%" else None
    if tail[0] in "eE" and any(c.isdigit() for c in tail):
        return None
    word, _, after = rest.partition(" ")
    power = _KELIPATAN.get(word.lower().rstrip("."), 0)
    if power:
        rest = after.strip()
    if not rest:
        return power, False, None
    if not _is_satuan(rest):
        return None
    return power, rest.lower().split()[0] in ("persen", "persentase", "percent"), rest


def _is_satuan(text: str) -> bool:
    """Whether this may be a unit: a few words, no figures in it, not the name of a month, and no
    single letter: a slip ("3,610x"), or a power of ten that nobody is sure of ("Rp3,5 M")."""
    words = text.split()
    return (
        bool(_SATUAN.fullmatch(text))
        and len(words) <= 5
        and len(words[0]) > 1
        and words[0].lower().strip(".") not in _BULAN
    )


def parse_bulan(value: object) -> int | None:
    """The month (1-12) that a header names: "Jul", "Agt", "Agustus 2024", 8, "8/2024", a date.

    None for anything else, two months included.
    """
    if isinstance(value, date):
        return value.month
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return None
    if not isinstance(value, str):
        return int(value) if value in range(1, 13) else None
    if len(value) > _MAX_TEXT:
        return None
    bare = value.translate(_SPACES).strip()
    numeric = _BULAN_ANGKA.fullmatch(bare)
    if numeric:
        return int(numeric[1] or numeric[2] or numeric[3])
    tanggal = parse_tanggal(bare)
    if tanggal is not None:
        return tanggal.month
    named = {_BULAN[word] for word in re.findall(r"[a-z]+", bare.lower()) if word in _BULAN}
    return named.pop() if len(named) == 1 else None


def parse_tanggal(text: str) -> date | None:
    """The date of "2024-08-01", "1/8/2024" (day first), "01-08-2024" or "1 Agustus 2024"."""
    bare = text.translate(_SPACES).strip()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d\d:\d\d.*)?", bare, re.ASCII)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    numeric = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", bare, re.ASCII)
    if numeric:
        return _date(int(numeric[3]), int(numeric[2]), int(numeric[1]))
    named = re.fullmatch(r"(\d{1,2})[ -]([A-Za-z]+)\.?[ -](\d{4})", bare, re.ASCII)
    if named and named[2].lower() in _BULAN:
        return _date(int(named[3]), _BULAN[named[2].lower()], int(named[1]))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


# Writing text ------------------------------------------------------------------------------------


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
    if not digits.strip("0."):
        sign = ""  # what rounds to nothing has no sign
    grouped = f"{int(whole):,}".replace(",", ".")
    return sign + grouped + ("," + fraction if fraction else "")


def format_persen(value: Decimal, decimals: int | None = 2) -> str:
    """"83,33%": `value` is in percent already."""
    return format_angka(value, decimals) + "%"


def format_rupiah(value: Decimal, decimals: int | None = 0) -> str:
    """"Rp1.234.567", "-Rp500"."""
    text = format_angka(value, decimals)
    return f"-Rp{text[1:]}" if text.startswith("-") else f"Rp{text}"


def format_tanggal(value: date) -> str:
    """"1 November 2023"."""
    return f"{value.day} {NAMA_BULAN[value.month - 1]} {value.year}"


_SATUAN_ANGKA = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    "sepuluh", "sebelas",
)  # fmt: skip
_PANGKAT = ((10**15, "kuadriliun"), (10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"))


def terbilang(value: int | Decimal) -> str:
    """"seribu dua ratus lima": the figure in words, decimals digit by digit after "koma".

    Raises ValueError from 10^18 on, where the words are no longer in use.
    """
    number = Decimal(value)
    text = plain(abs(number))
    whole, _, fraction = text.partition(".")
    if len(whole) > 18:
        raise ValueError(value)
    words = _terbilang(int(whole))
    if fraction:
        words += " koma " + " ".join(_SATUAN_ANGKA[int(digit)] for digit in fraction)
    return f"minus {words}" if number < 0 else words


def _terbilang(n: int) -> str:
    if n < 12:
        return _SATUAN_ANGKA[n]
    if n < 20:
        return f"{_SATUAN_ANGKA[n - 10]} belas"
    if n < 100:
        return _join(f"{_SATUAN_ANGKA[n // 10]} puluh", n % 10)
    if n < 200:
        return _join("seratus", n - 100)
    if n < 1000:
        return _join(f"{_SATUAN_ANGKA[n // 100]} ratus", n % 100)
    if n < 2000:
        return _join("seribu", n - 1000)
    if n < 10**6:
        return _join(f"{_terbilang(n // 1000)} ribu", n % 1000)
    for size, name in _PANGKAT:
        if n >= size:
            return _join(f"{_terbilang(n // size)} {name}", n % size)
    raise AssertionError(n)


def _join(words: str, rest: int) -> str:
    return f"{words} {_terbilang(rest)}" if rest else words


_ROMAWI = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


def romawi(value: int) -> str:
    """"IV": a Roman numeral, 1 to 3999; raises ValueError outside."""
    if not 1 <= value <= 3999:
        raise ValueError(value)
    text = ""
    for size, letters in _ROMAWI:
        text += letters * (value // size)
        value %= size
    return text
