"""When: the reference period that governs a figure.

A time expression in the sentence governs, the cheapest to reach first; one that belongs to the
saying ("teilte am Montag mit") does not. Where the sentence has none, a stock holds on the
published day, and an event happened when the sentences before say, or on the day of what the
text reports, or in the period on which it looks back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from extract import words
from extract.kinds import BREAK_COST, NUMBER_COST
from extract.people import Counted
from extract.spans import TimeExpression
from extract.tables import within
from extract.tokens import Grid
from store.model import Kind

STOCKS: frozenset[Kind] = frozenset(
    {"refugees", "troops", "population", "workers", "hostages", "missing"}
)
"""Kinds that count who is there now, not what happened."""

COMPARISON_COST = 15
"""Cost of crossing a word of comparison, in tokens."""

ASIDE_COST = 45
"""Cost of a background date inside a relative clause, from outside of it, in tokens."""

SAYING_COST = 30
"""Cost of a date inside an attribution, in tokens: it dates the saying."""

FAR = 30
"""Highest cost at which a date in the sentence still governs."""

CARRY = 2
"""How many sentences back a date governs on before the lead's date does."""

BACKGROUND = dt.timedelta(days=60)
"""From this age on a date is background and governs its own sentence only."""

RECENT = dt.timedelta(days=5)
"""How old the event of a report can be for its day to govern what has no date of its own."""

GROWN = dt.timedelta(days=3)
"""From this age of an event on, a figure without a date is what has come together since."""

LEAD = 5
"""Sentences that tell on which period a report looks back; the first is the headline."""


@dataclass(frozen=True, slots=True)
class When:
    """An EDTF period with its first and last day (None: open)."""

    date: str
    first: dt.date | None
    last: dt.date | None
    rule: str


@dataclass(frozen=True, slots=True)
class WhenWords:
    """Table ``[when]``.

    ``comparisons`` part a figure from the date of another with which it is compared ("mehr als
    im Juli"); ``relatives`` open a clause that tells of something besides ("China, where the
    virus emerged last year, has 83,000 cases").
    """

    comparisons: frozenset[str]
    relatives: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Moment:
    time: TimeExpression
    start: int
    end: int
    of_saying: bool


class Chronology:
    """The time expressions of a document, sentence by sentence."""

    def __init__(self, doc: Doc, grid: Grid, breaks: frozenset[str]) -> None:
        self.words = words.table(doc._.context.language, "when", WhenWords)
        self.grid = grid
        self.breaks = breaks
        self.published: dt.date | None = doc._.context.published
        self.by_sentence: dict[int, list[_Moment]] = {}
        said = [(a.start, a.end) for a in doc._.attributions]
        for time in doc._.dates:
            if time.kind != "calendar" or not time.period or within(doc, time.start):
                continue
            start, end = grid.token(time.start), grid.end_token(time.end)
            of_saying = any(low <= time.start < high for low, high in said)
            of_saying = of_saying or self._is_dateline(start, end)
            moment = _Moment(time, start, end, of_saying)
            self.by_sentence.setdefault(grid.sentence(start), []).append(moment)
        self.theme = self._event() or self._retrospect()

    def _is_dateline(self, start: int, end: int) -> bool:
        """Tell whether a report begins so: "BANGKOK, Sept 23 (Reuters) - More than …"."""
        lower = self.grid.lower
        if lower[end : end + 1] == ["("]:
            end = next(
                (i + 1 for i in range(end, min(end + 6, len(lower))) if lower[i] == ")"), end
            )
        opens = start > 1 and lower[start - 1] in {",", "(", "."}
        return opens and "".join(lower[end : end + 1]) in {"-", "–", "—"}

    def _event(self) -> When | None:
        """Return the first recent day that the text names: the day of what it reports.

        The toll of an event that lies some days back is that of all days since.
        """
        if self.published is None:
            return None
        for sentence in sorted(self.by_sentence):
            for moment in self.by_sentence[sentence]:
                first, last = moment.time.first, moment.time.last
                if (
                    first is not None
                    and last is not None
                    and not moment.of_saying
                    and self.published - RECENT <= first
                    and last <= self.published
                ):
                    if first == last <= self.published - GROWN:
                        since = f"{first.isoformat()}/{self.published.isoformat()}"
                        return When(since, first, self.published, "when.since")
                    return _when(moment.time, "when.event")
        return None

    def _retrospect(self) -> When | None:
        """Return the period before, just ended, on which the lead looks back ("im Jahr 2015")."""
        if self.published is None:
            return None
        for sentence in range(LEAD):
            for moment in self.by_sentence.get(sentence, []):
                first, last = moment.time.first, moment.time.last
                ended = first is not None and last is not None and last <= self.published
                if ended and self._goes_on(moment):
                    return _when(moment.time, "when.retrospect")
        return None

    def when(
        self, number: tuple[int, int], counted: Counted, kind: Kind, numbers: Sequence[int]
    ) -> When:
        """Return the period that governs the number at the tokens ``number``."""
        sentence = self.grid.sentence(number[0])
        moments = self.by_sentence.get(sentence, [])
        costs = [
            (self._cost(moment, number, counted, numbers), moment.start, index)
            for index, moment in enumerate(moments)
        ]
        if costs and min(costs)[0] <= FAR:
            return _when(moments[min(costs)[2]].time, "when.sentence")
        if kind in STOCKS:
            return self._published("when.stock")
        for back in range(1, CARRY + 1):
            earlier = [m for m in self.by_sentence.get(sentence - back, []) if self._goes_on(m)]
            if earlier:
                return _when(earlier[-1].time, "when.carried")
        if self.theme is not None:
            return self.theme
        return self._published("when.published")

    def _goes_on(self, moment: _Moment) -> bool:
        """Tell whether a date may govern the sentences after its own."""
        return not moment.of_saying and not self._is_background(moment.time)

    def _is_background(self, time: TimeExpression) -> bool:
        """Tell whether the period lies so far back that the report is hardly about it."""
        if self.published is None or time.last is None:
            return False
        return self.published - time.last > BACKGROUND

    def _published(self, rule: str) -> When:
        if self.published is None:
            return When("", None, None, "when.unknown")
        return When(self.published.isoformat(), self.published, self.published, rule)

    def _cost(
        self,
        moment: _Moment,
        number: tuple[int, int],
        counted: Counted,
        numbers: Sequence[int],
    ) -> int:
        if moment.start >= number[1]:
            low, high, cost = number[1] - 1, moment.start, moment.start - counted.end
        else:
            low, high, cost = moment.end - 1, number[0], number[0] - moment.end
        cost = max(cost, 0) + SAYING_COST * moment.of_saying
        cost += NUMBER_COST * sum(low < other < high for other in numbers)
        between = self.grid.lower[low:high]
        cost += BREAK_COST * sum(word in self.breaks for word in between)
        cost += COMPARISON_COST * sum(word in self.words.comparisons for word in between)
        if self._is_background(moment.time) and self._is_aside(moment, number):
            cost += ASIDE_COST
        return cost

    def _is_aside(self, moment: _Moment, number: tuple[int, int]) -> bool:
        """Tell whether the date stands in a relative clause that does not hold the number."""
        lower = self.grid.lower
        begin, end = self.grid.sentences[self.grid.sentence(moment.start)]
        comma = next((i for i in range(moment.start - 1, begin, -1) if lower[i] == ","), None)
        if comma is None or lower[comma + 1] not in self.words.relatives:
            return False
        close = next((i for i in range(moment.end, end) if lower[i] == ","), end)
        return not comma < number[0] < close


def _when(time: TimeExpression, rule: str) -> When:
    return When(time.period, time.first, time.last, f"{rule}:{time.rule}")
