"""Parts of a whole as bars, each beginning where the one before it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reconcile.values import Stated

WIDTH = 1000
"""Length of the whole drawing, in its own units."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: where it begins, how long it surely is, and up to where it may reach beyond that.

    ``further`` is whether the number is a minimum, so that there is no such end.
    """

    start: float
    sure: float
    open: float
    further: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """The bar of the whole, one for each of the parts, and that of the remainder, if any."""

    whole: Bar
    parts: tuple[Bar, ...]
    rest: Bar | None


Interval = tuple[float | None, float | None]
"""The lowest and highest possible count, None where unbounded."""


def bars(whole: Interval, parts: Sequence[tuple[Stated, bool]], rest: Stated | None) -> Bars:
    """Return the bars of a whole, its parts and what remains.

    A part with True follows on those before it; one with False, which is in no sum, begins at 0.
    """
    placed, at = [], 0.0
    for number, follows in parts:
        placed.append((_interval(number), at if follows else 0.0))
        at += number.middle if follows else 0.0
    placed += [] if rest is None else [(_interval(rest), at)]
    ends = [start + _end(number) for number, start in [(whole, 0.0), *placed]]
    scale = WIDTH / (max(ends) or 1.0)
    drawn = tuple(_bar(number, start, scale) for number, start in placed)
    return Bars(
        whole=_bar(whole, 0.0, scale),
        parts=drawn[: len(parts)],
        rest=None if rest is None else drawn[-1],
    )


def _end(number: Interval) -> float:
    low, high = number
    return (low or 0.0) if high is None else high


def _interval(number: Stated) -> Interval:
    low = None if number.bound == "max" else number.low
    return low, None if number.bound == "min" else number.high


def _bar(number: Interval, start: float, scale: float) -> Bar:
    low, high = number
    sure = (low or 0.0) * scale
    longest = _end(number) * scale
    return Bar(
        start=round(start * scale, 1),
        sure=round(sure, 1),
        open=round(longest - sure, 1),
        further=high is None,
    )
