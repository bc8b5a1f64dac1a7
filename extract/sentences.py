"""Component ``headcount_sentences``: where sentences begin.

A sentence ends at a full stop, question or exclamation mark (with closing quotes and brackets),
at an ellipsis, and at a line break, at the latest after :data:`LONGEST` tokens; not after an
abbreviation, an initial, an ordinal ("28. Juni") or inside a number. Line breaks are ends because
the text of a page has one paragraph, a heading or a table row per line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from extract import words
from extract.tokens import Columns, columns

TERMINATORS = frozenset(".!?…") | {"...", "?!", "!!", "??"}
"""Tokens that end a sentence where nothing speaks against it."""

STOPS = TERMINATORS - {"."}
"""Those that end it whatever stands around them."""

CLOSERS = frozenset("\"”“»«'’)]›‹")
"""Tokens that still belong to the sentence that just ended."""

LONGEST = 120
"""Most tokens of a sentence, half as many again as people write at most; what goes on longer is
a list or a table without line breaks, and is broken at the next word. Whatever compares the words
of a sentence with each other so takes time by the length of the text."""


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
    made = columns(doc)
    starts = [False] * len(doc)
    ended, latest = False, 0
    for index, word in enumerate(made.words):
        start = index == 0 or (ended and not _continues(made, index))
        if not start and index - latest >= LONGEST:
            start = word[0].isalpha() or index - latest >= 2 * LONGEST
        starts[index] = start
        if start:
            latest = index
        if start or (word not in CLOSERS and not word.isspace()):
            ended = False
        if _ends(made.words, index, table):
            ended = True
        elif index and word in CLOSERS and not start:
            ended = ended or made.words[index - 1] in TERMINATORS
    # All at once: setting them one by one costs time that grows with the square of the text.
    # spaCy keeps 1 for a start and -1 for none in unsigned numbers.
    marks = np.where(starts, 1, -1).astype(np.int64).view(np.uint64)
    doc.from_array(["SENT_START"], marks)  # type: ignore[arg-type] # spaCy takes one column flat
    return doc


def _ends(texts: list[str], index: int, table: SentenceWords) -> bool:
    word = texts[index]
    if word.isspace():
        return "\n" in word
    if word in STOPS:
        return True
    if not word.endswith("."):
        return False
    # The stop may be a token or the tail of one: "Wort" + ".", "Mio.", "28.", "U.S.".
    alone = word == "."
    stem = texts[index - 1] if alone and index else word[:-1]
    following = texts[index + 1] if index + 1 < len(texts) else ""
    if stem.isdigit() and len(stem) <= 2:
        return not table.ordinal_dates or following in table.starters
    if stem.casefold() in table.abbreviations or (len(stem) == 1 and stem.isupper()):
        return False
    return alone or stem[-1:].isdigit() or following in table.starters


def _continues(made: Columns, index: int) -> bool:
    """Tell whether the token cannot begin a sentence: a closing mark, or a small letter."""
    word, before = made.words[index], made.words[index - 1]
    if word in CLOSERS:
        return made.ends[index - 1] == made.starts[index] and not before.isspace()
    return word.isspace() or (word[0].islower() and "\n" not in before)
