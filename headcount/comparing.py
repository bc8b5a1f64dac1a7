"""The verbs that compare: ``reconcile``, and ``compare`` that shows how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headcount.complaints import BadInput
from headcount.database import existing
from headcount.jsonl import read_records, whole_file, write_line
from headcount.judging import claim_beginning
from headcount.options import database_option, in_option, out_option
from headcount.progress import progress

if TYPE_CHECKING:
    from rich.table import Table

    from reconcile.reading import Reading
    from store.model import Report


@click.command(short_help="Claims of the same quantity become figures.")
@database_option
@in_option
@out_option
def reconcile(db: Path, jsonl: Path | None, out: Path | None) -> None:
    """Find the claims that speak of the same quantity, and how they stand to each other.

    \b
    headcount reconcile --db headcount.db
    headcount reconcile --jsonl claims.jsonl --out reconciled.jsonl

    With --jsonl, IN holds a claim a line, and OUT gets the figure of each claim and the
    relations between claims; no database is touched.
    """
    if jsonl is not None and out is not None:
        _reconcile_file(jsonl, out)
    elif jsonl is None and out is None:
        from headcount.stages import reconcile_all

        with existing(db) as database:
            click.echo(reconcile_all(database, db).summary())
    else:
        raise click.UsageError("--jsonl IN and --out OUT go together")


@click.command(short_help="Why two claims are the same quantity, or not.")
@click.argument("claim")
@click.argument("other")
@database_option
def compare(claim: str, other: str, db: Path) -> None:
    """Show what speaks for two claims being of the same quantity, and what against.

    \b
    headcount compare 3f9a1c 77be02 --db headcount.db

    CLAIM and OTHER are ids of claims or their beginnings; `headcount figures --id ID` shows those
    of a figure. Weights add up; what is not compared at all has no key in common.
    """
    from headcount.terminal import console, shown
    from reconcile.loading import Loaded
    from reconcile.rulings import NONE
    from store.figure_reports import relations_within

    with existing(db, readonly=True) as database:
        ids = [claim_beginning(database, each) for each in (claim, other)]
        if len(set(ids)) < len(ids):
            raise BadInput(ids[0], "expected two claims, found the same one twice")
        try:
            a, b = Loaded(database, NONE).of_claims(ids).values()
        except KeyError as error:
            raise BadInput(error.args[0], "no page states this claim any more") from None
        relations = relations_within(database, ids)
    for reading in (a, b):
        about = f"{reading.id[:12]}  {reading.report.outlet}: {reading.claim.quote}"
        console().print(shown(about), highlight=False)
    console().print(_evidence(a, b))
    for relation in relations:
        words = f"{relation.a[:12]} {relation.relation} {relation.b[:12]}: "
        console().print(shown(words + "; ".join(relation.reasons)), highlight=False)


def _evidence(a: Reading, b: Reading) -> Table:
    from rich import box
    from rich.table import Table

    from headcount.terminal import shown
    from reconcile.candidates import postings
    from reconcile.features import NEVER, SAME, match

    found = match(a, b)
    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    never = found.score <= NEVER / 2
    if not {each.block for each in postings(a)} & {each.block for each in postings(b)}:
        verdict = "never compared: another place, kind, group or time"
    else:
        verdict = "the same quantity" if found.same else "different quantities"
    table.add_column("what", footer="sum")
    total = "never" if never else f"{found.score:+.1f}"
    table.add_column("weight", footer=total, justify="right")
    table.add_column("why", footer=f"{verdict} (the same from {SAME:+.1f} on)")
    for each in found.evidence:
        weight = "never" if each.weight == NEVER else f"{each.weight:+.1f}"
        table.add_row(each.feature, weight, shown(each.words))
    return table


def _reconcile_file(jsonl: Path, out: Path) -> None:
    from reconcile import reconcile as reconciled
    from reconcile.records import claim_records, relation_records

    result = reconciled(read_reports(jsonl))
    with whole_file(out) as file:
        for line in claim_records(result.figures):
            write_line(file, line)
        for line in relation_records(result.relations):
            write_line(file, line)
    click.echo(f"{len(result.figures)} figures, {len(result.relations)} relations: {out}")


def read_reports(jsonl: Path) -> list[Report]:
    """Return the claims of a JSONL file; raises :class:`BadInput` naming line and key."""
    from reconcile.records import report_of

    reports: list[Report] = []
    places: dict[str, str] = {}
    for record in progress(read_records(jsonl), "reading claims"):
        try:
            report = report_of(record.fields)
        except ValueError as error:
            raise BadInput(record.where, error) from None
        first = places.setdefault(report.claim.id, record.where)
        if first != record.where:
            raise BadInput(record.where, f"id: {report.claim.id!r} stands in {first} already")
        reports.append(report)
    return reports
