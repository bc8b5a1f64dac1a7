"""From the words of a time expression to days: resolved against the published day and the text.

What is not stated is taken from, in this order: years and days named before in the text where the
words point at them ("im Jahr darauf", "am Vortag"), the tense of the sentence, the nearest
occurrence. A date whose sentence speaks of the future is never rolled into the past, nor the other
way round.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

from extract import edtf
from extract.calendar_grammar import Atom

Tense = Literal["past", "future", ""]

_EARLY, _LATE = 10, 21
"""Last day of the early, first day of the late part of a month (thirds of a month)."""

_AHEAD = 4
"""How many months ahead a month can lie in a sentence whose tense is unclear."""

_QUARTERS = {"quarter": 3, "halfyear": 6, "half": 6}
"""Months in a part of a year."""

_STEPS: dict[str, tuple[str, float]] = {
    "second": ("days", 0),
    "minute": ("days", 0),
    "hour": ("days", 1 / 24),
    "day": ("days", 1),
    "week": ("days", 7),
    "fortnight": ("days", 14),
    "month": ("months", 1),
    "quarter": ("months", 3),
    "half": ("months", 6),
    "halfyear": ("months", 6),
    "year": ("months", 12),
    "decade": ("months", 120),
    "century": ("months", 1200),
}
"""A unit of time in days or months."""


@dataclass(slots=True)
class Calendar:
    """Resolves atoms of one text, in order; remembers what was named last.

    ``resolve`` gives EDTF, "" where the day cannot be known. ``now`` is the published day.
    """

    now: dt.date | None
    day: dt.date | None = None
    year: int | None = None
    period: str = ""

    def resolve(self, atom: Atom, tense: Tense) -> str:
        """Return the EDTF date of the words of ``atom`` in a sentence of that tense, or ""."""
        try:
            date = _RESOLVERS[atom.rule](self, atom, tense)
        except (ValueError, OverflowError):  # a day that no calendar has: "30. Februar", year 12000
            return ""
        return date

    def remember(self, date: str) -> None:
        """Take the date as the one that "the next day", "that year", "the same month" point at."""
        self.period = date
        first, last = edtf.day_span(date)
        if first is not None and last is not None and (last - first).days <= 366:
            self.year = first.year
            if len(date) == len("2015-06-28"):
                self.day = first

    # --- dates with a month or a day ---

    def _days(self, atom: Atom, tense: Tense) -> str:
        month, day = atom.month or 1, atom.day or 1
        year = self._stated_year(atom)
        if year is not None:
            return dt.date(year, month, day).isoformat()
        if self.now is None:
            return ""
        # the same weekday, and 29 February, come back within eight years (around 1900 and 2100)
        reach = 8 if atom.weekday is not None or (month, day) == (2, 29) else 1
        candidates = [
            made
            for year in range(self.now.year - reach, self.now.year + reach + 1)
            if (made := _day(year, month, day)) is not None
        ]
        if atom.weekday is not None:
            fitting = [c for c in candidates if c.isoweekday() == atom.weekday]
            near = [c for c in fitting if abs((c - self.now).days) <= 366]
            candidates = near or candidates
        return _choose(candidates, self.now, tense).isoformat()

    def _partial(self, atom: Atom, tense: Tense) -> str:
        anchor = self.day if self.day is not None else self.now
        if self.now is None or anchor is None:
            return ""
        months = [self.now + relativedelta(day=1, months=step) for step in range(-3, 4)]
        candidates = [
            made for m in months if (made := _day(m.year, m.month, atom.day or 1)) is not None
        ]
        return _choose(candidates, self.now, tense or "past").isoformat()

    def _month(self, atom: Atom, tense: Tense) -> str:
        month = atom.month or 1
        year = self._stated_year(atom)
        if year is not None:
            return edtf.month_of(year, month)
        if self.now is None:
            return ""
        this = self.now.month
        if atom.shift in ("last", "past"):
            year = self.now.year - (month >= this)
        elif atom.shift == "next":
            year = self.now.year + (month <= this)
        elif atom.shift == "this":
            year = self.now.year
        elif self.year is not None and self.year <= self.now.year - 2:
            # "Im Mai 1992 ..., im Juli ...": a text in the past goes on there
            year = self.year
        elif tense == "future":
            year = self.now.year + (month < this)
        elif tense == "past":
            year = self.now.year - (month > this)
        else:
            year = self.now.year - (month > this + _AHEAD)
        return edtf.month_of(year, month)

    def _season(self, atom: Atom, tense: Tense) -> str:
        start = 3 * ((atom.season or 21) - 20)
        year = self._stated_year(atom)
        if year is not None and start == 12 and self.now and atom.last_year is None:
            # "im Winter 2015" of a text from 2015 is the one that is over
            year -= self.now < dt.date(year, start, 1)
        if year is None and self.now is None:
            return ""
        if year is None:
            assert self.now is not None  # noqa: S101 - mypy: stated above
            running = self.now.month + 12 * (start == 12 and self.now.month < 3)
            year = self.now.year - (running > 12)
            if atom.shift in ("last", "past"):
                year -= start + 2 >= running
            elif atom.shift == "next" or tense == "future":
                year += start + 2 < running or (atom.shift == "next" and start <= running)
            elif atom.shift != "this":
                year -= start > running
        return edtf.interval(edtf.month_of(year, start), edtf.month_of(year, start + 2))

    def _weekday(self, atom: Atom, tense: Tense) -> str:
        if self.now is None:
            return ""
        weekday = atom.weekday or 1
        if atom.unit == "week":
            monday = self.now - dt.timedelta(self.now.weekday())
            weeks = {"next": 1, "following": 1, "this": 0}.get(atom.year_shift or atom.shift, -1)
            return (monday + dt.timedelta(7 * weeks + weekday - 1)).isoformat()
        if atom.offset is not None:
            return (self.now + dt.timedelta(atom.offset)).isoformat()
        back = (self.now.isoweekday() - weekday) % 7
        if atom.shift == "following" and self.day is not None:
            return (
                self.day + dt.timedelta((weekday - self.day.isoweekday() - 1) % 7 + 1)
            ).isoformat()
        if atom.shift in ("last", "past"):
            return (self.now - dt.timedelta(back or 7)).isoformat()
        if atom.shift in ("next", "following"):
            return (self.now + dt.timedelta(7 - back)).isoformat()
        if tense == "future":
            return (self.now + dt.timedelta((7 - back) % 7)).isoformat()
        return (self.now - dt.timedelta(back)).isoformat()

    def _holiday(self, atom: Atom, tense: Tense) -> str:
        year = self._stated_year(atom)
        if year is not None:
            return _holiday(atom.name, year).isoformat()
        if self.now is None:
            return ""
        candidates = [_holiday(atom.name, self.now.year + step) for step in (-1, 0, 1)]
        tense = {"last": "past", "next": "future"}.get(atom.shift, tense)  # type: ignore[assignment]
        return _choose(candidates, self.now, tense).isoformat()

    # --- stretches ---

    def _year(self, atom: Atom, _: Tense) -> str:
        if atom.last_year is not None and (atom.year or 0) < atom.last_year:
            return f"{atom.year}/{atom.last_year}"
        return f"{atom.year:04d}"

    def _decade(self, atom: Atom, _: Tense) -> str:
        start = atom.decade or 0
        if atom.part:  # a third of ten years is no part of a year
            first, last = {"early": (0, 3), "mid": (3, 6), "late": (6, 9)}[atom.part]
            return f"{start + first}/{start + last}"
        return f"{start}/{start + 9}"

    def _day(self, atom: Atom, _: Tense) -> str:
        if self.now is None:
            return ""
        return (self.now + dt.timedelta(atom.offset or 0)).isoformat()

    def _relative(self, atom: Atom, tense: Tense) -> str:
        if atom.year is not None and atom.unit == "year":
            return f"{atom.year:04d}"
        unit = atom.unit or atom.name
        points = atom.shift in ("following", "same")
        if unit == "day":
            points = points or atom.shift in ("last", "next")
        anchor = self.now
        if points and self.day is not None:
            anchor = self.day
        elif (points or not atom.shift) and unit == "year" and self.year is not None:
            anchor = dt.date(self.year, 1, 1)
        if anchor is None or unit not in _STEPS:
            return ""
        if unit in ("hour", "minute", "second"):
            return ""
        step = {"last": -1, "next": 1, "following": 1}.get(atom.shift, 0)
        return containing(moved(anchor, step, unit), unit)

    def _period(self, atom: Atom, tense: Tense) -> str:
        year = self._stated_year(atom)
        name, number = atom.name, atom.ordinal
        if len(name) == 2:  # "q1"
            name, number = "quarter", int(name[1:])
        if number is None and atom.amount is not None:
            number = int(atom.amount)
        length = _QUARTERS[name]
        if atom.month is not None and year is not None and name == "half":
            half = (1, 15) if number == 1 else (16, edtf.month_end(year, atom.month).day)
            month = edtf.month_of(year, atom.month)
            return f"{month}-{half[0]:02d}/{month}-{half[1]:02d}"
        if number is None:
            return self._relative(atom, tense)
        if not 1 <= number <= 12 // length or (name == "half" and year is None):
            return ""
        if year is None:
            if self.now is None:
                return ""
            begins = length * (number - 1) + 1
            year = self.now.year - (tense != "future" and begins > self.now.month)
        first = length * (number - 1) + 1
        return f"{edtf.month_of(year, first)}/{edtf.month_of(year, first + length - 1)}"

    def _first(self, atom: Atom, tense: Tense) -> str:
        year = self._stated_year(atom)
        if year is None and atom.month is not None:
            month = self._month(atom, tense)
            year = int(month[:4]) if month else None
        if year is None:
            return ""
        whole = edtf.month_of(year, atom.month) if atom.month else f"{year:04d}"
        first, last = edtf.day_span(whole)
        if first is None or last is None:
            return ""
        amount = 1.0 if atom.amount is None else atom.amount
        if amount == 0 or atom.unit not in _STEPS:
            return whole if amount else ""
        if atom.ordinal is None or atom.ordinal == -1:
            begins = moved(last + dt.timedelta(1), -amount, atom.unit)
            return _spread(max(first, begins), last)
        if atom.amount is None and atom.ordinal > 1:
            first = moved(first, atom.ordinal - 1, atom.unit)
        return _spread(first, min(last, moved(first, amount, atom.unit) - dt.timedelta(1)))

    def _edge(self, atom: Atom, tense: Tense) -> str:
        part, unit = atom.name.split()
        if atom.year is not None:
            return narrowed(f"{atom.year:04d}", part)
        if self.now is None:
            return ""
        if unit == "week":
            monday = self.now - dt.timedelta(self.now.weekday())
            if atom.shift in ("last", "past"):
                monday -= dt.timedelta(7)
            elif atom.shift == "next" or (atom.year_shift == "next"):
                monday += dt.timedelta(7)
            elif part == "weekend" and tense != "future" and self.now.isoweekday() < 6:
                monday -= dt.timedelta(7)
            first, last = {"early": (0, 0), "mid": (2, 2)}.get(part, (5, 6))
            return edtf.interval(
                (monday + dt.timedelta(first)).isoformat(),
                (monday + dt.timedelta(last)).isoformat(),
            )
        shift = {"last": -1, "next": 1}.get(atom.year_shift or atom.shift, 0)
        whole = containing(moved(self.now, shift, unit), unit)
        first_day, _ = edtf.day_span(narrowed(whole, part))
        if shift == 0 and tense != "future" and first_day and first_day > self.now:
            whole = containing(moved(self.now, -1, unit), unit)
        return narrowed(whole, part)

    # --- so long ago ---

    def _ago(self, atom: Atom, _: Tense) -> str:
        if self.now is None or not atom.amount:
            return ""
        return _point(moved(self.now, -atom.amount, atom.unit), atom.unit)

    def _later(self, atom: Atom, _: Tense) -> str:
        """Count from the day, or the year, that the text named last."""
        amount = 1.0 if atom.amount is None else atom.amount
        if atom.unit == "year" and self.year is not None and self.day is None:
            anchor: dt.date | None = dt.date(self.year, 1, 1)
        else:
            anchor = self.day or self.now
        if anchor is None or not amount or atom.unit not in _STEPS:
            return ""
        sign = 1 if atom.shift == "later" else -1
        return _point(moved(anchor, sign * amount, atom.unit), atom.unit)

    def _again(self, atom: Atom, tense: Tense) -> str:
        """Return the period named last in another year: "the same month last year"."""
        if not self.period:
            return ""
        ends = self.period.split("/")
        if not all(end[:4].isdecimal() for end in ends):
            return ""
        shift = -1 if atom.year is None else atom.year - int(ends[0][:4])
        moved_ends = [f"{int(end[:4]) + shift:04d}{end[4:]}" for end in ends]
        return "/".join(moved_ends) if edtf.day_span("/".join(moved_ends))[0] else ""

    def _rolling(self, atom: Atom, tense: Tense) -> str:
        """Return the days up to now, or from now on: "the past two weeks", "binnen drei Tagen"."""
        amount = 1.0 if atom.amount is None else atom.amount
        unit = atom.unit or atom.name
        if self.now is None or not amount or unit not in _STEPS:
            return ""
        if atom.shift == "next" or (not atom.shift and tense == "future"):
            return _spread(self.now, moved(self.now, amount, unit))
        return _spread(moved(self.now, -amount, unit), self.now)

    def _now(self, atom: Atom, tense: Tense) -> str:
        return self.now.isoformat() if self.now else ""

    def _nothing(self, atom: Atom, tense: Tense) -> str:
        return ""

    def _stated_year(self, atom: Atom) -> int | None:
        if atom.year is not None:
            return atom.year
        if not atom.year_shift:
            return None
        if atom.year_shift in ("context", "same", "following"):
            year = self.year or (self.now.year if self.now else None)
            return None if year is None else year + (atom.year_shift == "following")
        if self.now is None:
            return None
        return self.now.year + {"last": -1, "past": -1, "next": 1}.get(atom.year_shift, 0)


_RESOLVERS: dict[str, Callable[[Calendar, Atom, Tense], str]] = {
    "iso": Calendar._days,
    "dotted": Calendar._days,
    "slashed": Calendar._days,
    "days": Calendar._days,
    "partial": Calendar._partial,
    "month": Calendar._month,
    "season": Calendar._season,
    "weekday": Calendar._weekday,
    "holiday": Calendar._holiday,
    "year": Calendar._year,
    "decade": Calendar._decade,
    "day": Calendar._day,
    "relative": Calendar._relative,
    "previous": Calendar._relative,
    "period": Calendar._period,
    "first": Calendar._first,
    "edge": Calendar._edge,
    "ago": Calendar._ago,
    "later": Calendar._later,
    "rolling": Calendar._rolling,
    "within": Calendar._rolling,
    "again": Calendar._again,
    "now": Calendar._now,
    "rate": Calendar._nothing,
    "duration": Calendar._nothing,
    "vague": Calendar._nothing,
}


def moved(day: dt.date, steps: float, unit: str) -> dt.date:
    """Return the day ``steps`` units later (earlier where negative); fractions are rounded."""
    kind, size = _STEPS[unit]
    if kind == "days":
        return day + dt.timedelta(round(steps * size))
    there: dt.date = day + relativedelta(months=round(steps * size))
    return there


def containing(day: dt.date, unit: str) -> str:
    """Return the day, week (Monday to Sunday), month, quarter ... that holds ``day``, as EDTF."""
    if unit == "day":
        return day.isoformat()
    if unit in ("week", "fortnight"):
        monday = day - dt.timedelta(day.weekday())
        return f"{monday}/{monday + dt.timedelta(6)}"
    if unit == "month":
        return edtf.month_of(day.year, day.month)
    if unit in _QUARTERS:
        length = _QUARTERS[unit]
        first = (day.month - 1) // length * length + 1
        return f"{edtf.month_of(day.year, first)}/{edtf.month_of(day.year, first + length - 1)}"
    if unit == "year":
        return f"{day.year:04d}"
    span = 10 if unit == "decade" else 100
    return f"{day.year // span * span}/{day.year // span * span + span - 1}"


def narrowed(edtf_date: str, part: str) -> str:
    """Return the early, mid or late part of a year or a month (EDTF); of all else the whole.

    Of a year this is the first month, June and July, or the last month, of a month a third.
    """
    if re.fullmatch(r"\d{4}", edtf_date):
        return {"early": f"{edtf_date}-01", "mid": f"{edtf_date}-06/{edtf_date}-07"}.get(
            part, f"{edtf_date}-12"
        )
    return thirds(edtf_date, part) if re.fullmatch(r"\d{4}-\d\d", edtf_date) else edtf_date


def thirds(month: str, part: str) -> str:
    """Return the days of the early, mid or late third of a month (EDTF)."""
    _, last = edtf.day_span(month)
    if part == "early":
        return f"{month}-01/{month}-{_EARLY}"
    if part == "mid":
        return f"{month}-{_EARLY + 1}/{month}-{_LATE - 1}"
    return f"{month}-{_LATE}/{last}"


def _point(day: dt.date, unit: str) -> str:
    """Return ``day`` as exactly as a distance in ``unit`` tells it."""
    if unit in ("month", "year"):
        return containing(day, unit)
    return f"{day.year:04d}" if unit in ("decade", "century") else day.isoformat()


def _spread(first: dt.date, last: dt.date) -> str:
    return edtf.interval(first.isoformat(), last.isoformat())


def _day(year: int, month: int, day: int) -> dt.date | None:
    """Return the day, None where the month has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _choose(candidates: list[dt.date], now: dt.date, tense: Tense) -> dt.date:
    """Return the last candidate up to now, the next one, or the nearest, as the tense says.

    Raises ValueError where there is none ("30. Februar").
    """
    if tense == "past":
        candidates = [day for day in candidates if day <= now] or candidates
    elif tense == "future":
        candidates = [day for day in candidates if day >= now] or candidates
    else:
        candidates = [day for day in candidates if (day - now).days <= 31 * _AHEAD] or candidates
    return min(candidates, key=lambda day: (abs((day - now).days), day))


def _holiday(code: str, year: int) -> dt.date:
    """Return the day of a holiday: "12-25", "easter+49", "11-thu4+1" (4th Thursday, and a day).

    Easter is the western one, by Oudin's method as dateutil has it.
    """
    if code.startswith("easter"):
        sunday: dt.date = easter(year)
        return sunday + dt.timedelta(int(code.removeprefix("easter") or 0))
    fixed = re.fullmatch(r"(\d\d)-(\d\d)", code)
    if fixed:
        return dt.date(year, int(fixed[1]), int(fixed[2]))
    month, weekday, which, plus = re.fullmatch(r"(\d\d)-([a-z]{3})(\d|last)(\+\d)?", code).groups()  # type: ignore[union-attr]
    index = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(weekday)
    if which == "last":
        end = edtf.month_end(year, int(month))
        return end - dt.timedelta((end.weekday() - index) % 7)
    begin = dt.date(year, int(month), 1)
    days = (index - begin.weekday()) % 7 + 7 * (int(which) - 1) + int(plus or 0)
    return begin + dt.timedelta(days)
