"""Where: the place that governs a figure, and the origin of the counted people.

In a sentence the place that is cheapest to reach from the number governs it; where a sentence
names none, the place of the sentences before governs on, then the country that the whole text is
about, then the outlet's home. What says where the people are from (an adjective or demonym on
the counted noun, "aus Ungarn") is their origin and not the place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from extract import words
from extract.kinds import BREAK_COST, NUMBER_COST
from extract.people import Counted, lexicon
from extract.places import main_countries
from extract.spans import Place, Quantity
from extract.tables import within
from extract.tokens import Grid
from store.model import PSEUDO_COUNTRIES, Kind

MOVEMENTS: frozenset[Kind] = frozenset(
    {"arrivals", "refugees", "asylum_applications", "returned", "deported", "departures"}
)
"""Kinds with a direction: "from" is an origin and "to" a destination."""

LEAVING: frozenset[Kind] = frozenset({"departures", "displaced", "deported"})
"""Kinds that hold where people left, if nothing says where they went."""

NAMED = frozenset({"country", "region", "city"})
"""Kinds of places that are names."""

ROLE_COST: dict[str, int] = {"in": 0, "to": 2, "": 4, "from": 14}
"""Cost of a place's role, in tokens; a place that people come from seldom is where they are."""

KIND_COST: dict[str, int] = {
    "city": 0,
    "region": 0,
    "country": 0,
    "area": 12,
    "adjective": 5,
    "organisation": 8,
    "demonym": 8,
}
"""Cost of how a place is named, in tokens: "in Kilis" says more than "türkische Küstenwache"."""

ATTRIBUTION_COST = 12
"""Cost of a place inside the name of a source: the ministry in Rome counts arrivals in Sicily."""

BEFORE_COST = 1
"""Cost of a place before the number: word order prefers what follows only slightly."""

OWN_NUMBER = 6
"""Most tokens between a place and the number that follows it as its own."""

FAR = 45
"""Highest cost at which a place in the sentence still governs."""

OF_EVENT = 2
"""Most tokens between an event and the country that it took place in ("auf die Ukraine")."""

CARRY = 1
"""How many sentences back a named place governs on; farther, the country of the text does."""


@dataclass(frozen=True, slots=True)
class ListWords:
    """Table ``[lists]``.

    ``joints`` may stand between places or people that are named together ("in Kenya and
    Tanzania"); ``shares`` between a bracket and the number that each of them has.
    """

    joints: frozenset[str]
    shares: frozenset[str]


@dataclass(frozen=True, slots=True)
class Where:
    """``country`` in the order of the text; several where the figure is joint or distributed."""

    country: tuple[str, ...]
    origin: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class _Spot:
    """A place with the tokens ``[start, end)`` that it covers."""

    place: Place
    start: int
    end: int
    in_source: bool


class Geography:
    """The places of a document, sentence by sentence."""

    def __init__(
        self, doc: Doc, grid: Grid, breaks: frozenset[str], excluding: Collection[int] = ()
    ) -> None:
        """Sort the places; those at the tokens ``excluding`` are said to be missing in a count."""
        self.grid = grid
        self.breaks = breaks
        self.lexicon = lexicon(doc._.context.language)
        self.words = words.table(doc._.context.language, "lists", ListWords)
        self.home: str | None = doc._.context.home
        besides = {p.start for p in doc._.places if grid.token(p.start) in excluding}
        self.main = main_countries(doc, besides)
        self.by_sentence: dict[int, list[_Spot]] = {}
        sources = {token for named in doc._.attributions for token in grid.tokens(named)}
        # A place in an event, or a country right after it, only says which event dates the
        # figure: "the war in Ukraine".
        events = [time for time in doc._.dates if time.rule.endswith(".event")]
        of_events = {token for event in events for token in grid.tokens(event)}
        after_events = {
            grid.end_token(event.end) + step for event in events for step in range(OF_EVENT + 1)
        }
        for place in doc._.places:
            if within(doc, place.start):
                continue
            start, end = grid.token(place.start), grid.end_token(place.end)
            dates_figure = start in after_events and place.kind == "country"
            if start in excluding or dates_figure or not of_events.isdisjoint(range(start, end)):
                continue
            spot = _Spot(place, start, end, start in sources)
            self.by_sentence.setdefault(grid.sentence(start), []).append(spot)

    def where(
        self,
        quantity: Quantity,
        number: tuple[int, int],
        counted: Counted,
        kind: Kind,
        numbers: Sequence[int],
        list_end: int,
    ) -> Where:
        """Return where the people are and where they are from.

        ``number`` are the tokens of the number, ``numbers`` those of the numbers that compete
        for the places of the sentence; ``list_end`` is the token after the last noun of the
        list that the number stands in ("zwei Frauen und drei Männer aus Ungarn").
        """
        sentence = self.grid.sentence(number[0])
        spots = self.by_sentence.get(sentence, [])
        attached = self._attached(spots, number, counted)
        origins = attached + self._from(spots, list_end, kind, attached, numbers)
        listed = self.listed(number)
        free = [spot for spot in spots if spot not in origins and not self._of_people(spot)]
        origin = tuple(code for code in _countries(origins) if code not in PSEUDO_COUNTRIES)
        if listed:
            return Where(_countries(listed), origin, "where.listed")
        stays = kind in LEAVING and not free
        if stays or (kind == "departures" and not any(spot.place.role == "to" for spot in free)):
            left = [spot for spot in origins if spot not in attached]
            if left:
                return Where(_countries(left), _countries(attached), "where.left")
        if kind == "departures" and attached and not free:
            return Where(_countries(attached), _countries(attached), "where.left")
        best = self._best(free, number, counted, kind, numbers)
        if best is not None:
            together = [best] if best.place.role == "from" else self._together(free, best)
            role = f":{best.place.role}" if best.place.role else ""
            return Where(_countries(together), origin, f"where.{best.place.kind}{role}")
        if origin and origin[0] == self._theme() and kind not in MOVEMENTS:
            return Where(origin, origin, "where.origin")
        for back in range(1, CARRY + 1):
            earlier = self._anchor(sentence - back)
            if earlier:
                return Where(earlier, origin, "where.carried")
        theme = self._theme()
        if theme is not None:
            return Where((theme,), origin, "where.main")
        if origin:
            return Where(origin, origin, "where.origin")
        return Where((self.home,) if self.home else (), origin, "where.home")

    def _theme(self) -> str | None:
        """Return the country that the whole text is about, None where it names none."""
        return self.main[0][0] if self.main else None

    def _attached(
        self, spots: list[_Spot], number: tuple[int, int], counted: Counted
    ) -> list[_Spot]:
        """Return the adjectives and demonyms on the counted noun: "13 afghanische Soldaten"."""
        return [
            spot
            for spot in spots
            if number[1] <= spot.start
            and spot.end <= counted.end
            and spot.place.kind in {"adjective", "demonym", "country"}
        ]

    def _from(
        self,
        spots: list[_Spot],
        list_end: int,
        kind: Kind,
        attached: list[_Spot],
        numbers: Sequence[int],
    ) -> list[_Spot]:
        """Return the places that the counted people come from."""
        found: list[_Spot] = []
        for spot in spots:
            if spot in attached:
                continue
            near = 0 <= spot.start - list_end <= 3
            # "Of 1,431 who came, 1,100 were from Iraq": from there are those of the nearer number.
            others = any(list_end <= number < spot.start for number in numbers)
            moved = kind in MOVEMENTS and not others
            left = spot.place.role == "from" and (near or moved)
            people = self._of_people(spot) and (near or moved)
            goes_on = bool(found) and found[-1].place.role == "from" and spot.place.role != "to"
            if left or people or (goes_on and self._joined(found[-1], spot)):
                found.append(spot)
        return found

    def _of_people(self, spot: _Spot) -> bool:
        """Tell whether the place says of whom: a demonym, or an adjective on a people noun."""
        if spot.place.kind == "demonym":
            return True
        if spot.place.kind != "adjective" or spot.end >= len(self.grid.lower):
            return False
        row = self.lexicon.noun(self.grid.lower[spot.end])
        return row is not None and row.kind not in {"troops", "workers"}

    def names(self, end: int) -> bool:
        """Tell whether the name of a place ends right before the token ``end``."""
        spots = self.by_sentence.get(self.grid.sentence(end), [])
        return any(spot.end == end and spot.place.kind in NAMED for spot in spots)

    def listed(self, number: tuple[int, int]) -> list[_Spot]:
        """Return the places right before a bracketed number: "Armenien (110.000)"."""
        lower, spots = self.grid.lower, self.by_sentence.get(self.grid.sentence(number[0]), [])
        opening = number[0] - 1
        while opening > 0 and lower[opening] in self.words.shares:
            opening -= 1
        if lower[opening] != "(":
            return []
        found: list[_Spot] = []
        edge = opening
        for spot in sorted(spots, key=lambda spot: -spot.start):
            between = lower[spot.end : edge]
            if spot.end > edge or not all(w in self.words.joints and w != "," for w in between):
                continue
            found.insert(0, spot)
            edge = spot.start
        return found

    def _best(
        self,
        spots: list[_Spot],
        number: tuple[int, int],
        counted: Counted,
        kind: Kind,
        numbers: Sequence[int],
    ) -> _Spot | None:
        costs = [
            (self._cost(spot, number, counted, kind, numbers), spot.start, index)
            for index, spot in enumerate(spots)
        ]
        if not costs or min(costs)[0] > FAR:
            return None
        return spots[min(costs)[2]]

    def _cost(
        self,
        spot: _Spot,
        number: tuple[int, int],
        counted: Counted,
        kind: Kind,
        numbers: Sequence[int],
    ) -> int:
        place = spot.place
        if spot.start >= number[1]:
            low, high, cost = number[1] - 1, spot.start, spot.start - counted.end
        else:
            low, high, cost = spot.end - 1, number[0], number[0] - spot.end + BEFORE_COST
        if cost > FAR:
            return cost
        cost = max(cost, 0) + KIND_COST[place.kind]
        cost += ROLE_COST["in" if kind in MOVEMENTS and place.role == "to" else place.role]
        cost += ATTRIBUTION_COST * spot.in_source
        cost += NUMBER_COST * sum(low < other < high for other in numbers)
        # A place right before another number is that number's: "36,000 in A and B 16,000".
        cost += NUMBER_COST * any(
            low < spot.end <= other <= spot.end + OWN_NUMBER for other in numbers
        )
        cost += BREAK_COST * sum(self.grid.lower[i] in self.breaks for i in range(low, high))
        return cost

    def _together(self, spots: list[_Spot], best: _Spot) -> list[_Spot]:
        """Return ``best`` with the places that are named together with it, in order."""
        ordered = sorted(
            (
                spot
                for spot in spots
                if spot.place.kind == best.place.kind and spot.in_source == best.in_source
            ),
            key=lambda spot: spot.start,
        )
        at = ordered.index(best)
        first = last = at
        while first > 0 and self._joined(ordered[first - 1], ordered[first]):
            first -= 1
        while last + 1 < len(ordered) and self._joined(ordered[last], ordered[last + 1]):
            last += 1
        return ordered[first : last + 1]

    def _joined(self, left: _Spot, right: _Spot) -> bool:
        between = self.grid.lower[left.end : right.start]
        return 0 < len(between) <= 3 and all(word in self.words.joints for word in between)

    def _anchor(self, sentence: int) -> tuple[str, ...]:
        """Return the place that a sentence leaves for the ones after it, or nothing."""
        spots = [
            spot
            for spot in self.by_sentence.get(sentence, [])
            if spot.place.role in {"in", "to", ""}
            and spot.place.kind in {"city", "region", "country"}
            and not spot.in_source
        ]
        return _countries(spots[:1])


def _countries(spots: Sequence[_Spot]) -> tuple[str, ...]:
    """Return the countries of the places, each once, in order; pseudo codes only if alone."""
    found = list(dict.fromkeys(code for spot in spots for code in spot.place.country))
    real = [code for code in found if code not in PSEUDO_COUNTRIES]
    return tuple(real or found)
