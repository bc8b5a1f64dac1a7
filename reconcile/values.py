"""Interval logic: when do two stated numbers say the same, agree, or differ by a slip?

A report bounds the true count (EIDR-Connect, https://eidr-connect.eha.io, treats reports so). How
far a bound reaches in practice is a judgement about how news is written, stated here once:
"at least 650,000" is not said of a million and a half.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from store.model import Bound, Claim

EXACT_REACH = 0.01
"""Two exact counts this close (relative) are one count taken hours apart or rounded."""

ABOUT_REACH = 0.05
"""How far "about" reaches on both sides, relative."""

MIN_REACH = 1.5
"""How far above its bound "at least" reaches, as a factor: news gives the best bound it has."""

MAX_REACH = 2.0
"""How far below its bound "up to" reaches, as a factor."""

MIN_ROUNDING = 0.10
"""A rounded-down bound ("more than 600,000" for 650,000) drops at most this share."""

SLIPS: dict[float, str] = {
    10.0: "a zero lost or added",
    100.0: "two zeros lost or added",
    1000.0: "thousand counted twice or dropped",
    1_000_000.0: "million counted twice or dropped",
}
"""Factors by which numbers are typically misprinted."""

Comparison = Literal["same", "compatible", "slip", "apart"]


_HEDGES: dict[Bound, str] = {
    "exact": "",
    "range": "",
    "about": "about ",
    "min": "at least ",
    "max": "up to ",
}


@dataclass(frozen=True, slots=True)
class Stated:
    """A stated number: ``low == high`` except for a range; ``bound`` as in a claim.

    As a text it is the number as an English reader writes it: "at least 650,000".
    """

    low: float
    high: float
    bound: Bound

    @property
    def middle(self) -> float:
        """The number itself, or the middle of a range."""
        return (self.low + self.high) / 2

    def __str__(self) -> str:
        """Return it in words."""
        if self.low != self.high:
            return f"{self.low:,.0f} to {self.high:,.0f}"
        return f"{_HEDGES[self.bound]}{self.low:,.0f}"

    def reach(self) -> tuple[float, float]:
        """Return the counts that a reader must expect behind these words."""
        if self.bound == "min":
            return self.low * (1 - EXACT_REACH), self.high * MIN_REACH
        if self.bound == "max":
            return self.low / MAX_REACH, self.high * (1 + EXACT_REACH)
        share = ABOUT_REACH if self.bound == "about" else EXACT_REACH
        return self.low * (1 - share), self.high * (1 + share)


def stated(claim: Claim) -> Stated:
    """Return the number that a claim states."""
    return Stated(claim.low, claim.high, claim.bound)


@lru_cache(maxsize=65536)
def last_place(number: float) -> float:
    """Return the place value of the last digit that is not zero: 650,000 -> 10,000; 0 -> 1."""
    place = 1.0
    whole = abs(number)
    if whole == 0 or whole != int(whole):
        return place
    rest = int(whole)
    while rest % 10 == 0:
        rest //= 10
        place *= 10
    return place


@lru_cache(maxsize=65536)
def digits(number: float) -> int:
    """Return how many significant digits a number shows: 650,000 -> 2; 100,417 -> 6."""
    return len(str(int(abs(number) / last_place(number))))


def _rounds(rough: Stated, fine: float) -> bool:
    """Tell whether ``rough`` is ``fine`` as one would round it for a headline."""
    value, place = rough.low, last_place(rough.low)
    gap = abs(fine - value)
    if rough.bound == "min":
        return value <= fine < value + place and gap <= MIN_ROUNDING * fine
    if rough.bound == "max":
        return value - place < fine <= value and gap <= MIN_ROUNDING * fine
    if rough.bound == "about":
        return gap <= place and gap <= ABOUT_REACH * fine
    return gap < place / 2 and gap <= EXACT_REACH * fine


def same_number(a: Stated, b: Stated) -> bool:
    """Tell whether one number repeats the other: equal, rounded, or one end of a range."""
    if a.bound == "range" or b.bound == "range":
        if a.bound == b.bound:
            return (a.low, a.high) == (b.low, b.high)
        return bool({a.low, a.high} & {b.low, b.high})
    if a.low == b.low:
        return {a.bound, b.bound} != {"min", "max"}
    rough, fine = (a, b) if last_place(a.low) > last_place(b.low) else (b, a)
    return _rounds(rough, fine.low)


def compatible(a: Stated, b: Stated) -> bool:
    """Tell whether one true count can lie behind both statements."""
    (a_low, a_high), (b_low, b_high) = a.reach(), b.reach()
    return a_low <= b_high and b_low <= a_high


def slip(a: Stated, b: Stated) -> str | None:
    """Return the name of the misprint that turns one number into the other, or None."""
    small, large = (a, b) if a.low <= b.low else (b, a)
    if small.low <= 0:
        return None
    for factor, name in SLIPS.items():
        raised = Stated(small.low * factor, small.high * factor, small.bound)
        if 0.5 < large.low / raised.low < 2 and same_number(raised, large):
            return name
    return None


def compare(a: Stated, b: Stated) -> Comparison:
    """Return how two stated numbers stand to each other."""
    if same_number(a, b):
        return "same"
    if compatible(a, b):
        return "compatible"
    return "slip" if slip(a, b) else "apart"


def ratio(a: Stated, b: Stated) -> float:
    """Return the larger of two middles over the smaller; infinite where one is zero."""
    small, large = sorted((abs(a.middle), abs(b.middle)))
    if large == small:
        return 1.0
    return large / small if small else float("inf")
