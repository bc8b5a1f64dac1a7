"""What reconciling remembers: who stands in which block, who matches whom, what changed since."""

from __future__ import annotations

import json
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlite_utils import Database

from store.model import Link, Posting, Step, content_number
from store.rows import Value, insert


def _list(values: Iterable[object]) -> str:
    return json.dumps(list(values))


def _column(db: Database, sql: str, values: Iterable[object]) -> list[str]:
    return [row[0] for row in db.execute(sql, [_list(values)])]


# ---- what changed ------------------------------------------------------------------------------


def last_method(db: Database) -> str | None:
    """Return the version of the method that compared everything, None before the first time."""
    found = db.execute("SELECT method FROM reconciled").fetchone()
    return found[0] if found else None


def uncompared(db: Database) -> tuple[int, list[str]]:
    """Return the number of the last change, and the articles whose claims changed up to it."""
    rows = db.execute("SELECT number, article FROM uncompared ORDER BY number").fetchall()
    return (rows[-1][0] if rows else 0), [article for _, article in rows]


def note_compared(db: Database, number: int) -> None:
    """Note that the changes up to a number are dealt with."""
    db.execute("DELETE FROM uncompared WHERE number <= ?", [number])


def articles_of(db: Database, claims: Iterable[str]) -> list[str]:
    """Return the ids of the claims' articles."""
    sql = "SELECT DISTINCT article FROM claims WHERE id IN (SELECT value FROM json_each(?))"
    return _column(db, sql, claims)


def claim_count(db: Database) -> int:
    """Return how many claims stand in blocks."""
    found: int = db.execute("SELECT count(*) FROM compared").fetchone()[0]
    return found


def places_of_claims(db: Database) -> Iterator[tuple[str, str]]:
    """Yield for each claim of a latest article its place (see :func:`places`) and the article."""
    rows = db.execute(
        "SELECT (SELECT group_concat(country, '/') FROM (SELECT country FROM claim_countries "
        "WHERE claim = claims.id AND role = 'country' ORDER BY country)), article FROM articles "
        "CROSS JOIN claims ON claims.article = articles.id WHERE latest = 1"
    )
    for place, article in rows:
        yield place or "", article


def current(db: Database, claims: Iterable[str]) -> list[str]:
    """Return which of the claims latest articles state, sorted."""
    sql = (
        "SELECT claims.id FROM claims JOIN articles ON articles.id = article AND latest = 1 "
        "WHERE claims.id IN (SELECT value FROM json_each(?)) ORDER BY claims.id"
    )
    return _column(db, sql, claims)


def article_count(db: Database) -> int:
    """Return how many articles there are."""
    found: int = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    return found


# ---- blocks and links --------------------------------------------------------------------------

Row = tuple[Value | bytes, ...]

COMPARED_COLUMNS = ("claim", "article", "blocks")
POSTING_COLUMNS = ("block", "state", "size", "claim", "step", "late")
LINK_COLUMNS = ("a", "b", "step", "score")
KEY_COLUMNS = ("key", "role", "figure")


def blocks_of(db: Database, articles: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return the blocks of the claims of articles, as they were last compared, by claim id."""
    sql = (
        "SELECT claim, blocks FROM compared WHERE article IN (SELECT value FROM json_each(?)) "
        "ORDER BY claim"
    )
    return {
        claim: struct.unpack(f"<{len(packed) // 8}q", packed)
        for claim, packed in db.execute(sql, [_list(articles)])
    }


def block(db: Database, number: int) -> list[Posting]:
    """Return who stands in a block."""
    sql = f"SELECT {', '.join(POSTING_COLUMNS)} FROM postings WHERE block = ?"
    return [
        Posting(block, state, size, claim, step, bool(late))
        for block, state, size, claim, step, late in db.execute(sql, [number])
    ]


def move(
    db: Database,
    gone: Mapping[str, Iterable[int]],
    come: Mapping[str, tuple[str, Sequence[Posting]]],
) -> None:
    """Take claims out of their blocks (by claim), and put others into theirs.

    ``come`` gives the article and the postings of each claim.
    """
    db.conn.executemany(
        "DELETE FROM postings WHERE block = ? AND claim = ?",
        ((number, claim) for claim, blocks in gone.items() for number in blocks),
    )
    db.conn.executemany("DELETE FROM compared WHERE claim = ?", ((claim,) for claim in gone))
    rows = (compared_row(claim, *stands) for claim, stands in come.items())
    insert(db, "compared", COMPARED_COLUMNS, rows)
    rows = (posting_row(posting) for _, postings in come.values() for posting in postings)
    insert(db, "postings", POSTING_COLUMNS, rows)


def compared_row(claim: str, article: str, postings: Sequence[Posting]) -> Row:
    """Return the row of a claim, in the order of :data:`COMPARED_COLUMNS`."""
    blocks = [posting.block for posting in postings]
    return claim, article, struct.pack(f"<{len(blocks)}q", *blocks)


def posting_row(posting: Posting) -> Row:
    """Return the row of a posting, in the order of :data:`POSTING_COLUMNS`."""
    place = posting.block, posting.state, posting.size, posting.claim
    return *place, posting.step, int(posting.late)


def link_row(link: Link) -> Row:
    """Return the row of a link, in the order of :data:`LINK_COLUMNS`."""
    return link.a, link.b, link.step, link.score


def key_rows(figure: str, keys: Mapping[str, Iterable[int]]) -> Iterator[Row]:
    """Yield the rows of the keys (by role) that a figure is filed under."""
    for role, of_role in keys.items():
        for key in of_role:
            yield key, role, figure


def drop_links(db: Database, pairs: Iterable[tuple[Step, str, str]]) -> list[Link]:
    """Delete the links of a step between two claims, and return those that there were."""
    sql = "DELETE FROM links WHERE step = ? AND a = ? AND b = ? RETURNING a, b, step, score"
    return [Link(*row) for pair in pairs for row in db.execute(sql, pair).fetchall()]


def add_links(db: Database, links: Iterable[Link]) -> None:
    """Write links."""
    insert(db, "links", LINK_COLUMNS, map(link_row, links))


def links_of(db: Database, claims: Iterable[str]) -> list[Link]:
    """Return the links that one of the claims has, some of them twice."""
    given = _list(claims)
    found = []
    for side in "ab":
        sql = (
            f"SELECT links.* FROM json_each(?) CROSS JOIN links INDEXED BY "
            f"{'sqlite_autoindex_links_1' if side == 'a' else 'links_b'} "
            f"WHERE links.{side} = json_each.value"
        )
        found += [Link(*row) for row in db.execute(sql, [given])]
    return found


def several(db: Database, blocks: Iterable[int], unlabelled: int) -> dict[int, frozenset[str]]:
    """Return the labels in those of the stray blocks that have several.

    A label is the place of a claim (codes, sorted, joined by a slash), or its reference period;
    ``unlabelled`` is the state of postings that have none.
    """
    sql = (
        "SELECT block FROM json_each(:blocks) CROSS JOIN postings ON block = json_each.value "
        "WHERE state <> :none GROUP BY block HAVING min(state) <> max(state)"
    )
    rows = db.execute(sql, {"blocks": _list(blocks), "none": unlabelled}).fetchall()
    return {number: frozenset(_labels(db, number, unlabelled)) for (number,) in rows}


def _labels(db: Database, number: int, unlabelled: int) -> Iterator[str]:
    """Yield what the states in a stray block are the numbers of."""
    rows = db.execute(
        "SELECT DISTINCT state, date_edtf, (SELECT group_concat(country, '/') FROM (SELECT country "
        "FROM claim_countries WHERE claim = claims.id AND role = 'country' ORDER BY country)) "
        "FROM postings JOIN claims ON claims.id = claim WHERE block = ? AND state <> ?",
        [number, unlabelled],
    )
    for state, date, place in rows:
        yield date if state == content_number(date) else place or ""


def standing(db: Database, claims: Iterable[str]) -> set[str]:
    """Return which of the claims stand in blocks."""
    sql = "SELECT claim FROM compared WHERE claim IN (SELECT value FROM json_each(?))"
    return set(_column(db, sql, claims))


# ---- figures -----------------------------------------------------------------------------------


def figures_of(db: Database, claims: Iterable[str]) -> dict[str, str]:
    """Return the figure of each of the claims that has one, by claim id."""
    sql = (
        "SELECT claim, figure FROM figure_claims WHERE claim IN (SELECT value FROM json_each(?)) "
        "ORDER BY claim"
    )
    return dict(db.execute(sql, [_list(claims)]).fetchall())


def sound_members(db: Database, figures: Iterable[str], most: int) -> dict[str, list[str]]:
    """Return the first claims of each figure that are no misprints, ``most`` at most, by figure."""
    sql = (
        "SELECT figure, claim FROM figure_claims LEFT JOIN misprints USING (claim) "
        "WHERE slip IS NULL AND figure IN (SELECT value FROM json_each(?)) ORDER BY figure, claim"
    )
    members: dict[str, list[str]] = defaultdict(list)
    for figure, claim in db.execute(sql, [_list(figures)]):
        if len(members[figure]) < most:
            members[figure].append(claim)
    return members


def keys_of_claims(db: Database, claims: Iterable[str], role: str) -> set[int]:
    """Return the keys under which the figures of claims are filed in a role."""
    sql = (
        "SELECT DISTINCT figure_keys.key FROM json_each(?) CROSS JOIN figure_claims "
        "ON claim = json_each.value CROSS JOIN figure_keys USING (figure) WHERE role = ?"
    )
    return {row[0] for row in db.execute(sql, [_list(claims), role])}


def filed(db: Database, keys: Iterable[int], role: str) -> list[tuple[int, str]]:
    """Return the keys under which figures are filed in a role, each with the figure's id."""
    sql = (
        "SELECT figure_keys.key, figure FROM json_each(?) CROSS JOIN figure_keys "
        "WHERE figure_keys.key = json_each.value AND role = ? ORDER BY figure, figure_keys.key"
    )
    return [(key, figure) for key, figure in db.execute(sql, [_list(keys), role])]


def file_figures(db: Database, keys: Mapping[str, Mapping[str, Iterable[int]]]) -> None:
    """File figures, by id and role, under their keys; they must not be filed yet."""
    rows = (row for figure, of_figure in keys.items() for row in key_rows(figure, of_figure))
    insert(db, "figure_keys", KEY_COLUMNS, rows)


def figure_now(db: Database, figure: str) -> str | None:
    """Return the id of the figure that stands for this one now; None where there is none."""
    moved = "SELECT figure FROM redirects WHERE old = :id"
    sql = f"SELECT id FROM figures WHERE id = coalesce(({moved}), :id)"
    found = db.execute(sql, {"id": figure}).fetchone()
    return found[0] if found else None
