"""A small invented world: eight articles of six invented outlets, read and reconciled by hand."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import httpx
import pytest

from publish.serve import datasette_on
from store import articles, documents, failures, figures
from store.database import open_database, transaction
from store.model import Article, Claim, Document, Failure, Figure, Relation, Snapshot, content_id

SINCE_THE_WAR = ("2022-02-24/2024-07-17", dt.date(2022, 2, 24), dt.date(2024, 7, 17))
QUAKE_DAY = ("2023-02-06", dt.date(2023, 2, 6), dt.date(2023, 2, 6))


@dataclass
class World:
    """What is written into the database; tests change it before it is written."""

    articles: list[Article] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def article(self, url: str, outlet: str, day: str, title: str, text: str, language: str) -> str:
        snapshot = Snapshot.id_of(Document.id_of(url), content_id(f"<p>{text}</p>"))
        published = dt.date.fromisoformat(day)
        made = Article(
            id=Article.id_of(snapshot),
            snapshot=snapshot,
            url=url,
            title=title,
            outlet=outlet,
            authors=("Mira Beispiel",),
            language=language,
            published=published,
            modified=None,
            text=text,
        )
        self.articles.append(made)
        return made.id

    def claim(
        self,
        article: str,
        quote: str,
        number: str,
        value: float | tuple[float, float],
        kind: str,
        unit: str,
        country: Sequence[str],
        period: tuple[str, dt.date | None, dt.date | None] = SINCE_THE_WAR,
        **more: object,
    ) -> str:
        text = next(each.text for each in self.articles if each.id == article)
        start = text.index(quote)
        low, high = value if isinstance(value, tuple) else (value, value)
        number_start = start + quote.index(number)
        made = Claim(
            id=Claim.id_of(article, number_start, tuple(country), low),
            article=article,
            quote=quote,
            quote_start=start,
            quote_end=start + len(quote),
            number=number,
            number_start=number_start,
            number_end=number_start + len(number),
            low=low,
            high=high,
            bound="exact",
            kind=kind,  # type: ignore[arg-type]
            unit=unit,
            country=tuple(country),
            origin=(),
            date=period[0],
            date_first=period[1],
            date_last=period[2],
            source="@outlet",
            via=(),
            modality="asserted",
            per=None,
            change=None,
            part_of=None,
            excluded=(),
            rules=("invented",),
            extractor="test",
        )
        self.claims.append(replace(made, **more))  # type: ignore[arg-type]
        return made.id

    def figure(self, name: str, claims: Sequence[str], status: str, reason: str) -> str:
        known = {claim.id: claim for claim in self.claims}
        best = known[claims[-1]]
        places = {each.id: each for each in self.articles}
        where = [places[known[claim].article] for claim in claims]
        low, high = best.interval()
        made = Figure(
            id=content_id("figure", name),
            kind=best.kind,
            unit=best.unit,
            country=best.country,
            origin=best.origin,
            date=best.date,
            low=low,
            high=high,
            best=best.id,
            rule="the newest claim",
            documents=len({each.snapshot for each in where}),
            outlets=len({each.outlet for each in where}),
            sources=len({known[claim].source for claim in claims}),
            since=min(each.published for each in where if each.published),
            status=status,  # type: ignore[arg-type]
            reason=reason,
            claims=tuple(claims),
        )
        self.figures.append(made)
        return made.id

    def relate(self, a: str, name: str, b: str, reason: str) -> None:
        self.relations.append(Relation(a, b, name, 0.9, (reason,)))  # type: ignore[arg-type]

    def write(self, path: Path) -> None:
        with closing(open_database(path)) as db, documents.open_archive(db, path) as archive:
            documents.save_source(db, "muster", "https://muster.example/", "DEU", "de")
            for number, article in enumerate(self.articles):
                noon = dt.datetime(2024, 7, 18, 12, number % 60, tzinfo=dt.UTC)
                url = f"https://muster.example/{number}"
                body = f"<p>{article.text}</p>".encode("utf-8", "surrogatepass")
                fetch = documents.Fetch(url, "muster", noon, 200, (), body)
                documents.record_fetch(db, archive, fetch)
                document = Document.id_of(url)
                snapshot = next(documents.snapshots(db, document)).id
                mine = [claim for claim in self.claims if claim.article == article.id]
                stored = replace(article, snapshot=snapshot)
                articles.save_article(db, stored, mine, "test")
            with transaction(db):
                figures.replace_figures(db, [], self.relations, self.figures, {})
            for failure in self.failures:
                failures.record(db, failure)


def exodus(world: World) -> None:
    """The exodus: a total that others copy, its parts, and a larger figure that differs."""
    bote = world.article(
        "https://bote.example/weggang",
        "Der Musterbote",
        "2024-07-17",
        "Hunderttausende sind fort",
        "Hunderttausende sind fort\n\nSeit Kriegsbeginn sind mindestens 650.000 Menschen aus "
        "Russland weggezogen, wie The Bell zählt. Nach Armenien gingen 110.000, nach Kasachstan "
        "und Israel je 80.000.\n\nKroatien gab keine Auskunft.",
        "de",
    )
    courier = world.article(
        "https://courier.example/departures",
        "Sample Courier",
        "2024-07-18",
        "How many have gone",
        "How many have gone\n\nThe agency Beispieldienst says, citing The Bell, that at least "
        "650,000 people have left Russia since the invasion.",
        "en",
    )
    gazette = world.article(
        "https://gazette.example/million",
        "Invented Gazette",
        "2024-07-19",
        "An official counts more",
        "An official counts more\n\nMore than 1,200,000 people have left Russia since the "
        "invasion, an official in Moscow said.",
        "en",
    )
    first = "Seit Kriegsbeginn sind mindestens 650.000 Menschen aus Russland weggezogen"
    total = world.claim(
        bote, first, "650.000", 650000, "departures", "Menschen", ["RUS"], bound="min",
        source="The Bell", excluded=("HRV",),
    )  # fmt: skip
    second = "at least 650,000 people have left Russia since the invasion"
    copied = world.claim(
        courier, second, "650,000", 650000, "departures", "people", ["RUS"], bound="min",
        source="The Bell", via=("Beispieldienst",),
    )  # fmt: skip
    third = "More than 1,200,000 people have left Russia since the invasion"
    larger = world.claim(
        gazette, third, "1,200,000", 1200000, "departures", "people", ["RUS"], bound="min",
        source="official in Moscow",
    )  # fmt: skip
    parts = "Nach Armenien gingen 110.000, nach Kasachstan und Israel je 80.000."
    more = {"origin": ("RUS",), "source": "The Bell", "part_of": total}
    armenia = world.claim(bote, parts, "110.000", 110000, "arrivals", "Menschen", ["ARM"], **more)
    kazakhstan = world.claim(bote, parts, "80.000", 80000, "arrivals", "Menschen", ["KAZ"], **more)
    israel = world.claim(bote, parts, "80.000", 80000, "arrivals", "Menschen", ["ISR"], **more)
    world.relate(total, "copy", copied, "both name The Bell as the origin")
    world.relate(total, "contradicts", larger, "1,200,000 is far above 650,000")
    world.figure("larger", [larger], "single source", "one source states it")
    world.figure("exodus", [copied, total], "disputed", "an official counts twice as many")
    for name, claim in (("arm", armenia), ("kaz", kazakhstan), ("isr", israel)):
        world.relate(claim, "part_of", total, "the text lists it under the total")
        world.figure(name, [claim], "single source", "one source states it")


def quake(world: World) -> None:
    """A toll that rises over three days, a child among the dead, a denial and a plan."""
    days = (
        ("2023-02-06", "4", 4, "Erste Meldungen"),
        ("2023-02-07", "12", 12, "Mehr Tote"),
        ("2023-02-08", "31", 31, "Bilanz steigt"),
    )
    tolls = []
    for day, number, value, title in days:
        text = (
            f"{title}\n\nBei dem Beben in der Türkei starben {number} Menschen, "
            "so die Behörde Afet. Darunter ist 1 Kind."
        )
        url = f"https://tagblatt.example/{day}"
        article = world.article(url, "Erfundenes Tagblatt", day, title, text, "de")
        quote = f"Bei dem Beben in der Türkei starben {number} Menschen"
        toll = world.claim(
            article, quote, number, value, "killed", "Menschen", ["TUR"], QUAKE_DAY,
            source="Behörde Afet",
        )  # fmt: skip
        tolls.append(toll)
    child = world.claim(
        article, "Darunter ist 1 Kind.", "1", 1, "killed", "Kind", ["TUR"], QUAKE_DAY,
        source="Behörde Afet", part_of=tolls[-1],
    )  # fmt: skip
    for older, newer in pairwise(tolls):
        world.relate(older, "supersedes", newer, "a newer report of the same running count")
    world.figure("quake", tolls, "agreed", "each newer count includes the older one")
    world.figure("child", [child], "single source", "one source states it")
    march = world.article(
        "https://post.example/march",
        "Fictional Post",
        "2024-05-02",
        "Two counts of one march",
        "Two counts of one march\n\nPolice counted 3,000 protesters in Vienna. The organisers "
        "spoke of 5,000 to 7,000 protesters. A ministry denied that 40 people were detained.",
        "en",
    )
    may_first = ("2024-05-01", dt.date(2024, 5, 1), dt.date(2024, 5, 1))
    police = world.claim(
        march, "Police counted 3,000 protesters in Vienna.", "3,000", 3000, "protesters",
        "protesters", ["AUT"], may_first, source="Police",
    )  # fmt: skip
    organisers = world.claim(
        march, "The organisers spoke of 5,000 to 7,000 protesters.", "5,000 to 7,000",
        (5000, 7000), "protesters", "protesters", ["AUT"], may_first, bound="range",
        source="organisers",
    )  # fmt: skip
    denied = world.claim(
        march, "A ministry denied that 40 people were detained.", "40", 40, "detained", "people",
        ["AUT"], may_first, modality="denied", source="ministry",
    )  # fmt: skip
    world.relate(police, "contradicts", organisers, "the counts do not overlap")
    world.figure("march", [police, organisers], "disputed", "two counts do not overlap")
    world.figure("denied", [denied], "single source", "one source states it")


def failing(world: World) -> None:
    """A page that could not be fetched."""
    happened = dt.datetime(2024, 7, 18, 9, tzinfo=dt.UTC)
    world.failures.append(Failure("crawl", "https://bote.example/x", "timed out", "0", happened))


Get = Callable[..., httpx.Response]


@contextmanager
def serving(database: Path) -> Iterator[Get]:
    """Ask a Datasette on ``database``, without a network."""
    datasette = datasette_on(database)

    def get(
        path: str, language: str = "en", headers: dict[str, str] | None = None, **options: object
    ) -> httpx.Response:
        headers = {"accept-language": language} | (headers or {})
        return asyncio.run(datasette.client.get(path, headers=headers, **options))

    try:
        yield get
    finally:
        for each in datasette.databases.values():
            each.close()


@pytest.fixture(scope="session")
def world() -> World:
    """The small world; read it only."""
    made = World()
    for story in (exodus, quake, failing):
        story(made)
    return made


@pytest.fixture
def empty_world() -> World:
    """A world for a test to fill."""
    return World()


@pytest.fixture(scope="session")
def database(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("world") / "some name.db"
    world.write(path)
    return path


@pytest.fixture(scope="session")
def get(database: Path) -> Iterator[Get]:
    with serving(database) as ask:
        yield ask


@pytest.fixture
def serve() -> Iterator[Callable[[Path], Get]]:
    """Ask a Datasette on a database that a test wrote itself."""
    with ExitStack() as stack:
        yield lambda path: stack.enter_context(serving(path))


@pytest.fixture
def get_from(tmp_path: Path) -> Iterator[Callable[[World], Get]]:
    """Write another world and ask a Datasette on it."""
    with ExitStack() as stack:

        def write_and_serve(world: World) -> Get:
            path = tmp_path / "other.db"
            world.write(path)
            return stack.enter_context(serving(path))

        yield write_and_serve


@pytest.fixture(scope="session")
def get_post(database: Path) -> Iterator[Callable[[str], httpx.Response]]:
    """Send a text to the check as the form does, from a browser that carries a cookie."""
    datasette = datasette_on(database)

    def send(text: str) -> httpx.Response:
        headers = {"accept-language": "en", "cookie": "ds_csrftoken=old"}
        return asyncio.run(datasette.client.post("/-/check", data={"text": text}, headers=headers))

    try:
        yield send
    finally:
        for each in datasette.databases.values():
            each.close()
