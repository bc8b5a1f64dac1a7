"""How a figure stands, in the reader's language: its status and why, its parts, how to cite it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from babel.dates import format_skeleton

from publish.charts.claims import SHAPES
from publish.charts.scales import DayUnit
from publish.full_figure import Contradiction, FullFigure
from publish.marking import web_address
from publish.queries import ClaimRow
from publish.wording import Wording, without_direction
from reconcile.totals import Dimension, Part
from reconcile.values import Stated

NAMED = 3
"""So many sources are named in a sentence; of more it says how many."""

MOST_TITLE = 200
"""Characters of a headline in a line to cite."""

_SKELETONS: dict[DayUnit, str] = {"day": "yMMMd", "month": "yMMM", "year": "y"}
"""Unicode CLDR skeletons of the dates on an axis."""


@dataclass(frozen=True)
class Standing:
    """Puts a figure in full into words of one language."""

    wording: Wording
    full: FullFigure

    def stated(self, number: Stated) -> str:
        """Return a stated number with its hedge."""
        low = None if number.bound == "max" else number.low
        high = None if number.bound == "min" else number.high
        return self.wording.count(low, high, number.bound)

    def tick(self, ordinal: float, unit: DayUnit) -> str:
        """Return the name of a day (as an ordinal) on an axis that is precise to ``unit``."""
        day = dt.date.fromordinal(int(ordinal))
        return str(format_skeleton(_SKELETONS[unit], day, locale=self.wording.locale))

    def why(self) -> str:
        """Return why the figure has its status."""
        say = self.wording.phrases.say
        row = self.full.row
        if row.status == "superseded":
            return say("why_superseded")
        if row.status == "disputed":
            reasons = self.full.contradictions
            told = next((one for one in reasons if one.reason == row.reason), None)
            told = told or next(iter(reasons), None)
            return (self.contradiction(told) if told else None) or say("why_contradicted")
        names = [without_direction(source.name) for source in self.full.sources]
        if row.status == "agreed":
            number = self.wording.number(row.sources)
            return say("why_agreed", number=number, names=self._names(names))
        source = self.wording.source(row.source, row.outlet)
        if row.sources > 1:
            return say("why_now", source=source)
        key = "why_only" if row.documents == 1 else "why_one"
        return say(key, source=source, documents=self.wording.number(row.documents))

    def corrections(self) -> list[str]:
        """Return which numbers were taken back, and for which others, in order."""
        return [
            self.wording.phrases.say(
                "corrected_hint",
                day=self.wording.day(after.day.isoformat()),
                before=self.stated(before.number),
                after=self.stated(after.number),
            )
            for before, after in pairwise(self.full.states)
            if after.change == "corrected"
        ]

    def excluded(self) -> str:
        """Return the countries that the claims say are missing, in the order of their names."""
        codes = self.full.total.excluded
        return self.wording.countries(sorted(codes, key=self.wording.country))

    def legend(self) -> list[str]:
        """Return the names of the sources in the order of their shapes in the drawing."""
        names = [without_direction(one.name) for one in self.full.sources]
        told = {id for one in self.full.sources for id in one.claims}
        if len(names) <= len(SHAPES) and all(claim.id in told for claim in self.full.claims):
            return names
        return [*names[: len(SHAPES) - 1], self.wording.phrases.say("chart_others")]

    def contradiction(self, told: Contradiction) -> str | None:
        """Return who says what against whom; None where one of the claims is not shown."""
        known = {claim.id: claim for claim in self.full.claims}
        older, newer = known.get(told.older), known.get(told.newer)
        if older is None or newer is None:
            return None
        say = self.wording.phrases.say
        first, second = self._name(older), self._name(newer)
        if older.modality == "denied" or newer.modality == "denied":
            if older.modality == "denied":
                first, second, newer = second, first, older
            return say("why_denied", first=first, second=second, number=self._count(newer))
        said = {"before": self._count(older), "after": self._count(newer)}
        if first == second:
            return say("why_given", source=first, **said)
        return say("why_disputed", first=first, second=second, **said)

    def _name(self, claim: ClaimRow) -> str:
        """Return what the source of a claim is called where all of them are told."""
        found = (one.name for one in self.full.sources if claim.id in one.claims)
        return without_direction(next(found, self.wording.source(claim.source, claim.outlet)))

    def _count(self, claim: ClaimRow) -> str:
        return self.wording.claim_count(claim)

    def _names(self, names: Sequence[str]) -> str:
        more = len(names) - NAMED
        told = ", ".join(names[:NAMED])
        if more <= 0:
            return told
        number = self.wording.number(more)
        return self.wording.phrases.say("and_more", names=told, number=number)

    def part(self, dimension: Dimension, part: Part) -> str:
        """Return which part of the whole it is: a country, a period, a group of people."""
        row = self.full.parts[part.figure]
        if dimension in ("place", "origin") and part.of:
            return self.wording.countries(part.of)
        if dimension == "period" and part.of:
            return self.wording.period(part.of[0]) or self.wording.subject(row)
        if dimension == "group":
            return self.wording.noun(row)
        return self.wording.subject(row)

    def cite(self, address: str, today: dt.date) -> str:
        """Return a line to cite the figure by; ``address`` is its permanent one."""
        say = self.wording.phrases.say
        row = self.full.row
        parts = [self.wording.sentence(row)]
        best = next((claim for claim in self.full.claims if claim.id == row.best), None)
        if best is not None:
            parts.append(say("cite_quoted", report=self._report(best)))
        status = self.wording.phrases.statuses.get(row.status, row.status)
        day = self.wording.day(today.isoformat())
        parts.append(say("cite_end", status=status, address=address, day=day))
        return " ".join(parts)

    def _report(self, claim: ClaimRow) -> str:
        title = without_direction(" ".join((claim.title or "").split()))
        if len(title) > MOST_TITLE:
            title = f"{title[:MOST_TITLE]}…"
        quoted = self.wording.phrases.sentence["quoted"].format(text=title) if title else ""
        day = self.wording.day(claim.published)
        told = [without_direction(claim.outlet), quoted, day, web_address(claim.url) or ""]
        return ", ".join(part for part in told if part)
