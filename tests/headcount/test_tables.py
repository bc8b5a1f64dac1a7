"""Tables and progress bars on the terminal."""

import io
import sys

import pytest
from rich.console import Console

from headcount.progress import progress
from headcount.tables import country_name, figures
from headcount.views import FoundFigure

FIGURE = FoundFigure(
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
    outlets=3,
    status="single source",
    reason="one origin",
)


@pytest.mark.parametrize(
    ("code", "name"),
    [("RUS", "Russia"), ("XKX", "Kosovo"), ("PSE", "Palestinian Territories"), ("EU", "EU")],
)
def test_country_names(code: str, name: str) -> None:
    assert country_name(code) == name


def test_a_figure_reads_well_at_100_columns() -> None:
    console = Console(width=100, file=io.StringIO())
    console.print(figures("Figures", [FIGURE]))
    lines = [" ".join(line.split()) for line in printed(console)]
    assert [line for line in lines if "650,000" in line or "departures" in line] == [
        "at least 650,000 Russia The Bell, Morgenlot and 1 more single source",
        "departures 2022-02-24/2024-07-18 3 pages of 3 outlets",
    ]


def test_markup_in_a_name_is_text() -> None:
    figure = FoundFigure(**{**vars_of(FIGURE), "sources": ("[red]Nobody[/red]",)})
    console = Console(width=100, file=io.StringIO())
    console.print(figures("Figures", [figure]))
    assert any("[red]Nobody[/red]" in line for line in printed(console))


def printed(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def vars_of(figure: FoundFigure) -> dict[str, object]:
    return {name: getattr(figure, name) for name in FoundFigure.__slots__}


def test_progress_is_quiet_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(iter("ab"), "reading", 2)) == ["a", "b"]
    assert capsys.readouterr().err == ""


def test_progress_goes_to_stderr(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(progress(["a"], "reading")) == ["a"]
    assert capsys.readouterr().out == ""
