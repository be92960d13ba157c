"""Number notations of workbooks, rounding as Excel's, and Indonesian output."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iku_excel.numbers import (
    NAMA_BULAN,
    format_angka,
    format_persen,
    format_rupiah,
    format_tanggal,
    parse_bulan,
    parse_mark,
    parse_number,
    parse_tanggal,
    plain,
    romawi,
    round_half_up,
    terbilang,
    to_decimal,
    without_noise,
)

stable = settings(
    derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.parametrize(
    ("text", "angka"),
    [
        ("3,45", "3.45"),
        ("3.45", "3.45"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567.89", "1234567.89"),
        ("1 234 567,8", "1234567.8"),
        ("1\u00a0234", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("1'234.5", "1234.5"),
        ("1234.567", "1234.567"),
        ("0.925", "0.925"),
        ("0,925", "0.925"),
        ("0.92500000000000004", "0.92500000000000004"),
        (",5", "0.5"),
        ("92,5.", "92.5"),
        ("  71 ", "71"),
        ("\u22125,25", "-5.25"),
        ("\u20135", "-5"),
        ("- 5", "-5"),
        ("+5", "5"),
        ("(1.234,5)", "-1234.5"),
        ("1.5E+10", "15000000000"),
        ("1E-3", "0.001"),
        ("00123", "123"),
        ("2 (dua)", "2"),
        ("3,52 (Sangat Baik)", "3.52"),
        ("1,5 juta", "1500000"),
    ],
)
def test_plain_numbers(text: str, angka: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.angka == Decimal(angka)
    assert (number.is_percent, number.is_currency, number.satuan) == (False, False, None)
    assert not number.is_ambiguous


@pytest.mark.parametrize(
    ("text", "angka"),
    [("92,5%", "92.5"), ("92.5 %", "92.5"), ("92,5\u00a0%", "92.5"), ("-5,00%", "-5.00")],
)
def test_percent_sign(text: str, angka: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.angka == Decimal(angka)
    assert number.is_percent
    assert number.satuan == "Persen"


@pytest.mark.parametrize(
    ("text", "angka", "satuan", "is_percent"),
    [
        ("3,7 Indeks", "3.7", "Indeks", False),
        ("15 Persen", "15", "Persen", True),
        ("15persen", "15", "persen", True),
        ("1 Kegiatan kolaborasi", "1", "Kegiatan kolaborasi", False),
        ("2 (dua) dokumen", "2", "dokumen", False),
        ("12\nTenan", "12", "Tenan", False),
        ("5 m2", "5", "m2", False),
    ],
)
def test_unit_in_the_same_cell(text: str, angka: str, satuan: str, is_percent: bool) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.angka, number.satuan) == (Decimal(angka), satuan)
    assert number.is_percent is is_percent


@pytest.mark.parametrize("text", ["3,6*", "3,6 *)", "3,6**", "3,6 Indeks*)"])
def test_the_mark_of_a_footnote_is_no_part_of_the_figure(text: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.angka == Decimal("3.6")


@pytest.mark.parametrize("text", ["3,610x", "3,610 x", "Rp3,5 M", "75 B", "1.234 z"])
def test_a_single_letter_is_no_unit(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "angka"),
    [
        ("Rp1.234.567", "1234567"),
        ("Rp. 1.234.567,50", "1234567.50"),
        ("Rp 1.234.567,-", "1234567"),
        ("Rp1.234", "1234"),
        ("Rp1,234", "1234"),
        ("IDR 1,234.50", "1234.50"),
        ("-Rp500", "-500"),
        ("Rp-500", "-500"),
        ("Rp(500)", "-500"),
        ("(Rp500)", "-500"),
        ("Rp1,5 miliar", "1500000000"),
        ("1.000.000,00 rupiah", "1000000.00"),
    ],
)
def test_rupiah(text: str, angka: str) -> None:
    number = parse_number(text)
    assert number is not None
    assert number.angka == Decimal(angka)
    assert number.is_currency
    assert number.satuan is None
    assert not number.is_ambiguous


@pytest.mark.parametrize(
    ("text", "prefer", "angka", "alternative"),
    [
        ("1.234", None, "1234", "1.234"),
        ("1,234", None, "1.234", "1234"),
        ("1.234", "decimal", "1.234", "1234"),
        ("1,234", "decimal", "1.234", "1234"),
        ("1.234", "thousands", "1234", "1.234"),
        ("1,234", "thousands", "1234", "1.234"),
        ("-12.500", None, "-12500", "-12.500"),
        ("-12.500", "decimal", "-12.500", "-12500"),
        ("1.000 tenan", None, "1000", "1.000"),
    ],
)
def test_two_readings(text: str, prefer: str | None, angka: str, alternative: str) -> None:
    number = parse_number(text, prefer=prefer)
    assert number is not None
    assert number.is_ambiguous
    assert (number.angka, number.alternative) == (Decimal(angka), Decimal(alternative))


@pytest.mark.parametrize("text", ["3,45", "1.234.567", "0.125", "1234.567", "12.3456"])
@pytest.mark.parametrize("prefer", ["decimal", "thousands"])
def test_a_preference_changes_nothing_that_is_plain(text: str, prefer: str) -> None:
    assert parse_number(text, prefer=prefer) == parse_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "–", "N/A", "abc", "TW 2", "SK3/1", "80-90", "1/3", "1.23.4", "1,5,3", "5 5",
        "1 234 56", "1.2345.678", "--5", "12 Januari", "12 Januari 2024", "01/08/2024",
        "2024-08-01", "3 dari 5", "5 %-poin", "10% dari 20", "> 5", "± 2", "٣", "1e400", "#REF!",
        "1 kegiatan telah dilaksanakan bersama dinas perindustrian", "9" * 40, "²", "12:30",
    ],
)  # fmt: skip
def test_not_a_number(text: str) -> None:
    assert parse_number(text) is None


numbers = st.decimals(
    min_value=-(10**15), max_value=10**15, places=4, allow_nan=False, allow_infinity=False
)


def indonesian(value: Decimal) -> str:
    return format(value, ",f").translate(str.maketrans(",.", ".,"))


@stable
@given(numbers, st.integers(min_value=0, max_value=4))
def test_indonesian_notation_round_trips(value: Decimal, places: int) -> None:
    value = round_half_up(value, places)
    number = parse_number(indonesian(value))
    assert number is not None
    assert value in (number.angka, number.alternative)
    assert number.angka == value or number.is_ambiguous


@stable
@given(numbers, st.integers(min_value=0, max_value=4))
def test_english_notation_round_trips(value: Decimal, places: int) -> None:
    value = round_half_up(value, places)
    number = parse_number(format(value, ",f"))
    assert number is not None
    assert value in (number.angka, number.alternative)
    assert number.angka == value or number.is_ambiguous


@stable
@given(numbers)
def test_our_own_notation_is_never_misread(value: Decimal) -> None:
    text = format_angka(value)
    number = parse_number(text)
    assert number is not None
    assert number.angka == value


@stable
@given(st.floats(min_value=-1e15, max_value=1e15, allow_nan=False))
def test_excel_notation_round_trips(value: float) -> None:
    """The shortest text of a double, as a workbook stores it: point, perhaps an exponent."""
    exact = to_decimal(value)
    number = parse_number(repr(value))
    if abs(exact.adjusted()) > 25 or len(exact.as_tuple().digits) > 25:
        return
    assert number is not None
    assert exact in (number.angka, number.alternative)


@stable
@given(st.text(max_size=20))
def test_no_text_breaks_the_reader(text: str) -> None:
    number = parse_number(text)
    assert number is None or number.angka.is_finite()
    assert parse_mark(text) in (None, "", "-", "N/A")
    assert parse_bulan(text) in (None, *range(1, 13))


@stable
@given(numbers)
def test_a_percent_and_a_rupiah_read_back(value: Decimal) -> None:
    percent = parse_number(format_persen(value, 2))
    rupiah = parse_number(format_rupiah(value))
    assert percent is not None and rupiah is not None
    assert percent.angka == round_half_up(value, 2)
    assert rupiah.angka == round_half_up(value, 0)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("", ""), ("  \n", ""), ("\u00a0", ""),
        ("-", "-"), ("–", "-"), (" — ", "-"), ("−", "-"), ("--", "-"), ("Rp -", "-"), ("Rp-", "-"),
        ("N/A", "N/A"), ("n.a.", "N/A"), ("n.a", "N/A"), ("NA", "N/A"), ("n / a", "N/A"),
        ("0", None), ("nihil", None), ("-5", None), ("Na2", None),
    ],
)  # fmt: skip
def test_marks(text: str, mark: str | None) -> None:
    assert parse_mark(text) == mark


@pytest.mark.parametrize(
    ("value", "bulan"),
    [
        ("Jul", 7), ("Agt", 8), ("Nop", 11), ("Agustus", 8), ("AGS", 8), ("agst.", 8),
        ("Pebruari", 2), ("Des", 12), ("Dec", 12), ("Sept", 9), ("mei", 5), ("Okt", 10),
        (8, 8), (8.0, 8), (Decimal(12), 12), ("8", 8), ("08", 8), ("12", 12),
        (date(2024, 8, 1), 8), (datetime(2024, 8, 1), 8), ("2024-08-01", 8),
        ("2024-08-01 00:00:00", 8), ("01/08/2024", 8), ("Agustus 2024", 8), ("Bulan Mei", 5),
        ("Realisasi s.d. September", 9), ("Jul-24", 7), ("JANUARI\n2024", 1),
        ("Bulan 8", 8), ("Bulan ke-11", 11), ("8/2024", 8), ("08-2024", 8), ("2024-08", 8),
        (0, None), (13, None), (8.5, None), ("13", None), (True, None), (None, None),
        ("Januari - Maret", None), ("Sasaran", None), ("TW I", None), ("Marketing", None),
        (45505, None), ("", None),
    ],
)  # fmt: skip
def test_bulan(value: object, bulan: int | None) -> None:
    assert parse_bulan(value) == bulan


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 November 2023", date(2023, 11, 1)),
        ("01-08-2024", date(2024, 8, 1)),
        ("1/8/2024", date(2024, 8, 1)),
        ("2024-08-01", date(2024, 8, 1)),
        ("12 Agt 2024", date(2024, 8, 12)),
        ("31/02/2024", None),
        ("1/8/24", None),
        ("Agustus 2024", None),
    ],
)
def test_tanggal(text: str, found: date | None) -> None:
    assert parse_tanggal(text) == found


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("83.333", 2, "83.33"),
        ("1E+30", 2, "1000000000000000000000000000000.00"), ("0.005", 2, "0.01"),
    ],
)  # fmt: skip
def test_rounding_as_excel(value: str, places: int, expected: str) -> None:
    assert format(round_half_up(Decimal(value), places), "f") == expected


def test_floats_become_what_a_person_sees() -> None:
    assert to_decimal(0.1) == Decimal("0.1")
    assert to_decimal(1e22) == Decimal("1e22")
    for value in (float("nan"), float("inf"), "satu"):
        with pytest.raises(ValueError):
            to_decimal(value)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        ("1234.5", None, "1.234,5"), ("1234.5", 2, "1.234,50"), ("-1234567", None, "-1.234.567"),
        ("-0.001", 2, "0,00"), ("0", 0, "0"), ("12.50", None, "12,5"), ("1E+3", None, "1.000"),
        ("999.995", 2, "1.000,00"),
    ],
)  # fmt: skip
def test_format_angka(value: str, decimals: int | None, expected: str) -> None:
    assert format_angka(Decimal(value), decimals) == expected


def test_other_formats() -> None:
    assert format_persen(Decimal("83.333")) == "83,33%"
    assert format_rupiah(Decimal("1234567.5")) == "Rp1.234.568"
    assert format_rupiah(Decimal(-500)) == "-Rp500"
    assert format_tanggal(date(2023, 11, 1)) == "1 November 2023"
    assert plain(Decimal("-0.00")) == "0"
    assert plain(Decimal("1E+3")) == "1000"
    assert [parse_bulan(nama) for nama in NAMA_BULAN] == list(range(1, 13))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "nol"), (11, "sebelas"), (19, "sembilan belas"), (21, "dua puluh satu"),
        (100, "seratus"), (115, "seratus lima belas"), (1000, "seribu"), (1001, "seribu satu"),
        (2000, "dua ribu"), (100_000, "seratus ribu"), (1_000_000, "satu juta"),
        (101_000, "seratus satu ribu"), (1_001_100, "satu juta seribu seratus"),
        (10**9, "satu miliar"), (10**12 + 5, "satu triliun lima"), (10**15, "satu kuadriliun"),
        (-5, "minus lima"),
    ],
)  # fmt: skip
def test_terbilang(value: int, words: str) -> None:
    assert terbilang(value) == words


def test_terbilang_of_decimals_and_its_end() -> None:
    assert terbilang(Decimal("83.50")) == "delapan puluh tiga koma lima"
    assert terbilang(Decimal("3.05")) == "tiga koma nol lima"
    assert terbilang(10**18 - 1).startswith("sembilan ratus sembilan puluh sembilan kuadriliun")
    with pytest.raises(ValueError):
        terbilang(10**18)


@pytest.mark.parametrize(
    ("value", "expected"), [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (1994, "MCMXCIV")]
)
def test_romawi(value: int, expected: str) -> None:
    assert romawi(value) == expected


@pytest.mark.parametrize("value", [0, -1, 4000])
def test_romawi_has_no_zero(value: int) -> None:
    with pytest.raises(ValueError):
        romawi(value)


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("434.99999999999994", "435"),
        ("9.999999999999998", "10"),
        ("0.30000000000000004", "0.3"),
        ("-3.5200000000000005", "-3.52"),
        ("19590231077", "19590231077"),
        ("123456789012.345", "123456789012.345"),
    ],
)
def test_what_a_stored_double_has_beyond_excels_fifteen_digits_is_noise(
    stored: str, shown: str
) -> None:
    assert without_noise(Decimal(stored)) == Decimal(shown)
