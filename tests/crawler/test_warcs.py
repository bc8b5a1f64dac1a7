"""Web archives of others: every whole answer is found, and damage costs the damaged record only."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import unpacking, warcs
from crawler.bodies import BodyError, decoded
from crawler.wacz import WaczError, opened_wacz
from crawler.wacz import warcs as warcs_in
from crawler.warcs import Answer, Broken, answers

PAGE = b"<!doctype html><p>In Tirana kamen 23 Menschen ums Leben.</p>" * 20
HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def record(
    url: str = "https://a.example/1",
    block: bytes = HTTP + PAGE,
    *,
    kind: str = "response",
    date: str = "2024-05-06T07:08:09Z",
    length: str | None = None,
) -> bytes:
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {date}",
        f"Content-Length: {len(block) if length is None else length}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def plain(*records: bytes) -> bytes:
    return b"".join(records)


def by_record(*records: bytes) -> bytes:
    return b"".join(map(gzip.compress, records))


def as_one(*records: bytes) -> bytes:
    return gzip.compress(b"".join(records))


def read(archive: bytes) -> list[tuple[str, bytes] | str]:
    """Return address and body of each answer, and the cause of each broken record."""
    found: list[tuple[str, bytes] | str] = []
    for item in answers(io.BytesIO(archive)):
        if isinstance(item, Broken):
            found.append(item.cause)
        elif (body := item.body()) is not None:
            found.append((item.url, body))
    return found


INFO = record("urn:info", b"software: x\r\n", kind="warcinfo")
REQUEST = record(block=b"GET / HTTP/1.1\r\n\r\n", kind="request")
DNS = record("dns:a.example", b"a.example. 1 IN A 1.2.3.4", kind="response")
ONE, TWO, THREE = (record(f"https://a.example/{number}") for number in (1, 2, 3))
FOUND = [(f"https://a.example/{number}", PAGE) for number in (1, 2, 3)]

Pack = Callable[..., bytes]
packings = pytest.mark.parametrize("pack", [plain, by_record, as_one])


@packings
def test_answers_in_their_order(pack: Pack) -> None:
    assert read(pack(INFO, ONE, REQUEST, DNS, TWO, THREE)) == FOUND


@packings
def test_what_an_answer_says(pack: Pack) -> None:
    archive = pack(INFO, record("<https://a.example/1>", date="2024-05-06T09:08:09+02:00"))
    (answer,) = answers(io.BytesIO(archive))
    assert isinstance(answer, Answer)
    assert (answer.url, answer.status, answer.revisit) == ("https://a.example/1", 200, False)
    assert answer.fetched.isoformat() == "2024-05-06T07:08:09+00:00"
    assert answer.headers == (("Content-Type", "text/html"),)
    offset = {plain: len(INFO), by_record: len(gzip.compress(INFO)), as_one: 0}[pack]
    assert answer.offset == offset


@pytest.mark.parametrize(
    ("block", "status"),
    [(b"", 304), (b"HTTP/1.1 200 OK\r\nETag: 1\r\n\r\n", 200), (b"HTTP/2 404\r\n\r\n", 404)],
)
def test_revisits(block: bytes, status: int) -> None:
    (answer,) = answers(io.BytesIO(record(block=block, kind="revisit")))
    assert isinstance(answer, Answer)
    assert (answer.revisit, answer.status) == (True, status)


@packings
@pytest.mark.parametrize(
    ("bad", "cause"),
    [
        (record(length="x"), "has no valid Content-Length"),
        (record(length="-1"), "has no valid Content-Length"),
        (record(length="²"), "has no valid Content-Length"),
        (record(date="yesterday"), "has no valid WARC-Date"),
        (record(block=b"nothing"), "is no answer over HTTP"),
        (record(block=b""), "is no answer over HTTP"),
        (b"These are\r\nsome lines.\r\n\r\n", "is no WARC record"),
        (b"\x00\x01\x02", "is no WARC record"),
        (record(length="3"), "is no answer over HTTP"),
        (b"WARC/1.0\r\n" + b"X: y\r\n" * 30_000, "has more than 131072 bytes of headers"),
        (b"WARC/1.0\r\nX: " + b"y" * 200_000, "has more than 131072 bytes of headers"),
        (record("https://a.example/" + "x" * 200_000), "has more than 131072 bytes of headers"),
    ],
)
def test_a_broken_record_does_not_stop_the_rest(pack: Pack, bad: bytes, cause: str) -> None:
    first, *causes, second = read(pack(ONE, bad + b"\r\n", TWO))
    assert [first, second] == FOUND[:2]
    assert causes
    assert str(causes[0]).startswith(cause)


@packings
def test_an_answer_beyond_the_limit_is_left(pack: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warcs, "MOST_BYTES", len(PAGE))
    large = record("https://a.example/x", HTTP + PAGE + b"!")
    cause = f"is larger than {len(PAGE)} bytes"
    assert read(pack(ONE, large, TWO)) == [FOUND[0], cause, FOUND[1]]


def test_a_bomb_is_not_unpacked_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_SKIPPED", 100_000)
    monkeypatch.setattr(warcs, "MOST_BYTES", 50_000)
    bomb = record("https://a.example/x", HTTP + b"\x00" * 1_000_000)
    causes = ["is larger than 50000 bytes", "is larger than 100000 bytes"]
    assert read(by_record(ONE, bomb, TWO)) == [FOUND[0], *causes, FOUND[1]]


@pytest.mark.parametrize("at", [0, 5, 20, 200, -9])
def test_a_damaged_gzip_member_costs_itself(at: int) -> None:
    damaged = bytearray(gzip.compress(TWO))
    damaged[at] ^= 0xFF
    first, *causes, last = read(gzip.compress(ONE) + bytes(damaged) + gzip.compress(THREE))
    assert (first, last) == (FOUND[0], FOUND[2])
    assert len(causes) <= 2


@packings
def test_a_file_that_was_cut_off(pack: Pack) -> None:
    archive = pack(ONE, TWO)
    *whole, cause = read(archive[: -len(pack(TWO)) // 2])
    assert whole == FOUND[: len(whole)]
    assert "is cut off" in str(cause) or "is no answer" in str(cause)


def test_padding_and_what_is_no_archive() -> None:
    assert read(by_record(ONE) + b"\x00" * 100_000) == FOUND[:1]
    assert read(b"") == []
    assert read(gzip.compress(b"")) == []
    assert len(read(b"<html>\nno archive\n" * 10_000)) == 1


def test_a_file_of_broken_records_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warcs, "MOST_BROKEN", 3)
    found = read(record(length="x") * 10)
    assert found[:3] == ["has no valid Content-Length"] * 3
    assert found[3:] == ["is broken record 3 of this file; the rest was left out"]


@settings(max_examples=200)
@given(st.data())
def test_whatever_is_damaged_nothing_hangs_or_is_made_up(data: st.DataObject) -> None:
    """A changed byte never stops the reading; in plain and gzip by record the last stays whole."""
    pack = data.draw(st.sampled_from([plain, by_record, as_one]))
    start = pack(ONE, TWO)
    position = data.draw(st.integers(0, len(start) - 20))
    damaged = bytearray(start)
    damaged[position] = data.draw(st.integers(0, 255))
    found = read(bytes(damaged) + pack(THREE))
    urls = [item[0] for item in found if isinstance(item, tuple)]
    assert len(urls) <= 3
    if pack is by_record:
        assert found[-1] == FOUND[2]


DEFLATE = zlib.compressobj(wbits=-15)
CHUNKED = (
    b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (PAGE[:7], PAGE[7:])) + b"0\r\n\r\n"
)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, PAGE),
        ({"Content-Encoding": "identity"}, PAGE),
        ({"content-encoding": "GZIP"}, gzip.compress(PAGE)),
        ({"Content-Encoding": "x-gzip"}, gzip.compress(PAGE)),
        ({"Content-Encoding": "deflate"}, zlib.compress(PAGE)),
        ({"Content-Encoding": "deflate"}, DEFLATE.compress(PAGE) + DEFLATE.flush()),
        ({"Content-Encoding": "br"}, brotli.compress(PAGE)),
        ({"Content-Encoding": "zstd"}, zstd.compress(PAGE)),
        ({"Content-Encoding": "gzip, br"}, brotli.compress(gzip.compress(PAGE))),
        ({"Transfer-Encoding": "chunked"}, CHUNKED),
        ({"Transfer-Encoding": "chunked"}, PAGE),
        ({"Content-Encoding": "gzip"}, PAGE),
        ({"Content-Encoding": "br"}, PAGE),
    ],
)
def test_bodies_are_decoded(headers: dict[str, str], body: bytes) -> None:
    assert decoded(body, tuple(headers.items()), len(PAGE)) == PAGE


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", brotli.compress),
        ("zstd", zstd.compress),
    ],
)
def test_bodies_that_are_broken_or_bombs(coding: str, pack: Callable[[bytes], bytes]) -> None:
    headers = (("Content-Encoding", coding),)
    with pytest.raises(BodyError, match="is larger than 1000 bytes"):
        decoded(pack(b"\x00" * 1001), headers, 1000)
    with pytest.raises(BodyError, match=f"is broken {coding}"):
        decoded(pack(PAGE)[:-9], headers, len(PAGE))
    with pytest.raises(BodyError, match="is coded as 'secret'"):
        decoded(PAGE, (("Content-Encoding", "secret"),), len(PAGE))


def wacz(path: Path, *members: tuple[str, bytes], packing: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", packing) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return path


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_wacz_gives_its_warcs(tmp_path: Path, packing: int) -> None:
    path = wacz(
        tmp_path / "a.wacz",
        ("datapackage.json", b"{}"),
        ("archive/b.warc", plain(TWO)),
        ("archive/a.warc.gz", by_record(ONE)),
        ("pages/c.warc.gz", by_record(THREE)),
        packing=packing,
    )
    with opened_wacz(path) as archive:
        found = [(name, read(file.read())) for name, file in warcs_in(archive)]
    assert found == [("archive/a.warc.gz", FOUND[:1]), ("archive/b.warc", FOUND[1:2])]


def test_a_damaged_record_in_a_wacz(tmp_path: Path) -> None:
    damaged = bytearray(gzip.compress(TWO))
    damaged[20] ^= 0xFF
    body = gzip.compress(ONE) + bytes(damaged) + gzip.compress(THREE)
    path = wacz(tmp_path / "a.wacz", ("archive/a.warc.gz", body), packing=zipfile.ZIP_DEFLATED)
    with opened_wacz(path) as archive:
        kinds = [
            type(item)
            for _, file in warcs_in(archive)
            for item in answers(file)
            if isinstance(item, Broken) or item.body()
        ]
    assert kinds == [Answer, Broken, Answer]


@pytest.mark.parametrize(
    ("name", "body", "cause"),
    [
        ("../archive/a.warc", b"", "leads out of it"),
        ("archive/../../a.warc", b"", "leads out of it"),
        ("/archive/a.warc", b"", "leads out of it"),
        ("archive\\..\\a.warc", b"", "leads out of it"),
        ("C:/archive/a.warc", b"", "leads out of it"),
        ("archive/a.html", b"", "no WARC file"),
        ("archive/a.warc", b"\x00" * 5_000_000, "unpacks to 5000000 bytes"),
    ],
)
def test_a_wacz_with_tricks_is_refused(tmp_path: Path, name: str, body: bytes, cause: str) -> None:
    path = wacz(tmp_path / "a.wacz", (name, body), packing=zipfile.ZIP_DEFLATED)
    with pytest.raises(WaczError, match=cause), opened_wacz(path):
        pass


def test_what_is_no_wacz_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(WaczError, match="is no zip file"), opened_wacz(path):
        pass
