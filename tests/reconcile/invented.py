"""Claims about an invented flood, to be changed field by field."""

from __future__ import annotations

from typing import Any

from reconcile.records import report_of
from store.model import Report

BASE: dict[str, Any] = {
    "id": "a",
    "document": "doc-a",
    "outlet": "morningpost.example",
    "published": "2031-05-20",
    "language": "en",
    "quote": "",
    "number": "1,000",
    "value": 1000,
    "bound": "exact",
    "kind": "killed",
    "unit": "people",
    "country": ["PER"],
    "origin": [],
    "date": "2031-05-10/2031-05-20",
    "source": "Peruvian health ministry",
    "via": [],
    "modality": "asserted",
}


def record(**changes: Any) -> dict[str, Any]:
    """Return a record of claims.jsonl; with a document and an outlet of its own unless given."""
    name = changes.get("id", BASE["id"])
    return {**BASE, "document": f"doc-{name}", "outlet": f"{name}.example", **changes}


def report(**changes: Any) -> Report:
    """Return the report of such a record."""
    return report_of(record(**changes))
