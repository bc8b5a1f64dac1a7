"""What the other claims of its text tell about a claim.

A text names the source of a figure once, and then states the figure in its title or lead as its
own. And "another 310" stands beside the figure before it: of 310 injured beside 41 dead, the word
says nothing; of 170 dead beside 41, that they are others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import replace

from reconcile.reading import Reading, read
from reconcile.sources import Source, same_source
from store.model import OUTLET, Kind, Report


def read_documents(reports: Iterable[Report]) -> list[Reading]:
    """Return the reports prepared for comparing, each within its text, sorted by claim id."""
    readings = sorted((read(report) for report in reports), key=lambda reading: reading.id)
    named: dict[Hashable, list[Source]] = defaultdict(list)
    numbers: dict[Hashable, set[float]] = defaultdict(set)
    kinds: dict[str, set[Kind]] = defaultdict(set)
    for reading in readings:
        numbers[_counted(reading)].add(reading.number.low)
        kinds[reading.report.document].add(reading.claim.kind)
        if reading.claim.source != OUTLET:
            named[_stated(reading)].append(reading.source)
    told = []
    for reading in readings:
        source = _restated(reading, named.get(_stated(reading), []))
        # A number alone in its text is beside one that was not read.
        remainder = reading.remainder and (
            len(numbers[_counted(reading)]) > 1 or len(kinds[reading.report.document]) == 1
        )
        same = source is reading.source and remainder == reading.remainder
        told.append(reading if same else replace(reading, source=source, remainder=remainder))
    return told


def _counted(reading: Reading) -> Hashable:
    claim = reading.claim
    return reading.report.document, claim.kind, frozenset(claim.country)


def _stated(reading: Reading) -> Hashable:
    return _counted(reading), reading.number.low, reading.denied


def _restated(reading: Reading, named: list[Source]) -> Source:
    """Return the one source that the text names for a number, where the claim names none."""
    if reading.claim.source != OUTLET or not named:
        return reading.source
    first = min(named, key=lambda source: source.name)
    return first if all(same_source(first, other) for other in named) else reading.source
