"""The Content-Security-Policy: what a browser may load and run on the pages.

Our pages have no inline style and no script, but for one in a file of ours where a page needs keys.
Datasette's own pages have a few inline scripts, which are admitted by their hashes and by nothing
else, and inline styles.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

from jinja2 import Environment

Application = Callable[[Any, Any, Any], Awaitable[None]]

_COMMON = (
    "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "connect-src 'self'; img-src 'self' data:; font-src 'self'; "
)

OUR_PAGES = f"{_COMMON}style-src 'self'"
"""The policy of pages without any script."""

SCRIPTED = f"{OUR_PAGES}; script-src 'self'"
"""The policy of a page with a script of ours."""

HEADER = b"content-security-policy"

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)

_INLINE_SCRIPTS = ("_close_open_menus.html", "_codemirror_foot.html", "table.html")
"""Datasette's templates with inline scripts on pages for readers."""


def datasette_pages() -> str:
    """Return the policy of Datasette's own pages, from the templates of the installed one.

    A script with a variable holds one that is true or false (``datasette_allow_facet``).
    """
    environment = Environment(autoescape=True, keep_trailing_newline=True)
    hashes = set()
    for name in _INLINE_SCRIPTS:
        template = files("datasette").joinpath("templates", name).read_text(encoding="utf-8")
        for script in _INLINE_SCRIPT.findall(template):
            for value in ("true", "false"):
                text = environment.from_string(script).render(datasette_allow_facet=value)
                digest = hashlib.sha256(text.encode("utf-8")).digest()
                hashes.add(f"'sha256-{base64.b64encode(digest).decode('ascii')}'")
    scripts = " ".join(sorted(hashes))
    return f"{_COMMON}script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'"


def with_policy(application: Application) -> Application:
    """Return ``application`` with security headers on every answer.

    A page that names a Content-Security-Policy keeps its own.
    """
    policy = datasette_pages().encode("ascii")

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", []))
                if not any(name.lower() == HEADER for name, _ in headers):
                    headers.append((HEADER, policy))
                headers.append((b"x-content-type-options", b"nosniff"))
                headers.append((b"referrer-policy", b"no-referrer"))
                message = {**message, "headers": headers}
            await send(message)

        await application(scope, receive, send_with_headers)

    return wrapped
