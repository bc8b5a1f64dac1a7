"""Answers given a moment ago: to whom they are given again, and to whom never."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from publish import recent
from publish.recent import HOLDS, Recent

HOLDING = {"cache-control": HOLDS}


class Origin:
    """An application that counts how often it is asked, and answers with the number."""

    def __init__(self, headers: dict[str, str], status: int = 200, parts: int = 1) -> None:
        self.asked = 0
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]
        self.status = status
        self.parts = parts

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        start = {"type": "http.response.start", "status": self.status, "headers": self.headers}
        await send(start)
        for part in range(self.parts):
            body, more = f"{self.asked}".encode(), part + 1 < self.parts
            await send({"type": "http.response.body", "body": body, "more_body": more})


def ask(application: Any, path: str = "/", method: str = "GET", **headers: str) -> str:
    scope = {
        "type": "http",
        "scheme": "http",
        "method": method,
        "path": path.partition("?")[0],
        "raw_path": path.partition("?")[0].encode(),
        "query_string": path.partition("?")[2].encode(),
        "headers": [(name.replace("_", "-").encode(), v.encode()) for name, v in headers.items()],
    }
    messages: list[Any] = []

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(application(scope, None, send))
    assert messages[0]["type"] == "http.response.start"
    return b"".join(message["body"] for message in messages[1:]).decode()


def test_an_answer_that_holds_is_given_again() -> None:
    origin = Origin(HOLDING, parts=2)
    server = Recent(origin)
    assert [ask(server), ask(server)] == ["11", "11"]
    assert origin.asked == 1


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/other"},
        {"path": "/?lang=de"},
        {"accept_language": "de"},
        {"host": "other.example"},
        {"accept": "application/json"},
        {"method": "POST"},
        {"method": "HEAD"},
        {"cookie": "ds_actor=x"},
        {"authorization": "Bearer x"},
    ],
)
def test_who_asks_for_something_else_gets_something_else(other: dict[str, str]) -> None:
    server = Recent(Origin(HOLDING))
    assert ask(server) == "1"
    assert ask(server, **other) == "2"
    assert ask(server) == "1"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"cache-control": "no-store"}, 200),
        ({"cache-control": "private, max-age=10"}, 200),
        ({"cache-control": "max-age=soon"}, 200),
        (HOLDING | {"set-cookie": "a=b"}, 200),
        (HOLDING, 404),
        (HOLDING, 302),
        (HOLDING, 500),
    ],
)
def test_what_does_not_hold_for_everybody_is_not_kept(headers: dict[str, str], status: int) -> None:
    server = Recent(Origin(headers, status))
    assert [ask(server), ask(server)] == ["1", "2"]


def test_what_is_large_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "LARGEST", 1)
    server = Recent(Origin(HOLDING, parts=2))
    assert [ask(server), ask(server)] == ["11", "22"]


def test_what_was_not_asked_for_longest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "KEPT", 2)
    server = Recent(Origin(HOLDING))
    assert [ask(server, path) for path in ("/a", "/b", "/a", "/c", "/a", "/b")] == list("121314")


def test_an_answer_grows_old(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(recent.time, "monotonic", lambda: now[0])
    server = Recent(Origin(HOLDING))
    told = []
    for moment in (100.0, 109.9, 110.1, 120.0, 120.2):
        now[0] = moment
        told.append(ask(server))
    assert told == ["1", "1", "2", "2", "3"]


def test_while_one_waits_for_a_new_answer_others_get_the_old_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(recent.time, "monotonic", lambda: now[0])
    origin = Origin(HOLDING)
    told = []

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        if origin.asked:
            told.append(await asyncio.to_thread(ask, server))
        await origin(scope, receive, send)

    server = Recent(slow)
    assert ask(server) == "1"
    now[0] = 111.0
    assert ask(server) == "2"
    assert told == ["1"]
