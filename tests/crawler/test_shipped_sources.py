"""The sources that come with the project: enough of them, strictly right, and honest."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pycountry
import pytest

from crawler.sources import Source, load_source, load_sources

FOLDER = Path(__file__).resolve().parents[2] / "sources"
FILES = sorted(FOLDER.glob("*.toml"))
BODIES = {
    "abs", "arbeitsagentur", "au-home-affairs", "bamf", "bfs", "bmi-at", "cdc", "destatis", "ecdc",
    "euaa", "eurostat", "frontex", "idmc", "iom", "iom-dtm", "iom-missing-migrants", "ircc", "ocha",
    "ons", "reliefweb", "rki", "sem", "statcan", "statistik-austria", "uk-home-office", "unhcr",
    "us-cbp", "us-dhs", "who",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> list[Source]:
    return load_sources(FOLDER)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_named_as_its_source_and_says_that_nobody_tried_it(path: Path) -> None:
    source = load_source(path)
    assert source.name == path.stem
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", source.name)
    assert source.entrances()
    table = tomllib.loads(path.read_text("utf-8"))
    assert table["tried"] is False
    assert "language" in table
    assert not source.allow_private
    assert source.delay >= 1
    assert path.read_text("utf-8").startswith("# ")


def test_there_are_publishers_of_many_countries_and_the_bodies_that_count(
    shipped: list[Source],
) -> None:
    names = {source.name for source in shipped}
    assert names >= BODIES
    publishers = [source for source in shipped if source.feeds or source.news_sitemaps]
    assert len(publishers) >= 140
    assert len({source.country for source in publishers} - {None}) >= 12
    languages = Counter(source.language for source in shipped)
    assert languages["de"] >= 50
    assert languages["en"] >= 50


def test_countries_and_languages_are_real(shipped: list[Source]) -> None:
    for source in shipped:
        assert source.country is None or pycountry.countries.get(alpha_3=source.country)
        assert pycountry.languages.get(alpha_2=source.language), source.name


def test_no_address_is_asked_for_two_sources(shipped: list[Source]) -> None:
    asked = Counter(url.rstrip("/") for source in shipped for _, url in source.entrances())
    assert [url for url, times in asked.items() if times > 1] == []


def test_no_address_is_a_template_or_an_archive(shipped: list[Source]) -> None:
    for source in shipped:
        for kind, url in source.entrances():
            assert not re.search(r"[{}<>\s]|%[YmdBy](?![0-9A-Fa-f])", url), url
            # A whole sitemap lists the archive of decades; "latest" ones do not.
            assert kind != "sitemap" or "latest" in url, url
