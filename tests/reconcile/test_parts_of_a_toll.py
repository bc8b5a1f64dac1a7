"""A group of the dead is a part of the toll that its text gives, not of a former state."""

from __future__ import annotations

import pytest

from reconcile import reconcile
from tests.reconcile.invented import report


@pytest.mark.parametrize(
    ("language", "unit", "quote", "before"),
    [
        ("en", "children", "The toll stands at 58, including 11 children", "Quake toll reaches 23"),
        ("de", "Kinder", "58 Menschen starben, darunter 11 Kinder", "Erdbeben: 23 Tote"),
    ],
)
def test_part_of_the_toll_of_its_text(language: str, unit: str, quote: str, before: str) -> None:
    toll = {"language": language, "quote": quote, "date": "2031-05-10", "published": "2031-05-12"}
    whole = report(id="new", value=58, number="58", document="d", **toll)
    part = report(id="part", value=11, number="11", unit=unit, document="d", **toll)
    old = report(
        id="old",
        value=23,
        number="23",
        language=language,
        quote=before,
        date="2031-05-10",
        published="2031-05-11",
    )
    result = reconcile([whole, part, old])
    assert len(result.figures) == 2
    parts = {(r.a, r.b) for r in result.relations if r.relation == "part_of"}
    assert parts == {("part", "new")}


def test_a_text_without_the_toll_leaves_it_open() -> None:
    whole = report(id="a", value=58, number="58", date="2031-05-10", published="2031-05-10")
    part = report(
        id="b",
        value=11,
        number="11",
        unit="children",
        quote="11 children died",
        date="2031-05-10",
        published="2031-05-10",
    )
    (relation,) = reconcile([whole, part]).relations
    assert (relation.a, relation.b, relation.relation) == ("b", "a", "part_of")
