"""What the other claims of its text tell about a claim."""

from __future__ import annotations

from typing import Any

import pytest

from reconcile import reconcile
from reconcile.documents import read_documents
from store.model import OUTLET
from tests.reconcile.invented import report

TEXT = {"document": "d", "outlet": "valley.example"}


@pytest.mark.parametrize(
    ("named", "changes", "expected"),
    [
        (["Andes Watch"], {}, "andes watch"),
        (["Andes Watch", "Portal Andes Watch"], {}, "andes watch"),
        (["unabhängige Portal »Andes Watch«"], {}, "unabhängige portal andes watch"),
        (["Andes Watch", "UNHCR"], {}, "@outlet valley.example"),
        (["Andes Watch"], {"value": 1200}, "@outlet valley.example"),
        (["Andes Watch"], {"kind": "injured"}, "@outlet valley.example"),
        (["Andes Watch"], {"modality": "denied"}, "@outlet valley.example"),
        (["Andes Watch"], {"document": "e"}, "@outlet valley.example"),
        (["Andes Watch"], {"source": "an insider"}, "an insider"),
        ([], {}, "@outlet valley.example"),
    ],
)
def test_a_restatement_has_the_source_of_its_text(
    named: list[str], changes: dict[str, Any], expected: str
) -> None:
    rows = [report(id=f"b{number}", source=name, **TEXT) for number, name in enumerate(named)]
    title = report(**({"id": "a", "source": OUTLET} | TEXT | changes))
    assert read_documents([*rows, title])[0].source.name == expected


def test_one_source_told_by_three_outlets() -> None:
    rows = [
        report(id="a", source="Andes Watch"),
        report(id="b", source="Portal Andes Watch", language="de"),
        report(id="c", source="unabhängige Portal »Andes Watch«", language="de", document="d"),
        report(id="t", source=OUTLET, language="de", document="d", outlet="c.example"),
    ]
    (figure,) = reconcile(rows).figures
    assert (figure.documents, figure.outlets, figure.sources) == (3, 3, 1)


@pytest.mark.parametrize(
    ("language", "quote", "beside", "expected"),
    [
        ("en", "another 1,000 were hurt", [{"kind": "killed", "value": 41}], False),
        ("de", "weitere 1,000 wurden verletzt", [{"kind": "killed", "value": 41}], False),
        ("en", "another 1,000 were hurt", [{"kind": "injured", "value": 41}], True),
        ("de", "weitere 1,000 wurden verletzt", [{"kind": "injured", "value": 41}], True),
        ("en", "another 1,000 were hurt", [{"kind": "injured", "value": 1000}], True),
        ("en", "another 1,000 were hurt", [], True),
        ("en", "1,000 were hurt", [{"kind": "injured", "value": 41}], False),
    ],
)
def test_what_stands_beside_a_number_of_its_kind(
    language: str, quote: str, beside: list[dict[str, Any]], expected: bool
) -> None:
    own = report(id="a", kind="injured", quote=quote, language=language, **TEXT)
    others = [report(id=f"b{number}", **TEXT, **row) for number, row in enumerate(beside)]
    assert read_documents([own, *others])[0].remainder is expected
