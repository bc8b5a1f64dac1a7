"""Finds the words that attribute a statement, and the name of the speaker beside them.

After medspaCy's ConText (Eyre et al. 2021): a cue is a row with a phrase, a category and the
direction in which the speaker stands. Verbs of speech are rows of their own, because their
subject must be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Literal

from extract import words
from extract.attribution_rules import (
    BOUNDARIES,
    CLAUSE,
    OPENING,
    QUOTES,
    REACH,
    Cue,
    CueRow,
    SourceWords,
    VerbRow,
)
from extract.names import Names, Tokens, names
from extract.phrases import Hit, Phrases
from extract.subjects import Subjects


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
        if row.category == "tag" and self.names.oblique(tokens.lower[start]):
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
            subject = Subjects(self.words, self.names, tokens, first, last, stop)
            cue = subject.cue(finite, row, f"verb:{tokens.lower[verb]}")
            if cue is not None:
                yield cue
                if bound < last and tokens.lower[bound] in row.prepositions:
                    yield from self._gapped(tokens, bound, last, cue.rule)
                return

    def _gapped(self, tokens: Tokens, preposition: int, last: int, rule: str) -> Iterator[Cue]:
        """Yield who speaks in clauses that leave out the verb: "…, die Veranstalter von 15.000"."""
        for comma in range(preposition + 1, last - 2):
            if tokens.words[comma] not in BOUNDARIES:
                continue
            start = comma + 1
            if tokens.lower[start] in self.words.clause_openers:
                start += 1
            end = self.names.after(tokens, start, last)
            if start < end < last and tokens.lower[end] == tokens.lower[preposition]:
                yield self._named(tokens, (start, end + 1), (start, end), rule)

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
