"""Scales: where an axis is marked, so that a reader can tell the numbers between the marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from math import ceil
from typing import Literal

DayUnit = Literal["day", "month", "year"]
"""To what a mark of a line of time is precise."""

_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6)


@dataclass(frozen=True, slots=True)
class DayTicks:
    """Days that are marked, in order, all within the line, and to what they are precise."""

    unit: DayUnit
    days: tuple[dt.date, ...]


def number_ticks(highest: float, most: int) -> tuple[float, ...]:
    """Return marks from 0 up to the first that is not below ``highest``.

    Steps are 1, 2 or 5 times a power of ten, whole people, and the smallest with which there are
    no more than ``most`` steps (at least 1).
    """
    for step in _steps():
        number = max(1, ceil(highest / step))
        if number <= most:
            return tuple(float(step * place) for place in range(number + 1))
    raise AssertionError("steps go on for ever")


def _steps() -> Iterator[int]:
    for power in count():
        yield from (10**power, 2 * 10**power, 5 * 10**power)


def day_ticks(first: dt.date, last: dt.date, most: int) -> DayTicks:
    """Return at most ``most`` days to mark from ``first`` to ``last``; the first where none fits.

    They are days in even steps from the first, the first days of months, or of years; as fine as
    ``most`` (at least 1) allows.
    """
    for step in _DAYS:
        if (last - first).days // step < most:
            ordinals = range(first.toordinal(), last.toordinal() + 1, step)
            return DayTicks("day", tuple(map(dt.date.fromordinal, ordinals)))
    for step in _MONTHS:
        months = _month_starts(first, last, step)
        if len(months) <= most:
            return DayTicks("month", months or (first,))
    for step in _steps():
        years = _year_starts(first, last, step)
        if len(years) <= most:
            return DayTicks("year", years or (first,))
    raise AssertionError("steps go on for ever")


def _month_starts(first: dt.date, last: dt.date, step: int) -> tuple[dt.date, ...]:
    begin, end = (day.year * 12 + day.month - 1 for day in (first, last))
    starts = (
        dt.date(month // 12, month % 12 + 1, 1)
        for month in range(ceil(begin / step) * step, end + 1, step)
    )
    return tuple(day for day in starts if day >= first)


def _year_starts(first: dt.date, last: dt.date, step: int) -> tuple[dt.date, ...]:
    years = range(max(1, ceil(first.year / step)) * step, last.year + 1, step)
    return tuple(day for year in years if (day := dt.date(year, 1, 1)) >= first)
