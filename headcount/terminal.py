"""The terminal: how wide it is, and what of a stranger's text may reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.markup import escape

from publish.wording import without_direction

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 100
"""Columns of what is printed where the terminal does not tell."""


def console() -> Console:
    """Return the console on stdout."""
    from rich.console import Console

    return Console() if Console().is_terminal else Console(width=WIDTH)


def shown(text: str) -> str:
    """Return text from the web as it may be printed: no markup, no control characters."""
    plain = without_direction(" ".join(text.split()))
    return escape("".join(character for character in plain if character.isprintable()))
