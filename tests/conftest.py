"""What several rooms' tests share."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings

from headcount.cli import main

# How long an example takes says more about the machine's load than about the code.
settings.register_profile("headcount", deadline=None)
settings.load_profile("headcount")


@dataclass(frozen=True)
class Demo:
    """The database that ``headcount demo --no-serve`` left, and what it printed."""

    database: Path
    printed: str


RunDemo = Callable[[Path], Demo]


def _run_demo(database: Path) -> Demo:
    """Run the demo on ``database`` and return what came of it."""
    result = CliRunner().invoke(
        main, ["demo", "--no-serve", "--db", str(database)], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return Demo(database, result.stdout)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo, run once for all tests that only look at it."""
    return _run_demo(tmp_path_factory.mktemp("demo") / "demo.db")


@pytest.fixture(scope="session")
def run_demo() -> RunDemo:
    """Run the demo on a database of one's own."""
    return _run_demo
