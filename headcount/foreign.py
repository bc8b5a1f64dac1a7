"""Text from elsewhere, before it goes to a terminal or into a file."""

from __future__ import annotations


def one_line(text: str) -> str:
    """Return ``text`` as one line of printable characters, with single blanks.

    Control characters (ANSI escapes, line ends) become blanks, and so do those that only format
    (directions, zero width): a title cannot draw on the terminal or end a comment.
    """
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
