"""The house: who may import whom, what is packaged, what no room is called."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("store", "crawler", "extract", "reconcile", "publish", "headcount", "benchmarks")
MAY_IMPORT = {
    "store": set(),
    "crawler": {"store"},
    "extract": {"store"},
    "reconcile": {"store", "extract"},
    "publish": {"store", "reconcile", "extract"},
    "headcount": {"store", "crawler", "extract", "reconcile", "publish"},
    "benchmarks": set(ROOMS),
}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
CONFIG = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = CONFIG["tool"]["setuptools"]["packages"]
PACKAGE_DATA = CONFIG["tool"]["setuptools"]["package-data"]


def imported(file: Path) -> set[str]:
    """Return the dotted names of every module that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names.add(node.module or "")
    return names


def modules(room: str) -> list[Path]:
    return sorted(ROOT.joinpath(room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    assert modules(room)
    for file in modules(room):
        for name in imported(file):
            first = name.partition(".")[0]
            if first in ROOMS:
                assert first == room or first in MAY_IMPORT[room], f"{file} imports {name}"


def test_extract_knows_of_the_store_only_the_dataclasses() -> None:
    for file in modules("extract"):
        store = {name for name in imported(file) if name.partition(".")[0] == "store"}
        assert store <= {"store.model"}, file


def test_only_the_store_writes_sql() -> None:
    for room in set(ROOMS) - {"store", "benchmarks"}:
        for file in modules(room):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    words = node.value.split()[:2]
                    assert words not in (["INSERT", "INTO"], ["DELETE", "FROM"]), file
                    assert not (words[:1] == ["UPDATE"] and " SET " in node.value), file


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_no_room_is_named_for_nothing(room: str) -> None:
    names = {path.stem for path in ROOT.joinpath(room).rglob("*") if path.suffix in ("", ".py")}
    assert not names & FORBIDDEN_NAMES


def test_every_package_is_listed() -> None:
    found = {
        ".".join(file.parent.relative_to(ROOT).parts)
        for room in ROOMS
        if room != "benchmarks"
        for file in ROOT.joinpath(room).rglob("__init__.py")
    }
    assert found == set(PACKAGES)


def test_every_data_file_is_packaged() -> None:
    packaged = {
        file
        for package, patterns in PACKAGE_DATA.items()
        for pattern in patterns
        for file in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    for package in PACKAGES:
        folder = ROOT.joinpath(*package.split("."))
        inner = [ROOT.joinpath(*other.split(".")) for other in PACKAGES if other != package]
        for file in folder.rglob("*"):
            if not file.is_file() or file.suffix == ".py" or "__pycache__" in file.parts:
                continue
            if any(other in file.parents and folder in other.parents for other in inner):
                continue
            assert file in packaged, f"{file.relative_to(ROOT)} is missing in package-data"


def test_every_pattern_of_package_data_finds_something() -> None:
    for package, patterns in PACKAGE_DATA.items():
        for pattern in patterns:
            assert list(ROOT.joinpath(*package.split(".")).glob(pattern)), (package, pattern)
