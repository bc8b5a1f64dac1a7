"""What the readings of one text say of each other.

A reading is made from its sentence and the few before it; here the text as a whole has its say:
what a headline leaves unsaid, which way people went, who is missing in a count, and whether the
text is about figures of people at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from extract.spans import Quantity
from extract.when import When
from extract.where import Where
from store.model import OUTLET, Kind, Modality, Per

LONG_TEXT = 6
"""Sentences from which on a text shows its topic; a headline or a quoted sentence does not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A claim as read, before it has an id.

    ``part_of`` is an index into ``doc._.claims``; ``cell`` says where in a table the claim stands,
    "" where it stands in prose.
    """

    quantity: Quantity
    quote_start: int
    quote_end: int
    unit: str
    kind: Kind
    where: Where
    when: When
    source: str
    via: tuple[str, ...]
    modality: Modality
    per: Per | None
    change: float | None
    part_of: int | None
    excluded: tuple[str, ...]
    rules: tuple[str, ...]
    cell: str = ""


CLAIM = "claim"
"""Outcome of a number that is a claim."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a number: :data:`CLAIM`, or why it is none, and the rule that decided."""

    quantity: Quantity
    outcome: str
    rule: str


def on_topic(
    readings: list[Reading], decisions: list[Decision], sentences: int
) -> tuple[list[Reading], list[Decision]]:
    """Return readings and decisions; both without claims where the text is about something else.

    Every text counts people in passing: three members, two children, 3,796 spectators. Where no
    number of a text of so many ``sentences`` tells what happened to people or who is where, those
    are no figures that anybody reports.
    """
    if sentences < LONG_TEXT or any(reading.kind != "other" for reading in readings):
        return readings, decisions
    return [], [
        replace(decision, outcome="off the topic", rule="readings.topic")
        if decision.outcome == CLAIM
        else decision
        for decision in decisions
    ]


def with_directions(readings: list[Reading]) -> list[Reading]:
    """Return the readings with the direction that those before them give.

    Where a text told how many left a country, a departure to some other place is an arrival
    there; arrivals without an origin of their own come from that country, and those without a
    date of their own happened in the same period.
    """
    left: tuple[str, ...] = ()
    period: When | None = None
    directed: list[Reading] = []
    for reading in readings:
        where, when, kind = reading.where, reading.when, reading.kind
        elsewhere = bool(left) and not set(left) & set(where.country)
        inherited = "kinds.inherited" in reading.rules or where.rule.endswith((".listed", ":to"))
        if kind == "departures" and elsewhere and inherited:
            kind = "arrivals"
        if kind == "arrivals" and elsewhere and set(where.origin) <= set(left):
            where = replace(where, origin=left)
            if period is not None and not when.rule.startswith("when.sentence"):
                when = period
        if kind == "departures":
            left, period = where.country, when
        directed.append(replace(reading, kind=kind, where=where, when=when))
    return directed


def with_headlines(readings: list[Reading], title_end: int) -> list[Reading]:
    """Return the readings; what a headline leaves unsaid is what the text says of its figure.

    ``title_end`` is the offset after the headline. A headline names neither source nor period
    more often than not; the claim in the text with the same value and kind does.
    """
    told = [reading for reading in readings if reading.quantity.start >= title_end]
    made: list[Reading] = []
    for reading in readings:
        body = next((other for other in told if _same_figure(reading, other)), None)
        if body is not None and reading.quantity.start < title_end:
            if reading.source == OUTLET:
                reading = replace(reading, source=body.source, via=body.via)
            if not reading.when.rule.startswith("when.sentence"):
                reading = replace(reading, when=body.when)
        made.append(reading)
    return made


def with_exclusions(readings: list[Reading], excluded: tuple[str, ...]) -> list[Reading]:
    """Return the readings, the largest with the countries said to be missing in it."""
    if not excluded or not readings:
        return readings
    total = max(reading.quantity.high for reading in readings)
    return [
        replace(reading, excluded=excluded) if reading.quantity.high == total else reading
        for reading in readings
    ]


def _same_figure(one: Reading, other: Reading) -> bool:
    return (
        (one.quantity.low, one.quantity.high, one.kind)
        == (other.quantity.low, other.quantity.high, other.kind)
    ) and bool(set(one.where.country) & set(other.where.country))
