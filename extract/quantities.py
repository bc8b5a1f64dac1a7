"""Component ``headcount_quantities``: every number expression of a text.

Reads numbers (:mod:`extract.numbers`), joins them to ranges, reads the hedges around them, whether
they are distributed ("je 80.000") or written as a difference ("+16.000"), and what they are
numbers of (:mod:`extract.categories`). ``rule`` of a quantity names how the number was read and,
after a colon, the rule that told its category.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extract import words
from extract.categories import Category, Stretch, category_reader
from extract.digits import text_decimal_mark
from extract.numbers import LOOSE, Number, reader
from extract.pieces import Phrases, Pieces, cut
from extract.spans import Quantity, TimeExpression
from extract.tokens import columns, sentence_offsets
from store.model import Bound

MAX_HEDGES = 3
"""Hedges that may stand in a row ("insgesamt", "mehr als", "rund")."""

REACH = 8
"""Pieces on either side in which a word of sports makes "2-1" a score, or one of change "from 3
to 5" two numbers."""

HASTY_SCORE = 20
"""Both sides of a score are below this."""

INHERITED: frozenset[Category] = frozenset({"money", "share", "age", "duration", "measure", "time"})
"""Categories that a number shares with the one that it is joined to ("20 und 30 Prozent")."""


@dataclass(frozen=True, slots=True)
class QuantityWords:
    """Table ``[quantities]``.

    ``about_*``, ``min_*`` and ``max_*``: hedges ``before`` and ``after`` a number; those in
    ``careful`` are prepositions or adverbs too and hedge only numbers from ``careful_from`` on.
    ``fillers`` may stand between hedge and number. Ranges: "``range_openers`` A ``range_and`` B",
    "A ``range_to`` B", "A ``range_or`` B"; "``from_words`` A to B" near ``change_words`` are two
    numbers. ``each_*``: distributed. ``plus_*``, ``minus_*``: a difference. ``scores``: words
    near which "2-1" is a score.
    """

    about_before: tuple[str, ...]
    about_after: tuple[str, ...]
    min_before: tuple[str, ...]
    min_after: tuple[str, ...]
    max_before: tuple[str, ...]
    max_after: tuple[str, ...]
    careful: frozenset[str]
    careful_from: int
    fillers: tuple[str, ...]
    range_openers: frozenset[str]
    range_and: frozenset[str]
    range_to: tuple[str, ...]
    range_or: frozenset[str]
    from_words: frozenset[str]
    change_words: tuple[str, ...]
    each_before: tuple[str, ...]
    each_after: tuple[str, ...]
    plus_before: tuple[str, ...]
    minus_before: tuple[str, ...]
    plus_after: tuple[str, ...]
    minus_after: tuple[str, ...]
    scores: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Expression:
    """A number or a range on the pieces ``[start, end)``."""

    start: int
    end: int
    low: float
    high: float
    rule: str
    vague: bool = False
    label: Category | None = None


@dataclass(frozen=True, slots=True)
class _Hedge:
    """What stands around a number: pieces ``[start, end)``; ``start == end`` where nothing does."""

    bound: Bound
    start: int
    end: int


class QuantityReader:
    """Reads quantities off texts in one language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._table = table = words.table(language, "quantities", QuantityWords)
        self._numbers = reader(language)
        self._categories = category_reader(language)
        before = (table.about_before, table.min_before, table.max_before)
        after = (table.about_after, table.min_after, table.max_after)
        bounds: tuple[Bound, ...] = ("about", "min", "max")
        careful = {hedge.casefold() for hedge in table.careful}
        self._hedges_before: Phrases[tuple[Bound, bool]] = Phrases(
            (hedge, (bound, hedge.casefold() in careful))
            for bound, hedges in zip(bounds, before, strict=True)
            for hedge in hedges
        )
        self._hedges_after: Phrases[tuple[Bound, bool]] = Phrases(
            (hedge, (bound, False))
            for bound, hedges in zip(bounds, after, strict=True)
            for hedge in hedges
        )
        self._fillers = _phrases(table.fillers)
        self._range_to = _phrases(table.range_to)
        self._change = _phrases(table.change_words)
        self._each_before = _phrases(table.each_before)
        self._each_after = _phrases(table.each_after)
        self._signs_before = _signs(table.plus_before, table.minus_before)
        self._signs_after = _signs(table.plus_after, table.minus_after)

    def read(
        self,
        text: str,
        dates: Iterable[TimeExpression] = (),
        sentence_starts: frozenset[int] = frozenset(),
    ) -> list[Quantity]:
        """Return the quantities of a text in order.

        ``dates`` are the time expressions in it: what a calendar expression covers is a date.
        ``sentence_starts`` are character offsets; they tell "20." at an end from an ordinal.
        """
        pieces = cut(text)
        calendar = deque(
            sorted((date.start, date.end) for date in dates if date.kind == "calendar")
        )
        found: list[tuple[_Expression, Quantity]] = []
        for expression in self._expressions(pieces):
            start, end = pieces.starts[expression.start], pieces.ends[expression.end - 1]
            while calendar and calendar[0][1] <= start:
                calendar.popleft()
            dated = bool(calendar) and calendar[0][0] < end
            found.append((expression, self._quantity(pieces, expression, dated, sentence_starts)))
        return _inherit(pieces, found)

    # -- numbers and ranges

    def _expressions(self, pieces: Pieces) -> Iterable[_Expression]:
        decimal = text_decimal_mark(pieces, self._language)
        can_start = self._numbers.can_start
        index = 0
        # What a number can begin with is known per word: most pieces cost one look-up.
        for start in [index for index, piece in enumerate(pieces.folded) if can_start(piece)]:
            if start < index:
                continue
            index = start
            expression = self._expression(pieces, index, decimal)
            if expression:
                yield expression
            index = expression.end if expression else index + 1

    def _expression(self, pieces: Pieces, index: int, decimal: str) -> _Expression | None:
        chain = _chain(pieces, index)
        if chain:
            return chain
        number = self._numbers.read(pieces, index, decimal)
        if number is None:
            return None
        if number.rule == "label":
            return _Expression(index, number.end, 0, 0, "digits", label="label")
        if not number.vague:
            return self._range(pieces, number, decimal) or _single(number)
        return _Expression(index, number.end, 0, 0, "vague", vague=True)

    def _range(self, pieces: Pieces, first: Number, decimal: str) -> _Expression | None:
        second_at, joiner = self._second(pieces, first)
        if second_at is None:
            return None
        second = self._numbers.read(pieces, second_at, decimal)
        if second is None or second.vague or second.rule in ("label", "none"):
            return None
        low, high = first.value, second.value
        if first.scale == 1 and second.scale > 1 and low <= second.base * 10 and low < 1000:
            low *= second.scale
        years = pieces.at(first.start).isdecimal() and pieces.at(second_at).isdecimal()
        if years and _is_year(low) and _is_year(high) and low < high:
            return _Expression(first.start, second.end, low, high, "years", label="date")
        if joiner == "hyphen":
            score = self._near(pieces, first.start, second.end)
            if low >= high or (high < HASTY_SCORE and score):
                return _Expression(first.start, second.end, low, low, "score", label="label")
            if _is_year(low) and high < 100:
                return _Expression(first.start, second.end, low, high, "years", label="date")
        if low >= high:
            return None
        return _Expression(first.start, second.end, low, high, f"range by {joiner}")

    def _second(self, pieces: Pieces, first: Number) -> tuple[int | None, str]:
        """Return where the second number of a range would begin, and what joins the two."""
        end = first.end
        mark = pieces.at(end)
        table = self._table
        if mark in ("-", "–", "—", "−"):
            tied = pieces.touches(end) == pieces.touches(end + 1)
            digits = pieces.at(first.start)[:1].isdecimal() and pieces.at(end + 1)[:1].isdecimal()
            if tied and digits and (mark != "-" or pieces.touches(end)):
                return end + 1, "hyphen"
            end += 1  # "zwei- bis dreitausend"
        if pieces.at(first.start - 1) in table.range_openers and pieces.at(end) in table.range_and:
            return end + 1, "between"
        to = self._range_to.after(pieces, end)
        if to:
            return (None, "") if self._is_change(pieces, first) else (to[0], "to")
        if pieces.at(end) in table.range_or:
            return end + 1, "or"
        return None, ""

    def _is_change(self, pieces: Pieces, first: Number) -> bool:
        """Tell whether "from A to B" speaks of a change: two numbers, not a range."""
        if pieces.at(first.start - 1) not in self._table.from_words:
            return False
        nearby = range(max(0, first.start - REACH), first.start)
        return any(self._change.after(pieces, index) for index in nearby)

    def _near(self, pieces: Pieces, start: int, end: int) -> bool:
        nearby = pieces.folded[max(0, start - REACH) : end + REACH]
        return not self._table.scores.isdisjoint(nearby)

    # -- what stands around

    def _quantity(
        self,
        pieces: Pieces,
        expression: _Expression,
        dated: bool,
        sentence_starts: frozenset[int],
    ) -> Quantity:
        hedge = self._hedge(pieces, expression)
        start, end = expression.start, expression.end
        category, why = self._category(pieces, expression, hedge, dated, sentence_starts)
        left = min(start, hedge.start)
        bound = hedge.bound
        if expression.low < expression.high:
            bound = "range"
        elif expression.rule == LOOSE and bound == "exact":
            bound = "about"
        return Quantity(
            start=pieces.starts[start],
            end=pieces.ends[end - 1],
            text=pieces.text[pieces.starts[start] : pieces.ends[end - 1]],
            low=expression.low,
            high=expression.high,
            bound=bound,
            hedge=_written(pieces, hedge),
            hedge_start=pieces.starts[hedge.start] if hedge.start < hedge.end else 0,
            hedge_end=pieces.ends[hedge.end - 1] if hedge.start < hedge.end else 0,
            category=category,
            rule=f"{expression.rule}: {why}",
            each=self._is_each(pieces, left, end),
            vague=expression.vague,
            signed=self._sign(pieces, left, start, end),
        )

    def _category(
        self,
        pieces: Pieces,
        expression: _Expression,
        hedge: _Hedge,
        dated: bool,
        sentence_starts: frozenset[int],
    ) -> tuple[Category, str]:
        if dated:
            return "date", "calendar expression"
        if expression.label:
            return expression.label, expression.rule
        plain = expression.end - expression.start == 1 and pieces.at(expression.start).isdecimal()
        hedged = hedge.start < min(hedge.end, expression.start)
        stretch = Stretch(expression.start, expression.end, expression.low, plain, hedged)
        return self._categories.category(pieces, stretch, sentence_starts)

    def _hedge(self, pieces: Pieces, expression: _Expression) -> _Hedge:
        bound: Bound = "exact"
        outer = inner = at = self._past_fillers(pieces, expression.start)
        for _ in range(MAX_HEDGES):
            found = self._hedges_before.before(pieces, at)
            if found is None or not self._holds(found[1][1], expression):
                break
            if outer == inner:
                inner = at
            outer = found[0]
            bound = _stronger(bound, found[1][0])
            at = self._past_fillers(pieces, outer)
        if bound != "exact":
            return _Hedge(bound, outer, inner)
        return self._hedge_after(pieces, expression.end) or _Hedge(bound, outer, inner)

    def _hedge_after(self, pieces: Pieces, end: int) -> _Hedge | None:
        """Return the hedge right behind the number or behind its noun ("20 Menschen oder mehr")."""
        found = self._hedges_after.after(pieces, end)
        if found:
            return _Hedge(found[1][0], end, found[0])
        found = self._hedges_after.after(pieces, end + 1) if pieces.at(end).isalpha() else None
        # One word alone behind a noun belongs to what follows ("20 Männer plus ein Kind").
        if found and found[0] - end > 2:
            return _Hedge(found[1][0], end + 1, found[0])
        return None

    def _holds(self, careful: bool, expression: _Expression) -> bool:
        return not careful or expression.high >= self._table.careful_from or expression.vague

    def _past_fillers(self, pieces: Pieces, index: int) -> int:
        for _ in range(2):
            filler = self._fillers.before(pieces, index)
            if filler is None or not self._hedges_before.before(pieces, filler[0]):
                return index
            index = filler[0]
        return index

    def _is_each(self, pieces: Pieces, start: int, end: int) -> bool:
        if self._each_before.before(pieces, start):
            return True
        for index in range(end, end + 4):
            if self._each_after.after(pieces, index):
                return True
            if not pieces.at(index).isalpha():
                break
        return False

    def _sign(self, pieces: Pieces, left: int, start: int, end: int) -> int:
        mark = pieces.at(start - 1)
        loose = not pieces.touches(start - 1) or pieces.at(start - 2) in ("(", "[", "/")
        if mark in ("+", "-", "−", "–") and pieces.touches(start) and loose:
            return 1 if mark == "+" else -1
        sign = self._signs_before.before(pieces, left)
        if sign is None:
            at = end + 1 if pieces.at(end).isalpha() else end
            sign = self._signs_after.after(pieces, end) or self._signs_after.after(pieces, at)
        return sign[1] if sign else 0


def _single(number: Number) -> _Expression:
    return _Expression(number.start, number.end, number.value, number.value, number.rule)


def _chain(pieces: Pieces, index: int) -> _Expression | None:
    """Return digits in a chain that is no number: "2024-07-17", "14:30", "3:1", "2/3"."""
    end = index
    marks: set[str] = set()
    while (
        pieces.at(end)[:1].isdecimal()
        and pieces.at(end + 1) in ("-", "–", ":", "/")
        and pieces.touches(end + 1)
        and pieces.touches(end + 2)
        and pieces.at(end + 2)[:1].isdecimal()
    ):
        marks.add(pieces.at(end + 1))
        end += 2
    if end == index or (end - index == 2 and marks <= {"-", "–"}):
        return None
    category: Category = "label"
    if marks == {":"} and len(pieces.at(index + 2)) == 2 and len(pieces.at(index)) <= 2:
        category = "time"
    elif marks == {"/"} and end - index == 2 and not _is_year(_int(pieces.at(index))):
        category = "share"
    return _Expression(index, end + 1, 0, 0, "chain of digits", label=category)


def _int(piece: str) -> int:
    return int(piece) if piece.isdecimal() and len(piece) < 5 else 0


def _is_year(value: float) -> bool:
    return 1900 <= value < 2100 and value == int(value)


def _stronger(bound: Bound, outer: Bound) -> Bound:
    """Return the bound of two hedges in a row: "at least about" is at least; the outer one wins."""
    return bound if outer == "about" and bound != "exact" else outer


def _written(pieces: Pieces, hedge: _Hedge) -> str:
    if hedge.start >= hedge.end:
        return ""
    return pieces.text[pieces.starts[hedge.start] : pieces.ends[hedge.end - 1]]


def _phrases(entries: Iterable[str]) -> Phrases[None]:
    return Phrases((entry, None) for entry in entries)


def _signs(plus: Iterable[str], minus: Iterable[str]) -> Phrases[int]:
    return Phrases([*((entry, 1) for entry in plus), *((entry, -1) for entry in minus)])


_JOINERS = frozenset(
    {"und", "and", "oder", "or", ",", "bis", "to", "&", "bzw", "/", "auf", "by", "-"}
)


def _inherit(pieces: Pieces, found: list[tuple[_Expression, Quantity]]) -> list[Quantity]:
    """Hand a unit back to the numbers joined to the one it stands with ("20 und 30 Prozent")."""
    quantities = [quantity for _, quantity in found]
    for index in range(len(found) - 2, -1, -1):
        following = quantities[index + 1]
        gap = pieces.folded[found[index][0].end : found[index + 1][0].start]
        if (
            quantities[index].category == "count"
            and following.category in INHERITED
            and gap
            and all(piece in _JOINERS for piece in gap)
        ):
            rule = f"{found[index][0].rule}: joined to the next number"
            quantities[index] = replace(quantities[index], category=following.category, rule=rule)
    for index in range(1, len(found)):
        before, quantity = quantities[index - 1], quantities[index]
        gap = pieces.folded[found[index - 1][0].end : found[index][0].start]
        ratio = before.category == "share" and tuple(gap) in _RATIOS
        ages = before.category == "age" and gap and all(piece in _JOINERS for piece in gap)
        if quantity.category == "count" and (ratio or ages):
            rule = f"{found[index][0].rule}: joined to the number before"
            quantities[index] = replace(quantity, category=before.category, rule=rule)
    return quantities


_RATIOS = frozenset({("von",), ("in",), ("out", "of"), ("in", "every"), ("out", "of", "every")})


@cache
def quantity_reader(language: str) -> QuantityReader:
    """Return the reader of a language; made on first use and kept."""
    return QuantityReader(language)


@Language.component("headcount_quantities")
def quantities(doc: Doc) -> Doc:
    """Set ``doc._.quantities``."""
    starts = frozenset(sentence_offsets(doc))
    reader_of_language = quantity_reader(doc._.context.language)
    doc._.quantities = reader_of_language.read(columns(doc).text, doc._.dates, starts)
    return doc
