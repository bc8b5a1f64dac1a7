"""The quality gate: reading and comparing, measured on the benchmark beside the project.

    python -m benchmarks.gate                 measure; fail below a floor
    python -m benchmarks.gate --write         raise the floors to what was measured
    python -m benchmarks.gate --write --lower also lower them (say why in the commit)

Floors stand in ``floors.toml``. The articles are not part of the project: without
``../shared/bench`` the gate says so and passes. A sixth of the articles, told by a hash of their
id, is held back while working (a third was until its other half was opened); both parts are
reported, so that tuning shows.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
BENCH = PROJECT.parent / "shared" / "bench"
FLOORS = Path(__file__).with_name("floors.toml")

Measures = dict[str, float]


def main() -> int:
    """Measure, print beside the floors, and return the exit status: 1 below a floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Help)
    parser.add_argument("--write", action="store_true", help="raise the floors")
    parser.add_argument("--lower", action="store_true", help="with --write: lower them too")
    arguments = parser.parse_args()
    if not BENCH.is_dir():
        print("quality gate: skipped, there is no ../shared/bench beside the project")
        return 0
    floors: Measures = tomllib.loads(FLOORS.read_text("utf-8")) if FLOORS.exists() else {}
    with tempfile.TemporaryDirectory() as folder:
        measured = measure(Path(folder))
    below = 0
    for name, value in measured.items():
        floor = floors.get(name, 0.0)
        below += value < floor
        print(f"{name:42} {value:.3f}  floor {floor:.3f}{'  BELOW' if value < floor else ''}")
    lost = sorted(set(floors) - set(measured))
    if lost:
        print("floors without a measure:", ", ".join(lost))
    if arguments.write:
        write(measured, floors, lower=arguments.lower)
        return 0
    print(f"quality gate: {below} of {len(measured)} below their floor")
    return 1 if below or lost else 0


class _Help(argparse.RawDescriptionHelpFormatter):
    """Keeps the line breaks of the module's docstring."""


def measure(folder: Path) -> Measures:
    """Return every measure by name; works in the empty ``folder``."""
    return {**_claims(folder), **_layers(folder), **_reconcile(folder)}


def write(measured: Measures, floors: Measures, *, lower: bool) -> None:
    """Write the floors: to three places, rounded down, and lowered only where told."""
    lines = ["# Floors of the quality gate; see gate.py. Raised by what was reached.\n"]
    for name, value in measured.items():
        reached = int(value * 1000) / 1000
        floor = reached if lower else max(reached, floors.get(name, 0.0))
        lines.append(f'"{name}" = {floor:.3f}\n')
    FLOORS.write_text("".join(lines), encoding="utf-8")


def held_back(identifier: str) -> bool:
    """Tell whether an article is in the sixth that is not looked at while working."""
    return int(hashlib.sha256(f"held{identifier}".encode()).hexdigest(), 16) % 6 == 0


def _claims(folder: Path) -> Measures:
    predicted = folder / "claims.jsonl"
    _headcount("extract", "--jsonl", BENCH / "docs-dev.jsonl", "--out", predicted)
    gold = _lines(BENCH / "gold-dev.jsonl")
    made: Measures = {}
    parts = {"": gold, "held back ": [g for g in gold if held_back(g["id"])]}
    for part, articles in parts.items():
        path = folder / "gold.jsonl"
        path.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
        scores = json.loads(_score("score.py", path, predicted, "--json"))
        for language, score in sorted(scores.items()):
            for name in ("count", "country+count", "country+count+date+source"):
                made[f"{part}{language} {name} F1"] = score[name]["f1"]
        for name, value in scores["all"]["accuracy where found"].items():
            made[f"{part}{name} where found"] = value
    claims = {record["id"]: record["claims"] for record in _lines(predicted)}
    empty = [article["id"] for article in gold if not article["claims"]]
    made["share of articles without claims left alone"] = sum(
        not claims[identifier] for identifier in empty
    ) / len(empty)
    return made


def _layers(folder: Path) -> Measures:
    made: Measures = {}
    for layer, measure_name in (("dates", "date value"), ("sources", "source of a figure")):
        gold, out = BENCH / f"{layer}-de-dev.jsonl", folder / f"{layer}.jsonl"
        texts = folder / f"{layer}-texts.jsonl"
        records = ({**record, "language": "de"} for record in _lines(gold))
        kept = ("id", "text", "language", "published")
        texts.write_text(
            "".join(json.dumps({key: r[key] for key in kept}) + "\n" for r in records), "utf-8"
        )
        _headcount("explain", "--jsonl", texts, "--out", out)
        made[f"de {layer} F1"] = json.loads(_score("score_layers.py", layer, gold, out))[
            measure_name
        ]["f1"]
    return made


def _reconcile(folder: Path) -> Measures:
    data, out = BENCH / "reconcile", folder / "reconciled.jsonl"
    verdicts = folder / "verdicts.jsonl"
    claims = data / "claims.jsonl"
    _headcount("reconcile", "--jsonl", claims, "--out", out)
    _headcount("check", "--jsonl", data / "checks.jsonl", "--claims", claims, "--out", verdicts)
    scorer = "score_reconcile.py"
    figures = json.loads(_score(scorer, "figures", claims, out))
    relations = json.loads(_score(scorer, "relations", data / "relations.jsonl", out))
    checks = json.loads(_score(scorer, "checks", data / "checks.jsonl", verdicts))
    return {
        "figures B-cubed F1": figures["B3 f1"],
        "relations macro F1": relations["macro f1"],
        "verdicts accuracy": checks["accuracy"],
        "verdicts not falsely supported": 1 - checks["falsely supported"],
    }


def _headcount(*arguments: str | Path) -> None:
    subprocess.run([sys.executable, "-m", "headcount", *map(str, arguments)], check=True)


def _score(scorer: str, *arguments: str | Path) -> str:
    command = [sys.executable, str(BENCH / scorer), *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _lines(path: Path) -> list[dict[str, Any]]:
    def records() -> Iterable[dict[str, Any]]:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)

    return list(records())


if __name__ == "__main__":
    sys.exit(main())
