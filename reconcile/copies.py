"""Which articles are copies of one text: taken over from an agency, shortened, lightly edited.

Copies share most runs of :data:`SHINGLE` words of the shorter one, and its figures. Candidates
come from MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of
Massive Datasets", 3.4): a new text meets only those that share a bucket with it, and each
candidate is then held against the real words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from rensa import RMinHash

METHOD = "1"
"""Version of the buckets: a change of what follows needs another."""

SHINGLE = 5
"""Words in a run: shorter ones are shared by chance, longer ones broken by every edit."""

SHORTEST = 20
"""Runs that a text needs: below, an article is a headline with a caption, and matches too much."""

CONTAINED = 0.4
"""Share of the shorter text's runs that a copy has in common with the longer one."""

FIGURES = 0.5
"""Share of the runs with a figure that have the same figure, of those whose words are the same.

Two weekly reports of one office share their sentences, but not the figures in them.
"""

_PERMUTATIONS = 192
_BANDS = 96
"""With two rows a band, texts of a Jaccard similarity of 0.16 (a third of a text, with a third of
its sentences new) meet with a chance of 92 %, of 0.25 with 99.8 %."""
_SEED = 1
_MIX = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 / golden ratio (Knuth, TAOCP 3, 6.4)
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")


def buckets_of(text: str) -> list[int]:
    """Return the buckets (signed 64-bit numbers) of a text; none where it is too short."""
    shingles = shingles_of(text)
    if len(shingles) < SHORTEST:
        return []
    signature = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    signature.update(list(shingles))
    rows = np.array(signature.digest(), dtype=np.uint64).reshape(_BANDS, -1)
    keys = (rows[:, 0] << np.uint64(32)) | rows[:, 1]
    bands = np.arange(1, _BANDS + 1, dtype=np.uint64)
    mixed = (keys ^ (bands * _MIX)) * _MIX
    return [int(key) for key in mixed.view(np.int64)]


def is_copy(a: str, b: str) -> bool:
    """Return whether one of two texts is a copy of the other, whole or in part."""
    shorter, longer = sorted((shingles_of(a), shingles_of(b)), key=len)
    return same_text(shorter, longer) and _same_figures(shorter, longer)


def groups_of(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each article of ``pairs`` the key that its copies share: the least of their ids.

    A pair are two articles of which one is a copy of the other.
    """
    leader: dict[str, str] = {}
    for a, b in pairs:
        least, other = sorted((_find(leader, a), _find(leader, b)))
        leader[other] = least
    return {article: _find(leader, article) for article in leader}


def shingles_of(text: str) -> frozenset[str]:
    """Return the runs of :data:`SHINGLE` words in a text, without case and punctuation."""
    words = _WORD.findall(text.casefold())
    return frozenset(
        " ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1)
    )


def same_text(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether one of two texts, given as their runs of words, holds most of the other."""
    return len(a & b) >= CONTAINED * min(len(a), len(b))


def _same_figures(shorter: frozenset[str], longer: frozenset[str]) -> bool:
    frames = {_DIGITS.sub("0", shingle) for shingle in longer}
    framed = [s for s in shorter if (frame := _DIGITS.sub("0", s)) != s and frame in frames]
    return sum(shingle in longer for shingle in framed) >= FIGURES * len(framed)


def _find(leader: dict[str, str], article: str) -> str:
    leader.setdefault(article, article)
    while leader[article] != article:
        leader[article] = leader[leader[article]]
        article = leader[article]
    return article
