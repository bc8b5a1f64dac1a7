"""From an article to its claims."""

from __future__ import annotations

from extract import VERSION
from extract.article import reading_text
from extract.outlets import home_of
from extract.pipeline import annotate
from extract.readings import Reading
from extract.spans import Context
from extract.words import LANGUAGES
from store.model import Article, Claim


def claims_of(article: Article, home: str | None = None) -> list[Claim]:
    """Return the claims of an article, in the order of its text.

    ``home`` is the alpha-3 code of the outlet's country; without it, what is known of the outlet
    tells (:func:`extract.outlets.home_of`). An article in a language
    without words (see :data:`extract.words.LANGUAGES`) has no claims.
    """
    if article.language not in LANGUAGES:
        return []
    text, title_end = reading_text(article)
    home = home or home_of(article.outlet, article.url)
    context = Context(article.language, article.published, article.outlet, home, title_end)
    doc = annotate(text, context)
    made: list[Claim] = []
    for reading in doc._.claims:
        made.append(_claim(article.id, doc.text, reading, made))
    return made


def _claim(article: str, text: str, reading: Reading, before: list[Claim]) -> Claim:
    quantity, where, when = reading.quantity, reading.where, reading.when
    return Claim(
        id=Claim.id_of(article, quantity.start, where.country, quantity.low),
        article=article,
        quote=text[reading.quote_start : reading.quote_end],
        quote_start=reading.quote_start,
        quote_end=reading.quote_end,
        number=quantity.text,
        number_start=quantity.start,
        number_end=quantity.end,
        low=quantity.low,
        high=quantity.high,
        bound=quantity.bound,
        kind=reading.kind,
        unit=reading.unit,
        country=where.country,
        origin=where.origin,
        date=when.date,
        date_first=when.first,
        date_last=when.last,
        source=reading.source,
        via=reading.via,
        modality=reading.modality,
        per=reading.per,
        change=reading.change,
        part_of=before[reading.part_of].id if reading.part_of is not None else None,
        excluded=reading.excluded,
        rules=reading.rules,
        extractor=VERSION,
    )
