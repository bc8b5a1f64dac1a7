"""PDF reports made by other programs: every row of country and count is the right claim."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from extract.pdf import read_pdf
from extract.read import claims_of
from store.model import Article, Claim

FOLDER = Path(__file__).parent / "reports"
TABLES = tomllib.loads(FOLDER.joinpath("gold.toml").read_text("utf-8"))["table"]
REPORTS = sorted({table["report"] for table in TABLES})
MADE_BY = {
    "asyl-herkunft": "pdfTeX",
    "camps": "LibreOffice",
    "flood-toll": "gropdf",
    "schutz-europa": "LibreOffice",
    "sea-arrivals": "Skia",
}

Row = tuple[float, str, str, str, str, str]


@cache
def read(report: str) -> tuple[Article, list[Claim]]:
    body = FOLDER.joinpath(f"{report}.pdf").read_bytes()
    article = read_pdf(body, url=f"https://office.example/{report}.pdf", snapshot=report)
    return article, claims_of(article)


def gold(report: str) -> Counter[Row]:
    """Return what the tables of a report say: count, kind, place, origin, period, source."""
    rows: Counter[Row] = Counter()
    for table in TABLES:
        if table["report"] != report:
            continue
        for place, *counts in table["counts"]:
            where = (place, "") if table["rows"] == "country" else (table["country"], place)
            for period, count in zip(table["periods"], counts, strict=True):
                if count != "":
                    rows[count, table["kind"], *where, period, table["source"]] += 1
    return rows


@pytest.mark.parametrize("report", REPORTS)
def test_every_row_is_a_claim_and_nothing_else(report: str) -> None:
    _, claims = read(report)
    found = Counter(
        (c.low, c.kind, " ".join(c.country), " ".join(c.origin), c.date, c.source) for c in claims
    )
    assert found == gold(report)


@pytest.mark.parametrize("report", REPORTS)
def test_the_evidence_is_in_the_text(report: str) -> None:
    article, claims = read(report)
    pages = {
        table_page for table in TABLES if table["report"] == report for table_page in table["page"]
    }
    assert {claim.page for claim in claims} == pages
    for claim in claims:
        assert article.text[claim.quote_start : claim.quote_end] == claim.quote
        assert article.text[claim.number_start : claim.number_end] == claim.number
        assert claim.number in claim.quote
        assert claim.bound == "exact"
        assert claim.cell is not None and claim.cell.startswith("R")


def test_the_reports_are_of_several_programs() -> None:
    for report, program in MADE_BY.items():
        with pdfplumber.open(FOLDER / f"{report}.pdf") as pdf:
            assert program in pdf.metadata["Producer"]
    assert set(MADE_BY) == set(REPORTS)


# report -> title, day, sentences over line and column breaks, what may not be in the text
TEXTS: list[tuple[str, str, str, str, str]] = [
    (
        "asyl-herkunft",
        "Asylbericht der Melderunde Nord 2023",
        "2024-02-14",
        "Weichen ihre Meldungen voneinander ab, so gilt die spätere. Wo ein Amt nicht gemeldet "
        "hat, steht in der Tabelle ein Strich.",
        "Seite",
    ),
    (
        "flood-toll",
        "Flood situation report No. 7",
        "2024-08-20",
        "Teachers and other volunteers help in the store houses, and neighbouring districts",
        "Page",
    ),
    (
        "camps",
        "Sahel refugee bulletin, March 2024",
        "",
        "They are marked in the table.\nPeople who live with relatives",
        "Page",
    ),
    (
        "sea-arrivals",
        "Sea arrivals in southern Europe, first half of 2024",
        "",
        "the larger list is taken, since nobody is written down twice on one day.",
        "Page",
    ),
]


@pytest.mark.parametrize(("report", "title", "day", "sentence", "absent"), TEXTS)
def test_text(report: str, title: str, day: str, sentence: str, absent: str) -> None:
    article, _ = read(report)
    assert article.title == title
    assert not day or str(article.published) == day
    assert sentence in article.text
    assert absent not in article.text


def test_cells_and_totals() -> None:
    _, claims = read("asyl-herkunft")
    by_number: dict[str, Any] = {claim.number: claim for claim in claims}
    assert by_number["112,3"].cell == "R4C3: Österreich | 2022"
    assert by_number["133"].page == 3
    total = by_number["312.447"]
    assert {claim.part_of for claim in claims if claim.origin} == {total.id}
    assert [by_number["306,0"].excluded, by_number["563,7"].excluded] == [("LIE",), ()]
