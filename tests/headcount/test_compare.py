"""The verb ``compare``: what speaks for two claims being the same quantity."""

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from headcount.cli import main
from store.database import open_database

if TYPE_CHECKING:
    from conftest import Demo

TWO = {
    "the same": (
        "SELECT a, b FROM relations WHERE relation = 'copy' ORDER BY score DESC, a, b",
        ("period", "number", "the same quantity (the same from +2.0 on)", "copy"),
    ),
    "a contradiction": (
        "SELECT a, b FROM relations JOIN claims ON id = a WHERE relation = 'contradicts' "
        "AND kind = 'protesters' ORDER BY a, b",
        ("large counts on one day", "the same quantity", "contradicts", "disagree: "),
    ),
    "other kinds": (
        "SELECT k.id, i.id FROM claims k, claims i WHERE k.kind = 'killed' AND i.kind = "
        "'protesters' ORDER BY 1, 2",
        ("never compared: another place, kind, group or time",),
    ),
}


def run(demo: "Demo", *arguments: str) -> Result:
    return CliRunner().invoke(main, ["compare", *arguments, "--db", str(demo.database)])


@pytest.mark.parametrize("case", TWO)
def test_two_claims(demo: "Demo", case: str) -> None:
    sql, said = TWO[case]
    db = open_database(demo.database, readonly=True)
    a, b = db.execute(sql + " LIMIT 1").fetchone()
    db.close()
    for pair in ((a, b), (b[:12], a[:12])):
        result = run(demo, *pair)
        assert result.exit_code == 0, result.output
        printed = " ".join(result.stdout.split())
        assert all(words in printed for words in said), printed


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        (("0" * 20, "0" * 19), "no claim has an id that begins so"),
        (("abc", "abd"), "at least 6 characters"),
    ],
)
def test_what_cannot_be_compared(demo: "Demo", claims: tuple[str, str], said: str) -> None:
    result = run(demo, *claims)
    assert result.exit_code == 2
    assert said in result.stderr
