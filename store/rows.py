"""Writes rows so that what is already there stays untouched."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlite_utils import Database

Value = str | int | float | None


def upsert(
    db: Database, table: str, rows: Iterable[Mapping[str, Value]], key: Sequence[str]
) -> None:
    """Insert ``rows`` (all with the same columns), or change the rows of the same ``key``.

    A row that already says the same is not written, so that no trigger fires and no page of the
    file changes. Table and column names are our own, never data.
    """
    statement = ""
    for row in rows:
        statement = statement or _statement(table, list(row), key)
        db.conn.execute(statement, dict(row))


def _statement(table: str, columns: Sequence[str], key: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f":{column}" for column in columns)
    keys = ", ".join(f'"{column}"' for column in key)
    rest = [column for column in columns if column not in key]
    sql = f'INSERT INTO "{table}" ({names}) VALUES ({values}) ON CONFLICT ({keys}) DO '
    if not rest:
        return sql + "NOTHING"
    changes = ", ".join(f'"{column}" = excluded."{column}"' for column in rest)
    differs = " OR ".join(f'"{table}"."{column}" IS NOT excluded."{column}"' for column in rest)
    return f"{sql}UPDATE SET {changes} WHERE {differs}"


def array(items: Iterable[str]) -> str:
    """Return the items as a JSON array, as columns that hold lists have it."""
    return json.dumps(list(items), ensure_ascii=False)


def items(written: str) -> tuple[str, ...]:
    """Return the items that :func:`array` wrote."""
    return tuple(json.loads(written)) if written != "[]" else ()


def insert(
    db: Database, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Insert rows whose values stand in the order of ``columns``."""
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    db.conn.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
