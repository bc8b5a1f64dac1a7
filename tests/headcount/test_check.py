"""The verb ``check``: sentences, files and addresses against the demo's database."""

import datetime as dt
import json
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from headcount.cli import main
from reconcile.check import as_article, check_against
from store.database import open_database

if TYPE_CHECKING:
    from conftest import Demo

LEFT = {
    "en": "At least 650,000 people have left Russia since February 2022, says The Bell.",
    "de": "Mindestens 650.000 Menschen haben Russland seit Februar 2022 verlassen, so The Bell.",
}
MILLION = {
    "en": "1.9 million people have left Russia since February 2022.",
    "de": "1,9 Millionen Menschen haben Russland seit Februar 2022 verlassen.",
}
PAGE = """<html lang="{language}"><head><title>{title}</title>
<meta property="article:published_time" content="2024-07-20T08:00:00+00:00">
<meta property="og:site_name" content="Probeblatt"></head>
<body><article><h1>{title}</h1><p>{sentence}</p>
<p>{filler}</p></article></body></html>"""
FILLER = {
    "en": "The numbers come from statistics of other countries, which the portal added up over "
    "many weeks. Nobody in the ministry wanted to comment on them when asked for an answer.",
    "de": "Die Zahlen stammen aus Statistiken anderer Staaten, die das Portal über viele Wochen "
    "hinweg addiert hat. Im Ministerium wollte sich auf Anfrage niemand dazu äußern.",
}


def run(demo: "Demo", *arguments: str, **options: Any) -> Result:
    command = ["check", *arguments, "--db", str(demo.database)]
    return CliRunner().invoke(main, command, **options)


def printed(demo: "Demo", *arguments: str, **options: Any) -> str:
    """Return what is printed, each run of blanks as one."""
    result = run(demo, *arguments, **options)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def figures(demo: "Demo", *arguments: str) -> list[tuple[str, str]]:
    """Return number and verdict of each figure."""
    result = run(demo, *arguments, "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)["figures"]
    return [(figure["number"], figure["verdict"]) for figure in found]


def page(language: str, sentence: str) -> str:
    title = {"en": "Russians abroad", "de": "Russen im Ausland"}[language]
    return PAGE.format(language=language, title=title, sentence=sentence, filler=FILLER[language])


@pytest.mark.parametrize(
    ("sentence", "verdict", "said"),
    [
        (LEFT["en"], "supported", ("supported", "The Bell gives at least 650,000", "“")),
        (LEFT["de"], "supported", ("gestützt", "The Bell: mindestens 650.000", "„")),
        (MILLION["en"], "overstated", ("too high", "Too high: The Bell", "at least 650,000")),
        (MILLION["de"], "overstated", ("zu hoch", "Zu hoch: The Bell", "mindestens 650.000")),
        ("At least 812 people died in a mine in Chile on 3 May 2024.", "unknown", ("unknown",)),
        ("Am 3. Mai 2024 starben in Chile 812 Menschen.", "unknown", ("unbekannt",)),
    ],
)
def test_a_sentence(demo: "Demo", sentence: str, verdict: str, said: tuple[str, ...]) -> None:
    arguments = (sentence, "--published", "2024-07-20")
    assert [found for _, found in figures(demo, *arguments)] == [verdict]
    text = printed(demo, *arguments)
    assert all(words in text for words in said), text


def test_what_decides_is_named_with_its_words_and_its_address(demo: "Demo") -> None:
    result = run(demo, LEFT["de"], "--published", "2024-07-20", "--json")
    told = json.loads(result.stdout)
    assert (told["language"], told["published"], told["url"]) == ("de", "2024-07-20", None)
    (figure,) = told["figures"]
    assert LEFT["de"][figure["start"] : figure["end"]] == figure["number"] == "650.000"
    assert (figure["kind"], figure["country"], figure["value"]) == ("departures", ["RUS"], 650_000)
    (claim,) = figure["claims"]
    assert claim["url"].startswith("http://127.0.0.1:")
    assert "650" in claim["number"] and claim["number"] in claim["quote"]
    assert claim["outlet"] in printed(demo, LEFT["de"], "--published", "2024-07-20")
    db = open_database(demo.database, readonly=True)
    (row,) = db.execute("SELECT figure FROM figure_claims WHERE claim = ?", [claim["id"]])
    assert row[0] == figure["figure"]
    db.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The weather stays fine.", "There is no figure about people in this text."),
        ("Das Wetter bleibt schön.", "In diesem Text steht keine Zahl von Menschen."),
    ],
)
def test_a_text_without_figures(demo: "Demo", text: str, said: str) -> None:
    assert printed(demo, text) == said
    assert figures(demo, text) == []


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_saved_page_has_its_language_and_day(demo: "Demo", tmp_path: Path, language: str) -> None:
    saved = tmp_path / "page.html"
    saved.write_text(page(language, LEFT[language]), encoding="utf-8")
    told = json.loads(run(demo, str(saved), "--json").stdout)
    assert (told["language"], told["published"]) == (language, "2024-07-20")
    assert [figure["verdict"] for figure in told["figures"]] == ["supported"]


def test_a_text_from_standard_input(demo: "Demo") -> None:
    text = printed(demo, "-", "--published", "2024-07-20", input=MILLION["en"])
    assert "too high" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.html", "missing.html: no such file"),
        ("picture.png", "expected a saved page, a PDF report or a text"),
    ],
)
def test_what_cannot_be_read_is_said(demo: "Demo", tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    result = run(demo, str(tmp_path / name))
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_text_of_a_strangers_is_only_shown(demo: "Demo") -> None:
    hostile = "[red]12[/red] \x1b[31mpeople\x1b[0m died in [link=file:///etc/passwd]Chile[/link]."
    text = printed(demo, hostile, "--published", "2024-07-20")
    assert "\x1b" not in text


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, str]]]:
    """A site on this machine: its address, and its pages by path."""
    pages: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", pages
    server.shutdown()
    server.server_close()


def test_a_page_on_the_web(demo: "Demo", site: tuple[str, dict[str, str]]) -> None:
    base, pages = site
    pages["/page"] = page("de", MILLION["de"])
    result = run(demo, base + "/page", "--json", "--allow-private")
    told = json.loads(result.stdout)
    assert told["url"] == base + "/page"
    assert [figure["verdict"] for figure in told["figures"]] == ["overstated"]
    private = run(demo, base + "/page")
    assert private.exit_code == 1
    assert "private" in private.stderr
    missing = run(demo, base + "/none", "--allow-private")
    assert missing.exit_code == 1
    assert "404" in missing.stderr


def test_nobody_is_a_witness_for_himself(demo: "Demo") -> None:
    """A claim decides on the sentence that states it, but not where its own page is checked."""
    db = open_database(demo.database, readonly=True)
    rows = db.execute(
        "SELECT claims.id, articles.url, language, quote, published FROM figures "
        "JOIN claims ON claims.id = best JOIN articles ON articles.id = claims.article "
        "WHERE documents = 1 AND sources = 1 AND claims.low > 100 AND modality = 'asserted' "
        "AND change IS NULL AND country <> '' ORDER BY claims.id"
    ).fetchall()
    seen = set()
    for claim, url, language, quote, published in rows:
        day = dt.date.fromisoformat(published)
        for where in ("https://elsewhere.example/", url):
            article = replace(as_article(quote, language, day), url=where)
            for verdict in check_against(db, article, day):
                seen.add((where == url, claim in verdict.claims))
    db.close()
    assert seen == {(False, True), (False, False), (True, False)}


def test_the_python_of_the_manual_runs(demo: "Demo", capsys: pytest.CaptureFixture[str]) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    example = manual.partition("The same in Python:")[2].partition("With `--jsonl`")[0]
    lines = textwrap.dedent(example.lstrip("\n")).replace("headcount.db", str(demo.database))
    exec(compile(lines, "docs/commands.md", "exec"), {})
    assert capsys.readouterr().out.startswith("650.000 supported The Bell: mindestens 650.000")
