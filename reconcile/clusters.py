"""Groups claims into figures: the links between candidates are followed, the best first.

Claims that say everything are joined first, then the states of a toll whose course a text tells.
Claims that leave something unsaid (an origin, a beginning) could belong to several figures and
would weld them together. They are placed in a later step: a group of them joins the one best
matching claim outside, and nobody joins through them. At last a claim of kind ``other`` may be
one of a kind that its words did not tell; it joins the one best match of its number.

What people ruled comes before all of that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from reconcile.candidates import all_meetings, links, postings
from reconcile.features import FORECAST_DAYS, told_apart
from reconcile.periods import SLACK_DAYS
from reconcile.reading import MOVEMENT, Reading
from reconcile.rulings import NONE, Rulings
from reconcile.sets import Sets
from reconcile.tolls import told_course
from store.model import Link

UNSAID_PARTS = 6
"""How many things a claim may leave unsaid."""

Voice = tuple[str, str]
"""Document and source: who speaks where."""

Match = tuple[float, int, int]
"""Score of a match, and the indexes of its two readings."""


def cluster(readings: Sequence[Reading], rulings: Rulings = NONE) -> list[list[Reading]]:
    """Return the readings grouped by the quantity that they speak of.

    ``readings`` must be sorted by id; so are the groups and their members.
    """
    by_id = {reading.id: reading for reading in readings}
    stand = chain.from_iterable(postings(reading) for reading in readings)
    return group(readings, links(all_meetings(stand), by_id), rulings)


def group(
    readings: Sequence[Reading], links: Iterable[Link], rulings: Rulings = NONE
) -> list[list[Reading]]:
    """Return the readings grouped along the links between them.

    ``readings`` must be sorted by id; so are the groups and their members. Readings that no chain
    of links or rulings connects never share a group, so that each connected set of them can be
    grouped by itself.
    """
    index = {reading.id: number for number, reading in enumerate(readings)}
    matches: dict[str, list[Match]] = defaultdict(list)
    for found in links:
        matches[found.step].append((found.score, index[found.a], index[found.b]))
    groups = _Groups(readings, rulings)
    for a, b in rulings.together(index):
        groups.unite(index[a], index[b])
    groups.join(matches["full"], steady=True)
    groups.join(
        match
        for match in {*matches["text"], *matches["wide"]}
        if told_course(readings[match[1]], readings[match[2]]) is not None
    )
    groups.join(_vague(readings, groups, matches["wide"]))
    groups.join(_kindless(readings, groups, matches["kindless"]))
    found_groups: dict[int, list[Reading]] = defaultdict(list)
    for number, reading in enumerate(readings):
        found_groups[groups.find(number)].append(reading)
    return list(found_groups.values())


class _Groups:
    """Readings joined into sets, but never two that one text or a person tells apart.

    A union-find over indexes. Each set of several keeps its claims by voice, so that a join looks
    only at claims of the same text and source (:func:`reconcile.features.told_apart`).
    """

    def __init__(self, readings: Sequence[Reading], rulings: Rulings) -> None:
        self._readings = readings
        self._rulings = rulings
        self._sets = Sets(len(readings))
        self._voices: dict[int, dict[Voice, list[int]]] = {}
        self._begun: dict[int, tuple[int, int]] = {}

    def find(self, item: int) -> int:
        """Return the smallest member of the item's set."""
        return self._sets.find(item)

    def join(self, matches: Iterable[Match], *, steady: bool = False) -> None:
        """Join what matches, best first, except sets that are told apart.

        ``steady``: nor do sets join whose beginnings would drift apart, as those of rolling
        windows do ("in the last seven days"), each close to the next.
        """
        for _, a, b in sorted(matches, key=lambda match: (-match[0], match[1], match[2])):
            one, two = self.find(a), self.find(b)
            if one == two or (steady and self._drifts(one, two)) or self._told_apart(one, two):
                continue
            self.unite(one, two)

    def unite(self, a: int, b: int) -> None:
        """Make one set of the two that hold ``a`` and ``b``."""
        one, two = self.find(a), self.find(b)
        if one == two:
            return
        small, large = sorted((self._by_voice(one), self._by_voice(two)), key=len)
        for voice, members in small.items():
            large.setdefault(voice, []).extend(members)
        spans = [span for span in (self._span(one), self._span(two)) if span is not None]
        for root in (one, two):
            self._voices.pop(root, None)
            self._begun.pop(root, None)
        self._sets.join(one, two)
        root = self.find(one)
        self._voices[root] = large
        if spans:
            self._begun[root] = min(span[0] for span in spans), max(span[1] for span in spans)

    def _told_apart(self, one: int, two: int) -> bool:
        here, there = self._by_voice(one), self._by_voice(two)
        small, large = (here, there) if len(here) <= len(there) else (there, here)
        if any(self._parted(small[voice], large[voice]) for voice in small if voice in large):
            return True
        return bool(self._rulings.different) and any(
            self._rulings.apart(self._readings[a].id, self._readings[b].id)
            for a in _members(here)
            for b in _members(there)
        )

    def _by_voice(self, root: int) -> dict[Voice, list[int]]:
        reading = self._readings[root]
        own = {(reading.report.document, reading.source.name): [root]}
        return self._voices.get(root, own)

    def _parted(self, here: list[int], there: list[int]) -> bool:
        return any(told_apart(self._readings[a], self._readings[b]) for a in here for b in there)

    def _span(self, root: int) -> tuple[int, int] | None:
        first = self._readings[root].period.first
        own = None if first is None else (first.toordinal(), first.toordinal())
        return self._begun.get(root, own)

    def _drifts(self, one: int, two: int) -> bool:
        reading, here, there = self._readings[one], self._span(one), self._span(two)
        if here is None or there is None:
            return False
        if not reading.expected and reading.period.shape != "running":
            return False
        most = FORECAST_DAYS if reading.expected else SLACK_DAYS
        return max(here[1], there[1]) - min(here[0], there[0]) > most


def _members(voices: dict[Voice, list[int]]) -> Iterator[int]:
    for members in voices.values():
        yield from members


def _vague(
    readings: Sequence[Reading], groups: _Groups, matches: Iterable[Match]
) -> Iterator[Match]:
    """Yield for each group that leaves something unsaid the one claim that it matches best."""
    root = [groups.find(index) for index in range(len(readings))]
    unsaid: dict[int, int] = {}
    for index, reading in enumerate(readings):
        unsaid[root[index]] = min(unsaid.get(root[index], UNSAID_PARTS), _unsaid(reading))
    best = _Best()
    for strength, a, b in matches:
        if root[a] == root[b]:
            continue
        for own, other in ((a, b), (b, a)):
            if (unsaid[root[own]], root[own]) > (unsaid[root[other]], root[other]):
                best.offer(root[own], strength, other)
    return best.matches()


def _kindless(
    readings: Sequence[Reading], groups: _Groups, matches: Iterable[Match]
) -> Iterator[Match]:
    """Yield for each group of kind ``other`` the one claim of a kind that it matches best."""
    best = _Best()
    for strength, a, b in matches:
        own, other = (a, b) if readings[a].claim.kind == "other" else (b, a)
        best.offer(groups.find(own), strength, other)
    return best.matches()


class _Best:
    """For each group the claim outside that it matches best."""

    def __init__(self) -> None:
        self._best: dict[int, tuple[float, int]] = {}

    def offer(self, group: int, strength: float, other: int) -> None:
        """Keep the match if the group has no better one; of two equal, the smaller index."""
        known = self._best.get(group)
        if known is None or (-strength, other) < (-known[0], known[1]):
            self._best[group] = (strength, other)

    def matches(self) -> Iterator[Match]:
        """Yield the matches that are left."""
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
