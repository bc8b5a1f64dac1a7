"""A judgement is written: of the claims as their pages state them now, and none that conflicts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from reconcile.rulings import Rulings
from store.database import transaction
from store.judgements import add_judgement, judgements_now, stated_now
from store.model import Judgement


class OneClaimError(ValueError):
    """What was given as two claims is one by now."""


class ConflictError(ValueError):
    """A judgement cannot be true besides others, which count: ``others``."""

    def __init__(self, new: Judgement, others: Sequence[Judgement]) -> None:
        """``new`` is of the claims as they are stated now."""
        super().__init__(new, others)
        self.new = new
        self.others = tuple(others)


@dataclass(frozen=True, slots=True)
class Noted:
    """A judgement as it stands now, all that were made with it, and whether it was written.

    It is not where the same person said the same of the same claims last, with the same reason.
    """

    judgement: Judgement
    made: tuple[Judgement, ...]
    written: bool


def note(db: Database, given: Judgement) -> Noted:
    """Write a judgement, of the claims that the pages' texts of today kept of those given.

    Raises :class:`OneClaimError` and :class:`ConflictError`; then nothing is written.
    """
    with transaction(db):
        new = as_stated(db, given)
        made = list(judgements_now(db))
        if repeats(new, made):
            return Noted(new, tuple(made), written=False)
        look_for_conflicts(new, made)
        add_judgement(db, new)
    return Noted(new, (*made, new), written=True)


def as_stated(db: Database, given: Judgement) -> Judgement:
    """Return the judgement as one of the claims that the pages state now.

    Raises :class:`OneClaimError` where a pair is only one claim.
    """
    now = stated_now(db, given.claims)
    other = given.other and now.get(given.other, given.other)
    claim = now.get(given.claim, given.claim)
    if claim == other:
        raise OneClaimError(claim)
    return replace(given, claim=claim, other=other)


def repeats(new: Judgement, made: Sequence[Judgement]) -> bool:
    """Tell whether the judgement that counts on these claims is the same in all but its time."""
    last = next((each for each in reversed(made) if each.claims == new.claims), None)
    return last is not None and (last.verdict, last.who, last.reason) == (
        new.verdict,
        new.who,
        new.reason,
    )


def look_for_conflicts(new: Judgement, made: Iterable[Judgement]) -> None:
    """Raise :class:`ConflictError` where a judgement cannot be true besides those that count."""
    for apart, together in Rulings.of([*made, new]).conflicts():
        involved = [apart, *together]
        if new in involved:
            raise ConflictError(new, [each for each in involved if each != new])
