"""The raw bytes of every snapshot, as WARC files in a folder beside the database.

One gzip-compressed file per run, one gzip member per record (the layout that web archive tools
can seek in): WARC 1.1, ISO 28500:2017. While a run writes to ``X.warc.gz`` it holds a lock on
``X.warc.gz.open``; a run that was killed leaves that mark behind, and the next start cuts the
file back to the last record that the database names.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import gzip
import os
import secrets
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

_BLOCK = 1 << 20
_LEVEL = 5
"""Of gzip: news pages take half the time of level 9 (warcio's) and 2.5 % more room."""
_OPEN = ".open"
_HTTP = ("http://", "https://")
_TRANSFER = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that speak of the bytes on the wire, not of the decoded body that is kept."""


class ArchiveError(Exception):
    """A record cannot be read; the text says which and why."""


@dataclass(frozen=True, slots=True)
class Record:
    """One answer as it was kept: its URL, status, headers in order, and decoded body."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def archive_folder(database: Path) -> Path:
    """Return the folder of a database's WARC files: ``news.db`` -> ``news-archive``."""
    return database.with_name(f"{database.stem}-archive")


class Archive:
    """Writes the WARC file of one run, and reads the files of all runs.

    The file is made at the first :meth:`append`; a run that finds nothing new leaves none. Use it
    as a context manager, or call :meth:`close`, or :meth:`abandon` after an error.
    """

    def __init__(self, folder: Path) -> None:
        """Take the archive in ``folder`` (:func:`archive_folder`), which is made when needed."""
        self.folder = folder
        self._file: IO[bytes] | None = None
        self._mark: IO[bytes] | None = None
        self._name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self.abandon()

    def append(
        self,
        url: str,
        fetched: dt.datetime,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
    ) -> tuple[str, int]:
        """Write one answer; return (file name, offset of its first byte) once it is on disk.

        ``body`` is the decoded body: headers about its coding on the wire are kept under the
        prefix ``X-Archive-Orig-``, as web archive tools do. Raises OSError (disk full); the file
        then ends with its last whole record.
        """
        file = self._file or self._start(fetched)
        offset = file.tell()
        _write_whole(file, _response(url, fetched, status, headers, body))
        return self._name, offset

    def read(self, name: str, offset: int) -> Record:
        """Return the record at ``offset`` of the file ``name``. Raises :class:`ArchiveError`."""
        return read(self.folder, name, offset)

    def close(self) -> None:
        """End the run's file; nothing more can be appended to it."""
        if self._mark is not None:
            Path(self._mark.name).unlink()
        self.abandon()

    def abandon(self) -> None:
        """End the run's file as a kill would, after something went wrong.

        It may hold a record whose row was not committed: the next start cuts it back to what the
        database names.
        """
        for file in (self._file, self._mark):
            if file is not None:
                file.close()
        self._file = self._mark = None

    def _start(self, now: dt.datetime) -> IO[bytes]:
        self.folder.mkdir(exist_ok=True)
        stamp = f"{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
        while self._mark is None:
            self._name = f"headcount-{stamp}-{secrets.token_hex(4)}.warc.gz"
            self._mark = _locked(self.folder / (self._name + _OPEN))
        # Unbuffered: after a full disk no bytes may wait that would be written later.
        self._file = (self.folder / self._name).open("xb", buffering=0)
        _write_whole(self._file, _warcinfo(self._name))
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name of the file survives a power cut too
        finally:
            os.close(folder)
        return self._file


def _write_whole(file: IO[bytes], record: bytes) -> None:
    """Append the record and wait until it is on disk; on an error leave the file as it was."""
    offset = file.tell()
    rest = memoryview(record)
    try:
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
    except OSError:
        os.ftruncate(file.fileno(), offset)
        file.seek(offset)
        raise


def _warcinfo(name: str) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    software = {"software": "headcount", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(name, software))
    return _member(out)


def _response(
    url: str,
    fetched: dt.datetime,
    status: int,
    headers: Sequence[tuple[str, str]],
    body: bytes,
) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=False, warc_version="1.1")
    date = fetched.astimezone(dt.UTC).isoformat(timespec="milliseconds")
    times = {"WARC-Date": date.replace("+00:00", "Z")}
    if not url.startswith(_HTTP):
        # ISO 28500, 6.4: what no HTTP answer brought, such as a saved file, is a resource.
        media_type = dict(headers).get("Content-Type", "application/octet-stream")
        writer.write_record(
            writer.create_warc_record(
                url,
                "resource",
                payload=BytesIO(body),
                warc_content_type=media_type,
                warc_headers_dict=times,
            )
        )
        return _member(out)
    lines = [
        (f"X-Archive-Orig-{key}" if key.lower() in _TRANSFER else key, value)
        for key, value in headers
    ]
    lines.append(("Content-Length", str(len(body))))
    record = writer.create_warc_record(
        url,
        "response",
        payload=BytesIO(body),
        http_headers=StatusAndHeaders(f"{status} {_phrase(status)}", lines, protocol="HTTP/1.1"),
        warc_headers_dict=times,
    )
    writer.write_record(record)
    return _member(out)


def _member(record: BytesIO) -> bytes:
    return gzip.compress(record.getvalue(), _LEVEL, mtime=0)


def read(folder: Path, name: str, offset: int) -> Record:
    """Return the record at byte ``offset`` of the WARC file ``name`` in ``folder``.

    Raises :class:`ArchiveError` where the file is missing or holds no whole record there.
    """
    try:
        with (folder / name).open("rb") as file:
            file.seek(offset)
            record = next(ArchiveIterator(file), None)
            if record is not None and record.rec_type == "resource":
                media_type = record.rec_headers.get_header("Content-Type")
                return Record(
                    url=record.rec_headers.get_header("WARC-Target-URI"),
                    status=HTTPStatus.OK,
                    headers=(("Content-Type", media_type),),
                    body=record.raw_stream.read(),
                )
            if record is None or record.http_headers is None:
                raise ArchiveError(f"{name}: no answer at byte {offset}")
            return Record(
                url=record.rec_headers.get_header("WARC-Target-URI"),
                status=int(record.http_headers.get_statuscode()),
                headers=tuple(record.http_headers.headers),
                body=record.raw_stream.read(),
            )
    except FileNotFoundError as error:
        raise ArchiveError(f"{folder / name}: there is no such file") from error


def repair(folder: Path, last: Callable[[str], int | None]) -> list[str]:
    """Cut the files of killed runs back to what the database names; return the files' names.

    ``last`` gives the offset of the last record of a file (by its name) that a snapshot names,
    None where none does: whatever follows was never committed and will be fetched again. A file
    that holds nothing else goes. Files that a running process holds are left alone.
    """
    repaired = []
    for path in sorted(folder.glob(f"*{_OPEN}")):
        mark = _locked(path)
        if mark is None:
            continue
        with mark:
            file = path.with_name(path.name.removesuffix(_OPEN))
            if file.exists():
                _truncate(file, last(file.name))
                repaired.append(file.name)
            path.unlink()
    return repaired


def _truncate(path: Path, last: int | None) -> None:
    if last is None:
        path.unlink()
        return
    end = next((end for start, end in members(path) if start == last), None)
    if end is None:
        raise ArchiveError(f"{path}: the record at byte {last}, which a snapshot names, is damaged")
    if end < path.stat().st_size:
        with path.open("r+b") as file:
            file.truncate(end)
            os.fsync(file.fileno())


def members(path: Path) -> Iterator[tuple[int, int]]:
    """Yield (first byte, byte after the last) of each whole gzip member, up to a damaged one."""
    start = position = 0
    member = zlib.decompressobj(zlib.MAX_WBITS + 16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            while block:
                try:
                    member.decompress(block)
                except zlib.error:
                    return
                position += len(block) - len(member.unused_data)
                if not member.eof:
                    break
                yield start, position
                start, block = position, member.unused_data
                member = zlib.decompressobj(zlib.MAX_WBITS + 16)


def _locked(path: Path) -> IO[bytes] | None:
    """Return the file at ``path``, made if need be and locked; None if another has it."""
    mark = path.open("ab")
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        mark.close()
        return None
    if os.fstat(mark.fileno()).st_nlink == 0:  # another process repaired it in between
        mark.close()
        return None
    return mark


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
