"""Web archives as WACZ: zip files with WARC files in ``archive/`` (WACZ 1.1.1, webrecorder.net)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

WARC_ENDINGS = (".warc", ".warc.gz")

MOST_MEMBERS = 100_000
"""Members of one zip file."""

MOST_RATIO = 100
"""Unpacked bytes for each packed byte of a WARC file: text comes to 20, bombs to 1,000."""


class WaczError(ValueError):
    """A WACZ file is refused; the text says why."""


@contextmanager
def opened_wacz(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a WACZ file; nothing is ever unpacked to disk.

    Raises :class:`WaczError` where it is no zip file, or one that no honest tool makes: names
    that lead out of it, members that overlap or unpack to very much more than they are.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive.infolist(), path.stat().st_size)
            yield archive
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise WaczError(f"is no zip file that can be read: {error}") from None


def warcs(archive: zipfile.ZipFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name and the opened file of each WARC file in a WACZ file, by name."""
    members = sorted(archive.infolist(), key=lambda member: member.filename)
    for member in members:
        if _is_warc(member):
            with archive.open(member) as file:
                yield member.filename, file


def _is_warc(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return name.startswith("archive/") and name.lower().endswith(WARC_ENDINGS)


def _check(members: list[zipfile.ZipInfo], size: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise WaczError(f"has more than {MOST_MEMBERS} members")
    if sum(member.compress_size for member in members) > size:
        raise WaczError("has members that overlap")
    for member in members:
        # orig_filename: zipfile cuts a name at NUL.
        name = member.orig_filename
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if "\x00" in name or ":" in name or not parts or parts[0] == "/" or ".." in parts:
            raise WaczError(f"has a member whose name leads out of it: {name!r}")
        if member.flag_bits & 1:
            raise WaczError(f"is encrypted: {name!r}")
        if _is_warc(member) and member.file_size > MOST_RATIO * max(member.compress_size, 1024):
            raise WaczError(f"has a member that unpacks to {member.file_size} bytes: {name!r}")
    if not any(map(_is_warc, members)):
        raise WaczError("has no WARC file in its folder archive/")
