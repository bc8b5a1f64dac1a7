"""Tables and progress bars on the terminal."""

import sys

import pytest

from headcount.progress import progress
from headcount.tables import country_name


@pytest.mark.parametrize(
    ("code", "name"),
    [("RUS", "Russia"), ("XKX", "Kosovo"), ("PSE", "Palestinian Territories"), ("EU", "EU")],
)
def test_country_names(code: str, name: str) -> None:
    assert country_name(code) == name


def test_progress_is_quiet_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress(iter("ab"), "reading", 2)) == ["a", "b"]
    assert capsys.readouterr().err == ""


def test_progress_goes_to_stderr(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(progress(["a"], "reading")) == ["a"]
    assert capsys.readouterr().out == ""
