"""The words of the calendar: a text as a row of classes (month, weekday, unit, "last" ...).

Each word, number and mark of a text becomes one letter that names its class, so that the grammar
(:mod:`extract.calendar_grammar`) is regular expressions over classes, the same for every language.
Names of months and weekdays come from Unicode CLDR through Babel; the other words are data.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass
from functools import cache
from itertools import compress
from typing import Any

from babel.dates import get_day_names, get_month_names

from extract import words
from extract.events import events

OTHER = "_"
"""The class of whatever says nothing about time."""

CLASSES: dict[str, str] = dict(
    zip(
        (
            # numbers and marks
            *("ISO", "DOTTED", "SLASHED", "DAY", "YEAR", "NUM", "NTH", "DECADE", "QUARTERCODE"),
            *("DOT", "COMMA", "DASH", "SLASH", "OPEN", "CLOSE", "BREAK"),
            # words with a value
            *(
                "MONTH",
                "MAYMONTH",
                "SHORTMONTH",
                "WEEKDAY",
                "SHORTDAY",
                "SEASON",
                "UNIT",
                "YEARWORD",
                "PERIOD",
            ),
            *("CARDINAL", "ORDINAL", "DAYWORD", "DAYADJECTIVE", "PART", "EDGE", "PREVIOUS"),
            *("HOLIDAY", "EVENT"),
            # words without
            *("ONE", "FEW", "DAYPART", "THISYEAR", "THIS", "LAST", "PAST", "NEXT"),
            *("FOLLOWING", "SAME", "EVERY", "PER", "RATE", "SINCE", "UNTIL", "FROM", "ONWARD"),
            *("BETWEEN", "AND", "TO", "OF", "THE", "ON", "IN", "BY", "BEFORE", "AFTER", "WITHIN"),
            *("AGO", "EARLIER", "LATER", "ABOUT", "NOW", "VAGUE", "SOFAR", "LABEL", "AGAIN"),
        ),
        string.ascii_letters + string.digits + "!#%&;<=>@`~,",
        strict=False,
    )
)
"""The letter of each class."""

_TOKEN = re.compile(
    r"[Qq][1-4](?!\w)"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?"
    r"|\d{4}-\d\d-\d\d(?!\d)"
    r"|\d{1,2}\.[ \t]?\d{1,2}\.(?:[ \t]?\d{4}|\d\d)?(?!\d)"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)(?!\d)"
    r"|\d{1,3}(?:[.,'’\u00a0\u2009\u202f]\d{3})+(?!\d)"
    r"|\d+[.,:]\d+(?:[.,:]\d+){0,3}"
    r"|\d+(?:er|[sS]t|[nN]d|[rR]d|[tT]h|'?s)?(?![^\W\d_])"
    r"|\d+|\n|[^\w\s]"
)
_MARKS = {
    ".": "DOT",
    ",": "COMMA",
    "-": "DASH",
    "–": "DASH",
    "—": "DASH",
    "‐": "DASH",
    "‑": "DASH",
    "/": "SLASH",
    "(": "OPEN",
    "[": "OPEN",
    ")": "CLOSE",
    "]": "CLOSE",
    "\n": "BREAK",
}


@dataclass(frozen=True, slots=True)
class DateWords:
    """Table ``[dates]``. All words are in small letters; a phrase is words parted by blanks.

    ``locales`` are the CLDR locales whose names of months and weekdays are read; ``months`` and
    ``weekdays`` (1 = Monday) the names that CLDR lacks; ``doubtful_months`` those that are words
    of another meaning too ("May"), ``short_weekdays`` abbreviations that count only before a date.
    ``ordinal_dot`` tells whether a full stop makes an ordinal ("28. Juni"), ``nouns_capitalised``
    whether a noun is known by its capital. ``seasons`` give the EDTF code, ``units`` day, week,
    month, decade and so on, ``periods`` the parts of a year (quarter, halfyear, half); ``parts``
    early, mid or late; ``edges`` words like "Jahresbeginn" as "early year"; ``previous`` words
    like "Vorjahr" as their unit. ``day_words`` and ``day_adjectives`` are days from today.
    ``holidays`` are "12-25", "easter+49" or "11-thu4". ``classes`` lists the other words by class.
    ``future`` and ``past`` are verbs that tell the tense, ``past_endings`` endings that do.
    ``reported`` are those of ``future`` that, with one of ``perfect`` at the end of a clause, speak
    of the past ("soll getötet worden sein"); ``copulas`` make a participle of ``future`` a verb
    ("is planned" against "planned outages"); a language may lack them. ``plural_units`` make "the
    last years" vague.
    ``counted`` are nouns before which a number is no year.
    """

    locales: tuple[str, ...]
    months: dict[str, int]
    doubtful_months: frozenset[str]
    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    day_parts: frozenset[str]
    ordinal_dot: bool
    nouns_capitalised: bool
    seasons: dict[str, int]
    units: dict[str, str]
    periods: dict[str, str]
    cardinals: dict[str, float]
    ordinals: dict[str, int]
    decades: dict[str, int]
    parts: dict[str, str]
    edges: dict[str, str]
    previous: dict[str, str]
    day_words: dict[str, int]
    day_adjectives: dict[str, int]
    holidays: dict[str, str]
    classes: dict[str, tuple[str, ...]]
    future: frozenset[str]
    past: frozenset[str]
    past_endings: tuple[str, ...]
    plural_units: frozenset[str]
    not_past: frozenset[str]
    counted: frozenset[str]
    generic_events: dict[str, tuple[str, ...]]
    reported: frozenset[str] = frozenset()
    perfect: frozenset[str] = frozenset()
    copulas: frozenset[str] = frozenset()


def date_words(language: str) -> DateWords:
    """Return the table ``[dates]`` of a language. Raises :class:`extract.words.WordsError`."""
    table: DateWords = words.table(language, "dates", DateWords)
    return table


@dataclass(frozen=True, slots=True)
class Lexed:
    """A text as tokens: ``classes[i]`` is the letter of token ``i``, ``words[i]`` its folded text.

    ``starts`` and ``ends`` are offsets into ``text``; ``values`` holds what the word means (a
    number, a unit), None where it means nothing.
    """

    text: str
    classes: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    values: list[Any]

    def capital(self, token: int) -> bool:
        """Tell whether the token is written with a capital."""
        return self.text[self.starts[token]].isupper()


Entry = tuple[str, Any, bool]
"""Letter of the class, value, and whether the word must have a capital."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and, by their first word, phrases; ``words`` are the first words of both."""

    single: dict[str, Entry]
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]]
    words: frozenset[str]


@cache
def lexicon(language: str) -> Lexicon:
    """Return the calendar words of a language, made on first use.

    Raises :class:`extract.words.WordsError` for a class that does not exist and for a word that
    stands in two.
    """
    table = date_words(language)
    rows: dict[str, Entry] = {}

    def add(word: str, name: str, value: Any = None, capital: bool = False) -> None:
        key = " ".join(_bare(match.group()) for match in _TOKEN.finditer(word))
        entry = (CLASSES[name], value, capital)
        if rows.setdefault(key, entry) != entry:
            raise words.WordsError(f"lang/{language}.toml: dates: {word!r} stands in two classes")

    months, weekdays, short = _names(table)
    for name, number in (months | table.months).items():
        class_name = "MAYMONTH" if name in table.doubtful_months else "MONTH"
        add(name, "SHORTMONTH" if name in short else class_name, number, True)
    for name, number in (weekdays | table.weekdays).items():
        add(name, "WEEKDAY", number, True)
        for part in table.day_parts:
            if table.nouns_capitalised:
                add(name + part, "WEEKDAY", number, True)
    for name, number in table.short_weekdays.items():
        add(name, "SHORTDAY", number, True)
    for class_name, mapping in (
        ("SEASON", table.seasons),
        ("PERIOD", table.periods),
        ("CARDINAL", table.cardinals),
        ("ORDINAL", table.ordinals),
        ("DECADE", table.decades),
        ("PART", table.parts),
        ("EDGE", table.edges),
        ("PREVIOUS", table.previous),
        ("DAYWORD", table.day_words),
        ("DAYADJECTIVE", table.day_adjectives),
        ("HOLIDAY", table.holidays),
    ):
        for word, value in mapping.items():
            add(word, class_name, value)
    for word, unit in table.units.items():
        add(word, "YEARWORD" if unit == "year" else "UNIT", unit)
    for word in table.day_parts:
        add(word, "DAYPART")
    for event in events().values():
        for phrase in event.phrases.get(language, ()):
            add(phrase, "EVENT", event.name)
    for kind, phrases_of_kind in table.generic_events.items():
        for phrase in phrases_of_kind:
            add(phrase, "EVENT", kind)
    for class_name, members in table.classes.items():
        if class_name.upper() not in CLASSES:
            where = f"lang/{language}.toml: dates.classes.{class_name}"
            raise words.WordsError(f"{where}: unknown class")
        for word in members:
            add(word, class_name.upper())
    single, phrases = _split(rows)
    return Lexicon(single, phrases, frozenset(single) | frozenset(phrases))


def _split(
    rows: dict[str, Entry],
) -> tuple[dict[str, Entry], dict[str, list[tuple[tuple[str, ...], Entry]]]]:
    single: dict[str, Entry] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for phrase, entry in rows.items():
        first, *rest = phrase.split()
        if rest:
            phrases.setdefault(first, []).append((tuple(rest), entry))
        else:
            single[first] = entry
    for candidates in phrases.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return single, phrases


def _names(table: DateWords) -> tuple[dict[str, int], dict[str, int], set[str]]:
    """Return months (1..12), weekdays (1 = Monday) and which months are abbreviations.

    All in small letters; an abbreviation may have a full stop.
    """
    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for locale in table.locales:
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, "format", locale).items():
                months.setdefault(name.lower().rstrip("."), number)
        for index, name in get_day_names("wide", "format", locale).items():
            weekdays.setdefault(name.lower(), index + 1)
    full = {
        name.lower() for at in table.locales for name in get_month_names("wide", locale=at).values()
    }
    short = {name for name in months | table.months if name not in full and len(name) <= 4}
    return months, weekdays, short


def _bare(word: str) -> str:
    """Return the word in small letters without the ending of the possessive."""
    return re.sub(r"['’]s?$", "", word.lower())


def lex(text: str, language: str) -> Lexed:
    """Return the tokens of ``text`` with their classes; the cost grows with the text's length."""
    lexicon_ = lexicon(language)
    known, entry_of, phrases = lexicon_.words, lexicon_.single.get, lexicon_.phrases
    spans = [match.span() for match in _TOKEN.finditer(text)]
    starts = [start for start, _ in spans]
    ends = [end for _, end in spans]
    tokens = [text[start:end] for start, end in spans]
    lower = [token.lower() for token in tokens]
    classes = [OTHER] * len(tokens)
    values: list[Any] = [None] * len(tokens)
    openings: list[int] = []
    for index, word in enumerate(lower):
        if word.isalpha():
            if word not in known:  # most words say nothing about time
                continue
        elif "'" in word or "’" in word:
            word = lower[index] = _bare(word) or word
        if word in phrases:
            openings.append(index)
        entry = entry_of(word)
        if entry is not None:
            if not entry[2] or tokens[index][0].isupper():
                classes[index], values[index] = entry[0], entry[1]
        elif word[0].isdigit():
            classes[index], values[index] = _number(word)
        elif word in _MARKS:
            classes[index] = CLASSES[_MARKS[word]]
        elif len(word) == 2 and word[1].isdigit():
            classes[index], values[index] = CLASSES["QUARTERCODE"], word
    kept = [True] * len(tokens)
    for at in openings:
        for rest, entry in phrases[lower[at]] if kept[at] else ():
            stop = at + 1 + len(rest)
            if tuple(lower[at + 1 : stop]) == rest:
                ends[at] = ends[stop - 1]
                classes[at], values[at], lower[at] = entry[0], entry[1], " ".join(lower[at:stop])
                kept[at + 1 : stop] = [False] * len(rest)
                break
    return Lexed(
        text,
        "".join(compress(classes, kept)),
        list(compress(lower, kept)),
        list(compress(starts, kept)),
        list(compress(ends, kept)),
        list(compress(values, kept)),
    )


def _number(token: str) -> tuple[str, Any]:
    """Return class letter and value of a token that begins with a digit."""
    if token.isdecimal():
        value = int(token[:9])
        if 1 <= value <= 31 and len(token) <= 2:
            return CLASSES["DAY"], value
        if len(token) == 4 and 1000 <= value <= 2100:
            return CLASSES["YEAR"], value
        return (CLASSES["NUM"], value) if len(token) <= 4 else (OTHER, None)
    digits = re.split(r"[-./\s]+", token.strip("."))
    if token[4:5] == "-" and len(digits) == 3:
        return CLASSES["ISO"], tuple(map(int, digits))
    if "/" in token:
        return CLASSES["SLASHED"], tuple(map(int, digits))
    if token.endswith(("er", "s")) and token.rstrip("ers'").isdecimal():
        return _decade(int(token.rstrip("ers'")))
    if token.endswith(("st", "nd", "rd", "th")) and token[:-2].isdecimal():
        value = int(token[:-2])
        return (CLASSES["NTH"], value) if 1 <= value <= 31 else (OTHER, None)
    if re.fullmatch(r"\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?", token):
        return CLASSES["DOTTED"], tuple(map(int, digits))
    return OTHER, None


def _decade(value: int) -> tuple[str, Any]:
    if value % 10 or not (10 <= value < 100 or 1000 <= value <= 2100):
        return OTHER, None
    return CLASSES["DECADE"], value if value >= 100 else 1900 + value
