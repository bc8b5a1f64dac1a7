"""A file that somebody added is kept as a resource record, which web archive tools know."""

import datetime as dt
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from store.archive import Archive, Record

NOW = dt.datetime(2024, 6, 2, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "body", [b"<p>f\xc3\xbcnf</p>", b"", b"GET / HTTP/1.1\r\n\r\n", b"%PDF-\x00"]
)
def test_a_file_comes_back_as_it_was(tmp_path: Path, body: bytes) -> None:
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    with Archive(tmp_path) as archive:
        name, offset = archive.append("file:///desk/a%20b.html", NOW, 200, headers, body)
        record = archive.read(name, offset)
    assert record == Record("file:///desk/a%20b.html", 200, headers, body)
    with tmp_path.joinpath(name).open("rb") as file:
        assert [entry.rec_type for entry in ArchiveIterator(file)] == ["warcinfo", "resource"]
