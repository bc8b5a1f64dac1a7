from __future__ import annotations

import pytest

from reconcile.sources import same_source, source, speaks_for
from store.model import OUTLET


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("Peruvian health ministry", "peruanisches Gesundheitsministerium", True),
        ("German interior ministry", "Bundesinnenministerium", True),
        ("Statistisches Bundesamt", "Federal Statistical Office", True),
        ("U.S. intelligence", "US-Geheimdienste", True),
        ("Lebanese Red Cross", "Libanesisches Rotes Kreuz", True),
        ("Sergej Antonow", "Sergei Antonow", True),
        ("UNHCR", "UN-Flüchtlingshilfswerk", True),
        ("Bolivia's migration ministry", "bolivianischen Migrationsministeriums", True),
        ("national disaster institute", "nationalen Katastropheninstituts", True),
        ("civil protection agency", "albanische Zivilschutz", True),
        ("justice ministry in Lima", "Justizministerium", True),
        ("organisers", "Veranstalter", True),
        ("police", "Polizeiangaben", True),
        ("Andes Watch", "unabhängige Portal »Andes Watch«", True),
        ("Andes Watch", "the independent website Andes Watch", True),
        ("justice ministry", "Sozialministerium", False),
        ("organisers", "Polizei", False),
        ("Andes Watch", "Portal Llama", False),
        ("UNHCR", "IOM", False),
        ("Ukrainian army", "russische Armee", False),
        ("health ministry", "interior ministry", False),
        ("Innenministerium", "Verteidigungsministerium", False),
        ("an insider in the Kremlin", "Kremlin", False),
        ("ein Informant aus dem Innenministerium", "Innenministerium", False),
        ("Institut für Seismik Quito", "Andean Relief Network", False),
    ],
)
def test_same_source(a: str, b: str, expected: bool) -> None:
    one, two = source(a, "one.example"), source(b, "two.example")
    assert same_source(one, two) is expected
    assert same_source(two, one) is expected


def test_outlets_without_a_source_are_their_own() -> None:
    one, two = source(OUTLET, "one.example"), source(OUTLET, "two.example")
    assert same_source(one, one)
    assert not same_source(one, two)
    assert not same_source(one, source("one.example", "two.example"))


@pytest.mark.parametrize(
    ("person", "quote", "expected"),
    [
        ("Mira Castellan", "UNHCR chief Castellan counts 500", {"unhcr"}),
        ("Mira Castellan", "UNHCR-Chefin Castellan spricht von 500", {"unhcr"}),
        ("Mira Castellan", "500 people, Castellan said, and the UNHCR agreed", set()),
        ("Mira Castellan", "500 people were counted", set()),
    ],
)
def test_speaks_for(person: str, quote: str, expected: set[str]) -> None:
    assert speaks_for(person, quote) == expected
