"""Numbers that strayed: stated by one source of two places, or of two periods.

One of the two is often a slip of the pen: last year's number, the neighbour's. Whoever states a
number is filed with it under a key; a number that is on file for another place or period as well
gives a contradiction its explanation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from reconcile.reading import Reading
from store.model import content_number

NO_LABEL = ""
"""The label of a period that is filed under no name, since it is none of the calendar's."""


class Strays(Protocol):
    """What is on file."""

    def places(self, key: int) -> frozenset[str]:
        """Return the places under a key, of which a source states one number, if several."""
        ...

    def periods(self, key: int) -> frozenset[str]:
        """Return the calendar periods for which a source states one number, if several."""
        ...


def place_label(country: Iterable[str]) -> str:
    """Return what is filed for a place: its countries' codes, sorted, "AUT/DEU"."""
    return "/".join(sorted(country))


def filed(reading: Reading) -> Iterator[tuple[int, str]]:
    """Yield the keys under which a claim is on file, each with its label: place and period."""
    if reading.denied:
        return
    yield _place_key(reading), place_label(reading.claim.country)
    calendar = reading.period.shape == "calendar"
    yield _period_key(reading), reading.claim.date if calendar else NO_LABEL


class Several:
    """What is on file in memory: the labels under each key that has several."""

    def __init__(self, labels: Mapping[int, frozenset[str]]) -> None:
        """Take the labels by key."""
        self._labels = labels

    @staticmethod
    def of(readings: Iterable[Reading]) -> Several:
        """Return what is on file of readings."""
        first: dict[int, str] = {}
        several: dict[int, set[str]] = {}
        for reading in readings:
            for key, label in filed(reading):
                if label != NO_LABEL and first.setdefault(key, label) != label:
                    several.setdefault(key, {first[key]}).add(label)
        return Several({key: frozenset(labels) for key, labels in several.items()})

    def places(self, key: int) -> frozenset[str]:
        """Return the places under a key."""
        return self._labels.get(key, frozenset())

    def periods(self, key: int) -> frozenset[str]:
        """Return the calendar periods under a key."""
        return self._labels.get(key, frozenset())


def swapped(reading: Reading, strays: Strays) -> str | None:
    """Return words where the claim's source states its number of another place too."""
    others = strays.places(_place_key(reading)) - {place_label(reading.claim.country)}
    if not others:
        return None
    named = " and ".join(sorted(others))
    return f"{reading.number} is what the same source gives for {named}: swapped"


def stale(reading: Reading, strays: Strays) -> str | None:
    """Return words where the claim's source states its number of another period too."""
    others = strays.periods(_period_key(reading)) - {reading.claim.date}
    if not others:
        return None
    return f"{reading.number} is the number for {' and '.join(sorted(others))}"


def _said_by(reading: Reading) -> str:
    return " ".join(sorted(reading.source.institutions)) or reading.source.name


def _place_key(reading: Reading) -> int:
    claim, period = reading.claim, reading.period
    start = period.last if period.shape == "open" else period.first
    said = (_said_by(reading), claim.kind, reading.origin, reading.group, start, claim.low)
    return content_number("place", *said)


def _period_key(reading: Reading) -> int:
    claim = reading.claim
    people = (claim.kind, sorted(claim.country), reading.origin, reading.group)
    return content_number("period", _said_by(reading), *people, claim.low)
