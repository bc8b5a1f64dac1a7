"""The verb that compares: ``reconcile``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from headcount.complaints import BadInput
from headcount.jsonl import read_records, whole_file, write_line
from headcount.options import database_option, in_option, out_option
from headcount.progress import progress

if TYPE_CHECKING:
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
        from headcount.database import existing
        from headcount.stages import reconcile_all

        with existing(db) as database:
            click.echo(reconcile_all(database, db).summary())
    else:
        raise click.UsageError("--jsonl IN and --out OUT go together")


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
