"""Which figures are parts of which: one group of all, one destination of all who left, one
country of a region, a month of a year, or what a text says itself ("of whom").

A part is never merged with its whole. It is looked up, not searched for: what the whole of a
figure would be (the same without the group, without the origin, the departures from where the
arrivals came) follows from the figure itself. Whatever could be a whole is filed under its own key
for each month that it covers; a part asks under the keys of its wholes for the month it began in.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from reconcile.periods import SLACK_DAYS, Period, within
from reconcile.reading import MOVEMENT, Reading
from reconcile.regions import regions_of
from reconcile.values import compatible
from store.model import Relation, content_number

STATE_DAYS = 31
"""Part and whole of a running count are of about the same day."""

MOST_CLAIMS = 12
"""So many claims of the part meet so many of the whole."""

MOST_MONTHS = 24
"""A whole of more months is filed once, not for each of them."""

OF_PERIOD = "a part of the period"

Members = Sequence[Reading]


def whole_keys(members: Members) -> set[int]:
    """Return the keys under which a figure is filed as a whole."""
    keys: set[tuple[str, int | None]] = set()
    for reading in members[:MOST_CLAIMS]:
        own = [repr(_key(reading, country)) for country in _joint(reading)]
        if _long(reading.period):
            own.append(f"{OF_PERIOD} {_key(reading)}")
        keys.update(product(own, _months(reading)))
    return {content_number(*key) for key in keys}


def part_keys(members: Members) -> dict[int, str]:
    """Return the keys that the wholes of a figure have, each with the reason in words."""
    keys: dict[tuple[str, int | None], str] = {}
    for reading in members[:MOST_CLAIMS]:
        month = _month(_begun(reading))
        for key, reason in _wholes(reading):
            keys[key, month] = keys[key, None] = reason
    return {content_number(*key): reason for key, reason in keys.items()}


def parts(figures: Sequence[Members]) -> Iterator[Relation]:
    """Yield "a is part of b" for claims of different figures, in memory.

    ``figures`` are the claims of each figure, sorted by id, without misprints: none's part.
    """
    filed: dict[int, list[int]] = defaultdict(list)
    for number, members in enumerate(figures):
        for key in whole_keys(members):
            filed[key].append(number)
    for number, members in enumerate(figures):
        reasons: dict[int, set[str]] = defaultdict(set)
        for key, reason in part_keys(members).items():
            for other in filed.get(key, ()):
                if other != number:
                    reasons[other].add(reason)
        for other, found in reasons.items():
            yield from part_of(members, figures[other], found)


def part_of(part: Members, whole: Members, reasons: Iterable[str]) -> Iterator[Relation]:
    """Yield "a is part of b" for claims of two figures that keys brought together, a pair once."""
    seen = set()
    for reason in sorted(reasons):
        for relation in _pairs(part[:MOST_CLAIMS], whole[:MOST_CLAIMS], reason):
            if (relation.a, relation.b) not in seen:
                seen.add((relation.a, relation.b))
                yield relation


def _pairs(part: Members, whole: Members, reason: str) -> Iterator[Relation]:
    told: dict[str, list[Reading]] = defaultdict(list)
    for b in whole:
        if not b.course.former:
            told[b.report.document].append(b)
    for a in part:
        # "58, including 11 children": the text tells of which state of the toll they are.
        own = told.get(a.report.document)
        for b in whole:
            if a.denied or b.denied or not _fits(a, b, reason):
                continue
            if own and not any(compatible(each.number, b.number) for each in own):
                continue
            yield _relation(a, b, reason)


def stated_parts(readings: Iterable[Reading]) -> Iterator[Relation]:
    """Yield "a is part of b" where the text of both says so."""
    by_id = {reading.id: reading for reading in readings}
    for reading in by_id.values():
        whole = by_id.get(reading.claim.part_of or "")
        if whole is not None and not (reading.denied or whole.denied):
            yield _relation(reading, whole, "the text says so")


def _relation(a: Reading, b: Reading, reason: str) -> Relation:
    return Relation(a.id, b.id, "part_of", 0.8, (f"{reason}: {a.number} of {b.number}",))


def _key(reading: Reading, country: tuple[str, ...] | None = None) -> tuple[object, ...]:
    claim = reading.claim
    movement = claim.kind in MOVEMENT and set(claim.country) == set(reading.origin)
    kind = "movement" if movement else claim.kind
    place = claim.country if country is None else country
    return (kind, place, reading.origin, reading.group, reading.scope, *_nature(reading))


def _joint(reading: Reading) -> Iterator[tuple[str, ...]]:
    """Yield the claim's countries, and each of several that it counts together."""
    countries = reading.claim.country
    yield countries
    if len(countries) > 1:
        for country in countries:
            yield "with others", country


def _nature(reading: Reading) -> tuple[object, ...]:
    claim = reading.claim
    # "36,000 more Russians than before the war": so many came, as a part of all who left.
    counted = claim.change is None or (claim.kind in MOVEMENT and claim.change > 0)
    return reading.expected, claim.per, counted


def _wholes(reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the keys that a whole of this claim would have, with the reason."""
    claim, nature = reading.claim, _nature(reading)
    place = (claim.country, reading.origin)
    if not reading.stock:
        yield f"{OF_PERIOD} {_key(reading)}", OF_PERIOD
    if len(claim.country) == 1:
        yield repr(_key(reading, ("with others", *claim.country))), "one of several countries"
        for region in regions_of(claim.country[0]):
            yield repr(_key(reading, (region,))), "one country of the region"
    if reading.origin and set(reading.origin) != set(claim.country):
        key = (claim.kind, claim.country, (), reading.group, reading.scope, *nature)
        yield repr(key), "one origin of all"
        if claim.kind in MOVEMENT:
            for scope in ("", "abroad"):
                key = ("movement", reading.origin, reading.origin, reading.group, scope, *nature)
                yield repr(key), "one destination of all who left"
    if reading.group:
        yield repr((_key(reading)[0], *place, "", reading.scope, *nature)), "one group of all"
    if reading.scope in ("abroad", "internal"):
        key = ("movement", *place, reading.group, "", *nature)
        yield repr(key), "some of all who had to leave"


def _long(period: Period) -> bool:
    return period.shape != "open" and period.last is not None and period.first != period.last


def _begun(reading: Reading) -> dt.date:
    return reading.period.first or reading.state


def _month(day: dt.date) -> int:
    return day.year * 12 + day.month


def _months(reading: Reading) -> list[int | None]:
    """Return the months under which a whole is filed; None where they are too many."""
    slack = dt.timedelta(days=SLACK_DAYS)
    first = _month(_begun(reading) - slack)
    last = _month((reading.period.last or reading.state) + slack)
    if last - first >= MOST_MONTHS:
        return [None]
    return list(range(first, last + 1))


def _fits(a: Reading, b: Reading, reason: str) -> bool:
    if a.number.low > b.number.reach()[1] or a.number.reach()[0] > b.number.high:
        return False
    if reason == OF_PERIOD:
        return _shorter(a.period, b.period)
    one, two = a.period, b.period
    if one.shape == "calendar" or two.shape == "calendar":
        return (one.first, one.last) == (two.first, two.last)
    return (
        abs((b.state - a.state).days) <= STATE_DAYS
        and one.first is not None
        and two.first is not None
        and abs((two.first - one.first).days) <= SLACK_DAYS
    )


def _shorter(part: Period, whole: Period) -> bool:
    """Tell whether one closed period lies in a longer one."""
    if part.shape == "running" or part == whole:
        return False
    return whole.shape != "open" and whole.last is not None and within(part, whole)
