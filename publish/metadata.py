"""What Datasette is told about the database: ``datasette_metadata.json``.

The file stands at the top of the project; the link beside this module makes it part of the
installed package, so that it is found in the same way in both.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

NAME = "datasette_metadata.json"


@cache
def _text() -> str:
    return files("publish").joinpath(NAME).read_text(encoding="utf-8")


def metadata() -> dict[str, Any]:
    """Return Datasette's metadata; the caller may change its copy, as Datasette does."""
    read: dict[str, Any] = json.loads(_text())
    return read


def named_queries() -> dict[str, str]:
    """Return name -> title of the ready-made queries."""
    queries = metadata()["databases"]["headcount"]["queries"]
    return {name: query["title"] for name, query in queries.items()}
