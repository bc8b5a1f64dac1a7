"""A total and its parts: what do the named parts add up to, and how many remain unnamed?

Parts are grouped by what parts them from the whole. Only parts that nobody can belong to twice add
up: different places, different origins, periods one after the other. Children and women are parts
too, but a girl may be both. A sum is of intervals, as its numbers are: "110,000" and "more than
36,000" are at least 146,000.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from reconcile.periods import Period, within
from reconcile.reading import MOVEMENT, Reading
from reconcile.regions import regions_of
from reconcile.values import Stated

Dimension = Literal["place", "origin", "period", "group", "other"]
"""What parts a part from its whole.

Where the people are; whose people they are; when; who among them; something else, or several.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A figure that is a part of a total, with the claim of its best value.

    ``of`` says which part: countries' codes (place, origin), the EDTF date (period) or the key of
    a group; empty for others. ``counted`` is whether it is in the sum, where there is one: not,
    where another part holds the same people.
    """

    figure: str
    claim: str
    of: tuple[str, ...]
    number: Stated
    counted: bool


@dataclass(frozen=True, slots=True)
class Split:
    """The parts of a total in one dimension, the largest first.

    ``sum`` and ``remainder`` (whole minus sum, not below zero) are None where the parts may hold
    the same people. ``excess`` is by how much the parts, at the least, exceed what can be behind
    the words of the whole; 0 where they do not.
    """

    dimension: Dimension
    parts: tuple[Part, ...]
    sum: Stated | None
    remainder: Stated | None
    excess: float


@dataclass(frozen=True, slots=True)
class Total:
    """The splits of a total, and the countries (sorted) that its claims say are missing in it."""

    splits: tuple[Split, ...]
    excluded: tuple[str, ...]


def total(whole: Iterable[Reading], best: Reading, parts: Mapping[str, Reading]) -> Total:
    """Return how the parts of a figure stand to it.

    ``whole`` are the figure's claims, ``best`` the one with its best value; ``parts`` gives the
    best claim of each figure that is a part of it, by the figure's id. Denials are no parts.
    """
    grouped: dict[Dimension, dict[str, Reading]] = defaultdict(dict)
    for figure, part in parts.items():
        if not part.denied:
            grouped[_dimension(part, best)][figure] = part
    excluded = {code for one in whole if not one.denied for code in one.claim.excluded}
    return Total(
        tuple(_split(name, grouped[name], best) for name in _LABELS if name in grouped),
        tuple(sorted(excluded)),
    )


def _dimension(part: Reading, whole: Reading) -> Dimension:
    if part.claim.kind != whole.claim.kind and not {part.claim.kind, whole.claim.kind} <= MOVEMENT:
        return "other"
    differs: list[Dimension] = []
    if set(part.claim.country) != set(whole.claim.country):
        differs.append("place")
    if part.origin != whole.origin:
        differs.append("origin")
    if part.group != whole.group:
        differs.append("group")
    if not differs and part.period != whole.period and within(part.period, whole.period):
        differs.append("period")
    # Of "3 children from Syria" the children of other countries are not known: no sum.
    return differs[0] if len(differs) == 1 else "other"


_LABELS: dict[Dimension, Callable[[Reading], tuple[str, ...]]] = {
    "place": lambda part: tuple(sorted(part.claim.country)),
    "origin": lambda part: part.origin,
    "period": lambda part: (part.claim.date,),
    "group": lambda part: tuple(part.group.split()),
    "other": lambda part: (),
}
"""Which part it is, for each dimension, in the order in which they are told."""


@dataclass(slots=True)
class _Countries:
    """Countries and regions that no further part may touch."""

    taken: set[str] = field(default_factory=set)
    around: set[str] = field(default_factory=set)

    def take(self, codes: Sequence[str]) -> bool:
        """Take the countries; tell whether none of them was taken, alone or in a region."""
        regions = {region for code in codes for region in regions_of(code)}
        if not self.taken.isdisjoint({*codes, *regions}) or not self.around.isdisjoint(codes):
            return False
        self.taken.update(codes)
        self.around |= regions
        return True


@dataclass(slots=True)
class _Days:
    """Periods that no further part may touch, in order."""

    firsts: list[dt.date] = field(default_factory=list)
    lasts: list[dt.date] = field(default_factory=list)

    def take(self, period: Period) -> bool:
        """Take a period; tell whether none of its days was taken."""
        first, last = _ends(period)
        at = bisect(self.firsts, first)
        if (at and self.lasts[at - 1] >= first) or (
            at < len(self.firsts) and self.firsts[at] <= last
        ):
            return False
        self.firsts.insert(at, first)
        self.lasts.insert(at, last)
        return True


def _ends(period: Period) -> tuple[dt.date, dt.date]:
    return period.first or dt.date.min, period.last or dt.date.max


def _breadth(dimension: Dimension, part: Reading) -> tuple[int, int]:
    """Return a sort key: of a region and its countries, a year and its months, the wider first."""
    if dimension == "period":
        first, last = _ends(part.period)
        return (first - last).days, 0
    codes = _LABELS[dimension](part)
    return min((len(regions_of(code)) for code in codes), default=0), -len(codes)


def _disjoint(dimension: Dimension, parts: Mapping[str, Reading], best: Reading) -> set[str]:
    """Return the figures that hold no one twice: the widest, then those nearest to the whole's."""

    def rank(figure: str) -> tuple[object, ...]:
        part = parts[figure]
        away = abs((part.state - best.state).days)
        return *_breadth(dimension, part), away, -part.report.published.toordinal(), figure

    countries, days = _Countries(), _Days()
    found = set()
    for figure in sorted(parts, key=rank):
        part = parts[figure]
        if dimension == "period":
            free = days.take(part.period)
        else:
            free = countries.take(_LABELS[dimension](part))
        if free:
            found.add(figure)
    return found


def _split(dimension: Dimension, parts: Mapping[str, Reading], best: Reading) -> Split:
    summed = dimension in ("place", "origin", "period")
    counted = _disjoint(dimension, parts, best) if summed else set()
    listed = [
        Part(figure, part.id, _LABELS[dimension](part), part.number, figure in counted)
        for figure, part in parts.items()
    ]
    listed.sort(key=lambda part: (-part.number.middle, part.of, part.figure))
    numbers = [part.number for part in listed if part.counted]
    least = max(_lowest(part.number) for part in listed)
    if summed:
        least = sum(map(_lowest, numbers))
    return Split(
        dimension=dimension,
        parts=tuple(listed),
        sum=_sum(numbers) if summed else None,
        remainder=_remainder(best.number, numbers) if summed else None,
        excess=max(0.0, least - best.number.reach()[1]),
    )


def _lowest(number: Stated) -> float:
    return 0.0 if number.bound == "max" else number.low


def _highest(number: Stated) -> float | None:
    return None if number.bound == "min" else number.high


def _sum(numbers: Sequence[Stated]) -> Stated:
    low = sum(map(_lowest, numbers))
    highs = [_highest(number) for number in numbers]
    high = None if None in highs else sum(end for end in highs if end is not None)
    return _between(low, high, about=_hedged(numbers))


def _remainder(whole: Stated, numbers: Sequence[Stated]) -> Stated:
    """Return whole minus parts.

    Where the whole is "at least", so is the remainder, and a part that is "at least" too counts
    with the number it states: so it was counted in the whole.
    """
    named, high = _sum(numbers), _highest(whole)
    if high is None:
        low = whole.low - sum(number.high for number in numbers)
        return _between(max(0.0, low), None, about=False)
    most = _highest(named)
    low = 0.0 if most is None else max(0.0, _lowest(whole) - most)
    return _between(low, max(0.0, high - _lowest(named)), about=_hedged([whole, *numbers]))


def _hedged(numbers: Iterable[Stated]) -> bool:
    return any(number.bound == "about" for number in numbers)


def _between(low: float, high: float | None, *, about: bool) -> Stated:
    if high is None:
        return Stated(low, low, "min")
    if low == high:
        return Stated(low, high, "about" if about else "exact")
    return Stated(low, high, "range") if low > 0 else Stated(high, high, "max")
