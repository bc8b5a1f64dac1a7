"""Tables for the terminal, that read well at 100 columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import pycountry
from babel import Locale
from rich import box
from rich.markup import escape
from rich.table import Table

from headcount.health import WINDOW, Health
from headcount.views import PagesOfSource

if TYPE_CHECKING:
    from crawler.sources import Source

BOUND_WORDS = {"exact": "", "range": "", "about": "about ", "min": "at least ", "max": "at most "}
SHOWN_CLAIMS = 3
STATUS_STYLES = {
    "agreed": "green",
    "single source": "default",
    "disputed": "red",
    "superseded": "yellow",
}


def explanation(layers: dict[str, Any]) -> Table:
    """Return what became of each number, from the layers of ``extract.explain``."""
    table = _table("Numbers in the text")
    for column in ("number", "reads as", "became", "rule"):
        table.add_column(column, overflow="fold")
    for quantity in layers["quantities"]:
        claims = [_claim(claim) for claim in quantity["claims"]]
        table.add_row(
            escape(quantity["text"]),
            escape(_reading(quantity)),
            escape("\n".join(claims) or quantity["outcome"]),
            escape(quantity["rule"]),
        )
    return table


def counts(title: str, rows: Sequence[tuple[str, int]]) -> Table:
    """Return a table of names and how many there are of each."""
    table = _table(title)
    table.add_column("", min_width=24)
    table.add_column("", justify="right")
    for name, number in rows:
        table.add_row(escape(name), f"{number:,}")
    return table


def source_health(
    sources: Sequence[Source], health: Mapping[str, Health], now: dt.datetime
) -> Table:
    """Return how each of the sources is doing, for 80 columns."""
    table = _table(f"Sources ({len(sources)})")
    table.caption = f"answered, new page: how long ago; a day: new pages of the last {WINDOW} days"
    table.caption_justify = "left"
    table.padding = (0, 1, 0, 0)
    table.add_column("source", no_wrap=True, max_width=24)
    table.add_column("home", no_wrap=True)
    for column in ("answered", "new page", "a day", "pages", "failures"):
        table.add_column(column, justify="right", no_wrap=True)
    for source in sources:
        state = health[source.name]
        failures = f"[red]{len(state.failures):,}[/]" if state.failures else "0"
        table.add_row(
            escape(source.name),
            source.country or "",
            ago(now, state.last_success),
            ago(now, state.last_new),
            f"{state.per_day:.1f}",
            f"{state.pages:,}",
            failures,
        )
    return table


def ago(now: dt.datetime, then: dt.datetime | None) -> str:
    """Say in a word or two how long ago something was; None: never."""
    if then is None:
        return "never"
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60):,} d"


def gathered(names: dict[str, str], known: dict[str, PagesOfSource]) -> Table:
    """Return what came from each outlet; ``names`` maps sources to the names of outlets."""
    table = _table("Gathered")
    table.add_column("outlet", min_width=24)
    for column in ("pages", "articles", "claims"):
        table.add_column(column, justify="right")
    for source, health in known.items():
        counted = (health.documents, health.articles, health.claims)
        table.add_row(escape(names.get(source, source)), *(f"{number:,}" for number in counted))
    return table


@cache
def country_name(code: str) -> str:
    """Return the English name of an alpha-3 code (CLDR); a pseudo code stays as it is."""
    country = pycountry.countries.get(alpha_3=code)
    short = "XK" if code == "XKX" else country.alpha_2 if country else None
    return Locale("en").territories[short] if short else code


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)


def _claim(claim: dict[str, Any]) -> str:
    places = " ".join(claim["country"]) or "?"
    origin = f" from {' '.join(claim['origin'])}" if claim["origin"] else ""
    return f"{claim['kind']}, {places}{origin}, {claim['date']}, {claim['source']}"


def _reading(quantity: dict[str, Any]) -> str:
    value = quantity["value"]
    if value is None:
        return "vague"
    low, high = value if isinstance(value, list) else (value, value)
    return f"{quantity['bound']} {_number(low, high)}"


def bounded(bound: str | None, low: float | None, high: float | None) -> str:
    """Return a number with its bound in words; nothing where there is none."""
    if bound is None or low is None or high is None:
        return ""
    return f"{BOUND_WORDS[bound]}{_number(low, high)}"


def _number(low: float, high: float) -> str:
    ends = [low] if low == high else [low, high]
    return "–".join(f"{end:,g}" if end % 1 else f"{int(end):,}" for end in ends)
