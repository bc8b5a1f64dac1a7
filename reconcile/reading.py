"""A report prepared for comparing: what its words mean, worked out once per claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extract.words import LANGUAGES
from reconcile.course import DAY, RUN_DAYS, TOLLS, Course, course_of
from reconcile.periods import Period, period
from reconcile.sources import Source, institutions_in, source, speaks_for
from reconcile.values import Stated, stated
from reconcile.vocabulary import countries_in, plain, words
from store.model import Claim, Kind, Report

MOVEMENT: frozenset[Kind] = frozenset({"refugees", "arrivals", "departures", "displaced"})
"""Kinds that reports use for the same move: who left is who arrived is who is a refugee."""

STOCKS: frozenset[Kind] = frozenset(
    {"population", "refugees", "troops", "detained", "hostages", "missing", "workers", "displaced"}
)
"""Kinds that are states, not events, where they are given for a day: two days, one time line."""

OWN_GROUP: dict[str, frozenset[str]] = {
    "troops": frozenset({"soldiers"}),
    "protesters": frozenset({"protesters"}),
    "hostages": frozenset({"hostages"}),
    "detained": frozenset({"prisoners", "protesters"}),
    "released": frozenset({"hostages", "prisoners"}),
    "workers": frozenset({"workers"}),
}
"""Groups that are the whole of a kind and no part of it."""

NEAR_NUMBER = 2
"""How many words before a number can make it a remainder: "another 170", "weitere rund 170"."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A claim as it is compared.

    ``group`` is the part of the people counted ("" for all), ``scope`` ``abroad``, ``internal``,
    ``elsewhere`` or "" where no word tells, ``remainder`` whether the number stands beside another
    of its text ("another 170"). ``origin`` is the claim's, sorted, and the country itself where
    nothing is said of people who left it. ``expected`` marks plans and forecasts. ``chain`` holds
    the institutions that passed the figure on. ``state`` is the day whose state the figure is;
    ``now`` whether the only date is the day of the report, which the sentence may not have named.
    ``course`` is what the sentence says of a toll's course; ``toll`` whether the claim counts the
    victims of an event that it dates by a day, ``stock`` whether it is a state on a day, not
    something that happened on it.
    """

    id: str
    claim: Claim
    report: Report
    number: Stated
    period: Period
    group: str
    scope: str
    origin: tuple[str, ...]
    remainder: bool
    expected: bool
    denied: bool
    source: Source
    chain: frozenset[str]
    state: dt.date
    now: bool
    course: Course
    toll: bool
    stock: bool


def read(report: Report) -> Reading:
    """Return the report prepared for comparing."""
    claim = report.claim
    when = period(claim.date, claim.date_first, claim.date_last)
    state = min(when.last, report.published) if when.last else report.published
    folded = plain(claim.quote)
    course = course_of(folded, report.language, claim)
    scope = _scope(folded, report.language, claim)
    expected = claim.modality in ("planned", "hypothetical")
    toll = claim.kind in TOLLS and when.shape == "day" and not expected
    return Reading(
        id=claim.id,
        claim=claim,
        report=report,
        number=stated(claim),
        period=when,
        group=_group(folded, report.language, claim),
        scope=scope,
        origin=_origin(claim),
        remainder=not scope and _is_remainder(folded, report.language, claim),
        expected=expected,
        denied=claim.modality == "denied",
        source=_source(claim, report.outlet),
        chain=frozenset[str]().union(*(institutions_in(name) for name in claim.via)),
        state=_state(state, report, course) if when.shape == "day" else state,
        now=when.shape == "day" and abs((report.published - state).days) <= 1,
        course=course,
        toll=toll,
        stock=claim.kind in STOCKS and when.shape in ("day", "open") and not toll,
    )


def _state(day: dt.date, report: Report, course: Course) -> dt.date:
    """Return the day whose state a number dated by ``day`` is.

    The date of the dead and hurt is that of their event, but they are counted on until the report;
    what the report calls a former state was one on the day before at the latest.
    """
    if course.former:
        return min(day, report.published - DAY)
    counted_on = report.claim.kind in TOLLS - STOCKS
    if counted_on and 0 <= (report.published - day).days <= RUN_DAYS:
        return report.published
    return day


def _origin(claim: Claim) -> tuple[str, ...]:
    """Return whose people they are: who leaves or flees a country is from there unless said."""
    if not claim.origin and claim.kind in ("displaced", "departures"):
        return tuple(sorted(claim.country))
    return tuple(sorted(claim.origin))


def _source(claim: Claim, outlet: str) -> Source:
    named = source(claim.source, outlet)
    if named.institutions or named.unnamed:
        return named
    return Source(named.name, False, speaks_for(claim.source, claim.quote), named.countries)


@cache
def _groups(language: str) -> tuple[tuple[str, str], ...]:
    rows = words(language).groups if language in LANGUAGES else {}
    return tuple((plain(word), key) for key, of_key in rows.items() for word in of_key)


def _group(folded: str, language: str, claim: Claim) -> str:
    """Return the group that the counted noun, or a word between number and noun, names."""
    unit = plain(claim.unit)
    number = plain(claim.number)
    counted = unit
    at = folded.find(number)
    end = folded.find(unit, at + len(number) - 1) if at >= 0 else -1
    if end >= 0:
        counted = folded[at + len(number) - 1 : end] + unit
    own = OWN_GROUP.get(claim.kind, frozenset())
    found = {key for word, key in _groups(language) if word in counted}
    return " ".join(sorted(found - own))


@cache
def _scopes(language: str) -> tuple[tuple[str, str], ...]:
    rows = words(language).scopes if language in LANGUAGES else {}
    return tuple((plain(word), key) for key, of_key in rows.items() for word in of_key)


def _scope(folded: str, language: str, claim: Claim) -> str:
    """Return where the words say that the people are, as far as that parts figures of a kind.

    Only the displaced can be abroad or at home; other kinds of movement say it themselves.
    """
    rows = _scopes(language)
    if any(key == "elsewhere" and word in folded for word, key in rows):
        return "elsewhere"
    if claim.kind != "displaced":
        return ""
    found = [(folded.find(word), key) for word, key in rows if word in folded]
    found = found or list(_scopes_by_preposition(folded, language, claim))
    number = folded.find(plain(claim.number))
    # "2.4 million within the country and 700,000 abroad": the words nearest to the number.
    return min(((abs(at - number), key) for at, key in found), default=(0, ""))[1]


def _scopes_by_preposition(folded: str, language: str, claim: Claim) -> Iterator[tuple[int, str]]:
    """Yield (offset, scope) that words before the country's name tell ("within Sudan")."""
    if language not in LANGUAGES:
        return
    tokens = folded.split()
    for place, token in enumerate(tokens):
        if countries_in(token).isdisjoint(claim.country):
            continue
        before = set(tokens[max(0, place - 2) : place])
        for key, prepositions in words(language).scope_prepositions.items():
            if not before.isdisjoint(prepositions):
                yield folded.find(f" {token} "), key


def _is_remainder(folded: str, language: str, claim: Claim) -> bool:
    if language not in LANGUAGES:
        return False
    before, number, after = folded.partition(plain(claim.number))
    if not number:
        return False
    beside = words(language).remainder
    return not (
        beside.before.isdisjoint(before.split()[-NEAR_NUMBER:])
        and beside.after.isdisjoint(after.split()[:1])
    )
