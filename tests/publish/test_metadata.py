"""datasette_metadata.json against the real schema: nothing stale, nothing missing."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import httpx
import pytest

from publish.metadata import metadata, named_queries
from store.database import comments, open_database

Get = Callable[..., httpx.Response]
ROOT = Path(__file__).resolve().parents[2]
TABLES = metadata()["databases"]["headcount"]["tables"]
QUERIES = metadata()["databases"]["headcount"]["queries"]
COLUMN_KEYS = ("sort", "sort_desc", "label_column")


@pytest.fixture
def described(database: Path) -> dict[str, dict[str, str]]:
    with closing(open_database(database, readonly=True)) as db:
        return comments(db)


def test_every_column_is_described_as_the_schema_does(described: dict[str, dict[str, str]]) -> None:
    assert {name: table["columns"] for name, table in TABLES.items()} == described


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_title_and_its_page(table: str, get: Get) -> None:
    response = get(f"/headcount/{table}")
    assert response.status_code == 200
    assert TABLES[table]["title"] in response.text
    assert TABLES[table]["description"][:40] in response.text


@pytest.mark.parametrize("table", TABLES)
def test_facets_and_orders_name_real_columns(table: str) -> None:
    entry = TABLES[table]
    named = [*entry.get("facets", ()), *(entry[key] for key in COLUMN_KEYS if key in entry)]
    assert set(named) <= set(entry["columns"])
    known = {"title", "description", "columns", "facets", "size", *COLUMN_KEYS}
    assert set(entry) <= known


ANSWERS: dict[str, tuple[dict[str, str], int, dict[str, Any]]] = {
    "known_for_country": ({"country": " rus"}, 5, {"kind": "departures", "low": 1200000.0}),
    "claims_of_source": (
        {"source": "Bell"}, 5, {"source": "The Bell", "outlet": "Sample Courier"},
    ),
    "who_first": (
        {"count": "650000"}, 2, {"outlet": "Der Musterbote", "source": "The Bell", "via": None},
    ),
    "contradictions": ({}, 2, {"relation": None, "score": 0.9}),
    "rising_tolls": ({}, 2, {"old_count": 12.0, "new_count": 31.0, "kind": "killed"}),
    "latest_failures": ({"stage": "crawl"}, 1, {"error": "timed out", "times": 1}),
}  # fmt: skip


def test_every_named_query_is_run_here() -> None:
    assert set(ANSWERS) == set(QUERIES) == set(named_queries())


@pytest.mark.parametrize("name", QUERIES)
def test_a_named_query_answers(name: str, get: Get) -> None:
    parameters, number, first = ANSWERS[name]
    assert set(QUERIES[name]["params"]) == set(parameters)
    answer = get(f"/headcount/{name}.json", params={"_shape": "array", **parameters})
    assert answer.status_code == 200, answer.text
    rows = answer.json()
    assert len(rows) == number
    assert {key: rows[0].get(key) for key in first} == first
    page = get(f"/headcount/{name}", params=parameters)
    assert page.status_code == 200
    assert QUERIES[name]["description"].split(",")[0][:30] in page.text


@pytest.mark.parametrize("value", ["", '"', '" OR "', "*", "a AND NOT", "'); --", "🎉", "x" * 9000])
@pytest.mark.parametrize("name", [name for name in QUERIES if QUERIES[name]["params"]])
def test_a_named_query_takes_any_value(name: str, value: str, get: Get) -> None:
    parameters = dict.fromkeys(QUERIES[name]["params"], value)
    answer = get(f"/headcount/{name}.json", params={"_shape": "array", **parameters})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()) <= 1


def test_the_installed_package_holds_metadata_pages_and_phrases(tmp_path: Path) -> None:
    """Builds the wheel from a copy of what it is made of."""
    source = tmp_path / "source"
    unwanted = (".*", "tests", "benchmarks", "build", "*.egg-info", "__pycache__", "*.db*")
    copytree(ROOT, source, symlinks=True, ignore=ignore_patterns(*unwanted))
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    command += ["--no-build-isolation", "--disable-pip-version-check", "-w", str(tmp_path), "."]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = archive.read("publish/datasette_metadata.json")
        names = set(archive.namelist())
    assert held == ROOT.joinpath("datasette_metadata.json").read_bytes()
    for folder, pattern in (("static", "*"), ("templates/headcount", "*.html"), ("lang", "*.toml")):
        files = {path.name for path in ROOT.joinpath("publish", folder).glob(pattern)}
        assert files
        assert {f"publish/{folder}/{name}" for name in files} <= names
