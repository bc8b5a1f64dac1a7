"""Component ``headcount_sentences``: where sentences begin.

A sentence ends at a full stop, question or exclamation mark (with closing quotes and brackets),
at an ellipsis, and at a line break; not after an abbreviation, an initial, an ordinal ("28.
Juni") or inside a number. Line breaks are ends because the text of a page has one paragraph, a
heading or a table row per line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Token

from extract import words

TERMINATORS = frozenset(".!?…") | {"...", "?!", "!!", "??"}
"""Tokens that end a sentence where nothing speaks against it."""

CLOSERS = frozenset("\"”“»«'’)]›‹")
"""Tokens that still belong to the sentence that just ended."""


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """Table ``[sentences]``: what a full stop does not end.

    ``abbreviations`` stand before a name or a number and never end a sentence ("Dr.", "ca.");
    ``ordinal_dates`` tells whether a number with a full stop may be an ordinal ("28. Juni");
    ``starters`` are words that begin a sentence even after an abbreviation or an ordinal.
    """

    abbreviations: frozenset[str]
    ordinal_dates: bool
    starters: frozenset[str]


@Language.component("headcount_sentences")
def sentences(doc: Doc) -> Doc:
    """Set the sentence starts of the document."""
    table = words.table(doc._.context.language, "sentences", SentenceWords)
    starts = [False] * len(doc)
    ended = False
    for token in doc:
        start = token.i == 0 or (ended and not _continues(token, table))
        starts[token.i] = start
        if start or (token.text not in CLOSERS and not token.is_space):
            ended = False
        if _ends(token, table):
            ended = True
        elif token.i and token.text in CLOSERS and not start:
            ended = ended or doc[token.i - 1].text in TERMINATORS
    # All at once: setting them one by one costs time that grows with the square of the text.
    # spaCy keeps 1 for a start and -1 for none in unsigned numbers.
    marks = np.where(starts, 1, -1).astype(np.int64).view(np.uint64)
    doc.from_array(["SENT_START"], marks)  # type: ignore[arg-type] # spaCy takes one column flat
    return doc


def _ends(token: Token, table: SentenceWords) -> bool:
    if token.is_space:
        return "\n" in token.text
    if token.text in TERMINATORS - {"."}:
        return True
    if not token.text.endswith("."):
        return False
    # The stop may be a token or the tail of one: "Wort" + ".", "Mio.", "28.", "U.S.".
    alone = token.text == "."
    stem = token.doc[token.i - 1].text if alone and token.i else token.text[:-1]
    following = token.nbor().text if token.i + 1 < len(token.doc) else ""
    if stem.isdigit() and len(stem) <= 2:
        return not table.ordinal_dates or following in table.starters
    if stem.casefold() in table.abbreviations or (len(stem) == 1 and stem.isupper()):
        return False
    return alone or stem[-1:].isdigit() or following in table.starters


def _continues(token: Token, table: SentenceWords) -> bool:
    """Tell whether the token cannot begin a sentence: a closing mark, or a small letter."""
    if token.text in CLOSERS:
        before = token.doc[token.i - 1]
        return not before.whitespace_ and not before.is_space
    after_break = token.i > 0 and "\n" in token.doc[token.i - 1].text
    return token.is_space or (token.text[0].islower() and not after_break)
