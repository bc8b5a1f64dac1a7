"""The time line of a figure: which states did its number pass through, and who changed it?

Not each claim is a state. Outlets repeat a number for days, round it, or print an old one late; a
rival's number stands beside the time line, not in it. So the claims are laid in order of the day
whose state they give, and each goes on from where the line stands: with the same number, or with
one that its relation to the line says replaced it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from reconcile.figures import SPECIFIC
from reconcile.reading import Reading
from reconcile.relations import Context
from reconcile.values import Stated, compatible, digits, same_number
from store.model import Bound, Relation, RelationName

Change = Literal["first", "risen", "fallen", "corrected"]


@dataclass(frozen=True, slots=True)
class State:
    """What a figure stood at from a day on.

    ``low``, ``high`` and ``bound`` are the number in the words of ``claim``, the id of the claim
    that states it most precisely; ``documents`` and ``sources`` count the pages and the independent
    original sources that state it; ``change`` is how it differs from the state before.
    """

    day: dt.date
    low: float
    high: float
    bound: Bound
    claim: str
    documents: int
    sources: int
    change: Change

    @property
    def number(self) -> Stated:
        """The stated number."""
        return Stated(self.low, self.high, self.bound)


@dataclass(slots=True)
class _Stay:
    """The claims that give one state, in the order of the days; ``change`` led to it."""

    change: Change
    claims: list[Reading] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    numbers: set[Stated] = field(default_factory=set)

    def add(self, reading: Reading) -> _Stay:
        self.claims.append(reading)
        self.ids.add(reading.id)
        self.numbers.add(reading.number)
        return self

    def states(self, number: Stated) -> bool:
        return any(same_number(number, own) for own in self.numbers)


_Line = list[_Stay]
_Ties = dict[str, dict[str, RelationName]]
"""Claim id -> older claim id -> how the older stands to it."""


def states(
    readings: Iterable[Reading], relations: Iterable[Relation], known: Context, best: str
) -> tuple[State, ...]:
    """Return the states of one figure in the order of their days.

    ``readings`` are the figure's claims, in any order, ``relations`` those between them, ``best``
    the id of the claim with its best value: of rivals' lines it is that claim's that is told, the
    first where it is in none. Misprints and denials are no states; empty where nothing else is.
    """
    ties: _Ties = defaultdict(dict)
    for relation in relations:
        ties[relation.b][relation.a] = relation.relation
    sound = [one for one in readings if not one.denied and one.id not in known.misprints]
    lines: list[_Line] = []
    for reading in sorted(sound, key=lambda one: (one.state, one.report.published, one.id)):
        _lay(reading, lines, ties[reading.id], known)
    if not lines:
        return ()
    line = next((line for line in lines if any(best in stay.ids for stay in line)), lines[0])
    return tuple(_state(stay, known) for stay in line)


def _lay(
    reading: Reading, lines: list[_Line], ties: dict[str, RelationName], known: Context
) -> None:
    """Put a claim where a line goes on with it; else where one stood; else begin a line."""
    for line in lines:
        last = line[-1]
        told = {name for older, name in ties.items() if older in last.ids}
        if last.states(reading.number):
            last.add(reading)
            return
        if "supersedes" in told:
            line.append(_Stay(_change(last, reading, known)).add(reading))
            return
        if "contradicts" not in told and any(compatible(reading.number, n) for n in last.numbers):
            last.add(reading)
            return
    for line in lines:
        for stay in reversed(line):
            if stay.states(reading.number):
                stay.add(reading)
                return
    lines.append([_Stay("first").add(reading)])


def _change(before: _Stay, after: Reading, known: Context) -> Change:
    """Return how a newer number differs.

    A stock may fall; a count of what happened cannot, so that its source takes back the larger.
    """
    fallen = after.number.middle < before.claims[-1].number.middle
    shared = {known.origin[one.id] for one in before.claims} & {known.origin[after.id]}
    if after.course.corrected or (fallen and shared and not after.stock):
        return "corrected"
    return "fallen" if fallen else "risen"


def _state(stay: _Stay, known: Context) -> State:
    told = _most_precise(stay.claims)
    return State(
        day=stay.claims[0].state,
        low=told.number.low,
        high=told.number.high,
        bound=told.number.bound,
        claim=told.id,
        documents=len({one.report.document for one in stay.claims}),
        sources=len({known.origin[one.id] for one in stay.claims}),
        change=stay.change,
    )


def _most_precise(claims: Sequence[Reading]) -> Reading:
    return min(
        claims,
        key=lambda one: (
            SPECIFIC[one.claim.bound],
            -digits(one.number.low),
            one.report.published,
            one.id,
        ),
    )
