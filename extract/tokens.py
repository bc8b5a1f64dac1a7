"""From characters to tokens and sentences, for the components that look around a number."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc


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
        sentences = [(sentence.start, sentence.end) for sentence in doc.sents]
        return Grid(
            [token.text.casefold() for token in doc],
            [token.idx for token in doc],
            sentences,
            [start for start, _ in sentences],
        )

    def token(self, offset: int) -> int:
        """Return the index of the token at (or before) the character ``offset``."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def end_token(self, offset: int) -> int:
        """Return the index of the first token that begins at or after ``offset``."""
        return bisect_right(self.starts, offset - 1)

    def sentence(self, token: int) -> int:
        """Return the number of the sentence that holds the token."""
        return max(bisect_right(self.sentence_starts, token) - 1, 0)
