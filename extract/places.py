"""Component ``headcount_places``: everything in a text that names or implies a country."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from extract.gazetteer.vocabulary import PlaceWords, place_words
from extract.namesakes import Found
from extract.placenames import Text, reader
from extract.spans import Place
from extract.tokens import columns
from store.model import PSEUDO_COUNTRIES

Role = Literal["from", "to", "in", ""]

REACH = 5
"""Most articles, adjectives and place nouns between a preposition and the place."""

LONGEST_ROLE = 3
"""Most words of a phrase that tells a role ("östlich von", "rund um")."""

TITLE_FACTOR = 3.0
"""What a mention in the headline counts for, against one in the body."""

LEAD_FACTOR = 2.0
"""What a mention in the lead counts for."""

LEAD = 400
"""Length of the lead after the headline, in characters: two or three sentences."""

HOME_EVIDENCE = 1.0
"""What the outlet's home counts for: as much as being named once in the body."""

DATELINE_WEIGHT = 0.5
"""Weight of the place in a dateline: often only where the reporter or the ministry sits."""

DASHES = frozenset({"-", "–", "—", ".-", ".–", ". -", ". –", ". —"})
"""What closes a dateline."""

ROLE_FACTOR: dict[str, float] = {"in": 2.0, "from": 0.5}
"""What a place counts for by its role: the news is where people are, not where they come from."""

ACTOR_FACTOR = 0.3
"""What a place counts for that says whose hands something is in ("Saudi-led")."""

SPEAKER_FACTOR = 0.5
"""What a place counts for that only says who speaks ("Turkey's deputy prime minister said")."""


@Language.component("headcount_places")
def places(doc: Doc) -> Doc:
    """Set ``doc._.places`` in the order of the text."""
    context = doc._.context
    text = Text.of(columns(doc).text)
    found = reader(context.language).read(text, context)
    rules = place_words(context.language)
    starts = {name.start: name for name in found}
    ends = {name.end: name for name in found}
    doc._.places = [_place(text, name, starts, ends, context.language, rules) for name in found]
    return doc


def main_countries(doc: Doc, besides: Collection[int] = ()) -> list[tuple[str, float]]:
    """Return the countries of the text with their evidence, the strongest first.

    The evidence of a country is the sum of the weights of its places, those in headline and lead
    counting more, and of the outlet's home. A name for several countries is shared among them;
    pseudo codes are left out, and so are places that begin at the characters ``besides``.
    """
    evidence: dict[str, float] = defaultdict(float)
    home = doc._.context.home
    if home is not None:
        evidence[home] = HOME_EVIDENCE
    text, title_end = columns(doc).text, doc._.context.title_end
    named = [(attribution.start, attribution.end) for attribution in doc._.attributions]
    for place in doc._.places:
        if place.country[0] in PSEUDO_COUNTRIES or place.start in besides:
            continue
        weight = place.weight / len(place.country)
        if place.start < title_end:
            weight *= TITLE_FACTOR
        elif place.start < title_end + LEAD:
            weight *= LEAD_FACTOR
        weight *= ROLE_FACTOR.get(place.role, 1.0)
        if text[place.end : place.end + 1] == "-" and text[place.end + 1 : place.end + 2].islower():
            weight *= ACTOR_FACTOR
        if any(low <= place.start < high for low, high in named):
            weight *= SPEAKER_FACTOR
        for country in place.country:
            evidence[country] += weight
    return sorted(evidence.items(), key=lambda item: -item[1])


def _place(
    text: Text,
    name: Found,
    starts: dict[int, Found],
    ends: dict[int, Found],
    language: str,
    rules: PlaceWords,
) -> Place:
    start, end = text.spans[name.start][0], text.spans[name.end - 1][1]
    kind = name.meaning.kind
    if name.meaning.either and _before_noun(text, name):
        kind = "adjective"
    role: Role = ""
    rule, weight = name.rule, name.weight
    if kind in {"city", "region"} and _in_dateline(text, name):
        role, rule, weight = "in", "dateline", min(weight, DATELINE_WEIGHT)
    elif kind in {"country", "city", "region", "area"} or (
        kind == "adjective" and _describes_place(text, name, starts, rules)
    ):
        role = _role(text, name, ends, language, rules)
    return Place(
        start,
        end,
        text.text[start:end],
        name.meaning.country,
        kind,
        role,
        weight,
        f"places.{kind}.{rule}",
    )


def _before_noun(text: Text, name: Found) -> bool:
    """Tell whether a noun in -er is an adjective here: "Wiener Polizei"."""
    following = text.written[name.end] if name.end < len(text.written) else ""
    return text.gaps[name.end] == " " and following[:1].isupper()


def _describes_place(text: Text, name: Found, starts: dict[int, Found], rules: PlaceWords) -> bool:
    """Tell whether an adjective belongs to a place: "türkischen Grenzstadt", "syrischen Homs"."""
    for index in (name.end, name.end + 1):
        if index >= len(text.folded):
            return False
        following = starts.get(index)
        if following is not None:
            return following.meaning.kind in {"city", "region", "country"}
        if text.folded[index] in rules.nouns:
            return True
    return False


@cache
def _roles(language: str) -> dict[str, Role]:
    """Return the role that each phrase before a place tells; "" for those that tell none."""
    rules = place_words(language)
    found: dict[str, Role] = {}
    roles: tuple[tuple[str, Role], ...] = (
        ("from", "from"),
        ("to", "to"),
        ("in", "in"),
        ("none", ""),
    )
    for key, role in roles:
        for phrase in rules.roles[key]:
            found[phrase] = role
    return found


def _role(
    text: Text, name: Found, ends: dict[int, Found], language: str, rules: PlaceWords
) -> Role:
    """Return the role of a place by the words before it, over articles and adjectives."""
    roles = _roles(language)
    position = name.start
    for _ in range(REACH):
        if position == 0 or text.gaps[position] not in {" ", "\n", ' "', " „", " “", "-"}:
            return ""
        for length in range(min(LONGEST_ROLE, position), 0, -1):
            phrase = " ".join(text.folded[position - length : position])
            if phrase in roles:
                return _directed(text, name, position - 1, roles[phrase], rules)
        before = ends.get(position)
        if before is not None:
            if before.meaning.kind not in {"adjective", "demonym"}:
                return ""
            position = before.start
        elif (
            text.folded[position - 1] in rules.articles or text.folded[position - 1] in rules.nouns
        ):
            position -= 1
        else:
            return ""
    return ""


def _directed(text: Text, name: Found, at: int, role: Role, rules: PlaceWords) -> Role:
    """Return ``to`` where a two-way preposition takes an article of direction: "in die Türkei"."""
    if text.folded[at] not in rules.two_way or at + 1 >= name.start:
        return role
    if text.folded[at + 1] not in rules.towards:
        return role
    plural = name.key in rules.plurals
    return role if plural and text.folded[at + 1] == "den" else "to"


def _in_dateline(text: Text, name: Found) -> bool:
    """Tell whether the place stands alone before a dash at the beginning: "Wien – ..."."""
    before = text.gaps[name.start]
    opened = name.start == 0 or "\n" in before or before.endswith(". ")
    return opened and text.gaps[name.end].strip(" ") in DASHES
