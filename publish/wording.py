"""Figures in words: numbers, countries, periods and whole sentences in the reader's language.

Names, units and sources come from pages of the web; what is returned is plain text and is escaped
where a template shows it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Protocol, TypeVar

import pycountry
from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal

from publish.phrases import Phrases
from publish.queries import ClaimRow, FigureRow
from publish.queries.events import EventRow
from publish.queries.news import News
from store.model import OUTLET

_TERRITORIES = {"WORLD": "001", "EUROPE": "150", "AFRICA": "002", "EU": "EU", "XKX": "XK"}
"""CLDR territory codes (UN M49 for areas) of the codes that are not ISO 3166-1 alpha-3."""

_PLACED = {"departures": "from", "returned": "to"}
"""After which preposition the place stands behind the name of a kind; "inside" for the others."""

_EDTF_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")

# Characters that turn the direction of what follows (Unicode Bidirectional Algorithm, UAX 9,
# section 2): within a sentence of ours they would turn our words too.
_DIRECTION = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])


class _HasCountry(Protocol):
    @property
    def country(self) -> str: ...


_OfCountry = TypeVar("_OfCountry", bound=_HasCountry)


@cache
def _territory(code: str) -> str | None:
    if code in _TERRITORIES:
        return _TERRITORIES[code]
    country = pycountry.countries.get(alpha_3=code)
    return country.alpha_2 if country is not None else None


# Babel takes apart the pattern of a number or day each time, and a page shows some hundred.
@lru_cache(maxsize=8192)
def _number(value: float, locale: str) -> str:
    return str(format_decimal(value, locale=locale))


@lru_cache(maxsize=8192)
def _day(iso: str, locale: str) -> str:
    try:
        if len(iso) > len("YYYY-MM-DD"):
            moment = dt.datetime.fromisoformat(iso)
            return f"{format_date(moment.date(), 'long', locale=locale)}, {moment:%H:%M} UTC"
        return str(format_date(dt.date.fromisoformat(iso), "long", locale=locale))
    except ValueError:
        return iso


@cache
def _country_name(code: str, locale: str) -> str:
    territory = _territory(code)
    names = Locale.parse(locale).territories
    return str(names.get(territory, code)) if territory else code


@dataclass(frozen=True)
class Wording:
    """Puts rows of the database into words of one language."""

    phrases: Phrases

    @cached_property
    def locale(self) -> Locale:
        """The Babel locale of the language."""
        return Locale.parse(self.phrases.locale)

    def number(self, value: float) -> str:
        """Return a count with the language's separators: 650000.0 -> "650,000"."""
        return _number(value, self.phrases.locale)

    def signed(self, value: float) -> str:
        """Return a weight with its sign and one digit after the point: "+1.5", "−2.0"."""
        return str(format_decimal(value, format="+0.0;−0.0", locale=self.locale))

    def day(self, iso: str | None) -> str:
        """Return a stored day or UTC time in words; what is no date stands as it is."""
        if not iso:
            return self.phrases.say("undated")
        return _day(iso, self.phrases.locale)

    def country(self, code: str) -> str:
        """Return the name of a country (alpha-3, ``XKX`` or a pseudo code); else the code."""
        return _country_name(code, self.phrases.locale)

    def countries(self, codes: Sequence[str]) -> str:
        """Return the names joined as a list: "Israel and Kazakhstan"."""
        return self._join([self.country(code) for code in codes])

    def country_names(self) -> dict[str, str]:
        """Return alpha-3 code -> name for every country, in the order of the names."""
        return _country_names(self.phrases.locale)

    def by_country(self, rows: Iterable[_OfCountry]) -> list[_OfCountry]:
        """Return the rows in the order of their countries' names."""
        return sorted(rows, key=lambda row: _alphabetical(self.country(row.country)))

    def place(self, codes: Sequence[str], form: str) -> str:
        """Return the countries after a preposition; ``form`` is inside, to, from or direct."""
        return self._join([self._place(code, form) for code in codes])

    def _place(self, code: str, form: str) -> str:
        forms = self.phrases.places.get(code)
        if forms is not None:
            return forms[form]
        return self.phrases.sentence[form].format(name=self.country(code))

    def _join(self, items: list[str]) -> str:
        return str(format_list(items, locale=self.locale)) if items else ""

    def period(self, edtf: str) -> str:
        """Return an EDTF date or interval in words, "" where it is empty.

        Covers what the extractor writes: days, months and years, intervals of them, open or
        unknown ends; anything else of EDTF stands as it is in brackets.
        """
        said = self.phrases.period
        first, slash, last = edtf.partition("/")
        ends = [first] if not slash else [first, last]
        if not edtf or all(end in ("", "..") for end in ends):
            return ""
        if not all(end in ("", "..") or _is_date(end) for end in ends):
            return said["other"].format(edtf=edtf)
        if not slash or first == last:
            kind, name = self._named(first)
            return said[kind].format(**{kind: name})
        if first in ("", ".."):
            kind, name = self._named(last)
            if kind == "day":
                return said["until_day"].format(day=name)
            return said["until"].format(last=name)
        start = self._end_name(first)
        if last in ("", ".."):
            return said["since"].format(first=start)
        return said["between"].format(first=start, last=self._end_name(last))

    def _named(self, date: str) -> tuple[str, str]:
        year, _, rest = date.partition("-")
        if not rest:
            return "year", year
        if len(rest) == len("MM"):
            month = dt.date(int(year), int(rest), 1)
            return "month", str(format_skeleton("yMMMM", month, locale=self.locale))
        return "day", self.day(date)

    def _end_name(self, date: str) -> str:
        kind, name = self._named(date)
        return self.phrases.period[f"named_{kind}"].format(**{kind: name})

    def count(self, low: float | None, high: float | None, bound: str) -> str:
        """Return a value with its hedge: (650000, None, "min") -> "at least 650,000".

        A bound that the interval contradicts gives way to it: one open side is a minimum or
        maximum, two different ends a range.
        """
        hedges = self.phrases.hedges
        if low is None and high is None:
            return self.phrases.say("unknown")
        if high is None:
            return hedges["min"].format(number=self.number(low or 0))
        if low is None:
            return hedges["max"].format(number=self.number(high))
        if low != high:
            return hedges["range"].format(low=self.number(low), high=self.number(high))
        return hedges[bound if bound != "range" else "exact"].format(number=self.number(low))

    def claim_count(self, claim: ClaimRow) -> str:
        """Return what a claim states, as :meth:`count` does."""
        low = None if claim.bound == "max" else claim.low
        high = None if claim.bound == "min" else claim.high
        return self.count(low, high, claim.bound)

    def source(self, source: str, outlet: str) -> str:
        """Return who states a figure; the outlet where nobody is named."""
        return without_direction(outlet if source == OUTLET else source)

    def kind(self, kind: str) -> str:
        """Return the name of a kind; an unknown one stands as it is."""
        return self.phrases.kinds[kind].name if kind in self.phrases.kinds else kind

    def sentence(self, figure: FigureRow) -> str:
        """Return in one sentence what is claimed and by whom.

        "At least 650,000 people left Russia between 24 February 2022 and 17 July 2024, according
        to The Bell."
        """
        said = self.phrases.sentence
        kind = self.phrases.kinds.get(figure.kind, self.phrases.kinds["other"])
        one = figure.low == figure.high == 1
        statement = " ".join(
            (kind.one if one else kind.other)
            .format(
                people=self._people(figure, one),
                period=self.period(figure.date),
                inside=self.place(figure.country, "inside"),
                to=self.place(figure.country, "to"),
                direct=self.place(figure.country, "direct") or said["nowhere"],
                place=self.countries(figure.country) or said["nowhere"],
            )
            .split()
        )
        statement = statement[0].upper() + statement[1:]
        if figure.modality != "asserted":
            modality = self.phrases.say(figure.modality)
            statement = said["qualified"].format(statement=statement, modality=modality)
        source = self.source(figure.source, figure.outlet)
        return said["according"].format(statement=statement, source=source)

    def subject(self, figure: FigureRow) -> str:
        """Return what a figure counts, without the count: "Killed in Turkey, on 6 May 2023"."""
        form = _PLACED.get(figure.kind, "inside")
        origin = [code for code in figure.origin if code not in figure.country]
        named = f"{self.kind(figure.kind)} {self.place(figure.country, form)}".strip()
        parts = [named, self.place(origin, "from"), self.period(figure.date)]
        return ", ".join(part for part in parts if part)

    def other_end(self, figure: FigureRow, country: str) -> str:
        """Return the countries at the other end of a flow to or from a country; "" if unnamed."""
        there = figure.origin if country in figure.country else figure.country
        return self.countries([code for code in there if code != country])

    def event(self, event: EventRow) -> str:
        """Return what happened to a figure: "Killed in Turkey: up from 41 to 58"."""
        if event.change == "appeared":
            return self.sentence(event.figure)
        return self.phrases.say(
            f"event_{event.change}",
            subject=self.subject(event.figure),
            before=self.count(event.low_before, event.high_before, "exact"),
            after=self.count(event.low, event.high, event.bound),
        )

    def news(self, news: News) -> str:
        """Return what happened to a figure and who says so, in one sentence.

        Told as of then: what appeared with another number than it has now, with that number and
        by whom it came. Where its claim is no more, nobody is named.
        """
        event, claim = news.event, news.claim
        if claim is None:
            return self.phrases.sentence["told"].format(statement=self._told(event))
        if event.change == "appeared":
            return self.sentence(
                replace(
                    event.figure,
                    low=event.low,
                    high=event.high,
                    bound=claim.bound,
                    unit=claim.unit,
                    modality=claim.modality,
                    source=claim.source,
                    outlet=claim.outlet,
                    language=claim.language,
                )
            )
        source = self.source(claim.source, claim.outlet)
        return self.phrases.sentence["according"].format(statement=self._told(event), source=source)

    def _told(self, event: EventRow) -> str:
        if event.change != "appeared":
            return self.event(event)
        count = self.count(event.low, event.high, event.bound)
        return f"{self.subject(event.figure)}: {count}"

    def noun(self, figure: FigureRow) -> str:
        """Return what is counted; a noun of another language than the page's in quotes."""
        return self._unit(figure, figure.low == figure.high == 1)

    def spoken_language(self, code: str) -> str:
        """Return the name of a language by its ISO 639-1 code; an unknown one stands as it is."""
        return str(self.locale.languages.get(code, code))

    def _people(self, figure: FigureRow, one: bool) -> str:
        said = self.phrases.sentence
        count = self.count(figure.low, figure.high, figure.bound)
        unit = self._unit(figure, one)
        origin = [code for code in figure.origin if code not in figure.country]
        if not origin:
            return said["counted"].format(count=count, unit=unit)
        from_where = self.place(origin, "from")
        return said["counted_origin"].format(count=count, unit=unit, origin=from_where)

    def _unit(self, figure: FigureRow, one: bool) -> str:
        unit = without_direction(figure.unit)
        if not unit or unit.lower() in self.phrases.plain_units:
            return self.phrases.sentence["one_person" if one else "people"]
        if figure.language == self.locale.language:
            return unit
        return self.phrases.sentence["foreign_unit"].format(unit=unit)


@cache
def _country_names(locale: str) -> dict[str, str]:
    codes = [country.alpha_3 for country in pycountry.countries] + list(_TERRITORIES)
    names = {code: _country_name(code, locale) for code in codes}
    return dict(sorted(names.items(), key=lambda item: _alphabetical(item[1])))


def without_direction(text: str) -> str:
    """Return ``text`` without characters that turn the direction of writing."""
    return text.translate(_DIRECTION)


def _alphabetical(name: str) -> str:
    # As in dictionaries of both languages: "Ägypten" stands under A.
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()


def _is_date(text: str) -> bool:
    found = _EDTF_DAY.fullmatch(text)
    if found is None:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
