"""The quality gate: what it compares, and that floors are not lowered quietly."""

import tomllib
from pathlib import Path

import pytest

from benchmarks import gate


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "floors.toml"
    path.write_text('"de count F1" = 0.900\n"en count F1" = 0.800\n', encoding="utf-8")
    monkeypatch.setattr(gate, "FLOORS", path)
    monkeypatch.setattr("sys.argv", ["gate"])
    return path


def run(monkeypatch: pytest.MonkeyPatch, measured: dict[str, float], tmp_path: Path) -> int:
    monkeypatch.setattr(gate, "BENCH", tmp_path)
    monkeypatch.setattr(gate, "measure", lambda folder: measured)
    return gate.main()


@pytest.mark.parametrize(
    ("measured", "status"),
    [
        ({"de count F1": 0.9, "en count F1": 0.81}, 0),
        ({"de count F1": 0.899, "en count F1": 0.81}, 1),
        ({"de count F1": 0.95}, 1),  # a floor without a measure
        ({"de count F1": 0.9, "en count F1": 0.8, "new": 0.1}, 0),
    ],
)
def test_fails_below_a_floor(
    floors: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    measured: dict[str, float],
    status: int,
) -> None:
    assert run(monkeypatch, measured, tmp_path) == status


def test_without_the_benchmark_it_says_so_and_passes(
    floors: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(gate, "BENCH", tmp_path / "nothing")
    assert gate.main() == 0
    assert "skipped" in capsys.readouterr().out


def test_floors_rise_and_fall_only_where_told(floors: Path) -> None:
    before = tomllib.loads(floors.read_text("utf-8"))
    gate.write({"de count F1": 0.85, "en count F1": 0.8765}, before, lower=False)
    assert tomllib.loads(floors.read_text("utf-8")) == {"de count F1": 0.9, "en count F1": 0.876}
    gate.write({"de count F1": 0.85, "en count F1": 0.8765}, before, lower=True)
    assert tomllib.loads(floors.read_text("utf-8")) == {"de count F1": 0.85, "en count F1": 0.876}


def test_a_sixth_is_held_back() -> None:
    held = sum(gate.held_back(f"article{number}") for number in range(3000))
    assert 400 < held < 600


def test_every_floor_is_a_score() -> None:
    floors = tomllib.loads(Path(gate.__file__).with_name("floors.toml").read_text("utf-8"))
    assert floors
    assert all(0 < floor <= 1 for floor in floors.values())
