from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from reconcile.verdicts import Record
from tests.reconcile.invented import report

MOVE = {"kind": "arrivals", "origin": ["PER"], "date": "2031-05-10/2031-05-20"}
YEAR = {
    "kind": "other",
    "country": ["AUT"],
    "unit": "Einbürgerungen",
    "source": "Statistik Austria",
}

RECORD = Record.of(
    [
        report(id="toll-old", value=400, date="2031-05-10/2031-05-15", published="2031-05-15"),
        report(id="toll-new", value=1000),
        report(
            id="toll-much-later", value=4000, published="2031-08-01", date="2031-05-10/2031-08-01"
        ),
        report(id="hurt-office", kind="injured", value=471),
        report(id="hurt-watch", kind="injured", value=150, source="Andes Watch"),
        report(id="to-bolivia", **MOVE, country=["BOL"], value=110000, source="UNHCR"),
        report(id="to-chile", **MOVE, country=["CHL"], value=80000, source="UNHCR"),
        report(id="to-pry", **MOVE, country=["PRY"], value=84300, source="UNHCR"),
        report(id="year-2029", **YEAR, date="2029", value=7485),
        report(id="year-2030", **YEAR, date="2030", value=8300),
        report(id="denial", kind="detained", value=700, source="Sergej Antonow", modality="denied"),
        report(id="detained", kind="detained", value=700, source="Andes Watch"),
    ]
)

CASES: list[tuple[dict[str, Any], str, tuple[str, ...]]] = [
    ({"value": 1000}, "supported", ("toll-new",)),
    ({"value": 990, "bound": "about"}, "supported", ("toll-new",)),
    ({"value": 950, "bound": "min", "date": "2031-05-25"}, "supported", ("toll-new",)),
    ({"value": 400}, "outdated", ("toll-new",)),
    ({"value": 4000}, "overstated", ("toll-new",)),
    ({"value": 60}, "understated", ("toll-new",)),
    ({"value": 1000, "country": ["ECU"]}, "unknown", ()),
    ({"value": 1010, "country": ["ECU"]}, "unknown", ()),
    ({"kind": "injured", "value": 471}, "disputed", ("hurt-office", "hurt-watch")),
    ({"kind": "injured", "value": 150}, "disputed", ("hurt-watch", "hurt-office")),
    ({"kind": "injured", "value": 9000}, "overstated", ("hurt-office",)),
    ({**MOVE, "country": ["BOL"], "value": 110000}, "supported", ("to-bolivia",)),
    ({**MOVE, "country": ["CHL"], "value": 110000}, "wrong_country", ("to-bolivia",)),
    ({**MOVE, "country": ["ECU"], "value": 110000}, "wrong_country", ("to-bolivia",)),
    # true of Bolivia, but the number of Chile
    # true of Bolivia, but the number of Paraguay
    ({**MOVE, "country": ["BOL"], "value": 84300, "bound": "min"}, "wrong_country", ("to-pry",)),
    ({**MOVE, "country": ["BOL"], "value": 91000, "bound": "min"}, "supported", ("to-bolivia",)),
    (
        {**MOVE, "country": ["PER"], "origin": ["CHL"], "value": 80000},
        "wrong_country",
        ("to-chile",),
    ),
    (
        {**MOVE, "country": ["PER"], "origin": ["BOL"], "value": 110000},
        "wrong_country",
        ("to-bolivia",),
    ),
    ({**MOVE, "country": ["CHL"], "value": 20000}, "understated", ("to-chile",)),
    ({**YEAR, "date": "2030", "value": 7485}, "wrong_period", ("year-2029",)),
    ({**YEAR, "date": "2030", "value": 8300}, "supported", ("year-2030",)),
    ({**YEAR, "date": "2031", "value": 12345}, "unknown", ()),
    ({"kind": "detained", "value": 700}, "disputed", ("detained", "denial")),
    ({"kind": "detained", "value": 700, "modality": "denied"}, "supported", ("denial",)),
    ({"kind": "troops", "value": 700}, "unknown", ()),
]


@pytest.mark.parametrize(("cited", "verdict", "deciding"), CASES)
def test_verdict(cited: dict[str, Any], verdict: str, deciding: tuple[str, ...]) -> None:
    claim = report(**{"source": "@outlet", **cited}).claim
    found = RECORD.check(claim, "en", dt.date(2031, 5, 25))
    assert (found.verdict, found.claims) == (verdict, deciding)
    assert (found.figure is None) == (verdict == "unknown")
    assert found.why


def test_only_what_was_known_that_day_counts() -> None:
    claim = report(value=4000, source="@outlet", date="2031-05-10/2031-08-02").claim
    early = RECORD.check(claim, "en", dt.date(2031, 5, 25))
    late = RECORD.check(claim, "en", dt.date(2031, 8, 2))
    before = RECORD.check(claim, "en", dt.date(2031, 5, 1))
    assert (early.verdict, late.verdict, before.verdict) == ("overstated", "supported", "unknown")


@pytest.mark.parametrize(
    ("cited", "rule", "verdict"),
    [
        ({"kind": "injured", "value": 471}, "when.published", "disputed"),
        ({"kind": "injured", "value": 471}, "when.sentence:dates.day", "wrong_period"),
        ({"value": 4000}, "when.published", "supported"),
        ({"value": 1000}, "when.published", "outdated"),
        ({"value": 4000}, "when.sentence:dates.day", "unknown"),  # too round to be recognised
        ({**MOVE, "country": ["CHL"], "value": 110000}, "when.published", "wrong_country"),
        ({**MOVE, "country": ["BOL"], "value": 110000}, "when.stock", "supported"),
        ({"value": 9130}, "when.published", "unknown"),  # since then it may have risen
        ({**YEAR, "value": 7485}, "when.published", "wrong_period"),
    ],
)
def test_a_sentence_without_a_date_means_the_last_that_is_known(
    cited: dict[str, Any], rule: str, verdict: str
) -> None:
    years_later = dt.date(2035, 2, 1)
    record = report(**{"source": "@outlet", **cited, "date": years_later.isoformat()})
    claim = replace(record.claim, rules=("people.noun", rule))
    assert RECORD.check(claim, "en", years_later).verdict == verdict


@pytest.mark.parametrize(
    ("language", "cited", "why"),
    [
        (
            "en",
            {"value": 60},
            "Too low: Peruvian health ministry gives 1,000 (as of May 20, 2031).",
        ),
        (
            "de",
            {**MOVE, "country": ["CHL"], "value": 110000},
            "110.000 ist belegt, aber für Bolivien, Herkunft: Peru (UNHCR, Stand 20. Mai 2031).",
        ),
        (
            "de",
            {"kind": "detained", "value": 700},
            "Die Quellen widersprechen sich: Andes Watch nennt 700 (Stand 20. Mai 2031); "
            "Sergej Antonow bestreitet das.",
        ),
        ("de", {"kind": "troops", "value": 700}, "Zu dieser Zahl liegt nichts vor."),
    ],
)
def test_words(language: str, cited: dict[str, Any], why: str) -> None:
    claim = report(**{"source": "@outlet", **cited}).claim
    assert RECORD.check(claim, language, dt.date(2031, 5, 25)).why == why
