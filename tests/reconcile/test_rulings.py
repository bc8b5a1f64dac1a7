"""Which judgements count, and which cannot all be true."""

import datetime as dt
from functools import reduce
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconcile.rulings import NONE, Rulings
from reconcile.sets import Sets
from store.model import Judgement, Ruling

NOON = dt.datetime(2031, 6, 1, 12, tzinfo=dt.UTC)

Said = tuple[Ruling, str, str | None]


def judged(*said: Said) -> list[Judgement]:
    """The judgements, a minute apart, each for a reason of its own."""
    return [
        Judgement(NOON + dt.timedelta(minutes=n), "Ada", verdict, claim, other, f"reason {n}")
        for n, (verdict, claim, other) in enumerate(said)
    ]


@pytest.mark.parametrize(
    ("said", "same", "different", "wrong"),
    [
        ([], [], [], []),
        ([("same", "a", "b")], ["ab"], [], []),
        ([("different", "a", "b")], [], ["ab"], []),
        ([("wrong claim", "a", None)], [], [], ["a"]),
        ([("same", "a", "b"), ("different", "a", "b")], [], ["ab"], []),
        ([("same", "a", "b"), ("different", "b", "a")], [], ["ab"], []),
        ([("different", "b", "a"), ("same", "a", "b")], ["ab"], [], []),
        ([("same", "a", "b"), ("different", "a", "c")], ["ab"], ["ac"], []),
        ([("wrong claim", "a", None), ("right claim", "a", None)], [], [], []),
        ([("right claim", "a", None), ("wrong claim", "a", None)], [], [], ["a"]),
        ([("wrong claim", "a", None), ("right claim", "b", None)], [], [], ["a"]),
        ([("right claim", "a", None)], [], [], []),
        ([("same", "a", "b"), ("wrong claim", "a", None)], ["ab"], [], ["a"]),
        ([("wrong claim", "a", None), ("same", "a", "b")], ["ab"], [], ["a"]),
    ],
)
def test_the_last_judgement_counts(
    said: list[Said], same: list[str], different: list[str], wrong: list[str]
) -> None:
    rulings = Rulings.of(judged(*said))
    assert set(rulings.same) == {frozenset(pair) for pair in same}
    assert set(rulings.different) == {frozenset(pair) for pair in different}
    assert set(rulings.wrong) == set(wrong)


def test_who_said_it_last_and_why_is_kept() -> None:
    first, second, third = judged(
        ("same", "a", "b"), ("same", "b", "a"), ("wrong claim", "c", None)
    )
    rulings = Rulings.of([first, second, third])
    assert rulings.same == {frozenset("ab"): second}
    assert rulings.wrong == {"c": third}


def test_none_rules_nothing() -> None:
    assert Rulings() == NONE == Rulings.of([])
    assert not NONE.apart("a", "b")
    assert list(NONE.together({"a", "b"})) == []
    assert list(NONE.conflicts()) == []


def test_what_is_not_on_record_is_left_alone() -> None:
    rulings = Rulings.of(
        judged(("same", "c", "b"), ("same", "b", "a"), ("same", "a", "gone"), ("same", "x", "y"))
    )
    assert list(rulings.together({"a", "b", "c", "x"})) == [("a", "b"), ("b", "c")]
    assert list(rulings.together(set())) == []


def test_only_the_judged_pair_is_apart() -> None:
    rulings = Rulings.of(judged(("different", "a", "b"), ("same", "c", "d")))
    assert rulings.apart("a", "b")
    assert rulings.apart("b", "a")
    assert not any(rulings.apart(*pair) for pair in ("ac", "bc", "cd", "aa"))


@pytest.mark.parametrize(
    ("said", "conflict"),
    [
        ([("same", "a", "b"), ("same", "b", "c"), ("different", "a", "c")], (2, [0, 1])),
        ([("different", "a", "c"), ("same", "b", "c"), ("same", "a", "b")], (0, [2, 1])),
        (
            [("same", "a", "b"), ("same", "c", "d"), ("different", "d", "a"), ("same", "c", "b")],
            (2, [0, 3, 1]),
        ),
        # The shorter of two ways is told.
        (
            [
                *(("same", "a", "b"), ("same", "b", "c"), ("same", "c", "d"), ("same", "a", "e")),
                *(("same", "e", "d"), ("different", "a", "d")),
            ],
            (5, [3, 4]),
        ),
    ],
)
def test_rulings_that_cannot_all_be_true(said: list[Said], conflict: tuple[int, list[int]]) -> None:
    made = judged(*said)
    number, chain = conflict
    assert list(Rulings.of(made).conflicts()) == [(made[number], [made[each] for each in chain])]


@pytest.mark.parametrize(
    "said",
    [
        [("same", "a", "b"), ("different", "a", "b")],
        [("same", "a", "b"), ("different", "b", "c")],
        [("different", "a", "b"), ("different", "b", "c"), ("same", "a", "c")],
        [("same", "a", "b"), ("same", "b", "c"), ("same", "c", "a")],
        [("same", "a", "b"), ("same", "c", "d"), ("different", "a", "c")],
        [("same", "a", "b"), ("same", "b", "c"), ("different", "b", "c"), ("different", "a", "c")],
        [("wrong claim", "a", None), ("same", "a", "b"), ("same", "b", "c")],
    ],
)
def test_rulings_that_can_all_be_true(said: list[Said]) -> None:
    assert list(Rulings.of(judged(*said)).conflicts()) == []


OF_PAIRS: list[Ruling] = ["same", "different"]
OF_CLAIMS: list[Ruling] = ["wrong claim", "right claim"]
names = st.sampled_from("abcdef")
pairs = st.tuples(names, names).filter(lambda pair: pair[0] != pair[1])
verdicts: st.SearchStrategy[Said] = st.one_of(
    st.builds(
        lambda verdict, pair: (verdict, *pair),
        st.sampled_from(OF_PAIRS),
        pairs,
    ),
    st.tuples(st.sampled_from(OF_CLAIMS), names, st.none()),
)
histories = st.lists(verdicts, max_size=12).map(lambda said: judged(*said))


@given(histories, st.randoms(use_true_random=False))
def test_order_matters_only_on_the_same_claims(made: list[Judgement], chance: Random) -> None:
    rank = {about: chance.random() for about in sorted({one.claims for one in made})}
    regrouped = sorted(made, key=lambda one: rank[one.claims])  # on the same claims, as before
    assert Rulings.of(regrouped) == Rulings.of(made)


@given(histories)
def test_only_the_last_on_the_same_claims_is_needed(made: list[Judgement]) -> None:
    last = {one.claims: one for one in made}
    rulings = Rulings.of(made)
    assert Rulings.of(last.values()) == rulings
    assert rulings.same.keys().isdisjoint(rulings.different)


@given(histories)
def test_every_conflict_is_found(made: list[Judgement]) -> None:
    rulings = Rulings.of(made)
    sets = Sets(6)
    for a, b in rulings.together("abcdef"):
        sets.join("abcdef".index(a), "abcdef".index(b))
    torn = {
        pair
        for pair in rulings.different
        if len({sets.find("abcdef".index(claim)) for claim in pair}) == 1
    }
    found = list(rulings.conflicts())
    assert {frozenset(apart.claims) for apart, _ in found} == torn
    for apart, chain in found:
        steps = [set(one.claims) for one in chain]
        assert all(one.verdict == "same" for one in chain)
        assert all(here & there for here, there in pairwise(steps))
        assert reduce(set.symmetric_difference, steps) == set(apart.claims)
