"""What passes between the rooms: plain, frozen dataclasses.

Ids are hashes of content (:func:`content_id`): the same input gives the same ids, so that every
stage can run again and change nothing. Times are timezone-aware UTC; days are ``datetime.date``.
Countries are ISO 3166-1 alpha-3 codes, besides ``XKX`` (Kosovo) and the pseudo codes in
:data:`PSEUDO_COUNTRIES`, which stand only where no single country applies.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

Bound = Literal["exact", "about", "min", "max", "range"]
Kind = Literal[
    "killed",
    "injured",
    "missing",
    "displaced",
    "refugees",
    "arrivals",
    "departures",
    "returned",
    "deported",
    "asylum_applications",
    "detained",
    "hostages",
    "released",
    "infected",
    "affected",
    "troops",
    "protesters",
    "population",
    "workers",
    "other",
]
Modality = Literal["asserted", "denied", "planned", "hypothetical"]
RelationName = Literal["copy", "agrees", "supersedes", "contradicts", "part_of"]
FigureStatus = Literal["agreed", "single source", "disputed", "superseded"]
Per = Literal["day", "week", "month", "year"]
Step = Literal["full", "text", "wide", "kindless", "stray"]

EventName = Literal["appeared", "rose", "fell", "corrected", "disputed", "settled"]
Ruling = Literal["same", "different", "wrong claim", "right claim"]

BOUNDS: tuple[Bound, ...] = get_args(Bound)
KINDS: tuple[Kind, ...] = get_args(Kind)
MODALITIES: tuple[Modality, ...] = get_args(Modality)
RELATIONS: tuple[RelationName, ...] = get_args(RelationName)
PSEUDO_COUNTRIES: frozenset[str] = frozenset({"EU", "EUROPE", "AFRICA", "WORLD"})

OUTLET = "@outlet"
"""The source of a claim whose text names nobody: the outlet itself says so."""


def content_id(*parts: object) -> str:
    """Return the id of something that is told apart by ``parts``: 20 hex digits of their SHA-256.

    Parts are joined by a unit separator after ``str``, so ``("ab", "c")`` and ``("a", "bc")``
    differ. 80 bits keep the chance of one collision among 10 million claims below 1e-10.
    """
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8"))
    return digest.hexdigest()[:20]


def content_number(*parts: object) -> int:
    """Return a number that is told apart by ``parts``, as :func:`content_id` does: 64 bits, signed.

    As SQLite holds an integer, in a column that only looks up who shares a key.
    """
    text = "\x1f".join(map(str, parts))
    digest = hashlib.blake2b(text.encode("utf-8"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@dataclass(frozen=True, slots=True)
class Document:
    """One URL of a source.

    ``url`` is the normalised URL (no fragment, no tracking parameters); ``source`` the name of
    the source that brought it, as its TOML file calls it, or ``"added"``.
    """

    id: str
    url: str
    source: str
    first_seen: dt.datetime

    @staticmethod
    def id_of(url: str) -> str:
        """Return the id of the document at a normalised ``url``."""
        return content_id("document", url)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One fetch of a document whose body differs from the one before.

    ``sha256`` is the hex digest of the decoded body; ``archive`` the file name of the WARC file
    beside the database that holds the raw bytes, ``offset`` the first byte of the record in it.
    """

    id: str
    document: str
    fetched: dt.datetime
    status: int
    sha256: str
    media_type: str
    etag: str | None
    last_modified: str | None
    archive: str
    offset: int

    @staticmethod
    def id_of(document: str, sha256: str) -> str:
        """Return the id of the snapshot of ``document`` (an id) with this body."""
        return content_id("snapshot", document, sha256)


@dataclass(frozen=True, slots=True)
class Article:
    """What a snapshot says.

    ``text`` is normalised once (NFC, no soft hyphens, one kind of line end) before any offset is
    taken; offsets everywhere count its characters. ``language`` is an ISO 639-1 code.
    ``published`` is the publication day in the outlet's own words, None where nothing tells.
    ``pages`` holds where each page of a report begins in the text; it is not stored, since claims
    name their page.
    """

    id: str
    snapshot: str
    url: str
    title: str | None
    outlet: str
    authors: tuple[str, ...]
    language: str
    published: dt.date | None
    modified: dt.datetime | None
    text: str
    pages: tuple[int, ...] = ()

    @staticmethod
    def id_of(snapshot: str) -> str:
        """Return the id of the article that the snapshot with this id holds."""
        return content_id("article", snapshot)


@dataclass(frozen=True, slots=True)
class Claim:
    """The atom: one figure about people that one article states.

    ``low`` and ``high`` are equal except for a range; how they bound the true count says
    ``bound`` (see :meth:`interval`). ``change`` is signed where the figure is a difference
    ("133,000 fewer" -> -133000). ``date`` is the reference period in EDTF, ``date_first`` and
    ``date_last`` its first and last day (None: open or unknown). ``source`` is who states it,
    most original first; ``via`` who passed it on. Offsets are into the article's text, where
    ``[quote_start, quote_end)`` is the sentence and ``[number_start, number_end)`` the number
    without its hedge. ``part_of`` is the id of the claim that this one is a part of;
    ``excluded`` the countries that the text says are missing in the count; ``rules`` the names
    of the rules that decided, in order. ``page`` is the page of a report, from 1 on; ``cell`` where
    in a table the number stands: "R4C3: Italy | Arrivals 2023" (row and column, counted from 1,
    and what they are called).
    """

    id: str
    article: str
    quote: str
    quote_start: int
    quote_end: int
    number: str
    number_start: int
    number_end: int
    low: float
    high: float
    bound: Bound
    kind: Kind
    unit: str
    country: tuple[str, ...]
    origin: tuple[str, ...]
    date: str
    date_first: dt.date | None
    date_last: dt.date | None
    source: str
    via: tuple[str, ...]
    modality: Modality
    per: Per | None
    change: float | None
    part_of: str | None
    excluded: tuple[str, ...]
    rules: tuple[str, ...]
    extractor: str
    page: int | None = None
    cell: str | None = None

    @staticmethod
    def id_of(article: str, number_start: int, country: tuple[str, ...], value: float) -> str:
        """Return the id of a claim: what it says and where.

        ``country`` tells the claims of a distributed figure ("80,000 each") apart.
        """
        return content_id("claim", article, number_start, ",".join(country), value)

    @property
    def value(self) -> float | tuple[float, float]:
        """The stated number; a pair for a range."""
        return self.low if self.low == self.high else (self.low, self.high)

    def interval(self) -> tuple[float | None, float | None]:
        """Return what the words bound: (lowest, highest) possible count, None where unbounded.

        "at least 650,000" -> (650000, None); "up to 300" -> (None, 300); "about" keeps the stated
        number on both sides: how far a hedge reaches is for reconciling to judge, not for here.
        """
        low = None if self.bound == "max" else self.low
        high = None if self.bound == "min" else self.high
        return low, high


@dataclass(frozen=True, slots=True)
class Report:
    """A claim together with where it was read: what reconciling compares.

    ``document`` is the document's id, ``published`` the publication day of the article (the day
    of fetching where the article tells none), ``near_duplicates`` the key that copies of one
    agency text share (None where the text is nobody's copy).
    """

    claim: Claim
    document: str
    outlet: str
    published: dt.date
    language: str
    near_duplicates: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """How two claims about the same quantity stand to each other.

    Directed as in "a supersedes b" (a is the older, b the newer that replaces it: read
    "a -> b") and "a is part of b". ``score`` is in 0..1; ``reasons`` are in words.
    """

    a: str
    b: str
    relation: RelationName
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Claims that speak of the same quantity, with the best current value.

    ``low`` and ``high`` are the best value as an interval (None: unbounded on that side), chosen
    by ``rule`` from the claim ``best``. ``documents``, ``outlets`` and ``sources`` count who
    states it: pages, outlets, and independent original sources. ``date`` is the EDTF period.
    """

    id: str
    kind: Kind
    unit: str
    country: tuple[str, ...]
    origin: tuple[str, ...]
    date: str
    low: float | None
    high: float | None
    best: str
    rule: str
    documents: int
    outlets: int
    sources: int
    since: dt.date
    status: FigureStatus
    reason: str
    claims: tuple[str, ...]


class Posting(NamedTuple):
    """Where a claim stands in a block of claims that share a key (``reconcile.candidates``).

    In the order of ``state`` (a day's ordinal), ``size`` and id. Blocks of a stretch of time
    overlap, so that any two claims less than a stretch apart share one: each claim stands in that
    of its own stretch and, ``late``, in the next. Two that are both late in a block meet in the one
    before. In a block of the step ``stray``, ``state`` is a number of what is filed.
    """

    block: int
    state: int
    size: float
    claim: str
    step: Step
    late: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims that match, the smaller id first, with the score of the match."""

    a: str
    b: str
    step: Step
    score: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided about a claim, or about a pair of claims (``other``).

    "right claim" takes back that a claim is a wrong one.
    """

    made: dt.datetime
    who: str
    verdict: Ruling
    claim: str
    other: str | None
    reason: str

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of the claims that it is about, sorted: of one or of two."""
        return (self.claim,) if self.other is None else tuple(sorted((self.claim, self.other)))


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that did not work: at which stage, on what (``key``: a URL, host or id), and why.

    ``source`` is the source that it belongs to, ``due`` when it is tried again by itself.
    """

    stage: str
    key: str
    error: str
    version: str
    happened: dt.datetime
    source: str | None = None
    due: dt.datetime | None = None
