"""The verbs that read: ``extract`` and ``explain``."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from headcount.complaints import BadInput
from headcount.jsonl import Record, read_records, whole_file, write_line
from headcount.options import database_option, in_option, out_option
from headcount.progress import progress

if TYPE_CHECKING:
    from store.model import Article


@click.command(short_help="Claims from what was gathered, or from a JSONL file.")
@database_option
@in_option
@out_option
def extract(db: Path, jsonl: Path | None, out: Path | None) -> None:
    """Read the claims in every page not yet read by this version.

    \b
    headcount extract --db headcount.db
    headcount extract --jsonl docs.jsonl --out found.jsonl

    With --jsonl, IN holds a document a line (id, url, outlet, language, published, and text or
    html), and OUT gets its claims; no database is touched.
    """
    if jsonl is not None and out is not None:
        _extract_file(jsonl, out)
    elif jsonl is None and out is None:
        from headcount.database import existing
        from headcount.stages import extract_new

        with existing(db) as database:
            click.echo(extract_new(database, db).summary())
    else:
        raise click.UsageError("--jsonl IN and --out OUT go together")


def _extract_file(jsonl: Path, out: Path) -> None:
    from extract.article import Unreadable
    from extract.outlets import home_of
    from extract.read import claims_of
    from extract.records import claim_record
    from extract.words import LANGUAGES

    records = read_records(jsonl)
    found = unread = 0
    with whole_file(out) as file:
        for record in progress(records, "reading"):
            line: dict[str, Any] = {"id": record.fields.get("id")}
            try:
                article = _article(record, jsonl.parent)
            except Unreadable as error:
                line |= {"claims": [], "error": str(error)}
            else:
                if article.language in LANGUAGES:
                    home = home_of(article.outlet, article.url)
                    line["claims"] = [claim_record(claim) for claim in claims_of(article, home)]
                else:
                    line |= {"claims": [], "error": f"no words for language {article.language!r}"}
            found += len(line["claims"])
            unread += "error" in line
            write_line(file, line)
    click.echo(f"{found} claims in {len(records)} documents, {unread} of them unread: {out}")


def _article(record: Record, folder: Path) -> Article:
    import gzip

    from extract.records import RecordError, article_of

    try:
        return article_of(record.fields, folder)
    except RecordError as error:
        raise BadInput(record.where, error) from None
    except (OSError, EOFError, gzip.BadGzipFile) as error:
        raise BadInput(record.where, f"'html': {error}") from None


@click.command(short_help="Every number in a text and what became of it.")
@click.argument("text", required=False)
@click.option("--language", help="ISO 639-1 code; by default the text tells.")
@click.option(
    "--published",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day from which relative dates count; by default today.",
)
@in_option
@out_option
def explain(
    text: str | None,
    language: str | None,
    published: dt.datetime | None,
    jsonl: Path | None,
    out: Path | None,
) -> None:
    """Say for every number in TEXT whether it is a claim, and which rule decided.

    \b
    headcount explain "Mindestens 23 Menschen starben laut Polizei in Albanien."
    headcount explain --jsonl texts.jsonl --out layers.jsonl

    TEXT may be - to read from standard input. With --jsonl, IN holds a text a line (id, text,
    language, published), and OUT gets its dates, places and quantities with their offsets.
    """
    if text is not None and jsonl is None and out is None:
        whole = sys.stdin.read() if text == "-" else text
        day = published.date() if published else dt.datetime.now(dt.UTC).date()
        _explain_text(whole, language, day)
    elif jsonl is not None and out is not None and text is None:
        _explain_file(jsonl, out)
    else:
        raise click.UsageError("expected TEXT, or --jsonl IN with --out OUT")


def _explain_text(text: str, language: str | None, published: dt.date) -> None:
    from rich.console import Console

    from extract.article import language_of
    from extract.explain import explain as layers_of
    from headcount.tables import explanation

    code = readable("--language", language or language_of(text, None))
    Console().print(explanation(layers_of(text, code, published)))


def readable(where: str, language: str) -> str:
    """Return the language, which can be read; raises :class:`BadInput` where it cannot."""
    from extract.words import LANGUAGES

    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise BadInput(where, f"no words for language {language!r}; expected one of {known}")
    return language


def _explain_file(jsonl: Path, out: Path) -> None:
    from extract.explain import explain as layers_of

    records = read_records(jsonl)
    with whole_file(out) as file:
        for record in progress(records, "explaining"):
            text, language, published = _text_of(record)
            layers = layers_of(text, readable(f"{record.where}: 'language'", language), published)
            write_line(file, {"id": record.fields["id"], **layers})
    click.echo(f"{len(records)} texts explained: {out}")


def _text_of(record: Record) -> tuple[str, str, dt.date | None]:
    fields = record.fields
    if "id" not in fields:
        raise BadInput(record.where, "'id' is missing; expected a string or a number")
    for key in ("text", "language"):
        if not isinstance(fields.get(key), str):
            raise BadInput(record.where, f"{key!r}: expected a string, found {fields.get(key)!r}")
    return fields["text"], fields["language"], published_of(record)


def published_of(record: Record) -> dt.date | None:
    """Return the day under ``published``, None where there is none; raises :class:`BadInput`."""
    day = record.fields.get("published")
    if day is None:
        return None
    try:
        return dt.date.fromisoformat(day)
    except (TypeError, ValueError):
        raise BadInput(
            record.where, f"'published': expected YYYY-MM-DD or null, found {day!r}"
        ) from None
