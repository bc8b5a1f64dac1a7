"""What happened to the counted people: the kind of a claim.

Words that tell a kind ("evakuiert", "were killed") are found in the sentence; the one that is
cheapest to reach from the number decides. Reaching costs one per token, more across the break of
a clause and more across another number, because each number in "12 Tote, 30 Verletzte" has its
own word.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from extract import words
from extract.people import Counted
from extract.phrases import Hit, Phrases
from store.model import Kind

BREAK_COST = 6
"""Cost of crossing the break of a clause, in tokens."""

NUMBER_COST = 10
"""Cost of crossing another number of people, in tokens."""

BACKWARD_COST = 2
"""Cost of a word before the number, in tokens: the verb mostly follows what it counts; none
where the verb stands right before it ("killed 23")."""

JOINT_COST = 4
"""Cost of crossing a word that joins clauses as well as nouns ("and wounded"), in tokens."""

FINAL_KINDS: frozenset[Kind] = frozenset(
    {"killed", "injured", "missing", "asylum_applications", "deported", "released"}
)
"""Kinds that a noun settles by itself: "zwölf Tote" stay dead whatever the verb says."""

REACH = 28
"""Highest cost at which a word still decides; farther off it speaks of something else."""

ANYWHERE = 10_000
"""More than it can cost to reach any word of a sentence."""

EVENT_REACH = 16
"""The same where the counted noun itself says what happened ("Gefangene")."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of ``[[kinds.triggers]]``: words that tell a kind.

    ``of`` limits them to counted nouns whose own kind is among these. ``cost``, in tokens, is
    added to what reaching them costs: a hospital or a border may be just where it happened.
    A word on the ``side`` "behind" tells only of numbers in front of it, its subject: "300 people
    have left" against "the storm has left 300 people without power".
    """

    kind: Kind
    words: tuple[str, ...]
    of: tuple[Kind, ...] = ()
    cost: int = 0
    side: Literal["either", "behind"] = "either"


@dataclass(frozen=True, slots=True)
class KindWords:
    """Table ``[kinds]``.

    ``clause_breaks`` part clauses, ``joints`` clauses or nouns; ``toll_nouns`` ("Zahl", "toll")
    announce a number that stands behind a verb: "die Zahl der Todesopfer stieg auf 56";
    ``toll_joints`` tie them to what they count, and ``group_nouns`` to how many they are ("a crowd
    of 5,000").
    ``links`` tie a number to such a noun, or to one that says what happened, in front of them:
    "deaths have reached 300". ``relatives`` open a clause that hangs on what stands before.
    ``ellipsis_verbs`` stand right before a number that leaves out what it counts: "im März waren
    es 3.500".
    """

    clause_breaks: frozenset[str]
    joints: frozenset[str]
    toll_nouns: frozenset[str]
    toll_joints: frozenset[str]
    group_nouns: frozenset[str]
    links: frozenset[str]
    relatives: frozenset[str]
    ellipsis_verbs: frozenset[str]
    triggers: tuple[Trigger, ...]


@cache
def _phrases(language: str) -> Phrases[Trigger]:
    table = words.table(language, "kinds", KindWords)
    return Phrases((word, row) for row in table.triggers for word in row.words)


class SentenceKinds:
    """The words of one sentence that tell a kind."""

    def __init__(self, language: str, lower: Sequence[str], start: int, end: int) -> None:
        """Look through the tokens ``[start, end)``."""
        self.lower = lower
        self.table = words.table(language, "kinds", KindWords)
        self.hits: list[Hit[Trigger]] = _phrases(language).longest(lower, start, end)
        self.breaks = [i for i in range(start, end) if lower[i] in self.table.clause_breaks]

    def kind_of(
        self,
        number: tuple[int, int],
        counted: Counted,
        others: Sequence[int],
        taken: Collection[int] = (),
        reach: int = REACH,
    ) -> tuple[Kind, str]:
        """Return the kind of the number at the tokens ``number``, and the rule that decided.

        ``others`` are the tokens of the numbers that compete for the same words, ``taken`` those
        of the nouns that other numbers count: "19 cases and five deaths" are no 19 dead. ``reach``
        is the highest cost at which a word still decides.
        """
        inside = [hit for hit in self.hits if number[1] <= hit.start and hit.end <= counted.start]
        if inside:
            return inside[-1].payload.kind, f"kinds.attribute:{inside[-1].phrase}"
        if counted.event and counted.kind in FINAL_KINDS:
            return counted.kind, "kinds.noun"
        best = min(
            (
                (self.cost(number, counted, hit, others), hit.start, hit)
                for hit in self.hits
                if hit.start not in taken
                and self.applies(hit, counted)
                and (hit.payload.side == "either" or hit.start >= number[1])
            ),
            default=None,
            key=lambda entry: entry[:2],
        )
        if best is not None and best[0] <= (EVENT_REACH if counted.event else reach):
            return best[2].payload.kind, f"kinds.word:{best[2].phrase}"
        return counted.kind, "kinds.noun" if counted.how == "noun" else "kinds.none"

    def applies(self, hit: Hit[Trigger], counted: Counted) -> bool:
        """Tell whether the word may speak of what is counted."""
        own = counted.start <= hit.start < counted.end and counted.how != "alone"
        of = hit.payload.of
        # What an event noun says already, a word of the same kind need not say again: the verb
        # may tell more ("200 Gefangene aus dem Gefängnis ausgebrochen").
        again = counted.event and counted.kind == hit.payload.kind
        return not own and not again and (not of or counted.kind in of)

    def cost(
        self,
        number: tuple[int, int],
        counted: Counted,
        hit: Hit[Trigger],
        others: Sequence[int],
    ) -> int:
        """Return what it costs to reach the word from the number, in tokens."""
        begin, end = number
        if hit.start >= end:
            low, high, distance = end - 1, hit.start, hit.start - max(counted.end, end)
        else:
            low, high, distance = hit.end - 1, begin, begin - hit.end
            distance += BACKWARD_COST if distance > 1 else 0
        crossed = sum(low < other < high for other in others)
        breaks = sum(low < at < high for at in self.breaks)
        joints = sum(word in self.table.joints for word in self.lower[low + 1 : high])
        return (
            JOINT_COST * joints
            + hit.payload.cost
            + max(distance, 0)
            + NUMBER_COST * crossed
            + BREAK_COST * breaks
        )
