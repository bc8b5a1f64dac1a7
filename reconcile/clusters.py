"""Groups claims into figures: candidates by keys, neighbours in sorted order, then components.

Not all pairs are compared. Claims that agree in kind, place, origin, group, scope, modality and
rate share a bucket; a bucket is split by period; within a period each claim meets its neighbours
in two sorted orders (by state and by size). So the cost per claim is bounded by :data:`WINDOW`.

Claims that leave something unsaid (an origin, a beginning) could belong to several figures and
would weld them together. They are placed in a second step: a group of them joins the one best
matching claim outside, and nobody joins through them.

A toll that runs on is dated by its event in one report and by the day of the report in another.
Its states are linked besides where the course of the toll is told. And a claim of kind ``other``
may be one of a kind that its words did not tell; it joins the one best match of its number.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator

from reconcile.features import FORECAST_DAYS, SAME, STOCK_DAYS, one_voice, score
from reconcile.reading import MOVEMENT, Reading
from reconcile.sets import Sets
from reconcile.tolls import told_course

WINDOW = 6
"""How many neighbours a claim meets in each sorted order."""

UNSAID_PARTS = 6
"""How many things a claim may leave unsaid."""

SLACK = dt.timedelta(days=2)
"""Beginnings of one count differ by no more (see :func:`reconcile.periods.same_start`)."""


Voice = tuple[str, str]
"""Document and source: who speaks where."""

Link = tuple[float, int, int]
"""Score of a match, and the indexes of its two readings."""


class Components:
    """Readings joined into sets, but never two that one text tells apart.

    A union-find over indexes. Each set of several keeps its claims by voice, so that a join looks
    only at claims of the same text and source (:func:`reconcile.features.one_voice`).
    """

    def __init__(self, readings: list[Reading]) -> None:
        self._readings = readings
        self._sets = Sets(len(readings))
        self._voices: dict[int, dict[Voice, list[int]]] = {}

    def find(self, item: int) -> int:
        """Return the smallest member of the item's set."""
        return self._sets.find(item)

    def join(self, links: Iterable[Link]) -> None:
        """Join what the links match, best first, except sets with claims that one text parts."""
        for _, a, b in sorted(links, key=lambda link: (-link[0], link[1], link[2])):
            one, two = self.find(a), self.find(b)
            if one == two:
                continue
            here, there = self._by_voice(one), self._by_voice(two)
            small, large = (here, there) if len(here) <= len(there) else (there, here)
            if any(self._parted(small[voice], large[voice]) for voice in small if voice in large):
                continue
            for voice, members in small.items():
                large.setdefault(voice, []).extend(members)
            self._voices.pop(one, None)
            self._voices.pop(two, None)
            self._sets.join(one, two)
            self._voices[self.find(one)] = large

    def _by_voice(self, root: int) -> dict[Voice, list[int]]:
        reading = self._readings[root]
        own = {(reading.report.document, reading.source.name): [root]}
        return self._voices.get(root, own)

    def _parted(self, here: list[int], there: list[int]) -> bool:
        return any(one_voice(self._readings[a], self._readings[b]) for a in here for b in there)


def cluster(readings: list[Reading]) -> list[list[Reading]]:
    """Return the readings grouped by the quantity that they speak of.

    ``readings`` must be sorted by id; so are the groups and their members.
    """
    groups = Components(readings)
    for members in _buckets(readings, _full_key):
        for part in _periods(readings, members):
            groups.join(_links(readings, part))
    groups.join(_told(readings))
    _place_vague(readings, groups)
    _place_kindless(readings, groups)
    found: dict[int, list[Reading]] = defaultdict(list)
    for index, reading in enumerate(readings):
        found[groups.find(index)].append(reading)
    return list(found.values())


def _buckets(readings: list[Reading], key: Callable[[Reading], Hashable]) -> Iterator[list[int]]:
    buckets: dict[Hashable, list[int]] = defaultdict(list)
    for index, reading in enumerate(readings):
        buckets[key(reading)].append(index)
    yield from buckets.values()


def _wide_key(reading: Reading) -> tuple[Hashable, ...]:
    """Return what two claims of one quantity must share, whatever one of them leaves unsaid."""
    claim = reading.claim
    family = "movement" if claim.kind in MOVEMENT else claim.kind
    return family, frozenset(claim.country), reading.group, claim.per, claim.change is None


def _kindless_key(reading: Reading) -> Hashable:
    """Return what a claim of kind ``other`` must share with one of a kind: all, and the number."""
    return _wide_key(reading)[1:], reading.number.low


def _full_key(reading: Reading) -> Hashable:
    """Return what two claims of one quantity share where both say everything."""
    claim = reading.claim
    return (
        _wide_key(reading),
        claim.kind,
        reading.origin,
        reading.scope,
        reading.remainder,
        reading.expected,
        "forecast" if reading.expected else reading.period.shape,
    )


def _periods(readings: list[Reading], members: list[int]) -> Iterator[list[int]]:
    """Split a bucket into runs of claims whose periods may be the same."""
    order = sorted(members, key=lambda index: (_anchor(readings[index]), index))
    run: list[int] = []
    for index in order:
        # A count is held against the run's first beginning, so that rolling windows ("in the
        # last seven days") do not chain; a stock against the state before it: it has no end.
        anchor = readings[run[-1] if readings[index].stock else run[0]] if run else None
        if anchor is not None and _anchor(readings[index]) - _anchor(anchor) > _gap(anchor):
            yield run
            run = []
        run.append(index)
    if run:
        yield run


def _anchor(reading: Reading) -> dt.date:
    if reading.stock or reading.period.first is None:
        return reading.state
    return reading.period.first


def _gap(reading: Reading) -> dt.timedelta:
    if reading.stock or reading.period.shape == "open":
        return dt.timedelta(days=STOCK_DAYS)
    if reading.expected:
        return dt.timedelta(days=FORECAST_DAYS)
    return SLACK if reading.period.shape == "running" else dt.timedelta(0)


def _links(readings: list[Reading], members: list[int]) -> Iterator[Link]:
    for a, b in set(_neighbours(readings, members)):
        found = score(readings[a], readings[b])
        if found >= SAME:
            yield found, a, b


def _told(readings: list[Reading]) -> Iterator[Link]:
    """Yield the links between states of a toll whose course is told, on whatever day."""
    tolls = [index for index, reading in enumerate(readings) if reading.toll]

    def in_text(reading: Reading) -> Hashable:
        return _wide_key(reading), reading.report.document

    for key in (_wide_key, in_text):
        buckets: dict[Hashable, list[int]] = defaultdict(list)
        for index in tolls:
            buckets[key(readings[index])].append(index)
        for members in buckets.values():
            for a, b in set(_neighbours(readings, members)):
                if told_course(readings[a], readings[b]) is None:
                    continue
                strength = score(readings[a], readings[b])
                if strength >= SAME:
                    yield strength, a, b


def _neighbours(readings: list[Reading], members: list[int]) -> Iterator[tuple[int, int]]:
    """Yield pairs that stand close in time or in size."""

    def by_state(index: int) -> tuple[object, ...]:
        return readings[index].state, readings[index].number.middle, index

    def by_size(index: int) -> tuple[object, ...]:
        return readings[index].number.middle, readings[index].state, index

    for key in (by_state, by_size):
        order = sorted(members, key=key)
        for place, a in enumerate(order):
            for b in order[place + 1 : place + 1 + WINDOW]:
                yield (a, b) if a < b else (b, a)


def _place_vague(readings: list[Reading], groups: Components) -> None:
    """Let each group that leaves something unsaid join the one claim that it matches best."""
    root = [groups.find(index) for index in range(len(readings))]
    unsaid: dict[int, int] = {}
    for index, reading in enumerate(readings):
        unsaid[root[index]] = min(unsaid.get(root[index], UNSAID_PARTS), _unsaid(reading))
    best = _Best()
    for members in _buckets(readings, _wide_key):
        for strength, a, b in _links(readings, members):
            if root[a] == root[b]:
                continue
            for own, other in ((a, b), (b, a)):
                if (unsaid[root[own]], root[own]) > (unsaid[root[other]], root[other]):
                    best.offer(root[own], strength, other)
    groups.join(best.links())


def _place_kindless(readings: list[Reading], groups: Components) -> None:
    """Let each group of kind ``other`` join the one claim of a kind that it matches best."""
    best = _Best()
    for members in _buckets(readings, _kindless_key):
        kindless = {index for index in members if readings[index].claim.kind == "other"}
        if not 0 < len(kindless) < len(members):
            continue
        for strength, a, b in _links(readings, members):
            if (a in kindless) != (b in kindless):
                own, other = (a, b) if a in kindless else (b, a)
                best.offer(groups.find(own), strength, other)
    groups.join(best.links())


class _Best:
    """For each group the claim outside that it matches best."""

    def __init__(self) -> None:
        self._best: dict[int, tuple[float, int]] = {}

    def offer(self, group: int, strength: float, other: int) -> None:
        """Keep the match if the group has no better one; of two equal, the smaller index."""
        known = self._best.get(group)
        if known is None or (-strength, other) < (-known[0], known[1]):
            self._best[group] = (strength, other)

    def links(self) -> Iterator[Link]:
        """Yield the links that are left."""
        for group, (strength, other) in self._best.items():
            yield strength, group, other


def _unsaid(reading: Reading) -> int:
    """Return how many of :data:`UNSAID_PARTS` things the claim leaves unsaid."""
    period = reading.period
    return sum(
        (
            not reading.origin,
            reading.claim.kind in MOVEMENT and not reading.scope,
            reading.now,
            period.first is None,
            period.first != period.start_last,
            reading.denied,
        )
    )
