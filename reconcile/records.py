"""The JSONL form: records in, reports; relations and figures, records out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, TypeGuard, get_args

from reconcile.periods import days_of
from store.model import (
    BOUNDS,
    KINDS,
    MODALITIES,
    Claim,
    Figure,
    Per,
    Relation,
    Report,
)

_TEXTS = ("id", "document", "outlet", "language", "number", "unit", "source", "date")
_LISTS = ("country", "origin", "via")
_CHOICES: dict[str, tuple[str, ...]] = {"bound": BOUNDS, "kind": KINDS, "modality": MODALITIES}
PERS: tuple[Per, ...] = get_args(Per)


def report_of(record: dict[str, Any]) -> Report:
    """Return the report that a line of ``claims.jsonl`` holds.

    Such a claim has no text around it, so its offsets are 0. Raises ValueError, naming the key,
    where a value is missing or of the wrong kind.
    """
    for key in _TEXTS:
        if not isinstance(record.get(key), str) or not record[key]:
            raise ValueError(f"{key}: expected a text that is not empty, found {record.get(key)!r}")
    for key, choices in _CHOICES.items():
        if record.get(key) not in choices:
            raise ValueError(f"{key}: expected one of {choices}, found {record.get(key)!r}")
    lists = {key: _strings(record, key) for key in _LISTS}
    low, high = _ends(record.get("value"))
    first, last = _days(record["date"])
    if not isinstance(record.get("quote", ""), str):
        raise ValueError(f"quote: expected a text, found {record['quote']!r}")
    claim = Claim(
        id=record["id"],
        article=record["document"],
        quote=record.get("quote", ""),
        quote_start=0,
        quote_end=0,
        number=record["number"],
        number_start=0,
        number_end=0,
        low=low,
        high=high,
        bound=record["bound"],
        kind=record["kind"],
        unit=record["unit"],
        country=lists["country"],
        origin=lists["origin"],
        date=record["date"],
        date_first=first,
        date_last=last,
        source=record["source"],
        via=lists["via"],
        modality=record["modality"],
        per=_per(record),
        change=_number(record, "change"),
        part_of=_optional_text(record, "part_of"),
        excluded=_strings(record, "excluded") if "excluded" in record else (),
        rules=(),
        extractor="",
    )
    return Report(
        claim=claim,
        document=record["document"],
        outlet=record["outlet"],
        published=_published(record),
        language=record["language"],
        near_duplicates=_optional_text(record, "near_duplicates"),
    )


def claim_records(figures: Iterable[Figure]) -> Iterator[dict[str, Any]]:
    """Yield ``{"claim", "figure"}`` for every claim of the figures."""
    for figure in figures:
        for claim in figure.claims:
            yield {"claim": claim, "figure": figure.id}


def relation_records(relations: Iterable[Relation]) -> Iterator[dict[str, Any]]:
    """Yield ``{"a", "b", "relation", "score", "why"}`` for every relation."""
    for relation in relations:
        yield {
            "a": relation.a,
            "b": relation.b,
            "relation": relation.relation,
            "score": round(relation.score, 3),
            "why": "; ".join(relation.reasons),
        }


def _strings(record: dict[str, Any], key: str) -> tuple[str, ...]:
    value = record.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{key}: expected a list of texts, found {value!r}")
    return tuple(value)


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _ends(value: object) -> tuple[float, float]:
    low, high = value if isinstance(value, list) and len(value) == 2 else (value, value)
    if not _is_number(low) or not _is_number(high) or low > high:
        raise ValueError(f"value: expected a number or [low, high], found {value!r}")
    return float(low), float(high)


def _days(edtf: str) -> tuple[dt.date | None, dt.date | None]:
    try:
        return days_of(edtf)
    except ValueError as error:
        raise ValueError(f"date: {error}") from error


def _published(record: dict[str, Any]) -> dt.date:
    try:
        return dt.date.fromisoformat(record["published"])
    except (KeyError, TypeError, ValueError) as error:
        found = record.get("published")
        raise ValueError(f"published: expected YYYY-MM-DD, found {found!r}") from error


def _per(record: dict[str, Any]) -> Per | None:
    value = record.get("per")
    if value is not None and value not in PERS:
        raise ValueError(f"per: expected one of {PERS}, found {value!r}")
    return value


def _number(record: dict[str, Any], key: str) -> float | None:
    value = record.get(key)
    if value is None:
        return None
    if not _is_number(value):
        raise ValueError(f"{key}: expected a number, found {value!r}")
    return float(value)


def _optional_text(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"{key}: expected a text, found {value!r}")
    return value
