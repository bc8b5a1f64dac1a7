"""The rows and words by which statements are attributed: table ``[sources]`` and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

REACH = 30
"""Most tokens between a verb and what belongs to it: particle, preposition, subject."""

OPENING = 6
"""Tokens at the beginning of a sentence that tell how it goes on from the one before."""

CLAUSE = 3
"""Fewest tokens of a clause, its full stop included."""

BOUNDARIES = frozenset(",;:–—(")
"""Tokens at which a clause begins."""

QUOTES = frozenset('„“”"»«‹›')
"""Quotation marks of every kind that can hold a sentence."""


@dataclass(frozen=True, slots=True)
class CueRow:
    """A row of ``[[sources.cues]]``.

    ``category``: ``name`` is followed or preceded by the speaker; ``report`` only by a phrase
    that is a statement or document ("nach Angaben ..."); ``citing`` by the original source of
    whoever speaks in the sentence; ``tag`` by a speaker set off by commas (", so X,");
    ``carry`` goes on with the last speaker. At the beginning of a sentence ``continue`` lets what
    was said before run on, and ``terminate`` ends it. ``pseudo`` looks like a cue and is none.
    """

    phrase: str
    category: Literal["name", "report", "citing", "tag", "carry", "continue", "terminate", "pseudo"]
    direction: Literal["forward", "backward", "both"] = "forward"


@dataclass(frozen=True, slots=True)
class VerbRow:
    """A row of ``[[sources.verbs]]``.

    ``forms`` are finite forms or, with ``participle``, participles that need an auxiliary.
    ``particles`` (at the end of the clause) or ``prepositions`` must follow where given.
    ``speaker`` says whether anybody may be the subject, or only an office, body or document.
    """

    forms: tuple[str, ...]
    speaker: Literal["any", "body"]
    particles: tuple[str, ...] = ()
    prepositions: tuple[str, ...] = ()
    participle: bool = False


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Table ``[sources]``.

    ``verb_second`` tells whether the subject may follow the verb after any first phrase.
    ``pronouns`` stand for the last speaker, ``first_persons`` for whoever is quoted;
    ``anaphors`` for the sentence before ("Das sagte ..."); ``generic`` nouns with an article for
    a speaker named before whose name has them ("die Organisation"). ``clause_openers`` begin a
    clause within a sentence, ``infinitive_marks`` stand before an infinitive, ``adverb_endings``
    end first words that are no subject. ``skipped`` are adverbs between subject and verb,
    ``prepositions`` open adverbials there; ``auxiliaries`` stand with participles;
    ``subordinators`` open clauses with the verb at the end, ``relatives`` insertions between
    commas. ``unquoted`` are moods of the verb that show speech, ``hearsay`` verbs that
    show it after other speech, ``no_speech`` words before which the mood means something else.
    ``silent`` at the end of the clause says that the subject did not speak ("sagt X nicht").
    """

    verb_second: bool
    pronouns: frozenset[str]
    possessives: frozenset[str]
    first_persons: frozenset[str]
    skipped: frozenset[str]
    prepositions: frozenset[str]
    auxiliaries: frozenset[str]
    subordinators: frozenset[str]
    relatives: frozenset[str]
    anaphors: frozenset[str]
    generic: frozenset[str]
    clause_openers: frozenset[str]
    infinitive_marks: frozenset[str]
    adverb_endings: tuple[str, ...]
    cues: tuple[CueRow, ...]
    verbs: tuple[VerbRow, ...]
    unquoted: frozenset[str] = frozenset()
    hearsay: frozenset[str] = frozenset()
    no_speech: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cue:
    """An attribution found in a sentence, in tokens ``[start, end)``.

    ``[name_start, name_end)`` is the speaker; empty where the last speaker goes on (``carries``).
    ``back``: the sentence before is meant; ``citing``: who is named is whom another cites;
    ``bare``: a statement without its owner ("ersten Angaben"); ``leads``: only what follows is
    governed, not the clauses before.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    rule: str
    carries: bool = False
    back: bool = False
    citing: bool = False
    bare: bool = False
    leads: bool = False
    via: tuple[tuple[int, int], ...] = ()
