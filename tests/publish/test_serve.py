"""Serving: read-only, with security headers, beside other data without a trace."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.error import URLError

import httpx
import pytest
from datasette.app import Datasette
from lxml import html

from publish.recent import HOLDS
from publish.serve import datasette_on, serve

Get = Callable[..., httpx.Response]
POLICY = "content-security-policy"


def paths(world: Any) -> list[str]:
    figure, article = world.figures[0].id, world.articles[0].id
    return ["/", "/figures", "/search?q=x", f"/figures/{figure}", f"/articles/{article}", "/nope"]


def test_our_pages_allow_no_script_and_no_inline_style(get: Get, world: Any) -> None:
    for path in paths(world):
        response = get(path)
        policy = response.headers[POLICY]
        assert policy.startswith("default-src 'none'")
        assert "script-src" not in policy
        assert "unsafe" not in policy
        page = html.document_fromstring(response.text)
        assert not page.xpath("//script | //style | //*[@style]")
        assert not page.xpath("//*[@src]")
        assert [
            link.startswith("/-/headcount/")
            for link in page.xpath("//link[@rel='stylesheet']/@href")
        ] == [True]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "Accept-Language" in response.headers["vary"]


@pytest.mark.parametrize(
    "path",
    ["/headcount", "/headcount/claims_flat", "/headcount/figures", "/headcount?sql=select+1",
     "/headcount/contradictions", "/headcount/failures?_facet=stage", "/-/versions"],
)  # fmt: skip
def test_the_policy_admits_datasettes_own_scripts_and_no_others(get: Get, path: str) -> None:
    response = get(path)
    assert response.status_code == 200
    policy = response.headers[POLICY]
    assert "script-src 'self' 'sha256-" in policy
    assert "unsafe" not in policy.partition("style-src")[0]
    scripts = re.findall(r"<script>(.*?)</script>", response.text, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = hashlib.sha256(script.encode("utf-8")).digest()
        assert f"'sha256-{base64.b64encode(digest).decode('ascii')}'" in policy
    for source in re.findall(r"<script[^>]+src=\"([^\"]+)\"", response.text):
        assert source.startswith("/-/static/")


def test_the_style_sheet_is_served_and_asks_for_nothing(get: Get) -> None:
    (link,) = html.document_fromstring(get("/").text).xpath("//link[@rel='stylesheet']/@href")
    style = get(link)
    assert style.status_code == 200
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert get("/-/headcount/..%2fserve.py").status_code in (302, 404)


def test_datasettes_pages_lead_back_and_use_our_sheet(get: Get) -> None:
    table = html.document_fromstring(get("/headcount/claims").text)
    assert {"/", "/figures"} <= set(table.xpath("//div[@class='nav-menu-inner']//a/@href"))
    assert "/-/headcount/tables.css" in table.xpath("//link[@rel='stylesheet']/@href")
    assert get("/-/headcount/tables.css").status_code == 200


def test_tables_link_to_our_pages(get: Get, world: Any) -> None:
    table = html.document_fromstring(get("/headcount/claims_flat").text)
    links = table.xpath("//td[@class='col-figure type-str']/a/@href")
    assert links
    assert set(links) <= {f"/figures/{figure.id}" for figure in world.figures}
    for link in table.xpath("//td[contains(@class, 'col-url')]/a"):
        assert link.get("rel") == "noopener nofollow"


def test_nothing_can_be_written(database: Path) -> None:
    async def write() -> None:
        connected = datasette_on(database).get_database("headcount")
        await connected.execute("DELETE FROM failures")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        asyncio.run(write())


def test_what_cannot_be_served(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"missing\.db"):
        datasette_on(tmp_path / "missing.db")
    (tmp_path / "text.db").write_text("no database " * 100)
    with pytest.raises(ValueError, match=r"text\.db is not a database"):
        datasette_on(tmp_path / "text.db")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE figures (id)")
    with pytest.raises(ValueError, match=r"other\.db is not a headcount database"):
        datasette_on(tmp_path / "other.db")


def test_other_databases_keep_datasettes_own_pages(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE figures (id)")
    datasette = Datasette([str(path)])
    response = asyncio.run(datasette.client.get("/"))
    assert "Datasette: other" in response.text
    assert POLICY not in response.headers


def test_a_port_that_is_taken_is_an_error(database: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(database, host="127.0.0.1", port=taken.getsockname()[1])


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_serving_until_interrupted(
    database: Path, world: Any, workers: int, end: signal.Signals
) -> None:
    command = [sys.executable, "-m", "headcount", "serve", "--db", str(database), "--port", "0"]
    command += ["--workers", str(workers)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=root,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert address is not None, line
        for _ in range(4):
            with urllib.request.urlopen(f"{address[0]}figures/{world.figures[0].id}") as answer:
                assert answer.status == 200
                assert answer.headers["cache-control"] == HOLDS
        os.killpg(process.pid, end)  # as Ctrl+C does, and a service manager
        said = process.communicate(timeout=20)
        assert said == ("", "")
        assert process.returncode in (0, -end)
    with pytest.raises(URLError):
        urllib.request.urlopen(address[0], timeout=5)
