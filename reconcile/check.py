"""Are the figures in a text right? Each is read as a claim and held against the record."""

from __future__ import annotations

import datetime as dt

from extract.read import claims_of
from reconcile.verdicts import Record, Verdict
from store.model import Article, content_id


def check(text: str, language: str, published: dt.date, record: Record) -> list[Verdict]:
    """Return a verdict for every figure in a text that was said on ``published``.

    ``language`` is an ISO 639-1 code; a text in a language without words has no figures.
    """
    article = Article(
        id=content_id("checked", text, language, published),
        snapshot="",
        url="",
        title=None,
        outlet="",
        authors=(),
        language=language,
        published=published,
        modified=None,
        text=text,
    )
    return [record.check(claim, language, published) for claim in claims_of(article)]
