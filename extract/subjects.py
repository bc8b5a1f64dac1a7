"""Finds the subject of a verb of speech, without a parse.

English: the phrase before the verb, or after it where the verb follows a quotation or a comma.
German: the verb stands second, so the subject is what stands first or, where that is an adverbial
or the speech itself, what follows; in a subordinate clause it follows the subordinator.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.attribution_rules import BOUNDARIES, QUOTES, REACH, Cue, SourceWords, VerbRow
from extract.names import QUOTED_NAMES, Names, Tokens


@dataclass(frozen=True, slots=True)
class Subjects:
    """Finds the subject of a verb in the sentence ``[first, last)``; it ends before ``stop``."""

    words: SourceWords
    names: Names
    tokens: Tokens
    first: int
    last: int
    stop: int

    def cue(self, verb: int, row: VerbRow, rule: str) -> Cue | None:
        """Return the verb with its subject as a cue, or None where the subject cannot speak."""
        table = self.words
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
        delimiter = self.names
        carrier = delimiter.carrier(self.tokens, start, end)[0]
        if row.speaker == "body" and not (carrier or delimiter.is_body(self.tokens, start, end)):
            return None
        end, via = self._told(start, end, verb)
        right = max([right, *(stop for _, stop in via)])
        start, end = delimiter.trimmed(self.tokens, start, end)
        return Cue(left, right, start, end, rule, back=back, via=via)

    def _told(self, start: int, end: int, verb: int) -> tuple[int, tuple[tuple[int, int], ...]]:
        """Part a medium that was spoken to from the name: "sagte X der Agentur Y", "told Y"."""
        names, lower = self.names, self.tokens.lower
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
        table, names, lower = self.words, self.names, self.tokens.lower
        if self.tokens.words[verb - 1].endswith(("'s", "’s")):
            return None  # "the state's confirmed cases"
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
        # An apposition ends with a comma: "in Ghana, police said" is no "X, a spokesman, said".
        start = names.before(self.tokens, end, self.first, apposition=False)
        if start < end:
            return start, end
        return self._inverted(verb + 1, self.last) if before in QUOTES | BOUNDARIES else None

    def _inserted(self, comma: int) -> tuple[int, int] | None:
        """Return the subject before an insertion that ends at ``comma``: "X, who ..., said"."""
        names, words_ = self.names, self.tokens.words
        for index in range(comma - 1, max(self.first, comma - REACH), -1):
            if words_[index] == "," and self.tokens.lower[index + 1] in self.words.relatives:
                start = names.before(self.tokens, index, self.first)
                return (start, index) if start < index else None
            if words_[index] in QUOTES:
                break
        return None

    def _second(self, verb: int) -> tuple[tuple[int, int] | None, bool]:
        """Return the subject of a German verb, and whether the clause before it is meant."""
        table, names, lower = self.words, self.names, self.tokens.lower
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
            if end > start and whole and not self.names.oblique(word):
                return (start, end), False
        back = start + 1 == verb and word in table.anaphors
        return self._inverted(verb + 1, self.stop), back

    def _apposed(self, comma: int) -> tuple[int, int] | None:
        """Return the subject with the apposition that ends at ``comma``."""
        start = self.names.before(self.tokens, comma, self.first)
        opens = start == self.first or not self.tokens.words[start - 1][0].isalnum()
        subject = opens and not self.names.oblique(self.tokens.lower[start])
        return (start, comma) if subject and "," in self.tokens.words[start:comma] else None

    def _inverted(self, index: int, stop: int) -> tuple[int, int] | None:
        """Return the first name from ``index`` on, over adverbs and adverbials."""
        table, names, lower = self.words, self.names, self.tokens.lower
        index = self._skip(index, stop) if table.verb_second else index
        if index >= stop:
            return None
        if lower[index] in table.pronouns | table.first_persons:
            return index, index + 1
        end = names.after(self.tokens, index, stop)
        return (index, end) if end > index and not self.names.oblique(lower[index]) else None

    def _skip(self, index: int, stop: int) -> int:
        """Return the token after adverbs, times, brackets and prepositional phrases."""
        table, names, lower = self.words, self.names, self.tokens.lower
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
                opened = self.tokens.lower[start] in self.words.subordinators
                return opened and self.names.after(self.tokens, start + 1, self.last) > comma
        return False

    def _opening(self, close: int) -> int | None:
        mark = self.tokens.words[close]
        for index in range(close - 1, max(self.first, close - 8) - 1, -1):
            text = self.tokens.words[index]
            if (mark == ")" and text == "(") or mark in QUOTED_NAMES.get(text, ""):
                return index
        return None
