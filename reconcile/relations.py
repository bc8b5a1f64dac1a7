"""How two claims about the same quantity stand to each other.

The rules are asked in order; the first that answers decides. Each gives its reason in words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from reconcile.origins import origins
from reconcile.reading import Reading
from reconcile.strays import Strays, stale, swapped
from reconcile.tolls import told_course
from reconcile.values import compare, compatible, same_number, slip
from store.model import Relation, RelationName

GROWTH_POWER = 2.0
"""A count by another source that grew faster than with this power of its age contradicts.

A steady flow grows with the age of the count, a worsening one faster; hardly any as its square.
"""

STOCK_STEP = 7
"""So many days after a state of a stock, another source's state is a newer one, up or down."""

ALL_PAIRS = 16
"""Figures with more claims relate each claim to its neighbours in time only, not to all."""

NEIGHBOURS = 8
"""How many later claims each claim of a larger figure is related to."""


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a figure as a whole when two of its claims are compared.

    ``origin`` is the original source of each claim id; ``rivals`` holds pairs of original sources
    whose numbers cannot lie on one rising curve; ``misprints`` names the slip of claims that differ
    by one from more claims of the same source; ``strays`` knows the numbers of other places and
    periods.
    """

    origin: dict[str, int]
    rivals: frozenset[frozenset[int]]
    misprints: dict[str, str]
    strays: Strays


def context(readings: list[Reading], strays: Strays) -> Context:
    """Return the context of one figure's readings, which must be sorted by id."""
    origin = origins(readings)
    misprints = _misprints(readings, origin)
    rivals = frozenset(
        frozenset((origin[old.id], origin[new.id]))
        for old, new in _pairs([r for r in readings if r.id not in misprints and not r.denied])
        if _off_curve(old, new)
    )
    return Context(origin, rivals, misprints, strays)


def _off_curve(old: Reading, new: Reading) -> bool:
    """Tell whether two claims cannot be states of one growing count."""
    if compatible(old.number, new.number) or told_course(old, new) is not None:
        return False
    return not _may_grow(old, new)


def _may_grow(old: Reading, new: Reading) -> bool:
    days = (new.state - old.state).days
    before, after = old.number.middle, new.number.middle
    if days <= 0 or before <= 0 or after <= before or old.period.first is None:
        return False
    age = max(1, (old.state - old.period.first).days + 1)
    return bool(after / before <= ((age + days) / age) ** GROWTH_POWER)


def _misprints(readings: list[Reading], origin: dict[str, int]) -> dict[str, str]:
    """Return claim id -> slip for numbers that fewer documents of the same source print."""
    found: dict[str, str] = {}
    by_number: dict[int, dict[float, list[Reading]]] = defaultdict(lambda: defaultdict(list))
    for reading in readings:
        if not reading.denied:
            by_number[origin[reading.id]][reading.number.low].append(reading)
    for numbers in by_number.values():
        ranked = sorted(numbers.values(), key=lambda rows: (-len(rows), rows[0].id))
        trusted = ranked[0][0]
        for rows in ranked[1:]:
            name = slip(trusted.number, rows[0].number)
            if name is not None and len(rows) < sum(_backs(rows[0], other) for other in readings):
                found |= {row.id: name for row in rows}
    return found


def _backs(suspect: Reading, other: Reading) -> bool:
    """Tell whether ``other`` stands on the side of the number that the suspect slipped from."""
    return not other.denied and slip(suspect.number, other.number) is not None


Answer = tuple[RelationName, float, str]


def relate(a: Reading, b: Reading, known: Context) -> Relation | None:
    """Return the relation of two claims of one figure; None where they leave each other alone.

    The order of the arguments does not matter: the older claim is the relation's ``a``.
    """
    old, new = sorted((a, b), key=lambda reading: (*_age(reading), reading.id))
    for rule in _RULES:
        answer = rule(old, new, known)
        if answer is not None:
            name, score, reason = answer
            return Relation(old.id, new.id, name, score, (reason,)) if reason else None
    return None


def _told(old: Reading, new: Reading, known: Context) -> Answer | None:
    """A text says itself that the old number is no longer the state."""
    found = told_course(old, new)
    if found is None or new.course.former:
        return None
    return "supersedes", 0.9, found[1]


def _age(reading: Reading) -> tuple[object, object]:
    return reading.state, reading.report.published


def _both(old: Reading, new: Reading) -> str:
    return f"{old.number} and {new.number}"


def _shared(old: Reading, new: Reading, known: Context) -> bool:
    return known.origin[old.id] == known.origin[new.id]


def _who(reading: Reading) -> str:
    return reading.claim.source if reading.claim.source != "@outlet" else reading.report.outlet


def _denial(old: Reading, new: Reading, known: Context) -> Answer | None:
    if not old.denied and not new.denied:
        return None
    if old.denied and new.denied:
        if _shared(old, new, known):
            return "copy", 0.9, f"the same denial by {_who(old)}"
        return "agrees", 0.8, f"{_who(old)} and {_who(new)} both deny it"
    denial, other = (old, new) if old.denied else (new, old)
    if compare(denial.number, other.number) in ("same", "compatible"):
        return "contradicts", 0.9, f"{_who(other)} states it, {_who(denial)} denies it"
    return "agrees", 0.0, ""


def _misprint(old: Reading, new: Reading, known: Context) -> Answer | None:
    name = known.misprints.get(old.id) or known.misprints.get(new.id)
    if name is None or compatible(old.number, new.number):
        return None
    between = slip(old.number, new.number)
    if between is not None:
        return "contradicts", 0.9, f"{between}: {_both(old, new)}"
    wrong = old if old.id in known.misprints else new
    return "contradicts", 0.7, f"{wrong.number} is a misprint ({name}): {_both(old, new)}"


def _same_number(old: Reading, new: Reading, known: Context) -> Answer | None:
    if not same_number(old.number, new.number):
        return None
    if _shared(old, new, known):
        return "copy", 0.95, f"both go back to {_who(old)}: {_both(old, new)}"
    return "agrees", 0.9, f"{_who(old)} and {_who(new)}: {_both(old, new)}"


def _same_source(old: Reading, new: Reading, known: Context) -> Answer | None:
    if not _shared(old, new, known):
        return None
    strayed = (
        swapped(new, known.strays)
        or swapped(old, known.strays)
        or stale(new, known.strays)
        or stale(old, known.strays)
    )
    if strayed:
        return "contradicts", 0.8, strayed
    if _age(new) > _age(old):
        return "supersedes", 0.9, f"{_who(new)}: {old.number}, later {_number(new)}"
    if compatible(old.number, new.number):
        return "copy", 0.6, f"both go back to {_who(old)}: {_both(old, new)}"
    return "contradicts", 0.7, f"{_who(old)} is given with {_both(old, new)}"


def _number(reading: Reading) -> str:
    return f"{reading.number} ({reading.state})"


def _correction(old: Reading, new: Reading, known: Context) -> Answer | None:
    """One institution passes on first one count, then another: it corrects itself."""
    passed_on = old.chain & new.chain
    if not passed_on or new.report.published <= old.report.published:
        return None
    if compatible(old.number, new.number):
        return None
    who = ", ".join(sorted(passed_on)).upper()
    return (
        "supersedes",
        0.7,
        f"{who} corrects its report: {old.number}, now {_number(new)}",
    )


def _update(old: Reading, new: Reading, known: Context) -> Answer | None:
    """Another source's later state of a count that runs on."""
    days = (new.state - old.state).days
    if days <= 0 or old.period.shape == "calendar" or compatible(old.number, new.number):
        return None
    if old.stock and new.stock and days >= STOCK_STEP:
        return "supersedes", 0.7, f"state of {old.state} and of {new.state}: {_both(old, new)}"
    if not _may_grow(old, new) or {known.origin[old.id], known.origin[new.id]} in known.rivals:
        return None
    return "supersedes", 0.8, f"the count rises from {old.number} to {_number(new)}"


def _conflict(old: Reading, new: Reading, known: Context) -> Answer | None:
    who = f"{_who(old)} and {_who(new)}"
    if compatible(old.number, new.number):
        return "agrees", 0.8, f"{who} are compatible: {_both(old, new)}"
    strayed = stale(new, known.strays) or stale(old, known.strays)
    if strayed:
        return "contradicts", 0.8, strayed
    return "contradicts", 0.8, f"{who} disagree: {_both(old, new)}"


_RULES = (
    _denial,
    _told,
    _misprint,
    _same_number,
    _same_source,
    _correction,
    _update,
    _conflict,
)


def within(readings: list[Reading], known: Context) -> Iterator[Relation]:
    """Yield the relations between the claims of one figure; all pairs where it is small."""
    for a, b in _pairs(readings):
        relation = relate(a, b, known)
        if relation is not None:
            yield relation


def _pairs(readings: list[Reading]) -> Iterator[tuple[Reading, Reading]]:
    """Yield (older, newer); each claim of a large figure meets only its neighbours in time."""
    order = sorted(readings, key=lambda reading: (*_age(reading), reading.id))
    reach = len(order) if len(order) <= ALL_PAIRS else NEIGHBOURS
    for place, old in enumerate(order):
        for new in order[place + 1 : place + 1 + reach]:
            yield old, new
