"""Plausible claims in any number, seeded: what a newsroom has gathered after ten years.

The world that they tell of has events with tolls that rise and are corrected, monthly and yearly
statistics, stocks of refugees and flights since a day. Each of these is reported by few or by
many outlets: how many follows a power law, as news does. Outlets name the office, an
agency that passes it on, or nobody; they round, hedge and copy. Countries are reported on as
unequally as they are in news. Nothing is taken from real reports.
"""

from __future__ import annotations

import calendar
import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

import pycountry
from sqlite_utils import Database

from extract import VERSION
from store.database import transaction
from store.model import Bound, Claim, Kind, Report, content_id
from store.rows import Value, array, insert, upsert

DAYS = 3652
BEGINNING = dt.date(2016, 1, 1)
END = BEGINNING + dt.timedelta(days=DAYS)
"""Nothing is reported later: what happens goes on, the newsroom's record ends."""

OUTLETS = 400
MOST_REPORTS = 300
"""The most reports of one state of affairs."""

TAIL = 1.15
"""Exponent of the power law of how many reports there are of one thing."""

NOUNS: dict[Kind, dict[str, str]] = {
    "killed": {"en": "people", "de": "Menschen"},
    "injured": {"en": "people", "de": "Menschen"},
    "missing": {"en": "people", "de": "Menschen"},
    "arrivals": {"en": "migrants", "de": "Migranten"},
    "asylum_applications": {"en": "applications", "de": "Asylanträge"},
    "departures": {"en": "people", "de": "Menschen"},
    "refugees": {"en": "refugees", "de": "Flüchtlinge"},
    "displaced": {"en": "people", "de": "Menschen"},
    "infected": {"en": "cases", "de": "Fälle"},
}
VERBS: dict[Kind, dict[str, str]] = {
    "killed": {"en": "were killed", "de": "sind ums Leben gekommen"},
    "injured": {"en": "were injured", "de": "wurden verletzt"},
    "missing": {"en": "are missing", "de": "werden vermisst"},
    "arrivals": {"en": "arrived", "de": "sind angekommen"},
    "asylum_applications": {"en": "were filed", "de": "wurden gestellt"},
    "departures": {"en": "have left", "de": "haben das Land verlassen"},
    "refugees": {"en": "are registered", "de": "sind registriert"},
    "displaced": {"en": "were displaced", "de": "sind vertrieben"},
    "infected": {"en": "were counted", "de": "wurden gezählt"},
}
EVENTS = {"en": ("the earthquake", "the floods", "the attack"), "de": ("Beben", "Flut", "Anschlag")}
OFFICES = {
    "en": ("{} police", "{} health ministry", "{} interior ministry", "UNHCR", "local officials"),
    "de": ("Polizei in {}", "Gesundheitsministerium in {}", "Innenministerium in {}", "UNHCR"),
}
AGENCIES = ("Reuters", "dpa", "AFP", "AP")
HEDGES: dict[Bound, dict[str, str]] = {
    "exact": {"en": "", "de": ""},
    "about": {"en": "about ", "de": "rund "},
    "min": {"en": "at least ", "de": "mindestens "},
    "max": {"en": "up to ", "de": "bis zu "},
}


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity of the world: its states by day, each with its true count."""

    kind: Kind
    country: str
    origin: str
    states: tuple[tuple[dt.date, str, int], ...]  # day, reference period (EDTF), count
    popularity: int


class World:
    """Makes up quantities and what outlets report of them, from one seed."""

    def __init__(self, seed: int) -> None:
        """Make the countries, unequally often in the news."""
        self._chance = random.Random(seed)
        self._seed = seed
        self._pages = count()
        self._countries = sorted(country.alpha_3 for country in pycountry.countries)
        self._chance.shuffle(self._countries)
        self._weights = [1 / rank for rank in range(1, len(self._countries) + 1)]
        self._known: set[tuple[str, ...]] = set()

    def reports(self) -> Iterator[Report]:
        """Yield reports without end, thing by thing."""
        makers = (self._event, self._event, self._event, self._statistic, self._stock, self._flight)
        while True:
            series = self._chance.choice(makers)()
            if self._new(series[0]):
                yield from self._told(series)

    def _new(self, series: Series) -> bool:
        """Tell whether there is no such quantity yet: a country has one stock of one origin."""
        if series.kind in ("killed", "departures", "displaced"):
            return True  # events of one day or month may be many
        period = "" if series.kind == "refugees" else series.states[0][1]
        key = (series.kind, series.country, series.origin, period)
        known = key in self._known
        self._known.add(key)
        return not known

    def _country(self) -> str:
        return self._chance.choices(self._countries, self._weights)[0]

    def _day(self) -> dt.date:
        return BEGINNING + dt.timedelta(days=self._chance.randrange(DAYS))

    def _popularity(self) -> int:
        return min(MOST_REPORTS, int(self._chance.paretovariate(TAIL)))

    def _count(self, least: float, mean: float) -> int:
        return int(least + self._chance.lognormvariate(0, 1.4) * mean)

    def _event(self) -> list[Series]:
        country, day, popularity = self._country(), self._day(), self._popularity()
        kinds: tuple[Kind, ...] = ("killed", "injured", "missing")
        found = []
        steps = self._chance.choice((1, 1, 1, 2, 4))
        for kind in kinds[: self._chance.choice((1, 1, 2, 3))]:
            count, states = self._count(1, 12), []
            for step in range(steps):
                states.append((day + dt.timedelta(days=step), day.isoformat(), count))
                count += self._count(1, count / 4)
            found.append(Series(kind, country, "", tuple(states), popularity))
        return found

    def _statistic(self) -> list[Series]:
        kind: Kind = self._chance.choice(("arrivals", "asylum_applications", "infected"))
        day, year = self._day(), self._chance.random() < 0.3
        last = calendar.monthrange(day.year, day.month)[1]
        end = dt.date(day.year, 12, 31) if year else day.replace(day=last)
        edtf = f"{day:%Y}" if year else f"{day:%Y-%m}"
        state = end + dt.timedelta(days=self._chance.randint(3, 20))
        origin = self._country() if self._chance.random() < 0.5 and kind != "infected" else ""
        states = ((state, edtf, self._count(50, 4000)),)
        return [Series(kind, self._country(), origin, states, self._popularity())]

    def _stock(self) -> list[Series]:
        country, origin, day = self._country(), self._country(), self._day()
        count, states = self._count(1000, 60_000), []
        for _ in range(self._chance.randint(1, 24)):
            states.append((day, day.isoformat(), count))
            day += dt.timedelta(days=self._chance.randint(20, 60))
            count = int(count * self._chance.uniform(0.95, 1.1))
        return [Series("refugees", country, origin, tuple(states), self._popularity())]

    def _flight(self) -> list[Series]:
        kind: Kind = self._chance.choice(("departures", "displaced"))
        country, begun = self._country(), self._day()
        count, states = self._count(1000, 40_000), []
        for step in range(self._chance.randint(1, 12)):
            day = begun + dt.timedelta(days=10 * (step + 1))
            states.append((day, f"{begun}/{day}", count))
            count = int(count * self._chance.uniform(1.0, 1.25))
        origin = country if kind == "departures" else ""
        return [Series(kind, country, origin, tuple(states), self._popularity())]

    def _told(self, series: list[Series]) -> Iterator[Report]:
        """Yield what outlets report of an event: each report tells one state of all its counts."""
        event, office = self._chance.randrange(3), self._chance.randrange(4)
        for number in range(series[0].popularity):
            outlet = self._chance.randrange(OUTLETS)
            language = "de" if outlet % 3 == 0 else "en"
            step = self._chance.random()
            copied = self._chance.random() < 0.4
            words = (language, EVENTS[language][event], office if copied else (office + number) % 5)
            late = dt.timedelta(days=self._chance.choice((0, 0, 0, 1, 1, 2)))
            if series[0].states[int(step * len(series[0].states))][0] + late > END:
                continue
            page = content_id(self._seed, next(self._pages))
            for one in series:
                day, edtf, count = one.states[int(step * len(one.states))]
                yield self._report(one, (day + late, edtf, count), (page, outlet), words)

    def _report(
        self,
        series: Series,
        state: tuple[dt.date, str, int],
        page: tuple[str, int],
        told: tuple[str, str, int],
    ) -> Report:
        (day, edtf, count), (language, event, office) = state, told
        bound: Bound = self._chance.choices(("exact", "about", "min", "max"), (70, 12, 15, 3))[0]
        if bound != "exact" and count > 100:
            place = 10 ** (len(str(count)) - 2)
            count = count // place * place
        offices = OFFICES[language]
        source = offices[office].format(series.country) if office < len(offices) else "@outlet"
        via = (self._chance.choice(AGENCIES),) if self._chance.random() < 0.4 else ()
        number = f"{count:,}" if language == "en" else f"{count:,}".replace(",", ".")
        noun, verb = NOUNS[series.kind][language], VERBS[series.kind][language]
        quote = f"{HEDGES[bound][language]}{number} {noun} {verb}, {event}, {source}."
        document, outlet = page
        first, last = _days(edtf, day)
        claim = Claim(
            id=Claim.id_of(document + series.kind, 0, (series.country,), count),
            article=document,
            quote=quote,
            quote_start=0,
            quote_end=len(quote),
            number=number,
            number_start=len(HEDGES[bound][language]),
            number_end=len(HEDGES[bound][language]) + len(number),
            low=float(count),
            high=float(count),
            bound=bound,
            kind=series.kind,
            unit=noun,
            country=(series.country,),
            origin=(series.origin,) if series.origin else (),
            date=edtf,
            date_first=first,
            date_last=last,
            source=source,
            via=via,
            modality="asserted",
            per=None,
            change=None,
            part_of=None,
            excluded=(),
            rules=(),
            extractor="synthetic",
        )
        return Report(claim, document, f"outlet-{outlet}.example", day, language)


def _days(edtf: str, day: dt.date) -> tuple[dt.date, dt.date]:
    begin, slash, end = edtf.partition("/")
    if slash:
        return dt.date.fromisoformat(begin), dt.date.fromisoformat(end)
    if len(edtf) == 4:
        return dt.date(int(edtf), 1, 1), dt.date(int(edtf), 12, 31)
    if len(edtf) == 7:
        last = calendar.monthrange(int(edtf[:4]), int(edtf[5:]))[1]
        return dt.date(int(edtf[:4]), int(edtf[5:]), 1), dt.date.fromisoformat(f"{edtf}-{last}")
    return dt.date.fromisoformat(edtf), dt.date.fromisoformat(edtf)


def fill(db: Database, reports: Iterable[Report]) -> None:
    """Write reports into the database as if their pages had been fetched and read."""
    pages: dict[str, list[Report]] = defaultdict(list)
    for report in reports:
        pages[report.claim.article].append(report)
    with transaction(db):
        source = {"name": SOURCE, "homepage": "https://synthetic.example/", "language": "en"}
        upsert(db, "sources", [source], ["name"])
        insert(db, "documents", DOCUMENTS, (_document(page) for page in pages.values()))
        insert(db, "snapshots", SNAPSHOTS, (_snapshot(page) for page in pages.values()))
        numbers = count(_last(db, "articles") + 1)
        insert(db, "articles", ARTICLES, (_article(page, next(numbers)) for page in pages.values()))
        told = [report.claim for page in pages.values() for report in page]
        insert(db, "claims", CLAIMS, map(_claim, told, count(_last(db, "claims") + 1)))
        insert(db, "claim_countries", PLACES, (place for claim in told for place in _places(claim)))


SOURCE = "synthetic"
NOW = "2026-01-01T00:00:00.000Z"
DOCUMENTS = ("id", "url", "source", "first_seen", "checked")
SNAPSHOTS = (
    *("id", "document", "fetched", "last_seen", "status", "sha256", "media_type", "archive"),
    *("offset", "extractor"),
)
ARTICLES = (
    *("id", "fts_number", "snapshot", "document", "url", "title", "outlet", "authors"),
    *("language", "published", "text", "extractor", "latest"),
)
CLAIMS = (
    *("id", "fts_number", "article", "quote", "quote_start", "quote_end", "number"),
    *("number_start", "number_end", "low", "high", "bound", "kind", "unit", "date_edtf"),
    *("date_first", "date_last", "source", "via", "modality", "part_of", "rules", "extractor"),
)
PLACES = ("claim", "role", "country")


def _last(db: Database, table: str) -> int:
    found: int = db.execute(f"SELECT coalesce(max(fts_number), 0) FROM {table}").fetchone()[0]
    return found


def _address(one: Report) -> str:
    return f"https://{one.outlet}/{one.document}"


def _document(page: list[Report]) -> tuple[Value, ...]:
    return page[0].document, _address(page[0]), SOURCE, NOW, NOW


def _snapshot(page: list[Report]) -> tuple[Value, ...]:
    document = page[0].document
    return document, document, NOW, NOW, 200, "", "text/html", "", 0, VERSION


def _article(page: list[Report], number: int) -> tuple[Value, ...]:
    one = page[0]
    text = " ".join(report.claim.quote for report in page)
    names = (one.claim.article, number, one.document, one.document, _address(one))
    told = (one.claim.quote, one.outlet, "[]", one.language, one.published.isoformat(), text)
    return *names, *told, SOURCE, 1


def _claim(claim: Claim, number: int) -> tuple[Value, ...]:
    days = [day.isoformat() if day else None for day in (claim.date_first, claim.date_last)]
    return (
        *(claim.id, number, claim.article, claim.quote, claim.quote_start, claim.quote_end),
        *(claim.number, claim.number_start, claim.number_end, claim.low, claim.high),
        *(claim.bound, claim.kind, claim.unit, claim.date, *days, claim.source),
        *(array(claim.via), claim.modality, claim.part_of, "[]", claim.extractor),
    )


def _places(claim: Claim) -> Iterator[tuple[Value, ...]]:
    for role, countries in (("country", claim.country), ("origin", claim.origin)):
        for code in countries:
            yield claim.id, role, code


def reports(most: int, seed: int = 1) -> list[Report]:
    """Return ``most`` reports of one world, no two with the same claim id, the oldest first."""
    found: dict[str, Report] = {}
    for report in World(seed).reports():
        found.setdefault(report.claim.id, report)
        if len(found) == most:
            break
    return sorted(found.values(), key=lambda report: (report.published, report.claim.id))
