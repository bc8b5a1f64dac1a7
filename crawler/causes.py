"""Why a request failed, in plain words, and whether another try may mend it."""

from __future__ import annotations

from collections.abc import Iterator

from OpenSSL import SSL
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity import VerificationError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError

from crawler.addresses import PrivateAddressError
from crawler.limits import HeadTooLargeError, HostLeftError, TooMuchAtOnceError, UnpackingError
from crawler.walls import wall_of

GONE_FOR_GOOD = frozenset({400, 401, 402, 403, 404, 405, 406, 410, 414, 415, 451})
"""HTTP statuses that another try will hardly change."""

LOGIN = 401
"""HTTP status of a page that wants a login (RFC 9110, 15.5.2)."""

REDIRECTS = frozenset({301, 302, 303, 307, 308})

NO_WEB_ADDRESS = "redirects to what is no http(s) address"

NOT_ASKED = {"max redirections reached": "redirects too often"}
"""Scrapy's words for what it will not ask, in ours."""

CAUSES: tuple[tuple[type[BaseException], str, bool], ...] = (
    (HostLeftError, "{}", True),
    (PrivateAddressError, "{}", False),
    (UnpackingError, "{}", False),
    (TooMuchAtOnceError, "too many large answers at once", True),
    (HeadTooLargeError, "the headers are larger than the limit", False),
    (VerificationError, "certificate error: it is for another host", True),
    (SSL.Error, "certificate or TLS error: {}", True),
    (ParseError, "the answer is not HTTP", True),
    (ResponseDataLossError, "the answer broke off", True),
    (DownloadCancelledError, "larger than the limit", False),
    (CannotResolveHostError, "the host has no address", True),
    (DownloadTimeoutError, "no answer in time", True),
    (DownloadConnectionRefusedError, "connection refused", True),
    (ConnectionDone, "the connection ended before an answer", True),
    (ConnectionLost, "the connection broke off before an answer", True),
    (DownloadFailedError, "the answer is not HTTP", True),
)
"""What an error, or one that it was caused by, means; ``{}`` stands for its own words. The first
that fits counts."""


def cause_of(failure: Failure) -> tuple[str, bool]:
    """Return the cause of a failed request and whether another try may mend it."""
    error = failure.value
    if isinstance(error, HttpError):
        return _status(error.response), error.response.status not in GONE_FOR_GOOD
    chain = list(_chain(error))
    for kind, words, temporary in CAUSES:
        for cause in chain:
            if isinstance(cause, kind):
                return words.format(_line(cause)), temporary
    if isinstance(error, IgnoreRequest):
        said = str(error).removesuffix(".")
        return NOT_ASKED.get(said, said) or "not to be asked", False
    if isinstance(error, ValueError) and str(error).startswith("Missing scheme"):
        return NO_WEB_ADDRESS, False  # Scrapy makes no request of such a Location
    return f"{type(error).__name__}: {_line(error)}", True


def _status(response: Response) -> str:
    if response.status in REDIRECTS and "Location" in response.headers:
        return NO_WEB_ADDRESS
    if response.status == LOGIN:
        return f"login wall: HTTP {response.status}"
    wall = wall_of(response.body)
    return f"{wall.kind}: HTTP {response.status}" if wall else f"HTTP {response.status}"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what caused it, also where Twisted keeps that as a list of reasons."""
    waiting, seen = [error], 0
    while waiting and seen < 20:
        each = waiting.pop(0)
        if each is None:
            continue
        seen += 1
        yield each
        waiting.append(each.__cause__ or each.__context__)
        waiting += [reason.value for reason in getattr(each, "reasons", None) or ()]


def _line(error: BaseException | None) -> str:
    if isinstance(error, SSL.Error):  # lists of (library, function, reason)
        rows = error.args[0] if error.args and isinstance(error.args[0], list) else []
        return ", ".join(str(row[-1]) for row in rows) or "the connection broke off"
    return " ".join(str(error).split())[:300]
