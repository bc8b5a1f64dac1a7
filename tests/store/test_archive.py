import datetime as dt
import errno
import os
import sqlite3
from pathlib import Path

import pytest
from build import BODY, NOON, URL, fetch
from warcio.archiveiterator import ArchiveIterator

from store.archive import Archive, ArchiveError, archive_folder, members, read, repair
from store.documents import open_archive, page_state, record_fetch


def append(archive: Archive, body: bytes) -> tuple[str, int]:
    return archive.append(URL, NOON, 200, [("Content-Type", "text/html")], body)


def answers(path: Path) -> list[bytes]:
    with path.open("rb") as file:
        return [
            record.raw_stream.read()
            for record in ArchiveIterator(file, check_digests="raise")
            if record.rec_type == "response"
        ]


def test_other_tools_read_what_was_written(archive: Archive) -> None:
    places = [append(archive, body) for body in (BODY, b"", b"\x00\xff\r\n\r\n")]
    name = places[0][0]
    assert answers(archive.folder / name) == [BODY, b"", b"\x00\xff\r\n\r\n"]
    assert [archive.read(*place).body for place in places] == [BODY, b"", b"\x00\xff\r\n\r\n"]
    assert [start for start, _ in members(archive.folder / name)][1:] == [p[1] for p in places]


def test_a_run_that_finds_nothing_leaves_no_file(path: Path) -> None:
    with Archive(archive_folder(path)) as archive:
        pass
    assert not archive.folder.exists()


def test_a_closed_run_leaves_no_mark_and_one_file_each(path: Path) -> None:
    names = set()
    for _ in range(2):
        with Archive(archive_folder(path)) as archive:
            names.add(append(archive, BODY)[0])
    assert {file.name for file in archive.folder.iterdir()} == names
    assert len(names) == 2


@pytest.mark.parametrize("torn", [b"", b"\x1f\x8b\x08", b"garbage" * 9])
def test_a_killed_run_is_cut_back_to_what_the_database_names(db, path, torn) -> None:
    killed = open_archive(db, path)
    record_fetch(db, killed, fetch())
    snapshot = page_state(db, URL).snapshot
    file = killed.folder / snapshot.archive
    whole = file.stat().st_size
    append(killed, b"in the archive, but its row was never committed")
    with file.open("ab") as tail:
        tail.write(torn)
    killed._mark.close()  # what the kernel does with the lock of a killed process
    with open_archive(db, path) as archive:
        assert file.stat().st_size == whole
        assert [left.name for left in archive.folder.iterdir()] == [file.name]
        assert archive.read(snapshot.archive, snapshot.offset).body == BODY


def test_a_killed_run_without_a_row_goes(path: Path) -> None:
    killed = Archive(archive_folder(path))
    append(killed, BODY)
    killed._mark.close()
    assert repair(killed.folder, lambda name: None) == [killed._name]
    assert list(killed.folder.iterdir()) == []


def test_files_of_a_running_process_are_left_alone(path: Path) -> None:
    with Archive(archive_folder(path)) as running:
        place = append(running, BODY)
        assert repair(running.folder, lambda name: None) == []
        assert running.read(*place).body == BODY


def test_damage_to_a_named_record_is_said(path: Path) -> None:
    killed = Archive(archive_folder(path))
    name, offset = append(killed, BODY)
    killed._mark.close()
    with (killed.folder / name).open("r+b") as file:
        file.truncate(offset + 5)
    with pytest.raises(ArchiveError, match=f"{name}: the record at byte {offset}"):
        repair(killed.folder, lambda file: offset)


def test_a_full_disk_leaves_whole_records(archive: Archive, monkeypatch) -> None:
    name, _ = append(archive, BODY)
    size = (archive.folder / name).stat().st_size

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(os, "fsync", full)
        append(archive, b"does not fit")
    assert (archive.folder / name).stat().st_size == size
    assert append(archive, b"fits") == (name, size)
    assert answers(archive.folder / name) == [BODY, b"fits"]


def test_what_is_not_there_is_said(archive: Archive) -> None:
    name, _ = append(archive, BODY)
    with pytest.raises(ArchiveError, match="no such file"):
        read(archive.folder, "missing.warc.gz", 0)
    with pytest.raises(ArchiveError, match="no answer at byte 0"):
        read(archive.folder, name, 0)  # the warcinfo record


def test_the_date_is_the_date_of_fetching(archive: Archive) -> None:
    vienna = dt.timezone(dt.timedelta(hours=2))
    name, offset = archive.append(
        URL, NOON.astimezone(vienna), 299, [("Content-Type", "text/html")], BODY
    )
    with (archive.folder / name).open("rb") as file:
        file.seek(offset)
        record = next(ArchiveIterator(file))
    assert record.rec_headers.get_header("WARC-Date") == "2024-05-01T12:00:00.000Z"
    assert archive.read(name, offset).status == 299


@pytest.mark.parametrize("call", range(6))
def test_a_disk_that_is_full_at_any_write_loses_and_doubles_nothing(
    db, path, monkeypatch, call
) -> None:
    """The n-th flush of a run fails; what follows is cut, and the next run makes it whole."""
    calls = iter(range(100))

    def full(descriptor: int) -> None:
        if next(calls) == call:
            raise OSError(errno.ENOSPC, "No space left on device")

    fetches = [fetch(url=f"{URL}/{n}", body=b"%d" % n) for n in range(4)]
    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space"):
        patched.setattr(os, "fsync", full)
        with open_archive(db, path) as archive:
            for each in fetches:
                record_fetch(db, archive, each)
    with open_archive(db, path) as archive:
        for each in fetches:
            record_fetch(db, archive, each)
    files = sorted(archive.folder.iterdir())
    assert sorted(body for file in files for body in answers(file)) == [b"0", b"1", b"2", b"3"]
    assert not [file for file in files if file.suffix != ".gz"]


def test_a_row_that_cannot_be_committed_leaves_no_record(db, path) -> None:
    """The bytes are there before the row: where the row fails, they are cut off again."""
    with pytest.raises(sqlite3.IntegrityError), open_archive(db, path) as archive:
        record_fetch(db, archive, fetch())
        record_fetch(db, archive, fetch(url=URL + "/2", source="unknown to the database"))
    with open_archive(db, path) as archive:
        record_fetch(db, archive, fetch(url=URL + "/3", body=b"3"))
    found = sorted(body for file in archive.folder.iterdir() for body in answers(file))
    assert found == sorted([BODY, b"3"])
