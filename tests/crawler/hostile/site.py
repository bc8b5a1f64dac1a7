"""A web site that does what no server library would: raw bytes, by the name of the host asked."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

PUBLIC = "127.0.0.1"
"""The address that plays the public internet in these tests; all others are as private as ever."""

INSIDE = "127.0.0.2"
"""A machine inside: nothing may ever be asked of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came: the host and path, where the site is, and the channel to answer by."""

    host: str
    path: str
    base: str
    writer: asyncio.StreamWriter

    async def send(self, data: bytes) -> None:
        """Send bytes, not waiting for a client that reads slowly for longer than needed."""
        self.writer.write(data)
        await self.writer.drain()


LATE_MADE: list[Callable[[], bytes]] = []
"""Bodies that are made when the site starts."""

Answer = Callable[[Asked], Awaitable[None]]
Pages = Mapping[str, Answer]


@dataclass(slots=True)
class Site:
    """Serves the pages of many hosts over HTTP, and over HTTPS with a certificate for each port.

    ``hosts`` gives the answers of a host by path; ``certificates`` the TLS contexts by name.
    A path ``*`` answers for all others. ``inside`` counts connections to the inside machine.
    """

    hosts: Mapping[str, Pages]
    certificates: Mapping[str, ssl.SSLContext] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    def base(self, host: str, certificate: str = "") -> str:
        """Return the address of a host's root."""
        return f"http{'s' * bool(certificate)}://{host}:{self.ports[certificate]}"

    def start(self) -> None:
        """Listen; returns when all ports are known."""
        for make in LATE_MADE:
            make()
        ready = threading.Event()
        threading.Thread(target=self._run, args=[ready], daemon=True).start()
        if not ready.wait(10):
            raise TimeoutError("the hostile site did not start")

    def stop(self) -> None:
        """Stop serving; connections that are open break off."""
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _run(self, ready: threading.Event) -> None:
        contexts: Iterable[tuple[str, ssl.SSLContext | None]] = [
            ("", None),
            *self.certificates.items(),
        ]
        for name, context in contexts:
            listening = asyncio.start_server(self._talker(name), PUBLIC, 0, ssl=context)
            server = self._loop.run_until_complete(listening)
            self.ports[name] = server.sockets[0].getsockname()[1]
        inside = asyncio.start_server(self._inside, INSIDE, self.ports[""])
        self._loop.run_until_complete(inside)
        self._loop.call_soon(ready.set)
        self._loop.set_exception_handler(lambda loop, context: None)  # clients that went away
        self._loop.run_forever()

    async def _inside(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.inside.append(str(writer.get_extra_info("peername")))
        writer.close()

    def _talker(
        self, certificate: str
    ) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode("ascii")
                host = head.lower().partition(b"\r\nhost:")[2].partition(b"\r\n")[0].decode()
                host = host.strip().partition(":")[0]
                self.asked.append(host + path)
                pages = self.hosts.get(host, {})
                answer = pages.get(path) or pages.get("*") or not_found
                await answer(Asked(host, path, self.base(host, certificate), writer))
            except (ConnectionError, asyncio.IncompleteReadError):
                pass  # the client went away, as it should
            finally:
                writer.close()

        return talk


def http(
    body: bytes | str | Callable[[], bytes] = b"",
    *headers: str,
    status: str = "200 OK",
    media_type: str | None = "text/html; charset=utf-8",
    length: int | None = -1,
) -> Answer:
    """Return an answer as HTTP has it; ``length`` is what it says of itself (None: nothing).

    ``{base}`` in a body or header that is text stands for the address of the host asked,
    ``{port}`` for its port. A body that takes time to make is made when the site starts.
    """

    made = cache(body) if callable(body) else body
    if callable(made):
        LATE_MADE.append(made)

    async def answer(asked: Asked) -> None:
        def filled(text: str) -> str:
            port = asked.base.rpartition(":")[2]
            return text.replace("{base}", asked.base).replace("{port}", port)

        data = (
            made() if callable(made) else filled(made).encode() if isinstance(made, str) else made
        )
        said = len(data) if length == -1 else length
        lines = [f"HTTP/1.1 {status}", "Connection: close"]
        lines += [f"Content-Type: {media_type}"] if media_type else []
        lines += [f"Content-Length: {said}"] if said is not None else []
        lines += map(filled, headers)
        await asked.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + data)

    return answer


not_found = http("not here", status="404 Not Found", media_type="text/plain")


def redirect(location: str, status: str = "302 Found") -> Answer:
    """Return an answer that sends elsewhere."""
    return http(b"", f"Location: {location}", status=status)


def raw(data: bytes, *, reset: bool = False) -> Answer:
    """Return an answer of just these bytes, after which the connection ends, or is reset."""

    async def answer(asked: Asked) -> None:
        await asked.send(data)
        if reset:
            await asyncio.sleep(0.05)  # so that the bytes arrive before the reset
            asked.writer.transport.abort()

    return answer


def silent(head: bytes = b"") -> Answer:
    """Return an answer that begins with ``head`` and then says nothing and stays."""

    async def answer(asked: Asked) -> None:
        await asked.send(head)
        await asyncio.sleep(600)

    return answer


def dripping(head: bytes, drop: bytes, seconds: float = 0.1) -> Answer:
    """Return an answer that never ends: a few bytes every now and then."""

    async def answer(asked: Asked) -> None:
        await asked.send(head)
        while True:
            await asked.send(drop)
            await asyncio.sleep(seconds)

    return answer


def endless(head: bytes, block: bytes) -> Answer:
    """Return an answer that never ends, as fast as the line carries it."""

    async def answer(asked: Asked) -> None:
        await asked.send(head)
        while True:
            await asked.send(block)
            await asyncio.sleep(0.002)  # the other pages share the machine

    return answer
