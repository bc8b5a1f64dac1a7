"""What became of figures: which stands for one that is no more, and what happened to each.

Figures are made anew from their claims, while permalinks, feeds and alerts speak of a figure that
goes on. The one that has most of its claims goes on with it. Where a page kept or changed a claim
in a later text, the claim of the later text is the same claim.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlite_utils import Database

from store.database import moment, timestamp
from store.model import EventName
from store.rows import array


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a figure, by its running number.

    The intervals are the best value before and since (None: unbounded, or nothing before);
    ``claim`` is the id of the claim that gave it by then.
    """

    number: int
    happened: dt.datetime
    figure: str
    change: EventName
    low_before: float | None
    high_before: float | None
    low: float | None
    high: float | None
    claim: str


def events_after(db: Database, number: int, limit: int) -> Iterator[Event]:
    """Yield at most ``limit`` events with a greater number, in their order."""
    sql = "SELECT * FROM events WHERE number > ? ORDER BY number LIMIT ?"
    for row in db.query(sql, [number, limit]):
        yield Event(**(row | {"happened": moment(row["happened"])}))


_LATER = """
    INSERT INTO temp.old_members
    WITH RECURSIVE later (figure, claim) AS (
        SELECT figure, "after" FROM {source}
        WHERE "after" IS NOT NULL
        UNION SELECT figure, "after" FROM later JOIN main.claim_changes ON "before" = claim
        WHERE "after" IS NOT NULL
    )
    SELECT claim, figure FROM later
"""

_HEIRS = """
    CREATE TEMP TABLE heirs AS
    SELECT old.figure AS old, new.figure AS new, count(*) AS claims
    FROM temp.old_members AS old CROSS JOIN main.figure_claims AS new USING (claim)
    GROUP BY old.figure, new.figure
"""

_TOLD = """
    WITH told AS (
        SELECT new.id AS figure, new.low AS low, new.high AS high, new.best AS claim,
            new.status = 'disputed' AS disputed, new.since AS since, old.id AS old,
            old.low AS low_before, old.high AS high_before, old.disputed AS disputed_before,
            coalesce(new.low, new.high) AS size, coalesce(old.low, old.high) AS size_before
        FROM main.figures AS new LEFT JOIN temp.old_figures AS old ON old.id = coalesce(
            (SELECT id FROM temp.old_figures WHERE id = new.id),
            (SELECT old FROM temp.heirs WHERE heirs.new = new.id
                AND NOT EXISTS (SELECT 1 FROM main.figures WHERE id = heirs.old)
                ORDER BY claims DESC, old LIMIT 1)
        )
        WHERE {chosen}
    )
"""

_WRITE = f"""
    INSERT INTO main.events
        (happened, figure, "change", low_before, high_before, low, high, claim)
    {_TOLD}
    SELECT :now, figure, "change", low_before, high_before, low, high, claim FROM (
        SELECT *, 'appeared' AS "change" FROM told
        WHERE old IS NULL AND figure NOT IN (SELECT new FROM temp.heirs)
        UNION ALL
        SELECT *, CASE
            WHEN figure IN (SELECT value FROM json_each(:corrected)) THEN 'corrected'
            WHEN size > size_before THEN 'rose' ELSE 'fell' END
        FROM told WHERE size <> size_before
        UNION ALL
        SELECT *, CASE WHEN disputed THEN 'disputed' ELSE 'settled' END
        FROM told WHERE disputed <> coalesce(disputed_before, 0)
    ) ORDER BY since, figure, "change"
"""

_THESE = "new.id IN (SELECT value FROM json_each(:figures))"


class Succession:
    """The figures before they are made anew, to be compared with those after.

    Begun, and ended, in one transaction.
    """

    def __init__(self, db: Database, claims: Iterable[str] | None = None) -> None:
        """Remember the figures of these claims, or all figures."""
        self._db = db
        chosen, given = "1", []
        if claims is not None:
            chosen, given = "claim IN (SELECT value FROM json_each(?))", [array(claims)]
        db.execute(
            "CREATE TEMP TABLE old_members AS "
            f"SELECT claim, figure FROM main.figure_claims WHERE {chosen}",
            given,
        )
        # The few rows of the smaller side come first; all claims have changes only here and there.
        changes = 'main.claim_changes CROSS JOIN main.figure_claims ON claim = "before"'
        members = 'temp.old_members CROSS JOIN main.claim_changes ON "before" = claim'
        db.execute(_LATER.format(source=changes if claims is None else members))
        db.execute(
            "CREATE TEMP TABLE old_figures AS SELECT id, low, high, status = 'disputed' AS disputed"
            " FROM main.figures WHERE id IN (SELECT figure FROM temp.old_members)"
        )
        db.execute("CREATE UNIQUE INDEX temp.old_figures_id ON old_figures(id)")

    def made(self) -> None:
        """Note that the figures have been made anew."""
        self._db.execute(_HEIRS)
        self._db.execute("CREATE INDEX temp.heirs_new ON heirs(new)")

    def redirect(self, now: dt.datetime) -> None:
        """Let each figure that is no more lead to the one that has most of its claims."""
        # Bare columns beside max() are those of the row with the maximum.
        rows = self._db.execute(
            "SELECT old, new, max(claims) FROM (SELECT * FROM temp.heirs ORDER BY old, new) "
            "WHERE old NOT IN (SELECT id FROM main.figures) GROUP BY old"
        ).fetchall()
        for old, new, _ in rows:
            self._db.execute("UPDATE main.redirects SET figure = ? WHERE figure = ?", [new, old])
            self._db.execute(
                "INSERT INTO main.redirects (old, figure, happened) VALUES (?, ?, ?) "
                "ON CONFLICT (old) DO UPDATE SET figure = excluded.figure",
                [old, new, timestamp(now)],
            )
        self._db.execute("DELETE FROM main.redirects WHERE old IN (SELECT id FROM main.figures)")

    def changed(self, figures: Iterable[str]) -> list[str]:
        """Return which of these figures (ids) have another best value than before, sorted."""
        told = _TOLD.format(chosen=_THESE)
        sql = f"{told} SELECT figure FROM told WHERE size <> size_before ORDER BY 1"
        return [row[0] for row in self._db.execute(sql, {"figures": array(figures)})]

    def tell(
        self,
        now: dt.datetime,
        figures: Iterable[str] | None = None,
        corrected: Iterable[str] = (),
    ) -> None:
        """Write what happened to these figures (ids), or to all; ``corrected`` are among them."""
        chosen, given = "1", {"now": timestamp(now), "corrected": array(corrected)}
        if figures is not None:
            chosen, given["figures"] = _THESE, array(figures)
        self._db.execute(_WRITE.format(chosen=chosen), given)

    def forget(self) -> None:
        """Forget the figures before."""
        for table in ("old_members", "old_figures", "heirs"):
            self._db.execute(f"DROP TABLE temp.{table}")
