"""Component ``headcount_dates``: every time expression of a text, resolved to days.

The words become classes (:mod:`extract.calendar_words`), the classes expressions
(:mod:`extract.calendar_grammar`), the expressions days (:mod:`extract.calendar_resolving`). Here
they are put together: what is no date is left out, two ends become an interval, and the
preposition before an expression opens it ("seit", "until").
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from extract import edtf
from extract.calendar_grammar import Atom, atoms
from extract.calendar_resolving import Calendar, Tense, narrowed
from extract.calendar_words import CLASSES, DateWords, Lexed, date_words, lex
from extract.events import date_of
from extract.spans import Context, TimeExpression
from extract.tense import tense
from extract.tokens import columns, sentence_offsets
from extract.years import is_year

ExpressionKind = Literal["calendar", "rate", "duration", "vague"]

_PAIRED = {
    "days",
    "iso",
    "dotted",
    "slashed",
    "month",
    "year",
    "weekday",
    "partial",
    "day",
    "season",
}
"""Rules whose dates can be the two ends of an interval."""

_LINK = frozenset(CLASSES[name] for name in ("DASH", "UNTIL", "TO", "THE", "OF", "ON", "DOT"))
_JOINS = frozenset(CLASSES[name] for name in ("DASH", "UNTIL", "TO"))
_SKIPPED = frozenset(CLASSES[name] for name in ("THE", "OF", "TO", "ON", "IN", "ABOUT", "SOFAR"))
_SKIPPED_BEFORE_EVENT = _SKIPPED | {CLASSES["PART"]}
_NEEDS_PREPOSITION = frozenset(
    CLASSES[name]
    for name in (
        "IN",
        "SINCE",
        "UNTIL",
        "BY",
        "FROM",
        "ONWARD",
        "BETWEEN",
        "OF",
        "AND",
        "TO",
        "BEFORE",
        "AFTER",
        "ON",
        "THE",
        "COMMA",
        "OPEN",
        "DASH",
        "SLASH",
    )
)
_KINDS: dict[str, ExpressionKind] = {
    "rate": "rate",
    "duration": "duration",
    "vague": "vague",
}
_EVENT_PREPOSITIONS = frozenset(
    CLASSES[name]
    for name in ("SINCE", "UNTIL", "BEFORE", "AFTER", "ONWARD", "FROM", "BY", "BETWEEN")
)


@Language.component("headcount_dates")
def dates(doc: Doc) -> Doc:
    """Set ``doc._.dates``, in the order of the text."""
    context: Context = doc._.context
    starts = sentence_offsets(doc)
    doc._.dates = time_expressions(columns(doc).text, context.language, context.published, starts)
    return doc


def time_expressions(
    text: str, language: str, published: dt.date | None, sentence_starts: list[int]
) -> list[TimeExpression]:
    """Return the time expressions of ``text``, by position.

    ``sentence_starts`` are offsets, ascending. Without a ``published`` day what is relative to it
    has an empty date. Raises :class:`extract.words.WordsError` for a language without words.
    """
    lexed = lex(text, language)
    return _Reader(lexed, language, published, sentence_starts).read()


class _Reader:
    """Reads one text."""

    def __init__(
        self, lexed: Lexed, language: str, published: dt.date | None, sentences: list[int]
    ) -> None:
        self.lexed = lexed
        self.table: DateWords = date_words(language)
        self.published = published
        self.calendar = Calendar(published)
        self.sentences = sentences
        self.named = 0
        self.events: dict[str, str] = {}
        self.atoms = [atom for atom in atoms(lexed, language) if self._means_time(atom)]

    def read(self) -> list[TimeExpression]:
        found: list[TimeExpression] = []
        position = 0
        while position < len(self.atoms):
            atom = self.atoms[position]
            following = self.atoms[position + 1 : position + 2]
            if following and self._linked(atom, following[0]):
                found += self._interval(atom, following[0])
                position += 2
                continue
            found.append(self._single(atom))
            position += 1
        return found

    # --- one expression ---

    def _single(self, atom: Atom) -> TimeExpression:
        kind: ExpressionKind = _KINDS.get(atom.rule, "calendar")
        if atom.rule == "duration" and self._is_rate(atom):
            kind = "rate"
        elif kind == "calendar" and (atom.amount == 0 or self._in_plural(atom)):
            kind = "vague"
        if kind != "calendar":
            return self._expression(atom, "", "", kind)
        date = self._resolve(atom)
        if not date:
            return self._expression(atom, "", "", "calendar")
        if atom.rule != "now":
            self.calendar.remember(date)
            self.named = atom.end
        return self._expression(atom, date, self._period(atom, date), "calendar")

    def _resolve(self, atom: Atom) -> str:
        if atom.rule == "event":
            if atom.name not in self.events:
                text = self.lexed.text.casefold()
                self.events[atom.name] = date_of(atom.name, text, self.published)
            return self.events[atom.name]
        said = self._tense(atom)
        preposition = self._preposition(atom)
        if preposition == "SINCE":
            said = "past"
        elif not said and preposition == "ONWARD":
            said = "future"
        if atom.start - self.named > _MEMORY:
            self.calendar.year = None
        return self.calendar.resolve(atom, said)

    def _expression(
        self,
        atom: Atom,
        date: str,
        period: str,
        kind: ExpressionKind,
    ) -> TimeExpression:
        start, end = self.lexed.starts[atom.start], self.lexed.ends[atom.end - 1]
        first, last = edtf.day_span(period, self.published) if period else (None, None)
        text = self.lexed.text[start:end]
        return TimeExpression(
            start, end, text, date, period, first, last, kind, f"dates.{atom.rule}"
        )

    def _period(self, atom: Atom, date: str) -> str:
        """Return the interval that date and preposition span together."""
        preposition = self._preposition(atom)
        if atom.part and (preposition or not atom.month):
            # "Ende März" alone is March; "seit Ende März" begins at its end
            date = narrowed(date, atom.part)
        first, last = edtf.day_span(date)
        begin, end = date.partition("/")[0], date.rpartition("/")[2]
        closed = self.published is not None and first is not None and first <= self.published
        if preposition == "SINCE" or (preposition == "AFTER" and atom.rule == "event"):
            return f"{begin}/{self.published}" if closed else f"{begin}/.."
        if preposition == "ONWARD":
            return f"{begin}/.."
        if preposition in ("UNTIL", "BY"):
            return f"../{end}"
        if preposition == "BEFORE" and atom.rule != "ago" and first is not None:
            return f"../{first - dt.timedelta(1)}"
        running = closed and last is not None and self.published <= last  # type: ignore[operator]
        if running and first != last and self._so_far(atom):
            return f"{first}/{self.published}"
        return date

    def _preposition(self, atom: Atom) -> str:
        """Return the class of the preposition that governs the expression, "" for none."""
        # "seit dem Beginn des Krieges": the part of an event is its beginning, or says nothing.
        event = atom.rule == "event"
        skipped, reach = (_SKIPPED_BEFORE_EVENT, 5) if event else (_SKIPPED, 3)
        token = atom.start - 1
        while token >= 0 and atom.start - token <= reach and self.lexed.classes[token] in skipped:
            token -= 1
        return _PREPOSITIONS.get(self.lexed.classes[token], "") if token >= 0 else ""

    def _so_far(self, atom: Atom) -> bool:
        low, high = max(atom.start - 4, 0), atom.end + 4
        return CLASSES["SOFAR"] in self.lexed.classes[low:high]

    def _tense(self, atom: Atom) -> Tense:
        """Return the tense of the sentence around the expression."""
        offset = self.lexed.starts[atom.start]
        number = bisect_right(self.sentences, offset)
        begin = self.sentences[number - 1] if number else 0
        end = self.sentences[number] if number < len(self.sentences) else len(self.lexed.text)
        low = bisect_right(self.lexed.starts, begin - 1)
        high = bisect_right(self.lexed.starts, end - 1)
        low, high = max(low, atom.start - _REACH), min(high, atom.end + _REACH)
        return tense(self.lexed.words[low:high], atom.start - low, self.table)

    # --- two ends ---

    def _linked(self, one: Atom, two: Atom) -> bool:
        """Tell whether two expressions are the ends of an interval."""
        if one.rule not in _PAIRED or two.rule not in _PAIRED:
            return False
        between = self.lexed.classes[one.end : two.start]
        if not between or len(between) > 4:
            return False
        if any(letter in _JOINS for letter in between):
            return all(letter in _LINK for letter in between)
        if CLASSES["AND"] not in between or one.rule == "day":
            return False
        before = self.lexed.classes[max(one.start - 2, 0) : one.start]
        return CLASSES["BETWEEN"] in before

    def _interval(self, one: Atom, two: Atom) -> list[TimeExpression]:
        """Return both ends, each with its own date and the period from one to the other."""
        calendar = self.calendar
        said = Calendar(calendar.now, calendar.day, calendar.year)
        end = self._resolve(two)
        begin = ""
        if two.year is not None or two.year_shift:  # "1. Jänner bis 30. März 2016"
            last = edtf.day_span(end)[1] if end else None
            if one.year is None and not one.year_shift and last is not None:
                begin = Calendar(last, said.day, said.year).resolve(one, "past")
            else:
                begin = self._resolve(one)
        else:
            begin = self._resolve(one)
            first = edtf.day_span(begin)[0] if begin else None
            if first is not None and two.rule not in ("day", "year"):
                end = Calendar(first, None, None).resolve(two, "future")
        if not begin or not end:
            return [self._single(one), self._single(two)]
        period = edtf.interval(begin, end)
        low, high = edtf.day_span(begin)[0], edtf.day_span(end)[1]
        if low is None or high is None or high < low:
            return [self._single(one), self._single(two)]
        calendar.remember(end)
        calendar.period = period
        self.named = two.end
        return [
            self._expression(one, begin, period, "calendar"),
            self._expression(two, end, period, "calendar"),
        ]

    # --- what is no time ---

    def _means_time(self, atom: Atom) -> bool:
        """Tell whether the words mean a time here: "May said", "2000 Menschen" do not."""
        classes, lexed = self.lexed.classes, self.lexed
        before = classes[atom.start - 1] if atom.start else CLASSES["BREAK"]
        if atom.rule == "year":
            return is_year(lexed, atom, self.table)
        if atom.rule == "dotted" and atom.year is None and atom.weekday is None:
            return before in _NEEDS_PREPOSITION or classes[atom.start] == CLASSES["DAY"]
        if atom.rule == "event":
            return any(
                letter in _EVENT_PREPOSITIONS
                for letter in classes[max(atom.start - 3, 0) : atom.start]
            )
        if atom.rule == "day" and self.table.nouns_capitalised and lexed.capital(atom.start):
            # "am Morgen" is a part of the day, "morgen" and a first word "Morgen" are tomorrow
            return before not in (CLASSES["ON"], CLASSES["THE"], CLASSES["EVERY"], CLASSES["THIS"])
        if atom.rule == "days" and before == CLASSES["LABEL"]:
            return False  # "in der Straße des 17. Juni"
        if atom.rule == "holiday" and atom.year is None and not atom.shift:
            return before in _NEEDS_PREPOSITION
        if atom.rule == "days" and classes[atom.end - 1] == CLASSES["SHORTMONTH"]:
            return not self._name_follows(atom)
        if atom.rule == "month" and atom.shift and classes[atom.end - 1] in _DOUBTFUL:
            return not self._name_follows(atom)
        if atom.rule == "month" and atom.end - atom.start == 1:
            if classes[atom.start] in _DOUBTFUL or self.table.nouns_capitalised is False:
                return before in _NEEDS_PREPOSITION and not self._name_follows(atom)
            return not self._name_follows(atom) or before in _NEEDS_PREPOSITION
        if atom.rule == "partial":
            following = atom.end if atom.end < len(classes) else None
            if following is None:
                return True
            if self.table.nouns_capitalised:
                gap = lexed.text[lexed.ends[atom.end - 1] : lexed.starts[following]]
                return "\n" not in gap and not (lexed.capital(following))
            return not lexed.words[following].isalpha() or classes[following] != "_"
        if (
            atom.rule == "weekday"
            and lexed.words[atom.start].endswith("s")
            and len(classes) > atom.end
        ):
            return True
        return True

    def _name_follows(self, atom: Atom) -> bool:
        """Tell whether a name goes on behind the word ("April Jones")."""
        if atom.end >= len(self.lexed.words):
            return False
        gap = self.lexed.text[self.lexed.ends[atom.end - 1] : self.lexed.starts[atom.end]]
        word = self.lexed.words[atom.end]
        return gap == " " and word[0].isalpha() and self.lexed.capital(atom.end)

    def _in_plural(self, atom: Atom) -> bool:
        """Tell "the last years", which say nothing exact, from "the last year"."""
        last = self.lexed.words[atom.end - 1]
        return (
            atom.rule in ("relative", "rolling")
            and atom.amount is None
            and (last in self.table.plural_units)
        )

    def _is_rate(self, atom: Atom) -> bool:
        """Tell "200 people a day" from "in a day": a number before, and no preposition."""
        if self.lexed.classes[atom.start] != CLASSES["ONE"] or atom.end - atom.start != 2:
            return False
        before = self.lexed.classes[max(atom.start - 6, 0) : atom.start]
        return bool(before) and before[-1] == "_" and any(letter in _NUMERALS for letter in before)


_DOUBTFUL = (CLASSES["MAYMONTH"], CLASSES["SHORTMONTH"])
"""Months that are other words, too: "May", "Jan"."""

_REACH = 25
"""Tokens on each side in which a verb tells the tense of an expression."""

_MEMORY = 60
"""Tokens after which a year that was named no longer governs a month."""

_PREPOSITIONS = {
    CLASSES[name]: name for name in ("SINCE", "UNTIL", "BY", "ONWARD", "BEFORE", "AFTER")
}
_NUMERALS = frozenset(CLASSES[name] for name in ("DAY", "NUM", "CARDINAL", "YEAR"))
