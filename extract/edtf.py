"""Extended Date/Time Format (EDTF): from text to days and back.

Read is what news needs of https://www.loc.gov/standards/datetime/ (ISO 8601-2): years, months and
days; the seasons, quarters and halves of a year (``2015-21`` .. ``2015-41``); decades and centuries
(``199X``, ``19XX``); intervals of these, closed or open (``2016-01/2016-04-13``, ``2015/..``,
``../2016-03``). The marks for "uncertain" and "approximate" are allowed and change nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re

OPEN = ".."
"""The end of an interval that is not stated."""

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|(\d{2,3})(X{1,2})", re.ASCII)
_MARKS = str.maketrans("", "", "~?%")

_PARTS: dict[int, tuple[int, int]] = {
    **{21: (3, 5), 22: (6, 8), 23: (9, 11), 24: (12, 14)},  # seasons; winter runs into next year
    **{33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12)},  # quarters
    **{37: (1, 4), 38: (5, 8), 39: (9, 12)},  # thirds
    **{40: (1, 6), 41: (7, 12)},  # halves
}
"""First and last month of the parts of a year, by their EDTF code; northern seasons."""


class EdtfError(ValueError):
    """The text is no date or interval of the part of EDTF that is read here."""


def day_span(edtf: str, published: dt.date | None = None) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and the last day of a date or interval; None where it is open.

    An interval that has no end (``2015/..``) ends on the ``published`` day, as far as it is known.
    Raises :class:`EdtfError`, also for a day that no calendar has and an end before the start.
    """
    left, slash, right = edtf.partition("/")
    if not slash:
        return _days(left)
    first = None if left in (OPEN, "") else _days(left)[0]
    last = published if right in (OPEN, "") else _days(right)[1]
    if first and last and last < first:
        if right in (OPEN, ""):
            return first, None
        raise EdtfError(f"{edtf!r} ends before it begins")
    return first, last


def _days(text: str) -> tuple[dt.date, dt.date]:
    match = _DATE.fullmatch(text.translate(_MARKS))
    if match is None:
        raise EdtfError(f"{text!r} is no EDTF date")
    year, month, day, stem, unknown = match.groups()
    try:
        if unknown:
            if len(stem) + len(unknown) != 4:
                raise EdtfError(f"{text!r} is no EDTF date")
            start = int(stem) * 10 ** len(unknown)
            return dt.date(start, 1, 1), dt.date(start + 10 ** len(unknown) - 1, 12, 31)
        if day:
            exact = dt.date(int(year), int(month), int(day))
            return exact, exact
        if month is None:
            return dt.date(int(year), 1, 1), dt.date(int(year), 12, 31)
        first, last = _PARTS.get(int(month), (int(month), int(month)))
        return dt.date(int(year), first, 1), month_end(int(year), last)
    except ValueError as error:
        raise EdtfError(f"{text!r}: {error}") from error


def month_end(year: int, month: int) -> dt.date:
    """Return the last day of a month; 13 is January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def month_of(year: int, month: int) -> str:
    """Return a month as EDTF; ``month`` may lie outside 1..12 and then moves the year."""
    return f"{year + (month - 1) // 12:04d}-{(month - 1) % 12 + 1:02d}"


def interval(first: str, last: str) -> str:
    """Return the interval from the beginning of ``first`` to the end of ``last`` (EDTF).

    Both may be intervals themselves.
    """
    start, end = first.partition("/")[0], last.rpartition("/")[2]
    return start if start == end else f"{start}/{end}"
