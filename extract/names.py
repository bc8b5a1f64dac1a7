"""Where the name phrase of a speaker begins and ends, on tokens without tags.

A phrase is a chain of nouns with their articles and adjectives, joined by genitives and
prepositions ("Sprecher des Innenministeriums in Rom", "a spokesman for the fire service"), with
brackets, quoted names and an apposition ("Bob Parker, der Bürgermeister von Christchurch").
German tells nouns by their capital; English takes any word that is not in its closed classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from spacy.tokens import Doc

from extract import words
from extract.tokens import columns, sentence_bounds

LONGEST = 25
"""Most tokens of a name phrase: an office with its holder and both their attributes."""

BRACKET = 10
"""Most tokens within brackets or quotation marks that belong to a name."""

QUOTED_NAMES = {"„": '“”"', "“": "”", "»": "«", "«": "»", '"': '"', "‘": "’", "‚": "‘", "›": "‹"}
"""Opening quotation marks and what may close them."""


@dataclass(frozen=True, slots=True)
class NameWords:
    """Table ``[names]``: the closed classes that delimit a name.

    ``capitalised`` tells whether every noun has a capital. ``articles`` open a phrase, of which
    ``subject_articles`` may open a subject; ``numerals`` may stand for an article. ``joiners``
    carry a phrase on, ``loose_joiners`` only before a proper name; ``conjunctions`` join two
    names. ``breaks`` never stand in a name. ``times`` are nouns of time, ``time_endings`` the
    ends of their compounds. ``adjective_endings`` show an adjective where no article stands
    before it, ``inflections`` where one does; ``participle_endings`` are ends of verbs, and
    ``participles`` the words so ending that may stand in a name.
    ``persons`` are the ends of nouns for offices, ``bodies`` those for institutions and groups
    that make statements, ``media`` those for media, ``agencies`` names of media; ``statements`` are
    nouns that only carry someone's words ("Angaben", "figures"), ``documents`` those that can be
    cited themselves.
    """

    capitalised: bool
    articles: frozenset[str]
    subject_articles: frozenset[str]
    numerals: frozenset[str]
    joiners: frozenset[str]
    owners: frozenset[str]
    loose_joiners: frozenset[str]
    conjunctions: frozenset[str]
    breaks: frozenset[str]
    times: frozenset[str]
    time_endings: tuple[str, ...]
    inflections: tuple[str, ...]
    adjective_endings: tuple[str, ...]
    participle_endings: tuple[str, ...]
    participles: frozenset[str]
    persons: tuple[str, ...]
    bodies: tuple[str, ...]
    media: tuple[str, ...]
    agencies: frozenset[str]
    statements: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a document as plain lists, which are much faster than spaCy's objects.

    ``words``, ``lower`` and ``folded`` hold each token's text as written, in small letters (which
    keep ß) and case-folded, ``starts`` and
    ``ends`` its character offsets, ``sentences`` the token spans of the sentences.
    """

    text: str
    words: list[str]
    lower: list[str]
    folded: list[str]
    starts: list[int]
    ends: list[int]
    sentences: list[tuple[int, int]]

    @classmethod
    def of(cls, doc: Doc) -> Tokens:
        """Return the tokens of a document whose sentence starts are set."""
        made = columns(doc)
        return cls(
            text=made.text,
            words=made.words,
            lower=[word.lower() for word in made.words],
            folded=[word.casefold() for word in made.words],
            starts=made.starts,
            ends=made.ends,
            sentences=list(pairwise(sentence_bounds(doc))),
        )

    def span(self, start: int, end: int) -> str:
        """Return the text of the tokens ``[start, end)``, on one line."""
        if start >= end:
            return ""
        return " ".join(self.text[self.starts[start] : self.ends[end - 1]].split())


class Names:
    """Delimits names by the words of a language."""

    def __init__(self, table: NameWords) -> None:
        self.words = table
        self._leading = table.articles | table.numerals
        self._linking = table.joiners | table.loose_joiners | table.conjunctions

    def after(self, tokens: Tokens, start: int, stop: int) -> int:
        """Return the token after the name that begins at ``start``; ``start`` if none does."""
        return self._scan(tokens, start, min(stop, start + LONGEST), apposition=True)

    def before(self, tokens: Tokens, end: int, floor: int, *, apposition: bool = True) -> int:
        """Return the token where the longest name that ends before ``end`` begins, else ``end``.

        Without ``apposition`` the name stops at a comma.
        """
        first = end
        while first > max(floor, end - LONGEST) and self._may_stand(tokens, first - 1):
            first -= 1
        for start in range(first, end):
            if self._scan(tokens, start, end, apposition=apposition) == end:
                return start
        return end

    def oblique(self, word: str) -> bool:
        """Tell whether the word is an article that cannot begin a subject."""
        articles = self.words
        return word in articles.articles and word not in articles.subject_articles

    def is_time(self, word: str) -> bool:
        """Tell whether a word in small letters is a noun of time."""
        return word in self.words.times or word.endswith(self.words.time_endings)

    def is_body(self, tokens: Tokens, start: int, end: int) -> bool:
        """Tell whether the phrase names an office, an institution or a medium."""
        table = self.words
        kinds = table.persons + table.bodies + table.media
        return any(
            tokens.lower[index].endswith(kinds)
            or tokens.lower[index] in table.agencies
            or _is_acronym(tokens.words[index])
            for index in range(start, end)
        )

    def is_medium(self, tokens: Tokens, start: int, end: int) -> bool:
        """Tell whether the phrase names a medium and no person that speaks for it."""
        table = self.words
        inside = tokens.lower[start:end]
        return not any(word.endswith(table.persons) for word in inside) and any(
            word.endswith(table.media) or word in table.agencies for word in inside
        )

    def carrier(self, tokens: Tokens, start: int, end: int) -> tuple[str, int]:
        """Return what carries the words: "statement", "document" or "", and the token after it."""
        for index in range(start, end):
            word = tokens.lower[index]
            if word in self._linking and index > start:
                break
            for kind, endings in (
                ("statement", self.words.statements),
                ("document", self.words.documents),
            ):
                if word.endswith(endings) and self._is_noun(tokens, index):
                    return kind, index + 1
        return "", start

    def trimmed(self, tokens: Tokens, start: int, end: int) -> tuple[int, int]:
        """Return the phrase without its article, and a statement's owner without the statement.

        "den Angaben der Polizei" -> "Polizei", "UN figures" -> "UN"; "offizielle Angaben" stays.
        """
        kind, after = self.carrier(tokens, start, end)
        if kind == "statement":
            if after < end and (owner := self._owner(tokens, after, end)):
                return self.trimmed(tokens, owner, end)
            if after == end and end - 2 >= start and not self.words.capitalised:
                end -= tokens.words[end - 2][0].isupper()
        while start < end - 1 and tokens.lower[start] in self.words.articles:
            if start and tokens.words[start][0].isupper() and self._titled(tokens, start):
                break
            start += 1
        return start, end

    def _titled(self, tokens: Tokens, article: int) -> bool:
        """Tell whether a capital article is part of a title ("bei Der Spiegel", "The Bell")."""
        return tokens.lower[article - 1].isalpha() and tokens.words[article + 1][0].isupper()

    def _owner(self, tokens: Tokens, index: int, end: int) -> int:
        while index < end:
            if tokens.lower[index] in self.words.owners:
                return index + 1 if index + 1 < end else 0
            if tokens.lower[index] not in self.words.participles:
                return 0
            index += 1
        return 0

    def _may_stand(self, tokens: Tokens, index: int) -> bool:
        word = tokens.lower[index]
        if word in self._leading or word in self._linking:
            return True
        if word in self.words.breaks or word.isspace():
            return False
        return not word.isdigit() and word not in ".;:?!…–—"

    def _is_noun(self, tokens: Tokens, index: int) -> bool:
        text, word = tokens.words[index], tokens.lower[index]
        if not text[0].isalpha() or word in self.words.breaks or word in self.words.numerals:
            return False
        if text[0].isupper():
            return True
        if self.words.capitalised:
            # "el-Baradei", "al-Arabiya", "dpa": a name may begin small.
            return word in self.words.agencies or any(map(str.isupper, text))
        return word in self.words.participles or not word.endswith(self.words.participle_endings)

    def _is_adjective(self, tokens: Tokens, index: int, determined: bool) -> bool:
        word = tokens.lower[index]
        if word in self.words.breaks or not word[-1].isalpha():
            return False
        endings = self.words.inflections if determined else self.words.adjective_endings
        return word.endswith(endings)

    def _scan(self, tokens: Tokens, start: int, stop: int, apposition: bool) -> int:
        """Walk over the phrase; ``open`` while a noun is still to come, ``end`` after the last."""
        texts, lower, table = tokens.words, tokens.lower, self.words
        index, end, opened, determined = start, start, True, False
        while index < stop:
            word = lower[index]
            if texts[index] in QUOTED_NAMES or word == "(":
                close = _closing(tokens, index, stop)
                if not close or (word == "(" and opened):
                    break
                index = end = close
                opened = False
            elif opened and word in self._leading:
                determined = True
                index += 1
            elif self.is_time(word):
                if not (opened and determined and texts[index].islower()):
                    break
                index += 1  # "einer gestern vorgestellten Studie"
            elif not opened and self._joins(tokens, index, stop):
                opened, determined = True, word not in table.loose_joiners
                index += 1
            elif self._is_noun(tokens, index):
                index += 1
                end, opened = index, False
            elif opened and table.capitalised and self._is_adjective(tokens, index, determined):
                index += 1
            elif word == "," and apposition and not opened:
                return self._apposition(tokens, start, index, stop)
            else:
                break
        return end

    def _joins(self, tokens: Tokens, index: int, stop: int) -> bool:
        word, table = tokens.lower[index], self.words
        if word in "-/&’'" and index + 1 < stop:
            return tokens.starts[index] == tokens.ends[index - 1] or word == "&"
        if index + 1 >= stop:
            return False
        if word in table.joiners:
            return True
        following = tokens.words[index + 1]
        if word in table.loose_joiners:
            return following[0].isupper() and not self.is_time(following.casefold())
        if word not in table.conjunctions:
            return False
        return self._is_noun(tokens, index + 1) or tokens.lower[index + 1] in table.articles

    def _apposition(self, tokens: Tokens, start: int, comma: int, stop: int) -> int:
        """Return the end of "name, office" or "office, name", else the end before the comma."""
        end = self._scan(tokens, comma + 1, stop, apposition=False)
        if end == comma + 1:
            return comma
        closed = end == stop or not tokens.lower[end][0].isalnum()
        offices = [
            any(word.endswith(self.words.persons) for word in tokens.lower[first:last])
            for first, last in ((start, comma), (comma + 1, end))
        ]
        return end if closed and offices[0] != offices[1] else comma


def _closing(tokens: Tokens, index: int, stop: int) -> int:
    """Return the token after the mark that closes the one at ``index``, 0 if none is near."""
    closers = QUOTED_NAMES.get(tokens.words[index], ")")
    for close in range(index + 1, min(stop, index + BRACKET)):
        if tokens.words[close] in closers:
            return close + 1
    return 0


def _is_acronym(word: str) -> bool:
    return len(word) > 1 and word.replace("-", "").replace(".", "").isupper()


@cache
def names(language: str) -> Names:
    """Return the delimiter of names for a language; raises :class:`extract.words.WordsError`."""
    return Names(words.table(language, "names", NameWords))
