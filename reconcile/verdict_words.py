"""A verdict in words, in the language of the text that was checked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pycountry
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from extract.words import LANGUAGES
from reconcile.reading import Reading
from reconcile.values import Stated, stated
from reconcile.vocabulary import words
from store.model import OUTLET, Claim


@dataclass(frozen=True, slots=True)
class Side:
    """What one deciding claim contributes: who states what of which day and place."""

    source: str
    number: Stated
    day: dt.date
    date: str
    country: tuple[str, ...]
    origin: tuple[str, ...]
    denied: bool

    @staticmethod
    def of(reading: Reading) -> Side:
        """Return the side that a reading takes."""
        claim = reading.claim
        source = reading.report.outlet if claim.source == OUTLET else claim.source
        place = (claim.country, claim.origin)
        return Side(source, reading.number, reading.state, claim.date, *place, reading.denied)


def verdict_name(verdict: str, language: str) -> str:
    """Return what a verdict is called; in English where ``language`` has no words."""
    return words(_known(language)).verdict_names[verdict]


def heads(language: str) -> dict[str, str]:
    """Return what stands above the parts of a check; in English where there are no words."""
    return words(_known(language)).check


def _known(language: str) -> str:
    return language if language in LANGUAGES else "en"


def explain(verdict: str, claim: Claim, sides: list[Side], language: str) -> str:
    """Return why the verdict holds; in English where ``language`` has no words."""
    code = _known(language)
    template = words(code).verdicts[verdict]
    if not sides:
        return template
    first = sides[0]
    if verdict == "wrong_period":
        other = _period(first.date, code)
    elif verdict == "disputed":
        other = _opponent(sides[-1], code)
    else:
        other = _place(first, code)
    return template.format(
        stated=_number(stated(claim), code),
        known=_number(first.number, code),
        source=first.source,
        day=format_date(first.day, format="long", locale=code),
        other=other,
    )


def _period(edtf: str, code: str) -> str:
    """Return an EDTF date or interval as one writes it; an open end stays open."""
    ends = [_day(end, code) for end in edtf.split("/")]
    return " – ".join(ends)


def _day(edtf: str, code: str) -> str:
    parts = edtf.split("-")
    if len(parts) == 3:
        return format_date(dt.date.fromisoformat(edtf), format="long", locale=code)
    if len(parts) == 2:
        return format_date(dt.date.fromisoformat(f"{edtf}-01"), format="LLLL y", locale=code)
    return edtf


def _opponent(side: Side, code: str) -> str:
    phrases = words(code).phrases
    known = _number(side.number, code)
    return phrases["denies" if side.denied else "gives"].format(source=side.source, known=known)


def _number(number: Stated, code: str) -> str:
    phrases = words(code).phrases
    low, high = (format_decimal(end, locale=code) for end in (number.low, number.high))
    text = low if low == high else phrases["to"].format(low=low, high=high)
    return phrases[number.bound].format(number=text)


def _place(side: Side, code: str) -> str:
    country = ", ".join(_country(item, code) for item in side.country)
    if not side.origin or side.origin == side.country:
        return country
    origin = ", ".join(_country(item, code) for item in side.origin)
    return words(code).phrases["from"].format(country=country, origin=origin)


def _country(alpha3: str, code: str) -> str:
    """Return the country's name, the code itself where it is no country's (XKX, WORLD)."""
    found = pycountry.countries.get(alpha_3=alpha3)
    return str(Locale(code).territories.get(found.alpha_2, alpha3)) if found else alpha3
