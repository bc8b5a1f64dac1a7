"""Finds quotations: stretches between quotation marks, which may run over sentences."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from extract.names import QUOTED_NAMES, Tokens

SHORTEST = 5
"""Fewest tokens, marks included, of a quotation; less is a name or a word held at a distance."""

STRAIGHT = frozenset("\"'")
"""Marks that open and close alike."""


@dataclass(frozen=True, slots=True)
class Quotations:
    """The quotations of a document as token spans ``[start, end)`` with their marks, in order."""

    spans: tuple[tuple[int, int], ...]

    def around(self, index: int) -> tuple[int, int] | None:
        """Return the quotation that the token ``index`` stands in, or None."""
        at = bisect_right(self.spans, index, key=lambda span: span[0]) - 1
        if at >= 0 and index < self.spans[at][1]:
            return self.spans[at]
        return None


def quotations(tokens: Tokens) -> Quotations:
    """Return the quotations of a text; one that is not closed ends with its paragraph.

    One walk over the tokens: a mark opens unless one is open that it closes. Marks within a
    quotation are left alone, and so are apostrophes, which stand inside or at the end of a word.
    """
    spans: list[tuple[int, int]] = []
    opened = -1
    closers = ""
    for index, word in enumerate(tokens.words):
        if opened >= 0:
            if word in closers and word:
                if index + 1 - opened >= SHORTEST:
                    spans.append((opened, index + 1))
                opened = -1
            elif "\n" in word:
                opened = -1
        elif word in QUOTED_NAMES and _opens(tokens, index):
            opened, closers = index, QUOTED_NAMES[word]
    return Quotations(tuple(spans))


def _opens(tokens: Tokens, index: int) -> bool:
    """Tell whether the mark stands before a word and not behind one."""
    if index + 1 >= len(tokens.words) or tokens.words[index + 1].isspace():
        return False
    return tokens.starts[index + 1] == tokens.ends[index]
