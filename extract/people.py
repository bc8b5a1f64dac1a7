"""What a number counts: people, or something else.

A blank pipeline has no tagger, so the noun phrase behind a number is walked token by token with
what the writing tells: German nouns are capitalised, English plurals end in -s, and the words
that end a noun phrase are listed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from spacy.tokens import Doc

from extract import words
from extract.spans import Quantity
from extract.tokens import columns
from store.model import Kind

REACH = 9
"""Most tokens between a number and what it counts ("die 33 bei dem Unfall leicht verletzten …"
is rarer than a wrong noun found farther off)."""

OF_NUMBER = 3
"""Most tokens between "of" and the number of the whole."""

PARTITIVE_REACH = 6
"""Most tokens between "of the" and the noun of the whole."""

SHORTEST_HEAD = 3
"""Letters that must stand before the last part of a German compound."""


@dataclass(frozen=True, slots=True)
class Nouns:
    """A row of ``[[people.nouns]]``: nouns for people that imply the same kind.

    ``stems`` match with any of ``endings``; ``whole`` only as they stand. ``event`` tells that
    the noun itself says what happened ("Tote") instead of who they are ("Soldaten"). Where
    ``needs`` is given, a word of the text must begin with one of these: cases are people only
    where a disease is spoken of.
    """

    kind: Kind
    event: bool
    stems: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeopleWords:
    """Table ``[people]``; see the comments in the files.

    ``partitives`` stand between the number of a part and its whole ("17 of them"); behind those
    that end in one of the ``articles`` the noun of the whole follows, behind those ``of_number``
    its number ("35 of 200 passengers"). Where nouns are capitalised, ``adjective_joints`` join
    adjectives with one of the ``adjective_endings`` ("zwei junge und ledige Frauen"), and one of
    the ``openers`` may open an attribute that one of the ``participle_endings`` closes ("600 aus
    Syrien stammende Menschen"). Where compounds are written apart, ``things`` before a noun make it
    one ("46 animal cases"). ``kin`` are nouns for somebody's own, counted as such behind one
    of the ``owners`` ("her two children").
    """

    endings: tuple[str, ...]
    nouns_capitalised: bool
    inclusive: tuple[str, ...]
    stops: frozenset[str]
    partitives: tuple[str, ...]
    articles: frozenset[str]
    of_number: frozenset[str]
    pronouns: frozenset[str]
    not_people: frozenset[str]
    kin: frozenset[str]
    owners: frozenset[str]
    nouns: tuple[Nouns, ...]
    adjective_endings: tuple[str, ...] = ()
    adjective_joints: frozenset[str] = frozenset()
    participle_endings: tuple[str, ...] = ()
    openers: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts: tokens ``[start, end)`` of the noun, or of nothing (ellipsis).

    ``unit`` is the noun as written; ``kind`` and ``event`` as in :class:`Nouns`; ``how`` tells
    the noun behind the number from a partitive ("17 of them"), from a pronoun ("30 others") and
    from a number that stands alone ("30.000 im März").
    """

    unit: str
    start: int
    end: int
    kind: Kind
    event: bool
    how: Literal["noun", "partitive", "pronoun", "alone"]


@dataclass(frozen=True, slots=True)
class Thing:
    """The number counts something that is not people: ``noun`` as written."""

    noun: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The nouns of a language, ready to be looked up."""

    words: PeopleWords
    whole: dict[str, Nouns] = field(default_factory=dict)
    stems: dict[str, Nouns] = field(default_factory=dict)
    partitives: dict[str, list[str]] = field(default_factory=dict)
    """The partitives by their first word."""

    def noun(self, word: str) -> Nouns | None:
        """Return the row of the noun that ``word`` is a form of, or None."""
        lower = word.casefold()
        if not lower[-1:].isalpha() or lower in self.words.not_people:
            return None
        if lower in self.whole:
            return self.whole[lower]
        last = lower.rsplit("-", 1)[-1]
        if last != lower and last in self.whole:
            return self.whole[last]
        for ending in self.words.endings:
            if ending and not lower.endswith(ending):
                continue
            found = self._stem(lower[: len(lower) - len(ending)])
            if found is not None:
                return found
        return None

    def _stem(self, stem: str) -> Nouns | None:
        if stem in self.stems:
            return self.stems[stem]
        if not self.words.nouns_capitalised:
            # English compounds are written apart or with a hyphen; y becomes ie before -s.
            if stem.endswith("ie") and stem[:-2] + "y" in self.stems:
                return self.stems[stem[:-2] + "y"]
            last = stem.rsplit("-", 1)[-1]
            return self.stems.get(last) if last != stem else None
        for cut in range(SHORTEST_HEAD, len(stem) - 2):
            if stem[cut:] in self.stems:
                return self.stems[stem[cut:]]
        return None

    def is_plural(self, word: str) -> bool:
        """Tell whether an English noun form is a plural or a mass noun."""
        lower = word.casefold()
        return lower in self.whole or lower.endswith("s") or lower.endswith(("men", "people"))


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of people nouns for a language; made once."""
    table = words.table(language, "people", PeopleWords)
    made = Lexicon(table)
    for row in table.nouns:
        for word in row.whole:
            made.whole.setdefault(word.casefold(), row)
        for stem in row.stems:
            made.stems.setdefault(stem.casefold(), row)
    for phrase in table.partitives:
        made.partitives.setdefault(phrase.split()[0], []).append(phrase)
    return made


def counted(
    doc: Doc,
    lower: Sequence[str],
    after: int,
    quantity: Quantity,
    demonyms: dict[int, int],
    places: Collection[int] = (),
) -> Counted | Thing:
    """Return what ``quantity`` counts.

    ``lower`` holds the case-folded tokens, ``after`` is the index of the token behind the
    number (and behind a hedge that follows it), ``demonyms`` maps the first token of each
    demonym ("Syrer", "Afghans") to the token after it, ``places`` are the tokens of other names
    of places: nothing that is counted.
    """
    walk = _German if lexicon(doc._.context.language).words.nouns_capitalised else _English
    return walk(doc, lower, quantity, demonyms, places).walk(after)


class _Walk:
    """Walks the noun phrase behind a number."""

    def __init__(
        self,
        doc: Doc,
        lower: Sequence[str],
        quantity: Quantity,
        demonyms: dict[int, int],
        places: Collection[int],
    ) -> None:
        self.doc = doc
        self.words = columns(doc).words
        self.lower = lower
        self.quantity = quantity
        self.demonyms = demonyms
        self.places = places
        self.lexicon = lexicon(doc._.context.language)

    def walk(self, after: int) -> Counted | Thing:
        """Return what stands behind the number, from the token ``after`` on."""
        partitive = self.partitive(after)
        if partitive is not None:
            return partitive
        end = min(len(self.doc), after + REACH)
        position = self.past_attribute(after)
        while position < end:
            word = self.lower[position]
            if position in self.demonyms and self.is_head(position, self.demonyms[position]):
                stop = self.demonyms[position]
                return self.found(position, stop, "other", False)
            if self.ends_phrase(position, after):
                break
            if word in self.lexicon.words.pronouns and self.phrase_ends(position + 1):
                return Counted("", position, position + 1, "other", False, "pronoun")
            step = self.look(position)
            if step is not None:
                return step
            position += 1
        if self.lower[after : after + 1] == ["-"] and not self.doc[after].whitespace_:
            return Thing(self.words[after + 1])  # "a 14-man list"
        return Counted("", after, after, "other", False, "alone")

    def found(self, start: int, end: int, kind: Kind, event: bool) -> Counted:
        """Return the noun at the tokens as what is counted."""
        return Counted(self.doc[start:end].text, start, end, kind, event, "noun")

    def partitive(self, after: int) -> Counted | Thing | None:
        """Return what "17 of them", "zwei der Getöteten", "nine of these pairs" count, or None."""
        first = self.lower[after] if after < len(self.lower) else ""
        for phrase in self.lexicon.partitives.get(first, ()):
            parts = phrase.split()
            stop = after + len(parts)
            if list(self.lower[after:stop]) != parts:
                continue
            if phrase in self.lexicon.words.of_number:
                if not any(token.like_num for token in self.doc[stop : stop + OF_NUMBER]):
                    continue
            elif self.phrase_ends(stop) or parts[-1] not in self.lexicon.words.articles:
                return Counted("", after, stop, "other", False, "partitive")
            for position in range(stop, min(stop + PARTITIVE_REACH, len(self.doc))):
                if self.ends_phrase(position, stop):
                    break
                step = self.look(position)
                if isinstance(step, Thing):
                    return step
                if step is not None:
                    return replace(step, how="partitive")
        return None

    def past_attribute(self, after: int) -> int:
        """Return the token from which on the noun is looked for."""
        return after

    def ends_phrase(self, position: int, after: int) -> bool:
        """Tell whether the token ends the noun phrase that began at ``after``."""
        token = self.doc[position]
        if token.is_space or self.lower[position] in self.lexicon.words.stops:
            return True
        if token.is_sent_start and position > after:
            return True
        return token.is_punct and token.text not in "-\"'„“”»«‚‘’"

    def phrase_ends(self, position: int) -> bool:
        """Tell whether nothing more of the noun phrase follows at ``position``."""
        return position >= len(self.doc) or self.ends_phrase(position, -1)

    def is_head(self, start: int, end: int) -> bool:
        """Tell whether a demonym is the head of its phrase and not an adjective in it."""
        raise NotImplementedError

    def look(self, position: int) -> Counted | Thing | None:
        """Return what the token decides, or None to walk on."""
        raise NotImplementedError

    def noun_at(self, position: int) -> Nouns | None:
        """Return the people noun at the token, or None."""
        row = self.lexicon.noun(self.words[position])
        if row is None or not row.needs:
            return row
        themes: dict[tuple[str, ...], bool] = self.doc._.themes  # the text is searched once
        if row.needs not in themes:
            themes[row.needs] = any(word.startswith(row.needs) for word in self.lower)
        return row if themes[row.needs] else None


class _German(_Walk):
    def is_head(self, start: int, end: int) -> bool:
        following = self.words[end] if end < len(self.doc) else ""
        return not (following[:1].isupper() and self.words[end - 1].endswith("er"))

    def ends_phrase(self, position: int, after: int) -> bool:
        """Tell whether the phrase ends here; not between two adjectives, nor in an attribute."""
        if not super().ends_phrase(position, after):
            return False
        return not self._between_adjectives(position, after)

    def _between_adjectives(self, position: int, after: int) -> bool:
        """Tell whether "und" or a comma joins two adjectives: "zwei junge, ledige Frauen"."""
        around = [self.words[i] for i in (position - 1, position + 1) if after <= i < len(self.doc)]
        endings = self.lexicon.words.adjective_endings
        return (
            self.lower[position] in self.lexicon.words.adjective_joints
            and len(around) == 2
            and all(word.islower() and word.endswith(endings) for word in around)
        )

    def past_attribute(self, after: int) -> int:
        """Return the participle that ends an attribute with a preposition, else ``after``.

        "600 als Diplomaten getarnte Agenten": the number counts what stands behind it.
        """
        if self.lower[after : after + 1] and self.lower[after] in self.lexicon.words.openers:
            for position in range(after + 2, min(after + REACH, len(self.doc) - 1)):
                word = self.words[position]
                if self.doc[position].is_punct:
                    break
                ending = word.islower() and word.endswith(self.lexicon.words.participle_endings)
                if ending and self.words[position - 1][0].isupper():
                    return position if self.noun_at(position + 1) is not None else after
        return after

    def look(self, position: int) -> Counted | Thing | None:
        text = self.words[position]
        if not text[0].isupper():
            return None
        row = self.noun_at(position)
        if row is not None:
            return self.found(position, position + 1, row.kind, row.event)
        if text.endswith(self.lexicon.words.inclusive):
            return self.found(position, position + 1, "other", False)
        following = position + 1
        if following < len(self.doc) and self.words[following][0].isupper():
            # A name or an origin before the noun: "42 Boko-Haram Kämpfer", "300 Wiener Polizisten".
            row = self.noun_at(following)
            if row is not None:
                return self.found(following, following + 1, row.kind, row.event)
        if text.endswith("er") and following < len(self.doc) and self.words[following][0].isupper():
            return None
        if position in self.places:  # "eine Gruppe von 40 erreichte Kreta"
            return Counted("", position, position, "other", False, "alone")
        return Thing(text)


class _English(_Walk):
    def is_head(self, start: int, end: int) -> bool:
        """Plurals are heads; "Sudanese" and "Dutch" are where nothing more follows."""
        word = self.words[end - 1]
        if self.quantity.high > 1 and not word.endswith(("s", "men", "ese", "i", "ish", "ch")):
            return False
        return self.phrase_ends(end) or not word.endswith(("ese", "i", "ish", "ch", "an"))

    def look(self, position: int) -> Counted | Thing | None:
        if self.words[position].isdecimal() and self.words[position + 1 : position + 2] != ["-"]:
            return None
        row = self.noun_at(position)
        if self.lower[position] in self.lexicon.words.things and not self.phrase_ends(position + 1):
            return Thing(self.doc[position : position + 2].text)
        if row is None and position + 2 < len(self.doc) and self.words[position + 1] == "-":
            row = self.lexicon.noun(self.doc[position : position + 3].text)
            if row is not None and not row.needs:
                return self.found(position, position + 3, row.kind, row.event)
        if row is None and position + 1 < len(self.doc):
            row = self.lexicon.noun(f"{self.words[position]} {self.words[position + 1]}")
            if row is not None:
                return self.found(position, position + 2, row.kind, row.event)
        if row is not None:
            return self.head(position, row)
        word = self.words[position]
        if word.endswith("s") and word.islower() and len(word) > 3:
            return None if word.endswith(("us", "ss", "is")) else Thing(word)
        return None

    def head(self, position: int, row: Nouns) -> Counted | None:
        """Return the noun at ``position`` if it is the head of its phrase, else None."""
        text = self.words[position]
        if self.quantity.high > 1 and not self.lexicon.is_plural(text):
            return None
        following = position + 1
        if not self.phrase_ends(following):
            next_row = self.noun_at(following)
            if next_row is not None and self.lexicon.is_plural(self.words[following]):
                return self.head(following, next_row)
            mass = not text.casefold().endswith("s")
            next_text = self.words[following]
            if mass and next_text.islower() and next_text.endswith("s") and text != "people":
                return None
        return self.found(position, position + 1, row.kind, row.event)
