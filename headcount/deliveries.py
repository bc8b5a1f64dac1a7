"""What a file, web archive or address that a person hands over holds, one thing at a time."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from store.documents import ADDED, Fetch

if TYPE_CHECKING:
    from crawler.warcs import Answer

MOST_BYTES = 50 * 1024 * 1024
"""Bytes of one page, report or text, as on the network."""

MEDIA_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}
"""Media types of the files that are one document, by their ending."""

RECORD_TYPE = "application/json"
"""Media type of a document that came as a line of JSON, with its title and day in it."""

ASKED_AT_ONCE = 20
"""Addresses whose answers are held at a time."""


@dataclass(frozen=True, slots=True)
class Page:
    """A document to keep. ``key`` names file and offset, line or member, here and below."""

    key: str
    fetch: Fetch


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An archive says that the page at ``url`` was at ``checked`` as it had been before."""

    key: str
    url: str
    checked: dt.datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot be taken in, and why."""

    key: str
    cause: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is in an archive, but is no page or report: a picture, a redirect …"""

    key: str


Delivery = Page | Unchanged | Fault | LeftOut


def reader_of(path: Path) -> Callable[[Path], Iterator[Delivery]] | None:
    """Return what reads a file, by its name; None where nothing does."""
    name = path.name.lower()
    return next((read for ending, read in READERS.items() if name.endswith(ending)), None)


def from_file(path: Path) -> Iterator[Delivery]:
    """Yield what a file holds; a file that cannot be read is one fault.

    Its name must be one that :func:`reader_of` knows.
    """
    read = reader_of(path)
    if read is None:
        raise ValueError(path)
    try:
        yield from read(path.resolve())
    except OSError as error:
        yield Fault(str(path.resolve()), error.strerror or str(error))


def from_addresses(urls: Sequence[str], *, allow_private: bool) -> Iterator[Delivery]:
    """Ask each address by the crawler's rules, and yield what it answers.

    ``urls`` are normalised. Raises :class:`crawler.run.CrawlError`.
    """
    from crawler.answers import refusal
    from crawler.asking import ask
    from crawler.sources import Source

    for start in range(0, len(urls), ASKED_AT_ONCE):
        some = tuple(urls[start : start + ASKED_AT_ONCE])
        # Its hosts are those that may be private, where that is allowed.
        source = Source(ADDED, some[0], feeds=some, allow_private=allow_private)
        for url, answer in ask(source, some).items():
            cause = answer.cause or refusal(answer.header("Content-Type"), answer.body)
            if cause is not None:
                yield Fault(url, cause)
                continue
            now = dt.datetime.now(dt.UTC)
            status = answer.status or 200
            yield Page(url, Fetch(url, ADDED, now, status, answer.headers, answer.body))


def _document(path: Path) -> Iterator[Delivery]:
    with path.open("rb") as file:
        body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        yield Fault(str(path), f"is larger than {MOST_BYTES} bytes")
    else:
        yield _page(str(path), path.as_uri(), MEDIA_TYPES[path.suffix.lower()], body)


def _page(key: str, url: str, media_type: str, body: bytes) -> Page:
    now = dt.datetime.now(dt.UTC)
    return Page(key, Fetch(url, ADDED, now, 200, (("Content-Type", media_type),), body))


# ---- JSON, one document a line -------------------------------------------------------------------


def _jsonl(path: Path) -> Iterator[Delivery]:
    number = 0
    with path.open("rb") as packed:
        file = gzip.GzipFile(fileobj=packed) if path.suffix == ".gz" else packed
        try:
            while line := file.readline(MOST_BYTES + 1):
                number += 1
                if len(line) > MOST_BYTES:
                    yield Fault(f"{path}:{number}", f"is larger than {MOST_BYTES} bytes")
                    return
                if line.strip():
                    yield _record(path, f"{path}:{number}", line)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            yield Fault(f"{path}:{number + 1}", f"is broken gzip: {error}")


def _record(path: Path, key: str, line: bytes) -> Delivery:
    from crawler.urls import normalised

    try:
        record = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return Fault(key, "is no JSON")
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        return Fault(key, "expected an object with an 'id'")
    url = record.get("url")
    address = normalised(url) if isinstance(url, str) else None
    address = address or f"{path.as_uri()}#{quote(record['id'])}"
    if ("text" in record) == ("html" in record):
        return Fault(key, "expected one of 'text' and 'html'")
    if "html" in record:
        return _saved_page(path, key, address, record["html"])
    if not isinstance(record["text"], str):
        return Fault(key, "'text': expected a string")
    return _page(key, address, RECORD_TYPE, canonical(record))


def canonical(record: dict[str, Any]) -> bytes:
    """Return a record as bytes that are the same for the same record."""
    return json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _saved_page(path: Path, key: str, url: str, name: object) -> Delivery:
    """Return the page that a record names, which must lie beside the file or below."""
    folder = path.parent.resolve()
    page = (folder / str(name)).resolve() if isinstance(name, str) and "\0" not in name else folder
    if not page.is_file() or not page.is_relative_to(folder):
        return Fault(key, f"'html': expected a file in {folder}, found {name!r}")
    with page.open("rb") as packed:
        file = gzip.GzipFile(fileobj=packed) if page.suffix == ".gz" else packed
        try:
            body = file.read(MOST_BYTES + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            return Fault(key, f"'html': is broken gzip: {error}")
    if len(body) > MOST_BYTES:
        return Fault(key, f"'html': is larger than {MOST_BYTES} bytes")
    return _page(key, url, MEDIA_TYPES[".html"], body)


# ---- web archives --------------------------------------------------------------------------------


def _warc(path: Path) -> Iterator[Delivery]:
    with path.open("rb") as file:
        yield from _answers(file, str(path))


def _wacz(path: Path) -> Iterator[Delivery]:
    from crawler.wacz import WaczError, opened_wacz, warcs

    try:
        with opened_wacz(path) as archive:
            for name, file in warcs(archive):
                yield from _answers(file, f"{path}!{name}")
    except WaczError as error:
        yield Fault(str(path), str(error))


def _answers(file: IO[bytes], name: str) -> Iterator[Delivery]:
    from crawler.warcs import Broken, answers

    for item in answers(file):
        key = f"{name}#{item.offset}"
        if isinstance(item, Broken):
            yield Fault(key, item.cause)
        elif (delivery := _delivery(key, item)) is not None:
            yield delivery


def _delivery(key: str, answer: Answer) -> Delivery | None:
    """Return what an answer brings; None where its body is broken, which is told next."""
    from crawler.answers import ENCODING_HEADERS, refusal
    from crawler.bodies import BodyError, decoded
    from crawler.urls import normalised

    url = normalised(answer.url)
    if url is None:
        return LeftOut(key)
    if answer.revisit:
        return Unchanged(key, url, answer.fetched)
    if answer.status != 200:
        return LeftOut(key)
    wire = answer.body()
    if wire is None:
        return None
    try:
        body = decoded(wire, answer.headers, MOST_BYTES)
    except BodyError as error:
        return Fault(key, str(error))
    lines = tuple(
        (name, value)
        for name, value in answer.headers
        if name.lower().encode() not in ENCODING_HEADERS
    )
    fetch = Fetch(url, ADDED, answer.fetched, answer.status, lines, body)
    if refusal(fetch.header("Content-Type") or "", body) is not None:
        return LeftOut(key)
    return Page(key, fetch)


READERS: dict[str, Callable[[Path], Iterator[Delivery]]] = {
    **dict.fromkeys(MEDIA_TYPES, _document),
    ".jsonl": _jsonl,
    ".jsonl.gz": _jsonl,
    ".warc": _warc,
    ".warc.gz": _warc,
    ".wacz": _wacz,
}
"""What reads a file, by how its name ends."""
