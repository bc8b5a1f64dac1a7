"""The verb that checks: ``check``."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headcount.comparing import read_reports
from headcount.complaints import BadInput, StageFailed
from headcount.database import existing
from headcount.jsonl import Record, read_records, whole_file, write_line
from headcount.options import READABLE, database_option, in_option, out_option
from headcount.progress import progress
from headcount.reading import published_of, readable

if TYPE_CHECKING:
    from headcount.deliveries import Delivery
    from reconcile.verdicts import Verdict
    from store.documents import Fetch
    from store.model import Article


@click.command(short_help="Each figure in a text against the database.")
@click.argument("text", required=False)
@click.option("--language", help="ISO 639-1 code; by default the text tells.")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which it was said; by default the day of the page, or today.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON, with all that decides.")
@click.option("--allow-private", is_flag=True, help="Ask also addresses inside your network.")
@database_option
@in_option
@click.option("--claims", type=READABLE, help="With --jsonl: the claims to check against.")
@out_option
def check(
    text: str | None,
    language: str | None,
    published: dt.datetime | None,
    as_json: bool,
    allow_private: bool,
    db: Path,
    jsonl: Path | None,
    claims: Path | None,
    out: Path | None,
) -> None:
    """Say of every figure in TEXT whether the claims in the database support it, and why.

    \b
    headcount check "650.000 Russen haben ihr Land verlassen." --db headcount.db
    headcount check https://example.org/report --db headcount.db
    headcount check article.html --json --db headcount.db
    headcount check --jsonl checks.jsonl --claims claims.jsonl --out verdicts.jsonl

    TEXT is a sentence, a file (a saved page, a PDF report, a text), an address, or - for standard
    input. What a page itself states in the database does not count as support for it. With
    --jsonl, IN holds a sentence a line (id, sentence, language, published), and OUT gets its
    verdict; no database is touched.
    """
    if text is not None and jsonl is None and claims is None and out is None:
        day = published.date() if published else None
        _check_text(text, language, day, db, as_json=as_json, allow_private=allow_private)
    elif text is None and jsonl is not None and claims is not None and out is not None:
        _check_file(jsonl, claims, out)
    else:
        raise click.UsageError("expected TEXT, or --jsonl IN with --claims FILE and --out OUT")


def _check_text(
    given: str,
    language: str | None,
    day: dt.date | None,
    db: Path,
    *,
    as_json: bool,
    allow_private: bool,
) -> None:
    from extract.article import language_of
    from headcount.terminal import console, shown
    from headcount.verdicts import as_record, table
    from headcount.views import evidence
    from reconcile.check import as_article, check_against
    from reconcile.verdict_words import heads

    today = dt.datetime.now(dt.UTC).date()
    article = _page(given, allow_private=allow_private)
    if article is None:
        whole = sys.stdin.read() if given == "-" else given
        code = readable("--language", language or language_of(whole, None))
        article = as_article(whole, code, day or today)
    else:
        article = replace(article, language=readable("--language", language or article.language))
    said = day or article.published or today
    with existing(db, readonly=True) as database:
        found = check_against(database, article, said)
        told = evidence(database, [claim for verdict in found for claim in verdict.claims])
    if as_json:
        click.echo(json.dumps(as_record(article, said, found, told), ensure_ascii=False, indent=2))
    elif found:
        console().print(table(article.language, found, told))
    else:
        click.echo(shown(heads(article.language)["none"]))


def _page(given: str, *, allow_private: bool) -> Article | None:
    """Return the article at an address or in a file; None where a text was given.

    Raises :class:`BadInput` for a file that is not there or nothing reads, :class:`StageFailed`
    where an address does not answer with a page.
    """
    from headcount.deliveries import Fault, Page, from_file, reader_of

    path = Path(given)
    deliveries: Iterator[Delivery]
    if given.startswith(("http://", "https://")):
        deliveries = _asked(given, allow_private=allow_private)
    elif len(given) < LONGEST_PATH and path.is_file():
        if reader_of(path) is None:
            raise BadInput(given, "expected a saved page, a PDF report or a text")
        deliveries = from_file(path)
    elif path.suffix and not set(given) & set(" \n"):
        raise BadInput(given, "no such file")
    else:
        return None
    match next(deliveries, None):
        case Page(fetch=fetch):
            return _read(given, fetch)
        case Fault(cause=cause):
            raise StageFailed(f"{given}: {cause}")
    raise BadInput(given, "holds no page")


LONGEST_PATH = 1_000
"""A longer text is none."""


def _asked(address: str, *, allow_private: bool) -> Iterator[Delivery]:
    from crawler.run import CrawlError
    from crawler.urls import normalised
    from headcount.deliveries import from_addresses

    url = normalised(address)
    if url is None:
        raise BadInput(address, "expected an http or https address")
    try:
        yield from from_addresses([url], allow_private=allow_private)
    except CrawlError as error:
        raise StageFailed(str(error)) from None


def _read(given: str, fetch: Fetch) -> Article:
    from extract.article import Unreadable
    from headcount.stages import read_body

    media_type = next((value for name, value in fetch.headers if name == "Content-Type"), "")
    try:
        return read_body(fetch.body, media_type, url=fetch.url, snapshot="", outlet=None)
    except Unreadable as error:
        raise StageFailed(f"{given}: {error}") from None


def _check_file(jsonl: Path, claims: Path, out: Path) -> None:
    from reconcile.check import check as verdicts_on
    from reconcile.verdicts import Record as Known

    records = read_records(jsonl)
    known = Known.of(read_reports(claims))
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
