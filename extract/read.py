"""From an article to its claims."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from extract import VERSION
from extract.article import reading_text
from extract.outlets import home_of
from extract.pipeline import annotate
from extract.readings import Reading
from extract.spans import Context
from extract.words import LANGUAGES
from store.model import Article, Claim


def claims_of(article: Article, home: str | None = None) -> list[Claim]:
    """Return the claims of an article, in the order of its text, a whole before its parts.

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
    readings: list[Reading] = doc._.claims
    ids = [
        Claim.id_of(article.id, reading.quantity.start, reading.where.country, reading.quantity.low)
        for reading in readings
    ]
    return [_claim(article, text, readings[index], ids, index) for index in _in_order(readings)]


def _in_order(readings: Sequence[Reading]) -> list[int]:
    """Return the readings' indices in their order, but a whole before its parts."""
    order: dict[int, None] = {}
    for index in range(len(readings)):
        chain: list[int] = []
        whole: int | None = index
        while whole is not None and whole not in order and whole not in chain:
            chain.append(whole)
            whole = readings[whole].part_of
        order.update(dict.fromkeys(reversed(chain)))
    return list(order)


def _claim(article: Article, text: str, reading: Reading, ids: Sequence[str], index: int) -> Claim:
    quantity, where, when = reading.quantity, reading.where, reading.when
    page = bisect_right(article.pages, quantity.start)
    return Claim(
        id=ids[index],
        article=article.id,
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
        part_of=ids[reading.part_of] if reading.part_of is not None else None,
        excluded=reading.excluded,
        rules=reading.rules,
        extractor=VERSION,
        page=page or None,
        cell=reading.cell or None,
    )
