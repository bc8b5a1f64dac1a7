"""`headcount sources`: how each source is doing, from its file and the database."""

import datetime as dt
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from crawler.sources import Source
from headcount.cli import main
from headcount.health import Health, Trouble, health_of, most_urgent_first
from headcount.tables import ago, source_health
from store import failures
from store.database import open_database
from store.documents import FeedState, Fetch, open_archive, record_fetch, save_feed, save_source
from store.model import Failure

NOW = dt.datetime(2024, 6, 20, 12, tzinfo=dt.UTC)
HTML = (("Content-Type", "text/html"),)


def hours(number: float) -> dt.datetime:
    """The time so many hours before NOW."""
    return NOW - dt.timedelta(hours=number)


def source(name: str, country: str = "AUT") -> Source:
    home = f"https://www.{name}.example/"
    return Source(name, home, country=country, feeds=(f"{home}rss",), news_sitemaps=(f"{home}n",))


GOOD, BROKEN, YOUNG, UNSEEN = map(source, ("good", "broken", "young", "unseen"))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    db = open_database(path)
    archive = open_archive(db, path)

    def page(of: Source, number: int, seen: float) -> None:
        url = f"{of.homepage}{number}"
        record_fetch(db, archive, Fetch(url, of.name, hours(seen), 200, HTML, b"%d" % number))

    def feed(of: Source, url: str, checked: float, changed: float | None) -> None:
        moved = hours(changed) if changed is not None else None
        save_feed(db, FeedState(url, of.name, "feed", None, None, hours(checked), moved, None))

    def failed(stage: str, key: str, error: str, when: float) -> None:
        failures.record(db, Failure(stage, key, error, "1", hours(when)))

    for each in (GOOD, BROKEN, YOUNG):
        save_source(db, each.name, each.homepage)
    for number, seen in enumerate((30 * 24, 13 * 24, 5 * 24, 3)):
        page(GOOD, number, seen)
    feed(GOOD, GOOD.feeds[0], 1, 2)
    page(BROKEN, 0, 400)
    feed(BROKEN, BROKEN.feeds[0], 1, 300)
    failed("crawl", BROKEN.feeds[0], "HTTP 500", 1)
    failed("crawl", BROKEN.feeds[0], "HTTP 500", 1)
    failed("crawl", "https://broken.example/never-had", "HTTP 404", 2)
    failed("crawl", "https://elsewhere.example/", "HTTP 404", 2)
    snapshot = db.execute(
        "SELECT id FROM snapshots WHERE fetched = (SELECT min(fetched) FROM snapshots)"
    )
    failed("extract", snapshot.fetchone()[0], "holds no text", 3)
    page(YOUNG, 0, 6)
    page(YOUNG, 1, 12)
    archive.close()
    db.close()
    return path


def test_health_of_each_source(database: Path) -> None:
    found = health_of(open_database(database, readonly=True), [GOOD, BROKEN, YOUNG, UNSEEN], NOW)
    assert found == {
        "good": Health(
            4,
            hours(1),
            hours(3),
            3 / 14,
            [Trouble(f"{GOOD.homepage}0", "holds no text", 1, hours(3))],
        ),
        "broken": Health(
            1,
            hours(300),
            hours(400),
            0.0,
            [
                Trouble(BROKEN.feeds[0], "HTTP 500", 2, hours(1)),
                Trouble("https://broken.example/never-had", "HTTP 404", 1, hours(2)),
            ],
        ),
        "young": Health(2, hours(6), hours(6), 2.0, []),
        "unseen": Health(),
    }


def test_a_failure_at_a_host_of_two_sources_is_nobodys(database: Path) -> None:
    twin = Source("twin", "https://www.broken.example/other", feeds=("https://twin.example/rss",))
    found = health_of(open_database(database, readonly=True), [BROKEN, twin], NOW)
    assert [trouble.error for trouble in found["broken"].failures] == ["HTTP 500"]
    assert found["twin"].failures == []


def test_those_that_need_somebody_come_first() -> None:
    trouble = Trouble("u", "e", 1, NOW)
    health = {
        "good": Health(last_success=NOW),
        "broken": Health(failures=[trouble, trouble]),
        "young": Health(failures=[trouble]),
        "unseen": Health(),
    }
    order = most_urgent_first([GOOD, BROKEN, YOUNG, UNSEEN], health)
    assert [each.name for each in order] == ["broken", "young", "unseen", "good"]


@pytest.mark.parametrize(
    ("hours_ago", "words"),
    [(None, "never"), (-1, "0 min"), (0.5, "30 min"), (2, "2 h"), (47, "47 h"), (49, "2 d")],
)
def test_how_long_ago(hours_ago: float | None, words: str) -> None:
    assert ago(NOW, None if hours_ago is None else hours(hours_ago)) == words


def test_two_hundred_sources_read_well_at_80_columns() -> None:
    names = [f"a-source-with-a-long-name-{number}" for number in range(200)]
    many = [source(name) for name in names]
    state = Health(123_456, hours(100 * 24), hours(1000 * 24), 1234.5, [Trouble("", "", 1, NOW)])
    console = Console(width=80, file=io.StringIO())
    console.print(source_health(many, dict.fromkeys(names, state), NOW))
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    rows = [line.split() for line in lines if "a-source" in line]
    assert len(rows) == 200
    assert {tuple(row[1:]) for row in rows} == {
        ("AUT", "100", "d", "1,000", "d", "1234.5", "123,456", "1")
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sources"
    made.mkdir()
    for each, country in ((GOOD, "AUT"), (BROKEN, "DEU"), (UNSEEN, "DEU")):
        (made / f"{each.name}.toml").write_text(
            f'name = "{each.name}"\nhomepage = "{each.homepage}"\ncountry = "{country}"\n'
            f'feeds = ["{each.feeds[0]}"]\n',
            encoding="utf-8",
        )
    return made


def listed(folder: Path, database: Path, *arguments: str) -> Result:
    where = ["--sources", str(folder), "--db", str(database)]
    return CliRunner().invoke(main, ["sources", *arguments, *where])


def names_of(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [row["name"] for row in json.loads(result.stdout)]


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ((), ["broken", "good", "unseen"]),
        (("list",), ["broken", "good", "unseen"]),
        (("--country", "DEU"), ["broken", "unseen"]),
        (("--country", "deu", "--failing"), ["broken"]),
        (("--failing",), ["broken", "good"]),
        (("unseen", "good"), ["good", "unseen"]),
    ],
)
def test_filters(
    folder: Path, database: Path, arguments: tuple[str, ...], names: list[str]
) -> None:
    assert names_of(listed(folder, database, *arguments, "--json")) == names


def test_a_row_of_json(folder: Path, database: Path) -> None:
    row = json.loads(listed(folder, database, "broken", "--json").stdout)[0]
    assert row | {"failures": len(row["failures"])} == {
        "name": "broken",
        "homepage": "https://www.broken.example/",
        "country": "DEU",
        "language": None,
        "tried": False,
        "pages": 1,
        "last_success": hours(300).isoformat(),
        "last_new": hours(400).isoformat(),
        "per_day": 0.0,
        "failures": 2,
    }
    assert row["failures"][0] == {
        "url": BROKEN.feeds[0],
        "error": "HTTP 500",
        "times": 2,
        "happened": hours(1).isoformat(),
    }


def test_named_sources_tell_their_failures(folder: Path, database: Path) -> None:
    assert "HTTP 500 (2 times)" in listed(folder, database, "broken").stdout
    assert "HTTP 500" not in listed(folder, database).stdout


def test_without_a_database_all_files_are_listed(folder: Path, tmp_path: Path) -> None:
    result = listed(folder, tmp_path / "none.db")
    assert result.exit_code == 0
    assert result.stdout.count("never") == 6
    assert not (tmp_path / "none.db").exists()


def test_a_country_without_sources_is_said(folder: Path, database: Path) -> None:
    result = listed(folder, database, "--country", "FRA")
    assert result.exit_code == 2
    assert "FRA: no source of this country" in result.stderr
