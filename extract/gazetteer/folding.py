"""How names are compared: by their words in small letters."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+")
"""A word of a name: a run of letters. Blanks, hyphens, apostrophes and stops part words."""


def fold(name: str) -> str:
    """Return the words of ``name`` in small letters, parted by single blanks."""
    return " ".join(WORD.findall(name.casefold()))
