"""How a table is laid out: which rows are head, which columns hold names, what speaks of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extract.digits import decimal_mark, text_decimal_mark
from extract.pieces import cut
from extract.table_labels import Label, LabelReader, Role, source_in, table_words
from extract.tables import Cell, Table, is_year, number_in

SENTENCE = 6
"""Words from which on a line with a full stop is a sentence; "Angaben in Tsd." is none."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the body: its number in the table from 1 on, its cells, and what names it.

    ``labels`` are its names, each with the role that the head of its column gives it; ``section``
    the heading above it within the table.
    """

    number: int
    cells: tuple[Cell, ...]
    labels: tuple[tuple[Label, Role], ...]
    section: Label

    @property
    def total(self) -> bool:
        """Tell whether the row holds the whole."""
        return any(label.total for label, _ in self.labels)

    @property
    def names(self) -> list[Label]:
        """Return the names of the row without their roles."""
        return [label for label, _ in self.labels]


@dataclass
class Layout:
    """A table laid out.

    ``heads`` holds the heads of each column, the lowest first; ``captions`` the lines around the
    table that speak of all of it, the nearest first; ``columns`` the columns that hold names.
    """

    heads: list[list[Label]]
    captions: list[Label]
    columns: set[int]
    body: list[Row] = field(default_factory=list)


def laid_out(table: Table, labels: LabelReader) -> Layout:
    """Return how a table is laid out."""
    return _Reader(table, labels).read()


def source_of(table: Table, language: str) -> str | None:
    """Return who counted, as a line below the table (or its last row) says."""
    last = [" ".join(cell.text for cell in row).strip() for row in table.rows[-2:]]
    found = (source_in(line, language) for line in (*table.after, *last, *table.before))
    return next((name for name in found if name), None)


def decimal_mark_of(table: Table, language: str) -> str:
    """Return the decimal mark of the table's numbers.

    Counts have no fraction: where every number with the mark of the language has exactly three
    digits behind it, it parts thousands.
    """
    numbers = [number_in(cell.text) or "" for row in table.rows for cell in row]
    mark = text_decimal_mark(cut("\n".join(filter(None, numbers))), language)
    tails = [number.rpartition(mark)[2] for number in numbers if mark in number]
    if mark == decimal_mark(language) and tails and all(len(tail) == 3 for tail in tails):
        return "," if mark == "." else "."
    return mark


class _Reader:
    """Lays out one table."""

    def __init__(self, table: Table, labels: LabelReader) -> None:
        self.table = table
        self.label = labels.read
        self.language = labels.context.language

    def read(self) -> Layout:
        rows = self.table.rows
        top = self._top()
        filled = [sum(bool(cell.text) for cell in row) for row in rows[:top]]
        heads = [row for row, count in zip(rows, filled, strict=False) if count > 1]
        named = [_text(row) for row, count in zip(rows, filled, strict=False) if count == 1]
        layout = Layout(
            heads=[self._heads(heads, column) for column in range(len(rows[0]))],
            captions=[self.label(text) for text in (*reversed(named), *self._around())],
            columns=self._name_columns(rows[top:]),
        )
        layout.body = list(self._body(top, layout))
        return layout

    def _body(self, top: int, layout: Layout) -> Iterator[Row]:
        """Yield the rows below the head; a row with one name and nothing else heads a section."""
        repeated = {_texts(row) for row in self.table.rows[:top]}
        above = [""] * len(layout.heads)
        section = self.label("")
        for number, row in enumerate(self.table.rows[top:], top + 1):
            filled = [cell.text for cell in row if cell.text]
            if not filled or _texts(row) in repeated:
                continue  # the head again, on a new page
            if len(filled) == 1 and (not number_in(filled[0]) or is_year(row[0].text)):
                section = self.label(filled[0])
                continue
            names = tuple(
                (self.label(name), _role(layout.heads[column]))
                for column, name in self._names(row, layout.columns, above)
            )
            yield Row(number, row, names, section)

    def _top(self) -> int:
        """Return how many rows are head: those before the first with a number or a name."""
        if self.table.listed:
            return 0
        for index, row in enumerate(self.table.rows):
            numbers = [cell.text for cell in row if number_in(cell.text)]
            first = self.label(row[0].text)
            several = sum(bool(cell.text) for cell in row) > 1
            named = several and (bool(first.country or first.origin) or first.total)
            counts = any(not is_year(number) for number in numbers)
            if named or counts or is_year(row[0].text):
                return index
        return len(self.table.rows)

    def _heads(self, rows: Sequence[tuple[Cell, ...]], column: int) -> list[Label]:
        """Return the heads of a column, the lowest first; a head may span columns to its right."""
        found: list[Label] = []
        for index in range(len(rows) - 1, -1, -1):
            text = rows[index][column].text
            if not text and index < len(rows) - 1:
                left = (cell.text for cell in reversed(rows[index][1:column]) if cell.text)
                text = next(left, "")
            if text and all(text != label.text for label in found):
                found.append(self.label(text))
        return found

    def _name_columns(self, rows: Sequence[tuple[Cell, ...]]) -> set[int]:
        """Return the columns that hold names: more words than numbers; years in the first."""
        missing = table_words(self.language).missing
        found: set[int] = set()
        for column in range(len(self.table.rows[0])):
            cells = [row[column].text for row in rows if row[column].text]
            # A year in the first column is a name: of a row, or of a section.
            counts = [text for text in cells if number_in(text) and (column or not is_year(text))]
            words = sum(
                any(map(str.isalpha, text)) and text.casefold() not in missing
                for text in cells
                if not number_in(text)
            )
            years = column == 0 and bool(cells) and all(map(is_year, cells))
            if years or (words > len(counts) and 2 * words >= len(cells)):
                found.add(column)
        return found

    def _names(
        self, row: tuple[Cell, ...], columns: set[int], above: list[str]
    ) -> Iterator[tuple[int, str]]:
        """Yield the names in a row by their columns.

        An empty cell beside a name goes on with the name ``above``, which is kept up to date.
        """
        named = any(row[column].text for column in columns)
        for column in sorted(columns):
            text = row[column].text or (above[column] if named else "")
            above[column] = text
            if text:
                yield column, text

    def _around(self) -> Iterator[str]:
        """Yield the lines around the table that speak of it, the nearest first.

        A caption below is the table's only where none stands above.
        """
        above = [line for line in self.table.before if self._captions(line)]
        yield from above
        if not any(self.label(line).caption for line in above):
            yield from (line for line in self.table.after if self.label(line).caption)

    def _captions(self, line: str) -> bool:
        """Tell whether a line above the table is a caption and no sentence of prose."""
        label = self.label(line)
        sentence = line.endswith(".") and len(line.split()) >= SENTENCE and label.scale == 1
        return label.caption or not (sentence or source_in(line, self.language))


def _role(heads: Iterable[Label]) -> Role:
    return next((label.role for label in heads if label.role), "")


def _texts(row: Iterable[Cell]) -> tuple[str, ...]:
    return tuple(cell.text for cell in row)


def _text(row: Iterable[Cell]) -> str:
    return " ".join(cell.text for cell in row if cell.text)
