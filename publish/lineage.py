"""Who said it first and who repeated it: original source, who passed it on, who printed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from publish.queries import ClaimRow
from reconcile.naming import OriginalSource

MOST_PASSED_ON = 4
"""Of a longer chain of those who passed a figure on the first are told."""


@dataclass(frozen=True, slots=True)
class Print:
    """An outlet's first report, on its day; ``more`` are its later ones.

    ``first`` is whether no report of the figure is older.
    """

    claim: ClaimRow
    day: dt.date
    more: int
    first: bool


@dataclass(slots=True)
class Branch:
    """Who printed it at this point of the chain, the first first, and who passed it on from here.

    ``name`` is that of whoever passed it on; "" at the source itself.
    """

    name: str
    prints: list[Print] = field(default_factory=list)
    onward: list[Branch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Lineage:
    """One original source, and the way that its figure took from there."""

    source: OriginalSource
    root: Branch


def lineages(
    sources: Iterable[OriginalSource],
    claims: Mapping[str, ClaimRow],
    days: Mapping[str, dt.date],
) -> list[Lineage]:
    """Return the original sources, those first reported first, each with its chains.

    ``claims`` and ``days`` of their reports are given by the claims' ids; what is not given is
    left out.
    """
    first = min(days.values(), default=None)
    made = [_lineage(source, claims, days, first) for source in sources]
    told = [(day, one) for day, one in made if day is not None]
    told.sort(key=lambda row: (row[0], -len(row[1].source.claims), row[1].source.name))
    return [one for _, one in told]


def _lineage(
    source: OriginalSource,
    claims: Mapping[str, ClaimRow],
    days: Mapping[str, dt.date],
    first: dt.date | None,
) -> tuple[dt.date | None, Lineage]:
    known = [id for id in source.claims if id in claims and id in days]
    known.sort(key=lambda id: (days[id], id))
    root = Branch("")
    branches: dict[tuple[str, ...], Branch] = {(): root}
    chains = _chains(claims[id] for id in known)
    printed: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for id in known:
        names = chains[claims[id].article]
        path = tuple(name.casefold() for name in names)
        _grow(branches, path, names)
        printed.setdefault((path, claims[id].outlet), []).append(id)
    for (path, _), ids in printed.items():
        claim, day = claims[ids[0]], days[ids[0]]
        more = len({claims[id].article for id in ids}) - 1
        branches[path].prints.append(Print(claim, day, more, day == first))
    return (days[known[0]] if known else None), Lineage(source, root)


def _chains(claims: Iterable[ClaimRow]) -> dict[str, tuple[str, ...]]:
    """Return for each article who passed the figure on: a text may say so only once."""
    chains: dict[str, tuple[str, ...]] = {}
    for claim in claims:
        told = claim.via[:MOST_PASSED_ON]
        chains[claim.article] = max(chains.get(claim.article, ()), told, key=len)
    return chains


def _grow(
    branches: dict[tuple[str, ...], Branch], path: tuple[str, ...], names: Sequence[str]
) -> None:
    for length in range(1, len(path) + 1):
        if path[:length] not in branches:
            branch = Branch(names[length - 1])
            branches[path[:length]] = branch
            branches[path[: length - 1]].onward.append(branch)
