"""The pages: each reads what it shows in one consistent look at the database and renders it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from datasette.utils.asgi import Response

from publish.page import Page
from publish.pages import (
    article,
    check,
    country,
    figure,
    figures,
    review,
    search,
    snapshot,
    source,
    start,
)

PAGES: tuple[tuple[str, Callable[[Page], Awaitable[Response]]], ...] = (
    (r"/$", start.show),
    (r"/search$", search.show),
    (r"/-/review(\.json)?$", review.show),
    (r"/-/review/judgements$", review.judgements),
    (r"/figures$", figures.show),
    (r"/figures/(?P<id>[^/]+)$", figure.show),
    (r"/countries$", country.show_all),
    (r"/countries/(?P<code>[^/]+)$", country.show),
    (r"/sources$", source.show_all),
    (r"/sources/(?P<name>.+)$", source.show),
    (r"/-/check$", check.show),
    (r"/articles/(?P<id>[^/]+)$", article.show),
    (r"/snapshots/(?P<id>[^/]+)$", snapshot.show),
)
"""Which page answers at which address, as patterns of the path."""
