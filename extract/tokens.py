"""From characters to tokens and sentences, for the components that look around a number."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Columns:
    """The text of a document and its tokens as plain lists: made once, since spaCy makes an object
    for each token that is looked at, and the whole text anew each time that it is asked for.

    ``words`` holds each token's text as written, ``starts`` and ``ends`` its character offsets.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]


def columns(doc: Doc) -> Columns:
    """Return the columns of a document, made on first use."""
    made: Columns | None = doc._.columns
    if made is None:
        text = doc.text if doc._.string is None else doc._.string
        table = doc.to_array(["IDX", "LENGTH"]).astype("int64")
        starts: list[int] = table[:, 0].tolist()
        ends: list[int] = (table[:, 0] + table[:, 1]).tolist()
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        made = doc._.columns = Columns(text, words, starts, ends)
    return made


def sentence_bounds(doc: Doc) -> list[int]:
    """Return the first tokens of the sentences, and the token after the last."""
    marks = doc.to_array(["SENT_START"]).astype("int64").reshape(-1)
    return [*(marks == 1).nonzero()[0].tolist(), len(doc)]


def sentence_offsets(doc: Doc) -> list[int]:
    """Return the characters at which the sentences begin."""
    starts = columns(doc).starts
    return [starts[token] for token in sentence_bounds(doc)[:-1]]


class Spanned(Protocol):
    """What begins at the character ``start`` and ends before ``end``."""

    @property
    def start(self) -> int:
        """Offset of the first character."""

    @property
    def end(self) -> int:
        """Offset of the character after the last."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The tokens of a document, ready for look-ups: made once for a document.

    ``lower`` holds the case-folded texts; ``sentences`` the token ranges ``(start, end)``.
    """

    lower: list[str]
    starts: list[int]
    sentences: list[tuple[int, int]]
    sentence_starts: list[int]

    @staticmethod
    def of(doc: Doc) -> Grid:
        """Return the grid of a document whose sentence starts are set."""
        bounds = sentence_bounds(doc)
        return Grid(
            [word.casefold() for word in columns(doc).words],
            columns(doc).starts,
            list(pairwise(bounds)),
            bounds[:-1],
        )

    def token(self, offset: int) -> int:
        """Return the index of the token at (or before) the character ``offset``."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def end_token(self, offset: int) -> int:
        """Return the index of the first token that begins at or after ``offset``."""
        return bisect_right(self.starts, offset - 1)

    def tokens(self, span: Spanned) -> range:
        """Return the indices of the tokens of a span of characters."""
        return range(self.token(span.start), self.end_token(span.end))

    def sentence(self, token: int) -> int:
        """Return the number of the sentence that holds the token."""
        return max(bisect_right(self.sentence_starts, token) - 1, 0)
