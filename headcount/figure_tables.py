"""Figures on the terminal: a table of many, and one with its states, parts and sources."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from babel.dates import format_skeleton
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table

from headcount.figure_views import LANGUAGE, FoundFigure
from headcount.tables import STATUS_STYLES, bounded
from headcount.terminal import shown
from publish.full_figure import FullFigure
from publish.phrases import phrases
from publish.queries import ClaimRow, FigureRow
from publish.wording import Wording
from reconcile.naming import OriginalSource
from reconcile.states import State
from reconcile.totals import Dimension, Part, Split

SHORT_ID = 12
"""Hex digits of an id that are printed: enough for a database of millions of figures."""
SHOWN_SOURCES = 2
SHORT_PARTS = 8
"""So many parts of a figure are named where it is shown in short."""
LAST_STATES = 8
"""Of a long time line the first state is told and so many of the last; ``--json`` has them all."""
SHOWN_CLAIMS = 200
"""Claims of one figure that are printed; all of them are in the view ``claims_flat``."""
MOST_OUTLETS = 8
MOST_LINES = 20
"""So many sources, parts, wholes or contradictions are listed."""

PARTS = {
    "place": "by country",
    "origin": "by origin",
    "period": "by period",
    "group": "among them",
    "other": "other parts",
}

Line = tuple[str, str]
"""What it is, and the line that says it; text from the web is escaped in it."""


def figures(title: str, found: Iterable[FoundFigure]) -> Table:
    """Return figures with value, place, period, sources, status and id, two lines each."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    table.add_column("figure", justify="right", no_wrap=True)
    table.add_column("where and when", max_width=30)
    table.add_column("who says so", max_width=36)
    table.add_column("status, id", no_wrap=True)
    for figure in found:
        table.add_row(
            f"{bounded(figure.bound, figure.low, figure.high)}\n{_what(figure)}",
            f"{shown(_where(figure))}\n{shown(figure.date)}",
            f"{_first_names(figure.sources)}\n{_how_many(figure)}",
            f"[{STATUS_STYLES[figure.status]}]{figure.status}[/]\n{figure.id[:SHORT_ID]}",
            end_section=True,
        )
    return table


def _what(figure: FoundFigure) -> str:
    kind = figure.kind.replace("_", " ")
    return kind if figure.modality == "asserted" else f"{kind} ({figure.modality})"


def _where(figure: FoundFigure | FigureRow) -> str:
    places = ", ".join(map(_wording().country, figure.country))
    if not figure.origin or figure.origin == figure.country:
        return places
    return f"{places}, from {', '.join(map(_wording().country, figure.origin))}"


def _first_names(sources: Sequence[str]) -> str:
    names = ", ".join(map(_outlet, sources[:SHOWN_SOURCES]))
    more = len(sources) - SHOWN_SOURCES
    return f"{names} and {more} more" if more > 0 else names


def _how_many(figure: FoundFigure | FigureRow) -> str:
    return f"{_counted(figure.documents, 'page')} of {_counted(figure.outlets, 'outlet')}"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + "s" * (number != 1)


def in_full(figure: FullFigure) -> RenderableType:
    """Return all that is known of a figure."""
    row = figure.row
    lines: list[Line] = [
        ("figure", row.id),
        ("status", _status(row)),
        ("chosen", shown(row.rule)),
        ("stated on", _how_many(row)),
        *_states(figure.states),
        *_labelled("sources", [_source(source) for source in figure.sources]),
        *_parts(figure, _listed_parts),
        *_labelled("part of", [_related(one) for one in figure.wholes.values()]),
        *_labelled("disagree", _contradictions(figure)),
    ]
    told = figure.claims[:SHOWN_CLAIMS]
    claims = _grid((bounded(c.bound, c.low, c.high), _claim(c)) for c in told)
    more = figure.of - len(told)
    rest = [f"and {more:,} more, in the view claims_flat"] if more else []
    return Group(_sentence(figure), _grid(lines), "", "[bold]Claims[/]", claims, *rest)


def in_short(figure: FullFigure) -> RenderableType:
    """Return the most telling of a figure in a few lines: states, parts, conflict, sources."""
    row = figure.row
    names = _first_names([source.name for source in figure.sources])
    conflict = [] if row.status == "disputed" else _contradictions(figure)[:1]
    lines: list[Line] = [
        ("figure", row.id[:SHORT_ID]),
        ("status", _status(row)),
        ("stated by", f"{names}; {_how_many(row)}"),
        *_states(figure.states),
        *_parts(figure, _parts_in_a_line),
        *_labelled("disagree", conflict),
    ]
    return Group(_sentence(figure), _grid(lines), "")


def _grid(lines: Iterable[Line]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in lines:
        table.add_row(label, text)
    return table


def _labelled(label: str, texts: Sequence[str]) -> Iterator[Line]:
    """Yield the lines, the first with the label; of too many, how many there are more."""
    more = len(texts) - MOST_LINES
    for text in [*texts[:MOST_LINES], *([f"and {more:,} more"] if more > 0 else [])]:
        yield label, text
        label = ""


@cache
def _wording() -> Wording:
    return Wording(phrases(LANGUAGE))


def _sentence(figure: FullFigure) -> str:
    """Return in one sentence what is claimed, under the name that the sources' list has."""
    row = figure.row
    name = next((one.name for one in figure.sources if row.best in one.claims), row.source)
    return f"[bold]{shown(_wording().sentence(replace(row, source=name)))}[/]"


def _status(row: FigureRow) -> str:
    return f"[{STATUS_STYLES[row.status]}]{row.status}[/]: {shown(row.reason)}"


def _contradictions(figure: FullFigure) -> list[str]:
    return [shown(reason) for reason in dict.fromkeys(c.reason for c in figure.contradictions)]


def _states(states: Sequence[State]) -> Iterator[Line]:
    years = {state.day.year for state in states}
    told = [_state(state, with_year=len(years) > 1) for state in states]
    left_out = len(told) - 1 - LAST_STATES
    if left_out > 1:
        told[1:-LAST_STATES] = [f"{left_out:,} more"]
    if len(states) > 1:
        yield "states", " → ".join(told)


def _state(state: State, *, with_year: bool) -> str:
    change = f", {state.change}" if state.change in ("fallen", "corrected") else ""
    day = _day(state.day) if with_year else _day_of_year(state.day)
    return f"{state.number} ({day}{change})"


def _day(day: dt.date) -> str:
    return _wording().day(day.isoformat())


def _day_of_year(day: dt.date) -> str:
    return str(format_skeleton("MMMMd", day, locale=_wording().locale))


def _source(source: OriginalSource) -> str:
    first = source.printed[:MOST_OUTLETS]
    printed = ", ".join(f"{_outlet(one.outlet)} ({_day(one.day)})" for one in first)
    if len(source.printed) > MOST_OUTLETS:
        printed += f" and {len(source.printed) - MOST_OUTLETS:,} more"
    said = " and ".join(map(str, source.numbers))
    said = f"denies {said}" if source.denies else said
    return f"[bold]{_outlet(source.name)}[/], {said} → {printed}"


def _outlet(name: str) -> str:
    return shown(name) or "an outlet not named"


def _parts(
    figure: FullFigure, told: Callable[[FullFigure, Split], Sequence[str]]
) -> Iterator[Line]:
    """Yield the parts as ``told`` says them, what they come to, and what is missing."""
    for split in figure.total.splits:
        yield from _labelled(PARTS[split.dimension], told(figure, split))
        if split.sum is not None and split.remainder is not None:
            rest = "none that is known" if split.remainder.high == 0 else str(split.remainder)
            yield "together", f"[bold]{split.sum}[/]"
            yield "not named", f"[bold]{rest}[/]"
        if split.excess:
            yield "[red]warning[/]", f"[red]the parts exceed the whole by {split.excess:,.0f}[/]"
    if figure.total.excluded:
        names = sorted(map(_wording().country, figure.total.excluded))
        yield "missing", f"{shown(', '.join(names))}: not counted, say the claims"


def _listed_parts(figure: FullFigure, split: Split) -> list[str]:
    width = max(len(str(part.number)) for part in split.parts)
    lines = []
    for part in split.parts:
        beside = "" if part.counted or split.sum is None else ", in another part"
        name = _part_name(figure, split.dimension, part)
        lines.append(f"{part.number!s:>{width}}  {name} ({part.figure[:SHORT_ID]}{beside})")
    return lines


def _parts_in_a_line(figure: FullFigure, split: Split) -> list[str]:
    parts = [part for part in split.parts if part.counted or split.sum is None]
    told = [f"{part.number} {_part_name(figure, split.dimension, part)}" for part in parts]
    more = f", {len(told) - SHORT_PARTS} more" if len(told) > SHORT_PARTS else ""
    return [", ".join(told[:SHORT_PARTS]) + more]


def _part_name(figure: FullFigure, dimension: Dimension, part: Part) -> str:
    if dimension in ("place", "origin"):
        return shown(_wording().countries(part.of))
    if dimension == "other":
        return _kind_and_place(figure.parts[part.figure])
    return shown(" ".join(part.of) or figure.parts[part.figure].unit)


def _kind_and_place(row: FigureRow) -> str:
    return shown(f"{_wording().kind(row.kind).lower()}, {row.unit}, {_where(row)}, {row.date}")


def _related(row: FigureRow) -> str:
    number = _wording().count(row.low, row.high, row.bound)
    return f"{number} {_kind_and_place(row)} ({row.id[:SHORT_ID]})"


def _claim(claim: ClaimRow) -> str:
    wording = _wording()
    who = _outlet(wording.source(claim.source, claim.outlet))
    where = f"{_outlet(claim.outlet)}, {wording.day(claim.published)}"
    told = f"{who}; {where}; claim {claim.id[:SHORT_ID]}"
    return f"“{shown(claim.quote)}”\n{told}\n{shown(claim.url)}"
