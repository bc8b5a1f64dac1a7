"""The figure page: who said it first, who repeated it, what became of it, what it leaves open."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from publish.pages.figure import CLAIMS
from store.archive import archive_folder
from store.database import open_database, transaction

Get = Callable[..., httpx.Response]

DAY = ("2024-05-01", dt.date(2024, 5, 1), dt.date(2024, 5, 1))
LANGUAGES = pytest.mark.parametrize("language", ["de", "en"])


def page(response: httpx.Response) -> Any:
    assert response.status_code == 200, response.text[:500]
    return html.document_fromstring(response.text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def section(page: Any, name: str) -> Any:
    return page.xpath(f"//section[@aria-labelledby='{name}']")[0]


def figure_of(world: Any, kind: str, value: float) -> str:
    return str(next(one.id for one in world.figures if one.kind == kind and one.low == value))


def march(world: Any, *said: tuple[str, str, str, float, dict[str, Any]]) -> list[str]:
    """Write a page for each (outlet, day, source, number, more) and return the claims."""
    claims = []
    for place, (outlet, day, source, number, more) in enumerate(said):
        text = f"March\n\nAt the march {number:,.0f} protesters were counted, said {source}."
        url = f"https://a.example/{place}"
        article = world.article(url, outlet, day, "March", text, "en")
        quote = text.split("\n")[2]
        claim = world.claim(
            article, quote, f"{number:,.0f}", number, "protesters", "protesters", ["AUT"], DAY,
            **({"source": source} | more),
        )  # fmt: skip
        claims.append(claim)
    return claims


@LANGUAGES
def test_within_three_clicks_who_said_650_000_first_who_repeated_it_what_became_of_it(
    get: Get, language: str
) -> None:
    start = page(get("/", language))
    number = {"en": "650,000", "de": "650.000"}[language]
    link = start.xpath(f"//section[@aria-labelledby='newest']//a[contains(., '{number} ')]/@href")
    shown = page(get(link[0], language))
    source, *printed = [words(item) for item in section(shown, "lineage").xpath(".//li")]
    assert source.startswith("The Bell: " + {"en": "at least", "de": "mindestens"}[language])
    first, passed, copied = printed
    expected = {
        "en": ["Der Musterbote, 17 July 2024 first report", "passed on by Beispieldienst"],
        "de": ["Der Musterbote, 17. Juli 2024 zuerst gemeldet", "verbreitet von Beispieldienst"],
    }[language]
    assert first == expected[0]
    assert passed.startswith(expected[1])
    assert (
        copied
        == {"en": "Sample Courier, 18 July 2024", "de": "Sample Courier, 18. Juli 2024"}[language]
    )
    became = section(shown, "became").xpath(".//li")
    assert [words(state.xpath(".//a")[0]) for state in became] == [
        {"en": "at least 650,000", "de": "mindestens 650.000"}[language]
    ]
    for link in section(shown, "lineage").xpath(".//a/@href"):
        assert link.startswith("/sources/") or shown.xpath(f"//article[@id='{link[1:]}']")


@LANGUAGES
def test_the_states_of_a_toll_are_told_in_order(get: Get, world: Any, language: str) -> None:
    shown = page(get(f"/figures/{figure_of(world, 'killed', 31)}", language))
    told = [words(item) for item in section(shown, "became").xpath(".//li")]
    rose = {"en": "rose", "de": "gestiegen"}[language]
    assert [line.split()[0] for line in told] == ["4", "12", "31"]
    assert [rose in line for line in told] == [False, True, True]
    marks = section(shown, "chart").xpath(".//*[local-name()='svg']//a")
    assert len(marks) == 3
    assert len(section(shown, "chart").xpath(".//tbody/tr")) == 3
    numbers = section(shown, "chart").xpath(".//*[local-name()='text']/text()")
    assert "40" in numbers
    assert {"en": "8 Feb 2023", "de": "8. Feb. 2023"}[language] in numbers


@LANGUAGES
def test_parts_are_held_against_the_whole(get: Get, world: Any, language: str) -> None:
    shown = page(get(f"/figures/{figure_of(world, 'departures', 650000)}", language))
    rows = [
        [words(cell) for cell in row][:2] for row in section(shown, "parts").xpath(".//tbody/tr")
    ]
    assert (
        rows
        == {
            "en": [
                ["In all", "at least 650,000"],
                ["Armenia", "110,000"],
                ["Israel", "80,000"],
                ["Kazakhstan", "80,000"],
                ["Together", "270,000"],
                ["Not named", "at least 380,000"],
            ],
            "de": [
                ["Insgesamt", "mindestens 650.000"],
                ["Armenien", "110.000"],
                ["Israel", "80.000"],
                ["Kasachstan", "80.000"],
                ["Zusammen", "270.000"],
                ["Nicht aufgeschlüsselt", "mindestens 380.000"],
            ],
        }[language]
    )
    assert not shown.xpath("//p[@class='warning']")


def test_parts_beyond_the_whole_are_a_warning(
    get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    text = "Gone\n\nOf 1,000 people who left Russia 5,000 went to Armenia."
    article = empty_world.article("https://a.example/", "A", "2024-07-17", "Gone", text, "en")
    quote = text.split("\n")[2]
    whole = empty_world.claim(article, quote, "1,000", 1000, "departures", "people", ["RUS"])
    part = empty_world.claim(
        article, quote, "5,000", 5000, "arrivals", "people", ["ARM"], origin=("RUS",)
    )
    empty_world.relate(part, "part_of", whole, "the text says so")
    figure = empty_world.figure("whole", [whole], "single source", "x")
    empty_world.figure("part", [part], "single source", "x")
    shown = page(get_from(empty_world)(f"/figures/{figure}"))
    warning = words(section(shown, "parts").xpath(".//p[@class='warning']")[0])
    assert warning == "Caution: the parts are at least 3,990 more than the whole can be."


DISPUTE = (
    ("A", "2024-05-02", "Police", 3000, {}),
    ("B", "2024-05-02", "Organisers", 9000, {}),
)


@pytest.mark.parametrize(
    ("said", "relation", "status", "english", "german"),
    [
        (
            DISPUTE,
            "contradicts",
            "disputed",
            "Sources contradict each other. Police: 3,000; Organisers: 9,000.",
            "Quellen widersprechen einander. Police: 3.000; Organisers: 9.000.",
        ),
        (
            (DISPUTE[0], ("B", "2024-05-03", "Ministry", 3000, {"modality": "denied"})),
            "contradicts",
            "disputed",
            "Police: 3,000; denied by Ministry.",
            "Police: 3.000; bestritten von: Ministry.",
        ),
        (
            (DISPUTE[0], ("B", "2024-05-02", "Police", 9000, {})),
            "contradicts",
            "disputed",
            "Police, quoted with two numbers: 3,000 and 9,000.",
            "Police, mit zwei Zahlen zitiert: 3.000 und 9.000.",
        ),
        (
            (DISPUTE[0], ("B", "2024-05-03", "Organisers", 3000, {})),
            "agrees",
            "agreed",
            "2 independent sources are compatible: Police, Organisers.",
            "2 unabhängige Quellen passen zusammen: Police, Organisers.",
        ),
        (
            (DISPUTE[0], ("B", "2024-05-03", "Police", 3000, {})),
            "copy",
            "single source",
            "All 2 pages go back to Police.",
            "Alle 2 Seiten gehen auf Police zurück.",
        ),
        (
            DISPUTE[:1],
            None,
            "single source",
            "One page alone says so; source: Police.",
            "Bisher meldet das eine einzige Seite; Quelle: Police.",
        ),
        (
            (("A", "2024-04-30", "Organisers", 3000, {}), ("B", "2024-05-02", "Police", 9000, {})),
            "supersedes",
            "single source",
            "What stands now goes back to Police alone.",
            "Was heute gilt, geht allein auf Police zurück.",
        ),
        (
            DISPUTE[:1],
            None,
            "superseded",
            "This was expected; by now it has been counted.",
            "Das war eine Erwartung; inzwischen ist gezählt worden.",
        ),
        (
            DISPUTE[:1],
            None,
            "disputed",
            "Claims contradict each other.",
            "Die Angaben widersprechen einander.",
        ),
    ],
)
def test_why_is_said_in_the_readers_language(
    get_from: Callable[[Any], Get],
    empty_world: Any,
    said: Any,
    relation: str | None,
    status: str,
    english: str,
    german: str,
) -> None:
    claims = march(empty_world, *said)
    reason = "in words that no reader sees"
    if relation is not None:
        empty_world.relate(claims[0], relation, claims[1], reason)
    figure = empty_world.figure("march", claims, status, reason)
    get = get_from(empty_world)
    for language, expected in (("en", english), ("de", german)):
        summary = page(get(f"/figures/{figure}", language)).xpath("//dl")[0]
        assert words(summary.xpath("dd[1]/span[2]")[0]) == expected
        assert reason not in words(summary)


def test_reports_of_one_day_share_being_the_first(
    get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    claims = march(empty_world, *DISPUTE, ("C", "2024-05-03", "Police", 3000, {}))
    figure = empty_world.figure("march", claims, "disputed", "x")
    shown = page(get_from(empty_world)(f"/figures/{figure}"))
    told = [words(item) for item in section(shown, "lineage").xpath(".//li/ul/li")]
    assert told == ["A, 2 May 2024 first day", "C, 3 May 2024", "B, 2 May 2024 first day"]


def test_an_undated_report_counts_as_of_the_day_it_was_fetched(
    get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    claims = march(empty_world, *DISPUTE)
    empty_world.articles[0] = replace(empty_world.articles[0], published=None)
    figure = empty_world.figure("march", claims, "disputed", "x")
    shown = page(get_from(empty_world)(f"/figures/{figure}"))
    told = [words(item) for item in section(shown, "lineage").xpath(".//li/ul/li")]
    assert told == ["B, 2 May 2024 first report", "A, 18 July 2024"]


def test_a_correction_is_said_at_the_head(get_from: Callable[[Any], Get], empty_world: Any) -> None:
    said = (
        ("A", "2024-05-02", "Police", 9000, {}),
        ("B", "2024-05-03", "Police", 3000, {}),
    )
    claims = march(empty_world, *said)
    empty_world.relate(claims[0], "supersedes", claims[1], "x")
    figure = empty_world.figure("march", claims, "single source", "x")
    shown = page(get_from(empty_world)(f"/figures/{figure}"))
    notes = [words(note) for note in shown.xpath("//main/p[@class='note']")]
    assert len(notes) == 1
    assert notes[0].endswith(": from 9,000 to 3,000.")
    assert "corrected" in words(section(shown, "became").xpath(".//li")[1])


def test_a_forecast_leads_to_what_was_counted(
    get_from: Callable[[Any], Get], empty_world: Any, tmp_path: Path
) -> None:
    claims = march(empty_world, *DISPUTE)
    forecast = empty_world.figure("forecast", claims[:1], "superseded", "x")
    outcome = empty_world.figure("outcome", claims[1:], "single source", "x")
    get = get_from(empty_world)
    with closing(open_database(tmp_path / "other.db")) as db, transaction(db):
        for role, figure in (("forecast", forecast), ("outcome", outcome)):
            db.execute("INSERT INTO figure_keys VALUES (7, ?, ?)", [role, figure])
    assert page(get(f"/figures/{forecast}")).xpath("//dl/dd[1]/a/@href") == [f"/figures/{outcome}"]
    assert not page(get(f"/figures/{outcome}")).xpath("//dl/dd[1]/a")


def test_of_very_many_claims_the_first_and_the_last_are_shown(
    get_from: Callable[[Any], Get], empty_world: Any
) -> None:
    number = CLAIMS + 20
    first = dt.date(2024, 5, 2)
    said = [
        ("A", str(first + dt.timedelta(place)), f"Office {place}", 3000 + 500 * place, {})
        for place in range(number)
    ]
    claims = march(empty_world, *said)
    middle = claims[number // 2]
    figure = empty_world.figure("march", [*claims[: number // 2], *claims[number // 2 + 1 :],
                                          middle], "agreed", "x")  # fmt: skip
    shown = page(get_from(empty_world)(f"/figures/{figure}"))
    ids = [article.get("id") for article in shown.xpath("//article")]
    ends = [*claims[: CLAIMS // 2], middle, *claims[-CLAIMS // 2 :]]
    assert ids == [f"claim-{claim}" for claim in ends]
    note = words(section(shown, "claims").xpath("p")[0])
    assert f"Of {number} claims the first and the last are shown, {CLAIMS + 1} in all" in note
    assert f"claims_flat?figure={figure}" in section(shown, "claims").xpath("p/a/@href")[0]


def test_it_says_how_to_cite(get: Get, world: Any) -> None:
    figure = figure_of(world, "departures", 650000)
    cite = words(page(get(f"/figures/{figure}")).xpath("//p[@class='cite']")[0])
    today = dt.datetime.now(dt.UTC).date()
    assert cite == (
        "At least 650,000 people left Russia between 24 February 2022 and 17 July 2024, according "
        "to The Bell. Quoted from Der Musterbote, “Hunderttausende sind fort”, 17 July 2024, "
        f"https://bote.example/weggang. Status: disputed. headcount, http://localhost/figures/"
        f"{figure}, as of {today.day} {today:%B %Y}."
    )


def test_each_claim_leads_to_the_archived_page(get: Get, world: Any) -> None:
    shown = page(get(f"/figures/{figure_of(world, 'departures', 650000)}"))
    links = shown.xpath("//article//a[starts-with(@href, '/snapshots/')]/@href")
    assert len(links) == 2
    assert get(links[0]).text.startswith("<p>Hunderttausende sind fort")
    assert get(links[1]).text.startswith("<p>How many have gone")


@pytest.mark.parametrize(
    ("media_type", "expected", "kept"),
    [
        ("text/html; charset=utf-8", "text/plain; charset=utf-8", None),
        ("application/xhtml+xml", "text/plain; charset=utf-8", None),
        ("application/pdf", "application/octet-stream", "pdf"),
        ("image/svg+xml", "application/octet-stream", "bin"),
        ("text/html\r\nx: y", "text/plain; charset=utf-8", None),
        ("", "application/octet-stream", "bin"),
    ],
)
def test_nothing_archived_is_run_as_a_page(
    get_from: Callable[[Any], Get],
    empty_world: Any,
    tmp_path: Path,
    media_type: str,
    expected: str,
    kept: str | None,
) -> None:
    march(empty_world, ("A", "2024-05-02", "<script>alert(1)</script>", 3, {}))
    get = get_from(empty_world)
    with closing(open_database(tmp_path / "other.db")) as db, transaction(db):
        db.execute("UPDATE snapshots SET media_type = ?", [media_type])
        id = db.execute("SELECT id FROM snapshots").fetchone()[0]
    answer = get(f"/snapshots/{id}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == expected
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    disposition = f'attachment; filename="{id}.{kept}"' if kept else None
    assert answer.headers.get("content-disposition") == disposition
    assert b"<script>" in answer.content


def test_a_page_whose_archive_is_gone_or_damaged_is_missing(
    get_from: Callable[[Any], Get], empty_world: Any, tmp_path: Path
) -> None:
    march(empty_world, *DISPUTE[:1])
    get = get_from(empty_world)
    with closing(open_database(tmp_path / "other.db")) as db:
        id = db.execute("SELECT id FROM snapshots").fetchone()[0]
    archive = next(archive_folder(tmp_path / "other.db").iterdir())
    whole = archive.read_bytes()
    for damaged in (whole[:-30], b"", b"no archive", gzip.compress(b"no record")):
        archive.write_bytes(damaged)
        assert get(f"/snapshots/{id}").status_code == 404
    archive.unlink()
    assert get(f"/snapshots/{id}").status_code == 404
    assert get("/snapshots/nothing").status_code == 404
