"""URLs as documents are told apart by: normalised once, before anything is looked up.

Only what cannot change which page is meant is taken away (RFC 3986, 6.2.2 and 6.2.3, and
parameters that count clicks); the order of parameters stays. What is likely, but not sure, to be
the same page (http and https, AMP and mobile twins) keeps a URL of its own: see
:func:`twins`, and ``store/twins.py`` for what proves it.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from tldextract import TLDExtract
from w3lib.url import safe_url_string

LONGEST = 2_000
"""Characters of the longest URL that is followed; longer ones come from traps."""

_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile("%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_CACHE_HOST = ".cdn.ampproject.org"
_CACHED = re.compile(r"/(?:[acivr]/)?(s/)?([^/]+\.[^/]+)(/.*)?")
"""Path in Google's AMP cache (amp.dev, "AMP Cache URL format"): kind, s for https, host, path."""
_VIEWED = re.compile(r"/amp/(s/)?([^/]+\.[^/]+)(/.*)?")
"""The same on google.com/amp/."""

_LABELS = ("www", "m", "mobile", "mobil", "touch", "amp")
"""First labels of the hosts of one site that serve the same pages."""
_AMP_FOLDER = re.compile(r"^/amp(?=/.)")
_AMP_END = re.compile(r"/amp/?$|\.amp(?=\.html?$)")
_AMP_QUERY = frozenset({"amp", "outputtype=amp", "amp=1", "amp=true", "mode=amp", "view=amp"})


@cache
def _tracking() -> tuple[tuple[str, ...], frozenset[str]]:
    table = tomllib.loads(files("crawler").joinpath("tracking.toml").read_text(encoding="utf-8"))
    return tuple(table["prefixes"]), frozenset(table["names"])


@cache
def _suffixes() -> TLDExtract:
    # The public suffix list that comes with the package: nothing is asked of the network.
    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def normalised(url: str, base: str = "") -> str | None:
    """Return ``url`` (relative to ``base``) without fragment and tracking parameters.

    None where it is no http(s) address or longer than :data:`LONGEST`. Scheme and host are in
    small letters (the host in its ASCII form, without a dot at its end), the default port, a user
    name and dot segments are left out, percent-encoding has one form, parameters keep their
    order. An address in Google's AMP cache becomes the address that it holds.
    """
    try:
        whole = urljoin(base, url.strip())
        if len(whole) > LONGEST:
            return None
        parts = urlsplit(safe_url_string(whole))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    place = host if port in (None, _PORTS[scheme]) else f"{host}:{port}"
    query = "&".join(filter(_tells_the_page, parts.query.split("&")))
    path = _without_dots(parts.path)
    return _origin(SplitResult(scheme, place, _escaped(path), _escaped(query), ""))


def site_of(url: str) -> str:
    """Return the registrable domain of a URL (public suffix list); of an address its host."""
    host = urlsplit(url).hostname or ""
    found = _suffixes()(host)
    if found.suffix or found.ipv4 or found.ipv6:
        return str(found.top_domain_under_public_suffix) or host
    return ".".join(host.split(".")[-2:])  # the list's default rule: any last label is a suffix


def same_site(one: str, other: str) -> bool:
    """Tell whether two addresses are of one site: their hosts have one registrable domain."""
    return site_of(one) == site_of(other)


def twins(url: str) -> set[str]:
    """Return the addresses at which the page at a normalised ``url`` may be found besides.

    By http and https, with and without ``www.``, as a mobile page (``m.``, ``mobile.``,
    ``touch.``) or in AMP (``amp.``, ``/amp``, ``.amp.html``, ``?amp=1``). Candidates only.
    """
    parts = urlsplit(url)
    first, _, rest = parts.netloc.partition(".")
    bare = rest if first in _LABELS and "." in rest else parts.netloc
    path = _plain_path(parts.path)
    query = "&".join(p for p in parts.query.split("&") if p.lower() not in _AMP_QUERY)
    stem = path.rstrip("/")
    paths = {path, f"{stem}/amp", f"{stem}/amp/", f"/amp{path}"}
    if stem.endswith((".html", ".htm")):
        base, _, ending = stem.rpartition(".")
        paths.add(f"{base}.amp.{ending}")
    if not stem.endswith((".html", ".htm")):
        paths.add(f"{stem}/")
        paths.add(stem or "/")
    joined = f"{query}&" if query else ""
    queries = {query, f"{joined}amp=1", f"{joined}amp", f"{joined}outputType=amp"}
    found = {
        urlunsplit((scheme, host, path_, query_, ""))
        for scheme in _PORTS
        for host in (bare, *(f"{label}.{bare}" for label in _LABELS))
        for path_, query_ in ({(p, query) for p in paths} | {(path, q) for q in queries})
    }
    return found - {url}


def _plain_path(path: str) -> str:
    path = _AMP_END.sub("", _AMP_FOLDER.sub("", path))
    return path or "/"


def _without_dots(path: str) -> str:
    """Return a path without dot segments (RFC 3986, 5.2.4); empty segments stay."""
    if "/." not in path:
        return path or "/"
    return urlsplit(urljoin("http://any/", "./" + path.lstrip("/"))).path


def _tells_the_page(parameter: str) -> bool:
    prefixes, names = _tracking()
    name = parameter.partition("=")[0].lower()
    return bool(parameter) and name not in names and not name.startswith(prefixes)


def _escaped(part: str) -> str:
    """Return a part of a URL in which only what must be is percent-encoded, in capitals."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if character in _UNRESERVED else match[0].upper()

    return _ESCAPE.sub(one, part)


def _origin(parts: SplitResult) -> str:
    """Return the URL, or the one that it shows where it is of Google's AMP cache."""
    held = None
    if parts.netloc.endswith(_CACHE_HOST):
        held = _CACHED.fullmatch(parts.path)
    elif parts.netloc.startswith(("www.google.", "google.")):
        held = _VIEWED.fullmatch(parts.path)
    if held is None:
        return urlunsplit(parts)
    shown: tuple[str, str, str, str, str] = (
        f"http{'s' if held[1] else ''}",
        held[2],
        held[3] or "/",
        parts.query,
        "",
    )
    return urlunsplit(shown)
