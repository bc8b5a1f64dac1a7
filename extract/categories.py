"""What a number is a number of, as far as its own words tell: money, a share, an age, a label …

Whatever no rule here takes may count people or things (``count``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract import words
from extract.pieces import Phrases, Pieces

Category = Literal[
    "count", "money", "share", "ordinal", "date", "time", "duration", "age", "measure", "label"
]

MAX_AGE = 110
"""Years; a number behind a name that is larger is no age."""

MAX_MIDDLE = 2
"""Words that may stand between a number and its unit ("zwei weitere volle Jahre")."""


@dataclass(frozen=True, slots=True)
class CueRow:
    """A row of cues: ``words`` right ``before`` or ``after`` a number give it its ``category``.

    ``weak`` cues ("Tag 5", "week 3") hold only where no noun follows the number.
    """

    category: Category
    rule: str
    side: Literal["before", "after"]
    words: tuple[str, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """Table ``[categories]``.

    ``between``: words that may part a number from its unit. ``months``: names beside which a
    number is a day. ``year_before``: words before which a bare year is one even before a noun.
    ``ordinal_dot``: "3." is an ordinal. ``ordinal_endings``, ``decade_endings``: letters right
    behind digits. ``denominators`` before and ``denominated`` after a round number make it the
    base of a rate ("je 100.000 Einwohner"). ``counting_compounds`` are tied to a number by a hyphen
    and count all the same ("400-strong"). ``function_words`` are no nouns. ``cues``: see above.
    """

    between: frozenset[str]
    months: frozenset[str]
    year_before: frozenset[str]
    ordinal_dot: bool
    ordinal_endings: frozenset[str]
    decade_endings: frozenset[str]
    denominators: frozenset[str]
    denominated: tuple[str, ...]
    counting_compounds: tuple[str, ...]
    function_words: frozenset[str]
    cues: tuple[CueRow, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A number expression on the pieces ``[start, end)``: what its category is read from.

    ``value`` is the lower end of a range, ``plain`` whether it is one group of digits without
    separators or scale, ``hedged`` whether a hedge stands before it.
    """

    start: int
    end: int
    value: float
    plain: bool
    hedged: bool


class CategoryReader:
    """Tells the category of number expressions in one language."""

    def __init__(self, language: str) -> None:
        self._table = table = words.table(language, "categories", CategoryWords)
        self._before = _cues(table.cues, "before")
        self._after = _cues(table.cues, "after")
        self._denominated = Phrases((noun, None) for noun in table.denominated)
        self._counting = Phrases((noun, None) for noun in table.counting_compounds)
        self._rules: tuple[Callable[[Pieces, Stretch, frozenset[int]], Category | None], ...] = (
            self.tied_before,
            self.day_of_month,
            self.cue,
            self.tied_after,
            self.base_of_rate,
            self.age_beside_name,
            self.list_number,
            self.ordinal,
            self.year,
            self.code,
        )

    def category(
        self, pieces: Pieces, stretch: Stretch, sentence_starts: frozenset[int]
    ) -> tuple[Category, str]:
        """Return the category and the name of the rule that told it."""
        for rule in self._rules:
            found = rule(pieces, stretch, sentence_starts)
            if found:
                return found, rule.__name__.replace("_", " ")
        return "count", "count"

    # Each rule returns a category, or None where it has nothing to say.

    def tied_before(self, pieces: Pieces, stretch: Stretch, _: frozenset[int]) -> Category | None:
        """Letters or marks tied to the front: "A380", "Covid-19", "x/2", "@12"."""
        start = stretch.start
        if not pieces.touches(start):
            return None
        mark = pieces.at(start - 1)
        if mark.isalpha() or mark in "@_=&\\*":
            found = self._before.before(pieces, start)
            return "money" if found and found[1].category == "money" else "label"
        tied = pieces.touches(start - 1)
        if mark in "-–." and tied and pieces.at(start - 2).isalpha():
            return "label"
        return "label" if mark in "/:" and tied else None

    def day_of_month(self, pieces: Pieces, stretch: Stretch, _: frozenset[int]) -> Category | None:
        """A day beside the name of a month: "March 14", "14. März"."""
        if not stretch.plain or stretch.value > 31:
            return None
        after = stretch.end + (pieces.at(stretch.end) == ".")
        months = self._table.months
        before = pieces.at(stretch.start - 1)
        if before == ".":
            before = pieces.at(stretch.start - 2)
        named = pieces.original(after)[:1].isupper() and pieces.at(after) in months
        behind = before in months and not pieces.at(stretch.end).isalpha()
        return "date" if named or (behind and not stretch.hedged) else None

    def cue(self, pieces: Pieces, stretch: Stretch, _: frozenset[int]) -> Category | None:
        """A word or sign beside it that says what it measures, from the table's rows."""
        before = self._cue_before(pieces, stretch)
        # "im Alter von 37 Jahren": an age, whatever unit follows.
        if before and before.category == "age":
            return "age"
        row = self._cue_after(pieces, stretch.end) or before
        return row.category if row else None

    def _cue_after(self, pieces: Pieces, end: int) -> CueRow | None:
        for middle in range(MAX_MIDDLE + 1):
            found = self._after.after(pieces, end + middle)
            if found and not (middle and pieces.at(end + middle) == "-"):
                return found[1]
            if pieces.at(end + middle) not in self._table.between:
                break
        return None

    def _cue_before(self, pieces: Pieces, stretch: Stretch) -> CueRow | None:
        found = self._before.before(pieces, stretch.start)
        if not found:
            return None
        row = found[1]
        if row.weak and not (stretch.plain and self._no_noun(pieces, stretch.end)):
            return None
        return row

    def _no_noun(self, pieces: Pieces, index: int) -> bool:
        following = pieces.at(index)
        return not following.isalpha() or following in self._table.function_words

    def tied_after(self, pieces: Pieces, stretch: Stretch, _: frozenset[int]) -> Category | None:
        """Letters or marks tied to its end: "1st", "90er", "3D", "20-Punkte", "2019/20"."""
        end = stretch.end
        mark = pieces.at(end)
        if not pieces.touches(end):
            return None
        if mark.isalpha():
            if mark in self._table.ordinal_endings:
                return "ordinal"
            return "date" if mark in self._table.decade_endings else "label"
        tied = pieces.touches(end + 1)
        if mark == "-" and tied and pieces.at(end + 1).isalpha():
            return None if self._counting.after(pieces, end + 1) else "label"
        return "label" if mark in "/@_=:" and tied else None

    def base_of_rate(self, pieces: Pieces, stretch: Stretch, _: frozenset[int]) -> Category | None:
        """The base of a rate: "je 100.000 Einwohner"."""
        if stretch.value not in (100, 1_000, 10_000, 100_000, 1_000_000):
            return None
        base = pieces.at(stretch.start - 1) in self._table.denominators
        return "share" if base and self._denominated.after(pieces, stretch.end) else None

    def age_beside_name(
        self, pieces: Pieces, stretch: Stretch, _: frozenset[int]
    ) -> Category | None:
        """An age between commas or in brackets behind a name: "Jane Doe, 42, …"."""
        marks = pieces.at(stretch.start - 1), pieces.at(stretch.end)
        if marks not in ((",", ","), ("(", ")"), (",", ".")) or not stretch.plain:
            return None
        names = [pieces.original(stretch.start - back) for back in (2, 3)]
        named = all(name[:1].isupper() and len(name) > 1 for name in names)
        return "age" if named and 0 < stretch.value <= MAX_AGE else None

    def list_number(
        self, pieces: Pieces, stretch: Stretch, starts: frozenset[int]
    ) -> Category | None:
        """The number of an item at the start of a line: "3. …", "2) …"."""
        first = stretch.start == 0 or pieces.at(stretch.start - 1) == "\n"
        closed = pieces.at(stretch.end) in (".", ")") and pieces.touches(stretch.end)
        return "label" if first and closed and stretch.plain and stretch.value < 1000 else None

    def ordinal(self, pieces: Pieces, stretch: Stretch, starts: frozenset[int]) -> Category | None:
        """A number with a full stop inside a sentence, in languages that write ordinals so."""
        end = stretch.end
        if not self._table.ordinal_dot or not stretch.plain or stretch.value > 999:
            return None
        if pieces.at(end) != "." or not pieces.touches(end) or not pieces.at(end + 1).isalpha():
            return None
        return None if pieces.starts[end + 1] in starts else "ordinal"

    def year(self, pieces: Pieces, stretch: Stretch, _: frozenset[int]) -> Category | None:
        """A bare year: four digits, 1900 to 2099, where nothing shows that it counts."""
        if not stretch.plain or not 1900 <= stretch.value < 2100 or stretch.hedged:
            return None
        if pieces.at(stretch.start - 1) in self._table.year_before:
            return "date"
        counted = not self._no_noun(pieces, stretch.end)
        if counted and (stretch.value % 50 == 0 or stretch.value < 1990):
            return None
        return "date"

    def code(self, pieces: Pieces, stretch: Stretch, _: frozenset[int]) -> Category | None:
        """Digits that are written like a code: leading zeros, or a long run without separators."""
        written = pieces.at(stretch.start)
        if not stretch.plain:
            return None
        return "label" if len(written) >= 8 or (len(written) > 1 and written[0] == "0") else None


def _cues(rows: Sequence[CueRow], side: str) -> Phrases[CueRow]:
    return Phrases((phrase, row) for row in rows if row.side == side for phrase in row.words)


@cache
def category_reader(language: str) -> CategoryReader:
    """Return the reader of a language; made on first use and kept."""
    return CategoryReader(language)
