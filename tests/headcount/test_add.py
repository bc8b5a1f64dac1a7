"""Taking in: files, JSONL, web archives and addresses; once, whole, and whatever is broken."""

import gzip
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli
import pytest
from click.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from headcount.cli import main
from store.archive import archive_folder, members, read
from store.database import open_database
from store.documents import Fetch, has_snapshot

PAGE = "<!doctype html><html lang='de'><p>Mindestens {} Menschen starben in Polen.</p></html>"
DAY = "2024-05-0{}T07:08:09Z"


def page(number: int) -> bytes:
    return PAGE.format(number).encode()


def record(
    url: str,
    body: bytes = b"",
    *,
    day: int = 6,
    kind: str = "response",
    status: str = "200 OK",
    media_type: str = "text/html; charset=utf-8",
    **headers: str,
) -> bytes:
    """Return one record as an archiver writes it: a gzip member of its own."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    lines = [("Content-Type", media_type)]
    lines += [(name.replace("_", "-"), value) for name, value in headers.items()]
    http = StatusAndHeaders(status, lines, protocol="HTTP/1.1")
    made = writer.create_warc_record(
        url,
        kind,
        io.BytesIO(body),
        http_headers=http,
        warc_headers_dict={"WARC-Date": DAY.format(day)},
    )
    writer.write_record(made)
    return out.getvalue()


WHOLE = [
    record("https://a.example/1?utm_source=x", page(1), day=1),
    record("https://a.example/2", gzip.compress(page(2)), Content_Encoding="gzip"),
    record("https://a.example/3", brotli.compress(page(3)), Content_Encoding="br"),
    record(
        "https://a.example/4",
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(page(4)), page(4)),
        Transfer_Encoding="chunked",
    ),
    record("https://a.example/5.pdf", b"%PDF-1.7 five", media_type="application/octet-stream"),
    record("https://a.example/1", page(11), day=3),
    record("https://a.example/1", kind="revisit", day=4),
]
ASIDE = [
    record("https://a.example/logo.png", b"\x89PNG", media_type="image/png"),
    record("https://a.example/gone", page(0), status="404 Not Found"),
    record("https://a.example/moved", page(0), status="302 Found"),
]
DAMAGED = bytearray(record("https://a.example/6", page(6)))
DAMAGED[len(DAMAGED) // 2] ^= 0xFF
BROKEN = [
    bytes(DAMAGED),
    record("https://a.example/7", b"\x1f\x8b broken", Content_Encoding="gzip"),
    record("https://a.example/8", kind="revisit"),
    record("https://a.example/9", brotli.compress(b"\0" * 70_000_000), Content_Encoding="br"),
]
PAGES = [
    ("https://a.example/1", "2024-05-01T07:08:09.000Z", page(1)),
    ("https://a.example/1", "2024-05-03T07:08:09.000Z", page(11)),
    ("https://a.example/2", "2024-05-06T07:08:09.000Z", page(2)),
    ("https://a.example/3", "2024-05-06T07:08:09.000Z", page(3)),
    ("https://a.example/4", "2024-05-06T07:08:09.000Z", page(4)),
    ("https://a.example/5.pdf", "2024-05-06T07:08:09.000Z", b"%PDF-1.7 five"),
]

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, status: int = 0) -> str:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == status, result.output
        return result.output

    return invoke


def rows(sql: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect("headcount.db")
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def snapshots() -> list[tuple[str, str, bytes]]:
    """Return address, time and kept body of every snapshot."""
    kept = rows(
        'SELECT url, fetched, archive, "offset" FROM snapshots '
        "JOIN documents ON documents.id = document ORDER BY url, fetched"
    )
    folder = archive_folder(Path("headcount.db"))
    return [(url, day, read(folder, file, offset).body) for url, day, file, offset in kept]


def failures() -> list[tuple[str, str]]:
    return rows('SELECT "key", error FROM failures WHERE stage = \'add\' ORDER BY "key"')


def write_wacz(path: Path, *parts: bytes) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datapackage.json", b"{}")
        archive.writestr("archive/data.warc.gz", b"".join(parts))


def write_plain(path: Path, *parts: bytes) -> None:
    path.write_bytes(b"".join(map(gzip.decompress, parts)))


def write_gzip(path: Path, *parts: bytes) -> None:
    path.write_bytes(b"".join(parts))


@pytest.mark.parametrize(
    ("name", "write"),
    [("a.warc", write_plain), ("a.warc.gz", write_gzip), ("a.wacz", write_wacz)],
)
def test_a_web_archive_once(run: Run, name: str, write: Callable[..., None]) -> None:
    write(Path(name), *WHOLE, *ASIDE)
    left = "3 left out (no page or report)"
    assert f"5 new, 1 changed, 1 known already, 0 failed, {left};" in run("add", name)
    assert snapshots() == PAGES
    assert rows("SELECT source, due FROM documents GROUP BY 1, 2") == [("added", None)]
    first = rows("SELECT checked FROM documents WHERE url = 'https://a.example/1'")
    assert first == [("2024-05-04T07:08:09.000Z",)]
    before = rows("SELECT * FROM snapshots ORDER BY id"), rows("SELECT * FROM documents")
    assert f"0 new, 0 changed, 7 known already, 0 failed, {left};" in run("add", name)
    assert (rows("SELECT * FROM snapshots ORDER BY id"), rows("SELECT * FROM documents")) == before


def test_broken_records_are_rows_with_their_offset(run: Run) -> None:
    Path("a.warc.gz").write_bytes(b"".join([*BROKEN, *WHOLE]))
    assert "5 new, 1 changed, 1 known already, 4 failed;" in run("add", "a.warc.gz")
    assert snapshots() == PAGES
    where = f"{Path('a.warc.gz').resolve()}#"
    found = dict(failures())
    starts = [sum(map(len, BROKEN[:number])) for number in range(4)]
    assert list(found) == sorted(f"{where}{start}" for start in starts)
    causes = [found[f"{where}{start}"] for start in starts]
    expected = ["is broken gzip", "is broken gzip", "says that a page is as before", "is larger"]
    assert [cause.startswith(words) for cause, words in zip(causes, expected, strict=True)] == (
        [True] * 4
    )
    assert "0 new, 0 changed, 7 known already, 4 failed;" in run("add", "a.warc.gz")
    assert len(failures()) == 4


def test_what_works_now_is_no_failure_any_more(run: Run) -> None:
    """A revisit that came before its page was brought."""
    Path("a.warc.gz").write_bytes(record("https://a.example/8", kind="revisit"))
    Path("b.warc.gz").write_bytes(record("https://a.example/8", page(8), day=5))
    assert "0 known already, 1 failed;" in run("add", "a.warc.gz", "b.warc.gz")
    assert "2 known already, 0 failed;" in run("add", "a.warc.gz", "b.warc.gz")
    assert failures() == []


def test_an_archive_does_not_take_pages_from_their_source(run: Run) -> None:
    from store.documents import open_archive, record_fetch, save_source
    from store.model import dt

    db = open_database(Path("headcount.db"))
    save_source(db, "herald", "https://a.example/", "GBR")
    now = dt.datetime(2024, 6, 1, tzinfo=dt.UTC)
    fetch = Fetch("https://a.example/1", "herald", now, 200, (), page(1), now)
    with open_archive(db, Path("headcount.db")) as archive:
        record_fetch(db, archive, fetch)
    assert has_snapshot(db, fetch)
    db.close()
    Path("a.warc.gz").write_bytes(b"".join(WHOLE))
    run("add", "a.warc.gz")
    kept = rows("SELECT source, first_seen, due FROM documents WHERE url = 'https://a.example/1'")
    assert kept == [("herald", "2024-05-01T07:08:09.000Z", "2024-06-01T00:00:00.000Z")]


@pytest.mark.parametrize(
    ("name", "body", "cause"),
    [
        ("a.wacz", b"no zip", "is no zip file that can be read"),
        ("a.warc", b"no warc", "is no WARC record"),
        ("a.warc.gz", b"\x1f\x8b\x08 no gzip", "is broken gzip"),
        ("a.jsonl", b"no json\n", "is no JSON"),
        ("a.jsonl", b'{"text": "x"}\n', "expected an object with an 'id'"),
        ("a.jsonl", b'{"id": "x"}\n', "expected one of 'text' and 'html'"),
        ("a.jsonl", b'{"id": "x", "text": 3}\n', "'text': expected a string"),
        ("a.jsonl", b'{"id": "x", "html": "../secret.html"}\n', "'html': expected a file in"),
        ("a.jsonl", b'{"id": "x", "html": "/etc/hostname"}\n', "'html': expected a file in"),
        ("a.jsonl", b'{"id": "x", "html": "\\u0000"}\n', "'html': expected a file in"),
        ("a.jsonl", b"[" * 100_000, "is no JSON"),
        (
            "a.jsonl.gz",
            gzip.compress(b'{"id": "x", "text": "y"}\n', mtime=0)[:-20],
            "is broken gzip",
        ),
    ],
)
def test_what_is_nothing_but_broken_fails(run: Run, name: str, body: bytes, cause: str) -> None:
    Path("secret.html").write_bytes(page(0))
    Path("in").mkdir()
    (Path("in") / name).write_bytes(body)
    said = run("add", f"in/{name}", status=1)
    assert "0 new, 0 changed, 0 known already, 1 failed; " in said
    ((key, error),) = failures()
    assert key.startswith(str((Path("in") / name).resolve()))
    assert error.startswith(cause)
    assert snapshots() == []


def test_jsonl_keeps_what_its_lines_say(run: Run) -> None:
    Path("pages").mkdir()
    Path("pages/b.html.gz").write_bytes(gzip.compress(page(2)))
    lines = [
        {
            "id": "a",
            "url": "https://a.example/1",
            "outlet": "Abendbote",
            "language": "de",
            "published": "2024-06-03",
            "title": "Unwetter",
            "text": "Mindestens 12 Menschen starben am Sonntag in Polen.",
        },
        {"id": "b", "url": "https://a.example/2", "html": "pages/b.html.gz"},
        {"id": "c d", "text": "Es waren 13 Tote in Polen."},
    ]
    whole = "\n".join(json.dumps(line) for line in lines)
    Path("a.jsonl").write_text(whole, encoding="utf-8")
    Path("b.jsonl.gz").write_bytes(gzip.compress(json.dumps(lines[0]).encode()))
    assert "3 new, 0 changed, 1 known already, 0 failed;" in run("add", "a.jsonl", "b.jsonl.gz")
    assert "0 new, 0 changed, 3 known already, 0 failed;" in run("add", "a.jsonl")
    run("extract")
    found = rows("SELECT title, outlet, published, language FROM articles WHERE url LIKE '%/1'")
    assert found == [("Unwetter", "Abendbote", "2024-06-03", "de")]
    days = rows("SELECT count, country, date_edtf FROM claims_flat WHERE url LIKE '%/1'")
    assert days == [(12, "POL", "2024-06-02")]
    urls = [url for (url,) in rows("SELECT url FROM documents ORDER BY url")]
    assert urls[0] == Path("a.jsonl").resolve().as_uri() + "#c%20d"


def test_a_file_that_is_too_large_or_gone_is_a_row(run: Run) -> None:
    folder = Path("in")
    folder.mkdir()
    (folder / "a.html").write_bytes(page(1))
    with (folder / "b.txt").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    (folder / "c.html").mkdir()
    (folder / "d.html").symlink_to("nowhere.html")
    assert "1 new, 0 changed, 0 known already, 1 failed;" in run("add", "in")
    assert failures() == [(str((folder / "b.txt").resolve()), "is larger than 52428800 bytes")]


def many(path: Path, count: int) -> None:
    path.write_bytes(
        b"".join(record(f"https://a.example/{number}", page(number)) for number in range(count))
    )


def test_killed_and_run_again_nothing_is_lost_or_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    many(Path("a.warc.gz"), 300)
    command = [sys.executable, "-m", "headcount", "add", "a.warc.gz"]
    killed = 0
    for pause in (0.02, 0.1, 0.3):
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
            before = kept_rows()
            while child.poll() is None and kept_rows() == before:
                time.sleep(0.005)
            time.sleep(pause)
            killed += child.poll() is None
            child.send_signal(signal.SIGKILL)
    assert killed
    whole = subprocess.run(command, capture_output=True, check=True, text=True)
    assert " 0 failed;" in whole.stdout
    assert snapshots() == sorted(
        (f"https://a.example/{number}", "2024-05-06T07:08:09.000Z", page(number))
        for number in range(300)
    )
    folder = archive_folder(Path("headcount.db"))
    assert not list(folder.glob("*.open"))
    records = sum(1 for file in folder.glob("*.warc.gz") for _ in members(file))
    assert records == 300 + len(list(folder.glob("*.warc.gz")))  # each begins with a warcinfo


def kept_rows() -> int:
    if not Path("headcount.db").exists():
        return 0
    try:
        return int(rows("SELECT count(*) FROM snapshots")[0][0])
    except sqlite3.OperationalError:
        return 0  # its schema is being made


@pytest.fixture
def served() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = {
                "/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /private/\n"),
                "/a": ("text/html", page(1)),
                "/b.pdf": ("application/octet-stream", b"%PDF-1.7 b"),
                "/c.png": ("image/png", b"\x89PNG\r\n\x1a\n"),
                "/private/d": ("text/html", page(2)),
            }.get(self.path)
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", found[0] if found else "text/plain")
            self.end_headers()
            self.wfile.write(found[1] if found else b"none")

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_addresses_by_the_rules_of_a_crawl(run: Run, served: str) -> None:
    paths = ("/a#top", "/b.pdf", "/c.png", "/private/d", "/e")
    urls = [served + path for path in paths]
    said = run("add", *urls, "--allow-private")
    assert "2 new, 0 changed, 0 known already, 3 failed;" in said
    assert [url for (url,) in rows("SELECT url FROM documents ORDER BY url")] == [
        served + "/a",
        served + "/b.pdf",
    ]
    assert dict(failures()) == {
        served + "/c.png": "is image/png, no page",
        served + "/private/d": "Forbidden by robots.txt",
        served + "/e": "HTTP 404",
    }
    assert "0 new, 0 changed, 1 known already, 0 failed;" in run(
        "add", served + "/a", "--allow-private"
    )


def test_private_addresses_need_leave(run: Run, served: str) -> None:
    run("add", served + "/a", status=1)
    assert failures() == [(served + "/a", "refused: 127.0.0.1 is a private address")]


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """Twelve answers of 8 MB each, read in a process that may hold far less than all of them."""
    body = os.urandom(1 << 20) * 8
    with (tmp_path / "a.warc").open("wb") as file:
        for number in range(12):
            made = record(f"https://a.example/{number}", body, media_type="video/mp4")
            file.write(gzip.decompress(made))
        file.write(gzip.decompress(record("https://a.example/x", page(1))))
    script = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from headcount.deliveries import Page, from_file\n"
        "import crawler.bodies, crawler.answers, crawler.urls, crawler.warcs\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = sum(isinstance(item, Page) for item in from_file(Path(sys.argv[1])))\n"
        "print(found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "a.warc")]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    found, kibibytes = map(int, done.stdout.split())
    assert found == 1
    assert kibibytes < 60 * 1024
