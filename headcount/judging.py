"""The verb by which people overrule the comparison: ``judge``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from headcount.complaints import BadInput
from headcount.database import existing
from headcount.options import database_option

if TYPE_CHECKING:
    from sqlite_utils import Database

    from reconcile.judging import ConflictError
    from reconcile.rulings import Rulings
    from store.model import Judgement, Ruling

SHORTEST = 6
"""So many characters of a claim's id are needed."""

WORDS: dict[Ruling, str] = {
    "same": "{} is the same as {}",
    "different": "{} differs from {}",
    "wrong claim": "{} is wrong",
    "right claim": "{} is not wrong",
}


@click.group(short_help="Overrule the comparison: same, different, wrong.")
def judge() -> None:
    """Overrule what the comparison made of claims; it holds in every later run.

    \b
    headcount judge same 3f9a1c 77be02 --who "Ada Muster" --reason "one report" --db headcount.db
    headcount judge different 3f9a1c 77be02 --who "Ada Muster" --reason "two boats"
    headcount judge wrong 3f9a1c --who "Ada Muster" --reason "a population, not the dead"
    headcount judge right 3f9a1c --who "Ben Probe" --reason "the text says died"
    headcount judge list --db headcount.db

    The beginning of a claim's id will do; `headcount figures --id ID` shows the ids of its claims.
    Nothing is deleted: of several judgements on the same claims the last counts.
    """


def _judging(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every judgement needs."""
    reason = click.option("--reason", required=True, help="Why, in a sentence.")
    who = click.option("--who", required=True, help="The name of who judges.")
    return who(reason(database_option(command)))


@judge.command()
@click.argument("claim")
@click.argument("other")
@_judging
def same(claim: str, other: str, who: str, reason: str, db: Path) -> None:
    """Two claims speak of the same quantity."""
    _judge(db, "same", (claim, other), who, reason)


@judge.command()
@click.argument("claim")
@click.argument("other")
@_judging
def different(claim: str, other: str, who: str, reason: str, db: Path) -> None:
    """Two claims speak of different quantities."""
    _judge(db, "different", (claim, other), who, reason)


@judge.command()
@click.argument("claim")
@_judging
def wrong(claim: str, who: str, reason: str, db: Path) -> None:
    """A claim is not what its text says: it counts for no figure."""
    _judge(db, "wrong claim", (claim,), who, reason)


@judge.command()
@click.argument("claim")
@_judging
def right(claim: str, who: str, reason: str, db: Path) -> None:
    """A claim that was judged wrong counts again."""
    _judge(db, "right claim", (claim,), who, reason)


@judge.command("list")
@database_option
def list_(db: Path) -> None:
    """All judgements, and which do not count now."""
    from rich import box
    from rich.table import Table

    from headcount.terminal import console, shown
    from reconcile.rulings import Rulings
    from store.comparisons import current
    from store.judgements import judgements_now

    with existing(db, readonly=True) as database:
        made = list(judgements_now(database))
        stated = set(current(database, {claim for each in made for claim in each.claims}))
    if not made:
        click.echo("Nobody has judged anything yet.")
        return
    rulings = Rulings.of(made)
    last = {each.claims: each for each in made}
    title = f"Judgements ({len(made):,})"
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    table.add_column("when, who", max_width=24)
    for column in ("judgement", "counts"):
        table.add_column(column, overflow="fold")
    for each in made:
        hindrance = _hindrance(each, rulings, stated)
        if last[each.claims] is not each:
            hindrance = "no: judged again later"
        table.add_row(
            f"{each.made:%Y-%m-%d %H:%M}\n{shown(each.who)}",
            f"{shown(_words(each))}\n{shown(each.reason)}",
            shown(hindrance or "yes"),
            end_section=True,
        )
    console().print(table, highlight=False)


def _judge(db: Path, verdict: Ruling, given: tuple[str, ...], who: str, reason: str) -> None:
    """Write a judgement on the claims that ``given`` names, and say what comes of it."""
    from headcount.terminal import console, shown
    from reconcile.judging import ConflictError, OneClaimError, note
    from store.model import Judgement

    name, why = _plain("--who", who), _plain("--reason", reason)
    with existing(db) as database:
        ids = [claim_beginning(database, each) for each in given]
        now = dt.datetime.now(dt.UTC)
        new = Judgement(now, name, verdict, ids[0], ids[1] if len(ids) == 2 else None, why)
        if verdict == "right claim":
            _look_for_a_wrong(database, new)
        try:
            noted = note(database, new)
        except OneClaimError:
            raise BadInput(*given, "expected two claims, found one") from None
        except ConflictError as error:
            raise BadInput(_conflict(error)) from None
        if not noted.written:
            click.echo(f"{name} judged so before, for the same reason; nothing is added.")
            return
        for line in _told(database, noted.judgement, list(noted.made)):
            console().print(shown(line), highlight=False)


def _plain(option: str, given: str) -> str:
    words = " ".join(given.split())
    if not words or not words.isprintable():
        raise BadInput(option, f"expected words, found {given!r}")
    return words


def claim_beginning(database: Database, beginning: str) -> str:
    """Return the id of the claim that begins so; raises :class:`BadInput`."""
    from store.judgements import claims_beginning

    if len(beginning) < SHORTEST:
        raise BadInput(beginning, f"expected at least {SHORTEST} characters of a claim's id")
    found = claims_beginning(database, beginning, limit=3)
    if not found:
        raise BadInput(beginning, "no claim has an id that begins so")
    if len(found) > 1:
        raise BadInput(beginning, f"several claims begin so: {', '.join(found)} …")
    return found[0]


def _look_for_a_wrong(database: Database, new: Judgement) -> None:
    """Raise :class:`BadInput` where there is nothing that "right" could take back.

    That it repeats what counts already is no mistake.
    """
    from reconcile.judging import as_stated, repeats
    from reconcile.rulings import Rulings
    from store.judgements import judgements_now

    made = list(judgements_now(database))
    new = as_stated(database, new)
    if not repeats(new, made) and new.claim not in Rulings.of(made).wrong:
        raise BadInput(new.claim, "nobody judges it wrong, so there is nothing to take back")


def _conflict(error: ConflictError) -> str:
    others = "; ".join(f"{_words(each)} ({each.who}: {each.reason})" for each in error.others)
    return (
        f"{_words(error.new)}: that contradicts what was judged before: {others}. "
        "Judge one of these pairs anew first"
    )


def _words(judgement: Judgement) -> str:
    from headcount.figure_tables import SHORT_ID

    claims = (judgement.claim, *judgement.claims)  # in the order in which they were given
    short = [claim[:SHORT_ID] for claim in dict.fromkeys(claims)]
    return WORDS[judgement.verdict].format(*short)


def _hindrance(judgement: Judgement, rulings: Rulings, stated: set[str]) -> str | None:
    """Say why a judgement does not apply now; None where it does. ``stated``: claims of today."""
    from headcount.figure_tables import SHORT_ID

    for claim in judgement.claims:
        if claim not in stated:
            return f"not now: no page states {claim[:SHORT_ID]} (any more)"
        if judgement.other is not None and claim in rulings.wrong:
            return f"not now: {claim[:SHORT_ID]} is judged wrong"
    return None


def _told(database: Database, new: Judgement, made: list[Judgement]) -> Iterator[str]:
    """Say what was judged, and what the next run of reconciling makes of it."""
    from headcount.figure_tables import SHORT_ID
    from headcount.views import evidence
    from reconcile.rulings import Rulings
    from store.comparisons import current, figures_of

    yield f"Noted: {_words(new)}, says {new.who}: {new.reason}"
    known = evidence(database, new.claims)
    for claim in new.claims:
        yield f"{claim[:SHORT_ID]}: {known.get(claim, 'not in this database')}"
    hindrance = _hindrance(new, Rulings.of(made), set(current(database, new.claims)))
    if hindrance is not None:
        yield f"It does not count {hindrance.removeprefix('not ')}."
    else:
        yield _coming(new, figures_of(database, new.claims))


def _coming(new: Judgement, figures: dict[str, str]) -> str:
    """Say what the next run of reconciling will change; ``figures`` are those of the claims now."""
    from headcount.figure_tables import SHORT_ID

    now = sorted({figure[:SHORT_ID] for figure in figures.values()})
    named = f"figure{'s' * (len(now) > 1)} {' and '.join(now)}" if now else "no figure"
    together = len(figures) == 2 and len(now) == 1
    match new.verdict:
        case "same" if together:
            return f"They stand in one figure already ({named}) and will stay together."
        case "same":
            coming = "brings them into one figure"
        case "different" if len(now) == 2:
            return f"They stand in two figures already ({named}) and will stay apart."
        case "different":
            coming = "puts them into two figures"
        case "wrong claim":
            coming = "lets it count for no figure"
        case "right claim":
            coming = "lets it count again"
    return f"The next `headcount reconcile` {coming}; now: {named}."
