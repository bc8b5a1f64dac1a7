"""Finds the words that attribute a statement, and the name of the speaker beside them.

After medspaCy's ConText (Eyre et al. 2021): a cue is a row with a phrase, a category and the
direction in which the speaker stands. Verbs of speech are rows of their own, because their
subject must be found: before the verb in English, on either side of it in German.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from extract import words
from extract.names import QUOTED_NAMES, Names, Tokens, names
from extract.phrases import Hit, Phrases

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


class CueFinder:
    """Finds the cues of a language in a sentence."""

    def __init__(self, table: SourceWords, delimiter: Names) -> None:
        self.words = table
        self.names = delimiter
        self._phrases = Phrases((row.phrase, row) for row in table.cues)
        self._verbs: dict[str, list[VerbRow]] = {}
        for row in table.verbs:
            for form in row.forms:
                self._verbs.setdefault(form, []).append(row)

    def find(self, tokens: Tokens, first: int, last: int, title: bool) -> list[Cue]:
        """Return the cues in the sentence ``[first, last)``, by position, none inside another."""
        hits = list(self._phrases.find(tokens.folded, first, last))
        pseudo = {
            index
            for hit in hits
            if hit.payload.category == "pseudo"
            for index in range(hit.start, hit.end)
        }
        found = [
            cue
            for hit in hits
            if hit.start not in pseudo and (cue := self._phrase_cue(tokens, hit, first, last))
        ]
        for index in range(first, last):
            if tokens.words[index] in self._verbs and index not in pseudo:
                found.extend(self._verb_cues(tokens, index, first, last))
        found.extend(self._headings(tokens, first, last, title))
        return [
            replace(cue, leads=True) if self._leads(tokens, cue, first, last) else cue
            for cue in _apart(found)
        ]

    def opening(
        self, tokens: Tokens, first: int, last: int
    ) -> Literal["continue", "terminate", ""]:
        """Return what the first words of a sentence do to the speech before it."""
        for hit in self._phrases.find(tokens.folded, first, min(first + OPENING, last)):
            if hit.payload.category == "continue":
                return "continue"
            if hit.payload.category == "terminate" and hit.start == first:
                return "terminate"
        return ""

    def _leads(self, tokens: Tokens, cue: Cue, first: int, last: int) -> bool:
        """Tell whether the cue opens a clause after others and speaks only of what follows."""
        if cue.start == first or last - cue.end < CLAUSE:
            return False
        before = tokens.words[cue.start - 1]
        spliced = self.words.verb_second and before == "," and cue.name_end < cue.end
        return before in self.words.clause_openers or (spliced and cue.name_start == cue.start)

    def _phrase_cue(self, tokens: Tokens, hit: Hit[CueRow], first: int, last: int) -> Cue | None:
        row, rule = hit.payload, f"cue:{hit.phrase}"
        if row.category in ("pseudo", "continue", "terminate"):
            return None
        if row.category == "carry":
            return Cue(hit.start, hit.end, hit.start, hit.start, rule, carries=True)
        if row.category == "tag" and not _set_off(tokens, hit.start, first):
            return None
        if row.direction != "backward":
            cue = self._name_after(tokens, hit, first, last)
            if cue:
                return cue
        if row.direction != "forward":
            return self._name_before(tokens, hit, first)
        return None

    def _name_after(self, tokens: Tokens, hit: Hit[CueRow], first: int, last: int) -> Cue | None:
        row, start, rule = hit.payload, hit.end, f"cue:{hit.phrase}"
        if start >= last:
            return None
        if tokens.lower[start] in self.words.pronouns and row.category != "report":
            return Cue(hit.start, start + 1, start, start, rule, carries=True)
        end = self.names.after(tokens, start, last)
        if end == start or (row.category == "tag" and not self._closed(tokens, end, last)):
            return None
        if row.category == "tag" and self.oblique(tokens.lower[start]):
            return None
        if row.category == "report" and not self.names.carrier(tokens, start, end)[0]:
            return None
        cue = self._named(tokens, (hit.start, end), (start, end), rule)
        back = hit.start == first + 1 and tokens.lower[first] in self.words.anaphors
        return replace(cue, back=back, citing=row.category == "citing")

    def _name_before(self, tokens: Tokens, hit: Hit[CueRow], first: int) -> Cue | None:
        row, end, rule = hit.payload, hit.start, f"cue:{hit.phrase}"
        if end > first and tokens.words[end - 1] == ",":
            end -= 1
        if end > first and tokens.lower[end - 1] in self.words.pronouns:
            return Cue(end - 1, hit.end, end, end, rule, carries=True)
        start = self.names.before(tokens, end, first)
        if start == end:
            return None
        if row.category == "report" and not self.names.carrier(tokens, start, end)[0]:
            return None
        return self._named(tokens, (start, hit.end), (start, end), rule)

    def _named(
        self,
        tokens: Tokens,
        span: tuple[int, int],
        name: tuple[int, int],
        rule: str,
    ) -> Cue:
        start, end = name
        kind, after = self.names.carrier(tokens, start, end)
        definite = tokens.lower[start] in self.names.words.subject_articles | {"den", "dem"}
        own = tokens.lower[start] in self.words.possessives
        bare = kind == "statement" and after == end
        start, end = self.names.trimmed(tokens, start, end)
        carries = bare and (own or definite)
        return Cue(*span, start, end, rule, carries=carries, bare=bare)

    def oblique(self, word: str) -> bool:
        """Tell whether the word is an article that cannot begin a subject."""
        articles = self.names.words
        return word in articles.articles and word not in articles.subject_articles

    def _closed(self, tokens: Tokens, end: int, last: int) -> bool:
        """Tell whether a clause may end here: a mark, a time, an adverbial."""
        if end >= last or not tokens.words[end][0].isalnum():
            return True
        word = tokens.lower[end]
        return (
            word in self.words.skipped
            or word in self.words.prepositions
            or self.names.is_time(word)
        )

    def _headings(self, tokens: Tokens, first: int, last: int, title: bool) -> Iterator[Cue]:
        """Yield the speaker in "Police: ...", and at the end of a headline ("... - police")."""
        for index in range(first + 1, min(first + 9, last - 1)):
            if tokens.words[index] != ":":
                continue
            quoted = tokens.words[index + 1] in QUOTES
            named = self.names.after(tokens, first, index) == index
            if named and (quoted or title) and self.names.is_body(tokens, first, index):
                yield self._named(tokens, (first, index + 1), (first, index), "heading")
            return
        for index in range(max(first + 1, last - 6), last - 1) if title else ():
            if tokens.words[index] in "-–—" and tokens.starts[index] > tokens.ends[index - 1]:
                named = self.names.after(tokens, index + 1, last) == last
                if named and self.names.is_body(tokens, index + 1, last):
                    yield self._named(tokens, (index, last), (index + 1, last), "heading")

    def _verb_cues(self, tokens: Tokens, verb: int, first: int, last: int) -> Iterator[Cue]:
        if verb > first and tokens.lower[verb - 1] in self.words.infinitive_marks:
            return
        for row in self._verbs[tokens.lower[verb]]:
            bound = self._companion(tokens, verb, (first, last), row)
            if bound is None:
                continue
            finite, stop = verb, bound
            if row.participle:
                auxiliary = self._auxiliary(tokens, verb, first, last)
                if auxiliary is None:
                    continue
                finite, stop = auxiliary, verb if auxiliary < verb else bound
            subject = Subjects(self, tokens, first, last, stop)
            cue = subject.cue(finite, row, f"verb:{tokens.lower[verb]}")
            if cue is not None:
                yield cue
                return

    def _companion(
        self, tokens: Tokens, verb: int, sentence: tuple[int, int], row: VerbRow
    ) -> int | None:
        """Return where the verb's particle or preposition stands, or the end of the sentence."""
        first, last = sentence
        if not row.particles and not row.prepositions:
            return last
        if tokens.lower[first] in row.prepositions:
            return last  # "Von 300 Toten sprach die Polizei"
        for index in range(verb + 1, min(last, verb + REACH)):
            word = tokens.lower[index]
            if word in row.prepositions:
                return index
            if word in row.particles:
                following = tokens.lower[index + 1] if index + 1 < last else "."
                if not following[0].isalnum() or following in self.words.subordinators:
                    return index
        return None

    def _auxiliary(self, tokens: Tokens, verb: int, first: int, last: int) -> int | None:
        for index in range(verb - 1, max(first, verb - REACH) - 1, -1):
            if tokens.lower[index] in self.words.auxiliaries:
                return index
            if tokens.words[index] in BOUNDARIES:
                break
        if verb + 1 < last and tokens.lower[verb + 1] in self.words.auxiliaries:
            return verb + 1
        return None


@dataclass(frozen=True, slots=True)
class Subjects:
    """Finds the subject of a verb in the sentence ``[first, last)``; it ends before ``stop``."""

    finder: CueFinder
    tokens: Tokens
    first: int
    last: int
    stop: int

    def cue(self, verb: int, row: VerbRow, rule: str) -> Cue | None:
        """Return the verb with its subject as a cue, or None where the subject cannot speak."""
        table = self.finder.words
        span, back = self._second(verb) if table.verb_second else (self._svo(verb), False)
        if span is None:
            return None
        start, end = span
        if self.tokens.lower[start] in table.first_persons:
            return None
        left, right = min(verb, start), max(verb + 1, end)
        if end - start == 1 and self.tokens.lower[start] in table.pronouns:
            if row.speaker == "body":
                return None
            return Cue(left, right, start, start, rule, carries=True, back=back)
        delimiter = self.finder.names
        carrier = delimiter.carrier(self.tokens, start, end)[0]
        if row.speaker == "body" and not (carrier or delimiter.is_body(self.tokens, start, end)):
            return None
        end, via = self._told(start, end, verb)
        right = max([right, *(stop for _, stop in via)])
        start, end = delimiter.trimmed(self.tokens, start, end)
        return Cue(left, right, start, end, rule, back=back, via=via)

    def _told(self, start: int, end: int, verb: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Part a medium that was spoken to from the name: "sagte X der Agentur Y", "told Y"."""
        names, lower = self.finder.names, self.tokens.lower
        for index in range(start + 1, end - 1):
            if lower[index] not in ("der", "dem"):
                continue
            office = lower[index - 1].endswith(names.words.persons + names.words.bodies)
            if not office and names.is_medium(self.tokens, index, end):
                return index, (names.trimmed(self.tokens, index, end),)
        for listener in (verb + 1, end):
            after = names.after(self.tokens, listener, self.last)
            if (
                after > listener
                and listener >= end
                and names.is_medium(self.tokens, listener, after)
            ):
                return end, (names.trimmed(self.tokens, listener, after),)
        return end, ()

    def _svo(self, verb: int) -> tuple[int, int] | None:
        table, names, lower = self.finder.words, self.finder.names, self.tokens.lower
        end = verb
        while end > self.first and (
            lower[end - 1] in table.skipped
            or lower[end - 1] in table.auxiliaries
            or names.is_time(lower[end - 1])
        ):
            end -= 1
        if end == self.first:
            return self._inverted(verb + 1, self.last)
        before = self.tokens.words[end - 1]
        if lower[end - 1] in table.pronouns | table.first_persons:
            return end - 1, end
        if before == ",":
            apposed = self._apposed(end - 1)
            return apposed or self._inverted(verb + 1, self.last) or self._inserted(end - 1)
        start = names.before(self.tokens, end, self.first)
        if start < end:
            return start, end
        return self._inverted(verb + 1, self.last) if before in QUOTES | BOUNDARIES else None

    def _inserted(self, comma: int) -> tuple[int, int] | None:
        """Return the subject before an insertion that ends at ``comma``: "X, who ..., said"."""
        names, words_ = self.finder.names, self.tokens.words
        for index in range(comma - 1, max(self.first, comma - REACH), -1):
            if words_[index] == "," and self.tokens.lower[index + 1] in self.finder.words.relatives:
                start = names.before(self.tokens, index, self.first)
                return (start, index) if start < index else None
            if words_[index] in QUOTES:
                break
        return None

    def _second(self, verb: int) -> tuple[tuple[int, int] | None, bool]:
        """Return the subject of a German verb, and whether the clause before it is meant."""
        table, names, lower = self.finder.words, self.finder.names, self.tokens.lower
        start = self._clause_start(verb)
        while start < verb - 1 and lower[start] in names.words.conjunctions:
            start += 1
        if lower[start] in table.skipped and names.after(self.tokens, start + 1, verb) == verb:
            start += 1  # "Auch Rettungskräfte berichten"
        if start == verb:
            span = self._inverted(verb + 1, self.stop)
            if verb > self.first and self.tokens.words[verb - 1] == ",":
                return self._apposed(verb - 1) or span or self._inserted(verb - 1), False
            return span, False
        word = lower[start]
        if start + 1 == verb and word in table.pronouns | table.first_persons:
            return (start, verb), False
        if word in table.subordinators:
            return self._inverted(start + 1, verb), False
        adverb = start + 1 == verb and word.endswith(table.adverb_endings)
        if not adverb and word not in table.prepositions and word not in table.skipped:
            end = names.after(self.tokens, start, verb)
            whole = self._skip(end, verb) == verb
            if end > start and whole and not self.finder.oblique(word):
                return (start, end), False
        back = start + 1 == verb and word in table.anaphors
        return self._inverted(verb + 1, self.stop), back

    def _apposed(self, comma: int) -> tuple[int, int] | None:
        """Return the subject with the apposition that ends at ``comma``."""
        start = self.finder.names.before(self.tokens, comma, self.first)
        opens = start == self.first or not self.tokens.words[start - 1][0].isalnum()
        subject = opens and not self.finder.oblique(self.tokens.lower[start])
        return (start, comma) if subject and "," in self.tokens.words[start:comma] else None

    def _inverted(self, index: int, stop: int) -> tuple[int, int] | None:
        """Return the first name from ``index`` on, over adverbs and adverbials."""
        table, names, lower = self.finder.words, self.finder.names, self.tokens.lower
        index = self._skip(index, stop) if table.verb_second else index
        if index >= stop:
            return None
        if lower[index] in table.pronouns | table.first_persons:
            return index, index + 1
        end = names.after(self.tokens, index, stop)
        return (index, end) if end > index and not self.finder.oblique(lower[index]) else None

    def _skip(self, index: int, stop: int) -> int:
        """Return the token after adverbs, times, brackets and prepositional phrases."""
        table, names, lower = self.finder.words, self.finder.names, self.tokens.lower
        stop = min(stop, index + REACH)
        while index < stop:
            word = lower[index]
            if word in table.prepositions:
                index = max(index + 1, names.after(self.tokens, index + 1, stop))
            elif (
                word in table.skipped
                or names.is_time(word)
                or word.rstrip(".").isdigit()
                or word in "()"
            ):
                index += 1
            else:
                break
        return index

    def _clause_start(self, verb: int) -> int:
        """Return the token after the boundary before the verb; short quotes are stepped over."""
        index, texts = verb, self.tokens.words
        floor = max(self.first, verb - REACH)
        while index > floor:
            text = texts[index - 1]
            if text == ")" or text in QUOTES:
                opened = self._opening(index - 1)
                if opened is None:
                    break
                index = opened
            elif text in BOUNDARIES:
                if text != "," or not self._reporting(index - 1):
                    break
                index -= 1
            else:
                index -= 1
        return index

    def _reporting(self, comma: int) -> bool:
        """Tell whether the clause that the comma interrupts began like "Wie X, ..."."""
        for index in range(comma - 1, max(self.first, comma - 15) - 1, -1):
            if self.tokens.words[index] in BOUNDARIES or index == self.first:
                start = index if index == self.first else index + 1
                opened = self.tokens.lower[start] in self.finder.words.subordinators
                return opened and self.finder.names.after(self.tokens, start + 1, self.last) > comma
        return False

    def _opening(self, close: int) -> int | None:
        mark = self.tokens.words[close]
        for index in range(close - 1, max(self.first, close - 8) - 1, -1):
            text = self.tokens.words[index]
            if (mark == ")" and text == "(") or mark in QUOTED_NAMES.get(text, ""):
                return index
        return None


def _set_off(tokens: Tokens, index: int, first: int) -> bool:
    """Tell whether a comma, dash, bracket or closing quotation mark stands before the token."""
    return index > first and not tokens.words[index - 1][0].isalnum()


def _apart(cues: list[Cue]) -> list[Cue]:
    """Return the cues by position without those that lie within another."""
    apart: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (cue.start, -cue.end)):
        if apart and not cue.citing and cue.start < (before := apart[-1]).end:
            if cue.end > before.end and cue.name_start >= before.name_end:
                apart.append(cue)
        else:
            apart.append(cue)
    return apart


@cache
def finder(language: str) -> CueFinder:
    """Return the finder for a language; raises :class:`extract.words.WordsError`."""
    return CueFinder(words.table(language, "sources", SourceWords), names(language))
