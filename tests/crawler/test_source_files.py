"""Source files: what is refused, and that the shipped ones and their README hold."""

import dataclasses
from pathlib import Path
from typing import get_args

import pytest

from crawler.sources import ENTRANCES, Source, SourceError, load_source, load_sources
from store.documents import FeedKind

SHIPPED = Path(__file__).resolve().parents[2] / "sources"
GOOD = 'name = "a"\nhomepage = "https://a.example/"\n'


def write(folder: Path, text: str, name: str = "a.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        (GOOD + 'colour = "red"\n', "colour", "unknown key"),
        (GOOD + 'feeds = "https://a.example/rss"\n', "feeds", "a list of strings"),
        (GOOD + "feeds = [1]\n", "feeds", "a list of strings"),
        (GOOD + 'feeds = ["ftp://a.example/rss"]\n', "feeds", "an http(s) address"),
        (GOOD + 'pages = ["https://a.example/politik"]\n', "include", "missing"),
        (GOOD + 'reports = ["/reports"]\n', "reports", "an http(s) address"),
        (GOOD + 'folders = ["https://a.example/pdf"]\n', "folders", "a path that ends in '/'"),
        (GOOD + "delay = -1\n", "delay", "a number of seconds"),
        (GOOD + "delay = true\n", "delay", "a number of seconds"),
        (GOOD + 'allow_private = "no"\n', "allow_private", "true or false"),
        (GOOD + 'country = "AT"\n', "country", "alpha-3"),
        (GOOD + 'language = "deu"\n', "language", "ISO 639-1"),
        (GOOD + 'include = ["("]\n', "include", "is no pattern"),
        ('name = "a"\n', "homepage", "missing"),
        ('name = ""\nhomepage = "https://a.example/"\n', "name", "a string"),
        ('name = "a"\nhomepage = "a.example"\n', "homepage", "an http(s) address"),
    ],
)
def test_a_bad_file_is_named_with_its_key(
    tmp_path: Path, text: str, key: str, expected: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(SourceError) as error:
        load_source(path)
    assert str(error.value).startswith(f"{path}: {key}")
    assert expected in str(error.value)


def test_not_toml_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "name = \n")
    with pytest.raises(SourceError, match="not TOML"):
        load_source(path)


def test_two_files_cannot_share_a_name(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "b.toml")
    with pytest.raises(SourceError, match=r"b\.toml: name: 'a' is also in .*a\.toml"):
        load_sources(tmp_path)


def test_a_whole_source(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        GOOD + 'country = "AUT"\nfeeds = ["https://a.example/rss"]\ninclude = ["/news/"]\n'
        'exclude = ["/video/"]\ndelay = 2\n',
    )
    source = load_source(path)
    assert source == Source(
        "a",
        "https://a.example/",
        country="AUT",
        feeds=("https://a.example/rss",),
        include=("/news/",),
        exclude=("/video/",),
        delay=2.0,
    )
    assert source.wants("https://a.example/news/1")
    assert not source.wants("https://a.example/sport/1")
    assert not source.wants("https://a.example/news/video/1")


def test_every_entrance_has_its_kind(tmp_path: Path) -> None:
    lists = "".join(f'{key} = ["https://a.example/{key}/"]\n' for key in ENTRANCES)
    source = load_source(write(tmp_path, GOOD + lists + 'include = ["/news/"]\n'))
    kinds = get_args(FeedKind)
    assert sorted(kind for kind, _ in source.entrances()) == sorted(kinds)
    assert [url for _, url in source.entrances()] == [f"https://a.example/{k}/" for k in ENTRANCES]


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("/news/", False),
        ("example/news", True),
        (r"^https://a\.example/", True),
        ("sport", False),
        ("//a", True),
    ],
)
def test_a_pattern_names_a_host(pattern: str, named: bool) -> None:
    source = Source("a", "https://z.example/", include=(pattern,))
    assert source.includes_host("https://a.example/news/1") is named


def test_shipped_sources_load() -> None:
    assert len(load_sources(SHIPPED)) >= 3


def test_the_readme_names_every_key() -> None:
    readme = (SHIPPED / "README.md").read_text("utf-8")
    keys = [field.name for field in dataclasses.fields(Source)]
    assert [key for key in keys if f"| `{key}` |" not in readme] == []
