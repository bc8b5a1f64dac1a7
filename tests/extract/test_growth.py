"""Reading a text takes time that grows with its length, whatever it is made of.

The baseline is an ordinary article with claims, measured in the same run; each case is built to
bring out one pattern that could grow faster than the text.
"""

from __future__ import annotations

import datetime as dt
import time

import pytest

from extract.pipeline import annotate
from extract.spans import Context

MOST = 10
"""How many times the time per character of an ordinary article a text may take."""

ORDINARY = {
    "de": (
        "Bei dem Hochwasser im Süden Polens sind nach Angaben der Feuerwehr 23 Menschen ums Leben"
        " gekommen. Rund 4.000 Bewohner mussten ihre Häuser verlassen, darunter 300 Kinder. Das"
        " Wasser stand am Dienstag noch immer in vielen Straßen, und die Behörden baten darum, die"
        " Region zu meiden. Wie es weitergeht, wusste am Abend niemand zu sagen.\n"
    ),
    "en": (
        "At least 23 people were killed in the floods in southern Poland, the fire service said."
        " About 4,000 residents had to leave their homes, among them 300 children. On Tuesday the"
        " water still stood in many streets, and the authorities asked people to stay away from"
        " the region. Nobody could tell in the evening how it would go on.\n"
    ),
}

PIECES: dict[str, dict[str, str]] = {
    "digits": {"de": "1234567890", "en": "1234567890"},
    "digits and marks": {"de": "1.234.567,", "en": "1,234,567."},
    "numbers": {"de": "12 ", "en": "12 "},
    "letters": {"de": "abcdefghij", "en": "abcdefghij"},
    "brackets": {"de": "(", "en": "("},
    "closing brackets": {"de": ")", "en": ")"},
    "brackets in pairs": {"de": "()", "en": "()"},
    "brackets around letters": {"de": "(a)", "en": "(a)"},
    "brackets apart": {"de": "( ", "en": "( "},
    "quotation marks": {"de": "„", "en": "“"},
    "quotation marks apart": {"de": '" ', "en": '" '},
    "quotations": {"de": "„Ja“, sagte er, ", "en": "“Yes”, he said, "},
    "commas": {"de": ",", "en": ","},
    "commas apart": {"de": "und, ", "en": "and, "},
    "full stops": {"de": ".", "en": "."},
    "dashes": {"de": "–", "en": "–"},
    "line breaks": {"de": "\n", "en": "\n"},
    "spaces": {"de": " ", "en": " "},
    "number words": {"de": "zwei Millionen ", "en": "two million "},
    "one number word": {"de": "hunderttausend", "en": "hundred-thousand-"},
    "ranges": {"de": "zwischen 3 und 4 ", "en": "between 3 and 4 "},
    "dates": {"de": "am 3. Mai 2024 ", "en": "on 3 May 2024 "},
    "months": {"de": "Mai ", "en": "May "},
    "places": {"de": "Polen ", "en": "Poland "},
    "cities": {"de": "München, Paris, ", "en": "Munich, Paris, "},
    "capitals": {"de": "Ministerium ", "en": "Ministry "},
    "sources": {"de": "laut Polizei ", "en": "according to police "},
    "speakers": {"de": "sagte Anna Maria ", "en": "said Anna Maria "},
    "people": {"de": "Menschen ", "en": "people "},
    "claims in one sentence": {"de": "23 Tote in Polen, ", "en": "23 deaths in Poland, "},
    "lists": {"de": "Polen (23), ", "en": "Poland (23), "},
    "parts": {"de": "davon 3 Kinder, ", "en": "of whom 3 were children, "},
    "sentences": {"de": "23 Menschen starben. ", "en": "23 people died. "},
    "hyphens": {"de": "a-", "en": "a-"},
    "apostrophes": {"de": "a'", "en": "a'"},
    "addresses": {"de": "https://a.example/", "en": "https://a.example/"},
    "superscripts": {"de": "23¹ ", "en": "23¹ "},
    "rows": {"de": "| Polen | 23 |\n", "en": "| Poland | 23 |\n"},
    "rows of a list": {"de": "Polen: 23\n", "en": "Poland: 23\n"},
    "tables": {
        "de": "| Land | 2022 | 2023 |\n" + "| Polen | 8.429 | 13.582 |\n" * 20 + "\n",
        "en": "| Country | 2022 | 2023 |\n" + "| Poland | 8,429 | 13,582 |\n" * 20 + "\n",
    },
    "separators": {"de": "|", "en": "|"},
    "emoji": {"de": "🙂", "en": "🙂"},
}

HEADS: dict[str, dict[str, str]] = {
    "rows": {"de": "Tote 2023\n| Land | Tote |\n", "en": "Deaths in 2023\n| Country | Deaths |\n"},
    "rows of a list": {"de": "Tote nach Ländern, 2023\n", "en": "Deaths by country, 2023\n"},
}
"""What stands before the first piece: a table needs its head."""


def taken(text: str, language: str) -> float:
    """Return the seconds of processor time that reading takes for each character."""
    context = Context(language, dt.date(2024, 9, 17), "Der Abendbote")
    begin = time.process_time()
    annotate(text, context)
    return (time.process_time() - begin) / len(text)


def long(piece: str, size: int) -> str:
    """Return the piece again and again, ``size`` characters in all."""
    return (piece * (size // len(piece) + 1))[:size]


def growth(name: str, language: str, size: int) -> float:
    """Return how many times the time of an ordinary text a text of one piece takes.

    The machine may be busy: what seems too slow is measured again.
    """
    ratios: list[float] = []
    while len(ratios) < 3 and min(ratios, default=MOST) >= MOST:
        ordinary = taken(long(ORDINARY[language], 10_000), language)
        head = HEADS.get(name, {}).get(language, "")
        ratios.append(taken(head + long(PIECES[name][language], size), language) / ordinary)
    return min(ratios)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PIECES)
def test_a_text_takes_time_by_its_length(name: str, language: str) -> None:
    assert growth(name, language, 25_000) < MOST


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", PIECES)
def test_a_megabyte_takes_time_by_its_length(name: str, language: str) -> None:
    assert growth(name, language, 1_000_000) < MOST
