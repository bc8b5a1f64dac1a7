"""What the words of a table say: its captions, the heads of its columns, the names of its rows.

Each such label is read by itself, by the same components as prose: places, dates, what is
counted and what happened to it. A table adds words of its own ("Total", "in thousands", "by
nationality"), which are data: table ``[tables]`` of the word files.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Literal

from spacy.tokens import Doc

from extract import words
from extract.kinds import SentenceKinds
from extract.modality import modality_of
from extract.people import Counted, Nouns, lexicon
from extract.pieces import Phrases, Pieces, cut
from extract.pipeline import pipeline
from extract.spans import Context, Place, TimeExpression
from extract.tokens import Grid
from extract.when import When
from store.model import Kind, Modality

LONGEST = 400
"""Characters of a label; longer cells hold prose."""

ANY_YEAR = 2000
"""A year to read months with that name none."""

READERS = ("headcount_sentences", "headcount_dates", "headcount_places")
"""Components that read a label."""

LONGEST_NOUN = 3
"""Most tokens of a noun: "asylum seekers", "asylum-seekers"."""

_MARKS = re.compile(r"[*†‡§¹²³⁰⁴-⁹ᵃ-ᶻⁱⁿ]+| ?[(\[][a-z0-9*]{1,2}[)\]]$")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_NOT_DIGIT = re.compile(r"\D")
_HAS_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_BETWEEN_MONTHS = re.compile(
    r"(?<!\w)(?P<first>[^\W\d_]{3,12}\.?)(?: ?[-–—/] ?| [a-z]{2,5} )"
    r"(?=[^\W\d_]{3,12}\.? (?P<year>(?:19|20)\d\d)(?!\d))"
)

Role = Literal["origin", "destination", ""]


@dataclass(frozen=True, slots=True)
class TableWords:
    """Table ``[tables]``; see the comments in the files. ``missing`` are whole cells."""

    totals: tuple[str, ...]
    neutral: tuple[str, ...]
    no_counts: tuple[str, ...]
    origin: tuple[str, ...]
    destination: tuple[str, ...]
    source: tuple[str, ...]
    caption: tuple[str, ...]
    missing: frozenset[str]
    scales: dict[str, int]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who is counted: ``unit`` as written, what happened to them, and the rule that told."""

    unit: str
    kind: Kind
    rule: str


@dataclass(frozen=True, slots=True)
class Label:
    """What one label says.

    ``country`` and ``origin`` hold the codes of the places in it; ``role`` what the names below
    (or beside) it are. ``scale`` is what the numbers are multiplied by. ``year`` is the label's
    text where it names a year. ``opaque`` tells a label with words that say none of this:
    "Houses", "Other".
    """

    text: str
    country: tuple[str, ...] = ()
    origin: tuple[str, ...] = ()
    role: Role = ""
    period: When | None = None
    subject: Subject | None = None
    scale: int = 1
    total: bool = False
    no_count: bool = False
    caption: bool = False
    opaque: bool = False
    modality: Modality = "asserted"

    @property
    def years(self) -> list[str]:
        """Return the years that stand in the label."""
        return _HAS_YEAR.findall(self.text)


Sense = tuple[str, int]


@cache
def _phrases(language: str) -> Phrases[Sense]:
    """Return the words of ``[tables]`` with the field that they stand in (and the scale)."""
    table = table_words(language)
    rows: list[tuple[str, Sense]] = [(word, ("scale", by)) for word, by in table.scales.items()]
    for name in ("totals", "neutral", "no_counts", "origin", "destination", "caption"):
        rows += [(word, (name, 1)) for word in getattr(table, name)]
    return Phrases(rows)


@cache
def table_words(language: str) -> TableWords:
    """Return the table ``[tables]`` of a language."""
    table: TableWords = words.table(language, "tables", TableWords)
    return table


def source_in(line: str, language: str) -> str | None:
    """Return who is named in a line such as "Source: UNHCR, Global Trends", None in others."""
    begin, colon, rest = line.strip("| *").partition(":")
    if not colon or begin.strip().casefold() not in table_words(language).source:
        return None
    return re.split(r"[,;(|]| [–—-] ", rest, maxsplit=1)[0].strip(" .|") or None


@dataclass
class LabelReader:
    """Reads the labels of one document; each text once.

    ``context`` is the document's, ``lower`` its case-folded tokens: some nouns are people only
    where the text speaks of a disease.
    """

    context: Context
    lower: list[str]
    _read: dict[str, Label] = field(default_factory=dict)
    _docs: dict[str, Doc] = field(default_factory=dict)

    def read(self, text: str) -> Label:
        """Return what a label says."""
        if text not in self._read:
            self._read[text] = self._label(text)
        return self._read[text]

    def period_within(self, label: Label, year: str) -> When | None:
        """Return the part of ``year`` that a label without a year names: "Jan–May", "Q1"."""
        if not label.text or label.years:
            return None
        period = _period(self._annotated(self._plain(f"{label.text} {year}"))._.dates)
        if period is None or period.first is None or period.last is None or period.date == year:
            return None
        return period if str(period.first.year) == year == str(period.last.year) else None

    def _label(self, written: str) -> Label:
        text = self._plain(written)
        if len(text) > LONGEST:
            return Label(written, opaque=True)
        doc = self._annotated(text)
        pieces, senses, known = self._words(text)
        subject, span = self._subject(doc)
        country, origin = _places(doc._.places, subject is not None)
        covered = [(place.start, place.end) for place in doc._.places if place.country]
        covered += [span, *(match.span() for match in _BRACKETS.finditer(text))]
        # A month alone is told by the year that another label adds.
        times = doc._.dates or self._annotated(f"{text} {ANY_YEAR}")._.dates
        covered += [(time.start, time.end) for time in times]
        opaque = any(
            pieces.folded[index].isalpha()
            and index not in known
            and not any(low <= pieces.starts[index] < high for low, high in covered)
            for index in range(len(pieces))
        )
        return Label(
            written,
            country,
            origin,
            "origin" if "origin" in senses else "destination" if "destination" in senses else "",
            _period(doc._.dates),
            subject,
            senses.get("scale", 1),
            "totals" in senses,
            "no_counts" in senses,
            "caption" in senses and pieces.folded[0] in table_words(self.context.language).caption,
            opaque,
            self._modality(doc),
        )

    def _modality(self, doc: Doc) -> Modality:
        """Return whether a label speaks of facts or of plans: "Planned", "Forecast 2025"."""
        grid = Grid.of(doc)
        dated = {token for time in doc._.dates for token in grid.tokens(time)}
        return modality_of(self.context.language, grid.lower, (0, len(doc)), (0, 0), dated)[0]

    def _plain(self, text: str) -> str:
        """Return a label without marks of notes, and with the year at both months of a span."""
        return _BETWEEN_MONTHS.sub(self._with_year, _MARKS.sub("", text).strip(" :"))

    def _with_year(self, match: re.Match[str]) -> str:
        dated = f"{match['first']} {match['year']}"
        period = _period(self._annotated(dated)._.dates)
        return match[0] if period is None or period.date == match["year"] else f"{dated} – "

    def _words(self, text: str) -> tuple[Pieces, dict[str, int], set[int]]:
        """Return the pieces of a text, the senses of its table words, and which pieces have one."""
        pieces = cut(text)
        for index in pieces.digits:
            pieces.folded[index] = _NOT_DIGIT.sub("", pieces.folded[index])
        senses: dict[str, int] = {}
        known: set[int] = set()
        index = 0
        while index < len(pieces):
            found = _phrases(self.context.language).after(pieces, index)
            if found:
                senses.setdefault(*found[1])
                known.update(range(index, found[0]))
            index = found[0] if found else index + 1
        return pieces, senses, known

    def _annotated(self, text: str) -> Doc:
        if text not in self._docs:
            nlp = pipeline(self.context.language)
            doc = nlp.make_doc(text)
            doc._.context = replace(self.context, title_end=0)
            for name in READERS:
                doc = nlp.get_pipe(name)(doc)
            self._docs[text] = doc
        return self._docs[text]

    def _subject(self, doc: Doc) -> tuple[Subject | None, tuple[int, int]]:
        """Return who a label counts, and the characters of the words that say so."""
        lower = Grid.of(doc).lower
        kinds = SentenceKinds(self.context.language, lower, 0, len(doc))
        found = self._noun(doc)
        if found is not None:
            kind, rule = kinds.kind_of((0, 0), found, ())
            return Subject(found.unit, kind, rule), _span(doc, found.start, found.end)
        for hit in kinds.hits:
            if not hit.payload.of:
                text = doc[hit.start : hit.end].text
                subject = Subject(text, hit.payload.kind, f"kinds.word:{hit.phrase}")
                return subject, _span(doc, hit.start, hit.end)
        return None, (0, 0)

    def _noun(self, doc: Doc) -> Counted | None:
        """Return the first people noun, of nouns in a row the last: "refugee arrivals"."""
        best: tuple[int, int, Nouns] | None = None
        for start in range(len(doc)):
            if best is not None and start > best[1]:
                break
            for end in range(min(start + LONGEST_NOUN, len(doc)), start, -1):
                row = self._row(doc, start, end)
                if row is not None:
                    if best is None or end > best[1]:
                        best = (start, end, row)
                    break
        if best is None:
            return None
        start, end, row = best
        return Counted(doc[start:end].text, start, end, row.kind, row.event, "noun")

    def _row(self, doc: Doc, start: int, end: int) -> Nouns | None:
        """Return the row of the noun at the tokens, where the text speaks of what it needs."""
        nouns = lexicon(self.context.language)
        if nouns.words.nouns_capitalised and any(
            doc[at].text != "-" for at in range(start + 1, end, 2)
        ):
            return None  # German compounds are one word, or have hyphens
        row = nouns.noun(doc[start:end].text)
        if row is None or not row.needs or any(word.startswith(row.needs) for word in self.lower):
            return row
        return None


def _span(doc: Doc, start: int, end: int) -> tuple[int, int]:
    span = doc[start:end]
    return span.start_char, span.end_char


def _period(times: Iterable[TimeExpression]) -> When | None:
    """Return the first period of a label, or the part of it that the label narrows it to."""
    best: TimeExpression | None = None
    for time in times:
        if time.kind == "calendar" and time.period and (best is None or _narrows(time, best)):
            best = time
    if best is None:
        return None
    return When(best.period, best.first, best.last, f"when.table:{best.rule}")


def _narrows(time: TimeExpression, best: TimeExpression) -> bool:
    first, last = best.first or dt.date.min, best.last or dt.date.max
    inside = first <= (time.first or dt.date.min) and (time.last or dt.date.max) <= last
    return inside and (time.first, time.last) != (best.first, best.last)


def _places(places: list[Place], of_people: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return where a label is and where the people in it are from."""
    where: list[str] = []
    origin: list[str] = []
    for place in places:
        if place.kind == "organisation":
            continue
        named = place.kind == "demonym" or (place.kind == "adjective" and of_people)
        target = origin if named or place.role == "from" else where
        target += [code for code in place.country if code not in target]
    return tuple(where), tuple(origin)
