"""Reference periods: which two periods are the same, run on from one another, or nest.

Dates are EDTF (Library of Congress, 2019): a day, month or year, or an interval of such with
``..`` for an open end. A figure's period has one of four shapes, because the same pair of days
means different things: "2023" is a closed calendar period that never grows, "2022-02-24/2022-05-04"
is the state of a count that began with an event and runs on.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Shape = Literal["day", "calendar", "running", "open"]
"""A single day; whole months or years; from an event to a state; no known beginning."""

DAY = dt.timedelta(days=1)

SLACK_DAYS = 2
"""Reports differ by so many days about when something began: time zones, the day it was known."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?[?~%]?")
_OPEN = ("", "..")


@dataclass(frozen=True, slots=True)
class Period:
    """A reference period.

    ``first`` and ``last`` are its first and last day (None: open or unknown). ``start_last`` is
    the last day on which it may have begun: "2022-02/2024-07-17" begins somewhere in February.
    """

    first: dt.date | None
    start_last: dt.date | None
    last: dt.date | None
    shape: Shape


def _span(text: str) -> tuple[dt.date, dt.date]:
    """Return first and last day of an EDTF date. Raises ValueError."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"not an EDTF date: {text!r}")
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or month is None:
        return dt.date(int(match[1]), 1, 1), dt.date(int(match[1]), 12, 31)
    if day is None:
        return dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1])
    return dt.date(year, month, day), dt.date(year, month, day)


def days_of(edtf: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of an EDTF date or interval, None for an open end.

    Raises ValueError where ``edtf`` is neither, or ends before it begins.
    """
    begin, slash, end = edtf.partition("/")
    if not slash:
        return _span(edtf)
    first = None if begin in _OPEN else _span(begin)[0]
    last = None if end in _OPEN else _span(end)[1]
    if first and last and last < first:
        raise ValueError(f"ends before it begins: {edtf!r}")
    return first, last


@lru_cache(maxsize=65536)
def period(edtf: str, first: dt.date | None, last: dt.date | None) -> Period:
    """Return the period of a claim from its ``date``, ``date_first`` and ``date_last``."""
    if first is None:
        return Period(None, None, last, "open")
    if first == last:
        return Period(first, first, last, "day")
    begin, slash, _ = edtf.partition("/")
    start_last = _span(begin)[1] if slash and begin not in _OPEN else first
    ends_month = last is not None and (last + DAY).day == 1
    if first.day == 1 and ends_month:
        return Period(first, first, last, "calendar")
    return Period(first, start_last, last, "running")


def same_start(a: Period, b: Period) -> bool:
    """Tell whether two periods may have begun on the same day.

    They are where they are :data:`SLACK_DAYS` apart; a month stands for any of its days.
    """
    if a.first is None or b.first is None or a.start_last is None or b.start_last is None:
        return False
    slack = SLACK_DAYS * DAY
    return a.first <= b.start_last + slack and b.first <= a.start_last + slack


def within(part: Period, whole: Period, slack: int = 0) -> bool:
    """Tell whether ``part`` lies inside ``whole``, give or take ``slack`` days at each end."""
    if part.first is None or whole.first is None:
        return False
    margin = dt.timedelta(days=slack)
    if part.first < whole.first - margin:
        return False
    if whole.last is None:
        return True
    return part.last is not None and part.last <= whole.last + margin


def days_between(a: dt.date | None, b: dt.date | None) -> int | None:
    """Return ``b - a`` in days, None where an end is open."""
    return None if a is None or b is None else (b - a).days
