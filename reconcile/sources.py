"""Who says it: do two reports go back to the same original source?

A source is named differently in each report and each language ("Gaza health ministry",
"Gesundheitsministerium in Gaza"). So a name is read as the kinds of institution and the countries
that it names; only a name that says neither is compared letter by letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from reconcile.vocabulary import (
    countries_in,
    institution_names,
    plain,
    speakers,
    unnamed_words,
)
from store.model import OUTLET

NAME_LIKENESS = 88.0
"""Least ``fuzz.token_set_ratio`` (0..100) of two spellings of one name ("Dmitri", "Dmitry")."""

APPOSITION = 30
"""Most characters between an institution and a person's name in "UNHCR chief Grandi"."""

_GENERAL = frozenset({"un", "authorities", "government"})
"""Institutions that say little where a more specific one stands in the same name."""


@dataclass(frozen=True, slots=True)
class Source:
    """A source's name as it is compared.

    ``institutions`` are keys of the word files, ``countries`` alpha-3 codes that the name holds;
    ``name`` is the name as in :func:`reconcile.vocabulary.plain`;
    ``unnamed`` marks outlets that name nobody, insiders and the like: only the very same words
    mean the same source.
    """

    name: str
    unnamed: bool
    institutions: frozenset[str]
    countries: frozenset[str]


@lru_cache(maxsize=65536)
def institutions_in(text: str) -> frozenset[str]:
    """Return the keys of the institutions that a short text names."""
    rest = plain(text)
    found = set()
    for name, key in institution_names():
        if name in rest:
            found.add(key)
            rest = rest.replace(name, "  ")
    specific = found - _GENERAL
    return frozenset(specific or found)


@lru_cache(maxsize=262144)
def source(name: str, outlet: str) -> Source:
    """Return the source that a claim names; its outlet where the claim names nobody."""
    if name == OUTLET:
        return Source(f"{OUTLET} {outlet}", True, frozenset(), frozenset())
    folded = plain(name).strip()
    if unnamed_words() & set(folded.split()):
        return Source(folded, True, frozenset(), frozenset())
    if folded in speakers():
        return Source(folded, False, frozenset({speakers()[folded]}), frozenset())
    return Source(folded, False, institutions_in(name), countries_in(name))


def speaks_for(person: str, quote: str) -> frozenset[str]:
    """Return the institutions that the quote puts right before the person's surname.

    "UNHCR chief Grandi speaks of" makes Filippo Grandi the voice of the UNHCR.
    """
    words = plain(person).split()
    folded = plain(quote)
    at = folded.find(f" {words[-1]} ") if words else -1
    if at < 0:
        return frozenset()
    return institutions_in(folded[max(0, at - APPOSITION) : at])


@lru_cache(maxsize=262144)
def same_source(a: Source, b: Source) -> bool:
    """Tell whether two names mean the same source."""
    if a.name == b.name:
        return True
    if a.unnamed or b.unnamed:
        return False
    if a.institutions and b.institutions:
        if not a.institutions & b.institutions:
            return False
        return not a.countries or not b.countries or bool(a.countries & b.countries)
    return fuzz.token_set_ratio(a.name, b.name) >= NAME_LIKENESS
