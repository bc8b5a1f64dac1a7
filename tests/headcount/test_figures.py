"""The verb ``figures``: which it finds, and what it says of one."""

import datetime as dt
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from headcount.cli import main
from headcount.database import existing
from headcount.figure_tables import SHOWN_CLAIMS, figures, in_full
from headcount.figure_views import FoundFigure, figure_in_full
from headcount.figure_words import number_of
from headcount.terminal import shown
from publish.full_figure import Contradiction, FullFigure

if TYPE_CHECKING:
    from conftest import Demo

FIGURE = FoundFigure(
    id="0123456789abcdef0123",
    low=650_000,
    high=650_000,
    bound="min",
    modality="asserted",
    kind="departures",
    unit="Russen",
    country=("RUS",),
    origin=("RUS",),
    date="2022-02-24/2024-07-18",
    sources=("The Bell", "Morgenlot", "[red]Nobody[/red]"),
    documents=3,
    outlets=1,
    status="single source",
    reason="one origin",
)


def run(demo: "Demo", *arguments: str) -> Result:
    return CliRunner().invoke(main, ["figures", *arguments, "--db", str(demo.database)])


def printed(demo: "Demo", *arguments: str) -> str:
    """Return what is printed, each run of blanks as one."""
    result = run(demo, *arguments)
    assert result.exit_code == 0, result.output
    return " ".join(result.stdout.split())


def found(demo: "Demo", *arguments: str) -> list[tuple[float, str, tuple[str, ...]]]:
    """Return (number, kind, countries) of the figures that match."""
    rows = json.loads(run(demo, *arguments, "--json", "--limit", "500").stdout)
    return [(row["low"], row["kind"], tuple(row["country"])) for row in rows]


def id_of(demo: "Demo", *words: str) -> str:
    """Return the id of the first figure that matches."""
    id: str = json.loads(run(demo, *words, "--json").stdout)[0]["id"]
    return id


# ---- the list ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ["650000"],
        ["650.000", "Russland"],
        ["650,000", "Russia"],
        ["650'000", "rus"],
        ["The Bell", "departures"],
        ["russische", "Weggegangen"],
        ["Bell", "depart", "2024"],
    ],
)
def test_words_that_find_the_exodus(demo: "Demo", words: list[str]) -> None:
    assert (650_000, "departures", ("RUS",)) in found(demo, *words)


@pytest.mark.parametrize(
    "words",
    [
        ["650.000", "Albanien"],
        ["65000"],
        ["650000", "killed"],
        ["%"],
        ["_"],
        ["' OR 1 --"],
        ['"'],
        ["*"],
        ["zzz"],
    ],
)
def test_words_that_find_nothing(demo: "Demo", words: list[str]) -> None:
    assert found(demo, *words) == []
    assert printed(demo, *words) == "No figure matches."


def test_every_word_must_match(demo: "Demo") -> None:
    killed, albania = set(found(demo, "killed")), set(found(demo, "Albanien"))
    both = set(found(demo, "killed", "Albanien"))
    assert both == killed & albania
    assert (58, "killed", ("ALB",)) in both
    assert both < killed
    assert {place for _, kind, place in albania if kind == "killed"} == {("ALB",)}


def test_a_blank_is_no_word(demo: "Demo") -> None:
    assert found(demo, " ", "650000") == found(demo, "650000")


def test_by_status(demo: "Demo") -> None:
    rows = json.loads(run(demo, "--status", "disputed", "--json").stdout)
    assert {row["status"] for row in rows} == {"disputed"}
    assert found(demo, "Germany", "--status", "disputed") == [(45_000, "protesters", ("DEU",))]


def test_the_list_says_how_many_there_are_and_names_ids(demo: "Demo") -> None:
    text = printed(demo, "--limit", "2")
    assert "2 of " in text
    for row in json.loads(run(demo, "--limit", "2", "--json").stdout):
        assert row["id"][:12] in text


def test_a_source_is_named_once_however_it_is_spelled(demo: "Demo") -> None:
    (row,) = json.loads(run(demo, "650000", "--json").stdout)
    assert row["sources"] == ["The Bell"]


def test_a_row_reads_well_at_100_columns() -> None:
    lines = [" ".join(line.split()) for line in table(FIGURE)]
    assert [line for line in lines if "650,000" in line or "departures" in line] == [
        "at least 650,000 Russia The Bell, Morgenlot and 1 more single source",
        "departures 2022-02-24/2024-07-18 3 pages of 1 outlet 0123456789ab",
    ]


@pytest.mark.parametrize("name", ["[red]Nobody[/red]", "\x1b[31mNobody", "Nobody\u202e"])
def test_a_name_is_text_and_no_command_to_the_terminal(name: str) -> None:
    row = FoundFigure(**{**{key: getattr(FIGURE, key) for key in KEYS}, "sources": (name,)})
    text = "\n".join(table(row))
    assert "Nobody" in text
    assert ("[red]" in text) == ("[red]" in name)
    assert not {"\x1b", "\u202e"} & set(text)
    assert "\x1b" not in shown(name)


KEYS = FoundFigure.__slots__


def table(row: FoundFigure) -> list[str]:
    console = Console(width=100, file=io.StringIO())
    console.print(figures("Figures", [row]))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("58", 58),
        ("650000", 650_000),
        ("650.000", 650_000),
        ("1,234,567", 1_234_567),
        ("740'000", 740_000),
        ("740’000", 740_000),
        ("1\u202f200", 1200),
        ("1.5", None),
        ("65.00", None),
        ("1234.567", None),
        ("-5", None),
        ("²", None),
        ("zehn", None),
        ("", None),
    ],
)
def test_numbers_as_people_type_them(word: str, number: float | None) -> None:
    assert number_of(word) == number


# ---- one figure --------------------------------------------------------------------------------


def test_a_total_with_its_parts_and_what_is_missing(demo: "Demo") -> None:
    text = printed(demo, "--id", id_of(demo, "650000"))
    assert text.startswith("At least 650,000 ")
    for line in (
        "left Russia between 24 February 2022 and 18 July 2024, according to The Bell.",
        "single source: all go back to",
        "The Bell, at least 650,000 → Morgenlot (17 July 2024), Die Alpenwarte (18 July 2024),",
        "by country 110,000 Armenia (",
        "80,000 Israel (",
        "80,000 Kazakhstan (",
        "at least 36,000 Germany (",
        "16,000 Spain (",
        "together at least 322,000",
        "not named at least 328,000",
        "missing Azerbaijan, Cyprus, Thailand, United Arab Emirates: not counted",
    ):
        assert line in text
    assert "warning" not in text


def test_a_part_names_its_whole(demo: "Demo") -> None:
    text = printed(demo, "--id", id_of(demo, "Armenien", "110.000", "arrivals"))
    assert "part of at least 650,000 departures, " in text
    assert f"Russia, 2022-02-24/2024-07-18 ({id_of(demo, '650000')[:12]})" in text


def test_a_rising_toll_and_its_claims(demo: "Demo") -> None:
    text = printed(demo, "--id", id_of(demo, "Albania", "killed", "58"))
    assert "states 23 (2 June) → 41 (3 June) → 58 (4 June)" in text
    assert "among them 11 children (" in text
    assert "Officials; The Cape Lantern, 4 June 2024" in text
    assert "/cape-lantern/2024-06-04-albania-quake-search-ends.html" in text


def test_a_conflict(demo: "Demo") -> None:
    text = printed(demo, id_of(demo, "Germany", "protesters", "45000"))
    assert "status disputed: " in text
    assert "18,000" in text.partition("Claims")[0]
    assert "states" not in text
    assert "together" not in text


def test_as_json(demo: "Demo") -> None:
    full = json.loads(run(demo, "--id", id_of(demo, "650000"), "--json").stdout)
    assert full["sentence"].startswith("At least 650,000 ")
    assert full["total"]["excluded"] == ["ARE", "AZE", "CYP", "THA"]
    (split,) = full["total"]["splits"]
    assert split["sum"] == {"low": 322_000, "high": 322_000, "bound": "min"}
    assert split["remainder"] == {"low": 328_000, "high": 328_000, "bound": "min"}
    assert split["parts"][0]["of"] == ["ARM"]
    assert {claim["low"] for claim in full["claims"]} == {650_000}
    assert full["states"][0]["day"] == "2024-07-17"


def test_the_beginning_of_an_id_will_do(demo: "Demo") -> None:
    id = id_of(demo, "650000")
    whole = printed(demo, "--id", id)
    assert printed(demo, "--id", id[:12]) == whole
    assert f"figure {id}" in whole


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--id", "ffffffffffffffffffff"], "there is no such figure"),
        (["--id", ""], "several figures begin so"),
        (["--id", "x' OR 1"], "there is no such figure"),
        (["--id", "0123", "Russia"], "--id stands alone"),
        (["--status", "wrong"], "Invalid value for '--status'"),
        (["--limit", "0"], "Invalid value for '--limit'"),
    ],
)
def test_wrong_input(demo: "Demo", arguments: list[str], complaint: str) -> None:
    result = run(demo, *arguments)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert result.stdout == ""


@pytest.fixture
def toll(demo: "Demo") -> FullFigure:
    with existing(demo.database, readonly=True) as database:
        return figure_in_full(database, id_of(demo, "Albania", "killed", "58"), most_claims=99)


def full(figure: FullFigure) -> str:
    """Return what is printed of a figure, each run of blanks as one."""
    console = Console(width=100, file=io.StringIO())
    console.print(in_full(figure))
    assert isinstance(console.file, io.StringIO)
    return " ".join(console.file.getvalue().split())


def test_a_long_time_line_is_cut_in_the_middle(toll: FullFigure) -> None:
    first = toll.states[0]
    later = [
        replace(
            first, day=first.day + dt.timedelta(days=n), low=23 + n, high=23 + n, change="risen"
        )
        for n in range(1, 21)
    ]
    text = full(replace(toll, states=(first, *later)))
    assert "states 23 (2 June) → 12 more → 36 (15 June) → 37 (16 June)" in text
    over_new_year = replace(first, day=dt.date(2025, 1, 3), low=20, high=20, change="corrected")
    text = full(replace(toll, states=(first, over_new_year)))
    assert "states 23 (2 June 2024) → 20 (3 January 2025, corrected)" in text


def test_parts_that_exceed_the_whole_are_a_warning(toll: FullFigure) -> None:
    splits = tuple(replace(split, excess=1234.0) for split in toll.total.splits)
    text = full(replace(toll, total=replace(toll.total, splits=splits)))
    assert "warning the parts exceed the whole by 1,234" in text


def test_what_is_left_out_is_counted(toll: FullFigure) -> None:
    many = tuple(Contradiction("a", "b", f"reason {n}") for n in range(25))
    text = full(replace(toll, contradictions=many))
    assert "reason 19 and 5 more" in text
    assert "reason 20" not in text
    assert "in the view claims_flat" not in text
    assert "and 95 more, in the view claims_flat" in full(replace(toll, of=len(toll.claims) + 95))
    claims = toll.claims * 100
    text = full(replace(toll, claims=claims, of=len(claims)))
    assert f"and {len(claims) - SHOWN_CLAIMS:,} more" in text


def test_text_of_a_page_is_text(toll: FullFigure) -> None:
    quote = "[bold]23[/bold] \x1b[2J dead"
    claims = tuple(replace(claim, quote=quote, outlet="") for claim in toll.claims)
    text = full(replace(toll, claims=claims))
    assert "“[bold]23[/bold] [2J dead”" in text
    assert "an outlet not named" in text


# ---- the demo ----------------------------------------------------------------------------------


def test_the_demo_shows_the_total_the_missing_the_conflict_and_the_rising_toll(
    demo: "Demo",
) -> None:
    lines = [" ".join(line.split()) for line in demo.printed.splitlines()]
    for line in (
        "by country 110,000 Armenia, 80,000 Israel, 80,000 Kazakhstan, at least 36,000 Germany, "
        "16,000 Spain",
        "together at least 322,000",
        "not named at least 328,000",
        "missing Azerbaijan, Cyprus, Thailand, United Arab Emirates: not counted, say the claims",
        "states 23 (2 June) → 41 (3 June) → 58 (4 June)",
    ):
        assert line in lines
    conflict = [line for line in lines if line.startswith("status disputed") and "18,000" in line]
    assert len(conflict) == 1
