"""Who states something, and for which stretch of text: ``doc._.attributions``, on first use.

Within a sentence a cue governs the sentence, or the clauses up to the next cue. Speech runs on:
through the quotation that the sentence touches, through following sentences in indirect speech
(German Konjunktiv I; "soll" where speech went before), until somebody else speaks or the
indicative returns. "Das sagte X" governs the sentence before.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from extract.attribution_cues import CueFinder, finder
from extract.attribution_rules import BOUNDARIES, Cue
from extract.names import QUOTED_NAMES, Tokens
from extract.quotations import quotations
from extract.spans import Attribution

REMEMBERED = 20
"""Names to which a surname or a generic noun may go back."""

PARAGRAPH = 4
"""Most sentences before "Das teilte X mit" that it speaks of."""

MEMORY = 3
"""Sentences in the indicative after which indirect speech no longer goes back to a speaker."""


def attributions(doc: Doc) -> list[Attribution]:
    """Return the attributions of a document, by position; their scopes do not overlap.

    They are read when first asked for: only texts that count people need to know who says so.
    """
    made: list[Attribution] | None = doc._.spoken
    if made is None:
        context = doc._.context
        reader = Reader(finder(context.language), Tokens.of(doc), context.title_end)
        made = doc._.spoken = reader.read()
    return made


Doc.set_extension("attributions", getter=attributions, force=True)


def source_at(doc: Doc, offset: int) -> Attribution | None:
    """Return the attribution whose scope covers the character ``offset``, None if nobody's."""
    spoken = attributions(doc)
    index = bisect_right(spoken, offset, key=lambda item: item.scope_start) - 1
    if index < 0 or spoken[index].scope_end <= offset:
        return None
    return spoken[index]


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: the name as written and who passed it on."""

    source: str
    via: tuple[str, ...] = ()


class Reader:
    """Reads the attributions of one document, sentence by sentence."""

    def __init__(self, cues: CueFinder, tokens: Tokens, title_end: int) -> None:
        self._cues = cues
        self._tokens = tokens
        self._title_end = title_end
        self._quotations = quotations(tokens)
        self._found: list[Attribution] = []
        self._last: Speaker | None = None
        self._names: deque[str] = deque(maxlen=REMEMBERED)
        self._silent = 0

    def read(self) -> list[Attribution]:
        """Return the attributions of the document, ordered by their scopes."""
        for position, (first, last) in enumerate(self._tokens.sentences):
            titled = self._tokens.starts[first] < self._title_end
            cues = self._cues.find(self._tokens, first, last, titled)
            spoken = self._spoken(cues)
            if spoken:
                self._sentence(position, spoken)
                self._silent = 0
            elif not self._run_on(first, last):
                self._silent += 1
        return self._found

    def _spoken(self, cues: list[Cue]) -> list[tuple[Cue, Speaker]]:
        """Return the cues with their speakers; who cites another becomes ``via``."""
        spoken: list[tuple[Cue, Speaker]] = []
        cues = [cue for cue in cues if not self._silent_speaker(cue)]
        named = [cue for cue in cues if not cue.bare]
        for cue in named or cues:
            speaker = self._speaker(cue)
            if speaker is None:
                continue
            passes_on = self._passes_on(cue) and not cue.citing
            if spoken and passes_on and cue.name_start > cue.start:
                before, named_before = spoken.pop()
                spoken.append(
                    (before, Speaker(named_before.source, (*named_before.via, speaker.source)))
                )
                continue
            if spoken and (cue.citing or spoken[-1][0].citing):
                before, other = spoken.pop()
                cited, citer = (speaker, other) if cue.citing else (other, speaker)
                speaker = Speaker(cited.source, (citer.source, *citer.via))
                cue = replace(before, end=max(before.end, cue.end), citing=False)
            elif spoken and self._passes_on(spoken[-1][0]):
                speaker = Speaker(speaker.source, (*speaker.via, spoken[-1][1].source))
            spoken.append((cue, speaker))
            self._last = speaker
        return spoken

    def _silent_speaker(self, cue: Cue) -> bool:
        """Tell whether the clause says that its subject did not speak: "sagt der Kreml nicht"."""
        lower, end = self._tokens.lower, cue.end
        silent = cue.rule.startswith("verb:") and end + 1 < len(lower)
        return silent and lower[end] in self._cues.words.silent and lower[end + 1] in BOUNDARIES

    def _passes_on(self, cue: Cue) -> bool:
        """Tell whether the speaker is a medium, which passes on what others say."""
        return self._cues.names.is_medium(self._tokens, cue.name_start, cue.name_end)

    def _speaker(self, cue: Cue) -> Speaker | None:
        via = tuple(self._tokens.span(*span) for span in cue.via)
        name = self._tokens.span(cue.name_start, cue.name_end)
        if cue.carries:
            if self._last is not None:
                return Speaker(self._last.source, via or self._last.via)
            name = name or self._pronoun(cue)
        if not name:
            return None
        table, lower = self._cues.names.words, self._tokens.lower
        named = cue.name_start > 0 and lower[cue.name_start - 1] in table.articles
        if cue.rule.startswith("verb:") and not named and name.lower() in table.statements:
            return None  # "count finds": words that are nobody's
        return Speaker(self._in_full(_proper(name)), via)

    def _in_full(self, name: str) -> str:
        """Return the fuller name by which the text called a surname or "die Organisation".

        A document without a name ("in dem Bericht") is that of the last speaker.
        """
        word = name.lower()
        if " " in name:
            self._names.append(name)
            return name
        generic = word in self._cues.words.generic
        document = word in self._cues.names.words.documents
        for earlier in reversed(self._names):
            parts = earlier.lower().split()
            if word == parts[-1] or (
                (generic or document) and any(part.endswith(word) for part in parts)
            ):
                return earlier
        if document and self._last is not None:
            return self._last.source
        if not generic:
            self._names.append(name)
        return name

    def _pronoun(self, cue: Cue) -> str:
        """Return the pronoun of a cue whose antecedent is not in the text."""
        for index in (cue.start, cue.end - 1):
            if self._tokens.lower[index] in self._cues.words.pronouns:
                return self._tokens.words[index]
        return ""

    def _sentence(self, position: int, spoken: list[tuple[Cue, Speaker]]) -> None:
        """Share the sentence among its cues, each up to the clause of the next."""
        first, last = self._tokens.sentences[position]
        opening = spoken[0][0]
        start = opening.start if opening.leads else first
        if opening.back:
            start = self._paragraph(position)
        for order, (cue, speaker) in enumerate(spoken):
            end = last
            if order + 1 < len(spoken):
                end = self._clause_break(max(start + 1, cue.end), spoken[order + 1][0].start)
            self._add(cue, speaker, self._quoted(start, True), self._quoted(end, False))
            start = end

    def _paragraph(self, position: int) -> int:
        """Return the first token of the paragraph's sentences that nobody governs yet."""
        sentences, tokens = self._tokens.sentences, self._tokens
        floor = max(self._found[-1].scope_end if self._found else 0, self._title_end)
        start = sentences[position][0]
        for first, last in reversed(sentences[max(0, position - PARAGRAPH) : position]):
            if tokens.starts[first] < floor or "\n" in tokens.words[last - 1]:
                break
            start = first
        return start

    def _clause_break(self, start: int, stop: int) -> int:
        """Return the token after the last clause boundary in ``[start, stop)``, else ``stop``."""
        for index in range(stop - 1, start - 1, -1):
            if self._tokens.words[index] in BOUNDARIES:
                return index + 1
        return stop

    def _quoted(self, index: int, start: bool) -> int:
        """Return the bound moved outward to the bound of the quotation that it lies within."""
        span = self._quotations.around(index if start else index - 1)
        if span is None:
            return index
        return min(index, span[0]) if start else max(index, span[1])

    def _add(self, cue: Cue, speaker: Speaker, start: int, end: int) -> None:
        tokens = self._tokens
        floor = self._found[-1].scope_end if self._found else 0
        scope_start = max(floor, tokens.starts[start])
        scope_end = tokens.ends[end - 1]
        if scope_start >= scope_end:
            return
        self._found.append(
            Attribution(
                start=tokens.starts[cue.start],
                end=tokens.ends[cue.end - 1],
                source=speaker.source,
                via=speaker.via,
                scope_start=scope_start,
                scope_end=scope_end,
                rule=cue.rule,
            )
        )

    def _run_on(self, first: int, last: int) -> bool:
        """Let the last speaker go on in a sentence of indirect speech or a quotation."""
        if self._last is None or not self._found:
            return False
        end = self._tokens.ends[last - 1]
        latest = self._found[-1]
        if latest.scope_end >= end:
            return True
        if self._tokens.starts[first] >= self._title_end > latest.scope_start:
            return False
        mood = self._mood(first, last)
        if mood is None or self._silent > MEMORY:
            return False
        if self._silent == 0:
            self._found[-1] = replace(latest, scope_end=end)
            return True
        if mood[1] == "hearsay" and self._silent > 1:
            return False
        cue = Cue(mood[0], mood[0] + 1, mood[0], mood[0], f"runs on:{mood[1]}")
        self._add(cue, self._last, first, last)
        return True

    def _mood(self, first: int, last: int) -> tuple[int, str] | None:
        """Return the token that shows the sentence to be speech, and by what."""
        table, lower = self._cues.words, self._tokens.lower
        beginning = self._cues.opening(self._tokens, first, last)
        if beginning:
            return (first, beginning) if beginning == "continue" and self._silent == 0 else None
        opening = self._quotations.around(first)
        if opening is not None and opening[0] == first:
            return (first, "quotation") if self._silent == 0 else None
        found: tuple[int, str] | None = None
        for index in range(first, last):
            word = lower[index]
            if word in table.unquoted and lower[index - 1] not in table.no_speech:
                return index, "mood"
            if word in table.hearsay and found is None:
                found = index, "hearsay"
        return found


def _proper(name: str) -> str:
    """Return the name that a phrase ends with in quotation marks, else the phrase."""
    for opening, closings in QUOTED_NAMES.items():
        start = name.find(opening)
        if start >= 0 and name[-1] in closings and start + 2 < len(name):
            return name[start + 1 : -1].strip()
    return name
