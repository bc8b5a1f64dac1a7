"""The JSONL form of reading: documents in, claims out; texts in, layers out.

A stable interface. Input lines of ``extract``: ``id``, ``url``, ``outlet``, ``language``,
``published`` and either ``text`` (with ``title`` where it has one) or ``html`` (a path).
Input lines of ``explain``: ``id``, ``text``, ``language``, ``published``.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from extract.article import read_html, read_text
from store.model import Article, Claim


class RecordError(ValueError):
    """An input record misses a key or holds a wrong value; the text names the key."""


def article_of(record: Mapping[str, Any], folder: Path) -> Article:
    """Return the article of one input record of ``extract``.

    A relative ``html`` path is taken from ``folder``; ``.gz`` is read too. Raises
    :class:`RecordError`, OSError where the page cannot be opened, and
    :class:`extract.article.Unreadable` where it holds no text.
    """
    identifier = _string(record, "id")
    if ("text" in record) == ("html" in record):
        raise RecordError("expected one of 'text' and 'html'")
    url, outlet = _optional(record, "url") or "", _optional(record, "outlet")
    language, published = _optional(record, "language"), _day(record)

    # What a record says of its language holds: whoever made it knew, and short texts mislead.
    def spoken(article: Article) -> Article:
        return replace(article, language=language) if language else article

    if "text" in record:
        article = read_text(
            _string(record, "text"),
            url=url,
            snapshot=identifier,
            title=_optional(record, "title"),
            published=published,
            language=language,
            outlet=outlet,
        )
        return spoken(article)
    path = folder / _string(record, "html")
    body = path.read_bytes()
    if path.suffix == ".gz":
        body = gzip.decompress(body)
    article = read_html(
        body, url=url, snapshot=identifier, published=published, language=language, outlet=outlet
    )
    return spoken(article)


def claim_record(claim: Claim) -> dict[str, Any]:
    """Return a claim as a JSON object: the fields of the benchmark and the rest of ours."""
    value = claim.value
    return {
        "id": claim.id,
        "quote": claim.quote,
        "number": claim.number,
        "value": list(map(_plain, value)) if isinstance(value, tuple) else _plain(value),
        "bound": claim.bound,
        "kind": claim.kind,
        "unit": claim.unit,
        "country": list(claim.country),
        "origin": list(claim.origin),
        "date": claim.date,
        "source": claim.source,
        "via": list(claim.via),
        "modality": claim.modality,
        "per": claim.per,
        "change": claim.change,
        "part_of": claim.part_of,
        "excluded": list(claim.excluded),
        "start": claim.number_start,
        "end": claim.number_end,
        "rules": list(claim.rules),
        "page": claim.page,
        "cell": claim.cell,
    }


def _plain(value: float) -> float | int:
    return int(value) if float(value).is_integer() else value


def _string(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if not isinstance(value, str):
        raise RecordError(f"{key!r}: expected a string, found {value!r}")
    return value


def _optional(record: Mapping[str, Any], key: str) -> str | None:
    return None if record.get(key) is None else _string(record, key)


def _day(record: Mapping[str, Any]) -> dt.date | None:
    text = _optional(record, "published")
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise RecordError(f"'published': expected YYYY-MM-DD, found {text!r}") from None
