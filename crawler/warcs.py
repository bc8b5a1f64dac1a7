"""Web archives of others: the answers in a WARC file, plain or gzip (ISO 28500:2017).

A file is read as a stream, one record at a time, and damage costs the damaged record only: what
follows is found again at the next gzip member or the next line that begins a record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from warcio.limitreader import LimitReader
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import (
    StatusAndHeaders,
    StatusAndHeadersParser,
    StatusAndHeadersParserException,
)

from crawler.listings import moment
from crawler.unpacking import Damage, Unpacked

MOST_BYTES = 50 * 1024 * 1024
"""Bytes of one answer, as on the network."""

MOST_BROKEN = 1_000
"""Broken records of one file, after which the rest is given up."""

ANSWERS = ("response", "revisit")

_WARC = StatusAndHeadersParser(ArcWarcRecordLoader.WARC_TYPES)
_HTTP = StatusAndHeadersParser(ArcWarcRecordLoader.HTTP_TYPES, verify=False)


class Unfit(Exception):  # noqa: N818 - not an error of ours
    """A record is whole, but its answer cannot be taken."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read: the byte at which it begins, and why."""

    offset: int
    cause: str


@dataclass(slots=True)
class Answer:
    """An answer in an archive; a ``revisit`` says that the page was as before.

    ``offset`` is the first byte of its record, or of the gzip member that holds it.
    """

    offset: int
    revisit: bool
    url: str
    fetched: dt.datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    _stream: LimitReader
    _fault: Damage | Unfit | None = field(default=None)

    def body(self) -> bytes | None:
        """Return the body as it was on the wire, once; None where it is broken.

        What is broken comes next, as :class:`Broken`.
        """
        try:
            if self._stream.limit > MOST_BYTES:
                raise Unfit(f"is larger than {MOST_BYTES} bytes")
            whole: bytes = self._stream.read()
            if self._stream.limit:
                raise Damage("is cut off: the file ends in the middle of it")
        except (Damage, Unfit) as fault:
            self._fault = fault
            return None
        return whole


def answers(file: IO[bytes]) -> Iterator[Answer | Broken]:
    """Yield the answers over HTTP in a WARC file, in their order, and what is broken.

    ``file`` must be seekable. Take the body of an answer before the next one. Raises OSError.
    """
    unpacked = Unpacked(file)
    broken = 0
    while broken < MOST_BROKEN:
        try:
            if not unpacked.at_record():
                return
            headers, stream = _record(unpacked)
            try:
                answer = _answer(unpacked.offset, headers, stream)
                if answer is not None:
                    yield answer
                    if answer._fault is not None:
                        raise answer._fault
            except Unfit as fault:
                broken += 1
                yield Broken(unpacked.offset, str(fault))
            unpacked.skip(stream.limit)
        except Damage as damage:
            broken += 1
            yield Broken(unpacked.offset, str(damage))
            if not unpacked.find_record(damage):
                return
    yield Broken(unpacked.offset, f"is broken record {broken} of this file; the rest was left out")


def _record(unpacked: Unpacked) -> tuple[StatusAndHeaders, LimitReader]:
    try:
        headers = _WARC.parse(unpacked)
    except (StatusAndHeadersParserException, EOFError):
        raise Damage("is no WARC record") from None
    length = headers.get_header("Content-Length") or ""
    if not (length.isascii() and length.isdigit() and len(length) < 20):
        raise Damage("has no valid Content-Length")
    return headers, LimitReader(unpacked, int(length))


def _answer(offset: int, headers: StatusAndHeaders, stream: LimitReader) -> Answer | None:
    """Return the answer of a record, None where it holds none. Raises Unfit and Damage."""
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    kind = headers.get_header("WARC-Type")
    if kind not in ANSWERS or not url.lower().startswith(("http://", "https://")):
        return None
    fetched = moment(headers.get_header("WARC-Date"))
    if fetched is None:
        raise Unfit("has no valid WARC-Date")
    revisit = kind == "revisit"
    try:
        http = _HTTP.parse(stream)
        status, lines = int(http.get_statuscode()), tuple(http.headers)
    except (StatusAndHeadersParserException, EOFError, ValueError):
        if not revisit:
            raise Unfit("is no answer over HTTP") from None
        status, lines = 304, ()  # a revisit need not repeat the headers
    return Answer(offset, revisit, url, fetched, status, lines, stream)
