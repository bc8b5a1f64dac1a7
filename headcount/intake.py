"""Takes in what a person hands over: saved pages, texts and PDF reports."""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from headcount.complaints import BadInput
from headcount.progress import progress

TAKEN = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
}
"""Media types of the files that are taken, by their ending."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many documents were new, had changed, or were there already."""

    new: int
    changed: int
    unchanged: int

    def summary(self) -> str:
        """Say it in one line."""
        return (
            f"taken in: {self.new} new, {self.changed} changed, {self.unchanged} known already; "
            "`headcount extract` reads them"
        )


def take_in(path: Path, things: Sequence[str]) -> TakenIn:
    """Keep files, and those in folders, as documents of the source ``added``.

    ``path`` is where the database lies, or will. Everything is looked up before anything is
    kept: a name that does not exist stops it with nothing written. Raises :class:`BadInput`.
    """
    from headcount.database import opened
    from store.archive import Archive, archive_folder
    from store.documents import ADDED, Fetch, record_fetch, save_source

    files = [file for thing in things for file in _files(thing)]
    outcomes: Counter[str] = Counter()
    with opened(path) as database, Archive(archive_folder(path)) as archive:
        save_source(database, ADDED)
        for file in progress(files, "adding"):
            fetch = Fetch(
                url=file.resolve().as_uri(),
                source=ADDED,
                fetched=dt.datetime.now(dt.UTC),
                status=200,
                headers=(("Content-Type", TAKEN[file.suffix.lower()]),),
                body=_body(file),
            )
            outcomes[record_fetch(database, archive, fetch)] += 1
    return TakenIn(outcomes["new"], outcomes["changed"], outcomes["unchanged"])


def _files(thing: str) -> Iterator[Path]:
    path = Path(thing)
    if path.is_dir():
        found = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in TAKEN]
        if not found:
            raise BadInput(path, f"no file here that ends in {', '.join(TAKEN)}")
        yield from found
    elif not path.is_file():
        raise BadInput(path, "no such file or folder")
    elif path.suffix.lower() not in TAKEN:
        guess = mimetypes.guess_type(path.name)[0] or "a file of unknown type"
        raise BadInput(path, f"expected a name that ends in {', '.join(TAKEN)}, found {guess}")
    else:
        yield path


def _body(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput(file, error.strerror or error) from None
