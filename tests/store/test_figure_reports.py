"""What is read of a few figures."""

import dataclasses
from collections.abc import Callable

import pytest
from build import article, claim, fetch, figure, relation
from sqlite_utils import Database

from store.archive import Archive
from store.articles import save_article
from store.documents import record_fetch
from store.figure_reports import (
    claims_of,
    figures_beginning,
    parts_of,
    relations_within,
    reports_around,
    wholes_of,
)
from store.figures import replace_figures

READ = article()
OTHER_URL = "https://probeblatt.example/anderes"
OTHER = article(url=OTHER_URL)
WHOLE, AGAIN, PART = claim(READ), claim(READ, 310), claim(READ, 20)
ELSEWHERE = claim(OTHER, 40)
A, B, C = "aa00000000000000000a", "aa00000000000000000b", "bb00000000000000000c"


@pytest.fixture
def filled(db: Database, archive: Archive) -> Database:
    """Two articles; figure A of two claims, its part B in the same text, C in the other."""
    for read, claims in ((READ, [WHOLE, AGAIN, PART]), (OTHER, [ELSEWHERE])):
        record_fetch(db, archive, fetch(url=read.url))
        save_article(db, read, claims, "1")
    part = dataclasses.replace(relation(PART, WHOLE), relation="part_of")
    both = [relation(WHOLE, AGAIN), part]
    figures = [figure(WHOLE, AGAIN, id=A), figure(PART, id=B), figure(ELSEWHERE, id=C)]
    replace_figures(db, [], both, figures, {})
    return db


def test_the_claims_of_figures(filled: Database) -> None:
    assert claims_of(filled, [A, C, "none"]) == {
        A: sorted([WHOLE.id, AGAIN.id]),
        C: [ELSEWHERE.id],
    }
    assert claims_of(filled, []) == {}


def test_the_reports_of_their_articles(filled: Database) -> None:
    assert {report.claim for report in reports_around(filled, [B])} == {WHOLE, AGAIN, PART}
    assert [report.claim for report in reports_around(filled, [C])] == [ELSEWHERE]
    assert list(reports_around(filled, [])) == []


def test_the_relations_between_claims(filled: Database) -> None:
    assert relations_within(filled, [WHOLE.id, AGAIN.id]) == [relation(WHOLE, AGAIN)]
    assert relations_within(filled, [WHOLE.id]) == []


@pytest.mark.parametrize(("read", "own", "other"), [(parts_of, A, B), (wholes_of, B, A)])
def test_parts_and_wholes(
    filled: Database, read: Callable[..., dict[str, list[str]]], own: str, other: str
) -> None:
    assert read(filled, [own, C]) == {own: [other]}
    assert read(filled, [other]) == {}


@pytest.mark.parametrize(
    ("beginning", "found"),
    [
        (A, [A]),
        ("aa", [A, B]),
        ("bb", [C]),
        ("", [A, B, C]),
        ("ab", []),
        ("AA", []),
        ("%", []),
        ("cc", [B]),  # was merged into B
    ],
)
def test_figures_by_the_beginning_of_their_id(
    filled: Database, beginning: str, found: list[str]
) -> None:
    filled.execute(
        "INSERT INTO redirects (old, figure, happened) VALUES (?, ?, ?)",
        ["cc00000000000000000d", B, "2024-05-02T00:00:00.000Z"],
    )
    assert figures_beginning(filled, beginning, limit=5) == found


def test_no_more_than_asked_for(filled: Database) -> None:
    assert figures_beginning(filled, "", limit=2) == [A, B]
