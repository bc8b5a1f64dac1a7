"""The whole job on the sample newsroom: what a stranger sees, and what lies in the database."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from headcount.sample import REPORT, REPORT_OUTLET, expected, stories

if TYPE_CHECKING:
    from conftest import Demo, RunDemo

DERIVED = ("claims", "claim_countries", "figures", "figure_claims", "relations", "articles")


@pytest.fixture
def rows(demo: "Demo") -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(demo.database)
    yield connection
    connection.close()


def column(connection: sqlite3.Connection, sql: str, *values: object) -> list[Any]:
    return [row[0] for row in connection.execute(sql, values)]


def test_every_page_was_gathered_once_and_the_corrected_one_twice(rows: sqlite3.Connection) -> None:
    urls = column(rows, "SELECT url FROM documents ORDER BY url")
    paths = {f"{story.id}.html" for story in stories()} | {f"{REPORT_OUTLET}/{REPORT}.pdf"}
    assert {"/".join(url.split("/")[3:]) for url in urls} == paths
    assert len(urls) == len(paths)
    twice = (
        "SELECT url FROM documents JOIN snapshots ON document = documents.id "
        "GROUP BY url HAVING count(*) > 1"
    )
    assert [url.rpartition("/")[2] for url in column(rows, twice)] == ["2024-06-24-cebu-ferry.html"]


def test_nothing_failed_and_every_snapshot_was_read(rows: sqlite3.Connection) -> None:
    assert column(rows, "SELECT error FROM failures") == []
    assert column(rows, "SELECT count(*) FROM articles") == [len(stories()) + 2]


def test_titles_days_and_outlets_are_those_of_the_stories(rows: sqlite3.Connection) -> None:
    read = {
        (title, published)
        for title, published in rows.execute("SELECT title, published FROM articles")
    }
    for story in (*stories(), *stories(revised=True)):
        assert (story.title, str(story.published.date())) in read
    outlets = column(rows, "SELECT DISTINCT outlet FROM articles WHERE url LIKE '%.html'")
    assert len(outlets) == 6


def test_the_claims_of_the_exodus_story(rows: sqlite3.Connection) -> None:
    found = set(
        rows.execute(
            "SELECT country, count, bound, source FROM claims_flat WHERE url LIKE ?",
            ["%/2024-07-17-russland-auswanderung.html"],
        )
    )
    assert {row[:3] for row in found} >= {
        ("RUS", 650_000, "min"),
        ("ARM", 110_000, "exact"),
        ("KAZ", 80_000, "exact"),
        ("ISR", 80_000, "exact"),
        ("DEU", 36_000, "min"),
        ("ESP", 16_000, "exact"),
    }
    assert ("RUS", 650_000, "min", "The Bell") in found


def test_one_figure_for_the_exodus_told_by_three_outlets(rows: sqlite3.Connection) -> None:
    figures = rows.execute(
        "SELECT documents, outlets, sources FROM figures JOIN claims ON claims.id = best "
        "WHERE claims.low = 650000"
    ).fetchall()
    assert figures == [(3, 3, 1)]


def test_police_and_organisers_disagree(rows: sqlite3.Connection) -> None:
    status = column(
        rows, "SELECT status FROM figures WHERE kind = 'protesters' AND country = 'DEU'"
    )
    assert "disputed" in status


def test_the_rising_toll_is_one_figure_with_its_newest_state(rows: sqlite3.Connection) -> None:
    tolls = rows.execute(
        "SELECT claims.low, figures.documents FROM figures JOIN claims ON claims.id = best "
        "WHERE figures.kind = 'killed' AND figures.country = 'ALB' ORDER BY documents DESC"
    ).fetchall()
    assert tolls[0] == (58, 5)
    superseded = column(
        rows,
        "SELECT a.low FROM relations JOIN claims a ON a.id = relations.a "
        "JOIN claims b ON b.id = relations.b WHERE relation = 'supersedes' AND b.low = 58",
    )
    assert {23, 41} <= set(superseded)


def test_agency_copies_are_copies(rows: sqlite3.Connection) -> None:
    copies = column(
        rows, "SELECT count(*) FROM articles WHERE near_duplicates IS NOT NULL AND latest = 1"
    )
    assert copies == [3]
    assert column(rows, "SELECT count(*) FROM relations WHERE relation = 'copy'")[0] >= 3


def test_the_correction_counts(rows: sqlite3.Connection) -> None:
    sql = "SELECT title FROM articles WHERE url LIKE '%cebu-ferry.html' AND latest = 1"
    assert column(rows, sql) == ["27 dead after ferry capsizes off Cebu in the Philippines"]


@pytest.mark.parametrize("page", ["2024-05-02-veloweg-aare", "2024-05-11-lighthouse-reopens"])
def test_articles_off_the_topic_yield_no_claims(rows: sqlite3.Connection, page: str) -> None:
    sql = "SELECT quote FROM claims JOIN articles ON articles.id = article WHERE url LIKE ?"
    assert column(rows, sql, f"%/{page}.html") == []


def test_most_expected_claims_are_found_and_little_else(rows: sqlite3.Connection) -> None:
    """Value and countries, over all articles, as a floor below which something broke."""
    right = wanted = given = 0
    for name, claims in expected().items():
        title = {story.id: story.title for story in stories()}.get(name)
        if title is None:
            continue
        found = rows.execute(
            "SELECT claims.low, (SELECT group_concat(country) FROM claim_countries "
            "WHERE claim = claims.id AND role = 'country') "
            "FROM claims JOIN articles ON articles.id = article WHERE title = ?",
            [title],
        ).fetchall()
        given += len(found)
        for claim in claims:
            key = (claim["value"], ",".join(claim["country"]))
            hit = key in found
            if hit:
                found.remove(key)
            if claim.get("optional"):
                given -= hit
            else:
                wanted += 1
                right += hit
    assert right / wanted >= 0.75
    assert right / given >= 0.75


def test_what_is_printed_names_figures_sources_and_places(demo: "Demo") -> None:
    for words in ("650,000", "The Bell", "Russia", "disputed", str(demo.database)):
        assert words in demo.printed
    for outlet in ("Morgenlot", "Die Alpenwarte", "Aarekurier", "The Harbour Ledger"):
        assert outlet in demo.printed
    assert max(map(len, demo.printed.replace(str(demo.database), "").splitlines())) <= 160


def test_a_second_run_changes_nothing_that_is_derived(
    demo: "Demo", run_demo: "RunDemo", tmp_path: Path
) -> None:
    again = tmp_path / demo.database.name
    shutil.copytree(demo.database.parent, tmp_path, dirs_exist_ok=True)
    before = {table: content(again, table) for table in DERIVED}
    run_demo(again)
    assert {table: content(again, table) for table in DERIVED} == before


def content(database: Path, table: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    try:
        return sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)
    finally:
        connection.close()
