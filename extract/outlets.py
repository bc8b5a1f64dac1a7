"""Where a news outlet is at home: what "the police" means where a text names no country."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

import pycountry

from extract import words


@dataclass(frozen=True, slots=True)
class Outlets:
    """File ``gazetteer/outlets.toml``; its comments say what is what."""

    open: frozenset[str]
    international: frozenset[str]
    stations: dict[str, str]
    tops: dict[str, tuple[str, ...]]
    domains: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Homes:
    """The tables turned round: the country of a domain (None: international), of an outlet's
    name, of a top-level domain, and of domains of a pattern.
    """

    domains: dict[str, str | None]
    labels: dict[str, str]
    tops: dict[str, str]
    stations: tuple[tuple[re.Pattern[str], str], ...]


def home_of(outlet: str, url: str) -> str | None:
    """Return the alpha-3 code of the country where an outlet is at home, None where unknown.

    ``outlet`` is its name or domain ("derstandard.at"), ``url`` an address of it; either may be
    empty. A name counts where it is the name of a listed domain ("The Guardian" ->
    theguardian.com).
    """
    homes = _homes()
    hosts = [host for host in (_host(outlet), _host(url)) if "." in host]
    for host in hosts:
        parts = host.split(".")
        for first in range(len(parts) - 1):
            domain = ".".join(parts[first:])
            if domain in homes.domains:
                return homes.domains[domain]
    for host in hosts:
        top = homes.tops.get(host.rpartition(".")[2])
        if top is not None:
            return top
        for pattern, country in homes.stations:
            if pattern.fullmatch(host.removeprefix("www.")):
                return country
    return homes.labels.get(_label(outlet))


def _label(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _host(address: str) -> str:
    """Return the host of a URL or a bare domain in small letters, "" for anything else."""
    address = address.strip().casefold()
    if not address or " " in address:
        return ""
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname
    except ValueError:  # a broken IPv6 address
        return ""
    return (host or "").strip(".")


@cache
def _homes() -> Homes:
    text = files("extract.gazetteer").joinpath("outlets.toml").read_text(encoding="utf-8")
    data = words.parse(tomllib.loads(text), Outlets, "gazetteer/outlets.toml")
    listed = [(domain, country) for country, rows in data.domains.items() for domain in rows]
    labels: dict[str, set[str]] = {}
    for domain, country in listed:
        labels.setdefault(_label(domain.partition(".")[0]), set()).add(country)
    tops = {
        country.alpha_2.casefold(): country.alpha_3
        for country in pycountry.countries
        if country.alpha_2.casefold() not in data.open
    }
    tops |= {top: country for country, rows in data.tops.items() for top in rows}
    return Homes(
        {**dict.fromkeys(data.international), **dict(listed)},
        {label: min(found) for label, found in labels.items() if len(found) == 1},
        tops,
        tuple((re.compile(pattern), country) for country, pattern in data.stations.items()),
    )
