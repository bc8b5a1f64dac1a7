"""Dated events of the world, by which texts count: "since the invasion", "seit Kriegsbeginn"."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extract import edtf, words


@dataclass(frozen=True, slots=True)
class Event:
    """A row of ``events.toml``; its fields are explained there."""

    name: str
    date: str
    phrases: dict[str, tuple[str, ...]]
    kind: str = ""
    default: bool = False
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Events:
    events: tuple[Event, ...]


@cache
def events() -> dict[str, Event]:
    """Return the events by name. Raises :class:`extract.words.WordsError` or ``EdtfError``."""
    text = files("extract").joinpath("events.toml").read_text(encoding="utf-8")
    rows = words.parse(tomllib.loads(text), _Events, "events.toml").events
    for event in rows:
        edtf.day_span(event.date)
    if len({event.name for event in rows}) < len(rows):
        raise words.WordsError("events.toml: two events have one name")
    return {event.name: event for event in rows}


def date_of(name: str, text: str, published: dt.date | None) -> str:
    """Return the day of the event, as EDTF, "" where it cannot be told.

    ``name`` is an event's name, or a kind, which stands for the event of that kind with the most
    hints in ``text`` (case-folded), the latest of them up to the ``published`` day.
    """
    rows = events()
    if name in rows:
        date = rows[name].date
        return date if published is None or date <= published.isoformat() else ""
    kind = [
        event
        for event in rows.values()
        if event.kind == name and (published is None or event.date <= published.isoformat())
    ]
    ranked = [(sum(map(text.count, event.hints)), event.date) for event in kind]
    best = max((rank for rank in ranked if rank[0]), default=None)
    if best is not None:
        return best[1]
    return max((event.date for event in kind if event.default), default="")
