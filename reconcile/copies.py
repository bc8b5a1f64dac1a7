"""Which articles are copies of one text: taken over from an agency, shortened, lightly edited.

Copies share most runs of :data:`SHINGLE` words of the shorter one. Candidates come from MinHash
signatures in bands (Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets",
3.4), so that no article meets all others; each candidate is then held against the real words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rensa import RMinHash, RMinHashLSH

SHINGLE = 5
"""Words in a run: shorter ones are shared by chance, longer ones broken by every edit."""

SHORTEST = 20
"""Runs that a text needs: below, an article is a headline with a caption, and matches too much."""

CONTAINED = 0.5
"""Share of the shorter text's runs that a copy has in common with the longer one."""

_PERMUTATIONS = 128
_BANDS = 64
"""With two rows a band, texts of a Jaccard similarity of 0.25 meet with a chance of 98 %."""
_SEED = 1
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Text:
    id: str
    shingles: frozenset[str]
    signature: RMinHash


def copies(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each article that has copies the key that they share: the least of their ids.

    ``texts`` holds ids and texts of articles, each id once; their order does not matter. Articles
    that are nobody's copy are not in the answer.
    """
    index = RMinHashLSH(threshold=CONTAINED, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    seen: list[_Text] = []
    leader: dict[str, str] = {}
    for identity, text in sorted(texts):
        shingles = shingles_of(text)
        if len(shingles) < SHORTEST:
            continue
        signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        signature.update(sorted(shingles))
        article = _Text(identity, shingles, signature)
        leader[identity] = identity
        for place in index.query(signature):
            other = seen[place]
            if same_text(article.shingles, other.shingles):
                _join(leader, identity, other.id)
        index.insert(len(seen), signature)
        seen.append(article)
    groups = {identity: _find(leader, identity) for identity in leader}
    shared = [key for identity, key in groups.items() if identity != key]
    return {identity: key for identity, key in groups.items() if key in shared}


def shingles_of(text: str) -> frozenset[str]:
    """Return the runs of :data:`SHINGLE` words in a text, without case and punctuation."""
    words = _WORD.findall(text.casefold())
    return frozenset(
        " ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)
    )


def same_text(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether one of two texts, given as their runs of words, holds most of the other."""
    return len(a & b) >= CONTAINED * min(len(a), len(b))


def _find(leader: dict[str, str], identity: str) -> str:
    while leader[identity] != identity:
        leader[identity] = leader[leader[identity]]
        identity = leader[identity]
    return identity


def _join(leader: dict[str, str], a: str, b: str) -> None:
    least, other = sorted((_find(leader, a), _find(leader, b)))
    leader[other] = least
