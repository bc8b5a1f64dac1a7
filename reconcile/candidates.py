"""Which claims meet: candidates by keys, and neighbours among those that share one.

Not all pairs are compared. Each claim is posted under a few keys that it has by itself, whatever
else is on record; claims that share a key stand in its block, sorted by state and by size, and
each meets its neighbours in both orders. So the cost per claim is bounded by :data:`WINDOWS`, and a
new claim changes nothing but the neighbourhoods that it comes to stand in.

============  ==================================================================================
step          what claims of a block share
============  ==================================================================================
``full``      everything that is said: kind, place, origin, group, scope, modality, rate, and a
              period of the same shape and beginning
``text``      a document, and a toll of the same place and people: a text tells the course
``wide``      kind family, place, group and rate, and a state of about the same time: one of them
              leaves something unsaid, or a toll has run on
``kindless``  place, group, rate and number: the words of one do not tell the kind
============  ==================================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from operator import attrgetter

from reconcile.features import FORECAST_DAYS, SAME, STOCK_DAYS, score
from reconcile.periods import SLACK_DAYS
from reconcile.reading import MOVEMENT, Reading
from reconcile.tolls import told_course
from store.model import Link, Posting, Step, content_number

WINDOWS: dict[Step, int] = {"full": 6, "text": 6, "wide": 3, "kindless": 3}
"""How many neighbours on each side a claim meets in each sorted order of a block."""


def postings(reading: Reading) -> Iterator[Posting]:
    """Yield the places of a claim, by what it says alone."""
    wide = _wide_key(reading)
    yield from _over_time("full", reading, *_full_key(reading, wide))
    if reading.toll:
        yield _posting("text", reading, f"{wide} {reading.report.document!r}", late=False)
    yield from _over_time("wide", reading, wide, STOCK_DAYS + 1, reading.state.toordinal())
    people = (sorted(reading.claim.country), *_manner(reading), reading.number.low)
    yield _posting("kindless", reading, repr(people), late=False)


def _manner(reading: Reading) -> tuple[object, ...]:
    return reading.group, reading.claim.per, reading.claim.change is None


def _wide_key(reading: Reading) -> str:
    """Return what two claims of one quantity share, whatever one of them leaves unsaid."""
    claim = reading.claim
    family = "movement" if claim.kind in MOVEMENT else claim.kind
    return repr((family, sorted(claim.country), *_manner(reading)))


def _full_key(reading: Reading, wide: str) -> tuple[str, int, int]:
    """Return what two claims share that say everything, the length of a stretch, and the day.

    A length of 0 stands for claims that share the very day.
    """
    shape = "forecast" if reading.expected else reading.period.shape
    said = (reading.claim.kind, reading.origin, reading.scope, reading.remainder, shape)
    first, last = reading.period.first, reading.period.last
    if reading.stock or first is None:
        return f"{wide} {said}", STOCK_DAYS + 1, reading.state.toordinal()
    if reading.expected:
        return f"{wide} {said}", FORECAST_DAYS + 1, first.toordinal()
    if shape == "running":
        return f"{wide} {said}", SLACK_DAYS + 1, first.toordinal()
    return f"{wide} {said} {first}/{last}", 0, 0


def _over_time(step: Step, reading: Reading, key: str, length: int, day: int) -> Iterator[Posting]:
    if length == 0:
        yield _posting(step, reading, key, late=False)
        return
    stretch = day // length
    yield _posting(step, reading, f"{key} {stretch}", late=False)
    yield _posting(step, reading, f"{key} {stretch + 1}", late=True)


def _posting(step: Step, reading: Reading, key: str, *, late: bool) -> Posting:
    block = content_number(step, key)
    day, size = reading.state.toordinal(), reading.number.middle
    return Posting(block, day, size, reading.id, step, late)


def _orders(block: Iterable[Posting]) -> tuple[list[Posting], list[Posting]]:
    """Return the postings of one block by state (as they order themselves) and by size."""
    by_state = sorted(block)
    return by_state, sorted(by_state, key=attrgetter("size"))


def meetings(block: Iterable[Posting], of: Container[str] | None = None) -> set[tuple[str, str]]:
    """Return the pairs of claims of one block that meet, the smaller id first.

    With ``of`` only those of which one is among these claims.
    """
    found = set()
    for order in _orders(block):
        window = WINDOWS[order[0].step] if order else 0
        places = range(len(order))
        for place in places if of is None else [at for at in places if order[at].claim in of]:
            one = order[place]
            # Two may meet in both orders, each first in one of them: all that a claim meets is
            # looked at, or none of it, so that a pair has not parted that still meets elsewhere.
            begin = place + 1 if of is None else max(0, place - window)
            for other in order[begin : place + 1 + window]:
                if other is not one and not (one.late and other.late):
                    pair = (one.claim, other.claim)
                    found.add(pair if pair[0] < pair[1] else pair[::-1])
    return found


def shifted(block: Iterable[Posting], changed: Container[str]) -> set[str]:
    """Return the claims of a block that others may follow than before, as claims came or went.

    ``block`` holds those that went besides those that stand.
    """
    found = set()
    for order in _orders(block):
        reach = 0
        for one in reversed(order):
            if one.claim in changed:
                reach = WINDOWS[one.step] + 1
            if reach:
                found.add(one.claim)
                if one.claim not in changed:
                    reach -= 1
    return found


def may_match(step: Step, a: Reading, b: Reading) -> bool:
    """Tell whether a step is for two claims of its block at all."""
    if step == "text":
        return told_course(a, b) is not None
    if step == "kindless":
        return (a.claim.kind == "other") != (b.claim.kind == "other")
    return True


def links(met: Iterable[tuple[Step, str, str]], readings: Mapping[str, Reading]) -> Iterator[Link]:
    """Yield the links between claims that met and match; ``readings`` holds them by id."""
    scores: dict[tuple[str, str], float] = {}
    for step, a, b in met:
        if may_match(step, readings[a], readings[b]):
            found = scores.get((a, b))
            if found is None:
                found = scores[a, b] = score(readings[a], readings[b])
            if found >= SAME:
                yield Link(a, b, step, found)


def all_meetings(stand: Iterable[Posting]) -> Iterator[tuple[Step, str, str]]:
    """Yield who meets whom among all these postings, the smaller id first, and at which step.

    In blocks of strays nobody meets: they are only on file.
    """
    blocks: dict[int, list[Posting]] = defaultdict(list)
    for posting in stand:
        if posting.step != "stray":
            blocks[posting.block].append(posting)
    for block in blocks.values():
        if len(block) > 1:
            for a, b in meetings(block):
                yield block[0].step, a, b
