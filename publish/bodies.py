"""What a browser sends in the body of a request, up to a limit."""

from __future__ import annotations

from urllib.parse import parse_qs

from datasette.utils.asgi import Request


class TooLargeError(ValueError):
    """A body of more bytes than are read."""


async def body_of(request: Request, most: int) -> bytes:
    """Return the body of a request; raises :class:`TooLargeError` beyond ``most`` bytes."""
    body = b""
    more = True
    while more:
        message = await request.receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise TooLargeError
    return body


def field(body: bytes, name: str) -> str:
    """Return a field of a form as browsers encode it, "" where it is missing."""
    given = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return given.get(name, [""])[0]
