"""docs/commands.md, the help texts and the verbs say the same, and the examples run."""

import datetime as dt
import io
import json
import re
import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from benchmarks.synthetic import fill, reports
from headcount.cli import main
from headcount.database import opened
from headcount.newsroom import site
from headcount.sample import FOLDER, REPORT, stories
from store.judgements import add_judgement
from store.model import Judgement

DOCS = Path(__file__).resolve().parents[2].joinpath("docs/commands.md").read_text(encoding="utf-8")
ENDLESS_OR_ONLINE = {"crawl", "serve", "watch"}
ONLINE_BELOW = {"check", "add"}
BASE = "http://127.0.0.1:1"


def examples(text: str) -> list[str]:
    return re.findall(r"^ +(headcount \S.*)$", text, re.MULTILINE)


def runs_offline(example: str) -> bool:
    verb, *below = shlex.split(example)[1:]
    asks = verb in ENDLESS_OR_ONLINE or (verb == "sources" and not ONLINE_BELOW.isdisjoint(below))
    return not asks and "https:" not in example


def commands_of(command: click.Command) -> list[click.Command]:
    """A verb, and those below it."""
    below = list(command.commands.values()) if isinstance(command, click.Group) else []
    return [command, *below]


def warc(url: str, body: bytes) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    writer.write_record(
        writer.create_warc_record(url, "response", io.BytesIO(body), http_headers=http)
    )
    return out.getvalue()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that the examples name."""
    monkeypatch.chdir(tmp_path)
    pages = site(BASE)
    (tmp_path / "saved-pages").mkdir()
    for story in stories()[:3]:
        name = story.id.replace("/", "-") + ".html"
        (tmp_path / "saved-pages" / name).write_bytes(pages[f"/{story.id}.html"].body)
    (tmp_path / "article.html").write_bytes(pages[f"/{stories()[0].id}.html"].body)
    report = FOLDER.joinpath("report", f"{REPORT}.pdf").read_bytes()
    (tmp_path / "report.pdf").write_bytes(report)
    story = stories()[0]
    text = {"id": "a", "text": "\n".join(story.blocks), "language": "en", "published": "2024-07-18"}
    (tmp_path / "texts.jsonl").write_text(json.dumps(text), encoding="utf-8")
    document = text | {"url": "https://example.org/a", "outlet": "example.org"}
    (tmp_path / "docs.jsonl").write_text(json.dumps(document), encoding="utf-8")
    (tmp_path / "crawl.warc.gz").write_bytes(
        warc("https://example.org/b", b"<p>No figures here.</p>")
    )
    claim = {
        "id": "c1",
        "document": "d1",
        "outlet": "example.org",
        "published": "2024-07-18",
        "language": "en",
        "quote": "At least 23 people died",
        "number": "23",
        "value": 23,
        "bound": "min",
        "kind": "killed",
        "unit": "people",
        "country": ["ALB"],
        "origin": [],
        "date": "2024-06-02",
        "source": "police",
        "via": [],
        "modality": "asserted",
    }
    (tmp_path / "claims.jsonl").write_text(json.dumps(claim), encoding="utf-8")
    said = {"id": "k1", "sentence": "23 people died in Albania.", "language": "en"}
    line = json.dumps(said | {"published": "2024-06-03"})
    (tmp_path / "checks.jsonl").write_text(line, encoding="utf-8")
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "example.toml").write_text(
        'name = "example"\nhomepage = "https://example.org/"\ncountry = "GBR"\nlanguage = "en"\n'
        'feeds = ["https://example.org/rss.xml"]\n',
        encoding="utf-8",
    )
    result = CliRunner().invoke(main, ["add", "saved-pages", "--db", "headcount.db"])
    assert result.exit_code == 0, result.output
    with opened(tmp_path / "headcount.db") as database:
        made = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
        one, other = "3f9a1c00000000000000", "77be0200000000000000"
        told = zip((one, other), reports(2), strict=True)
        fill(database, (replace(it, claim=replace(it.claim, id=id)) for id, it in told))
        add_judgement(database, Judgement(made, "Eva", "same", one, other, "one march"))
        add_judgement(database, Judgement(made, "Eva", "wrong claim", one, None, "a year"))
    return tmp_path


def test_every_verb_is_documented_and_every_documented_verb_is_there() -> None:
    assert re.findall(r"^## (\S+)$", DOCS, re.MULTILINE) == list(main.commands)


@pytest.mark.parametrize("command", main.commands.values(), ids=lambda command: command.name)
def test_help_has_an_example_of_the_verb(command: click.Command) -> None:
    result = CliRunner().invoke(main, [command.name or "", "--help"])
    assert result.exit_code == 0
    shown = examples(result.output)
    assert shown
    assert all(shlex.split(example)[1] == command.name for example in shown)


def test_documented_options_are_there() -> None:
    for section in re.split(r"^## ", DOCS, flags=re.MULTILINE)[1:]:
        command = main.commands[section.split()[0]]
        params = [param for each in commands_of(command) for param in each.params]
        options = {name for param in params for name in param.opts}
        assert set(re.findall(r"(?<![\w-])--[a-z-]+", section)) <= options, command.name


def every_example() -> list[str]:
    helps = [each.help or "" for verb in main.commands.values() for each in commands_of(verb)]
    found = examples(DOCS) + [example for text in helps for example in examples(text)]
    return sorted({example for example in found if runs_offline(example)})


@pytest.mark.parametrize("example", every_example())
def test_examples_run(example: str, desk: Path) -> None:
    if "demo" in example and "--no-serve" not in example:
        pytest.skip("serves until stopped")
    result = CliRunner().invoke(main, shlex.split(example)[1:], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert result.output.strip()
    shutil.rmtree(desk)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["extract", "--jsonl", "nowhere.jsonl", "--out", "o"], "nowhere.jsonl"),
        (["extract", "--jsonl", "docs.jsonl"], "--out"),
        (["extract", "--db", "nowhere.db"], "nowhere.db: no such file"),
        (["extract", "--db", "docs.jsonl"], "docs.jsonl: "),
        (["reconcile", "--db", "nowhere.db"], "nowhere.db: no such file"),
        (["stats", "--db", "report.pdf"], "report.pdf: "),
        (["explain"], "expected TEXT"),
        (["judge", "wrong", "3f9a1c", "--reason", "r"], "Missing option '--who'"),
        (["judge", "list", "--db", "nowhere.db"], "nowhere.db: no such file"),
        (["check"], "expected TEXT"),
        (["check", "--jsonl", "checks.jsonl", "--out", "o"], "--claims FILE"),
        (["check", "Fünf Tote", "--db", "nowhere.db"], "nowhere.db: no such file"),
        (["explain", "Fünf Tote", "--language", "xx"], "no words for language 'xx'"),
        (["add", "nowhere.html", "--db", "n.db"], "nowhere.html: no such file or folder"),
        (["add", "sources/example.toml", "--db", "n.db"], "toml: expected a name that ends in"),
        (["add", "http://[", "--db", "n.db"], "http://[: expected an http(s) address"),
        (["export", "--db", "headcount.db", "--out", "a.xlsx"], "a.xlsx: expected a name"),
        (["sources", "--sources", "saved-pages"], "saved-pages: no source here"),
        (["crawl", "nobody", "--sources", "sources"], "nobody: no such source in sources"),
        (["watch", "--every", "soon", "--sources", "sources"], "expected a time such as"),
    ],
)
def test_bad_input_is_one_clear_line(desk: Path, arguments: list[str], complaint: str) -> None:
    before = sorted(desk.iterdir())
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last.startswith("Error: ")
    assert complaint in last
    assert sorted(desk.iterdir()) == before


@pytest.mark.parametrize(
    ("verb", "line", "complaint"),
    [
        ("extract", '{"id": "a"}', "expected one of 'text' and 'html'"),
        ("extract", '{"id": "a", "html": "gone.html"}', "'html': "),
        ("extract", '{"id": "a", "text": "x", "published": "May"}', "'published': expected"),
        ("explain", '{"text": "x", "language": "de"}', "'id' is missing"),
        ("explain", '{"id": 1, "text": "x"}', "'language': expected a string"),
        ("explain", '{"id": 1, "text": "x", "language": "xx"}', "no words for language 'xx'"),
        ("explain", '{"id": 1, "text": "x", "language": "de", "published": 3}', "'published'"),
        ("reconcile", '{"id": "c1"}', "document: expected a text"),
        ("reconcile", "nonsense", "expected JSON"),
    ],
)
def test_a_bad_record_is_named_and_the_output_stays(
    tmp_path: Path, verb: str, line: str, complaint: str
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(f"\n{line}\n", encoding="utf-8")
    target.write_text("before", encoding="utf-8")
    result = CliRunner().invoke(main, [verb, "--jsonl", str(source), "--out", str(target)])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {source}:2: ")
    assert complaint in result.stderr
    assert result.stderr.count("\n") == 1
    assert target.read_text(encoding="utf-8") == "before"
    assert len(list(tmp_path.iterdir())) == 2
