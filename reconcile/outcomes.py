"""Forecasts whose outcome is known.

What is expected is never merged with what came of it. Once the months or years of a forecast are
over and somebody has counted them, it is of the past: its figure is superseded. Both are filed
under a key of the quantity and the period, so that the one is found from the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from reconcile.parts import MOST_CLAIMS
from reconcile.reading import MOVEMENT, Reading
from store.model import content_number


def forecast_keys(members: Sequence[Reading]) -> set[int]:
    """Return the keys under which its outcome would be filed, where a figure is a forecast.

    ``members`` are its claims without misprints, sorted by id.
    """
    if not all(reading.expected for reading in members):
        return set()
    return {_key(one) for one in members[:MOST_CLAIMS] if one.period.shape == "calendar"}


def outcome_keys(members: Sequence[Reading]) -> set[int]:
    """Return the keys of the periods that a figure counts, after they are over."""
    return {
        _key(one)
        for one in members[:MOST_CLAIMS]
        if not (one.expected or one.denied or one.remainder)
        and one.period.shape == "calendar"
        and one.period.last is not None
        and one.report.published > one.period.last
    }


def _key(reading: Reading) -> int:
    claim = reading.claim
    kind = "movement" if claim.kind in MOVEMENT else claim.kind
    people = (kind, sorted(claim.country), reading.origin, reading.group, reading.scope)
    manner = (claim.per, claim.change is None)
    return content_number("outcome", people, manner, reading.period.first, reading.period.last)
