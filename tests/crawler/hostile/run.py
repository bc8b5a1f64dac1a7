"""The crawler's process in a world of the test's own: its names, its limits.

``python -m tests.crawler.hostile.run WORLD.json`` reads the order from standard input as
``python -m crawler`` does. ``names`` of the world gives the addresses of a host in the order in
which lookups get them, the last one for ever; ``settings`` go over those of the crawler;
``busy_seconds`` is how long a writer waits for the database, ``flushes`` after how many the disk
is full. The last line of standard output is the most memory that was used, in bytes.
"""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import crawler.__main__
import crawler.settings
import store.database
from crawler import addresses
from tests.crawler.hostile.site import PUBLIC

NUMERIC = re.compile(r"[0-9a-fx.]+", re.IGNORECASE)


def resolver(names: dict[str, list[str]]) -> Callable[[str], str]:
    """Return a stand-in for ``socket.gethostbyname``; numbers are left to the C library."""
    real = socket.gethostbyname

    def look_up(name: str) -> str:
        if NUMERIC.fullmatch(name):
            return real(name)
        if name not in names:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        addresses = names[name]
        return addresses.pop(0) if len(addresses) > 1 else addresses[0]

    return look_up


def filling(flushes: int) -> Callable[[int], None]:
    """Return a stand-in for ``os.fsync`` on a disk that is full after so many."""
    left = iter(range(flushes))

    def flush(descriptor: int) -> None:
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return flush


def main() -> int:
    """Crawl in that world; return the exit status."""
    world = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    socket.gethostbyname = resolver(world["names"])
    really_public = addresses.is_public
    addresses.is_public = lambda address: address == PUBLIC or really_public(address)
    for name, value in world["settings"].items():
        setattr(crawler.settings, name, value)
    store.database.BUSY_SECONDS = world.get("busy_seconds", store.database.BUSY_SECONDS)
    if "flushes" in world:
        os.fsync = filling(world["flushes"])
    status = crawler.__main__.main()
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(used)
    return status


if __name__ == "__main__":
    sys.exit(main())
