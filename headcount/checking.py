"""The verb that checks: ``check``."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headcount.comparing import read_reports
from headcount.complaints import BadInput
from headcount.database import existing
from headcount.jsonl import Record, read_records, whole_file, write_line
from headcount.options import READABLE, database_option, in_option, out_option
from headcount.progress import progress
from headcount.reading import published_of, readable

if TYPE_CHECKING:
    from reconcile.verdicts import Verdict


@click.command(short_help="Each figure in a text against the database.")
@click.argument("text", required=False)
@click.option("--language", help="ISO 639-1 code; by default the text tells.")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which it was said; by default today.",
)
@database_option
@in_option
@click.option("--claims", type=READABLE, help="With --jsonl: the claims to check against.")
@out_option
def check(
    text: str | None,
    language: str | None,
    published: dt.datetime | None,
    db: Path,
    jsonl: Path | None,
    claims: Path | None,
    out: Path | None,
) -> None:
    """Say of every figure in TEXT whether the claims in the database support it, and why.

    \b
    headcount check "650.000 Russen haben ihr Land verlassen." --db headcount.db
    headcount check --jsonl checks.jsonl --claims claims.jsonl --out verdicts.jsonl

    TEXT may be - to read from standard input. With --jsonl, IN holds a sentence a line (id,
    sentence, language, published), and OUT gets its verdict; no database is touched.
    """
    if text is not None and jsonl is None and claims is None and out is None:
        whole = sys.stdin.read() if text == "-" else text
        day = published.date() if published else dt.datetime.now(dt.UTC).date()
        _check_text(whole, language, day, db)
    elif text is None and jsonl is not None and claims is not None and out is not None:
        _check_file(jsonl, claims, out)
    else:
        raise click.UsageError("expected TEXT, or --jsonl IN with --claims FILE and --out OUT")


def _check_text(text: str, language: str | None, published: dt.date, db: Path) -> None:
    from rich.console import Console

    from extract.article import language_of
    from headcount.tables import verdicts
    from headcount.views import evidence
    from reconcile.check import check as verdicts_on
    from reconcile.verdicts import Record as Known
    from store.figures import reports

    code = readable("--language", language or language_of(text, None))
    with existing(db, readonly=True) as database:
        found = verdicts_on(text, code, published, Known(reports(database)))
        if found:
            told = evidence(database, [claim for verdict in found for claim in verdict.claims])
            Console().print(verdicts(found, told))
    if not found:
        click.echo("There is no figure about people in this text.")


def _check_file(jsonl: Path, claims: Path, out: Path) -> None:
    from reconcile.check import check as verdicts_on
    from reconcile.verdicts import Record as Known

    records = read_records(jsonl)
    known = Known(read_reports(claims))
    with whole_file(out) as file:
        for record in progress(records, "checking"):
            sentence, language, day = _sentence_of(record)
            found = verdicts_on(sentence, language, day, known)
            write_line(file, {"id": record.fields["id"], **_deciding(found)})
    click.echo(f"{len(records)} sentences checked: {out}")


def _sentence_of(record: Record) -> tuple[str, str, dt.date]:
    for key in ("id", "sentence", "language"):
        if not isinstance(record.fields.get(key), str):
            found = record.fields.get(key)
            raise BadInput(record.where, f"{key!r}: expected a string, found {found!r}")
    day = published_of(record)
    if day is None:
        raise BadInput(record.where, "'published' is missing; expected YYYY-MM-DD")
    language = readable(f"{record.where}: 'language'", record.fields["language"])
    return record.fields["sentence"], language, day


def _deciding(found: Sequence[Verdict]) -> dict[str, Any]:
    """Return the verdict on a sentence: of its first figure that the claims know."""
    for verdict in found:
        if verdict.verdict != "unknown":
            break
    else:
        if not found:
            return {"verdict": "unknown", "figure": None, "claims": [], "why": ""}
        verdict = found[0]
    return {
        "verdict": verdict.verdict,
        "figure": verdict.figure,
        "claims": list(verdict.claims),
        "why": verdict.why,
    }
