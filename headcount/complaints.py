"""What the command line says when it cannot do what it was asked."""

from __future__ import annotations

import click


class BadInput(click.ClickException):
    """The input is wrong: one line on stderr that names it and what was expected; exit code 2."""

    exit_code = 2

    def __init__(self, *parts: object) -> None:
        """``parts`` are said one after the other: where, which key, what was expected."""
        line = ": ".join(map(str, parts))
        super().__init__(" ".join(line.split()))  # one line, whatever a library's text holds


class StageFailed(click.ClickException):
    """The work was begun and did not succeed; exit code 1."""
