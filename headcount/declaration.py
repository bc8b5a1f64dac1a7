"""Writes the TOML file of a source."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from headcount.foreign import one_line

if TYPE_CHECKING:
    from crawler.sources import Source


def declaration(source: Source, title: str = "", left_out: Sequence[str] = ()) -> str:
    """Return the TOML of a source: what is not as by default, in the order of the keys.

    ``title`` becomes the comment at its head; ``left_out`` are sitemaps that a comment names.
    What it holds is data from elsewhere; the result reads back as the same source, or raises
    :class:`crawler.sources.SourceError`.
    """
    import tomlkit

    from crawler.sources import source_of

    document = tomlkit.document()
    if one_line(title):
        document.add(tomlkit.comment(one_line(title)))
    for field in dataclasses.fields(source):
        value = getattr(source, field.name)
        if value != field.default:
            document[field.name] = _list(value) if isinstance(value, tuple) else value
    for url in left_out:
        words = f"Left out, since it may list all that was ever published: {url}"
        document.add(tomlkit.comment(one_line(words)))
    text = tomlkit.dumps(document)
    read = source_of(tomllib.loads(text), source.name)
    if read != source:
        raise ValueError(f"{source.name}: is not read as it was written")
    return text


def _list(values: Sequence[str]) -> object:
    import tomlkit

    array = tomlkit.array()
    array.extend(values)
    return array.multiline(len(values) > 1)
