"""A PDF report becomes an article: its lines as paragraphs, its tables as one line a cell.

A table row ``Italy | 6,310`` below the head ``Country | Arrivals`` reads "Italy: 6,310 Arrivals",
so that a table is read by the same rules as a sentence.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import PdfminerException

from extract.article import MAX_BODY, Unreadable, make_article
from store.model import Article

MAX_PAGES = 300
"""Pages that are read of one report."""

LINE_GAP = 0.8
"""Space between two lines of one paragraph, at most, in heights of a line."""

_DATE = re.compile(r"D:(\d{4})(\d{2})(\d{2})")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\D*(?:19|20)\d\d\D*")
_SAME_SIZE = 0.5
"""Points by which the type of two lines of one paragraph may differ."""


@dataclass(frozen=True, slots=True)
class _Line:
    top: float
    bottom: float
    size: float
    text: str
    alone: bool = False


def read_pdf(
    body: bytes,
    *,
    url: str,
    snapshot: str,
    published: dt.date | None = None,
    language: str | None = None,
    outlet: str | None = None,
) -> Article:
    """Return the article that a PDF file holds.

    Title, author and day come from the file's metadata; without a title there, the largest type
    of the first page is the title. ``published`` and ``outlet`` go before what the file says.
    Raises :class:`extract.article.Unreadable`.
    """
    if len(body) > MAX_BODY:
        raise Unreadable(f"holds {len(body)} bytes, more than {MAX_BODY}")
    try:
        with pdfplumber.open(io.BytesIO(body)) as pdf:
            pages = [list(_lines(page)) for page in pdf.pages[:MAX_PAGES]]
            facts = {key: _text(value) for key, value in pdf.metadata.items()}
    except (PdfminerException, PDFException) as error:
        raise Unreadable(f"is no PDF that can be read: {error or type(error).__name__}") from error
    paragraphs = [text for lines in pages for text in _paragraphs(lines)]
    if not paragraphs:
        raise Unreadable("holds no text: perhaps a scan")
    author = facts.get("Author", "")
    return make_article(
        "\n".join(paragraphs),
        url=url,
        snapshot=snapshot,
        title=facts.get("Title") or _largest(pages[0]),
        outlet=outlet,
        authors=(author,) if author else (),
        language=language,
        published=published or _day(facts.get("CreationDate", "")),
        modified=None,
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _day(written: str) -> dt.date | None:
    """Return the day of a PDF date such as ``D:20240611093000+02'00'`` (ISO 32000-1, 7.9.4)."""
    match = _DATE.match(written)
    try:
        return dt.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _lines(page: Page) -> Iterator[_Line]:
    """Yield the lines of a page from top to bottom; a table's cells stand where the table is."""
    tables = page.find_tables()
    found = [
        _Line(top, top, 0.0, text, alone=True)
        for table in tables
        for top in [table.bbox[1]]
        for text in cells_as_lines(table.extract())
    ]
    for line in page.extract_text_lines():
        middle = (line["top"] + line["bottom"]) / 2
        if not any(table.bbox[1] <= middle <= table.bbox[3] for table in tables):
            size = max(char["size"] for char in line["chars"])
            found.append(_Line(line["top"], line["bottom"], size, line["text"].strip()))
    return iter(sorted(found, key=lambda line: line.top))


def cells_as_lines(rows: list[list[str | None]]) -> list[str]:
    """Return each cell of a table's body with the name of its row and the head of its column.

    The first row is the head where its cells hold no digit but those of a year ("May 2024").
    """
    cells = [[" ".join((cell or "").split()) for cell in row] for row in rows]
    if not cells:
        return []
    is_head = len(cells) > 1 and not any(
        _DIGIT.search(cell) and not _YEAR.fullmatch(cell) for cell in cells[0]
    )
    head = cells[0] if is_head else [""] * len(cells[0])
    lines = []
    for row in cells[1:] if is_head else cells:
        for name, cell in zip(head[1:], row[1:], strict=False):
            if not cell:
                continue
            if _DIGIT.search(name):
                lines.append(f"{row[0]} ({name}): {cell}")
            else:
                lines.append(f"{row[0]}: {cell} {name}".rstrip())
    return lines


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    """Yield lines that follow each other closely and in one size of type as one paragraph."""
    before: _Line | None = None
    text = ""
    for line in lines:
        if before is not None and _goes_on(before, line):
            hyphenated = text.endswith("-") and line.text[:1].islower()
            text = text[:-1] + line.text if hyphenated else f"{text} {line.text}"
        else:
            if text:
                yield text
            text = line.text
        before = line
    if text:
        yield text


def _goes_on(before: _Line, line: _Line) -> bool:
    if before.alone or line.alone or abs(before.size - line.size) > _SAME_SIZE:
        return False
    return line.top - before.bottom <= LINE_GAP * (before.bottom - before.top)


def _largest(lines: list[_Line]) -> str | None:
    return max(lines, key=lambda line: line.size).text if lines else None
