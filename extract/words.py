"""Loads the words of a language: ``lang/<code>.toml``, checked against typed tables.

Each component declares the table it needs as a frozen dataclass and asks for it with
:func:`table`. A field's type says what must stand in the file:

========================================  ==================================================
``frozenset[str]``, ``tuple[str, ...]``   a list of strings
``dict[str, str | int | float]``          a table of such values
``dict[str, tuple[str, ...]]``            a table of lists of strings
``tuple[Row, ...]``                       an array of tables; ``Row`` is a frozen dataclass
``str``, ``int``, ``float``, ``bool``     that value
========================================  ==================================================

The loader rejects an unknown key, a missing key, a wrong type, an empty list and a duplicate, and
names file and key: a word list that is silently wrong would be a wrong figure.
"""

from __future__ import annotations

import dataclasses
import tomllib
from functools import cache
from importlib.resources import files
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

LANGUAGES: tuple[str, ...] = tuple(
    sorted(
        file.name.removesuffix(".toml")
        for file in files("extract.lang").iterdir()
        if file.name.endswith(".toml")
    )
)
"""ISO 639-1 codes of the languages that can be read: those with a file of words."""

Table = TypeVar("Table")


class WordsError(ValueError):
    """A word file does not hold what a component needs; the text names file, key and cause."""


@cache
def _file(language: str) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise WordsError(f"no words for language {language!r}; there are {', '.join(LANGUAGES)}")
    text = files("extract.lang").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def table(language: str, name: str, shape: type[Table]) -> Table:
    """Return the table ``[name]`` of ``lang/<language>.toml`` as an instance of ``shape``.

    ``shape`` is a frozen dataclass; its fields are the table's keys. Raises :class:`WordsError`.
    """
    if name not in _file(language):
        raise WordsError(f"lang/{language}.toml: table [{name}] is missing")
    return parse(_file(language)[name], shape, f"lang/{language}.toml: {name}")


def tables(language: str) -> frozenset[str]:
    """Return the names of all tables in ``lang/<language>.toml``."""
    return frozenset(_file(language))


def parse(value: object, shape: type[Table], where: str) -> Table:
    """Return ``value`` (as tomllib gives it) as an instance of the dataclass ``shape``.

    ``where`` names file and table for the error. Fields with a default may be absent.
    """
    if not isinstance(value, dict):
        raise WordsError(f"{where}: expected a table, found {type(value).__name__}")
    hints = get_type_hints(shape)
    fields = {field.name: field for field in dataclasses.fields(shape)}  # type: ignore[arg-type]
    for key in value:
        if key not in fields:
            raise WordsError(f"{where}.{key}: unknown key; expected one of {', '.join(fields)}")
    given: dict[str, Any] = {}
    for key, field in fields.items():
        if key in value:
            given[key] = _convert(value[key], hints[key], f"{where}.{key}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise WordsError(f"{where}.{key}: missing")
    return shape(**given)


def _convert(value: object, hint: Any, where: str) -> Any:
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _scalar(value, tuple(arg for arg in args if arg is not type(None)), where)
    if origin in (tuple, frozenset):
        return origin(_items(value, args[0], where))
    if origin is dict:
        if not isinstance(value, dict) or not value:
            raise WordsError(f"{where}: expected a table that is not empty")
        return {key: _convert(item, args[1], f"{where}.{key}") for key, item in value.items()}
    if dataclasses.is_dataclass(hint):
        return parse(value, hint, where)  # type: ignore[arg-type]
    return _scalar(value, (hint,), where)


def _items(value: object, item: Any, where: str) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise WordsError(f"{where}: expected a list that is not empty")
    items = [_convert(entry, item, f"{where}[{index}]") for index, entry in enumerate(value)]
    if item is str:
        seen: set[str] = set()
        for entry in items:
            if entry in seen:
                raise WordsError(f"{where}: {entry!r} stands twice")
            seen.add(entry)
    return items


def _scalar(value: object, types: tuple[type, ...], where: str) -> object:
    if get_origin(types[0]) is not None:  # Literal["a", "b"]
        allowed = [choice for kind in types for choice in get_args(kind)]
        if value not in allowed:
            raise WordsError(f"{where}: expected one of {allowed}, found {value!r}")
        return value
    if isinstance(value, bool) and bool not in types:
        raise WordsError(f"{where}: expected {types[0].__name__}, found a boolean")
    if isinstance(value, int) and float in types and int not in types:
        return float(value)
    if not isinstance(value, types):
        expected = " or ".join(kind.__name__ for kind in types)
        raise WordsError(f"{where}: expected {expected}, found {value!r}")
    return value
