"""How long comparing takes, and how much memory, by how many claims there are.

    python -m benchmarks.reconciling [--claims N ...] [--new N] [--seed N]

For each number a database of synthetic claims is filled (:mod:`benchmarks.synthetic`), all but the
newest are reconciled from nothing, then the newest are added and reconciled. Prints seconds, the
microseconds for each claim, and the most memory that any process and all of them together held.
The memory is that of the work alone: each run is a process of its own.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.synthetic import fill, reports
from reconcile.updating import update
from store.database import open_database

SIZES = (100_000, 1_000_000)
NEW = 1_000
MIB = 1024
"""Kibibytes, in which the system counts memory."""


def _measure(path: Path) -> None:
    """Reconcile a database; print claims, seconds, MiB of this process and of a helper."""
    db = open_database(path)
    began = time.perf_counter()
    claims = update(db, path)
    seconds = time.perf_counter() - began
    own, helpers = (
        resource.getrusage(who).ru_maxrss // MIB
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(claims, seconds, own, helpers)


def _measured(path: Path) -> tuple[int, float, int, int]:
    command = [sys.executable, "-m", "benchmarks.reconciling", "--measure", str(path)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return int(said[0]), float(said[1]), int(said[2]), int(said[3])


def _run(claims: int, new: int, seed: int, folder: Path) -> None:
    path = folder / f"{claims}.db"
    db = open_database(path)
    made = reports(claims + new, seed)
    there = {report.document for report in made[:claims]}
    fill(db, (report for report in made if report.document in there))
    count, seconds, own, helper = _measured(path)
    print(
        f"{count:>9,} claims from nothing: {seconds:7.1f} s, {seconds / count * 1e6:5.0f} µs each; "
        f"at most {own:,} MiB, and {helper:,} MiB in each helper"
    )
    fill(db, (report for report in made if report.document not in there))
    count, seconds, _, _ = _measured(path)
    print(f"{new:>9,} claims more:         {seconds:7.1f} s; {count:,} claims compared anew")


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, nargs="+", default=SIZES, help="how many there are")
    parser.add_argument("--new", type=int, default=NEW, help="how many are added")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        _measure(given.measure)
        return
    with tempfile.TemporaryDirectory() as folder:
        for claims in given.claims:
            _run(claims, given.new, given.seed, Path(folder))


if __name__ == "__main__":
    main()
