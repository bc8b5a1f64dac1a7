"""What an original source is called, and which outlets printed what it said."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from reconcile.figures import SPECIFIC
from reconcile.reading import Reading
from reconcile.values import Stated
from store.model import OUTLET


@dataclass(frozen=True, slots=True)
class Printed:
    """An outlet that printed what a source said, and the day on which it first did."""

    outlet: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class OriginalSource:
    """One independent source of a figure.

    ``numbers`` are what it gave for the last day of which it gave a state, the smallest first; of
    one number with several hedges the one that tells most. ``denies`` is whether it says that the
    number is wrong. ``printed`` holds the outlets, the first to print it first;
    ``claims`` the ids of the claims that go back to the source, sorted.
    """

    name: str
    numbers: tuple[Stated, ...]
    denies: bool
    printed: tuple[Printed, ...]
    claims: tuple[str, ...]


def original_sources(
    readings: Iterable[Reading], origin: Mapping[str, int], language: str
) -> tuple[OriginalSource, ...]:
    """Return the original sources of one figure, those that most outlets print first.

    ``origin`` gives the original source of each claim, as :func:`reconcile.origins.origins` does;
    ``language`` (ISO 639-1) is the reader's.
    """
    grouped: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        grouped[origin[reading.id]].append(reading)
    found = (_source(sorted(rows, key=_age), language) for rows in grouped.values())
    return tuple(
        sorted(found, key=lambda one: (-len(one.printed), one.printed[0].day, one.claims[0]))
    )


def _age(reading: Reading) -> tuple[object, ...]:
    return reading.state, reading.report.published, reading.id


def _source(readings: list[Reading], language: str) -> OriginalSource:
    first: dict[str, dt.date] = {}
    for reading in readings:
        outlet, day = reading.report.outlet, reading.report.published
        first[outlet] = min(day, first.get(outlet, day))
    return OriginalSource(
        name=_name(readings, language),
        numbers=_last_numbers(readings),
        denies=readings[-1].denied,
        printed=tuple(
            Printed(outlet, day)
            for outlet, day in sorted(first.items(), key=lambda row: (row[1], row[0]))
        ),
        claims=tuple(sorted(reading.id for reading in readings)),
    )


def _last_numbers(readings: list[Reading]) -> tuple[Stated, ...]:
    last = [reading.number for reading in readings if reading.state == readings[-1].state]
    last.sort(key=lambda number: (number.low, SPECIFIC[number.bound], number.high))
    first = {number.low: number for number in reversed(last)}
    return tuple(first[low] for low in sorted(first))


def _name(readings: Iterable[Reading], language: str) -> str:
    """Return one of the names that texts give a source.

    That of texts in the reader's language, where there is one, then the one most use, then the
    shortest. An outlet's own name stands only for a source that no text names.
    """
    spelled: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    native: set[str] = set()
    for reading in readings:
        if reading.claim.source == OUTLET:
            outlets[reading.report.outlet] += 1
        else:
            spelled[reading.claim.source] += 1
            if reading.report.language == language:
                native.add(reading.claim.source)
    names = spelled or outlets
    return min(names, key=lambda name: (name not in native, -names[name], len(name), name))
