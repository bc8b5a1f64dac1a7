"""Everything that reconciling makes, made anew beside what there is, and put in its place.

Each process that makes a share of it writes into a scratch file of its own, so that readers and
other writers of the database go on meanwhile. At the end the shares are copied over, each table
in the order of its keys.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlite_utils import Database

from store.comparisons import (
    COMPARED_COLUMNS,
    KEY_COLUMNS,
    LINK_COLUMNS,
    POSTING_COLUMNS,
    Row,
    last_method,
    note_compared,
)
from store.database import transaction
from store.figures import (
    FIGURE_COLUMNS,
    MEMBER_COLUMNS,
    RELATION_COLUMNS,
    SLIP_COLUMNS,
    supersede_forecasts,
)
from store.rows import insert
from store.succession import Succession

MEMORY: dict[str, tuple[str, ...]] = {
    "postings": POSTING_COLUMNS,
    "compared": COMPARED_COLUMNS,
    "links": LINK_COLUMNS,
}
"""The tables that only reconciling looks at."""

PUBLISHED: dict[str, tuple[str, ...]] = {
    "figures": FIGURE_COLUMNS,
    "figure_claims": MEMBER_COLUMNS,
    "misprints": SLIP_COLUMNS,
    "figure_keys": KEY_COLUMNS,
    "relations": RELATION_COLUMNS,
}
"""The tables that say what came of it, in the order in which one rests on the other."""

STRAYS = ("key", "label")
"""Columns of a table that only the scratch files have: what is on file (``reconcile.strays``)."""

CACHE_KIB = 262_144
"""Memory for pages of the file while whole tables are written."""


class Scratch:
    """A scratch file that takes rows."""

    def __init__(self, path: Path) -> None:
        """Make the file, with empty tables that have no keys."""
        self.path = path
        self._tables = MEMORY | PUBLISHED | {"strays": STRAYS}
        self._db = Database(path)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA synchronous = OFF")
        for table, columns in self._tables.items():
            names = ", ".join(f'"{column}"' for column in columns)
            self._db.execute(f"CREATE TABLE {table} ({names})")

    def add(self, table: str, rows: Iterable[Row]) -> None:
        """Add rows to a table, their values in the order of its columns."""
        insert(self._db, table, self._tables[table], rows)

    def finish(self) -> None:
        """Write what is still waiting."""
        self._db.commit()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


class Shares:
    """The database with the scratch files of all shares beside it."""

    def __init__(self, db: Database, scratches: Sequence[Path]) -> None:
        """Attach the files to the database."""
        self._db = db
        self._names = [f"share{number}" for number in range(len(scratches))]
        for name, path in zip(self._names, scratches, strict=True):
            db.execute(f"ATTACH ? AS {name}", [str(path)])

    def detach(self) -> None:
        """Let go of the files."""
        for name in self._names:
            self._db.execute(f"DETACH {name}")

    def _of_all(self, table: str, columns: str) -> str:
        return " UNION ALL ".join(f"SELECT {columns} FROM {name}.{table}" for name in self._names)

    def strays(self, unlabelled: str) -> dict[int, frozenset[str]]:
        """Return the labels under each key that has several."""
        sql = (
            f"SELECT key, json_group_array(DISTINCT label) FROM ({self._of_all('strays', '*')}) "
            "WHERE label <> ? GROUP BY key HAVING count(DISTINCT label) > 1"
        )
        rows = self._db.execute(sql, [unlabelled])
        return {key: frozenset(json.loads(labels)) for key, labels in rows}

    def part_candidates(self) -> list[tuple[str, str]]:
        """Return the figures of different shares that share a key as part and whole, sorted."""
        found: set[tuple[str, str]] = set()
        for one in self._names:
            self._db.execute(
                f"CREATE INDEX {one}.wholes ON figure_keys(key, figure) WHERE role = 'whole'"
            )
            for other in self._names:
                if other != one:
                    rows = self._db.execute(
                        "SELECT DISTINCT part.figure, whole.figure "
                        f"FROM {other}.figure_keys AS part CROSS JOIN {one}.figure_keys AS whole "
                        "ON whole.key = part.key AND whole.role = 'whole' WHERE part.role = 'part'"
                    )
                    found.update(rows)
        return sorted(found)

    def sound_members(self, figures: Iterable[str], most: int) -> dict[str, list[str]]:
        """Return the first claims of figures that are no misprints, ``most`` at most, by figure."""
        slips = f"SELECT claim FROM ({self._of_all('misprints', 'claim')})"
        rows = self._db.execute(
            f"SELECT figure, claim FROM ({self._of_all('figure_claims', 'figure, claim')}) "
            f"WHERE figure IN (SELECT value FROM json_each(?)) AND claim NOT IN ({slips}) "
            "ORDER BY figure, claim",
            [json.dumps(list(figures))],
        )
        members: dict[str, list[str]] = defaultdict(list)
        for figure, claim in rows:
            if len(members[figure]) < most:
                members[figure].append(claim)
        return members

    def add_relations(self, rows: Iterable[Row]) -> None:
        """Add relations between figures of any shares."""
        names = ", ".join(RELATION_COLUMNS)
        self._db.conn.executemany(
            f"INSERT INTO {self._names[0]}.relations ({names}) VALUES (?, ?, ?, ?, ?)", rows
        )
        self._db.commit()

    def publish(self, method: str, number: int, now: dt.datetime) -> None:
        """Put it all in place, noting that the changes up to ``number`` are dealt with.

        What other processes took away meanwhile is left out; it is among the later changes.
        Killed half-way, the next run begins anew.
        """
        db = self._db
        db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        # What rows name is looked up once for all of them below, not row by row.
        db.execute("PRAGMA foreign_keys = OFF")
        try:
            with transaction(db):
                as_before = last_method(db) in (None, method)
                db.execute("DELETE FROM reconciled")
                for table, columns in MEMORY.items():
                    self._copy(table, columns, "")
            with transaction(db):
                succession = Succession(db)
                claims = "IN (SELECT id FROM main.claims)"
                figures = "IN (SELECT id FROM main.figures)"
                conditions = {
                    "figures": f"WHERE best {claims}",
                    "figure_claims": f"WHERE claim {claims} AND figure {figures}",
                    "misprints": f"WHERE claim {claims}",
                    "figure_keys": f"WHERE figure {figures}",
                    "relations": f"WHERE a {claims} AND b {claims}",
                }
                for table, columns in PUBLISHED.items():
                    self._copy(table, columns, conditions[table])
                supersede_forecasts(db)
                succession.made()
                succession.redirect(now)
                if as_before:  # another method is nothing that happened to the figures
                    succession.tell(now)
                succession.forget()
                db.execute("INSERT INTO reconciled (only, method) VALUES (1, ?)", [method])
                note_compared(db, number)
        finally:
            db.execute("PRAGMA foreign_keys = ON")

    def _copy(self, table: str, columns: Sequence[str], condition: str) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        # An index that is made at once is sorted, not searched for the place of each row.
        indexes = self._db.execute(
            "SELECT name, sql FROM main.sqlite_master "
            "WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
            [table],
        ).fetchall()
        for name, _ in indexes:
            self._db.execute(f"DROP INDEX main.{name}")
        self._db.execute(f"DELETE FROM main.{table}")
        keys = ", ".join(f'"{column}"' for column in self._db.table(table).pks)
        self._db.execute(
            f"INSERT INTO main.{table} ({names}) SELECT * FROM ({self._of_all(table, names)}) "
            f"{condition} ORDER BY {keys}"
        )
        for _, sql in indexes:
            self._db.execute(sql)
