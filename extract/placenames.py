"""Which names in a text stand for a country, and which of several namesakes is meant.

Names are looked up word by word, the longest first. What is unmistakable (countries, adjectives,
demonyms, large cities without a rival) is evidence for its country; a name with several meanings,
or one that is also a word or a surname, is then judged by the words around it and that evidence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from extract.gazetteer import NOMINAL, Gazetteer, Kind, Meaning, gazetteer, neutral
from extract.gazetteer.folding import WORD
from extract.gazetteer.vocabulary import place_words
from extract.namesakes import Found, evidence_of, score
from extract.spans import Context

WEIGHTS: dict[Kind, float] = {
    "country": 1.0,
    "city": 0.9,
    "region": 0.9,
    "adjective": 0.8,
    "demonym": 0.7,
    "organisation": 0.6,
    "area": 0.3,
}
"""How sure a name of each kind makes its country."""

UNKNOWN_WEIGHT = 0.5
"""Weight of a name that counts only because the words around it support it."""

HOMOGRAPH_CITY = 90_000
"""Population from which a city whose name is a word counts after a preposition ("in Essen")."""


@dataclass(slots=True)
class Text:
    """A text as words: ``folded`` in small letters, ``gaps[i]`` what stands before word ``i``."""

    text: str
    spans: list[tuple[int, int]]
    written: list[str]
    folded: list[str]
    gaps: list[str]

    @staticmethod
    def of(text: str) -> Text:
        """Return the words of ``text``."""
        spans = [match.span() for match in WORD.finditer(text)]
        written = [text[start:end] for start, end in spans]
        ends = [0, *(end for _, end in spans)]
        gaps = [text[ends[index] : start] for index, (start, _) in enumerate(spans)]
        gaps.append(text[ends[-1] :])
        return Text(text, spans, written, [word.casefold() for word in written], gaps)


REMEMBERED = 50_000
"""Words whose derivation is kept: most words of a text are in every other text as well."""

JOINED = frozenset({" ", "-", "‐", "‑", "'", "’", "\u00a0", " - "})
"""What may stand between the words of a name."""

STOPPED = frozenset({". ", ".", ".-"})
"""What may stand after an abbreviated word of a name ("St. Louis", "U.S.")."""

STOPPED_LENGTH = 3
"""Most letters of an abbreviated word in a name."""

APPOSED = frozenset({", ", " (", "/", " / ", ",\n"})
"""What may stand between a city and its country."""


class Reader:
    """Finds names for one language: its gazetteer and words, made ready once."""

    def __init__(self, language: str) -> None:
        self.rules = place_words(language)
        self.gazetteer: Gazetteer = gazetteer(language)
        self.homographs = self.rules.homographs
        self.phrases = self.rules.phrases
        self.given = {name.casefold() for name in neutral().given}
        self.phrase_starts = {name.split(" ")[0]: 0 for name in self.phrases}
        for name in self.phrases:
            first, count = name.split(" ")[0], name.count(" ") + 1
            self.phrase_starts[first] = max(self.phrase_starts[first], count)
        self.head = _ending(self.rules.heads)
        self.prefix = _beginning(self.rules.prefixes)
        self._derive = lru_cache(maxsize=REMEMBERED)(self._derived)
        self._is_dull = lru_cache(maxsize=REMEMBERED)(self._dull)

    def read(self, text: Text, context: Context) -> list[Found]:
        """Return the names in the text that mean a place, in order, each with its meaning."""
        found = self._scan(text)
        self._mark_appositions(text, found)
        evidence, parts = evidence_of(found, self.homographs)
        surnames = self._surnames(text, found)
        kept = []
        for name in found:
            meaning = max(
                name.meanings,
                key=lambda meaning: score(meaning, name.beside, evidence, parts, context.home),
            )
            if self._is_place(text, name, meaning, evidence, surnames, context):
                name.meaning = meaning
                name.weight = WEIGHTS[meaning.kind] if meaning.known else UNKNOWN_WEIGHT
                kept.append(name)
        return kept

    def _scan(self, text: Text) -> list[Found]:
        found = []
        position, count = 0, len(text.folded)
        while position < count:
            if text.folded[position] in self.phrase_starts:
                skipped = self._phrase(text, position)
                if skipped:
                    position += skipped
                    continue
            dull = text.gaps[position] != ", " and self._is_dull(text.folded[position])
            name = None if dull else self._at(text, position)
            if name is not None:
                found.append(name)
                position = name.end
            else:
                position += 1
        return found

    def _phrase(self, text: Text, position: int) -> int:
        """Return how many words a phrase that means no place takes here, or 0."""
        longest = self.phrase_starts[text.folded[position]]
        for length in range(longest, 1, -1):
            if " ".join(text.folded[position : position + length]) in self.phrases:
                return length
        return 0

    def _dull(self, folded: str) -> bool:
        """Tell whether the word neither is nor begins a name: most words, asked for most often."""
        names = self.gazetteer
        if folded in names.names or names.longest.get(folded, 0) > 1:
            return False
        return len(folded) <= 4 or not self._derive(folded)[0]

    def _at(self, text: Text, position: int) -> Found | None:
        folded, written = text.folded[position], text.written[position]
        longest = self.gazetteer.longest.get(folded, 0)
        for length in range(longest, 1, -1):
            name = self._of_length(text, position, length)
            if name is not None:
                return name
        if text.gaps[position] == ", ":
            abbreviated = self._abbreviation(text, position)
            if abbreviated is not None:
                return abbreviated
        meanings = self.gazetteer.names.get(folded)
        rule = "name"
        if not meanings and len(folded) > 4:
            meanings, rule = self._derive(folded)
        if not meanings:
            return None
        derived = rule in {"prefix", "compound"}
        fitting = tuple(
            meaning for meaning in meanings if derived or _written(written, written, meaning)
        )
        return Found(position, position + 1, folded, fitting, rule, fitting[0]) if fitting else None

    def _of_length(self, text: Text, position: int, length: int) -> Found | None:
        end = position + length
        key = " ".join(text.folded[position:end])
        meanings = self.gazetteer.names.get(key, ())
        rule = "name"
        if not meanings and self.rules.genitive and key.endswith(self.rules.genitive):
            meanings = self.gazetteer.names.get(key.removesuffix(self.rules.genitive), ())
            rule = "genitive"
        if not meanings or end > len(text.folded):
            return None
        for index in range(position + 1, end):
            gap = text.gaps[index]
            short = len(text.written[index - 1]) <= STOPPED_LENGTH
            if gap not in JOINED and not (short and gap in STOPPED):
                return None
        first, last = text.written[position], text.written[end - 1]
        fitting = tuple(meaning for meaning in meanings if _written(first, last, meaning))
        return Found(position, end, key, fitting, rule, fitting[0]) if fitting else None

    def _abbreviation(self, text: Text, position: int) -> Found | None:
        """Return the state abbreviated after a comma: "Portland, Ore."."""
        before, here = text.written[max(position - 1, 0)], text.written[position]
        if not (before[0].isupper() and here[0].isupper()):
            return None
        for length in (2, 1):
            end = position + length
            last = text.spans[min(end, len(text.spans)) - 1][1]
            name = text.text[text.spans[position][0] : last]
            stopped = text.text[last : last + 1] == "."
            for written in (name + ".", name) if stopped else (name,):
                country = self.gazetteer.abbreviations.get(written)
                if country is not None and end <= len(text.spans):
                    meaning = Meaning(country, "region", 10**7, True)
                    return Found(position, end, written, (meaning,), "abbreviation", meaning)
        return None

    def _derived(self, folded: str) -> tuple[tuple[Meaning, ...], str]:
        """Return the meanings of a word's base: its genitive, prefix or compound taken off."""
        names = self.gazetteer.names
        genitive = self.rules.genitive
        if genitive and folded.endswith(genitive):
            base = folded.removesuffix(genitive)
            meanings = tuple(m for m in names.get(base, ()) if m.known)
            if meanings and base not in self.homographs:
                return meanings, "genitive"
        if self.prefix is not None:
            match = self.prefix.match(folded)
            if match is not None:
                base = folded[match.end() :]
                for stem in (base, base.removesuffix(genitive)):
                    meanings = tuple(m for m in names.get(stem, ()) if m.kind in PREFIXED)
                    if meanings:
                        return meanings, "prefix"
        if self.head is not None:
            match = self.head.search(folded)
            if match is not None:
                meanings = tuple(
                    m for m in names.get(folded[: match.start()], ()) if m.kind == "country"
                )
                if meanings:
                    return meanings, "compound"
        return (), "name"

    def _mark_appositions(self, text: Text, found: Sequence[Found]) -> None:
        """Note the country beside a city or region: "Kilis in der Türkei", "Paris, Texas"."""
        for name, following in pairwise(found):
            if not any(meaning.kind in {"city", "region"} for meaning in name.meanings):
                continue
            between = text.folded[name.end : following.start]
            apposed = not between and text.gaps[following.start] in APPOSED
            located = (
                0 < len(between) <= 2
                and between[0] in {"in", "im"}
                and all(word in self.rules.articles for word in between[1:])
                and all(gap == " " for gap in text.gaps[name.end : following.start + 1])
            )
            if apposed or located:
                named = {
                    country
                    for meaning in following.meanings
                    if meaning.kind in {"country", "region"} or meaning.size == NOMINAL["city"]
                    for country in meaning.country
                }
                common = {
                    country
                    for meaning in name.meanings
                    for country in meaning.country
                    if country in named
                }
                name.beside |= common
                following.beside |= common

    def _surnames(self, text: Text, found: Sequence[Found]) -> frozenset[str]:
        """Return the place names that the text uses as the surname of a person."""
        return frozenset(
            text.folded[name.start]
            for name in found
            if name.end == name.start + 1 and self._after_person(text, name.start)
        )

    def _after_person(self, text: Text, position: int) -> bool:
        """Tell whether a given name, an initial or a title stands right before the word."""
        if position == 0:
            return False
        before, gap = text.folded[position - 1], text.gaps[position]
        written = text.written[position - 1]
        if gap == ". " and (before in self.rules.titles or (len(before) == 1 and before != "s")):
            return written[0].isupper() and not self._ends_sentence(text, position - 1)
        if gap != " " or not written[0].isupper():
            return False
        return before in self.given or before in self.rules.titles

    def _ends_sentence(self, text: Text, position: int) -> bool:
        return len(text.folded[position]) > STOPPED_LENGTH

    def _is_person(self, text: Text, name: Found, surnames: frozenset[str]) -> bool:
        """Tell whether the name is a person's: "Jack London", "Paris Hilton"."""
        if name.end != name.start + 1:
            return False
        word = text.folded[name.start]
        if self._after_person(text, name.start):
            return True
        following = text.written[name.end] if name.end < len(text.written) else ""
        if word in self.given and text.gaps[name.end] == " " and following[:1].isupper():
            others = self.gazetteer.names.get(following.casefold(), ())
            return len(following) > 1 and all(m.kind in {"city", "region"} for m in others)
        return word in surnames and not self._supported(text, name)

    def _supported(self, text: Text, name: Found) -> bool:
        """Tell whether the word right before says that a place follows."""
        if name.start == 0:
            return False
        before = text.folded[name.start - 1]
        if text.gaps[name.start] != " ":
            return False
        if before in self.rules.local or before in self.rules.nouns:
            return True
        two = " ".join(text.folded[max(name.start - 2, 0) : name.start])
        return two in self.rules.nouns

    def _is_place(
        self,
        text: Text,
        name: Found,
        meaning: Meaning,
        evidence: Counter[str],
        surnames: frozenset[str],
        context: Context,
    ) -> bool:
        if name.rule == "abbreviation" or name.beside & set(meaning.country):
            return True
        if meaning.kind in {"adjective", "demonym", "organisation", "area"}:
            return meaning.kind != "demonym" or not self._after_person(text, name.start)
        person = self._is_person(text, name, surnames)
        if meaning.kind == "country":
            return not (person and name.key in self.given)
        supported = self._supported(text, name)
        if person:
            return False
        if name.key in self.homographs:
            return supported and meaning.kind == "city" and meaning.size >= HOMOGRAPH_CITY
        if meaning.known or supported:
            return True
        return evidence[meaning.country[0]] > 0 or context.home in meaning.country


PREFIXED: frozenset[Kind] = frozenset({"country", "adjective", "demonym"})
"""Kinds that a prefix can narrow ("Nordsyrien", "nordfranzösisch")."""


@cache
def reader(language: str) -> Reader:
    """Return the reader of a language; made on first use and kept."""
    return Reader(language)


def _ending(heads: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile(f"(?:{'|'.join(heads)})$") if heads else None


def _beginning(prefixes: Sequence[str]) -> re.Pattern[str] | None:
    longest = sorted(prefixes, key=len, reverse=True)
    return re.compile("|".join(longest)) if prefixes else None


def _written(first: str, last: str, meaning: Meaning) -> bool:
    """Tell whether the name stands with the capitals that its meaning asks for."""
    if meaning.case == "upper":
        return first.isupper() and last.isupper()
    if meaning.case == "lower":
        return first[0].islower()
    if meaning.case == "any":
        return True
    return first[0].isupper() and last[0].isupper()
