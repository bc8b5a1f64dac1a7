"""Comparing: claims become relations and figures; a sentence is checked against them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reconcile.clusters import cluster
from reconcile.documents import read_documents
from reconcile.figures import figure
from reconcile.parts import parts
from reconcile.relations import Borrowed, context, within
from store.model import Figure, Relation, Report


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a set of claims comes to: relations sorted by (a, b), figures sorted by id."""

    relations: tuple[Relation, ...]
    figures: tuple[Figure, ...]


def reconcile(reports: Iterable[Report]) -> Reconciled:
    """Return the figures that the reports speak of, and how their claims stand to each other.

    A pure function of the set of reports: their order does not matter, and a report given twice
    counts once. Raises ValueError where two different reports have the same claim id.
    """
    known: dict[str, Report] = {}
    for report in reports:
        if known.setdefault(report.claim.id, report) != report:
            raise ValueError(f"two different reports have the claim id {report.claim.id}")
    readings = read_documents(known.values())
    borrowed = Borrowed.of(readings)
    relations: list[Relation] = []
    figures: list[Figure] = []
    misprints: set[str] = set()
    groups = cluster(readings)
    for members in groups:
        facts = context(members, borrowed)
        inside = list(within(members, facts))
        relations += inside
        misprints |= facts.misprints.keys()
        figures.append(figure(members, inside, facts))
    relations += parts(groups, frozenset(misprints))
    return Reconciled(
        tuple(sorted(relations, key=lambda relation: (relation.a, relation.b))),
        tuple(sorted(figures, key=lambda found: found.id)),
    )
