from __future__ import annotations

from typing import Any

import pytest

from reconcile import reconcile
from tests.reconcile.invented import report

Row = dict[str, Any]
TOLL: Row = {}
NEXT_DAY: Row = {"date": "2031-05-10/2031-05-21", "published": "2031-05-21"}
LATER: Row = {"date": "2031-05-10/2031-05-24", "published": "2031-05-24"}
SAME_DAY = {"date": "2031-05-10", "published": "2031-05-11"}
MOVE: Row = {"kind": "departures", "country": ["PER"], "origin": ["PER"]}
YEAR = {"kind": "other", "country": ["AUT"], "date": "2030", "unit": "Einbürgerungen"}
PLAN = {"modality": "planned", "date": "2031-05-20/.."}

PAIRS: list[tuple[str, Row, Row, str | None]] = [
    ("one source, two outlets", TOLL, TOLL, "copy"),
    (
        "one source, two languages, rounded",
        {"value": 1234, "number": "1,234"},
        {
            "value": 1200,
            "number": "1200",
            "bound": "about",
            "language": "de",
            "source": "peruanisches Gesundheitsministerium",
        },
        "copy",
    ),
    ("too precise for chance", {"value": 10417}, {"value": 10417, "source": "@outlet"}, "copy"),
    ("round: may be chance", {"value": 200}, {"value": 200, "source": "@outlet"}, "agrees"),
    (
        "at least, and about",
        {"value": 650000, "bound": "min"},
        {"value": 700000, "bound": "about", "source": "Andean Relief Network"},
        "agrees",
    ),
    (
        "more than 1.2 million is not 650,000",
        {"value": 1200000, "bound": "min"},
        {"value": 650000, "source": "Andean Relief Network"},
        "contradicts",
    ),
    ("the toll rises", TOLL, {"value": 1300, **LATER}, "supersedes"),
    (
        "the toll rises, elsewhere counted",
        {"source": "@outlet"},
        {"value": 1200, **LATER, "source": "Andean Relief Network"},
        "supersedes",
    ),
    (
        "corrected downwards",
        {**SAME_DAY, "value": 500},
        {**SAME_DAY, "value": 471, "bound": "min", "published": "2031-05-12"},
        "supersedes",
    ),
    (
        "an institution corrects what it passed on",
        {"value": 9000, "source": "Andean Relief Network", "via": ["OCHA"]},
        {"value": 3000, "source": "WHO", "via": ["OCHA"], "published": "2031-05-23"},
        "supersedes",
    ),
    ("two counters", {"value": 400}, {"value": 900, "source": "Andes Watch"}, "contradicts"),
    (
        "two counters, one day apart: too fast for growth",
        {"value": 400},
        {"value": 900, "source": "Andes Watch", **NEXT_DAY},
        "contradicts",
    ),
    (
        "denied",
        {"value": 700000, "bound": "about"},
        {"value": 700000, "source": "Sergej Antonow", "modality": "denied"},
        "contradicts",
    ),
    (
        "one denial in two papers",
        {"source": "Sergei Antonow", "modality": "denied"},
        {"source": "Sergej Antonow", "modality": "denied"},
        "copy",
    ),
    (
        "one group of all",
        {"value": 120, "unit": "Kinder", "quote": "120 Kinder", "number": "120", "language": "de"},
        {"value": 1000},
        "part_of",
    ),
    ("one origin of all", {**YEAR, "origin": ["SRB"], "value": 900}, YEAR, "part_of"),
    (
        "one destination of all who left",
        {"kind": "arrivals", "country": ["BOL"], "origin": ["PER"], "value": 300},
        MOVE,
        "part_of",
    ),
    ("a month of a year", {**YEAR, "date": "2030-03", "value": 90}, YEAR, "part_of"),
    ("the part exceeds the whole", {**YEAR, "origin": ["SRB"], "value": 1500}, YEAR, None),
    ("two years", YEAR, {**YEAR, "date": "2031"}, None),
    ("two countries", TOLL, {"country": ["BOL"]}, None),
    ("two kinds", TOLL, {"kind": "injured"}, None),
    ("two beginnings", TOLL, {"date": "2030-11-02/2031-05-20"}, None),
    ("forecast and outcome", PLAN, TOLL, None),
    ("a rate and a count", {"per": "year"}, TOLL, None),
    ("a difference and a count", {"change": 1000}, TOLL, None),
    ("here and elsewhere", TOLL, {"quote": "another 1,000 died elsewhere"}, None),
    (
        "a number and what is added to it",
        TOLL,
        {"value": 170, "quote": "another 170 died", "number": "170"},
        None,
    ),
    (
        "abroad and at home",
        {"kind": "displaced", "quote": "1,000 have fled abroad"},
        {
            "kind": "displaced",
            "quote": "1.000 wurden im eigenen Land vertrieben",
            "number": "1.000",
            "language": "de",
        },
        None,
    ),
    (
        "there and back",
        {"kind": "arrivals", "country": ["BOL"], "origin": ["PER"]},
        {"kind": "arrivals", "country": ["PER"], "origin": ["BOL"]},
        None,
    ),
    (
        "one text, one voice, two numbers",
        {"value": 900, "document": "d"},
        {"value": 80, "document": "d"},
        None,
    ),
    (
        "two small accidents of one day",
        {**SAME_DAY, "value": 2, "source": "police"},
        {**SAME_DAY, "value": 5, "source": "@outlet"},
        None,
    ),
]


@pytest.mark.parametrize(
    ("a", "b", "relation"), [row[1:] for row in PAIRS], ids=[row[0] for row in PAIRS]
)
def test_pair(a: Row, b: Row, relation: str | None) -> None:
    result = reconcile([report(id="a", **a), report(id="b", **b)])
    assert [(r.a, r.b, r.relation) for r in result.relations] == (
        [("a", "b", relation)] if relation else []
    )
    together = relation not in (None, "part_of")
    assert len(result.figures) == (1 if together else 2)
    assert all(r.reasons and all(r.reasons) for r in result.relations)


def reasons(*rows: Row) -> dict[tuple[str, str], str]:
    names = "abcdefgh"
    made = [report(**{"id": name, **row}) for name, row in zip(names, rows, strict=False)]
    return {(r.a, r.b): f"{r.relation}: {r.reasons[0]}" for r in reconcile(made).relations}


def test_a_lost_zero_is_named() -> None:
    said = reasons({"value": 65000}, {"value": 650000, "bound": "min"}, {"value": 650000})
    assert said["a", "b"].startswith("contradicts: a zero lost or added")
    assert said["a", "c"].startswith("contradicts: a zero lost or added")
    assert said["b", "c"].startswith("copy")


def test_a_swap_is_named() -> None:
    move = {"kind": "arrivals", "origin": ["PER"]}
    said = reasons(
        {**move, "country": ["BOL"], "value": 110000, "document": "x"},
        {**move, "country": ["CHL"], "value": 80000, "document": "x"},
        {**move, "country": ["BOL"], "value": 80000, "document": "y", "published": "2031-05-21"},
        {**move, "country": ["CHL"], "value": 110000, "document": "y", "published": "2031-05-21"},
    )
    assert said == {
        ("a", "c"): "contradicts: 80,000 is what the same source gives for CHL: swapped",
        ("b", "d"): "contradicts: 110,000 is what the same source gives for BOL: swapped",
    }


def test_the_number_of_another_year_is_named() -> None:
    said = reasons(
        {**YEAR, "value": 7500},
        {**YEAR, "value": 8300, "date": "2031", "source": "WHO"},
        {**YEAR, "value": 7500, "date": "2031"},
    )
    assert said == {("b", "c"): "contradicts: 7,500 is the number for 2030"}


def test_rivals_do_not_replace_each_other() -> None:
    """Slow growth, but at another time the two sources gave what no one count can be."""
    early = {"value": 400, "source": "Andes Watch", "date": "2031-05-10/2031-05-20"}
    late = {"value": 1100, "source": "Andes Watch", **LATER}
    said = reasons({"value": 900}, early, late)
    assert said["a", "b"].startswith("contradicts")
    assert said["a", "c"].startswith("contradicts")
    assert said["b", "c"].startswith("supersedes")
