"""What people decided about claims, as comparing needs it: who judged what, and what counts.

Judgements are append-only. Of several on the same claim, or the same pair, the last one counts. A
judgement on claims that are not on record (any more) changes nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from store.model import Judgement

Pair = frozenset[str]


@dataclass(frozen=True, slots=True)
class Rulings:
    """The judgements that count: of pairs of claims, and of claims that were read wrongly."""

    same: Mapping[Pair, Judgement] = field(default_factory=dict)
    different: Mapping[Pair, Judgement] = field(default_factory=dict)
    wrong: Mapping[str, Judgement] = field(default_factory=dict)

    @staticmethod
    def of(judgements: Iterable[Judgement]) -> Rulings:
        """Return what counts of judgements, the first made first."""
        last = {judgement.claims: judgement for judgement in judgements}.values()
        return Rulings(
            {frozenset(one.claims): one for one in last if one.verdict == "same"},
            {frozenset(one.claims): one for one in last if one.verdict == "different"},
            {one.claim: one for one in last if one.verdict == "wrong claim"},
        )

    def apart(self, a: str, b: str) -> bool:
        """Tell whether somebody judged two claims to be of different things."""
        return frozenset((a, b)) in self.different

    def together(self, known: Container[str]) -> Iterator[tuple[str, str]]:
        """Yield the pairs of known claims that somebody judged to be of the same thing, sorted."""
        for a, b in sorted(sorted(pair) for pair in self.same):
            if a in known and b in known:
                yield a, b

    def partners(self) -> dict[str, list[str]]:
        """Return for each claim those that it was judged to be the same as."""
        found: dict[str, list[str]] = {}
        for pair in self.same:
            for claim in pair:
                found.setdefault(claim, []).extend(sorted(pair - {claim}))
        return found

    def conflicts(self) -> Iterator[tuple[Judgement, list[Judgement]]]:
        """Yield each ruling that two claims differ though others make them the same, with those.

        Of several chains of those, a shortest one.
        """
        partners = self.partners()
        for pair, ruling in sorted(self.different.items(), key=lambda row: sorted(row[0])):
            start, end = sorted(pair)
            way = _way(partners, start, end)
            if way:
                yield ruling, [self.same[frozenset(step)] for step in pairwise(way)]


NONE = Rulings()


def _way(partners: Mapping[str, Iterable[str]], start: str, end: str) -> list[str]:
    """Return a shortest chain of claims from one to another, empty where there is none."""
    before: dict[str, str] = {start: start}
    fresh = [start]
    while fresh and end not in before:
        found = {other: claim for claim in fresh for other in partners.get(claim, ())}
        fresh = sorted(found.keys() - before.keys())
        before |= {claim: found[claim] for claim in fresh}
    if end not in before:
        return []
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return way[::-1]
