"""JSONL files: one JSON object a line, read with errors that name the line, written whole."""

from __future__ import annotations

import gzip
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from headcount.complaints import BadInput


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a JSONL file; ``where`` names file and line for errors."""

    where: str
    fields: dict[str, Any]


def read_records(path: Path) -> list[Record]:
    """Return the objects of a JSONL file (``.gz`` is read too); blank lines are skipped.

    Raises :class:`BadInput` where the file cannot be read, or a line is no JSON object.
    """
    try:
        body = path.read_bytes()
        text = (gzip.decompress(body) if path.suffix == ".gz" else body).decode("utf-8-sig")
    except OSError as error:
        raise BadInput(path, error.strerror or error) from None
    except UnicodeDecodeError as error:
        raise BadInput(
            path, f"expected UTF-8, found {error.reason} at byte {error.start}"
        ) from None
    except (EOFError, zlib.error) as error:
        raise BadInput(path, error) from None
    # Not splitlines(): JSON strings may hold U+2028 and its like unescaped.
    return [
        Record(f"{path}:{number}", _object(f"{path}:{number}", line))
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]


def _object(where: str, line: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(where, f"expected JSON, found {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise BadInput(where, "expected an object, found JSON nested too deeply") from None
    if not isinstance(fields, dict):
        raise BadInput(where, f"expected a JSON object, found {type(fields).__name__}")
    return fields


@contextmanager
def whole_file(path: Path, mode: str = "w") -> Iterator[IO[Any]]:
    """Open a file that appears under ``path`` only when all of it is written.

    Whatever stood there before stays until then, also when the work fails. ``mode`` is ``w``
    (UTF-8) or ``wb``. Raises :class:`BadInput` where the folder cannot be written.
    """
    encoding = None if "b" in mode else "utf-8"
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise BadInput(path, error.strerror or error) from None
    part = Path(name)
    try:
        with os.fdopen(handle, mode, encoding=encoding) as file:
            yield file
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_line(file: IO[str], fields: dict[str, Any]) -> None:
    """Write one object as a line."""
    file.write(json.dumps(fields, ensure_ascii=False) + "\n")
