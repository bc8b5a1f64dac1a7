"""Every query of the pages finds its rows by an index, whatever the database holds."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from publish import queries, search
from publish.queries import events, lists, news, places, review, revisions, snapshots, sources
from publish.queries.lists import Choice
from publish.serve import datasette_on

# What may be read from end to end: the few values handed in, small tables, an index that is
# counted or read in order until the page is full, and the full-text index, which is one.
ALLOWED = (
    "SCAN given",
    "SCAN json_each",
    "SCAN (subquery",
    "SCAN CONSTANT ROW",
    "SCAN claims_fts VIRTUAL TABLE INDEX",
    "SCAN articles_fts VIRTUAL TABLE INDEX",
    "SCAN figures USING INDEX figures_since",
    "SCAN figures USING COVERING INDEX figures_listed",
    "SCAN news",
    "SCAN known",
    "SCAN newest",
    "SCAN found",
    "SCAN some",
    "SCAN source_names USING INDEX source_names_claims",
    "SCAN source_names_fts VIRTUAL TABLE INDEX",
    "SCAN outlets USING COVERING INDEX outlets_articles",
    "SCAN figure_counts",
    "SCAN misprints",
    "SCAN links USING INDEX links_doubtful",
    "SCAN claim_changes USING INDEX claim_changes_happened",
)
COUNTED = ("sources",)


@pytest.fixture
def connection(database: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


CALLS: dict[str, tuple[Any, ...]] = {
    "figure": (queries.figure, "x"),
    "figures": (queries.figures, ["x", "y"]),
    "all figures": (lists.list_figures, Choice(), 50),
    "from a place on": (lists.list_figures, Choice(), 50, ("2024-01-01", "x")),
    "figures of a kind": (lists.list_figures, Choice(kind="killed"), 50),
    "figures of a status": (lists.list_figures, Choice(status="disputed"), 50),
    "figures of a country": (lists.list_figures, Choice(country="RUS"), 50),
    "figures of people from a country": (
        lists.list_figures, Choice(country="RUS", role="origin"), 50,
    ),
    "figures of days": (
        lists.list_figures, Choice(reported_from="2024-01-01", reported_to="2024-12-31"), 50,
    ),
    "figures of a year": (lists.list_figures, Choice(year="2024"), 50),
    "figures in a language": (lists.list_figures, Choice(language="de"), 50),
    "figures of all": (
        lists.list_figures,
        Choice("killed", "RUS", "disputed", "country", "2024-01-01", "2024-12-31", "2024", "de"),
        50,
        ("2024-01-01", "x"),
    ),
    "what changed": (events.events, 10),
    "what appeared": (events.events, 10, ("appeared",)),
    "changes of figures": (events.events_of, ["x", "y"], 10),
    "news": (news.newest_news, Choice(), ("appeared", "rose"), 50),
    "news of a choice": (
        news.newest_news,
        Choice("killed", "RUS", "disputed", "country", "2024-01-01", "2024-12-31", "2024", "de"),
        ("rose", "fell"),
        50,
    ),
    "news of figures": (news.news_of, ["x", "y"], ("appeared", "rose"), 50),
    "news after": (news.news_after, 2, ("appeared", "rose"), 50),
    "last event": (news.last_number,),
    "event before": (news.number_before, "2024-01-01"),
    "figures stated": (news.figures_stated, ["x", "y"], "z"),
    "who came": (places.flows, "RUS", "country", 8),
    "who left": (places.flows, "RUS", "origin", 8),
    "counts by country": (places.place_counts,),
    "counts by kind": (places.kind_counts, "RUS"),
    "claims of a figure": (queries.ends_of_figure, "x", "y", 50),
    "number of claims": (queries.number_of_claims, "x"),
    "claims of an article": (queries.claims_of_article, "x", 50),
    "claims": (queries.claims, ["x", "y"]),
    "relations": (queries.relations, ["x", "y"], 5),
    "outcomes": (queries.outcomes, "x", 5),
    "readings": (snapshots.readings, ["x", "y"]),
    "kept": (snapshots.kept, "x"),
    "versions": (revisions.versions, "x", 20),
    "changes of claims": (revisions.changes, "x", 20),
    "article": (queries.article, "x"),
    "counts": (queries.counts,),
    "review": (review.queue, review.Judged(), 50),
    "slips": (review.slips, ["x", "y"]),
    "search claims": (search.search_claims, "Menschen", 20),
    "most quoted": (sources.most_quoted, 50),
    "names with a word": (sources.named_like, "ministry", 50),
    "most publishing": (sources.most_publishing, 50),
    "an outlet": (sources.outlet, "Der Musterbote"),
    "names of a source": (sources.names, "Gaza health ministry"),
    "claims of a source": (sources.quoted, ["The Bell", "x"]),
    "claims of an outlet": (sources.stated, "Der Musterbote"),
    "crawls": (sources.crawls, "Der Musterbote"),
    "search a number": (search.search_number, 58.0, 20),
    "search articles": (search.search_articles, "Menschen", 20),
}  # fmt: skip


@pytest.mark.parametrize("call", CALLS)
def test_no_query_reads_a_whole_table(connection: sqlite3.Connection, call: str) -> None:
    function, *arguments = CALLS[call]
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    function(connection, *arguments)
    connection.set_trace_callback(None)
    assert statements
    for statement in statements:
        # What the full-text index runs on its own tables ("claims_fts_config").
        if statement.startswith("--") or "_fts_" in statement:
            continue
        plan = [row["detail"] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        for step in plan:
            counted = call == "counts" and step.startswith(
                tuple(f"SCAN {table} USING COVERING INDEX" for table in COUNTED)
            )
            assert not step.startswith("SCAN") or step.startswith(ALLOWED) or counted, plan


def test_a_page_is_one_look_at_the_database(database: Path, tmp_path: Path) -> None:
    """What is written while a page reads is not half on it."""
    from publish.page import Page

    copy = tmp_path / "copy.db"
    with closing(sqlite3.connect(database)) as old, closing(sqlite3.connect(copy)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = WAL")
    datasette = datasette_on(copy)
    page = Page(datasette, None, "headcount")  # type: ignore[arg-type]

    def look(connection: sqlite3.Connection) -> tuple[int, int]:
        count = "SELECT count(*) FROM failures"
        before = connection.execute(count).fetchone()[0]
        with closing(sqlite3.connect(copy)) as writer, writer:
            writer.execute("DELETE FROM failures")
        return before, connection.execute(count).fetchone()[0]

    assert asyncio.run(page.read(look)) == (1, 1)
    with closing(sqlite3.connect(copy)) as after:
        assert after.execute("SELECT count(*) FROM failures").fetchone()[0] == 0
    for each in datasette.databases.values():
        each.close()
