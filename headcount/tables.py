"""Tables for the terminal, that read well at 100 columns."""

from __future__ import annotations

from typing import Any

from rich.markup import escape
from rich.table import Table


def explanation(layers: dict[str, Any]) -> Table:
    """Return what became of each number, from the layers of ``extract.explain``."""
    table = Table(title="Numbers in the text", title_justify="left")
    for column in ("number", "reads as", "became", "rule"):
        table.add_column(column, overflow="fold")
    for quantity in layers["quantities"]:
        claims = [_claim(claim) for claim in quantity["claims"]]
        table.add_row(
            escape(quantity["text"]),
            escape(f"{quantity['bound']} {_plain(quantity['value'])}"),
            escape("\n".join(claims) or quantity["outcome"]),
            escape(quantity["rule"]),
        )
    return table


def _claim(claim: dict[str, Any]) -> str:
    places = " ".join(claim["country"]) or "?"
    origin = f" from {' '.join(claim['origin'])}" if claim["origin"] else ""
    return f"{claim['kind']}, {places}{origin}, {claim['date']}, {claim['source']}"


def _plain(value: float | list[float] | None) -> str:
    if value is None:
        return "vague"
    if isinstance(value, list):
        return "–".join(f"{end:,g}" if end % 1 else f"{int(end):,}" for end in value)
    return f"{value:,g}" if value % 1 else f"{int(value):,}"
