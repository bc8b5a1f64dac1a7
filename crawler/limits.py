"""Limits on what answers may take, beyond those that Scrapy has settings for.

``DOWNLOAD_MAXSIZE`` bounds one body, packed and unpacked, and ``DOWNLOAD_TIMEOUT`` its time. Here
are the bounds on the head of an answer, on all bodies together that are under way, on robots.txt,
and on a host that no longer answers.
"""

from __future__ import annotations

import sys
import zlib
from collections import Counter
from typing import Any, Self
from urllib.parse import urlsplit

import brotli
from scrapy import Request, Spider, signals
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    StopDownload,
)
from scrapy.http import Response
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdError
else:
    from backports.zstd import ZstdError

MOST_HEAD = 256 * 1024
"""Bytes of an answer's status line and headers; browsers stop at as many."""

MOST_ROBOTS = 500 * 1024
"""Bytes of robots.txt that are read, as RFC 9309, 2.5 asks for at least; the rest is ignored."""

UNPACKING_ERRORS = (zlib.error, brotli.error, ZstdError, OSError, EOFError)
"""What the unpackers of the four content codings raise on what is not packed so."""

NO_ANSWER = (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
)
"""What says that a host does not answer, rather than that it refuses."""


class HeadTooLargeError(Exception):
    """The head of an answer is larger than :data:`MOST_HEAD`."""


class UnpackingError(IgnoreRequest):
    """A body is not packed as its Content-Encoding says, or unpacks to more than the limit."""


class TooMuchAtOnceError(StopDownload):
    """The bodies under way are too large together; this was the largest."""


class HostLeftError(IgnoreRequest):
    """The host failed too often in a row and is asked no more in this run."""


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """Gives up on an answer whose head does not end.

    Twisted bounds neither the number of headers nor that of provisional answers (1xx).
    """

    _head = 0

    def request(self, request: Any) -> Any:
        self._head = 0
        answer = super().request(request)
        if self._parser is not None:
            self._parser.MAX_LENGTH = 2 * MOST_HEAD  # of one line: the bound below holds first
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - Twisted's name
        if self._parser is not None and self._parser.state not in (BODY, DONE):
            self._head += len(data)
            if self._head - len(data) > MOST_HEAD:
                self._giveUp(Failure(HeadTooLargeError()))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: Any) -> _BoundedProtocol:  # noqa: N802 - Twisted's name
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's handler of http and https, with a bound on the head of an answer."""

    def __init__(self, crawler: Crawler) -> None:
        """Use the connections with bounds."""
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory


class UnpackMiddleware(HttpCompressionMiddleware):
    """Scrapy's middleware that undoes Content-Encoding, saying in words what is wrong with it."""

    def process_response(
        self, request: Request, response: Response, spider: Spider | None = None
    ) -> Request | Response:
        """Return the answer with its body unpacked; raises :class:`UnpackingError`."""
        coding = ", ".join(
            value.decode("latin-1") for value in response.headers.getlist("Content-Encoding")
        )
        if coding:
            # Of a text, Scrapy guesses the encoding before it unpacks it, from the packed bytes:
            # that takes longer than all the rest.
            response = Response(**{name: getattr(response, name) for name in Response.attributes})
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest as error:
            raise UnpackingError("larger than the limit when unpacked") from error
        except UNPACKING_ERRORS as error:
            raise UnpackingError(f"says that it is packed as {coding}, and is not") from error
        if coding and "Content-Encoding" in unpacked.headers:
            raise UnpackingError(f"is packed as {coding}, which is not known")
        return unpacked


class BodyLimits:
    """Stops the largest body when all bodies under way take more memory than they may.

    The bound is the setting ``HEADCOUNT_MOST_UNDER_WAY``, in bytes. robots.txt is cut at
    :data:`MOST_ROBOTS`.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Listen to what arrives."""
        self._most = crawler.settings.getint("HEADCOUNT_MOST_UNDER_WAY")
        self._held: Counter[Request] = Counter()
        self._total = 0
        self._to_stop: set[Request] = set()
        crawler.signals.connect(self.received, signals.bytes_received)
        crawler.signals.connect(self.left, signals.request_left_downloader)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the extension for a crawler."""
        return cls(crawler)

    def received(self, data: bytes, request: Request) -> None:
        """Count the bytes of a body; raises StopDownload where it is not to go on."""
        self._held[request] += len(data)
        self._total += len(data)
        if self._total > self._most:
            self._to_stop.add(max(self._held, key=self._held.__getitem__))
        if request in self._to_stop:
            raise TooMuchAtOnceError(fail=True)
        if self._held[request] > MOST_ROBOTS and urlsplit(request.url).path == "/robots.txt":
            raise StopDownload(fail=False)

    def left(self, request: Request) -> None:
        """Forget a body that is under way no more."""
        self._total -= self._held.pop(request, 0)
        self._to_stop.discard(request)


class DeadHostMiddleware:
    """Leaves a host alone for the rest of the run after failing to answer many times in a row.

    How many is the setting ``HEADCOUNT_MOST_UNANSWERED``. So a host that answers nothing cannot
    keep a run from ending, however many pages it lists.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._unanswered: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware with its setting."""
        return cls(crawler.settings.getint("HEADCOUNT_MOST_UNANSWERED"))

    def process_request(self, request: Request) -> None:
        """Refuse what goes to a host that is left alone."""
        if self._unanswered[urlsplit(request.url).netloc] >= self._most:
            words = f"the host did not answer {self._most} times in a row; left for the next run"
            raise HostLeftError(words)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note that the host answers."""
        self._unanswered.pop(urlsplit(request.url).netloc, None)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that the host did not answer."""
        if isinstance(exception, NO_ANSWER):
            self._unanswered[urlsplit(request.url).netloc] += 1
