"""What number words and digits are worth; the words are held against text2num."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from text_to_num import text2num

from extract.digits import decimal_mark, digits_value, text_decimal_mark
from extract.numbers import reader
from extract.pieces import cut

DIGITS = [
    ("650.000", ",", 650_000),
    ("650,000", ".", 650_000),
    ("650'000", ",", 650_000),
    ("650’000", ".", 650_000),
    ("650 000", ",", 650_000),
    ("650\u00a0000", ",", 650_000),
    ("650\u2009000", ".", 650_000),
    ("1\u202f650\u202f000", ".", 1_650_000),
    ("1.200", ",", 1200),
    ("1.200", ".", 1.2),
    ("1,200", ",", 1.2),
    ("1,200", ".", 1200),
    ("1.234.567", ".", 1_234_567),
    ("1,234,567", ",", 1_234_567),
    ("1.234,5", ".", 1234.5),
    ("1,234.5", ",", 1234.5),
    ("1,5", ".", 1.5),
    ("1.5", ",", 1.5),
    ("0.123", ",", 0.123),
    ("1,00,000", ".", 100_000),
    ("12,34,56,789", ".", 123_456_789),
    ("2015", ",", 2015),
    ("1.2.3", ",", None),
    ("12.12.2015", ",", None),
    ("1" * 40, ",", None),
]


@pytest.mark.parametrize(("text", "decimal", "value"), DIGITS)
def test_digits(text: str, decimal: str, value: float | None) -> None:
    assert digits_value(text, decimal) == value


def test_decimal_marks_of_languages() -> None:
    assert (decimal_mark("de"), decimal_mark("en")) == (",", ".")


DECIMAL_MARKS = [
    ("de", "36.000 kamen, 1.234.567 blieben", ","),
    ("de", "36,000 kamen, 1,234,567 blieben", "."),
    ("de", "36,000 kamen", ","),
    ("en", "36.000 came, 1.234.567 stayed", ","),
    ("en", "36.000 came, 1,234,567 stayed, 2.345.678 left", "."),
    ("en", "36,000 came on 14.03.2015", "."),
]


@pytest.mark.parametrize(("language", "text", "mark"), DECIMAL_MARKS)
def test_text_shows_its_decimal_mark(language: str, text: str, mark: str) -> None:
    assert text_decimal_mark(cut(text), language) == mark


WORDS = [
    ("de", "zwei", 2),
    ("de", "zweier", 2),
    ("de", "Dreien", 3),
    ("de", "zwölf", 12),
    ("de", "dreißig", 30),
    ("de", "dreissig", 30),
    ("de", "fünfundzwanzigtausend", 25_000),
    ("de", "zweihundertfünf", 205),
    ("de", "eine Million zweihunderttausend", 1_200_000),
    ("de", "eine halbe Million", 500_000),
    ("de", "anderthalb Millionen", 1_500_000),
    ("de", "zweieinhalb Millionen", 2_500_000),
    ("de", "Viertelmillion", 250_000),
    ("de", "ein Dutzend", 12),
    ("de", "zwei Dutzend", 24),
    ("de", "hundert", 100),
    ("de", "1,5 Mrd", 1_500_000_000),
    ("de", "3 Tsd.", 3000),
    ("de", "ein Paar", 2),
    ("en", "TWO", 2),
    ("en", "twenty-five", 25),
    ("en", "two hundred and five", 205),
    ("en", "half a million", 500_000),
    ("en", "half-a-million", 500_000),
    ("en", "a quarter of a million", 250_000),
    ("en", "two-and-a-half million", 2_500_000),
    ("en", "two and a half million", 2_500_000),
    ("en", "a dozen", 12),
    ("en", "two dozen", 24),
    ("en", "half a dozen", 6),
    ("en", "a hundred", 100),
    ("en", "2 hundred thousand", 200_000),
    ("en", "18 lakh", 1_800_000),
    ("en", "3 crore", 30_000_000),
    ("en", "1½ million", 1_500_000),
    ("en", "25k", 25_000),
    ("en", "1.2m", 1_200_000),
    ("en", "2bn", 2_000_000_000),
    ("en", "a pair", 2),
]


@pytest.mark.parametrize(("language", "text", "value"), WORDS)
def test_whole_expression(language: str, text: str, value: float) -> None:
    pieces = cut(text)
    number = reader(language).read(pieces, 0, decimal_mark(language))
    assert number is not None
    assert (number.value, number.end) == (value, len(pieces))


NO_NUMBERS = [
    ("de", "Achtung"),
    ("de", "ein Mann"),
    ("de", "ein paar Leute"),
    ("de", "eine der größten"),
    ("de", "dritte"),
    ("de", "undzwanzig"),
    ("de", "kein Wunder"),
    ("en", "a man"),
    ("en", "one of the largest"),
    ("en", "one day"),
    ("en", "half the town"),
    ("en", "no doubt"),
    ("en", "often"),
]


@pytest.mark.parametrize(("language", "text"), NO_NUMBERS)
def test_no_number(language: str, text: str) -> None:
    assert reader(language).read(cut(text), 0, ".") is None


UNITS_DE = [
    "null",
    "ein",
    "zwei",
    "drei",
    "vier",
    "fünf",
    "sechs",
    "sieben",
    "acht",
    "neun",
    "zehn",
    "elf",
    "zwölf",
]
TEENS_DE = ["dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"]
TENS_DE = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
UNITS_EN = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
TEENS_EN = ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
TENS_EN = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def german(number: int) -> str:
    if number < 20:
        return (UNITS_DE + TEENS_DE)[number]
    if number < 100:
        tens, unit = TENS_DE[number // 10 - 2], number % 10
        return f"{UNITS_DE[unit]}und{tens}" if unit else tens
    if number < 1000:
        rest = number % 100
        return f"{UNITS_DE[number // 100]}hundert{german(rest) if rest else ''}"
    rest = number % 1000
    return f"{german(number // 1000)}tausend{german(rest) if rest else ''}"


def english(number: int) -> str:
    if number < 20:
        return (UNITS_EN + TEENS_EN)[number]
    if number < 100:
        tens, unit = TENS_EN[number // 10 - 2], number % 10
        return f"{tens}-{UNITS_EN[unit]}" if unit else tens
    if number < 1000:
        rest = number % 100
        return f"{UNITS_EN[number // 100]} hundred{f' and {english(rest)}' if rest else ''}"
    rest = number % 1000
    joiner = " and " if 0 < rest < 100 else " "
    return f"{english(number // 1000)} thousand{joiner + english(rest) if rest else ''}"


@given(st.integers(2, 999_999))
def test_words_agree_with_text2num(number: int) -> None:
    for language, spelled in (("de", german(number)), ("en", english(number))):
        pieces = cut(spelled)
        found = reader(language).read(pieces, 0, ".")
        assert found is not None
        assert found.end == len(pieces), spelled
        assert found.value == text2num(spelled, language) == number


@given(
    st.integers(1, 10**12),
    st.sampled_from(
        [("de", "."), ("en", ","), *((x, y) for x in ("de", "en") for y in " \u00a0\u2009\u202f'’")]
    ),
)
def test_grouped_digits_are_read_back(number: int, style: tuple[str, str]) -> None:
    language, separator = style
    written = f"{number:,}".replace(",", separator)
    pieces = cut(f"({written})")
    found = reader(language).read(pieces, 1, decimal_mark(language))
    assert found is not None
    assert (found.value, pieces.original(1)) == (number, written)
