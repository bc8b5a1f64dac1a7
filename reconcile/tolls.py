"""Are two tolls states of one count? Weighted evidence, for the list in ``reconcile.features``."""

from __future__ import annotations

from reconcile.course import RUN_DAYS
from reconcile.reading import Reading
from reconcile.values import compare


def told_course(a: Reading, b: Reading) -> tuple[float, str] | None:
    """Return the evidence that two claims are states of one toll whose course is told."""
    told = {a.course.former, a.course.risen, b.course.former, b.course.risen}
    if told == {False} or not (a.toll and b.toll) or compare(a.number, b.number) != "apart":
        return None
    old, new = sorted((a, b), key=lambda reading: (not reading.course.former, reading.state))
    grown = new.number.middle > old.number.middle
    both = f"{old.number}, then {new.number}"
    if a.report.document == b.report.document:
        replaced = old.course.former and not new.course.former
        corrected = old.course.corrected or new.course.corrected
        return (3.0, f"one text gives both: {both}") if replaced and (grown or corrected) else None
    in_time = 0 < (new.state - old.state).days <= RUN_DAYS
    if in_time and grown and new.course.risen and old.course.events & new.course.events:
        return 1.0, f"reported as risen: {both}"
    return None


def unlike_events(a: Reading, b: Reading) -> tuple[float, str] | None:
    """Return the evidence that two tolls are of different kinds of events."""
    here, there = a.course.events, b.course.events
    if not here or not there or here & there or not (a.toll and b.toll):
        return None
    return -1.5, f"different events: {', '.join(sorted(here))} and {', '.join(sorted(there))}"
