"""Laws that hold for any claims."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reconcile import reconcile
from reconcile.features import match, score
from reconcile.reading import read
from tests.reconcile.invented import report

DATES = [
    "2031-05-10",
    "2031-05-11",
    "2031-05-10/2031-05-12",
    "2031-05-10/2031-05-20",
    "2031-05/2031-05-20",
    "2031-05-12/2031-06-20",
    "2031-04",
    "2031-05",
    "2031",
    "2031-05-10/..",
    "../2031-05-20",
]

rows = st.fixed_dictionaries(
    {
        "value": st.sampled_from([3, 12, 471, 500, 650, 1000, 1040, 6500, 10000, 10417]),
        "bound": st.sampled_from(["exact", "about", "min", "max"]),
        "kind": st.sampled_from(
            ["killed", "killed", "refugees", "arrivals", "departures", "other"]
        ),
        "country": st.sampled_from([["PER"], ["BOL"]]),
        "origin": st.sampled_from([[], ["PER"]]),
        "date": st.sampled_from(DATES),
        "published": st.sampled_from(["2031-05-11", "2031-05-12", "2031-05-20", "2031-06-21"]),
        "source": st.sampled_from(["@outlet", "police", "Polizei", "UNHCR", "Mira Castellan"]),
        "modality": st.sampled_from(["asserted", "asserted", "denied", "planned"]),
        "document": st.sampled_from(["d1", "d2", "d3", "d4"]),
        "outlet": st.sampled_from(["one.example", "two.example"]),
        "quote": st.sampled_from(
            [
                "",
                "another 1,000",
                "UNHCR chief Castellan said so",
                "flood toll climbs",
                "had reported deaths",
                "rose from 1,000",
            ]
        ),
    }
)


def reports(made: list[dict[str, Any]]) -> list[Any]:
    return [report(**{**row, "id": f"c{index}"}) for index, row in enumerate(made)]


@settings(max_examples=150)
@given(st.lists(rows, max_size=14), st.randoms(use_true_random=False))
def test_order_does_not_matter(made: list[dict[str, Any]], random: Any) -> None:
    given_reports = reports(made)
    shuffled = given_reports[:]
    random.shuffle(shuffled)
    assert reconcile(shuffled) == reconcile(given_reports)


@settings(max_examples=100)
@given(st.lists(rows, max_size=14))
def test_every_claim_is_in_one_figure_and_relations_make_sense(made: list[dict[str, Any]]) -> None:
    result = reconcile(reports(made))
    claims = [claim for figure in result.figures for claim in figure.claims]
    assert sorted(claims) == sorted(f"c{index}" for index in range(len(made)))
    figure_of = {claim: figure.id for figure in result.figures for claim in figure.claims}
    assert len({figure.id for figure in result.figures}) == len(result.figures)
    pairs = [frozenset((r.a, r.b)) for r in result.relations]
    assert len(set(pairs)) == len(pairs)
    for relation in result.relations:
        together = figure_of[relation.a] == figure_of[relation.b]
        assert together == (relation.relation != "part_of")
        assert 0 < relation.score <= 1
    for figure in result.figures:
        assert figure.best in figure.claims
        assert 1 <= figure.sources <= len(figure.claims)
        assert figure.outlets <= figure.documents <= len(figure.claims) or figure.outlets <= 2


@given(rows, rows)
def test_matching_is_symmetric(one: dict[str, Any], two: dict[str, Any]) -> None:
    a, b = (read(made) for made in reports([one, two]))
    assert match(a, b).score == match(b, a).score == score(a, b)
