"""The words around places that tell what a name means and what role the place plays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from extract import words
from extract.gazetteer.folding import fold


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """Table ``[places]``.

    ``genitive`` is the letter that a name takes in the genitive ("Syriens"). ``articles`` and
    adjectives may stand between preposition and name; ``towards`` are the articles that make a
    ``two_way`` preposition one of direction ("in die Türkei"), except before ``plurals``.
    ``local`` prepositions directly before a word support that it is a place, as do ``nouns``
    ("Stadt"); ``titles`` mark a surname. ``homographs`` are place names that are words or common
    surnames as well; ``phrases`` hold a place name and mean none. ``prefixes`` narrow a country
    or adjective ("Nordsyrien"), ``heads`` are second parts of compounds ("Syrienkrieg").
    ``roles`` lists for ``from``, ``to``, ``in`` and ``none`` the words before a place that tell
    it; the longest phrase counts.
    """

    genitive: str
    articles: frozenset[str]
    local: frozenset[str]
    nouns: frozenset[str]
    titles: frozenset[str]
    homographs: frozenset[str]
    phrases: frozenset[str]
    roles: dict[str, tuple[str, ...]]
    towards: frozenset[str] = frozenset()
    two_way: frozenset[str] = frozenset()
    plurals: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


@cache
def place_words(language: str) -> PlaceWords:
    """Return table ``[places]`` of a language, folded as texts are for comparing.

    Raises :class:`extract.words.WordsError`.
    """
    read: PlaceWords = words.table(language, "places", PlaceWords)
    return replace(
        read,
        articles=_folded(read.articles),
        local=_folded(read.local),
        nouns=_folded(read.nouns),
        titles=_folded(read.titles),
        homographs=_folded(read.homographs),
        phrases=_folded(read.phrases),
        plurals=_folded(read.plurals),
        towards=_folded(read.towards),
        two_way=_folded(read.two_way),
        prefixes=tuple(name.casefold() for name in read.prefixes),
        heads=tuple(name.casefold() for name in read.heads),
        roles={
            role: tuple(fold(phrase) for phrase in phrases) for role, phrases in read.roles.items()
        },
    )


def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names)
