"""Figures kept up to date in the database: what changed meets its candidates, and nothing else.

The same claims give the same figures whether they come at once or in many batches, since every
step looks only at what the claims say (:mod:`reconcile.candidates`):

1. Claims that came, changed or went are moved between blocks. Only in those blocks do other pairs
   of claims meet than before; their links are made or dropped.
2. What is connected with a claim whose links changed is grouped anew, and what shares a number of
   a source that is now on file for another place or period (:mod:`reconcile.strays`).
3. The figures of these claims are made anew, and their places as parts and wholes.

Where much changed, or the method did, everything is made anew; readers see the old until then.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import chain
from pathlib import Path

from sqlite_utils import Database

from reconcile import Compared, compare
from reconcile.candidates import links as links_of
from reconcile.candidates import meetings, shifted
from reconcile.clusters import group
from reconcile.loading import Loaded, on_file
from reconcile.outcomes import outcome_keys
from reconcile.parts import MOST_CLAIMS, stated_parts
from reconcile.reading import Reading
from reconcile.rebuilding import (
    across,
    all_postings,
    between,
    keys_of,
    no_cycles_searched,
    rebuild,
)
from reconcile.rulings import Rulings
from reconcile.states import states
from store import comparisons as store
from store.database import transaction
from store.figure_reports import claims_of
from store.figures import add_relations, replace_figures, supersede_forecasts
from store.judgements import judgements_now
from store.model import Link, Posting, Relation, Step
from store.succession import Succession

METHOD = "2"
"""Version of what is compared and how; another one makes everything anew."""

FEW = 2000
"""So many articles are never too many to be dealt with one by one."""

MUCH = 0.1
"""Where more than this share of the articles changed, everything anew is faster."""


def update(db: Database, path: Path) -> int:
    """Bring figures and relations up to date with the claims; ``path`` is where the database lies.

    Returns how many claims were compared anew.
    """
    if store.last_method(db) == METHOD:
        with transaction(db):
            number, articles = store.uncompared(db)
            if len(articles) <= max(FEW, MUCH * store.article_count(db)):
                with no_cycles_searched():
                    changed = _Update(db, articles, Rulings.of(judgements_now(db))).run()
                store.note_compared(db, number)
                return changed
    return rebuild(db, path, METHOD)


class _Update:
    """One update of the database, in the caller's transaction."""

    def __init__(self, db: Database, articles: list[str], rulings: Rulings) -> None:
        """Prepare an update after changes in these articles."""
        self._db = db
        self._articles = articles
        self._rulings = rulings
        self._loaded = Loaded(db, rulings)
        self._links: set[Link] = set()

    def run(self) -> int:
        """Make the figures anew of all that the changes touch; return of how many claims."""
        self._db.execute("PRAGMA defer_foreign_keys = ON")
        gone = store.blocks_of(self._db, self._articles)
        come = {reading.id: reading for reading in self._loaded.of_articles(self._articles)}
        touched = self._relink(gone, come) | gone.keys() | come.keys()
        claims = self._connected(touched)
        compared = self._compared(claims)
        # Whoever was or is an outcome decides what becomes of its forecasts: they are made anew.
        keys = store.keys_of_claims(self._db, claims | gone.keys(), "outcome")
        keys.update(chain.from_iterable(outcome_keys(one.sound) for one in compared))
        forecasts = {figure for _, figure in store.filed(self._db, sorted(keys), "forecast")}
        filed = chain.from_iterable(claims_of(self._db, sorted(forecasts)).values())
        others = self._connected(set(filed) - claims - gone.keys())
        compared += self._compared(others)
        self._save(claims | others | gone.keys(), compared)
        return len(claims | others)

    def _compared(self, claims: Set[str]) -> list[Compared]:
        """Return the figures of claims that stand, with all that is connected with them."""
        members = self._loaded.of_claims(claims)
        strays = on_file(self._db, members.values())
        links = [one for one in self._links if one.a in claims and one.b in claims]
        groups = group(list(members.values()), links, self._rulings)
        return [compare(one, strays) for one in groups]

    def _relink(self, gone: dict[str, tuple[int, ...]], come: dict[str, Reading]) -> set[str]:
        """Move claims between blocks; return those whose links, or strays, may be others now."""
        stand = {claim: all_postings(reading) for claim, reading in come.items()}
        new: dict[int, list[Posting]] = defaultdict(list)
        for posting in chain.from_iterable(stand.values()):
            new[posting.block].append(posting)
        changed = gone.keys() | come.keys()
        touched: set[str] = set()
        parted: set[tuple[Step, str, str]] = set()
        met: set[tuple[Step, str, str]] = set()
        for number in sorted({*new, *chain.from_iterable(gone.values())}):
            before = store.block(self._db, number)
            after = [posting for posting in before if posting.claim not in changed] + new[number]
            step = (before or after)[0].step
            if step == "stray":
                if {one.state for one in before} != {one.state for one in after}:
                    touched |= {posting.claim for posting in after}
                continue
            of = shifted([*before, *new[number]], changed)
            was, now = meetings(before, of), meetings(after, of)
            same = {pair for pair in was & now if changed.isdisjoint(pair)}
            parted |= {(step, *pair) for pair in was - same}
            met |= {(step, *pair) for pair in now - same}
        store.move(self._db, gone, {c: (come[c].claim.article, stand[c]) for c in stand})
        ends = self._loaded.of_claims({claim for _, a, b in met for claim in (a, b)})
        found = list(links_of(sorted(met), ends))
        dropped = store.drop_links(self._db, sorted(parted))
        store.add_links(self._db, found)
        return touched | {claim for one in (*dropped, *found) for claim in (one.a, one.b)}

    def _connected(self, claims: set[str]) -> set[str]:
        """Return the claims and what links or rulings connect with them, as far as they stand."""
        found: set[str] = set()
        ruled = self._rulings.partners()
        fresh = claims
        while fresh:
            found |= fresh
            held = store.links_of(self._db, sorted(fresh))
            self._links.update(held)
            ends = {claim for one in held for claim in (one.a, one.b)}
            ends |= {other for claim in fresh for other in ruled.get(claim, ())}
            fresh = ends - found
        return store.standing(self._db, sorted(found))

    def _save(self, claims: Set[str], compared: list[Compared]) -> None:
        succession = Succession(self._db, claims)
        slips = {claim: name for one in compared for claim, name in one.known.misprints.items()}
        figures = [one.figure for one in compared]
        within = [relation for one in compared for relation in one.relations]
        replace_figures(self._db, sorted(claims), within, figures, slips)
        keys = {one.figure.id: keys_of(one) for one in compared}
        store.file_figures(self._db, keys)
        after = {claim: figure.id for figure in figures for claim in figure.claims}
        add_relations(self._db, list(self._parts(compared, keys, after)))
        supersede_forecasts(self._db, keys)
        now = dt.datetime.now(dt.UTC)
        succession.made()
        succession.redirect(now)
        changed = set(succession.changed(keys))
        changes = {one.figure.id: one for one in compared if one.figure.id in changed}
        succession.tell(now, keys, [id for id, one in changes.items() if _corrected(one)])
        succession.forget()

    def _parts(
        self,
        compared: list[Compared],
        keys: dict[str, dict[str, Iterable[int]]],
        figure_of: dict[str, str],
    ) -> Iterator[Relation]:
        """Yield the part_of relations of figures that were made anew."""
        pairs: set[tuple[str, str]] = set()
        for figure, of_figure in keys.items():
            pairs |= {(figure, it) for _, it in store.filed(self._db, of_figure["part"], "whole")}
            pairs |= {(it, figure) for _, it in store.filed(self._db, of_figure["whole"], "part")}
        sound = {one.figure.id: one.sound[:MOST_CLAIMS] for one in compared}
        others = {figure for pair in pairs for figure in pair} - sound.keys()
        members = store.sound_members(self._db, sorted(others), MOST_CLAIMS)
        readings = self._loaded.of_claims(chain.from_iterable(members.values()))
        sound |= {figure: [readings[one] for one in claims] for figure, claims in members.items()}
        found = between(((part, whole) for part, whole in sorted(pairs) if part != whole), sound)
        stated = [
            relation
            for relation in stated_parts(self._loaded.readings.values())
            if not figure_of.keys().isdisjoint((relation.a, relation.b))
        ]
        told = [*found, *stated]
        ends = {claim for relation in told for claim in (relation.a, relation.b)}
        yield from across(told, figure_of | store.figures_of(self._db, sorted(ends)))


def _corrected(one: Compared) -> bool:
    """Return whether the last state of a figure takes back the one before."""
    line = states(one.members, one.relations, one.known, one.figure.best)
    return bool(line) and line[-1].change == "corrected"
