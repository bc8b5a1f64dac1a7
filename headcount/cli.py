"""The command line: ``headcount`` with a verb per stage.

Verbs import what they need when they run, so that ``headcount --help`` answers at once.
"""

from __future__ import annotations

import click

from headcount.checking import check
from headcount.comparing import compare, reconcile
from headcount.demo import demo
from headcount.figuring import figures
from headcount.gathering import add, crawl
from headcount.judging import judge
from headcount.reading import explain, extract
from headcount.revising import revisions
from headcount.showing import export, serve, stats
from headcount.sourcing import sources
from headcount.watching import watch

VERBS = (
    demo,
    crawl,
    add,
    extract,
    explain,
    reconcile,
    compare,
    figures,
    check,
    judge,
    serve,
    sources,
    export,
    revisions,
    stats,
    watch,
)


class InOrder(click.Group):
    """Lists its verbs in the order of the work, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the verbs as they were added."""
        return list(self.commands)


@click.group(
    cls=InOrder,
    commands=VERBS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="headcount")
def main() -> None:
    """Reads the figures about people that news reports state, finds out which speak of the same
    thing, and publishes them as a database.

    \b
    headcount demo             the whole job on a bundled sample newsroom
    headcount VERB --help      what a verb does, with an example
    """
