"""Do two claims speak of the same quantity? Features, each with its weight and its words.

A feature looks at one side of two claims and returns evidence: a weight and an explanation.
Weights add up; claims with :data:`SAME` or more speak of the same quantity. :data:`NEVER` parts
two claims whatever else speaks for them. The period counts most, since a figure without its
period is no figure; numbers alone never suffice (two destinations can both take in 80,000).

==============  ==================================================================  =============
feature         evidence                                                            weight
==============  ==================================================================  =============
period          same calendar period; same beginning                                3
..              states of one stock                                                 2.5
..              the same day, or few (several things may happen on one day)         1.5
..              a count since the day, and the day itself                           2
..              the beginning known by the month only; neighbouring days            1.5; 1
..              beginnings that differ by a fifth of the time counted, or less         2
..              two forecasts made within a month                                   1.5
..              a state of a stock, and its count since a beginning                 1
..              a date that may be no more than the day of the report               0.5
..              a toll whose course is told, within :data:`RUN_DAYS`                0.5
..              anything else                                                       NEVER
number          the same, by how much a coincidence would surprise                  0.4, 1, 2
..              compatible; a known misprint                                        1
..              grown since                                                         0
..              close                                                               0.5
..              apart by less than :data:`FAR`; by more                             -1; -3
size            both counts large: two such events on one day are rare              1.5
kind            different kinds of one movement                                     -1.5
..              kind ``other``, with a number of a kind; with another number        -3.5; NEVER
unit            kind ``other`` and different units: the kind says nothing           -1.5
group           different parts of the people                                       NEVER
scope           abroad, at home or elsewhere: different; known of one only          NEVER; -0.5
remainder       one stands beside another figure of its text ("another 170")        -3
origin          different; named by one only                                        NEVER; -3
modality        a plan or forecast, and a count (or denial of another number)       NEVER
course          a toll: one text gives the old state beside the new; a report of a   3; 1
..              risen toll, and an earlier one of the same kind of event
event           a toll: different kinds of events                                   -1.5
text            one text gives two numbers in one voice for one day: two things          NEVER
..              the text says that one is a part of the other                       NEVER
source          the same original source                                            1
copies          copies of one text                                                  1
==============  ==================================================================  =============
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from reconcile.course import RUN_DAYS
from reconcile.periods import days_between, same_start, within
from reconcile.reading import Reading
from reconcile.sources import same_source
from reconcile.tolls import told_course, unlike_events
from reconcile.values import compare, digits, ratio, same_number, slip
from reconcile.vocabulary import plain

SAME = 2.0
NEVER = -100.0

LARGE = 100.0
"""From here on two unrelated events of one kind in one country on one day are rare."""

CLOSE = 1.25
"""Counts of one thing by two offices differ by such a factor."""

SHORT = 3
"""Counts over so few days are told apart like events of one day."""

FAR = 15.0
"""Tolls claimed by the two sides of a war may differ by more than ten, rarely by more than this."""

START_SHARE = 0.2
"""Beginnings this close, as a share of the time counted, may be told of one event."""

FORECAST_DAYS = 31
"""Forecasts are dated by when they were made; repeated within a month they are one forecast."""

STOCK_DAYS = 92
"""Two states of a stock this many days apart or fewer are steps of one time line."""

STEM = 5
"""Units that share so many letters at the beginning of a word are one noun ("Syrer", "Syrern")."""

GROWTH_DAYS = 7
"""After so many days a count can have grown by any factor."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one feature found: its weight and, where it found anything, the words for it."""

    feature: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Match:
    """The sum of all evidence that two claims speak of the same quantity."""

    score: float
    evidence: tuple[Evidence, ...]

    @property
    def same(self) -> bool:
        """Whether the claims speak of the same quantity."""
        return self.score >= SAME


Found = tuple[float, str, *tuple[object, ...]] | None
"""Weight, words, and what stands in their places: put together only where somebody reads them."""

Feature = Callable[[Reading, Reading], Found]


def _modality(a: Reading, b: Reading) -> Found:
    if a.expected == b.expected:
        return None
    if (a.denied or b.denied) and same_number(a.number, b.number):
        return None
    return NEVER, "one is a plan or a forecast, the other a count"


def _group(a: Reading, b: Reading) -> Found:
    if a.group == b.group:
        return None
    return NEVER, "different groups: {} and {}", a.group or "all", b.group or "all"


def _origin(a: Reading, b: Reading) -> Found:
    here, there = a.origin, b.origin
    if here == there:
        return None
    if here and there:
        return NEVER, "from {} and from {}", " ".join(here), " ".join(there)
    return -3.0, "only one says that they are from {}", " ".join(here or there)


def _scope(a: Reading, b: Reading) -> Found:
    if a.scope == b.scope:
        return None
    if (a.scope and b.scope) or "elsewhere" in (a.scope, b.scope):
        return NEVER, "different places: {} and {}", a.scope or "here", b.scope or "here"
    return -0.5, "only one says: {}", a.scope or b.scope


def _unit(a: Reading, b: Reading) -> Found:
    if a.claim.kind != "other" or b.claim.kind != "other":
        return None
    here, there = (plain(reading.claim.unit).split() for reading in (a, b))
    if any(one[:STEM] == two[:STEM] for one in here for two in there):
        return None
    return -1.5, "different units: {} and {}", a.claim.unit, b.claim.unit


def _remainder(a: Reading, b: Reading) -> Found:
    if a.remainder == b.remainder:
        return None
    return -3.0, "one stands beside another figure of its text"


def _kind(a: Reading, b: Reading) -> Found:
    if a.claim.kind == b.claim.kind:
        return None
    both = "{} and {}", a.claim.kind, b.claim.kind
    if "other" not in (a.claim.kind, b.claim.kind):
        return -1.5, *both
    # A reader did not know what the people were counted as; only all else can tell.
    return (-3.5 if same_number(a.number, b.number) else NEVER), *both


def _period(a: Reading, b: Reading) -> Found:
    one, two = a.period, b.period
    if a.expected and b.expected:
        return _forecasts(a, b)
    if one.shape == two.shape:
        return _same_shape(a, b)
    day, other = (a, b) if one.shape == "day" else (b, a)
    if day.period.shape == "day" and other.period.shape == "running":
        if same_start(day.period, other.period):
            return 2.0, "the day, and a count since that day"
        if day.now and within(day.period, other.period, slack=31):
            return 0.5, "one date may be no more than the day of the report"
        if day.stock and within(day.period, other.period, slack=2):
            return 1.0, "a state of the stock that the other counts"
    if "open" in (one.shape, two.shape) and abs((b.state - a.state).days) <= STOCK_DAYS:
        return 0.5, "one has no beginning; the same state"
    return NEVER, "different periods"


def _forecasts(a: Reading, b: Reading) -> Found:
    one, two = a.period, b.period
    if (one.first, one.last) == (two.first, two.last) or same_start(one, two):
        return 3.0, "forecasts for the same period"
    gap = days_between(one.first, two.first)
    if (
        gap is not None
        and abs(gap) <= FORECAST_DAYS
        and (one.shape, two.shape) != ("calendar", "calendar")
    ):
        return 1.5, "forecasts made within a month"
    return NEVER, "forecasts for different periods"


def _length(reading: Reading) -> int:
    """Return how many days the claim counts; a stock or an open beginning counts as long."""
    days = days_between(reading.period.first, reading.state)
    return SHORT + 1 if days is None or reading.stock else days + 1


def _close_start(a: Reading, b: Reading) -> bool:
    gap = days_between(a.period.first, b.period.first)
    spans = (days_between(reading.period.first, reading.state) for reading in (a, b))
    shorter = min(span for span in spans if span is not None)
    return gap is not None and abs(gap) <= START_SHARE * shorter


def _same_shape(a: Reading, b: Reading) -> Found:
    one, two = a.period, b.period
    if one.shape == "calendar":
        if (one.first, one.last) == (two.first, two.last):
            return 3.0, "the same period, {}", a.claim.date
    elif one.shape == "running":
        if same_start(one, two):
            if max(_length(a), _length(b)) <= SHORT:
                return 1.5, "the same days, since {}", one.first
            vague = one.first != one.start_last or two.first != two.start_last
            return (1.5 if vague else 3.0), "count since {} and {}", one.first, two.first
        if _close_start(a, b):
            return 2.0, "counts since {} and since {}", one.first, two.first
    elif a.stock and b.stock:
        if abs((b.state - a.state).days) <= STOCK_DAYS:
            return 2.5, "states of one stock"
    else:
        apart = days_between(one.last, two.last)
        if apart == 0:
            return 1.5, "the same day, {}", one.last
        if apart is not None and abs(apart) == 1:
            return 1.0, "neighbouring days"
        if apart is not None and abs(apart) <= RUN_DAYS and told_course(a, b) is not None:
            return 0.5, "days of one week"
    return NEVER, "different periods"


def _number(a: Reading, b: Reading) -> Found:
    how = compare(a.number, b.number)
    both = a.number, b.number
    if how == "same":
        size = min(a.number.middle, b.number.middle)
        surprise = 2.0 if size >= LARGE or digits(size) >= 3 else 1.0 if size >= 10 else 0.4
        return surprise, "the same number: {} and {}", *both
    if how == "compatible":
        return 1.0, "compatible: {} and {}", *both
    if how == "slip":
        return 1.0, "{}: {} and {}", slip(a.number, b.number), *both
    factor = ratio(a.number, b.number)
    if factor <= CLOSE:
        return 0.5, "close: {} and {}", *both
    old, new = (a, b) if a.state <= b.state else (b, a)
    days = (new.state - old.state).days
    if new.number.middle > old.number.middle and days > 0:
        if factor <= FAR:
            return 0.0, "may have grown: {}, then {}", old.number, new.number
        if days >= GROWTH_DAYS:
            return -1.0, "has grown much: {}, then {}", old.number, new.number
    return (-1.0 if factor <= FAR else -3.0), "apart: {} and {}", *both


def _size(a: Reading, b: Reading) -> Found:
    if max(_length(a), _length(b)) > SHORT or min(a.number.middle, b.number.middle) < LARGE:
        return None
    return 1.5, "large counts on one day"


def _source(a: Reading, b: Reading) -> Found:
    return (1.0, "the same original source") if same_source(a.source, b.source) else None


def one_voice(a: Reading, b: Reading) -> bool:
    """Tell whether one text gives two incompatible numbers in one voice for one day.

    A text may report a conflict or the growth of a count, but it names two sources or two days
    then, or says that one number is no longer the state. Two numbers in one voice are of two
    places or groups, whether or not we know the words.
    """
    return (
        a.report.document == b.report.document
        and a.source == b.source
        and a.denied == b.denied
        and a.course.former == b.course.former
        and abs((b.state - a.state).days) <= 2
        and compare(a.number, b.number) == "apart"
    )


def told_apart(a: Reading, b: Reading) -> bool:
    """Tell whether one text says that two claims are of different things."""
    return part_of_other(a, b) or one_voice(a, b)


def part_of_other(a: Reading, b: Reading) -> bool:
    """Tell whether the text says that one claim is a part of the other ("of whom")."""
    return a.claim.part_of == b.id or b.claim.part_of == a.id


def _text(a: Reading, b: Reading) -> Found:
    if part_of_other(a, b):
        return NEVER, "the text says that one is a part of the other"
    return (NEVER, "one text, one voice, two numbers") if one_voice(a, b) else None


def _copies(a: Reading, b: Reading) -> Found:
    key = a.report.near_duplicates
    if key is None or key != b.report.near_duplicates:
        return None
    return 1.0, "copies of one text"


FEATURES: dict[str, Feature] = {
    "modality": _modality,
    "group": _group,
    "origin": _origin,
    "scope": _scope,
    "text": _text,
    "period": _period,
    "number": _number,
    "kind": _kind,
    "unit": _unit,
    "remainder": _remainder,
    "size": _size,
    "course": told_course,
    "event": unlike_events,
    "source": _source,
    "copies": _copies,
}
"""All features, those that can part two claims for good first."""

_ORDER = tuple(FEATURES.values())


def score(a: Reading, b: Reading) -> float:
    """Return the sum that :func:`match` comes to, without the words; for the many comparisons."""
    total = 0.0
    for feature in _ORDER:
        found = feature(a, b)
        if found is not None:
            total += found[0]
            if found[0] == NEVER:
                break
    return total


def match(a: Reading, b: Reading) -> Match:
    """Return all evidence that two claims of one place and kind family are the same quantity.

    Stops at the first feature that parts them for good.
    """
    score, evidence = 0.0, []
    for name, feature in FEATURES.items():
        found = feature(a, b)
        if found is None:
            continue
        weight, words, *places = found
        evidence.append(Evidence(name, weight, words.format(*places)))
        score += found[0]
        if found[0] == NEVER:
            break
    return Match(score, tuple(evidence))
