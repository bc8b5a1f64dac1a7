"""Which figures are parts of which: one group of all, one destination of all who left, a month
of a year.

A part is never merged with its whole. It is looked up, not searched for: what the whole of a
figure would be (the same without the group, without the origin, the departures from where the
arrivals came) follows from the figure itself, and an index answers whether there is one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterator

from reconcile.periods import Period, within
from reconcile.reading import MOVEMENT, Reading
from reconcile.values import compatible, in_words
from store.model import Relation

STATE_DAYS = 31
"""Part and whole of a running count are of about the same day."""

MOST_CLAIMS = 12
"""So many claims of the part meet so many of the whole."""

MOST_WHOLES = 8
"""So many longer periods are tried for a shorter one."""

SLACK = 2
"""Days by which the beginnings of part and whole may differ."""

Members = list[Reading]


def parts(figures: list[Members], misprints: frozenset[str]) -> Iterator[Relation]:
    """Yield "a is part of b" for claims of different figures.

    ``figures`` are the claims of each figure; ``misprints`` ids of claims that are none's part.
    """
    index: dict[Hashable, list[tuple[dt.date, int]]] = defaultdict(list)
    for number, members in enumerate(figures):
        head = members[0]
        if head.period.first is not None:
            for key in {_key(reading) for reading in members}:
                index[key].append((head.period.first, number))
    for entries in index.values():
        entries.sort()
    for number, members in enumerate(figures):
        seen = {number}
        for key, reason in sorted({row for m in members for row in _wholes(m)}, key=repr):
            for other in _nearest(index.get(key, []), members[0].period):
                if other not in seen:
                    seen.add(other)
                    yield from _pairs(members, figures[other], reason, misprints)


def _key(reading: Reading) -> Hashable:
    claim = reading.claim
    movement = claim.kind in MOVEMENT and set(claim.country) == set(reading.origin)
    kind = "movement" if movement else claim.kind
    return (kind, claim.country, reading.origin, reading.group, reading.scope, *_nature(reading))


def _nature(reading: Reading) -> tuple[object, ...]:
    return reading.expected, reading.claim.per, reading.claim.change is None


def _wholes(reading: Reading) -> Iterator[tuple[Hashable, str]]:
    """Yield the keys that a whole of this claim would have, with the reason."""
    claim, nature = reading.claim, _nature(reading)
    place = (claim.country, reading.origin)
    yield _key(reading), "a part of the period"
    if reading.origin and set(reading.origin) != set(claim.country):
        key = (claim.kind, claim.country, (), reading.group, reading.scope, *nature)
        yield key, "one origin of all"
        if claim.kind in MOVEMENT:
            for scope in ("", "abroad"):
                key = ("movement", reading.origin, reading.origin, reading.group, scope, *nature)
                yield key, "one destination of all who left"
    if reading.group:
        kind = _key(reading)[0]  # type: ignore[index]
        yield (kind, *place, "", reading.scope, *nature), "one group of all"
    if reading.scope in ("abroad", "internal"):
        yield ("movement", *place, reading.group, "", *nature), "some of all who had to leave"


def _nearest(entries: list[tuple[dt.date, int]], period: Period) -> list[int]:
    """Return the figures that began last before the period did, or with it."""
    if period.first is None:
        return []
    limit = period.first + dt.timedelta(days=SLACK)
    before = [number for first, number in entries if first <= limit]
    return before[-MOST_WHOLES:]


def _pairs(
    part: Members, whole: Members, reason: str, misprints: frozenset[str]
) -> Iterator[Relation]:
    told: dict[str, list[Reading]] = defaultdict(list)
    for b in whole:
        if not b.course.former:
            told[b.report.document].append(b)
    for a in part[:MOST_CLAIMS]:
        for b in whole[:MOST_CLAIMS]:
            if {a.id, b.id} & misprints or a.denied or b.denied:
                continue
            # "58, including 11 children": the text tells of which state of the toll they are.
            own = told.get(a.report.document)
            if own and not any(compatible(each.number, b.number) for each in own):
                continue
            if _fits(a, b, reason):
                words = f"{reason}: {in_words(a.number)} of {in_words(b.number)}"
                yield Relation(a.id, b.id, "part_of", 0.8, (words,))


def _fits(a: Reading, b: Reading, reason: str) -> bool:
    if a.number.low > b.number.reach()[1] or a.number.reach()[0] > b.number.high:
        return False
    if reason == "a part of the period":
        return not a.stock and _shorter(a.period, b.period)
    one, two = a.period, b.period
    if one.shape == "calendar" or two.shape == "calendar":
        return (one.first, one.last) == (two.first, two.last)
    return (
        abs((b.state - a.state).days) <= STATE_DAYS
        and one.first is not None
        and two.first is not None
        and abs((two.first - one.first).days) <= SLACK
    )


def _shorter(part: Period, whole: Period) -> bool:
    """Tell whether one closed period lies in a longer one."""
    if part.shape == "running" or part == whole:
        return False
    return whole.shape != "open" and whole.last is not None and within(part, whole)
