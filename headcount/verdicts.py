"""What a check says: as a table in the language of the text, and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from headcount.terminal import shown
from reconcile.verdict_words import heads, verdict_name

if TYPE_CHECKING:
    from headcount.views import Witness
    from reconcile.verdicts import Verdict
    from store.model import Article

SHOWN = 3
"""So many of the claims that decide are shown; all of them are in the JSON."""


def table(language: str, found: Sequence[Verdict], told: Mapping[str, Witness]) -> Table:
    """Return the verdict on each figure of a text; ``told`` gives the evidence by claim id."""
    words = heads(language)
    made = Table(
        title=words["title"], title_justify="left", title_style="bold", box=box.SIMPLE_HEAD
    )
    for column in ("figure", "verdict", "why"):
        made.add_column(words[column], overflow="fold")
    for verdict in found:
        lines = [words["quote"].format(quote=verdict.claim.quote), verdict.why]
        lines += [_line(told[claim], words) for claim in verdict.claims[:SHOWN]]
        made.add_row(
            shown(verdict.claim.number),
            verdict_name(verdict.verdict, language),
            "\n".join(map(shown, lines)),
            end_section=True,
        )
    return made


def _line(witness: Witness, words: Mapping[str, str]) -> str:
    quote = words["quote"].format(quote=witness.quote)
    return f"– {witness.outlet}, {witness.published or words['undated']}: {quote} {witness.url}"


def as_record(
    article: Article, said: dt.date, found: Sequence[Verdict], told: Mapping[str, Witness]
) -> dict[str, Any]:
    """Return the same for programs: offsets are those of characters in the text of the article."""
    return {
        "url": article.url or None,
        "title": article.title,
        "language": article.language,
        "published": said.isoformat(),
        "figures": [_verdict(verdict, told) for verdict in found],
    }


def _verdict(verdict: Verdict, told: Mapping[str, Witness]) -> dict[str, Any]:
    claim = verdict.claim
    return {
        "number": claim.number,
        "start": claim.number_start,
        "end": claim.number_end,
        "quote": claim.quote,
        "value": claim.value,
        "bound": claim.bound,
        "kind": claim.kind,
        "country": list(claim.country),
        "origin": list(claim.origin),
        "date": claim.date,
        "source": claim.source,
        "verdict": verdict.verdict,
        "why": verdict.why,
        "figure": verdict.figure,
        "claims": [told[claim]._asdict() for claim in verdict.claims],
    }
