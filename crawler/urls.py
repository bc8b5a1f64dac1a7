"""URLs as documents are told apart by: normalised once, before anything is looked up."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from courlan import extract_domain, normalize_url
from w3lib.url import canonicalize_url

LONGEST = 2_000
"""Characters of the longest URL that is followed; longer ones come from traps."""


def normalised(url: str, base: str = "") -> str | None:
    """Return ``url`` (relative to ``base``) without fragment and tracking parameters.

    None where it is no http(s) address or longer than :data:`LONGEST`. Scheme and host are in
    small letters, the default port is left out, parameters are sorted.
    """
    try:
        whole = urljoin(base, url.strip())
        parts = urlsplit(whole)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or len(whole) > LONGEST:
        return None
    return canonicalize_url(normalize_url(whole))


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site: one host, or hosts of one registered domain."""
    hosts = {(urlsplit(url).hostname or "").removeprefix("www.") for url in (one, other)}
    domains = {extract_domain(url) for url in (one, other)}
    return len(hosts) == 1 or (len(domains) == 1 and None not in domains)
