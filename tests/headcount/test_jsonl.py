"""JSONL files: errors that name the line, output that is there whole or not at all."""

import gzip
from pathlib import Path

import pytest

from headcount.complaints import BadInput
from headcount.jsonl import read_records, whole_file, write_line


def test_lines_are_objects_and_blank_lines_are_skipped(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_text('{"id": 1}\n\n{"text": "a\u2028b"}\n', encoding="utf-8")
    assert [(record.where, record.fields) for record in read_records(file)] == [
        (f"{file}:1", {"id": 1}),
        (f"{file}:3", {"text": "a\u2028b"}),
    ]


def test_compressed_files_and_byte_order_marks_are_read(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl.gz"
    file.write_bytes(gzip.compress(b'\xef\xbb\xbf{"id": 1}\n'))
    assert [record.fields for record in read_records(file)] == [{"id": 1}]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        (b'{"id": 1}\n{"id": \n', ":2: expected JSON, found Expecting value at column 8"),
        (b"[1, 2]\n", ":1: expected a JSON object, found list"),
        (b'{"id": "\xff"}\n', ": expected UTF-8, found invalid start byte at byte 8"),
        (b"[" * 200_000, ":1: expected an object, found JSON nested too deeply"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, body: bytes, complaint: str) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(body)
    with pytest.raises(BadInput) as caught:
        read_records(file)
    assert caught.value.message == f"{file}{complaint}"
    assert caught.value.exit_code == 2


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        read_records(tmp_path / "nowhere.jsonl")
    broken = tmp_path / "in.jsonl.gz"
    broken.write_bytes(b"not gzip")
    with pytest.raises(BadInput, match=r"in\.jsonl\.gz"):
        read_records(broken)


def test_output_appears_whole(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("before", encoding="utf-8")
    with whole_file(file) as out:
        write_line(out, {"text": "ä"})
        assert file.read_text(encoding="utf-8") == "before"
    assert file.read_text(encoding="utf-8") == '{"text": "ä"}\n'
    assert list(tmp_path.iterdir()) == [file]


def test_what_stood_there_stays_when_the_work_fails(tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    file.write_text("before", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), whole_file(file) as out:
        write_line(out, {"a": 1})
        raise ZeroDivisionError
    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file or directory"), whole_file(tmp_path / "a/b"):
        pass
