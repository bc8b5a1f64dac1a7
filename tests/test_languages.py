"""Every language has every key, and the page on adding one names them all."""

import dataclasses
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from extract import words
from extract.attribution_rules import SourceWords
from extract.calendar_words import DateWords
from extract.categories import CategoryWords
from extract.gazetteer.forms import Inflection
from extract.gazetteer.vocabulary import PlaceWords
from extract.kinds import KindWords
from extract.modality import ModalityWords
from extract.names import NameWords
from extract.numbers import NumberWords
from extract.parts import PartWords, RateWords
from extract.people import PeopleWords
from extract.quantities import QuantityWords
from extract.sentences import SentenceWords
from extract.table_labels import TableWords
from extract.when import WhenWords
from extract.where import ListWords

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "languages.md").read_text(encoding="utf-8")

TABLES: dict[str, type] = {
    "sentences": SentenceWords,
    "numbers": NumberWords,
    "quantities": QuantityWords,
    "categories": CategoryWords,
    "people": PeopleWords,
    "kinds": KindWords,
    "lists": ListWords,
    "places": PlaceWords,
    "places_forms": Inflection,
    "dates": DateWords,
    "when": WhenWords,
    "names": NameWords,
    "sources": SourceWords,
    "modality": ModalityWords,
    "parts": PartWords,
    "rates": RateWords,
    "tables": TableWords,
}


def keys(shape: type, path: str) -> Iterator[tuple[str, bool]]:
    """Yield each key below ``path`` and whether it may be absent."""
    hints = get_type_hints(shape)
    for field in dataclasses.fields(shape):
        optional = not (
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        )
        yield f"{path}.{field.name}", optional
        inner = get_args(hints[field.name])
        if get_origin(hints[field.name]) is tuple and dataclasses.is_dataclass(inner[0]):
            yield from keys(inner[0], f"{path}.{field.name}")  # type: ignore[arg-type]


KEYS = {key: optional for name, shape in TABLES.items() for key, optional in keys(shape, name)}


def word_file(language: str) -> dict[str, Any]:
    text = files("extract.lang").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_the_languages_are_the_files() -> None:
    assert {"de", "en"} <= set(words.LANGUAGES)
    folder = ROOT / "extract" / "lang"
    assert set(words.LANGUAGES) == {path.stem for path in folder.glob("*.toml")}


def test_the_page_names_every_key_and_no_other() -> None:
    named = re.findall(r"^\| `([a-z_]+\.[a-z_.]+)` \|", PAGE, flags=re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(named) == set(KEYS)


def test_the_page_marks_what_may_be_absent() -> None:
    rows = dict(re.findall(r"^\| `([a-z_]+\.[a-z_.]+)` \| (.*?) \|", PAGE, flags=re.MULTILINE))
    of_rows = {"people.nouns.stems", "people.nouns.whole", "people.nouns.needs"}
    marked = {key for key, what in rows.items() if what.startswith("optional")}
    assert marked | of_rows == {key for key, optional in KEYS.items() if optional} | of_rows


def test_the_page_names_files_that_exist() -> None:
    named = re.findall(r"`((?:extract|reconcile|publish|tests|docs)/[\w./]+)`", PAGE)
    assert len(named) > 10
    for name in named:
        assert (ROOT / name.replace("/fr.toml", "/en.toml")).exists(), name


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_language_has_every_table_and_the_page_has_each(language: str) -> None:
    assert words.tables(language) == set(TABLES)
    for name, shape in TABLES.items():
        assert isinstance(words.table(language, name, shape), shape)
        assert f"### `[{name}]`" in PAGE


REQUIRED = [key for key, optional in KEYS.items() if not optional and key.count(".") == 1]


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_key_is_named(key: str) -> None:
    name, field = key.split(".")
    table = word_file("en")[name]
    del table[field]
    with pytest.raises(words.WordsError, match=rf"^lang/xx\.toml: {name}\.{field}: missing$"):
        words.parse(table, TABLES[name], f"lang/xx.toml: {name}")


def test_an_unknown_key_is_named() -> None:
    table = word_file("en")["rates"] | {"decade": ["a decade"]}
    with pytest.raises(words.WordsError, match=r"^lang/xx\.toml: rates\.decade: unknown key"):
        words.parse(table, RateWords, "lang/xx.toml: rates")
