"""Raised marks of notes as characters of their own, so that "1,234¹" does not become 12,341."""

from __future__ import annotations

_SUPERSCRIPTS = str.maketrans(
    "0123456789abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)

LONGEST_MARK = 3
"""Characters of a raised mark."""


def superscript(text: str) -> str:
    """Return a raised mark in superscript characters; what has none stays as it is."""
    return text.casefold().translate(_SUPERSCRIPTS)
