"""Takes in what a person hands over: pages, texts, reports, JSONL, web archives and addresses."""

from __future__ import annotations

import datetime as dt
import mimetypes
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from headcount.complaints import BadInput, StageFailed
from headcount.deliveries import (
    READERS,
    Delivery,
    Fault,
    LeftOut,
    Page,
    Unchanged,
    from_addresses,
    from_file,
    reader_of,
)
from headcount.progress import progress

if TYPE_CHECKING:
    from sqlite_utils import Database

    from store.archive import Archive

STAGE = "add"
"""The stage under which what failed stands in the table ``failures``."""

VERSION = "1"
"""Version of the intake, noted with its failures."""

HTTP = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many documents were new, had changed, were known already, failed, or were left out."""

    new: int
    changed: int
    known: int
    failed: int
    left_out: int

    def summary(self) -> str:
        """Say it in one line."""
        left_out = f", {self.left_out} left out (no page or report)" if self.left_out else ""
        return (
            f"taken in: {self.new} new, {self.changed} changed, {self.known} known already, "
            f"{self.failed} failed{left_out}; `headcount extract` reads them"
        )


def take_in(path: Path, things: Sequence[str], *, allow_private: bool = False) -> TakenIn:
    """Keep what files, folders and addresses hold as documents of the source ``added``.

    ``path`` is where the database lies, or will. Everything is looked up before anything is
    kept: a name that does not exist stops it with nothing written. What cannot be taken is a row
    in ``failures``; each thing is safe when the next is begun, and what is there is not taken
    twice. Raises :class:`BadInput`, and :class:`StageFailed` where nothing could be taken.
    """
    from headcount.database import opened
    from store.documents import ADDED, open_archive, save_source

    urls = [_normalised(thing) for thing in things if thing.startswith(HTTP)]
    files = [file for thing in things if not thing.startswith(HTTP) for file in _files(thing)]
    with opened(path) as database, open_archive(database, path) as archive:
        save_source(database, ADDED)
        intake = Intake(database, archive)
        for delivery in progress(_deliveries(files, urls, allow_private), "adding"):
            intake.take(delivery)
    taken = intake.summary()
    if taken.failed and not taken.new + taken.changed + taken.known:
        raise StageFailed(f"{taken.summary()}; why they failed says the table `failures`")
    return taken


def _deliveries(
    files: Sequence[Path], urls: Sequence[str], allow_private: bool
) -> Iterator[Delivery]:
    from crawler.run import CrawlError

    for file in files:
        yield from from_file(file)
    try:
        yield from from_addresses(urls, allow_private=allow_private)
    except CrawlError as error:
        raise StageFailed(str(error)) from None


class Intake:
    """Keeps deliveries one by one and counts what became of them."""

    def __init__(self, database: Database, archive: Archive) -> None:
        from store.failures import failures

        self._database = database
        self._archive = archive
        self._failed_before = {failure.key for failure, _ in failures(database, STAGE)}
        self._outcomes: Counter[str] = Counter()

    def take(self, delivery: Delivery) -> None:
        """Keep what is delivered, or note why not."""
        from store.failures import resolve

        match delivery:
            case Fault(key, cause):
                self._note(key, cause)
                return
            case Page():
                self._outcomes[self._keep(delivery)] += 1
            case Unchanged():
                if not self._confirm(delivery):
                    self._note(delivery.key, "says that a page is as before that is not here")
                    return
                self._outcomes["known"] += 1
            case LeftOut():
                self._outcomes["left out"] += 1
        if delivery.key in self._failed_before:
            resolve(self._database, STAGE, delivery.key)

    def summary(self) -> TakenIn:
        """Return what became of all deliveries so far."""
        kinds = ("new", "changed", "known", "failed", "left out")
        return TakenIn(*(self._outcomes[kind] for kind in kinds))

    def _keep(self, page: Page) -> str:
        from store.documents import has_snapshot, record_fetch

        known = has_snapshot(self._database, page.fetch)
        outcome = record_fetch(self._database, self._archive, page.fetch)
        # An archive may bring an earlier state of a page again: that is nothing new.
        return "known" if known else outcome

    def _confirm(self, revisit: Unchanged) -> bool:
        from store.documents import page_state, record_unchanged

        state = page_state(self._database, revisit.url)
        if state is None:
            return False
        record_unchanged(self._database, revisit.url, revisit.checked, state.due)
        return True

    def _note(self, key: str, cause: str) -> None:
        from store.failures import record
        from store.model import Failure

        now = dt.datetime.now(dt.UTC)
        record(self._database, Failure(STAGE, key, cause, VERSION, now))
        self._outcomes["failed"] += 1


def _normalised(address: str) -> str:
    from crawler.urls import normalised

    url = normalised(address)
    if url is None:
        raise BadInput(address, "expected an http(s) address")
    return url


def _files(thing: str) -> Iterator[Path]:
    path = Path(thing)
    if path.is_dir():
        found = [file for file in sorted(path.rglob("*")) if reader_of(file) and file.is_file()]
        if not found:
            raise BadInput(path, f"no file here that ends in {', '.join(READERS)}")
        yield from found
    elif not path.is_file():
        raise BadInput(path, "no such file or folder")
    elif reader_of(path) is None:
        guess = mimetypes.guess_type(path.name)[0] or "a file of unknown type"
        raise BadInput(path, f"expected a name that ends in {', '.join(READERS)}, found {guess}")
    else:
        yield path
