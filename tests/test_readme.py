"""What the README says is true: its commands are there, its examples run."""

import contextlib
import io
import re
import shlex
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from crawler.sources import load_sources
from headcount.cli import main

if TYPE_CHECKING:
    from conftest import Demo

ROOT = Path(__file__).resolve().parents[1]
README = ROOT.joinpath("README.md").read_text(encoding="utf-8")
MAKEFILE = ROOT.joinpath("Makefile").read_text(encoding="utf-8")
ONLINE_OR_ENDLESS = {"crawl", "serve", "watch"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    return re.findall(r"(?:^ {4}|`)(headcount [a-z][^`\n]*)", README, re.MULTILINE)


def test_it_opens_with_the_two_commands() -> None:
    opening = [line.split("#")[0].strip() for line in README.splitlines()[2:4]]
    assert opening == ["make demo", "make test"]


def test_make_knows_every_target_and_ci_calls_the_checks() -> None:
    targets = set(re.findall(r"(?:^ {4}|`)make ([a-z]+)", README, re.MULTILINE))
    assert {"demo", "test", "install", "lint", "types", "gate"} <= targets
    for target in targets:
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target
    calls = re.findall(r"^make (\S+)$", ROOT.joinpath(".ci/run").read_text("utf-8"), re.MULTILINE)
    assert calls == ["lint", "types", "test", "gate"]


def test_links_lead_to_files() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    for link in links:
        assert ROOT.joinpath(link).is_file(), link


def test_commands_and_their_options_are_there() -> None:
    assert commands()
    for example in commands():
        verb, *arguments = shlex.split(example)[1:]
        options = {name for option in main.commands[verb].params for name in option.opts}
        assert {word for word in arguments if word.startswith("--")} <= options, example


def test_the_example_source_is_one(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    tmp_path.joinpath("example.toml").write_text(block, encoding="utf-8")
    (source,) = load_sources(tmp_path)
    assert (source.name, source.country, source.delay) == ("example", "DEU", 2)


def test_the_query_finds_what_it_says(demo: "Demo") -> None:
    (query,) = blocks("sql")
    connection = sqlite3.connect(demo.database)
    rows = connection.execute(query).fetchall()
    connection.close()
    assert rows[0][:3] == (110_000, "exact", "ARM")
    assert {row[2] for row in rows} == {"ARM", "KAZ", "ISR", "DEU", "ESP"}


def test_the_python_example_runs(demo: "Demo", monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = blocks("python")
    monkeypatch.chdir(demo.database.parent)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code.replace("news.db", demo.database.name), {})
    assert "ALB | 58.0 | exact" in printed.getvalue()


@pytest.mark.parametrize(
    "example",
    [line for line in commands() if shlex.split(line)[1] not in ONLINE_OR_ENDLESS],
)
def test_examples_run(
    example: str, demo: "Demo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments = [
        str(demo.database) if word == "news.db" else word for word in shlex.split(example)[1:]
    ]
    if arguments == ["add"]:
        pytest.skip("a verb that is named, not an example")
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert result.output.strip()


def test_the_demo_prints_what_it_shows(demo: "Demo") -> None:
    shown = re.search(r"<!-- demo -->\n\n((?: {4}.*\n|\n)+)", README)
    assert shown is not None
    printed = {" ".join(line.split()) for line in demo.printed.splitlines()}
    for line in shown[1].splitlines():
        words = " ".join(line.split())
        if words and words != "…" and "127.0.0.1" not in words:
            assert words in printed, words
