"""Figures: the best current value of a quantity, who states it, and whether they agree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from reconcile.reading import Reading
from reconcile.relations import Context
from reconcile.values import digits
from store.model import OUTLET, Figure, FigureStatus, Kind, Relation, content_id

SPECIFIC = {"exact": 0, "range": 1, "about": 2, "min": 3, "max": 4}
"""Which wording tells most about the count."""


def figure_id(readings: list[Reading]) -> str:
    """Return the id of the figure of these claims.

    It is made from the earliest claim (by publication day, then id), so it stays when newer
    claims are added, whatever they say. An older report found later, or a merge of two figures,
    gives the id of the one with the earlier claim; the other id is then found through the claims.
    """
    first = min(readings, key=lambda reading: (reading.report.published, reading.id))
    return content_id("figure", first.id)


def _kind(best: Reading, readings: list[Reading]) -> Kind:
    """Return the best claim's kind; where its words tell none, the one most claims are of."""
    if best.claim.kind != "other":
        return best.claim.kind
    told: Counter[Kind] = Counter(
        reading.claim.kind for reading in readings if reading.claim.kind != "other"
    )
    return min(told, key=lambda kind: (-told[kind], kind), default="other")


@dataclass(frozen=True, slots=True)
class _Choice:
    best: Reading
    rule: str
    current: list[Reading]


def figure(readings: list[Reading], relations: list[Relation], known: Context) -> Figure:
    """Return the figure of these claims (sorted by id) and the relations between them."""
    choice = _choose(readings, relations, known)
    best = choice.best
    status, reason = _status(readings, relations, known, choice)
    low, high = best.claim.interval()
    return Figure(
        id=figure_id(readings),
        kind=_kind(best, readings),
        unit=best.claim.unit,
        country=best.claim.country,
        origin=best.claim.origin,
        date=best.claim.date,
        low=low,
        high=high,
        best=best.id,
        rule=choice.rule,
        documents=len({reading.report.document for reading in readings}),
        outlets=len({reading.report.outlet for reading in readings}),
        sources=len({known.origin[reading.id] for reading in readings if not reading.denied})
        or len(set(known.origin.values())),
        since=min(reading.report.published for reading in readings),
        status=status,
        reason=reason,
        claims=tuple(reading.id for reading in readings),
    )


def _choose(readings: list[Reading], relations: list[Relation], known: Context) -> _Choice:
    current = standing(readings, relations, known)
    denied = {
        claim
        for relation in relations
        if relation.relation == "contradicts"
        for claim in (relation.a, relation.b)
    }
    newest = max(reading.state for reading in current)
    support: dict[float, set[int]] = {}
    for reading in current:
        support.setdefault(reading.number.low, set()).add(known.origin[reading.id])

    def rank(reading: Reading) -> tuple[object, ...]:
        return (
            reading.id in denied,
            -len(support[reading.number.low]),
            -reading.state.toordinal(),
            SPECIFIC[reading.claim.bound],
            -digits(reading.number.low),
            -len(reading.claim.date),  # EDTF: the longer, the more precise the period
            reading.report.published,
            # Equals: whose words tell a reader most plainly who says so; ids hang on addresses.
            reading.claim.source == OUTLET,
            len(reading.claim.source),
            reading.claim.source,
            reading.report.outlet,
            reading.id,
        )

    best = min(current, key=rank)
    dropped = len(readings) - len(current)
    rule = "the only claim"
    if len(readings) > 1:
        rule = (
            f"of {len(current)} claims that stand, the one nobody contradicts, "
            "then with the most independent sources, the newest and the most precise"
        )
        if dropped:
            rule += f"; {dropped} replaced, denied or misprinted"
        if newest != best.state:
            rule += f"; the newest state is of {newest}"
    return _Choice(best, rule, current)


def standing(readings: list[Reading], relations: list[Relation], known: Context) -> list[Reading]:
    """Return the claims that no newer one replaces, that are no denial and no misprint.

    Nor does a claim stand that its own alleged source denies.

    Falls back to the newest claims where that leaves none.
    """
    replaced = {relation.a for relation in relations if relation.relation == "supersedes"}
    denials = {reading.id for reading in readings if reading.denied}
    for relation in relations:
        pair = {relation.a, relation.b}
        if pair & denials and known.origin[relation.a] == known.origin[relation.b]:
            replaced |= pair
    out = replaced | known.misprints.keys()
    left = [reading for reading in readings if reading.id not in out and not reading.denied]
    if left:
        return left
    stated = [reading for reading in readings if not reading.denied] or readings
    newest = max(reading.state for reading in stated)
    return [reading for reading in stated if reading.state == newest]


def _status(
    readings: list[Reading], relations: list[Relation], known: Context, choice: _Choice
) -> tuple[FigureStatus, str]:
    live = {reading.id for reading in choice.current}
    live |= {reading.id for reading in readings if reading.denied}
    for relation in relations:
        if relation.relation == "contradicts" and {relation.a, relation.b} <= live:
            return "disputed", relation.reasons[0]
    sources = {known.origin[reading.id] for reading in choice.current}
    if len(sources) > 1:
        return "agreed", f"{len(sources)} independent sources are compatible"
    who = choice.best.claim.source
    named = choice.best.report.outlet if who == OUTLET else who
    return "single source", f"all go back to {named}: {choice.best.number}"
