"""Which of the regions that claims name a country lies in."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

WORLD = "WORLD"


@cache
def _members() -> dict[str, frozenset[str]]:
    written = files("reconcile").joinpath("regions.toml").read_text(encoding="utf-8")
    return {region: frozenset(codes.split()) for region, codes in tomllib.loads(written).items()}


@cache
def regions_of(country: str) -> tuple[str, ...]:
    """Return the pseudo codes (``store.model.PSEUDO_COUNTRIES``) of the regions of a country.

    ``country`` is an alpha-3 code or itself a region, which lies in the world at least.
    """
    if country == WORLD:
        return ()
    held = _members().get(country, frozenset({country}))
    around = [region for region, codes in _members().items() if region != country and held <= codes]
    return (*around, WORLD)
