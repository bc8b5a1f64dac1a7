"""Is a cited figure right? A claim against the claims on record.

Only what was published by the day of the claim counts: nobody is wrong about tomorrow's toll.
A verdict is given where the record covers the same people, place and period; where the number
fits another country or period of the record instead, that is said; else the verdict is
``unknown``, never a guess.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from reconcile import features
from reconcile.clusters import cluster
from reconcile.documents import read_documents
from reconcile.figures import figure_id, standing
from reconcile.reading import MOVEMENT, Reading, read
from reconcile.relations import Context, context, within
from reconcile.sources import same_source
from reconcile.strays import Several, Strays
from reconcile.values import Stated, compare, digits
from reconcile.verdict_words import Side, explain
from store.model import PSEUDO_COUNTRIES, Claim, Relation, Report

VerdictName = Literal[
    "supported",
    "outdated",
    "overstated",
    "understated",
    "wrong_country",
    "wrong_period",
    "disputed",
    "unknown",
]

TELLING = 2
"""Significant digits that a number needs to be recognised as another country's or period's."""

RECENT = 366
"""How many days a sentence without a date looks back at first."""

EVER = dt.date.max.toordinal()
"""Days that it looks back where nothing is known of the last ones."""

DATELESS = frozenset({"when.published", "when.stock"})
"""Rules of :mod:`extract.when` by which a claim has the day of its text, for want of a date."""

LOOSE = 0.25
"""Weight of a period that the sentence does not say but may mean."""

NEARLY = 1.1
"""A number this much above the record's "at least" is still covered by it."""

_PLACE = ("group", "scope", "origin", "modality", "remainder")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the record says of one cited figure.

    ``figure`` is the id of the figure that decides (None: ``unknown``), ``claims`` the ids of the
    claims that do, ``why`` the reason in the language of the text.
    """

    claim: Claim
    verdict: VerdictName
    figure: str | None
    claims: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _State:
    """A figure as it stood on the day of the sentence."""

    id: str
    members: list[Reading]
    relations: list[Relation]
    known: Context
    current: list[Reading]


class Record:
    """Figures with what is reported of them, to check sentences against."""

    def __init__(self, figures: Iterable[tuple[str, list[Reading]]], strays: Strays) -> None:
        """Take the figures: id and readings, sorted by id; ``strays`` as in comparing them."""
        self._strays = strays
        self._figures: defaultdict[str, list[tuple[str, list[Reading]]]] = defaultdict(list)
        for id, members in figures:
            for family in sorted({_family(reading) for reading in members}):
                self._figures[family].append((id, members))

    @staticmethod
    def of(reports: Iterable[Report]) -> Record:
        """Return the record of reports that are compared now."""
        readings = read_documents(reports)
        groups = ((figure_id(members), members) for members in cluster(readings))
        return Record(groups, Several.of(readings))

    def check(self, claim: Claim, language: str, published: dt.date) -> Verdict:
        """Return the verdict on a claim made on ``published`` in a text of ``language``."""
        cited = read(Report(claim, claim.article, "", published, language))
        states = list(self._states(cited, published))
        back = RECENT
        same = _fitting(cited, states, back)
        if not same and not DATELESS.isdisjoint(claim.rules):
            # It names no period that could be wrong: the last that is known counts, however old.
            back = EVER
            same = _fitting(cited, states, back)
        verdict: VerdictName = "unknown"
        state = max(same, key=lambda found: _rank(cited, found, back), default=None)
        deciding: list[Reading] = []
        if state is not None:
            verdict, deciding = _judge(cited, state)
        loosely = verdict == "supported" and all(
            reading.number.low > cited.number.high * NEARLY for reading in deciding
        )
        if loosely or verdict in ("unknown", "overstated", "understated"):
            strayed = _strayed(cited, states, back)
            # "More than 900,000" is true of 1.2 million, but not what anybody says of this country
            # where it is just the number of another one.
            if strayed is not None and (not loosely or strayed[0] == "wrong_country"):
                verdict, state, deciding = strayed
        if back == EVER and verdict in ("overstated", "understated"):
            verdict = "unknown"  # since then the number may have become that
        if state is None or verdict == "unknown":
            return Verdict(claim, "unknown", None, (), explain("unknown", claim, [], language))
        sides = [Side.of(reading) for reading in deciding]
        why = explain(verdict, claim, sides, language)
        ids = tuple(reading.id for reading in deciding)
        return Verdict(claim, verdict, state.id, ids, why)

    def _states(self, cited: Reading, published: dt.date) -> Iterator[_State]:
        # A figure with a claim of kind ``other`` is of two families; it is looked at once.
        found = {id: figure for name in families(cited) for id, figure in self._figures[name]}
        for id, figure in found.items():
            members = [r for r in figure if r.report.published <= published]
            # Reading the whole family is bounded by what shares a country or the number.
            if members and any(_near(cited, reading) for reading in members):
                known = context(members, self._strays)
                relations = list(within(members, known))
                current = standing(members, relations, known)
                yield _State(id, members, relations, known, current)


def _family(reading: Reading) -> str:
    return "movement" if reading.claim.kind in MOVEMENT else reading.claim.kind


def families(cited: Reading) -> list[str]:
    """Return the kinds to look among: people of one country in another are also a movement."""
    own = _family(cited)
    moved = cited.origin and cited.origin != tuple(sorted(cited.claim.country))
    return [own, "movement"] if own == "other" and moved else [own]


def _near(cited: Reading, reading: Reading) -> bool:
    places = {*cited.claim.country, *cited.origin}
    shared = not places.isdisjoint((*reading.claim.country, *reading.origin))
    return shared or compare(cited.number, reading.number) == "same"


def _place_fits(cited: Reading, state: _State) -> bool:
    """Tell whether the figure is of the same country, or route, and the same people."""
    return any(_route(cited) == _route(reading) for reading in state.members)


def _route(reading: Reading) -> tuple[object, ...]:
    """Return from where to where; "somewhere abroad" where a movement names no other country."""
    places = frozenset(reading.claim.country) - PSEUDO_COUNTRIES
    if "movement" in families(reading) and reading.scope != "internal":
        target = places - set(reading.origin)
        return reading.origin or tuple(sorted(places)), target
    return reading.origin, places


def _score(cited: Reading, other: Reading, back: int) -> float:
    """Return how well two claims fit apart from the number, the place and who says it.

    ``back`` is how many days before it a sentence without a date may mean.
    """
    score = 0.0
    for name in ("period", *_PLACE):
        if name == "origin":
            continue
        found = features.FEATURES[name](cited, other)
        weight = found[0] if found else 0.0
        if name == "period" and weight == features.NEVER and _loosely_in_time(cited, other, back):
            weight = LOOSE
        score += weight
    return score


def _loosely_in_time(cited: Reading, other: Reading, back: int) -> bool:
    """Tell whether a sentence may mean the other's period though it does not say so.

    A sentence without a date means what is known by now; one with a month what began in it.
    """
    if other.period.shape == "calendar" or other.period.first is None:
        return False
    if cited.now:
        return 0 <= (cited.report.published - other.state).days <= back
    span = cited.period
    if span.shape != "calendar" or span.first is None or span.last is None:
        return False
    return span.first <= other.period.first <= span.last and (span.last - span.first).days <= 31


def _fitting(cited: Reading, states: list[_State], back: int) -> list[_State]:
    """Return the figures of the same people, place and period."""
    return [
        state
        for state in states
        if any(_score(cited, reading, back) > 0 for reading in state.members)
        and _place_fits(cited, state)
    ]


def _rank(cited: Reading, state: _State, back: int) -> tuple[float, bool, int, str]:
    score = max(_score(cited, reading, back) for reading in state.members)
    number = any(compare(cited.number, reading.number) == "same" for reading in state.members)
    return score, number, len(state.members), state.members[0].id


def _agreeing(cited: Reading, readings: Iterable[Reading]) -> list[Reading]:
    return [r for r in readings if _backs(cited.number, r.number)]


def _backs(cited: Stated, known: Stated) -> bool:
    """Tell whether the record bears out a cited number, bound and all."""
    how = compare(cited, known)
    if how != "compatible" or known.bound == "range":
        return how in ("same", "compatible")
    if cited.bound == "min":
        return known.high >= cited.low
    return known.bound != "min" or cited.low <= known.low * NEARLY


def _judge(cited: Reading, state: _State) -> tuple[VerdictName, list[Reading]]:
    """Return the verdict on a number whose figure is known, and the claims that decide."""
    denials = _agreeing(cited, (r for r in state.members if r.denied))
    if cited.denied:
        return ("supported", denials) if denials else ("unknown", [])
    stated = [r for r in state.members if not r.denied and r.id not in state.known.misprints]
    current = [r for r in state.current if not r.denied] or stated
    backing = _agreeing(cited, current)
    if backing:
        ids = {r.id for r in backing}
        against = [r for r in current if r.id not in ids and _opposes(r, ids, state.relations)]
        if denials or against:
            return "disputed", [_newest(backing), *([_newest(denials)] if denials else against[:1])]
        return "supported", [_newest(backing)]
    if _agreeing(cited, stated):
        return "outdated", [_newest(current)] if current else []
    own = [r for r in current if same_source(cited.source, r.source)] or current
    return _measure(cited.number, own)


def _opposes(reading: Reading, backing: set[str], relations: list[Relation]) -> bool:
    return any(
        relation.relation == "contradicts"
        and reading.id in (relation.a, relation.b)
        and backing & {relation.a, relation.b}
        for relation in relations
    )


def _newest(readings: list[Reading]) -> Reading:
    return max(readings, key=lambda r: (r.state, digits(r.number.low), r.report.published, r.id))


def _measure(number: Stated, current: list[Reading]) -> tuple[VerdictName, list[Reading]]:
    if not current:
        return "unknown", []
    lowest = min(current, key=lambda r: (r.number.reach()[0], r.id))
    highest = max(current, key=lambda r: (r.number.reach()[1], r.id))
    if number.middle > highest.number.reach()[1] or number.low >= highest.number.high:
        return "overstated", [highest]
    if number.middle < lowest.number.reach()[0] or number.high <= lowest.number.low:
        return "understated", [lowest]
    return "disputed", [lowest, highest]


def _strayed(
    cited: Reading, states: list[_State], back: int
) -> tuple[VerdictName, _State, list[Reading]] | None:
    """Return the figure of another country or period that this is the number of."""
    if cited.denied:
        return None
    found: list[tuple[bool, str, _State, list[Reading]]] = []
    for state in states:
        readings = [
            r
            for r in state.members
            if not r.denied
            and r.id not in state.known.misprints
            and _same_number(cited.number, r.number)
            and cited.expected == r.expected
            and cited.group == r.group
            and (_reversed(cited, r) or (_telling(cited) and _telling(r)))
        ]
        if not readings:
            continue
        in_time = any(_reversed(cited, r) or _score(cited, r, back) > 0 for r in readings)
        here = _place_fits(cited, state)
        if in_time != here:
            found.append((here, state.members[0].id, state, [_newest(readings)]))
    if not found:
        return None
    here, _, state, deciding = min(found, key=lambda row: (row[0], row[1]))
    return ("wrong_period" if here else "wrong_country"), state, deciding


def _same_number(cited: Stated, known: Stated) -> bool:
    """Tell whether two numbers are one, whatever their hedges: "more than 80,000" and 80,000."""
    return compare(cited, known) == "same" or (cited.low, cited.high) == (known.low, known.high)


def _telling(reading: Reading) -> bool:
    return digits(reading.number.low) >= TELLING


def _reversed(cited: Reading, other: Reading) -> bool:
    """Tell whether one moves from A to B and the other from B to A."""
    there, back = other.origin, tuple(sorted(other.claim.country))
    return tuple(sorted(cited.claim.country)) == there != back == cited.origin
