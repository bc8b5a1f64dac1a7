"""Are the figures in a text right? Each is read as a claim and held against the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlite_utils import Database

from extract.read import claims_of
from reconcile.loading import Loaded, Remembered, on_file
from reconcile.reading import MOVEMENT, read
from reconcile.rulings import Rulings
from reconcile.values import digits
from reconcile.verdicts import TELLING, Record, Verdict, families
from store.figure_reports import Sought, figures_near
from store.figure_reports import claims_of as claims_of_figures
from store.judgements import judgements_now
from store.model import Article, Claim, Document, Report, content_id
from store.twins import same_pages

_remembered = Remembered(most=5000)
"""What is in the news is asked about most: some 30 MB at most, and half the work of a check."""

NEAR = 1.15
"""Numbers that differ by a larger factor are never the same, however they are rounded."""


def check(text: str, language: str, published: dt.date, record: Record) -> list[Verdict]:
    """Return a verdict for every figure in a text that was said on ``published``.

    ``language`` is an ISO 639-1 code; a text in a language without words has no figures.
    """
    claims = claims_of(as_article(text, language, published))
    return [record.check(claim, language, published) for claim in claims]


def check_against(db: Database, article: Article, published: dt.date) -> list[Verdict]:
    """Return a verdict for every figure of an article, said on ``published``, by the database.

    Only the figures that it could mean are loaded. What the same page says is left out, where the
    article has a ``url``: nobody is a witness for himself.
    """
    claims = claims_of(article)
    own = same_pages(db, Document.id_of(article.url))
    record = on_record(db, claims, article.language, published, own)
    return [record.check(claim, article.language, published) for claim in claims]


def as_article(text: str, language: str, published: dt.date) -> Article:
    """Return a text that somebody said as an article, of nobody and from nowhere."""
    return Article(
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


def on_record(
    db: Database, claims: Iterable[Claim], language: str, published: dt.date, without: set[str]
) -> Record:
    """Return the figures of the database that claims could mean.

    Without what the documents with the ids ``without`` say.
    """
    near: set[str] = set()
    for claim in claims:
        cited = read(Report(claim, claim.article, "", published, language))
        kinds = {kind for family in families(cited) for kind in _kinds(family)}
        countries = {*claim.country, *cited.origin}
        telling = digits(cited.number.low) >= TELLING
        last = claim.date_last or claim.date_first or published
        near.update(
            figures_near(
                db,
                Sought(
                    kinds=frozenset(kinds),
                    countries=frozenset(countries),
                    number=claim.low,
                    close=(claim.low / NEAR, claim.high * NEAR) if telling else None,
                    first=min(claim.date_first or last, last),
                    last=last,
                ),
            )
        )
    members = claims_of_figures(db, sorted(near))
    loaded = Loaded(db, Rulings.of(judgements_now(db)), _remembered)
    readings = loaded.of_claims(claim for of_figure in members.values() for claim in of_figure)
    figures = (
        (id, [readings[one] for one in of_figure if readings[one].report.document not in without])
        for id, of_figure in sorted(members.items())
    )
    strays = on_file(db, readings.values())
    return Record(((id, found) for id, found in figures if found), strays)


def _kinds(family: str) -> frozenset[str]:
    """Return the kinds of a family; any claim may join a figure through the kind ``other``."""
    return frozenset(MOVEMENT if family == "movement" else {family}) | {"other"}
