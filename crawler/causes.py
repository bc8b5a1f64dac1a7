"""Why a request failed, in words, and whether another try may mend it."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.addresses import PrivateAddressError

GONE_FOR_GOOD = frozenset({400, 401, 402, 403, 404, 405, 406, 410, 414, 415, 451})
"""HTTP statuses that another try will hardly change."""


def cause_of(failure: Failure) -> tuple[str, bool]:
    """Return the cause of a failed request and whether another try may mend it."""
    error = failure.value
    if isinstance(error, HttpError):
        status = error.response.status
        return f"HTTP {status}", status not in GONE_FOR_GOOD
    inner = _private(error)
    if inner is not None:
        return str(inner), False
    if isinstance(error, IgnoreRequest):
        return str(error).removesuffix(".") or "not to be asked", False
    if isinstance(error, DownloadCancelledError):
        return "larger than the limit", False
    for kind, words in (
        (CannotResolveHostError, "the host has no address"),
        (DownloadTimeoutError, "no answer in time"),
        (DownloadConnectionRefusedError, "connection refused"),
        (DownloadFailedError, "connection failed"),
    ):
        if isinstance(error, kind):
            return f"{words}: {_line(error)}", True
    return f"{type(error).__name__}: {_line(error)}", True


def _private(error: BaseException | None) -> PrivateAddressError | None:
    """Return the refusal that an error is or was caused by."""
    seen = 0
    while error is not None and seen < 5:
        if isinstance(error, PrivateAddressError):
            return error
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None


def _line(error: BaseException | None) -> str:
    return " ".join(str(error).split())[:300]
