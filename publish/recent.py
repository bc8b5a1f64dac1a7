"""Answers given a moment ago, given again: a small cache before Datasette.

Many read the same pages at the same time, most of all when there is news. An answer says itself for
how long it holds (``Cache-Control: max-age``, RFC 9111) and on what it depends (``Vary``); one that
does not, is never kept. Whoever is logged in, or brings a cookie for any other reason, passes by.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from publish.policy import Application

SECONDS = 10
"""So long our pages hold: what came in meanwhile is seen that much later at most."""

HOLDS = f"max-age={SECONDS}"
"""The Cache-Control of a page that anybody may be given for so long."""

KEPT = 512
"""So many answers are kept, those asked for last."""

LARGEST = 500_000
"""Bytes of an answer that is kept; a page has some 10,000 to 130,000."""

REMADE = 1.0
"""While one reader waits for an answer made anew, others are given the old one, so many seconds."""

Key = tuple[object, ...]
"""All that an answer may depend on."""


@dataclass(slots=True)
class _Answer:
    until: float
    start: dict[str, Any]
    body: bytes


class Recent:
    """An ASGI application before another, that answers what it heard the other answer."""

    def __init__(self, application: Application) -> None:
        """Begin with nothing kept."""
        self._application = application
        self._kept: OrderedDict[Key, _Answer] = OrderedDict()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        key = _key(scope)
        if key is None:
            await self._application(scope, receive, send)
            return
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            if time.monotonic() < known.until:
                await send(known.start)
                await send({"type": "http.response.body", "body": known.body})
                return
            known.until = time.monotonic() + REMADE
        await self._application(scope, receive, _Listening(self, key, send))

    def keep(self, key: Key, start: dict[str, Any], seconds: int, body: bytes) -> None:
        """Keep an answer for so many seconds; of too many the one longest unasked goes."""
        self._kept[key] = _Answer(time.monotonic() + seconds, start, body)
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)


class _Listening:
    """Passes an answer on as it comes, and keeps it in the end, where it may be kept."""

    def __init__(self, recent: Recent, key: Key, send: Any) -> None:
        self._recent = recent
        self._key = key
        self._send = send
        self._start: dict[str, Any] = {}
        self._seconds: int | None = None
        self._body = b""

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            self._seconds = _holds(message)
        elif self._seconds is not None:
            self._body += message.get("body", b"")
            if len(self._body) > LARGEST:
                self._seconds = None
        await self._send(message)
        ended = message["type"] == "http.response.body" and not message.get("more_body")
        if ended and self._seconds is not None:
            self._recent.keep(self._key, self._start, self._seconds, self._body)


def _key(scope: Any) -> Key | None:
    """Return what an answer may depend on; None where the request is not to be looked up."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    asked = dict(scope["headers"])
    if b"cookie" in asked or b"authorization" in asked:
        return None
    said = (asked.get(name, b"") for name in (b"host", b"accept-language", b"accept"))
    path = scope.get("raw_path") or scope["path"]
    return scope["scheme"], path, scope["query_string"], *said


def _holds(start: dict[str, Any]) -> int | None:
    """Return for how many seconds an answer holds for everybody, None where it does not say."""
    headers = {name.lower(): value for name, value in start["headers"]}
    if start["status"] != 200 or b"set-cookie" in headers:
        return None
    match = re.fullmatch(rb"max-age=([0-9]{1,5})", headers.get(b"cache-control", b""))
    return int(match[1]) if match is not None else None
