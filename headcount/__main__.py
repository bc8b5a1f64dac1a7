"""``python -m headcount``: the same as the command ``headcount``."""

from headcount.cli import main

main()
