"""Component ``headcount_table_claims``: a table of names and numbers becomes claims.

Every number of a table is read by the labels around it: the names of its row, the heads of its
column from the lowest up, the heading of its section, the caption and the lines above the table,
the headline. The nearest label that tells a thing decides: who is counted, where, when, in
thousands or not. A column or row whose label speaks of something else ("Houses", "Other") makes
no claim, nor do shares, ranks, changes and money.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from extract.digits import digits_value
from extract.readings import CLAIM, Decision, Reading
from extract.spans import Quantity
from extract.table_labels import Label, LabelReader, Subject, table_words
from extract.table_layout import Row, decimal_mark_of, laid_out, source_of
from extract.tables import Cell, Table, number_in
from extract.tokens import columns
from extract.when import When
from extract.where import Where
from store.model import OUTLET, Bound, Modality

SIGNS: dict[str, Bound] = {
    "~": "about",
    "≈": "about",
    "<": "max",
    "≤": "max",
    ">": "min",
    "≥": "min",
}
"""Marks before a number that bound it."""

TOLERANCE = 1.01
"""How much larger than their total the parts of a table may be: totals are rounded."""


@Language.component("headcount_table_claims")
def table_claims(doc: Doc) -> Doc:
    """Add the claims of the tables to ``doc._.claims``, in the order of the text."""
    if not doc._.tables:
        return doc
    labels = LabelReader(doc._.context, [token.text.casefold() for token in doc])
    title = columns(doc).text[: doc._.context.title_end]
    for table in doc._.tables:
        reader = _TableReader(doc, table, labels, title)
        reader.read()
        offset = len(doc._.claims)
        doc._.claims += [_moved(reading, offset) for reading in reader.readings]
        doc._.decisions += reader.decisions
    doc._.claims = _in_order(doc._.claims)
    doc._.decisions = sorted(doc._.decisions, key=lambda decision: decision.quantity.start)
    return doc


def _moved(reading: Reading, offset: int) -> Reading:
    if reading.part_of is None:
        return reading
    return replace(reading, part_of=reading.part_of + offset)


def _in_order(readings: list[Reading]) -> list[Reading]:
    """Return the readings in the order of the text, with ``part_of`` going along."""
    order = sorted(range(len(readings)), key=lambda index: readings[index].quantity.start)
    place = {before: now for now, before in enumerate(order)}
    return [
        readings[index]
        if readings[index].part_of is None
        else replace(readings[index], part_of=place[readings[index].part_of or 0])
        for index in order
    ]


class _TableReader:
    """Reads the numbers of one table of a document."""

    def __init__(self, doc: Doc, table: Table, labels: LabelReader, title: str) -> None:
        self.doc = doc
        self.language: str = doc._.context.language
        self.labels = labels
        self.title = labels.read(title)
        self.layout = laid_out(table, labels)
        self.source = source_of(table, self.language) or OUTLET
        self.decimal = decimal_mark_of(table, self.language)
        self.readings: list[Reading] = []
        self.decisions: list[Decision] = []
        self._at: list[tuple[Row, int]] = []

    def read(self) -> None:
        """Fill ``readings`` and ``decisions``, column by column within each row."""
        foreign = self._names_of_others()
        for row in self.layout.body:
            for column, cell in enumerate(row.cells):
                digits = number_in(cell.text)
                if digits is not None and column not in self.layout.columns:
                    self._number(row, column, cell, digits, foreign)
        self._parts()

    def _names_of_others(self) -> bool:
        """Tell whether the rows name origins although no head says so.

        So it is where the caption names one country and the rows name others.
        """
        captions = [*self.layout.captions, self.title]
        where = next((label.country for label in captions if label.country), ())
        if any(label.role for label in captions) or len(where) != 1:
            return any(label.role == "origin" for label in captions)
        named = {
            code for row in self.layout.body for label, _ in row.labels for code in label.country
        }
        return len(where[0]) == 3 and len(named) > 1 and where[0] not in named

    def _number(self, row: Row, column: int, cell: Cell, digits: str, foreign: bool) -> None:
        heads = self.layout.heads[column]
        own = [*row.names, *heads]
        context = [row.section, *self.layout.captions]
        scale = next((label.scale for label in (*own, *context) if label.scale > 1), 1)
        value = digits_value(digits.strip(), self.decimal)
        start = cell.start + cell.text.index(digits)
        quantity = Quantity(
            start=start,
            end=start + len(digits),
            text=digits,
            low=(value or 0) * scale,
            high=(value or 0) * scale,
            bound=SIGNS.get(cell.text[0], "exact"),
            hedge="",
            hedge_start=0,
            hedge_end=0,
            category="count",
            rule="tables.number",
        )
        why_not = self._why_not(row, heads, value, scale)
        subject = self._subject(own, context)
        if why_not or subject is None:
            outcome = why_not or "counts nothing that is named"
            self.decisions.append(Decision(quantity, outcome, "tables.label"))
            return
        where = self._where(row, heads, context, foreign, column)
        if not where.country:
            self.decisions.append(Decision(quantity, "no country", where.rule))
            return
        self.decisions.append(Decision(quantity, CLAIM, "tables.cell"))
        self.readings.append(self._reading(row, column, quantity, subject, where))
        self._at.append((row, column))

    def _why_not(
        self, row: Row, heads: Sequence[Label], value: float | None, scale: int
    ) -> str | None:
        """Return why a number is no count of people, None where it may be one."""
        names = row.names
        if any(label.no_count for label in (*names, *heads, row.section)):
            return "a share, rank, change or amount"
        if value is None or round(value * scale, 3) % 1:
            return "no whole number"
        if names and not any(_says_something(label) for label in names):
            return "its row names no place"
        if any(label.opaque and label.subject is None for label in names):
            return "its row names something else"
        if heads and heads[0].opaque and not any(label.subject for label in heads):
            return "its column counts something else"
        return None

    def _subject(self, own: Sequence[Label], context: Sequence[Label]) -> Subject | None:
        """Return who is counted: by the nearest label that says so.

        The labels of the number go before the captions, and these before the headline, which
        says so only where no caption does: that would speak of something else. What happened to
        mere "persons" or "children" the labels farther out say.
        """
        told = [label.subject for label in own if label.subject]
        silent = any(label.caption or label.no_count for label in context)
        if not told and any(label.no_count and label.subject for label in context):
            return None
        told += [label.subject for label in context if label.subject]
        if self.title.subject and (told or not silent):
            told.append(self.title.subject)
        if not told:
            return None
        kinds = (subject for subject in told if subject.kind != "other")
        what = next(kinds, told[0])
        return replace(what, unit=told[0].unit)

    def _where(
        self,
        row: Row,
        heads: Sequence[Label],
        context: Sequence[Label],
        foreign: bool,
        column: int,
    ) -> Where:
        country: tuple[str, ...] = ()
        origin: tuple[str, ...] = ()
        names = [(label, role or ("origin" if foreign else "")) for label, role in row.labels]
        hosts = any(role == "destination" for _, role in names)
        for label, role in (*names, *((head, head.role) for head in heads)):
            # Across the names of hosts, the names in the head say where people come from.
            others = role == "origin" or (hosts and not role)
            country = country or (() if others else label.country)
            origin = origin or label.origin or (label.country if others else ())
        if country:
            return Where(
                country, origin or _first(label.origin for label in context), "where.table"
            )
        country = _first(label.country for label in context)
        origin = origin or _first(label.origin for label in context)
        if country:
            return Where(country, origin, "where.caption")
        if row.total and not foreign:
            joint = self._row_countries(column)
            if joint:
                return Where(joint, origin, "where.rows")
        home = self.doc._.context.home
        if self.title.country:
            return Where(self.title.country, origin or self.title.origin, "where.headline")
        return Where((home,) if home else origin, origin, "where.home" if home else "where.origin")

    def _row_countries(self, column: int) -> tuple[str, ...]:
        """Return the countries of all rows that have a number in the column, each once."""
        found = (
            code
            for row in self.layout.body
            if number_in(row.cells[column].text)
            for label, role in row.labels
            if role != "origin"
            for code in label.country
        )
        return tuple(dict.fromkeys(found))

    def _when(self, row: Row, heads: Sequence[Label], context: Sequence[Label]) -> When:
        """Return the period of a number: that of the nearest label, narrowed by the others.

        "2023" below a caption "January to May" is January to May 2023, and "Q1" below the
        heading "2023" the first quarter of 2023.
        """
        names = [label for label, _ in row.labels if not (label.country or label.origin)]
        labels = [*names, *heads, *context, self.title]
        year = next((label.years[0] for label in labels if label.years), None)
        first = next((label for label in labels if label.period is not None and label.years), None)
        if year is not None and (
            first is None or first.period is None or first.period.date == year
        ):
            narrowed = (self.labels.period_within(label, year) for label in labels)
            part = next((period for period in narrowed if period is not None), None)
            if part is not None:
                return part
        nearest = first or next((label for label in labels if label.period is not None), None)
        if nearest is not None and nearest.period is not None:
            return nearest.period
        published = self.doc._.context.published
        if published is None:
            return When("", None, None, "when.unknown")
        return When(published.isoformat(), published, published, "when.published")

    def _reading(
        self, row: Row, column: int, quantity: Quantity, subject: Subject, where: Where
    ) -> Reading:
        heads = self.layout.heads[column]
        context = [row.section, *self.layout.captions]
        when = self._when(row, heads, context)
        names = row.names
        labels = (*names, *heads, *context)
        modality: Modality = next(
            (label.modality for label in labels if label.modality != "asserted"), "asserted"
        )
        filled = [cell for cell in row.cells if cell.text]
        path = [label.text for label in (*names, row.section, *reversed(heads)) if label.text]
        return Reading(
            quantity=quantity,
            quote_start=filled[0].start,
            quote_end=filled[-1].end,
            unit=subject.unit,
            kind=subject.kind,
            where=where,
            when=when,
            source=self.source,
            via=(),
            modality=modality,
            per=None,
            change=None,
            part_of=None,
            excluded=self._excluded(column) if row.total else (),
            rules=(
                "tables.cell",
                subject.rule,
                where.rule,
                when.rule,
                "sources.outlet" if self.source == OUTLET else "sources.table",
            ),
            cell=f"R{row.number}C{column + 1}: {' | '.join(path)}",
        )

    def _excluded(self, column: int) -> tuple[str, ...]:
        """Return the countries whose cells in the column say that there is no number."""
        missing = table_words(self.language).missing
        found = (
            code
            for row in self.layout.body
            if row.cells[column].text.casefold() in missing
            for label, role in row.labels
            if role != "origin"
            for code in label.country
        )
        return tuple(dict.fromkeys(found))

    def _parts(self) -> None:
        """Make the rows of each column parts of the total that they add up to."""
        columns: dict[int, list[int]] = {}
        for index, (_, column) in enumerate(self._at):
            columns.setdefault(column, []).append(index)
        for indices in columns.values():
            totals = [index for index in indices if self._at[index][0].total]
            for order, total in enumerate(totals):
                low = totals[order - 1] if order else -1
                high = totals[order + 1] if order + 1 < len(totals) else len(self._at)
                parts = [index for index in indices if low < index < total]
                parts = parts or [index for index in indices if total < index < high]
                self._link(parts or totals[:order], total)

    def _link(self, parts: Sequence[int], total: int) -> None:
        whole = self.readings[total]
        same = [index for index in parts if self.readings[index].kind == whole.kind]
        counted = sum(self.readings[index].quantity.high for index in same)
        if counted <= whole.quantity.low * TOLERANCE:
            for index in same:
                self.readings[index] = replace(self.readings[index], part_of=total)


def _says_something(label: Label) -> bool:
    named = label.country or label.origin or label.total
    return bool(named or label.period or label.subject)


def _first(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return next((codes for codes in found if codes), ())
