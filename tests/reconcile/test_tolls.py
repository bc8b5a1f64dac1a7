"""A toll that runs on over several days and outlets, and tolls that are none of its states."""

from __future__ import annotations

from typing import Any

import pytest

from reconcile import reconcile
from reconcile.course import course_of
from reconcile.reading import read
from reconcile.vocabulary import plain
from store.model import Report
from tests.reconcile.invented import report


def toll(value: int, day: int, quote: str, **changes: Any) -> Report:
    """Return a toll of an event in Peru, dated and published on a day of May 2031."""
    row = {
        "id": f"c{value}-{day}",
        "value": value,
        "number": str(value),
        "date": f"2031-05-{day}",
        "published": f"2031-05-{day}",
        "source": "@outlet",
        "quote": quote,
    }
    return report(**(row | changes))


def german(value: int, day: int, quote: str, **changes: Any) -> Report:
    return toll(value, day, quote, language="de", unit="Menschen", **changes)


ONE_COUNT = [
    # One text gives the old number beside the new one.
    [
        toll(31, 10, "A quake killed 31 people", bound="min"),
        toll(31, 11, "Officials had reported 31 deaths", id="x", document="d", source="officials"),
        toll(52, 11, "The toll stands at 52, the army said", document="d", source="army"),
    ],
    [
        german(31, 10, "Mindestens 31 Menschen starben", bound="min"),
        german(31, 11, "Tags zuvor war noch von 31 Toten die Rede", id="x", document="d"),
        german(52, 11, "52 Menschen kamen ums Leben", document="d", source="Armee"),
    ],
    # In one sentence, in one voice.
    [
        toll(31, 11, "The toll rose from 31 to 52, police said", document="d", source="police"),
        toll(52, 11, "The toll rose from 31 to 52, police said", document="d", source="police"),
    ],
    [
        german(31, 11, "Die Zahl stieg von 31 auf 52", document="d", source="Polizei"),
        german(52, 11, "Die Zahl stieg von 31 auf 52", document="d", source="Polizei"),
    ],
    # Smaller only where the text says that it corrects itself.
    [
        toll(80, 11, "Police corrected the toll from 80 to 52", document="d", source="police"),
        toll(52, 11, "Police corrected the toll from 80 to 52", document="d", source="police"),
    ],
    # Reported as risen after the same kind of event; dated by the event or by the report.
    [
        toll(31, 10, "At least 31 die in floods", bound="min"),
        toll(52, 11, "Flood toll climbs to 52"),
    ],
    [
        german(31, 10, "31 Tote bei Unwetter"),
        german(
            52, 10, "Zahl der Toten nach Überschwemmungen steigt auf 52", published="2031-05-11"
        ),
    ],
    [
        toll(31, 10, "Quake kills 31"),
        german(52, 11, "Erdbeben: Zahl der Toten auf 52 gestiegen"),
    ],
]


@pytest.mark.parametrize("reports", ONE_COUNT)
def test_states_of_one_count(reports: list[Report]) -> None:
    result = reconcile(reports)
    (figure,) = result.figures
    newest = reports[-1].claim
    assert (figure.best, figure.low) == (newest.id, 52.0)
    assert figure.status == "single source"
    replaced = {r.a for r in result.relations if (r.relation, r.b) == ("supersedes", newest.id)}
    assert replaced == {each.claim.id for each in reports[:-1]}


TWO_COUNTS = [
    # Nothing says that the later toll is the earlier one grown.
    [toll(31, 10, "A quake killed 31 people"), toll(52, 11, "52 people were killed")],
    [german(31, 10, "31 Menschen starben bei Unwetter"), german(52, 11, "Unwetter: 52 Tote")],
    # Risen, but after another event.
    [toll(31, 10, "Ferry sinks: 31 dead"), toll(52, 11, "Quake toll climbs to 52")],
    [german(31, 10, "31 Tote bei Zugunglück"), german(52, 11, "Beben: Zahl steigt auf 52")],
    # Fallen, and nothing is said of a correction.
    [toll(80, 10, "A quake killed 80 people"), toll(52, 11, "Quake toll reaches 52")],
    # More than a week apart.
    [toll(31, 10, "Quake kills 31"), toll(52, 19, "Quake toll climbs to 52")],
    # Risen elsewhere.
    [toll(31, 10, "Quake kills 31"), toll(52, 11, "Quake toll climbs to 52", country=["BOL"])],
    # Others are counted.
    [
        german(31, 10, "Erdbeben: 31 Menschen starben"),
        german(52, 11, "Erdbeben: Zahl steigt auf 52", kind="injured"),
    ],
    # Two numbers of two places in one text.
    [
        toll(31, 11, "In the south 31 people were killed", document="d"),
        toll(52, 11, "In the north 52 people were killed", document="d"),
    ],
    [
        german(31, 11, "Zuvor waren im Süden 31 Menschen gestorben", document="d"),
        german(52, 11, "Im Norden kamen 52 Menschen ums Leben", document="d", source="Armee"),
    ],
]


@pytest.mark.parametrize("reports", TWO_COUNTS)
def test_two_counts(reports: list[Report]) -> None:
    assert len(reconcile(reports).figures) == 2


@pytest.mark.parametrize(
    ("made", "former", "risen", "events"),
    [
        (toll(31, 10, "up from 31 a day before"), True, False, set()),
        (toll(31, 10, "had reported 31 dead in the blaze"), True, False, {"blaze"}),
        (toll(52, 10, "has risen to 52 after the landslide"), False, True, {"weather"}),
        (toll(52, 10, "52 were killed by a firework"), False, False, set()),
        (german(31, 10, "zunächst waren 31 Tote gemeldet worden"), True, False, set()),
        (german(52, 10, "nach dem Fährunglück steigt die Zahl auf 52"), False, True, {"vessel"}),
        (toll(31, 10, "Earlier, 31 people were killed in the south"), False, False, set()),
        (german(31, 10, "Zuvor waren im Süden 31 Menschen gestorben"), False, False, set()),
        (german(52, 10, "52 Tote am Montag"), False, False, set()),
        (toll(52, 10, "has risen to 52 in the quake", kind="arrivals"), False, False, set()),
        (toll(52, 10, "has risen to 52 in the quake", language="fr"), False, False, set()),
    ],
)
def test_what_a_sentence_says_of_its_number(
    made: Report, former: bool, risen: bool, events: set[str]
) -> None:
    claim = made.claim
    course = course_of(plain(claim.quote), made.language, claim)
    assert (course.former, course.risen, course.events) == (former, risen, events)


@pytest.mark.parametrize(
    ("made", "state"),
    [
        (toll(52, 10, "52 died on Sunday", published="2031-05-12"), "2031-05-12"),
        (toll(52, 10, "52 died on 10 May", published="2031-06-30"), "2031-05-10"),
        (toll(31, 12, "had reported 31 deaths"), "2031-05-11"),
        (toll(31, 10, "had reported 31 deaths on Sunday", published="2031-05-12"), "2031-05-10"),
        (
            toll(52, 10, "52 were missing on Sunday", published="2031-05-12", kind="missing"),
            "2031-05-10",
        ),
        (toll(52, 10, "52 came", published="2031-05-12", kind="arrivals"), "2031-05-10"),
    ],
)
def test_a_toll_is_counted_until_it_is_reported(made: Report, state: str) -> None:
    assert str(read(made).state) == state
