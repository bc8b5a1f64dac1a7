"""What number words are worth, alone and together with digits.

Own composition instead of text2num: the texts mix digits and words ("2 hundred thousand", "18
lakh"), inflect ("zweier", "dreien"), multiply fractions ("half a million", "zweieinhalb
Millionen") and count in dozens, none of which text2num reads. The tests hold the plain number
words against it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TypeVar

from extract import words
from extract.digits import digits_value
from extract.pieces import Phrases, Pieces, phrase

MAX_WORD = 90
"""Letters of the longest number word that is taken apart."""


LOOSE = "multiple of a scale"
"""Rule of a number that nobody means exactly ("a couple of dozen")."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """Table ``[numbers]``.

    ``values``: words below 100. ``scales``: words that multiply what stands before them;
    ``abbreviated_scales`` among them may have a full stop. ``suffixes``: letters right behind
    digits that do so ("25k"). ``lone_scales``: scales that are a number without one ("hundred
    people"). ``compounds``: whether words are written together;
    ``compound_joiner`` and ``spoken_joiner`` stand between the parts ("fünfundzwanzig", "two
    hundred and five"), "" where the language has none. ``fractions`` multiply a scale ("half a
    million"), ``of`` between them; ``mixed`` are numbers that only a scale or a unit follows;
    ``half_endings`` add a half to a word, ``and_a_half`` to the number before. ``articles`` count
    as one before a scale. ``pairs``: nouns that are two, after an article. ``vague``: plurals that
    name no number, ``vague_endings`` how compounds of them end, ``vague_before`` what makes any
    scale vague ("several hundred"). ``ones`` are numerals only before ``one_before`` or after
    ``one_after`` and not before ``not_one_after``. ``homographs`` are phrases whose
    last word looks like a number. ``none`` is zero before ``none_nouns``.
    """

    values: dict[str, int]
    scales: dict[str, int]
    abbreviated_scales: frozenset[str]
    suffixes: dict[str, int]
    lone_scales: frozenset[str]
    compounds: bool
    compound_joiner: str
    spoken_joiner: str
    fractions: dict[str, float]
    of: frozenset[str]
    mixed: dict[str, float]
    half_endings: tuple[str, ...]
    and_a_half: tuple[str, ...]
    articles: frozenset[str]
    pairs: frozenset[str]
    vague: frozenset[str]
    vague_endings: tuple[str, ...]
    vague_before: tuple[str, ...]
    ones: frozenset[str]
    one_before: tuple[str, ...]
    one_after: tuple[str, ...]
    not_one_after: tuple[str, ...]
    homographs: tuple[str, ...]
    none: frozenset[str]
    none_nouns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Number:
    """A number on the pieces ``[start, end)``.

    ``value`` is ``base * scale``; ``scale`` is 1 where none is written ("dreitausend": 3 and
    1000). ``rule`` names how it was read; "label" means digits that are no number ("1.2.3").
    """

    start: int
    end: int
    value: float
    base: float
    scale: float
    rule: str
    vague: bool = False


def compose(parts: Sequence[tuple[float, bool]]) -> Number | None:
    """Return what a sequence of ``(value, is_scale)`` amounts to, None where it is no number.

    Its piece indices are 0. "two | hundred | five" is 205, "five | twenty" (German order) 25,
    "two | three" none.
    """
    total = group = 0.0
    smallest = float("inf")
    for value, is_scale in parts:
        if not is_scale:
            if not _adds_up(group, value):
                return None
            group += value
        elif value == 100:
            if group >= 100:
                return None
            group = (group or 1) * value
        else:
            if value >= smallest:
                return None
            total += (group or 1) * value
            group, smallest = 0.0, value
    value = total + group
    single = sum(part >= 1000 or part == 12 for part, is_scale in parts if is_scale)
    if single == 1 and parts[-1][1] and smallest < float("inf"):
        return Number(0, 0, value, value / smallest, smallest, "words")
    return Number(0, 0, value, value, 1, "words")


def _adds_up(group: float, value: float) -> bool:
    """Tell whether ``value`` may follow: 20 and 5 either way round, or anything after hundreds."""
    rest = group % 100
    if not rest:
        return True
    small, large = min(rest, value), max(rest, value)
    return 0 < small < 10 and large >= 20 and large % 10 == 0


class NumberReader:
    """Reads numbers off the pieces of a text in one language."""

    def __init__(self, language: str) -> None:
        self._table = table = words.table(language, "numbers", NumberWords)
        self._values = _folded(table.values)
        self._scales = _folded(table.scales)
        self._mixed: dict[str, float] = _folded(table.mixed)
        self._fractions = _folded(table.fractions)
        atoms = {*self._values, *self._scales, table.compound_joiner} - {""}
        longest_first = sorted(atoms, key=lambda atom: (-len(atom), atom))
        self._atom = re.compile("|".join(map(re.escape, longest_first)))
        self._closed = re.compile(f"(?:{self._atom.pattern})+")
        self._and_a_half = _phrases(table.and_a_half)
        self._vague_before = _phrases(table.vague_before)
        self._one_before = _phrases(table.one_before)
        self._one_after = _phrases(table.one_after)
        self._not_one_after = _phrases(table.not_one_after)
        self._homographs = _phrases(table.homographs)
        vague = [phrase(words) for words in table.vague_before]
        first_vague = {words[0] for words in vague}
        self._after_article = table.pairs | {words[1] for words in vague if len(words) > 1}
        self._openers = first_vague | table.articles | table.none | {*self._fractions}
        # Bounded, since they grow with the vocabulary of whatever is read.
        self.atoms = lru_cache(maxsize=1 << 16)(self._atoms)
        self.can_start = lru_cache(maxsize=1 << 16)(self._can_start)

    def read(self, pieces: Pieces, index: int, decimal: str) -> Number | None:
        """Return the number that begins at a piece, None where none does."""
        piece = pieces.folded[index]
        if not self.can_start(piece):
            return None
        if piece[0].isdecimal():
            return self._read_digits(pieces, index, decimal)
        if piece in self._table.articles:
            following = pieces.at(_past_hyphen(pieces, index + 1))
            if not (self.can_start(following) or following in self._after_article):
                return self._read_one(pieces, index) if piece in self._table.ones else None
        if self._homographs.before(pieces, index + 1):
            return None
        return (
            self._read_vague(pieces, index)
            or self._read_words(pieces, index)
            or self._read_none(pieces, index)
        )

    def _can_start(self, piece: str) -> bool:
        """Tell whether a number may begin with this piece."""
        return piece != "" and (
            piece[0].isdecimal()
            or piece in self._openers
            or self._mixed_value(piece) is not None
            or self._is_vague(piece)
            or bool(self.atoms(piece))
        )

    def _atoms(self, piece: str) -> tuple[tuple[float, bool], ...]:
        """Return the parts of a number word as ``(value, is_scale)``; empty for other words."""
        if piece in self._values:
            return ((self._values[piece], False),)
        if piece in self._scales:
            return ((self._scales[piece], True),)
        if not self._table.compounds or len(piece) > MAX_WORD or not self._closed.fullmatch(piece):
            return ()
        found = self._atom.findall(piece)
        if self._table.compound_joiner in (found[0], found[-1]):
            return ()
        parts = tuple(
            (self._scales[atom], True) if atom in self._scales else (self._values[atom], False)
            for atom in found
            if atom != self._table.compound_joiner
        )
        return parts if compose(parts) else ()

    def _mixed_value(self, piece: str) -> float | None:
        """Return the value of "anderthalb", "zweieinhalb"."""
        if piece in self._mixed:
            return self._mixed[piece]
        for ending in self._table.half_endings:
            number = compose(self.atoms(piece[: -len(ending)])) if piece.endswith(ending) else None
            if number:
                return number.value + 0.5
        return None

    def _is_vague(self, piece: str) -> bool:
        return piece in self._table.vague or piece.endswith(self._table.vague_endings)

    # -- digits, with a scale behind them

    def _read_digits(self, pieces: Pieces, index: int, decimal: str) -> Number:
        value = digits_value(pieces.original(index), decimal)
        if value is None:
            return Number(index, index + 1, 0, 0, 1, "label")
        end = index + 1
        sign = pieces.at(end)
        if pieces.touches(end) and sign in _VULGAR_FRACTIONS:
            value, end = value + unicodedata.numeric(sign), end + 1
        if pieces.touches(end) and pieces.at(end) in self._table.suffixes:
            scale = float(self._table.suffixes[pieces.at(end)])
            return Number(index, end + 1, value * scale, value, scale, "digits and suffix")
        end, scale = self._scale(pieces, end)
        rule = "digits and scale" if scale > 1 else "digits"
        return Number(index, end, value * scale, value, scale, rule)

    def _scale(self, pieces: Pieces, index: int) -> tuple[int, float]:
        """Return the end and product of the scales at ``index`` ("million", "hundred thousand")."""
        scale, end = 1.0, index
        while (start := _past_hyphen(pieces, end)) < len(pieces):
            if pieces.at(start) not in self._scales:
                break
            scale, end = scale * self._scales[pieces.at(start)], start + 1
            # The full stop of "Mrd." belongs to the number, or it would part it from its unit.
            stop = pieces.at(start) in self._table.abbreviated_scales and pieces.touches(end)
            end += stop and pieces.at(end) == "."
        return end, scale

    # -- words

    def _read_words(self, pieces: Pieces, index: int) -> Number | None:
        mixed = self._mixed_value(pieces.at(index))
        if mixed is not None:
            end, scale = self._scale(pieces, index + 1)
            return Number(index, end, mixed * scale, mixed, scale, "mixed number")
        fraction = self._read_fraction(pieces, index)
        if fraction:
            return fraction
        start, parts = index, []
        if pieces.at(index) in self._table.articles:
            scale_at = _past_hyphen(pieces, index + 1)
            if pieces.at(scale_at) in self._table.pairs:
                return self._read_pair(pieces, index, scale_at)
            if pieces.at(scale_at) in self._scales:
                parts, start = [(1.0, False)], scale_at
        end = start
        while (at := _past_hyphen(pieces, end) if end > start else end) < len(pieces):
            following = self._next_parts(pieces, at, parts)
            if not following or not compose((*parts, *following[1])):
                break
            end, parts = following[0], [*parts, *following[1]]
        if not parts or end == start:
            return None
        return self._composed(pieces, index, end, parts)

    def _next_parts(
        self, pieces: Pieces, at: int, parts: Sequence[tuple[float, bool]]
    ) -> tuple[int, tuple[tuple[float, bool], ...]] | None:
        joiner = self._table.spoken_joiner
        if joiner and pieces.at(at) == joiner and parts and parts[-1][1]:
            atoms = self.atoms(pieces.at(_past_hyphen(pieces, at + 1)))
            small = bool(atoms) and not atoms[0][1]
            return (_past_hyphen(pieces, at + 1) + 1, atoms) if small else None
        atoms = self.atoms(pieces.at(at))
        if not atoms:
            return None
        if parts and not parts[-1][1] and not atoms[0][1]:
            # "twenty five" is one number; "five twenty", and "ein zwanzig" in German, are two.
            in_order = parts[-1][0] >= 20 and atoms[0][0] < 10
            if self._table.compounds or not in_order:
                return None
        return at + 1, atoms

    def _composed(
        self, pieces: Pieces, start: int, end: int, parts: Sequence[tuple[float, bool]]
    ) -> Number | None:
        if end - start == 1 and pieces.at(start) in self._table.ones:
            return self._read_one(pieces, start)
        if len(parts) == 1 and parts[0][1] and pieces.at(start) not in self._table.lone_scales:
            return Number(start, end, 0, 0, 1, "vague", vague=True)
        half = self._and_a_half.after(pieces, end)
        if half and not parts[-1][1]:
            scale_end, scale = self._scale(pieces, half[0])
            base = sum(value for value, _ in parts) + 0.5
            return Number(start, scale_end, base * scale, base, scale, "mixed number")
        number = compose(parts)
        if number is None:
            return None
        return replace(number, start=start, end=end)

    def _read_fraction(self, pieces: Pieces, index: int) -> Number | None:
        """Read "half a million", "eine halbe Million", "a couple of dozen"."""
        at = index
        if pieces.at(at) in self._table.articles:
            at = _past_hyphen(pieces, at + 1)
        fraction = self._fractions.get(pieces.at(at))
        if fraction is None:
            return None
        at = _past_hyphen(pieces, at + 1)
        if pieces.at(at) in self._table.of:
            at += 1
        if pieces.at(at) in self._table.articles:
            at = _past_hyphen(pieces, at + 1)
        end, scale = self._scale(pieces, at)
        if scale == 1:
            return None
        rule = "fraction of a scale" if fraction < 1 else LOOSE
        return Number(index, end, fraction * scale, fraction, scale, rule)

    def _read_pair(self, pieces: Pieces, index: int, noun: int) -> Number | None:
        # "ein Paar" is two, "ein paar" a few: only the capital tells where nouns have one.
        if self._table.compounds and not pieces.original(noun)[0].isupper():
            return None
        return Number(index, noun + 1, 2, 2, 1, "pair")

    def _read_one(self, pieces: Pieces, index: int) -> Number | None:
        if self._not_one_after.after(pieces, index + 1):
            return None
        if self._one_before.before(pieces, index) or self._one_after.after(pieces, index + 1):
            return Number(index, index + 1, 1, 1, 1, "one")
        return None

    def _read_none(self, pieces: Pieces, index: int) -> Number | None:
        if pieces.at(index) not in self._table.none:
            return None
        nouns = self._table.none_nouns
        if pieces.at(index + 1) in nouns or pieces.at(index + 2) in nouns:
            return Number(index, index + 1, 0, 0, 1, "none")
        return None

    # -- vague

    def _read_vague(self, pieces: Pieces, index: int) -> Number | None:
        """Read "Hunderttausende", "tens of thousands", "several hundred"."""
        opening = self._vague_before.after(pieces, index)
        at = opening[0] if opening else index
        end = at
        while end < len(pieces) and (
            self._is_vague(pieces.at(end)) or (opening and pieces.at(end) in self._scales)
        ):
            end += 1
            if pieces.at(end) in self._table.of and self._is_vague(pieces.at(end + 1)):
                end += 1
        if end == at:
            return None
        return Number(index, end, 0, 0, 1, "vague", vague=True)


_VULGAR_FRACTIONS = frozenset("½¼¾⅓⅔")


def _past_hyphen(pieces: Pieces, index: int) -> int:
    """Return the index after a hyphen that ties the next word to the number."""
    tied = pieces.at(index) == "-" and pieces.touches(index) and pieces.touches(index + 1)
    return index + 1 if tied else index


def _phrases(entries: Iterable[str]) -> Phrases[None]:
    return Phrases((words, None) for words in entries)


Value = TypeVar("Value", int, float)


def _folded(values: dict[str, Value]) -> dict[str, Value]:
    return {word.casefold(): value for word, value in values.items()}


@cache
def reader(language: str) -> NumberReader:
    """Return the reader of a language; made on first use and kept."""
    return NumberReader(language)
