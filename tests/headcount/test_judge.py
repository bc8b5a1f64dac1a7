"""The verb ``judge``: what it writes, refuses and says, and what reconciling makes of it."""

import re
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from headcount.cli import main

if TYPE_CHECKING:
    from conftest import Demo

ADA = ("--who", "Ada", "--reason", "one report")
BEN = ("--who", "Ben", "--reason", "two counts")

MADE = re.compile(r" +\d{4}-\d\d-\d\d \d\d:\d\d ")
EXODUS = "kind = 'departures' AND low = 650000"
TOLL = "kind = 'killed' AND low = 58"


class Desk:
    """A copy of the demo's database, and the verbs on it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(main, [*arguments, "--db", str(self.path)])

    def said(self, *arguments: str) -> str:
        """Run a verb that succeeds; return what it prints, each run of blanks as one."""
        result = self.run(*arguments)
        assert result.exit_code == 0, result.output
        assert result.stderr == ""
        return " ".join(result.stdout.split())

    def refused(self, *arguments: str) -> str:
        """Run a verb that is refused and changes nothing; return its one line."""
        before = self.judged()
        result = self.run(*arguments)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert self.judged() == before
        assert result.stderr.startswith("Error: ")
        assert result.stderr.count("\n") == 1
        return result.stderr.removeprefix("Error: ").strip()

    def rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.path)
        try:
            found = connection.execute(sql, values).fetchall()
            connection.commit()
        finally:
            connection.close()
        return found

    def judged(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT who, verdict, claim, other, reason FROM judgements ORDER BY id")

    def claims(self, where: str) -> list[str]:
        joined = "claims JOIN figure_claims ON figure_claims.claim = claims.id"
        return [row[0] for row in self.rows(f"SELECT id FROM {joined} WHERE {where} ORDER BY 1")]

    def figure(self, claim: str) -> str | None:
        found = self.rows("SELECT figure FROM figure_claims WHERE claim = ?", claim)
        return found[0][0] if found else None

    def effects(self) -> list[str]:
        """The last column of the list of judgements, one for each."""
        lines = self.run("judge", "list").stdout.splitlines()
        return [line.rstrip().split("  ")[-1].strip() for line in lines if MADE.match(line)]


@pytest.fixture
def desk(demo: "Demo", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("headcount.terminal.WIDTH", 300)  # nothing is wrapped
    shutil.copy(demo.database, tmp_path / "copy.db")
    return Desk(tmp_path / "copy.db")


# ---- what is written, and what comes of it -----------------------------------------------------


def test_different_puts_claims_into_two_figures_until_they_are_judged_the_same(desk: Desk) -> None:
    a, b = desk.claims(EXODUS)[:2]
    figure = desk.figure(a)
    assert figure is not None
    said = desk.said("judge", "different", a[:6], b, *BEN)
    assert f"Noted: {a[:12]} differs from {b[:12]}, says Ben: two counts" in said
    assert f"puts them into two figures; now: figure {figure[:12]}." in said
    assert desk.judged() == [("Ben", "different", a, b, "two counts")]
    desk.said("reconcile")
    assert desk.figure(a) != desk.figure(b)
    desk.said("extract")
    desk.said("reconcile")
    assert desk.figure(a) != desk.figure(b)
    said = desk.said("judge", "same", b, a, *ADA)
    assert "brings them into one figure; now: figures " in said
    desk.said("reconcile")
    assert desk.figure(a) == desk.figure(b) == figure


def test_same_brings_claims_into_one_figure_whatever_they_say(desk: Desk) -> None:
    (a, *_), (b, *_) = desk.claims(EXODUS), desk.claims(TOLL)
    desk.said("judge", "same", a, b, *ADA)
    desk.said("reconcile")
    assert desk.figure(a) == desk.figure(b) is not None


def test_a_wrong_claim_counts_for_no_figure_until_it_is_right(desk: Desk) -> None:
    claim = desk.claims(TOLL)[0]
    figure = desk.figure(claim)
    assert "lets it count for no figure" in desk.said("judge", "wrong", claim, *ADA)
    desk.said("reconcile")
    assert desk.figure(claim) is None
    assert "lets it count again; now: no figure." in desk.said("judge", "right", claim, *BEN)
    desk.said("reconcile")
    assert desk.figure(claim) == figure
    assert [row[1] for row in desk.judged()] == ["wrong claim", "right claim"]


def test_what_changes_nothing_is_said(desk: Desk) -> None:
    a, b = desk.claims(EXODUS)[:2]
    other = desk.claims(TOLL)[0]
    assert "in one figure already" in desk.said("judge", "same", a, b, *ADA)
    assert "in two figures already" in desk.said("judge", "different", a, other, *ADA)


def test_the_claims_are_shown_as_they_were_said(desk: Desk) -> None:
    claim = desk.claims(TOLL)[0]
    ((quote, url),) = desk.rows(
        "SELECT quote, url FROM claims JOIN articles ON articles.id = article WHERE claims.id = ?",
        claim,
    )
    said = desk.said("judge", "wrong", claim, *ADA)
    assert quote in said
    assert url in said


def test_the_same_again_adds_nothing(desk: Desk) -> None:
    a, b = desk.claims(EXODUS)[:2]
    desk.said("judge", "same", a, b, *ADA)
    once = desk.judged()
    for again in ((a, b), (b, a), (b[:6], a[:7])):
        said = desk.said("judge", "same", *again, "--who", " Ada ", "--reason", "one  report")
        assert said == "Ada judged so before, for the same reason; nothing is added."
    assert desk.judged() == once


def test_another_person_reason_or_verdict_is_added(desk: Desk) -> None:
    a, b = desk.claims(EXODUS)[:2]
    desk.said("judge", "same", a, b, *ADA)
    desk.said("judge", "same", a, b, "--who", "Ben", "--reason", "one report")
    desk.said("judge", "same", a, b, "--who", "Ben", "--reason", "one list")
    desk.said("judge", "different", a, b, "--who", "Ben", "--reason", "one list")
    desk.said("judge", "same", a, b, "--who", "Ben", "--reason", "one list")
    assert len(desk.judged()) == 5


# ---- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["wrong", "{a:.5}", *ADA], "{a:.5}: expected at least 6 characters of a claim's id"),
        (["wrong", "", *ADA], ": expected at least 6 characters of a claim's id"),
        (["wrong", "ffffffffff", *ADA], "ffffffffff: no claim has an id that begins so"),
        (["wrong", "' OR 1 --", *ADA], "' OR 1 --: no claim has an id that begins so"),
        (["wrong", "______", *ADA], "______: no claim has an id that begins so"),
        (["same", "{a}", "{a}0", *ADA], "{a}0: no claim has an id that begins so"),
        (["same", "{a}", "{a:.6}", *ADA], "{a}: {a:.6}: expected two claims, found one"),
        (["right", "{a}", *ADA], "{a}: nobody judges it wrong, so there is nothing to take back"),
        (["wrong", "{a}", "--who", " ", "--reason", "r"], "--who: expected words, found ' '"),
        (["wrong", "{a}", "--who", "Ada", "--reason", ""], "--reason: expected words, found ''"),
        (
            ["wrong", "{a}", "--who", "Ada", "--reason", "\x1b[2J"],
            "--reason: expected words, found '\\x1b[2J'",
        ),
    ],
)
def test_bad_input_is_one_line(desk: Desk, arguments: list[str], complaint: str) -> None:
    a = desk.claims(EXODUS)[0]
    given = [argument.format(a=a) if "{a" in argument else argument for argument in arguments]
    assert desk.refused("judge", *given) == complaint.format(a=a)


def test_a_beginning_of_several_ids_is_refused(desk: Desk) -> None:
    a = desk.claims(EXODUS)[0]
    twin = a[:8] + ("0" if a[8] != "0" else "1") * 12
    desk.rows(
        "INSERT INTO judgements (made, who, verdict, claim, reason) "
        "VALUES ('2024-06-01T00:00:00.000Z', 'Eva', 'wrong claim', ?, 'gone')",
        twin,
    )
    line = desk.refused("judge", "wrong", a[:8], *ADA)
    assert line == f"{a[:8]}: several claims begin so: {', '.join(sorted((a, twin)))} …"
    desk.said("judge", "wrong", a[:9], *ADA)
    assert desk.judged()[-1][2] == a


def test_contradictory_chains_are_refused_and_named(desk: Desk) -> None:
    a, b, c = desk.claims(EXODUS)[:3]
    desk.said("judge", "same", a, b, "--who", "Ada", "--reason", "first")
    desk.said("judge", "same", c, b, "--who", "Ben", "--reason", "second")
    line = desk.refused("judge", "different", a, c, "--who", "Eva", "--reason", "third")
    assert line == (
        f"{a[:12]} differs from {c[:12]}: that contradicts what was judged before: "
        f"{a[:12]} is the same as {b[:12]} (Ada: first); "
        f"{c[:12]} is the same as {b[:12]} (Ben: second). Judge one of these pairs anew first"
    )
    desk.said("judge", "different", b, c, "--who", "Eva", "--reason", "third")
    desk.said("judge", "different", a, c, "--who", "Eva", "--reason", "third")
    line = desk.refused("judge", "same", c, b, "--who", "Ben", "--reason", "second")
    assert f"{a[:12]} differs from {c[:12]} (Eva: third)" in line
    assert "(Ada: first)" in line


def test_wrong_claims_are_no_part_of_a_contradiction_between_others(desk: Desk) -> None:
    a, b = desk.claims(EXODUS)[:2]
    desk.said("judge", "same", a, b, *ADA)
    desk.said("judge", "wrong", a, *ADA)
    desk.said("judge", "different", a, b, *BEN)
    assert desk.effects() == [
        "no: judged again later",
        "yes",
        f"not now: {a[:12]} is judged wrong",
    ]


# ---- the list ----------------------------------------------------------------------------------


def test_nobody_has_judged(desk: Desk) -> None:
    assert desk.said("judge", "list") == "Nobody has judged anything yet."


def test_the_list_tells_what_counts(desk: Desk) -> None:
    a, b, c = desk.claims(EXODUS)[:3]
    desk.said("judge", "same", a, b, *ADA)
    desk.said("judge", "different", a, b, *BEN)
    desk.said("judge", "wrong", c, *ADA)
    desk.said("judge", "right", c, *BEN)
    assert desk.effects() == ["no: judged again later", "yes"] * 2
    listed = desk.said("judge", "list")
    assert listed.startswith("Judgements (4)")
    assert f"{a[:12]} is the same as" in listed


def test_judgements_on_claims_that_are_gone_are_kept_and_can_be_judged_anew(desk: Desk) -> None:
    a, b = desk.claims(EXODUS)[:2]
    desk.said("judge", "same", a, b, *ADA)
    desk.said("judge", "wrong", a, *ADA)
    desk.rows("DELETE FROM claims WHERE id = ?", a)
    gone = f"not now: no page states {a[:12]} (any more)"
    assert desk.effects() == [gone, gone]
    desk.said("reconcile")
    said = desk.said("judge", "different", a, b, *BEN)
    assert f"{a[:12]}: not in this database" in said
    assert f"It does not count now: no page states {a[:12]} (any more)." in said
    desk.said("judge", "right", a, *BEN)
    assert len(desk.judged()) == 4
    desk.said("reconcile")
    assert desk.figure(b) is not None


EARLIER = """
    SELECT "before", "after" FROM claim_changes JOIN claims ON claims.id = "before"
    JOIN articles ON articles.id = claims.article AND latest = 0 WHERE claim_changes."change" = ?
"""


def test_claims_that_a_page_gave_up_do_not_count_now(desk: Desk) -> None:
    claim, _ = desk.rows(EARLIER, "changed")[0]
    said = desk.said("judge", "wrong", claim, *ADA)
    assert "It does not count now: no page states" in said
    assert desk.effects() == [f"not now: no page states {claim[:12]} (any more)"]


def test_of_claims_that_a_page_kept_the_one_in_its_text_now_is_judged(desk: Desk) -> None:
    claim, kept = desk.rows(EARLIER, "kept")[0]
    assert desk.figure(kept) is not None
    said = desk.said("judge", "wrong", claim, *ADA)
    assert f"Noted: {kept[:12]} is wrong" in said
    assert "lets it count for no figure" in said
    assert desk.effects() == ["yes"]
    desk.said("reconcile")
    assert desk.figure(kept) is None


def test_a_wrong_claim_may_be_the_same_as_another(desk: Desk) -> None:
    a, b = desk.claims(EXODUS)[:2]
    desk.said("judge", "same", a, b, *ADA)
    desk.said("judge", "wrong", a, *ADA)
    desk.rows("DELETE FROM reconciled")  # everything is compared anew
    desk.said("reconcile")
    assert desk.figure(a) is None
    assert desk.figure(b) is not None


def test_markup_in_words_is_shown_as_it_is(desk: Desk) -> None:
    claim = desk.claims(TOLL)[0]
    words = ("--who", "[red]Ada[/red]", "--reason", "[b]not [/] people")
    assert "says [red]Ada[/red]: [b]not [/] people" in desk.said("judge", "wrong", claim, *words)
    listed = desk.said("judge", "list")
    assert "[red]Ada[/red]" in listed
    assert "[b]not [/] people" in listed


def test_figures_show_the_ids_that_are_judged(desk: Desk) -> None:
    claim = desk.claims(TOLL)[0]
    figure = desk.figure(claim)
    assert figure is not None
    assert f"claim {claim[:12]}" in desk.said("figures", "--id", figure)
