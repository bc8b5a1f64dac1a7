"""Marks numbers in a text: which stretch of it is which claim's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from publish.queries import ClaimRow


class Numbered(Protocol):
    """A claim of a text, on file or just read; offsets count characters of the text."""

    @property
    def number_start(self) -> int:
        """Where its number begins."""

    @property
    def number_end(self) -> int:
        """Where its number ends."""


OfText = TypeVar("OfText", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Stretch(Generic[OfText]):
    """A stretch of text and the claims whose number it is (none: plain text)."""

    text: str
    claims: tuple[OfText, ...] = ()


def mark(text: str, claims: Sequence[OfText], start: int = 0) -> list[Stretch[OfText]]:
    """Return ``text`` cut where numbers begin and end; joined, the stretches are the text.

    ``start`` is the offset of the text in its article, to which the claims' offsets refer; what
    lies outside is left out. Claims may share a number ("80,000 each") and numbers may overlap.
    """
    end = start + len(text)
    spans = [
        (max(claim.number_start, start), min(claim.number_end, end), claim)
        for claim in claims
        if claim.number_start < end and claim.number_end > start
    ]
    cuts = sorted({start, end, *(a for a, _, _ in spans), *(b for _, b, _ in spans)})
    covering: dict[int, list[OfText]] = {}
    position = {cut: index for index, cut in enumerate(cuts)}
    for first, last, claim in spans:
        for index in range(position[first], position[last]):
            covering.setdefault(index, []).append(claim)
    return [
        Stretch(text[first - start : last - start], tuple(covering.get(index, ())))
        for index, (first, last) in enumerate(pairwise(cuts))
    ]


def paragraphs(text: str, claims: Sequence[OfText]) -> list[list[Stretch[OfText]]]:
    """Return the lines of an article's text, each marked as :func:`mark` does; no empty ones.

    ``claims`` are in the order of their numbers.
    """
    marked = []
    start, waiting = 0, list(reversed(claims))
    for line in text.split("\n"):
        end = start + len(line)
        here = []
        while waiting and waiting[-1].number_start < end:
            here.append(waiting.pop())
        if line.strip():
            marked.append(mark(line, here, start))
        start = end + 1
    return marked


def quote(claim: ClaimRow) -> list[Stretch[ClaimRow]]:
    """Return the quote of a claim with its number marked."""
    return mark(claim.quote, [claim], claim.quote_start)


def web_address(url: str) -> str | None:
    """Return ``url`` where it may be linked to: http or https with a host; else None."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or not url.isprintable():
        return None
    return url
