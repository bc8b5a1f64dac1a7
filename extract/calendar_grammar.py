"""The grammar of time expressions: from a row of word classes to what they say.

A rule is a regular expression over class names, tried at each word that has a class; earlier rules
win. What a rule found is an :class:`Atom`: the parts of a date as far as they are stated. Turning
it into days is for :mod:`extract.calendar_resolving`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from extract.calendar_words import CLASSES, OTHER, Lexed, date_words


@dataclass(frozen=True, slots=True)
class Atom:
    """A time expression over the tokens ``[start, end)``, as far as its words go.

    ``shift`` and ``year_shift`` are "last", "this", "next", "following" or "same", the latter for a
    year that is said so ("November of last year"); ``last_year`` ends a span of years ("2014/15").
    ``unit`` and ``amount`` are a stretch of time ("two weeks"; amount 0: "a few"), ``ordinal`` its
    number (-1: the last). ``part`` is early, mid or late; ``name`` the code of a holiday, an event
    or a part of a year; ``offset`` counts days from today.
    """

    rule: str
    start: int
    end: int
    year: int | None = None
    last_year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: int | None = None
    shift: str = ""
    year_shift: str = ""
    unit: str = ""
    amount: float | None = None
    ordinal: int | None = None
    part: str = ""
    name: str = ""
    offset: int | None = None
    decade: int | None = None


_MACROS = {
    "M": "(?:[MONTH MAYMONTH]|SHORTMONTH DOT?)",
    "U": "[UNIT YEARWORD]",
    "RELF": "[LAST THIS NEXT FOLLOWING SAME]",
    "N": "[DAY NUM CARDINAL ONE FEW]",
    "G": "[OF THE IN FROM TO]{0,3}",
    "ABOUTS": "[ABOUT THE]{0,3}",
    "PARTOF": "(?:PART DASH?[OF THE TO]{0,3})",
    "YEARSPAN": "YEAR(?:SLASH[DAY NUM YEAR](?!SLASH))?",
    "YEAROF": "(?:COMMA?OF?THE?YEARWORD?YEARSPAN|OF?THE?RELF YEARWORD|OF?THE?PREVIOUS|OF?THISYEAR)",
    "PRE": "(?:[WEEKDAY SHORTDAY]DAYPART?DOT?COMMA?[ON THE]{0,2})",
    "SEP": "[DASH COMMA AND UNTIL TO ON THE FROM WEEKDAY]{1,4}",
    "TARGET": "(?:RELF?YEARWORD YEAR?|YEAR|PREVIOUS|M YEAR?|THISYEAR)",
}
"""What stands for a pattern of class names in the rules below, or in an earlier macro."""

_RULES: tuple[tuple[str, bool | None, str], ...] = (
    ("iso", None, "ISO"),
    ("dotted", True, "(?:PRE?DAY DOT(?:DASH|UNTIL|AND)[THE TO]?)?PRE?DOTTED"),
    ("slashed", False, "PRE?SLASHED"),
    ("days", True, "PRE?DAY DOT(?:SEP DAY DOT){0,7}M YEAROF?"),
    (
        "days",
        False,
        "PRE?M THE?[DAY NTH](?!DASH DAY DASH)(?:(?:DASH|TO|AND|UNTIL|COMMA AND)THE?[DAY NTH]"
        "(?!M))?(?:COMMA?YEAR)?",
    ),
    (
        "days",
        False,
        "PRE?[DAY NTH ORDINAL](?:(?:DASH|TO|AND|UNTIL|COMMA AND?)THE?[DAY NTH]){0,5}OF?M YEAROF?",
    ),
    ("again", None, "AGAIN(?:G YEAR)?"),
    ("first", None, "[ORDINAL LAST]N U G TARGET"),
    ("first", None, "ORDINAL U G TARGET"),
    ("period", None, "QUARTERCODE(?:OF?YEAR|SLASH YEAR)?"),
    ("period", None, "(?:ORDINAL|DAY DOT|RELF)PERIOD(?:G TARGET)?"),
    ("month", None, "PARTOF?RELF?M YEAROF?"),
    ("season", None, "PARTOF?RELF?SEASON YEAROF?"),
    ("decade", None, "PARTOF?DECADE(?:DASH?YEARWORD)?"),
    ("edge", None, "RELF?EDGE(?:YEAR|G RELF U)?"),
    ("rate", None, "EVERY(?:ORDINAL|N)?(?:U|WEEKDAY|M|DAYPART|PERIOD|EDGE)"),
    ("rate", None, "PER(?:U|PERIOD)"),
    ("rate", None, "RATE"),
    (
        "weekday",
        None,
        "[LAST THIS NEXT FOLLOWING SAME DAYADJECTIVE]?WEEKDAY DAYPART?(?:OF?THE?RELF UNIT)?",
    ),
    ("day", None, "DAYADJECTIVE[UNIT DAYPART]?"),
    ("day", None, "DAYWORD DAYPART?"),
    ("holiday", None, "RELF?HOLIDAY YEAROF?"),
    ("ago", True, "BEFORE ABOUTS N ABOUTS U"),
    ("ago", False, "N ABOUTS U AGO"),
    ("vague", False, "U AGO"),
    ("later", None, "N U[EARLIER LATER]"),
    ("later", None, "U[EARLIER LATER]"),
    ("within", None, "WITHIN G ABOUTS N U"),
    ("rolling", None, "[LAST PAST NEXT]ABOUTS N ABOUTS U"),
    ("rolling", None, "PAST[UNIT YEARWORD PERIOD]"),
    ("relative", None, "PARTOF?RELF[UNIT YEARWORD PERIOD]YEAR?"),
    ("relative", None, "PARTOF U YEAR?"),
    ("previous", None, "PARTOF?PREVIOUS"),
    ("relative", None, "PARTOF?THISYEAR"),
    ("partial", True, "(?<=[ON SINCE UNTIL FROM BY ONWARD])DAY DOT"),
    ("partial", False, "(?<=[ON SINCE UNTIL BY]THE)NTH"),
    ("year", None, "PARTOF?(?:YEARWORD DASH?)?YEARSPAN"),
    ("duration", None, "N(?:[DASH UNTIL TO AND]N)?DASH?U"),
    ("now", None, "NOW"),
    ("vague", None, "VAGUE"),
    ("event", None, "EVENT"),
)
"""Name, whether it holds only where a full stop makes an ordinal (None: everywhere), pattern."""


def _compile(pattern: str) -> str:
    """Return the regular expression over class letters for a pattern of class names."""
    for macro, meaning in reversed(_MACROS.items()):
        pattern = re.sub(rf"(?<![A-Z]){macro}(?![A-Z])", meaning, pattern)
    return re.sub(r"[A-Z]+", lambda name: CLASSES[name.group()], pattern).replace(" ", "")


@cache
def _grammar(ordinal_dot: bool) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """Return the rules as one expression, and the rule of each of its groups."""
    rules = [(name, rule) for name, dot, rule in _RULES if dot is None or dot == ordinal_dot]
    pattern = "|".join(f"({_compile(rule)})" for _, rule in rules)
    return re.compile(pattern), tuple(name for name, _ in rules)


_WORDS = re.compile(f"[^{OTHER}{CLASSES['BREAK']}{CLASSES['OPEN']}{CLASSES['CLOSE']}]+")


_HEAD = re.compile(
    _compile(
        "[ISO DOTTED SLASHED YEAR DECADE QUARTERCODE NTH MONTH MAYMONTH SHORTMONTH WEEKDAY SEASON "
        "UNIT YEARWORD PERIOD DAYWORD DAYADJECTIVE EDGE PREVIOUS HOLIDAY EVENT THISYEAR "
        "AGAIN RATE NOW VAGUE DAYPART]|DAY DOT"
    )
)
"""What every expression has one of: most words between two others ("in the") need no rule."""


def atoms(lexed: Lexed, language: str) -> list[Atom]:
    """Return the time expressions among the tokens, in order, none overlapping another."""
    table = date_words(language)
    pattern, names = _grammar(table.ordinal_dot)
    found: list[Atom] = []
    for run in _WORDS.finditer(lexed.classes):
        if not _HEAD.search(lexed.classes, run.start(), run.end()):
            continue
        for match in pattern.finditer(lexed.classes, run.start(), run.end()):
            rule = names[(match.lastindex or 1) - 1]
            found += _READERS.get(rule, _read)(rule, match.start(), match.end(), lexed)
    return found


_FIELDS = {
    "MONTH": "month",
    "MAYMONTH": "month",
    "SHORTMONTH": "month",
    "WEEKDAY": "weekday",
    "SHORTDAY": "weekday",
    "SEASON": "season",
    "PART": "part",
    "HOLIDAY": "name",
    "EVENT": "name",
    "EDGE": "name",
    "QUARTERCODE": "name",
    "PERIOD": "name",
    "DAYWORD": "offset",
    "DAYADJECTIVE": "offset",
    "DECADE": "decade",
    "NTH": "day",
}
_LETTER_FIELDS = {CLASSES[name]: field for name, field in _FIELDS.items()}
_SHIFTS = {
    CLASSES["LAST"]: "last",
    CLASSES["PAST"]: "past",
    CLASSES["THIS"]: "this",
    CLASSES["NEXT"]: "next",
    CLASSES["FOLLOWING"]: "following",
    CLASSES["SAME"]: "same",
    CLASSES["EARLIER"]: "earlier",
    CLASSES["LATER"]: "later",
}
_NUMBERS = {CLASSES[name] for name in ("DAY", "NUM", "CARDINAL")}
_UNITS = {CLASSES["UNIT"], CLASSES["YEARWORD"]}


def _read(rule: str, start: int, end: int, lexed: Lexed) -> list[Atom]:
    """Return the atom of a rule whose words each say one thing."""
    given: dict[str, Any] = {}
    for token in range(start, end):
        letter, value = lexed.classes[token], lexed.values[token]
        headed = "unit" in given or "month" in given or "season" in given or "name" in given
        if letter in _LETTER_FIELDS:
            given.setdefault(_LETTER_FIELDS[letter], value)
        elif letter in _SHIFTS:
            given["year_shift" if headed and letter not in _AFTER else "shift"] = _SHIFTS[letter]
        elif letter == CLASSES["PREVIOUS"] and headed:
            given["year_shift"] = "last"
        elif letter == CLASSES["PREVIOUS"]:
            given |= {"unit": value, "shift": "last"}
        elif letter == CLASSES["THISYEAR"]:
            given |= {"year_shift": "this"} if headed else {"unit": "year", "shift": "this"}
        elif letter in _UNITS:
            if headed:
                given.setdefault("year_shift", "context")
            else:
                given["unit"] = value
        elif letter == CLASSES["ORDINAL"]:
            given["ordinal"] = value
        elif letter in _NUMBERS and "year" in given:
            given["last_year"] = given["year"] // 100 * 100 + value
        elif letter in _NUMBERS:
            given["amount"] = float(value)
        elif letter == CLASSES["ONE"]:
            given["amount"] = 1.0
        elif letter == CLASSES["FEW"]:
            given["amount"] = 0.0
        elif letter == CLASSES["YEAR"]:
            given["last_year" if "year" in given else "year"] = value
    if given.get("year_shift") == "context" and "year" in given:
        del given["year_shift"]
    if (
        rule == "year"
        and given.get("last_year", 0) - given.get("year", 0) > 1
        and _two_years(lexed, end)
    ):
        years = {"part": "", "unit": ""} | given
        first = Atom(rule, start, end - 2, given["year"], part=years["part"], unit=years["unit"])
        return [first, Atom(rule, end - 1, end, given["last_year"], unit="year")]
    return [Atom(rule, start, end, **given)]


def _two_years(lexed: Lexed, end: int) -> bool:
    """Tell whether the years before ``end`` stand in full: "2005/2010" is no season."""
    return lexed.classes[end - 1] == CLASSES["YEAR"]


_AFTER = {CLASSES["EARLIER"], CLASSES["LATER"]}


def _days(rule: str, start: int, end: int, lexed: Lexed) -> list[Atom]:
    """Return an atom for each day that shares a month: "3., 4. und 5. Mai 2015"."""
    whole = _read(rule, start, end, lexed)[0]
    numbers = {CLASSES[name] for name in ("DAY", "NTH", "ORDINAL")}
    days = [i for i in range(start, end) if lexed.classes[i] in numbers]
    if len(days) == 1 and _month_of_count(whole, days[0], lexed):
        return [replace(whole, rule="month", end=days[0], day=None, amount=None)]
    weekdays = [i for i in range(start, end) if lexed.classes[i] in _DAY_NAMES]
    found: list[Atom] = []
    for day in days:
        first = start if day == days[0] else day
        last = end if day == days[-1] else day + 1
        of_day = [i for i in weekdays if (found[-1].end if found else start) <= i < day]
        weekday = lexed.values[of_day[-1]] if of_day else None
        atom = replace(whole, start=first, end=last, day=lexed.values[day], weekday=weekday)
        found.append(replace(atom, amount=None, ordinal=None, last_year=None))
    return found


def _month_of_count(atom: Atom, day: int, lexed: Lexed) -> bool:
    """Tell "in May 20 people died" from "on May 20": only a month stands behind "in"."""
    return (
        day == atom.end - 1
        and lexed.classes[day] == CLASSES["DAY"]
        and atom.start > 0
        and lexed.classes[atom.start - 1] == CLASSES["IN"]
        and lexed.words[atom.start - 1] == "in"
    )


_DAY_NAMES = {CLASSES["WEEKDAY"], CLASSES["SHORTDAY"]}


def _numeric(rule: str, start: int, end: int, lexed: Lexed) -> list[Atom]:
    """Return the atoms of a date in figures: 2015-06-28, 28.6.2015, 28.6., 6/28/15."""
    value = lexed.values[end - 1]
    weekday = next(
        (lexed.values[i] for i in range(start, end) if lexed.classes[i] in _DAY_NAMES), None
    )
    if rule == "iso":
        year, month, day = value
    elif rule == "dotted":
        day, month, year = (*value, None)[:3]
    else:  # 6/28/15; where the first cannot be a month, it is the day
        month, day, year = value if value[0] <= 12 else (value[1], value[0], value[2])
    if year is not None and year < 100:
        year += 2000 if year < 70 else 1900
    days = [lexed.values[i] for i in range(start, end - 1) if lexed.classes[i] == CLASSES["DAY"]]
    last = Atom(rule, start if not days else end - 1, end, year, None, month, day, weekday)
    if not days:
        return [last]
    return [replace(last, start=start, end=end - 2, day=days[0]), replace(last, weekday=None)]


def _partial(rule: str, start: int, end: int, lexed: Lexed) -> list[Atom]:
    return [Atom(rule, start, end, day=lexed.values[start])]


_READERS: dict[str, Callable[[str, int, int, Lexed], list[Atom]]] = {
    "days": _days,
    "iso": _numeric,
    "dotted": _numeric,
    "slashed": _numeric,
    "partial": _partial,
}
