"""Comparing: claims become relations and figures; a sentence is checked against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reconcile.clusters import cluster
from reconcile.documents import read_documents
from reconcile.figures import figure
from reconcile.outcomes import forecast_keys, outcome_keys
from reconcile.parts import parts, stated_parts
from reconcile.reading import Reading
from reconcile.relations import Context, context, within
from reconcile.rulings import NONE, Rulings
from reconcile.strays import Several, Strays
from store.figures import superseded
from store.model import Figure, Relation, Report


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a set of claims comes to: relations sorted by (a, b), figures sorted by id."""

    relations: tuple[Relation, ...]
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure, the readings it is made of (sorted by id), and how they stand to each other."""

    figure: Figure
    members: list[Reading]
    relations: list[Relation]
    known: Context

    @property
    def sound(self) -> list[Reading]:
        """The members that are no misprints: those that can be parts and wholes."""
        return [reading for reading in self.members if reading.id not in self.known.misprints]


def compare(members: list[Reading], strays: Strays) -> Compared:
    """Return the figure that readings of one quantity (sorted by id) come to."""
    known = context(members, strays)
    relations = list(within(members, known))
    return Compared(figure(members, relations, known), members, relations, known)


def reconcile(reports: Iterable[Report], rulings: Rulings = NONE) -> Reconciled:
    """Return the figures that the reports speak of, and how their claims stand to each other.

    A pure function of the set of reports: their order does not matter, and a report given twice
    counts once. ``rulings`` are what people decided. Raises ValueError where two different
    reports have the same claim id.
    """
    known: dict[str, Report] = {}
    for report in reports:
        if known.setdefault(report.claim.id, report) != report:
            raise ValueError(f"two different reports have the claim id {report.claim.id}")
    readings = read_documents(
        report for report in known.values() if report.claim.id not in rulings.wrong
    )
    strays = Several.of(readings)
    compared = [compare(members, strays) for members in cluster(readings, rulings)]
    figure_of = {reading.id: one.figure.id for one in compared for reading in one.members}
    part_of = {
        frozenset((relation.a, relation.b)): relation
        for relation in (*parts([one.sound for one in compared]), *stated_parts(readings))
        if figure_of[relation.a] != figure_of[relation.b]
    }
    relations = [relation for one in compared for relation in one.relations]
    relations += part_of.values()
    outcomes = {key for one in compared for key in outcome_keys(one.sound)}
    figures = [
        one.figure if outcomes.isdisjoint(forecast_keys(one.sound)) else superseded(one.figure)
        for one in compared
    ]
    return Reconciled(
        tuple(sorted(relations, key=lambda relation: (relation.a, relation.b))),
        tuple(sorted(figures, key=lambda found: found.id)),
    )
