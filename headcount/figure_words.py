"""What somebody types to find figures: countries, kinds, units, sources, numbers, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

SEPARATED = re.compile(r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+")
"""A number with separators of thousands, as German, English and Swiss write it."""

BEGINNING = 4
"""So many letters may stand for a word that begins with them ("refugee" for refugees)."""

YEAR = re.compile(r"\d{4}(?:-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a row of ``figures``, with the values of its question marks."""

    sql: str
    values: tuple[object, ...]


def number_of(word: str) -> float | None:
    """Return the number that a word is: "650000", "650.000", "650,000" -> 650000."""
    if SEPARATED.fullmatch(word):
        return float(re.sub(r"\D", "", word))
    return float(word) if word.isascii() and word.isdecimal() else None


def with_status(status: str) -> Condition:
    """Return the condition that figures have this status."""
    return Condition("figures.status = ?", (status,))


def about(word: str) -> Condition:
    """Return the condition that figures match a word: one of all that it may mean."""
    found = list(_meanings(word))
    sql = " OR ".join(condition.sql for condition in found)
    return Condition(f"({sql})", tuple(value for one in found for value in one.values))


def _meanings(word: str) -> Iterator[Condition]:
    from publish.search import match_expression

    for code in sorted(_countries(word)):
        places = "' ' || figures.country || ' ' || figures.origin || ' '"
        yield Condition(f"instr({places}, ?)", (f" {code} ",))
    for kind in _kinds(word):
        yield Condition("figures.kind = ?", (kind,))
    if YEAR.fullmatch(word):
        yield Condition("instr(figures.date_edtf, ?)", (word,))
    number = number_of(word)
    if number is not None:
        yield Condition(_of_claims("claims.low = ? OR claims.high = ?"), (number, number))
    expression = match_expression(word)
    if expression:
        sql = "claims.fts_number IN (SELECT rowid FROM claims_fts WHERE claims_fts MATCH ?)"
        yield Condition(_of_claims(sql), (f"{{source unit}} : ({expression})",))
    # An outlet is the source of a claim that names nobody.
    spoken = "claims.source = '@outlet' AND instr(lower(articles.outlet), lower(?))"
    yield Condition(_of_claims(spoken), (word,))


def _of_claims(condition: str) -> str:
    return f"""figures.id IN (
        SELECT figure FROM figure_claims
        JOIN claims ON claims.id = figure_claims.claim
        JOIN articles ON articles.id = claims.article
        WHERE {condition}
    )"""  # noqa: S608 (conditions are constants)


def _countries(word: str) -> frozenset[str]:
    """Return the codes of the countries of which a word is the name, a part of it, or the code."""
    from reconcile.vocabulary import countries_in, plain

    folded = plain(word)
    named = {code for name, code in _country_names() if folded in name}
    return countries_in(word) | named


@cache
def _country_names() -> tuple[tuple[str, str], ...]:
    """Return (name between blanks, code) in all languages, and each code as its own name."""
    from publish.phrases import LANGUAGES, phrases
    from publish.wording import Wording
    from reconcile.vocabulary import plain

    names = {
        (plain(name), code)
        for language in LANGUAGES
        for code, country in Wording(phrases(language)).country_names().items()
        for name in (code, country)
    }
    return tuple(sorted(names))


def _kinds(word: str) -> list[str]:
    """Return the kinds of which a word is the name or, from some letters on, its beginning."""
    from publish.phrases import LANGUAGES, phrases
    from reconcile.vocabulary import plain
    from store.model import KINDS

    folded = plain(word).rstrip() if len(word) >= BEGINNING else plain(word)
    if not folded.strip():
        return []
    names = {kind: plain(kind.replace("_", " ")) for kind in KINDS}
    for language in LANGUAGES:
        for kind in KINDS:
            names[kind] += plain(phrases(language).kinds[kind].name)
    return [kind for kind, name in names.items() if folded in name]
