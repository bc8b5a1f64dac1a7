"""Rows to put into the store, of an invented outlet."""

import dataclasses
import datetime as dt
import hashlib

from store.documents import Fetch
from store.model import Article, Claim, Document, Figure, Relation, Snapshot

NOON = dt.datetime(2024, 5, 1, 12, 0, tzinfo=dt.UTC)
URL = "https://probeblatt.example/flucht"
BODY = b"<p>Mehr als 300 Menschen flohen nach Wien.</p>"


def fetch(body: bytes = BODY, *, url: str = URL, hours: float = 0, **changes: object) -> Fetch:
    made = Fetch(
        url=url,
        source="Probeblatt",
        fetched=NOON + dt.timedelta(hours=hours),
        status=200,
        headers=(("Content-Type", "text/html; charset=utf-8"), ("ETag", '"1"')),
        body=body,
        due=NOON + dt.timedelta(hours=hours + 1),
    )
    return dataclasses.replace(made, **changes)


def snapshot_id(body: bytes = BODY, url: str = URL) -> str:
    return Snapshot.id_of(Document.id_of(url), hashlib.sha256(body).hexdigest())


def article(body: bytes = BODY, url: str = URL, **changes: object) -> Article:
    snapshot = snapshot_id(body, url)
    made = Article(
        id=Article.id_of(snapshot),
        snapshot=snapshot,
        url=url,
        title="Flucht nach Wien",
        outlet="Probeblatt",
        authors=("A. Muster",),
        language="de",
        published=dt.date(2024, 4, 30),
        modified=NOON,
        text="Flucht nach Wien\nMehr als 300 Menschen flohen nach Wien, darunter 20 Kinder.",
    )
    return dataclasses.replace(made, **changes)


def claim(of: Article, value: float = 300, **changes: object) -> Claim:
    country = changes.pop("country", ("AUT",))
    start = 26 if value == 300 else int(value)
    made = Claim(
        id=Claim.id_of(of.id, start, country, value),
        article=of.id,
        quote="Mehr als 300 Menschen flohen nach Wien, darunter 20 Kinder.",
        quote_start=17,
        quote_end=76,
        number=str(int(value)),
        number_start=start,
        number_end=start + 3,
        low=value,
        high=value,
        bound="min",
        kind="arrivals",
        unit="Mensch",
        country=country,
        origin=("SYR",),
        date="2024-04",
        date_first=dt.date(2024, 4, 1),
        date_last=dt.date(2024, 4, 30),
        source="Polizei",
        via=("APA",),
        modality="asserted",
        per=None,
        change=None,
        part_of=None,
        excluded=(),
        rules=("bound.min",),
        extractor="1",
    )
    return dataclasses.replace(made, **changes)


def figure(*claims: Claim, **changes: object) -> Figure:
    made = Figure(
        id="f" + claims[0].id,
        kind="arrivals",
        unit="Mensch",
        country=("AUT",),
        origin=("SYR",),
        date="2024-04",
        low=300,
        high=None,
        best=claims[0].id,
        rule="the only one",
        documents=1,
        outlets=1,
        sources=1,
        since=dt.date(2024, 4, 30),
        status="single source",
        reason="one source",
        claims=tuple(sorted(claim.id for claim in claims)),
    )
    return dataclasses.replace(made, **changes)


def relation(a: Claim, b: Claim) -> Relation:
    return Relation(a.id, b.id, "agrees", 0.9, ("same number", "same place"))
