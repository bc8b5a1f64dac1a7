"""What digits with separators are worth, in the notation of each language."""

from __future__ import annotations

import re
from functools import cache

from babel.numbers import get_decimal_symbol

from extract.pieces import Pieces

MAX_DIGITS = 15
"""Digits of the longest number that a float holds exactly."""

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,'’ \u00a0\u2007\u2009\u202f])\d{3})(?:\1\d{3})*")
_INDIAN = re.compile(r"[1-9]\d?(?:,\d\d)+,\d{3}")
_NOT_DIGIT = re.compile(r"\D")


@cache
def decimal_mark(language: str) -> str:
    """Return the decimal mark of a language (CLDR): "," in German, "." in English."""
    return get_decimal_symbol(language)


def digits_value(text: str, decimal: str) -> float | None:
    """Return the value of digits with separators, None where they are no number.

    ``decimal`` is the decimal mark of the text and decides only what the digits leave open:
    "1.234.567" and "1,234.5" speak for themselves, "1.200" is 1200 or 1.2.
    """
    if len(text) > 2 * MAX_DIGITS or sum(map(str.isdecimal, text)) > MAX_DIGITS:
        return None
    if text.isdecimal():
        return float(text)
    marks = [character for character in text if character in ".,"]
    if len(marks) == 1 and not _is_grouped(text, decimal):
        whole, _, fraction = text.partition(marks[0])
        return _joined(whole, fraction)
    if _is_grouped(text, decimal):
        return float(_NOT_DIGIT.sub("", text))
    last = max(text.rfind("."), text.rfind(","))
    if len(set(marks)) == 2 and text.count(text[last]) == 1:
        return _joined(text[:last], text[last + 1 :])
    return None


def _is_grouped(text: str, decimal: str) -> bool:
    """Tell whether the separators part thousands (or, in the Indian way, hundreds)."""
    if _INDIAN.fullmatch(text):
        return True
    match = _GROUPED.fullmatch(text)
    return match is not None and (match[1] != decimal or text.count(match[1]) > 1)


def _joined(whole: str, fraction: str) -> float | None:
    grouped = _GROUPED.fullmatch(whole) or _INDIAN.fullmatch(whole)
    if not (whole.isdecimal() or grouped) or not fraction.isdecimal():
        return None
    return float(f"{_NOT_DIGIT.sub('', whole)}.{fraction}")


def text_decimal_mark(pieces: Pieces, language: str) -> str:
    """Return the decimal mark that the numbers of a text use.

    The language's own, unless those numbers that leave nothing open all speak for the other.
    """
    usual = decimal_mark(language)
    votes = {".": 0, ",": 0}
    for index in pieces.digits:
        piece = pieces.folded[index]
        for mark, other in ((".", ","), (",", ".")):
            # "12,5" and "1,5 Millionen" show the decimal mark, "1.234.567" the other one; dates
            # and times ("14.03.", "20.30") show nothing.
            grouped = piece.count(other) > 1 and _GROUPED.fullmatch(piece) is not None
            both = mark in piece and other in piece and piece.rfind(mark) > piece.rfind(other)
            votes[mark] += grouped or both
    foreign = "." if usual == "," else ","
    return foreign if votes[foreign] and not votes[usual] else usual
