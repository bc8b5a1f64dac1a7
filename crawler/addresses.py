"""No request to private addresses, unless a source is allowed to.

Three looks, because each alone can be got round: at the host as written in every request (also
one that a redirect made), at the address that DNS gave when connecting, and at the address that
was connected to.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

PRIVATE_HOSTS = "HEADCOUNT_PRIVATE_HOSTS"
"""Setting: hosts that sources with ``allow_private`` name; they alone may be private."""


NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses that embed an IPv4 address (RFC 6052); so do mapped and 6to4 addresses."""


class PrivateAddressError(IgnoreRequest):
    """The request would have gone to a private address."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet (IANA's registries)."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if parsed in NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


class PublicResolver(CachingThreadedResolver):
    """Resolves names, and refuses private addresses for hosts that are not allowed to be.

    Twisted reports a refusal as "no address"; ``refused`` tells the middleware why.
    """

    private_hosts: frozenset[str] = frozenset()
    refused: ClassVar[dict[str, str]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> Self:
        """Return the resolver with the hosts of the setting :data:`PRIVATE_HOSTS`."""
        made: Self = super().from_crawler(crawler, reactor)
        made.private_hosts = frozenset(crawler.settings.getlist(PRIVATE_HOSTS))
        return made

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802
        """Return the address of a host; fails with DNSLookupError where it is refused."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if name not in self.private_hosts and not is_public(address):
            self.refused[name] = address
            raise DNSLookupError(f"{name} is at the private address {address}")
        return address


class PublicAddressMiddleware:
    """Refuses requests to, and answers from, private addresses."""

    def __init__(self, private_hosts: Iterable[str]) -> None:
        self.private_hosts = frozenset(private_hosts)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware with the hosts of the setting :data:`PRIVATE_HOSTS`."""
        return cls(crawler.settings.getlist(PRIVATE_HOSTS))

    def process_request(self, request: Request) -> None:
        """Refuse a host that is a private address, or that this source may not ask."""
        host = (urlsplit(request.url).hostname or "").strip("[]")
        source = request.meta.get("source")
        allowed = host in self.private_hosts and (source is None or source.allow_private)
        if not allowed and (host in self.private_hosts or _is_private_literal(host)):
            raise PrivateAddressError(f"refused: {host} is a private address")

    def process_response(self, request: Request, response: Response) -> Response:
        """Refuse an answer that came from a private address all the same."""
        host = urlsplit(request.url).hostname or ""
        address = response.ip_address
        if address is not None and host not in self.private_hosts and not is_public(str(address)):
            raise PrivateAddressError(f"refused: {host} answered from {address}")
        return response


class RefusalMiddleware:
    """Says why a host has no address, before a retry is thought of: the resolver refused it."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Name the private address where that is why a host could not be resolved."""
        host = urlsplit(request.url).hostname or ""
        address = PublicResolver.refused.get(host)
        if address is not None and not isinstance(exception, PrivateAddressError):
            raise PrivateAddressError(f"refused: {host} is at the private address {address}")


def _is_private_literal(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not is_public(host)
    except ValueError:
        return False  # a name: its address is looked at when connecting
