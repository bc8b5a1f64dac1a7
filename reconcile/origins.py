"""Which claims of one figure go back to the same original source?

Ten outlets that print what one office counted are one source. Four things show it: the same name
(in whatever language), a person who is said to speak for an office, copies of one text, and a
number too precise to be found twice independently.
"""

from __future__ import annotations

from collections import defaultdict

from reconcile.reading import Reading
from reconcile.sets import Sets
from reconcile.sources import Source, same_source
from reconcile.values import digits

PRECISE = 4
"""Two independent counters agree by chance on two or three digits, not on so many."""


def origins(readings: list[Reading]) -> dict[str, int]:
    """Return claim id -> number of its original source, for the claims of one figure.

    ``readings`` must be sorted by id; numbers are indexes into it. A claim without a named
    source stands alone until a precise number or a copied text ties it to another.
    """
    groups = Sets(len(readings))
    _join_names(readings, groups)
    _join_equal(readings, groups)
    return {reading.id: groups.find(index) for index, reading in enumerate(readings)}


def _join_names(readings: list[Reading], groups: Sets) -> None:
    first: dict[Source, int] = {}
    for index, reading in enumerate(readings):
        # An outlet may print two numbers of unnamed sources; each is its own until shown otherwise.
        known = first.setdefault(reading.source, index)
        if not reading.source.unnamed:
            groups.join(known, index)
    named = [source for source in first if not source.unnamed]
    buckets: dict[str, list[Source]] = defaultdict(list)
    for source in named:
        for key in source.institutions | frozenset(source.name.split()):
            buckets[key].append(source)
    for bucket in buckets.values():
        for place, a in enumerate(bucket):
            for b in bucket[place + 1 : place + 1 + NAMES]:
                if same_source(a, b):
                    groups.join(first[a], first[b])


NAMES = 32
"""How many other names in its bucket a source's name is held against."""


def _join_equal(readings: list[Reading], groups: Sets) -> None:
    first: dict[tuple[object, ...], int] = {}
    for index, reading in enumerate(readings):
        number = reading.number
        if reading.denied:
            continue
        if number.low == number.high and digits(number.low) >= PRECISE:
            groups.join(first.setdefault(("number", number.low), index), index)
        copied = reading.report.near_duplicates
        if copied is not None:
            groups.join(first.setdefault(("text", copied, number.low), index), index)
