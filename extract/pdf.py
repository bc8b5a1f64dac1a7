"""A PDF report becomes an article: its text in reading order, its tables as lines of cells."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from dataclasses import replace
from typing import Any

from extract.article import MAX_BODY, Unreadable, make_article, normalise
from extract.page_reading import SECONDS, join_lines
from extract.spans import Context
from extract.table_labels import LabelReader
from extract.words import LANGUAGES
from store.model import Article

COMMAND = [sys.executable, "-m", "extract.page_reading"]
"""The process that reads the file on its standard input."""

DATE_LINES = 12
"""First paragraphs among which a report can state its day."""

LONGEST_DATE = 60
"""Characters of a line that is a date ("Stand: 14. Februar 2024")."""

UNTOLD = 0.1
"""Part of the letters of a report that may be codes of fonts which name no characters."""

_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_NO_TITLE = re.compile(r"(?i)\s*(?:untitled|unbenannt|microsoft \w+ - .*|.*\.[a-z]{3,4})?\s*")
_CODE = re.compile(r"\(cid:\d+\)")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def read_pdf(
    body: bytes,
    *,
    url: str,
    snapshot: str,
    published: dt.date | None = None,
    language: str | None = None,
    outlet: str | None = None,
) -> Article:
    """Return the article that a PDF file holds; ``pages`` says where in its text each page begins.

    Title and author come from the file's metadata; without a title there, the largest type of
    the first page is the title. The day is the one that stands alone on a line near the top,
    else that of the metadata. ``published`` and ``outlet`` go before what the file says. Reading
    is bounded in time and memory (:mod:`extract.page_reading`). Raises
    :class:`extract.article.Unreadable`.
    """
    if len(body) > MAX_BODY:
        raise Unreadable(f"holds {len(body)} bytes, more than {MAX_BODY}")
    facts, pages = _read(body)
    paragraphs = [
        (page, *_cleaned(entry)) for page, entries in enumerate(pages) for entry in entries
    ]
    paragraphs = [entry for entry in paragraphs if entry[1]]
    if not paragraphs:
        raise Unreadable("holds no text (scanned?)")
    text = "\n".join(entry[1] for entry in paragraphs)
    if sum(map(len, _CODE.findall(text))) > UNTOLD * len(text):
        raise Unreadable("holds text in fonts that do not say which characters they show")
    title = normalise(facts.get("Title", ""))
    if _NO_TITLE.fullmatch(title):
        title = _largest(pages[paragraphs[0][0]])
    author = facts.get("Author", "").strip()
    text, starts = _composed(paragraphs, " ".join(title.split()), len(pages))
    article = make_article(
        text,
        url=url,
        snapshot=snapshot,
        title=title,
        outlet=outlet,
        authors=(author,) if author else (),
        language=language,
        published=None,
        modified=None,
    )
    stated = _stated_day([entry[1] for entry in paragraphs[:DATE_LINES]], article.language)
    day = published or stated or _day(facts.get("CreationDate", ""))
    return replace(article, published=day, pages=starts)


def _read(body: bytes) -> tuple[dict[str, str], list[list[dict[str, Any]]]]:
    """Return the metadata and the paragraphs of each page, as another process reads them."""
    try:
        done = subprocess.run(  # noqa: S603 - our own module; the file goes in as data
            COMMAND, input=body, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(f"takes more than {2 * SECONDS} s to read") from None
    records = [json.loads(line) for line in done.stdout.splitlines()]
    error = next((record["error"] for record in records if "error" in record), None)
    if error is not None:
        raise Unreadable(error)
    if done.returncode or not records:
        raise Unreadable(f"takes more than {SECONDS} s or too much memory to read")
    return records[0]["facts"], [record["paragraphs"] for record in records[1:]]


def _cleaned(entry: dict[str, Any]) -> tuple[str, bool]:
    return normalise(entry["text"]), entry["table"]


def _composed(
    paragraphs: list[tuple[int, str, bool]], title: str, count: int
) -> tuple[str, tuple[int, ...]]:
    """Return the text with its headline in front, and where each of ``count`` pages begins.

    A sentence that goes on over the end of a page is one paragraph, and a table that does is one
    table; two tables on one page have an empty line between them.
    """
    text = title
    starts: list[int] = []
    before: tuple[int, str, bool] | None = None
    named = False
    for page, paragraph, table in paragraphs:
        if not named and title and paragraph.casefold() == title.casefold():
            named = True
            continue
        if before is None:
            text += "\n\n" if text else ""
        elif _runs_on(before, page, paragraph, table):
            joined = join_lines(text, paragraph)
            starts += [len(joined) - len(paragraph)] * (page + 1 - len(starts))
            text, before = joined, (page, paragraph, table)
            continue
        else:
            text += "\n\n" if table and before[2] and before[0] == page else "\n"
        starts += [len(text)] * (page + 1 - len(starts))
        text += paragraph
        before = (page, paragraph, table)
    starts += [len(text)] * (count - len(starts))
    return text, (0, *starts[1:])


def _runs_on(before: tuple[int, str, bool], page: int, paragraph: str, table: bool) -> bool:
    open_end = before[1][-1:].isalpha() or before[1].endswith(("-", ","))
    prose = not table and not before[2]
    return prose and page > before[0] and open_end and paragraph[:1].islower()


def _largest(paragraphs: list[dict[str, Any]]) -> str:
    lines = [entry for entry in paragraphs if not entry["table"]]
    return normalise(max(lines, key=lambda entry: entry["size"])["text"]) if lines else ""


def _stated_day(lines: list[str], declared: str) -> dt.date | None:
    """Return the day that a line near the top states and nothing else."""
    if declared not in LANGUAGES:
        return None
    reader = LabelReader(Context(declared), [])
    for line in lines:
        if len(line) > LONGEST_DATE or line.startswith("|"):
            continue
        label = reader.read(line)
        alone = not (label.opaque or label.subject or label.caption)
        if label.period is not None and alone and _DAY.fullmatch(label.period.date):
            return label.period.first
    return None


def _day(written: str) -> dt.date | None:
    """Return the day of a PDF date such as ``D:20240611093000+02'00'`` (ISO 32000-1, 7.9.4)."""
    match = _DATE.match(written)
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
