"""Pages that are found at several addresses: one document only where page and text prove it.

An address is that of another one where its page names the other as canonical and both texts are
the same, or where both are likely twins by their form (AMP, mobile, http and https) and their
texts are equal. Nothing is merged or lost: both documents keep their snapshots and articles, and
of all their articles one is the latest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlite_utils import Database

from store.database import transaction
from store.model import Document
from store.revisions import mark_latest
from store.rows import upsert

OTHER_TEXT = "another text is at that address"


def settle_address(
    db: Database,
    document: str,
    canonical: str | None,
    doubt: str | None,
    likely: Iterable[str],
    same: Callable[[str, str], bool],
) -> None:
    """Decide of which document the one with this id is another address; after it was read.

    ``canonical`` is the canonical URL that its page names (normalised; None: none), ``doubt``
    why it is not to be believed, ``likely`` the URLs of likely twins; ``same`` tells whether two
    texts are versions of one.
    """
    with transaction(db):
        text = _text(db, document)
        if text is None:
            return
        before = _root(db, document)
        row = None
        if canonical is None:
            row = _equal_twin(db, document, text, likely)
        elif Document.id_of(canonical) != document:
            root = _root(db, Document.id_of(canonical))
            doubt = doubt or _against(db, document, root, text, same)
            row = (canonical, None if doubt else root, doubt or "the page names it")
        _write(db, document, row)
        for other in _pointing(db, document):
            its = _text(db, other)
            if its is not None and not same(text, its):
                db.execute(
                    "UPDATE addresses SET same_as = NULL, reason = ? WHERE document = ?",
                    [OTHER_TEXT, other],
                )
                mark_latest(db, other)
        mark_latest(db, before)
        mark_latest(db, document)


def _against(
    db: Database, document: str, root: str, text: str, same: Callable[[str, str], bool]
) -> str | None:
    """Return what in the database speaks against it that the document is at ``root`` too."""
    if root == document:
        return "that page names this one in turn"
    others = (_text(db, other) for other in {root, *_pointing(db, root)} - {document})
    if any(other is not None and not same(text, other) for other in others):
        return OTHER_TEXT
    return None


def _equal_twin(
    db: Database, document: str, text: str, likely: Iterable[str]
) -> tuple[str, str | None, str] | None:
    for url in sorted(likely):
        twin = Document.id_of(url)
        root = _root(db, twin)
        # The one that is pointed at does not point back.
        if root != document and _text(db, twin) == text:
            return url, root, "likely twins by their addresses have the same text"
    return None


def _write(db: Database, document: str, row: tuple[str, str | None, str] | None) -> None:
    if row is None:
        db.execute("DELETE FROM addresses WHERE document = ?", [document])
        return
    columns = ("document", "canonical", "same_as", "reason")
    upsert(db, "addresses", [dict(zip(columns, (document, *row), strict=True))], ["document"])


def _root(db: Database, document: str) -> str:
    """Return the id of the document that this one is another address of; else its own."""
    found = db.execute("SELECT same_as FROM addresses WHERE document = ?", [document]).fetchone()
    return (found and found[0]) or document


def _pointing(db: Database, document: str) -> list[str]:
    sql = "SELECT document FROM addresses WHERE same_as = ? ORDER BY document"
    return [row[0] for row in db.execute(sql, [document])]


def _text(db: Database, document: str) -> str | None:
    """Return the text of a document's newest article; None where none was read."""
    found = db.execute(
        'SELECT "text" FROM articles JOIN snapshots ON snapshots.id = articles.snapshot '
        "WHERE articles.document = ? ORDER BY last_seen DESC, snapshots.id LIMIT 1",
        [document],
    ).fetchone()
    return found[0] if found else None


def same_pages(db: Database, document: str) -> set[str]:
    """Return the ids of the documents that are the same page as this one, its own among them."""
    sql = (
        "WITH here AS (SELECT coalesce((SELECT same_as FROM addresses WHERE document = :id), :id) "
        "AS id) SELECT id FROM here UNION SELECT :id "
        "UNION SELECT document FROM addresses JOIN here ON same_as = here.id"
    )
    return {row[0] for row in db.execute(sql, {"id": document})}
