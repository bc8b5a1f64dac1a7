"""Why a text was read so: every number and date found, what became of it, which rule decided."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from extract.pipeline import annotate
from extract.readings import Reading
from extract.sources import source_at
from extract.spans import Context, Quantity
from store.model import OUTLET


def explain(
    text: str,
    language: str,
    published: dt.date | None,
    *,
    outlet: str = "",
    home: str | None = None,
) -> dict[str, Any]:
    """Return the layers of ``text``; all offsets count its characters.

    ``dates`` and ``quantities`` list what was found; each quantity has its ``source``, its
    ``outcome`` ("claim" or why it is none) with the ``rule`` that decided, and the ``claims``
    that it became, with the rules that made each. Raises :class:`extract.words.WordsError` for
    a language without words.
    """
    doc = annotate(text, Context(language, published, outlet, home))
    claims: dict[int, list[Reading]] = defaultdict(list)
    for reading in doc._.claims:
        claims[reading.quantity.start].append(reading)
    return {
        "dates": [
            {
                "start": time.start,
                "end": time.end,
                "text": time.text,
                "date": time.date,
                "period": time.period,
                "kind": time.kind,
                "rule": time.rule,
            }
            for time in doc._.dates
        ],
        "places": [
            {
                "start": place.start,
                "end": place.end,
                "text": place.text,
                "country": list(place.country),
                "kind": place.kind,
                "role": place.role,
                "rule": place.rule,
            }
            for place in doc._.places
        ],
        "quantities": [
            {
                "start": decision.quantity.start,
                "end": decision.quantity.end,
                "text": decision.quantity.text,
                "value": value_of(decision.quantity),
                "bound": decision.quantity.bound,
                "category": decision.quantity.category,
                "source": _source(attribution.source if attribution else OUTLET),
                "outcome": decision.outcome,
                "rule": decision.rule,
                "claims": [_claim(reading) for reading in claims[decision.quantity.start]],
            }
            for decision in doc._.decisions
            for attribution in [source_at(doc, decision.quantity.start)]
        ],
    }


def value_of(quantity: Quantity) -> float | list[float] | None:
    """Return the value as JSON: a number, a pair for a range, None where it is vague."""
    if quantity.vague:
        return None
    return quantity.low if quantity.low == quantity.high else [quantity.low, quantity.high]


def _source(name: str) -> str | None:
    return None if name == OUTLET else name


def _claim(reading: Reading) -> dict[str, Any]:
    return {
        "kind": reading.kind,
        "unit": reading.unit,
        "country": list(reading.where.country),
        "origin": list(reading.where.origin),
        "date": reading.when.date,
        "source": reading.source,
        "via": list(reading.via),
        "modality": reading.modality,
        "rules": list(reading.rules),
    }
