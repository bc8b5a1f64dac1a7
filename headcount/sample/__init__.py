"""The sample newsroom: six invented outlets and what they write, as data.

``outlets.toml`` names the outlets, ``articles/<outlet>/<day>-<slug>.toml`` holds one article each,
``report/`` a PDF report with its source, ``templates/`` the pages and lists made of them, and
``expected.toml`` the claims that a careful reader finds. ``headcount.newsroom`` serves it.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

FOLDER: Traversable = files("headcount.sample")
REPORT = "arrivals-2024-05"
"""The stem of the PDF report, which :data:`REPORT_OUTLET` offers for download."""
REPORT_OUTLET = "harbour-ledger"
REPORT_DAY = dt.datetime(2024, 6, 11, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Outlet:
    """One invented outlet; ``listing`` says by which lists its source finds the articles."""

    slug: str
    name: str
    country: str
    language: str
    listing: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One state of one article. ``id`` is ``<outlet>/<day>-<slug>``; a block is a paragraph or,
    where it begins with ``"## "``, a heading between paragraphs."""

    id: str
    title: str
    authors: tuple[str, ...]
    published: dt.datetime
    modified: dt.datetime | None
    blocks: tuple[str, ...]

    @property
    def outlet(self) -> str:
        """The slug of the outlet."""
        return self.id.partition("/")[0]

    @property
    def changed(self) -> dt.datetime:
        """When this state appeared."""
        return self.modified or self.published


@cache
def outlets() -> tuple[Outlet, ...]:
    """Return the outlets, in the order of their file."""
    rows = tomllib.loads(FOLDER.joinpath("outlets.toml").read_text(encoding="utf-8"))["outlet"]
    return tuple(
        Outlet(**{**row, "listing": tuple(row["listing"]), "sections": tuple(row["sections"])})
        for row in rows
    )


@cache
def stories(revised: bool = False) -> tuple[Story, ...]:
    """Return every article, the newest first.

    With ``revised``, those that have a second state stand in it.
    """
    found = []
    for outlet in outlets():
        for file in FOLDER.joinpath("articles", outlet.slug).iterdir():
            row = tomllib.loads(file.read_text(encoding="utf-8"))
            if revised:
                row |= row.get("revision", {})
            found.append(_story(f"{outlet.slug}/{file.name.removesuffix('.toml')}", row))
    return tuple(sorted(found, key=lambda story: (story.published, story.id), reverse=True))


def _story(identity: str, row: dict[str, Any]) -> Story:
    return Story(
        id=identity,
        title=row["title"],
        authors=tuple(row["authors"]),
        published=row["published"],
        modified=row.get("modified"),
        blocks=tuple(block.strip() for block in row["body"].split("\n\n")),
    )


@cache
def expected() -> dict[str, list[dict[str, Any]]]:
    """Return the claims to be found, by the id of the story.

    The second state of a revised story has the suffix ``#2``; the report goes by the key
    ``<outlet>/report-<stem>``.
    """
    text = FOLDER.joinpath("expected.toml").read_text(encoding="utf-8")
    return {key: table["claims"] for key, table in tomllib.loads(text).items()}
