"""Component ``headcount_claims``: which numbers are claims, and what each one says.

For every number the component decides whether it counts people (:mod:`extract.people`), what
happened to them (:mod:`extract.kinds`), where (:mod:`extract.where`), when
(:mod:`extract.when`), who says so (:mod:`extract.sources`) and whether it is asserted
(:mod:`extract.modality`). Each number leaves a :class:`Decision` with the rule that decided.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc

from extract import words
from extract.kinds import ANYWHERE, KindWords, SentenceKinds
from extract.modality import is_capacity, modality_of
from extract.parts import announces_part, rate_of, says_missing
from extract.people import Counted, Thing, counted, lexicon
from extract.readings import (
    CLAIM,
    Decision,
    Reading,
    on_topic,
    with_directions,
    with_exclusions,
    with_headlines,
)
from extract.sources import source_at
from extract.spans import Quantity
from extract.tables import within
from extract.tokens import Grid
from extract.when import Chronology
from extract.where import Geography, ListWords
from store.model import OUTLET, Kind

_THOUSANDS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")

_YEAR = re.compile(r"(?:19|20)\d\d")
"""What is a year rather than a number without its noun: "weniger als 2022"."""

PARALLEL_REACH = 14
"""Most tokens between two numbers of which the second leaves out what it counts."""

BRACKET = 4
"""Most tokens from a bracket to the number in it ("(je rund 80.000)")."""

LATER_NOUN = 5
"""Most tokens between two numbers of which only the second has the noun of both."""

MOST_SOURCES = 12
"""Highest number that counts those who say something."""

UNEVENTFUL: frozenset[Kind] = frozenset({"other", "population", "workers"})
"""Kinds that tell of nothing that happened."""

TOLL = 40
"""Most tokens between the head of a toll and its number: "die Zahl der Todesopfer … 56"."""

SMALLEST_ELLIPSIS = 20
"""Smallest number that may leave out what it counts: small ones mostly count other things."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A number that may count people: its tokens and what stands behind it.

    ``begin`` is where its hedge begins ("mehr als"), or the number itself.
    ``list_number`` tells the lists of its sentence apart ("vier Babys, zwei Kinder und vier
    Frauen" is one), ``list_end`` is the token after the last noun of its list.
    """

    quantity: Quantity
    start: int
    end: int
    begin: int
    sentence: int
    counted: Counted
    list_number: int = 0
    list_end: int = 0


@Language.component("headcount_claims")
def claims(doc: Doc) -> Doc:
    """Fill ``doc._.claims`` with readings and ``doc._.decisions`` with a decision a number."""
    reader = _Reader(doc)
    for sentence, candidates in reader.candidates().items():
        reader.read(sentence, candidates)
    readings = with_directions(reader.readings)
    readings = with_headlines(readings, doc._.context.title_end)
    readings, decisions = on_topic(readings, reader.decisions, len(reader.grid.sentences))
    doc._.claims = with_exclusions(readings, reader.excluded()) if readings else []
    doc._.decisions = sorted(decisions, key=lambda decision: decision.quantity.start)
    return doc


def whole(quantity: Quantity) -> Quantity:
    """Return a number of people without a fraction.

    Where an article writes a number in the notation of another language ("650,000 Menschen"),
    its three digits after the mark are thousands: nobody counts people to a thousandth.
    """
    if not _THOUSANDS.fullmatch(quantity.text):
        return quantity
    value = float(re.sub(r"\D", "", quantity.text))
    return replace(quantity, low=value, high=value)


class _Reader:
    """Reads the numbers of one document."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.language: str = doc._.context.language
        self.grid = Grid.of(doc)
        self.kind_words = words.table(self.language, "kinds", KindWords)
        self.joints = words.table(self.language, "lists", ListWords).joints
        self.dated = {token for time in doc._.dates for token in self.grid.tokens(time)}
        self.readings: list[Reading] = []
        self.sentence_of: list[int] = []
        self.ends: list[int] = []
        self.decisions: list[Decision] = []
        self.things: list[int] = []

    # Made on first use: many a text counts no people, and then nobody asks where, when and who.

    @cached_property
    def geography(self) -> Geography:
        """Where the text says that things are."""
        return Geography(self.doc, self.grid, self.kind_words.clause_breaks, self.excluding)

    @cached_property
    def chronology(self) -> Chronology:
        """When the text says that things happened."""
        return Chronology(self.doc, self.grid, self.kind_words.clause_breaks)

    @cached_property
    def excluding(self) -> frozenset[int]:
        """The tokens of clauses which say that something is missing in a count."""
        return self.clauses_that_exclude()

    def candidates(self) -> dict[int, list[_Candidate]]:
        """Return the numbers that may count people, by sentence; decide on the others."""
        demonyms = {
            self.grid.token(place.start): self.grid.end_token(place.end)
            for place in self.doc._.places
            if place.kind == "demonym" or (place.kind == "adjective" and place.text[0].isupper())
        }
        places = {
            token
            for place in self.doc._.places
            if place.kind in {"country", "city", "region"}
            for token in self.grid.tokens(place)
        }
        found: dict[int, list[_Candidate]] = {}
        for quantity in self.doc._.quantities:
            if within(self.doc, quantity.start):
                continue  # a table is read by its labels
            if quantity.category != "count":
                self.decide(quantity, f"no count: {quantity.category}", quantity.rule)
                continue
            if quantity.vague:
                self.decide(quantity, "vague", quantity.rule)
                continue
            start, end = self.grid.token(quantity.start), self.grid.end_token(quantity.end)
            if self.in_name(start):
                self.decide(quantity, "part of a name", "people.name")
                continue
            close = quantity.hedge_start <= quantity.end + 1  # "500 Menschen oder mehr" is not
            after = max(end, self.grid.end_token(quantity.hedge_end)) if close else end
            what = counted(self.doc, self.grid.lower, after, quantity, demonyms, places)
            if isinstance(what, Thing):
                self.decide(quantity, f"counts {what.noun}", "people.thing")
                self.things.append(start)
                continue
            quantity = whole(quantity)
            sentence = self.grid.sentence(start)
            begin = min(start, self.grid.token(quantity.hedge_start)) if quantity.hedge else start
            candidate = _Candidate(quantity, start, end, begin, sentence, what)
            found.setdefault(sentence, []).append(candidate)
        return found

    def in_name(self, start: int) -> bool:
        """Tell whether a number word with a capital is part of a name: "The Four Paths Police".

        A headline may write every word so, and a sentence begins so.
        """
        token, lower = self.doc[start], self.grid.lower
        opens = start == self.grid.sentences[self.grid.sentence(start)][0]
        if not token.text[0].isupper() or opens or token.idx < self.doc._.context.title_end:
            return False
        following = self.doc[start + 1 : start + 2].text
        return lower[start - 1] in lexicon(self.language).words.articles and following.istitle()

    def decide(self, quantity: Quantity, outcome: str, rule: str) -> None:
        """Note what became of a number."""
        self.decisions.append(Decision(quantity, outcome, rule))

    def read(self, sentence: int, candidates: list[_Candidate]) -> None:
        """Read the candidates of one sentence, in order."""
        start, end = self.grid.sentences[sentence]
        kinds = SentenceKinds(self.language, self.grid.lower, start, end)
        candidates = self.listed(self.with_later_nouns(candidates))
        nouns = {i for c in candidates for i in range(c.counted.start, c.counted.end)}
        starts = [candidate.start for candidate in candidates]
        lists = [candidate.list_number for candidate in candidates]
        for candidate in candidates:
            # The numbers of one list share their verb, place and date; others compete for them.
            first = bisect_left(lists, candidate.list_number)
            numbers = starts[:first] + starts[bisect_right(lists, candidate.list_number) :]
            taken = nouns - set(range(candidate.counted.start, candidate.counted.end))
            reading = self.reading(candidate, kinds, numbers, taken)
            if reading is None:
                self.decide(candidate.quantity, "counts nothing that is named", "people.alone")
            elif reading.kind == "other" and is_capacity(
                self.language, self.grid.lower, start, end
            ):
                self.decide(candidate.quantity, "a capacity", "modality.capacity")
            elif self.is_source(candidate):
                self.decide(candidate.quantity, "those who say so", "people.source")
            elif self.is_own(candidate, reading.kind):
                self.decide(candidate.quantity, "somebody's own family", "people.own")
            elif not reading.where.country:
                self.decide(candidate.quantity, "no country", reading.where.rule)
            else:
                self.decide(candidate.quantity, CLAIM, reading.rules[0])
                self.add(candidate, reading)

    def is_source(self, candidate: _Candidate) -> bool:
        """Tell whether the number counts who says something: "citing two officials"."""
        quantity = candidate.quantity
        said = any(a.start <= quantity.start < a.end for a in self.doc._.attributions)
        return said and quantity.high <= MOST_SOURCES and not candidate.counted.event

    def is_own(self, candidate: _Candidate, kind: Kind) -> bool:
        """Tell whether the number counts somebody's own, to whom nothing happened."""
        table, what = lexicon(self.language).words, candidate.counted
        return (
            kind in UNEVENTFUL
            and what.unit.casefold() in table.kin
            and self.grid.lower[candidate.begin - 1] in table.owners
        )

    def is_bracketed(self, candidate: _Candidate) -> bool:
        """Tell whether the number stands in brackets behind a place: "Armenien (110.000)"."""
        near = self.grid.lower[max(candidate.start - BRACKET, 0) : candidate.start]
        return "(" in near and bool(self.geography.listed((candidate.start, candidate.end)))

    def with_later_nouns(self, candidates: list[_Candidate]) -> list[_Candidate]:
        """Return the candidates; one leaves out the noun that the next one names.

        "In February 50,000 and in March 30,000 refugees came": only joints and dates between.
        """
        made = candidates[:]
        for index in range(len(made) - 2, -1, -1):
            here, following = made[index], made[index + 1]
            between = range(here.end, following.begin)
            if (
                here.counted.how == "alone"
                and following.counted.how == "noun"
                and 0 < len(between) <= LATER_NOUN
                and all(i in self.dated or self.grid.lower[i] in self.joints for i in between)
            ):
                made[index] = replace(here, counted=following.counted)
        return made

    def listed(self, candidates: list[_Candidate]) -> list[_Candidate]:
        """Return the candidates of a sentence with the lists that they stand in."""
        lists: list[list[_Candidate]] = []
        for candidate in candidates:
            if lists and self.goes_on(lists[-1][-1], candidate):
                lists[-1].append(candidate)
            else:
                lists.append([candidate])
        return [
            replace(candidate, list_number=number, list_end=members[-1].counted.end)
            for number, members in enumerate(lists)
            for candidate in members
        ]

    def goes_on(self, left: _Candidate, right: _Candidate) -> bool:
        """Tell whether nothing but joints and hedges stands between two counted nouns."""
        if "alone" in (left.counted.how, right.counted.how):
            return False
        between = self.grid.lower[left.counted.end : right.begin]
        return 0 < len(between) <= 2 and all(word in self.joints for word in between)

    def add(self, candidate: _Candidate, reading: Reading) -> None:
        """Keep a reading; a distributed figure is one per country."""
        targets = reading.where.country
        split = [(code,) for code in targets] if candidate.quantity.each else [targets]
        for target in split:
            self.readings.append(replace(reading, where=replace(reading.where, country=target)))
            self.sentence_of.append(candidate.sentence)
            self.ends.append(max(candidate.end, candidate.counted.end))

    def reading(
        self,
        candidate: _Candidate,
        kinds: SentenceKinds,
        numbers: list[int],
        taken: set[int],
    ) -> Reading | None:
        """Return what the candidate says, or None where it counts nothing that is named.

        ``numbers`` and ``taken`` are tokens of the sentence's other numbers and of their nouns.
        """
        start, end = self.grid.sentences[candidate.sentence]
        lower, quantity = self.grid.lower, candidate.quantity
        what, number = candidate.counted, (candidate.begin, candidate.end)
        model = self.model(candidate)
        part = announces_part(self.language, lower, start, candidate.start)
        is_part = part is not None or what.how == "partitive"
        parent = self.parent(candidate) if is_part else None
        kind, kind_rule = kinds.kind_of(number, what, numbers, taken)
        told = not kind_rule.endswith((".noun", ".none"))
        unit_rule = f"people.{what.how}"
        if quantity.high <= 1 and what.how != "noun":
            return None  # "one of them said" tells of a person, not of a count
        if what.how == "alone":
            toll = self.toll(candidate, start)
            if toll is not None and (told or model is not None or toll.event):
                what, unit_rule = toll, "people.toll"
                kind, kind_rule = kinds.kind_of(number, what, numbers, taken)
            elif self.is_bracketed(candidate) and (told or self.readings or kinds.hits):
                model = len(self.readings) - 1 if self.readings else None
                unit_rule = "people.listed"
                if model is not None:
                    kind, kind_rule = self.inherited(model)
                else:  # the numbers of a list have one verb, however far it stands
                    kind, kind_rule = kinds.kind_of(number, what, numbers, taken, ANYWHERE)
            elif self.adjacent(candidate, kinds):
                unit_rule = "people.verb"
            elif model is not None and self.elliptical(candidate, model, told):
                unit_rule = "people.ellipsis"
                kind, kind_rule = (kind, kind_rule) if told else self.inherited(model)
            else:
                return None
        elif what.how == "pronoun" and not told and model is None:
            return None
        inherits = not told and (not what.event or what.how != "noun")
        if inherits and parent is not None:
            kind, kind_rule = self.inherited(parent)
        elif inherits and model is not None and self.coordinated(candidate, model):
            kind, kind_rule = self.inherited(model)
        elif inherits and kind == "other" and model is not None and what.how == "noun":
            # Nobody says what happened to them: the sentence goes on with the one before.
            kind, kind_rule = self.inherited(model)
        unit = what.unit or (self.readings[model].unit if model is not None else "")
        where = self.geography.where(quantity, number, what, kind, numbers, candidate.list_end)
        when = self.chronology.when(number, what, kind, numbers)
        attribution = source_at(self.doc, quantity.start)
        modality, modality_rule = modality_of(
            self.language, lower, (start, end), (candidate.start, candidate.end), self.dated
        )
        return Reading(
            quantity=quantity,
            quote_start=self.doc[start].idx,
            quote_end=self.doc[end - 1].idx + len(self.doc[end - 1].text.rstrip()),
            unit=unit,
            kind=kind,
            where=where,
            when=when,
            source=attribution.source if attribution else OUTLET,
            via=attribution.via if attribution else (),
            modality=modality,
            per=rate_of(self.language, lower, start, end, candidate.start),
            change=quantity.signed * quantity.low if quantity.signed else None,
            part_of=parent,
            excluded=(),
            rules=(
                unit_rule,
                quantity.rule,
                kind_rule,
                where.rule,
                when.rule,
                attribution.rule if attribution else "sources.outlet",
                modality_rule,
            ),
        )

    def model(self, candidate: _Candidate) -> int | None:
        """Return the reading before the candidate that it may lean on, or None."""
        if not self.readings:
            return None
        last = len(self.readings) - 1
        return last if candidate.sentence - self.sentence_of[last] <= 1 else None

    def parent(self, candidate: _Candidate) -> int | None:
        """Return the reading that the candidate is a part of: the last that is no smaller."""
        for index in range(len(self.readings) - 1, -1, -1):
            if candidate.sentence - self.sentence_of[index] > 2:
                return None
            if self.readings[index].quantity.high >= candidate.quantity.low:
                return index
        return None

    def inherited(self, index: int) -> tuple[Kind, str]:
        """Return the kind of an earlier reading, as taken over."""
        return self.readings[index].kind, "kinds.inherited"

    def adjacent(self, candidate: _Candidate, kinds: SentenceKinds) -> bool:
        """Tell whether the word right beside a bare number says what happened to people."""
        return any(
            0 <= hit.start - candidate.end <= 2 or 0 <= candidate.begin - hit.end <= 1
            for hit in kinds.hits
        )

    def toll(self, candidate: _Candidate, start: int) -> Counted | None:
        """Return what "die Zahl der Todesopfer … 56" or "a crowd of 5,000" counts, or None."""
        lower, group = self.grid.lower, candidate.begin - 2
        of_group = group >= start and lower[group] in self.kind_words.group_nouns
        if of_group and lower[group + 1] in self.kind_words.toll_joints:
            return Counted(self.doc[group].text, group, group + 1, "other", True, "noun")
        linked = lower[candidate.begin - 1] in self.kind_words.links
        earliest = max(start, candidate.begin - TOLL)
        if not linked and self.kind_words.toll_nouns.isdisjoint(lower[earliest : candidate.begin]):
            return None
        for position in range(candidate.begin - 1, earliest - 1, -1):
            if linked and (noun := self.event_noun(position)) is not None:
                return noun
            if lower[position] in self.kind_words.toll_nouns:
                toll = Counted(self.doc[position].text, position, position, "other", False, "noun")
                if lower[position + 1] not in self.kind_words.toll_joints:
                    return toll
                what = counted(self.doc, lower, position + 2, candidate.quantity, {})
                if isinstance(what, Thing):
                    return None
                return replace(what, how="noun") if what.how == "noun" else toll
            if lower[position] in self.kind_words.clause_breaks - self.kind_words.relatives:
                return None
        return None

    def event_noun(self, position: int) -> Counted | None:
        """Return the noun that ends at the token if it says what happened, in the plural."""
        nouns = lexicon(self.language)
        for start in (max(position - 1, 0), position):
            text = self.doc[start : position + 1].text
            row = nouns.noun(text)
            if row is None or not row.event or not nouns.is_plural(text):
                continue
            if not row.needs or any(word.startswith(row.needs) for word in self.grid.lower):
                return Counted(text, start, position + 1, row.kind, True, "noun")
        return None

    def elliptical(self, candidate: _Candidate, model: int, told: bool) -> bool:
        """Tell whether the candidate leaves out what the reading before it counts."""
        quantity, lower = candidate.quantity, self.grid.lower
        if self.sentence_of[model] == candidate.sentence and self.geography.names(candidate.begin):
            return True  # "Florida had 54 deaths, Georgia 12 and Alabama 3"
        if quantity.low < SMALLEST_ELLIPSIS or _YEAR.fullmatch(quantity.text):
            return False
        if any(self.ends[model] <= thing < candidate.start for thing in self.things):
            return False
        if self.sentence_of[model] == candidate.sentence:
            return candidate.start - self.ends[model] <= PARALLEL_REACH
        before = lower[max(candidate.start - 4, 0) : candidate.start]
        return told or any(word in self.kind_words.ellipsis_verbs for word in before)

    def coordinated(self, candidate: _Candidate, model: int) -> bool:
        """Tell whether the candidate goes on a list: "vier Babys, zwei Kinder und vier Frauen"."""
        between = self.grid.lower[self.ends[model] : candidate.start]
        joined = [word for word in between if word in self.joints]
        return (
            self.sentence_of[model] == candidate.sentence
            and bool(joined)
            and len(between) - len(joined) <= 2
        )

    def excluded(self) -> tuple[str, ...]:
        """Return the countries (alpha-3) that the text says are missing in the count."""
        missing = [
            code
            for place in self.doc._.places
            if place.kind == "country" and self.grid.token(place.start) in self.excluding
            for code in place.country
        ]
        return tuple(dict.fromkeys(missing))

    def clauses_that_exclude(self) -> frozenset[int]:
        """Return the tokens of the clauses which say that something is missing in a count."""
        tokens: set[int] = set()
        for start, end in self.grid.sentences:
            ends = [i for i in range(start, end) if self.grid.lower[i] in {";", ":", "–"}]
            for low, high in zip([start, *ends], [*ends, end], strict=True):
                if says_missing(self.language, self.grid.lower, low, high):
                    tokens.update(range(low, high))
        return frozenset(tokens)
