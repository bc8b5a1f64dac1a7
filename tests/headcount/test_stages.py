"""Taking in and reading: one bad page is a row, and a second run does nothing."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from headcount.cli import main
from headcount.newsroom import site
from headcount.sample import stories

GOOD = next(story for story in stories() if story.id.startswith("morgenlot/2024-06-02"))

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str) -> str:
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return result.stdout

    return invoke


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with a good page, a page without text, a broken PDF and something else."""
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    body = site("http://127.0.0.1:1")[f"/{GOOD.id}.html"].body
    (folder / "deep" / "good.html").write_bytes(body)
    (folder / "empty.HTML").write_bytes(b"<html></html>")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "notes.txt").write_text(
        "Lage\n\nMindestens 12 Menschen starben am 2. Juni 2024 in Polen.", encoding="utf-8"
    )
    (folder / "picture.png").write_bytes(b"\x89PNG")
    return folder


def rows(sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect("headcount.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_files_are_kept_once(run: Run, pages: Path) -> None:
    assert run("add", "pages").startswith("taken in: 4 new, 0 changed, 0 known already")
    assert run("add", "pages").startswith("taken in: 0 new, 0 changed, 4 known already")
    (pages / "notes.txt").write_text("Lage\n\nEs waren 13 Tote in Polen.", encoding="utf-8")
    assert run("add", "pages/notes.txt").startswith("taken in: 0 new, 1 changed, 0 known")
    assert rows("SELECT source, count(*) FROM documents") == [("added", 4)]
    assert rows("SELECT count(*) FROM snapshots") == [(5,)]


def test_a_page_that_cannot_be_read_is_a_row_and_stops_nothing(run: Run, pages: Path) -> None:
    run("add", "pages")
    assert "2 articles; 2 pages could not be read" in run("extract")
    failures = rows("SELECT stage, error, times FROM failures ORDER BY error")
    assert [(stage, times) for stage, _, times in failures] == [("extract", 1)] * 2
    broken, empty = (error for _, error, _ in failures)
    assert "broken.pdf: Unreadable: is no PDF" in broken
    assert "empty.HTML: Unreadable: " in empty
    assert ("ALB", 23.0, "min") in rows("SELECT country, count, bound FROM claims_flat")


def test_a_second_run_has_nothing_to_do(run: Run, pages: Path) -> None:
    run("add", "pages")
    run("extract")
    run("reconcile")
    tables = ("articles", "claims", "failures", "figures", "relations", "snapshots")
    before = [rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]
    assert run("extract") == "extracted 0 claims from 0 articles\n"
    run("reconcile")
    assert [rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before


def test_exports_hold_the_view(run: Run, pages: Path) -> None:
    run("add", "pages")
    run("extract")
    run("export", "--out", "claims.csv")
    run("export", "--out", "claims.json")
    run("export", "--out", "claims.jsonl", "--table", "figures")
    lines = Path("claims.csv").read_text("utf-8").splitlines()
    assert lines[0].startswith("claim,country,origin,count,count_low,count_high,bound,kind,unit,")
    assert Path("claims.jsonl").read_text("utf-8") == ""
    assert '"country": "ALB"' in Path("claims.json").read_text("utf-8")


def test_stats_count(run: Run, pages: Path) -> None:
    run("add", "pages")
    run("extract")
    printed = {" ".join(line.split()) for line in run("stats").splitlines()}
    assert {"documents 4", "articles 2", "failures 2", "de 2", "extract 2"} <= printed
