"""How a toll runs on: which claims are states of one count of the dead, hurt or missing.

A toll is dated by the day of its event, yet its state is that of the day on which it was reported.
Two tolls of one country in one week are one count only where somebody says so: a text that gives
the old number beside the new one ("41, up from 23"), or a report that its number has risen, of an
event of the kind that the older report named.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from extract.words import LANGUAGES
from reconcile.vocabulary import plain, words
from store.model import Claim, Kind

TOLLS: frozenset[Kind] = frozenset({"killed", "injured", "missing"})
"""Kinds that are counted after an event and run on for days."""

RUN_DAYS = 7
"""A toll of an event that is given without its beginning runs on for so many days."""

DAY = dt.timedelta(days=1)

NEAR_NUMBER = 2
"""How many words before a number can tell what it rose from: "from about 23"."""


@dataclass(frozen=True, slots=True)
class Course:
    """What a sentence says of the course of its number.

    ``former``: it is no longer the state; ``risen``: it replaces a smaller one; ``corrected``: it
    may replace a larger one; ``events``: keys of the events that the sentence names.
    """

    former: bool
    risen: bool
    corrected: bool
    events: frozenset[str]


NOTHING = Course(False, False, False, frozenset())


WHOLE_WORD = 4
"""A name of an event with so many letters or fewer is a word, a longer one a word's beginning."""


@cache
def _events(language: str) -> tuple[tuple[str, str], ...]:
    rows = words(language).events
    return tuple(
        (plain(name) if len(name) <= WHOLE_WORD else plain(name).rstrip(), key)
        for key, of_key in rows.items()
        for name in of_key
    )


def course_of(folded: str, language: str, claim: Claim) -> Course:
    """Return the course that a toll's sentence, folded as in ``plain``, tells of its number."""
    if claim.kind not in TOLLS or language not in LANGUAGES:
        return NOTHING
    course = words(language).course
    corrected = _any(course.corrected, folded)
    changed = corrected or _any(course.rising, folded)
    before, number, _ = folded.partition(plain(claim.number))
    near = before.split()[-NEAR_NUMBER:] if number else []
    # "rose from 23 to 41": of a sentence with both numbers, the one that the change began with.
    began = changed and not course.origin.isdisjoint(near)
    reported_before = _any(course.before, folded) and _any(course.reported, folded)
    former = began or (not changed and (_any(course.former, folded) or reported_before))
    return Course(
        former=former,
        risen=changed and not former,
        corrected=corrected,
        events=frozenset(key for name, key in _events(language) if name in folded),
    )


@cache
def _folded(phrases: frozenset[str]) -> tuple[str, ...]:
    return tuple(plain(phrase) for phrase in phrases)


def _any(phrases: frozenset[str], folded: str) -> bool:
    return any(phrase in folded for phrase in _folded(phrases))
