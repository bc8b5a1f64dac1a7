"""The docs say what the code does."""

import dataclasses
from pathlib import Path

from store.model import BOUNDS, KINDS, MODALITIES, PSEUDO_COUNTRIES, Claim

CLAIMS = Path(__file__).resolve().parents[1].joinpath("docs/claims.md").read_text(encoding="utf-8")
INTERNAL = {"id", "article", "extractor", "low", "high"}


def test_every_field_of_a_claim_is_described() -> None:
    described = {line.split("`")[1] for line in CLAIMS.splitlines() if line.startswith("| `")}
    fields = {
        field.name
        for field in dataclasses.fields(Claim)
        if not field.name.endswith(("_start", "_end", "_first", "_last"))
    }
    assert described == (fields - INTERNAL) | {"value"} | set(KINDS)


def test_every_choice_is_described() -> None:
    for choice in (*BOUNDS, *MODALITIES, *PSEUDO_COUNTRIES):
        assert f"`{choice}`" in CLAIMS
