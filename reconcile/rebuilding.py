"""All figures made anew, on several processors where there is much to do.

No key that brings claims together leaves out their countries, so that the claims fall into shares
by place that can be compared by themselves. What crosses places is put together between: first the
numbers that strayed, then which figures are parts of which.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from itertools import chain
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlite_utils import Database

from reconcile import Compared, compare
from reconcile.candidates import all_meetings, links, postings
from reconcile.clusters import group
from reconcile.documents import read_documents
from reconcile.features import part_of_other
from reconcile.loading import Loaded
from reconcile.outcomes import forecast_keys, outcome_keys
from reconcile.parts import MOST_CLAIMS, part_keys, part_of, parts, stated_parts, whole_keys
from reconcile.reading import Reading
from reconcile.rulings import Rulings
from reconcile.sets import Sets
from reconcile.strays import NO_LABEL, Several, filed, place_label
from store import comparisons as store
from store.database import open_database
from store.figures import figure_row, member_rows, relation_row, reports
from store.judgements import judgements_now
from store.model import Posting, Relation, content_number
from store.scratch import Scratch, Shares

MANY = 50_000
"""From so many claims on the work is shared among processes."""

PROCESSES = 2
"""Each needs memory for its share of the claims; more would need more at the end of the work."""

PARCEL = 1000
"""So many figures are written at once."""


def all_postings(reading: Reading) -> list[Posting]:
    """Return where a claim stands and what is on file of it."""
    strays = (
        Posting(key, content_number(label), 0.0, reading.id, "stray", late=False)
        for key, label in filed(reading)
    )
    return [*postings(reading), *strays]


def keys_of(one: Compared) -> dict[str, Iterable[int]]:
    """Return the keys under which a figure is filed, by role."""
    return {
        "whole": whole_keys(one.sound),
        "part": part_keys(one.sound),
        "forecast": forecast_keys(one.sound),
        "outcome": outcome_keys(one.sound),
    }


def across(relations: Iterable[Relation], figure_of: Mapping[str, str]) -> list[Relation]:
    """Return relations between different figures, each pair of claims once; the last counts.

    What has no figure here (claim id -> figure id) has one elsewhere.
    """
    pairs = {
        frozenset((relation.a, relation.b)): relation
        for relation in relations
        if figure_of.get(relation.a) != figure_of.get(relation.b)
    }
    return list(pairs.values())


@dataclass(frozen=True, slots=True)
class _Task:
    """A share of the work: the places to compare, and the articles that state claims of them."""

    places: frozenset[str]
    articles: list[str]
    rulings: Rulings
    scratch: Path


class _Share:
    """Compares the claims of some places."""

    def __init__(self, db: Database, task: _Task) -> None:
        """Read the articles; one claim tells about another, also of another place."""
        self._scratch = Scratch(task.scratch)
        self._rulings = task.rulings
        told = (r for r in reports(db, task.articles) if r.claim.id not in task.rulings.wrong)
        self._all = read_documents(told)
        self._readings = [
            reading for reading in self._all if place_label(reading.claim.country) in task.places
        ]

    def group(self) -> None:
        """Find the claims that match, and group them."""
        self._groups: list[list[Reading]] = []
        by_id = {reading.id: reading for reading in self._readings}
        for members in _by_place(self._readings, self._rulings):
            stand = {reading: all_postings(reading) for reading in members}
            self._scratch.add(
                "postings", map(store.posting_row, chain.from_iterable(stand.values()))
            )
            self._scratch.add(
                "compared",
                (store.compared_row(one.id, one.claim.article, at) for one, at in stand.items()),
            )
            self._scratch.add("strays", chain.from_iterable(map(filed, members)))
            found = list(links(all_meetings(chain.from_iterable(stand.values())), by_id))
            self._scratch.add("links", map(store.link_row, found))
            self._groups += group(members, found, self._rulings)
        self._scratch.finish()

    def make(self, several: Mapping[int, frozenset[str]]) -> None:
        """Make the figures, knowing what is on file under several labels."""
        strays, add = Several(several), self._scratch.add
        sound: list[list[Reading]] = []
        figure_of: dict[str, str] = {}
        for at in range(0, len(self._groups), PARCEL):
            made = [compare(members, strays) for members in self._groups[at : at + PARCEL]]
            add("figures", (figure_row(one.figure) for one in made))
            add("figure_claims", chain.from_iterable(member_rows(one.figure) for one in made))
            add("misprints", (row for one in made for row in one.known.misprints.items()))
            keys = (store.key_rows(one.figure.id, keys_of(one)) for one in made)
            add("figure_keys", chain.from_iterable(keys))
            add("relations", (relation_row(each) for one in made for each in one.relations))
            sound += [one.sound[:MOST_CLAIMS] for one in made]
            figure_of |= {claim: one.figure.id for one in made for claim in one.figure.claims}
        stated = (each for each in stated_parts(self._all) if each.a in figure_of)
        add("relations", map(relation_row, across(chain(parts(sound), stated), figure_of)))
        self._scratch.finish()


def _by_place(readings: list[Reading], rulings: Rulings) -> Iterator[list[Reading]]:
    """Yield the readings by place; those of places that a judged pair joins, together."""
    places: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        places[place_label(reading.claim.country)].append(reading)
    place_of = {reading.id: place for place, members in places.items() for reading in members}
    for joined in _joined(places, place_of, rulings):
        yield sorted(chain.from_iterable(places[p] for p in joined), key=lambda one: one.id)


def _joined(
    places: Iterable[str], place_of: Mapping[str, str], rulings: Rulings
) -> list[list[str]]:
    """Return the places, those together that judged pairs join (claim id -> its place)."""
    index = {place: number for number, place in enumerate(sorted(places))}
    sets = Sets(len(index))
    for a, b in rulings.together(place_of):
        sets.join(index[place_of[a]], index[place_of[b]])
    found: dict[int, list[str]] = defaultdict(list)
    for place, number in index.items():
        found[sets.find(number)].append(place)
    return list(found.values())


def _tasks(db: Database, rulings: Rulings, folder: Path) -> list[_Task]:
    """Share the claims, as many to each process as the places allow."""
    places: dict[str, list[str]] = defaultdict(list)
    for place, article in store.places_of_claims(db):
        places[place].append(article)
    paired = rulings.partners().keys() - rulings.wrong.keys()
    ruled = Loaded(db, rulings).of_claims(store.current(db, paired))
    place_of = {claim: place_label(reading.claim.country) for claim, reading in ruled.items()}
    claims = sum(map(len, places.values()))
    shares: list[list[str]] = [[] for _ in range(PROCESSES if claims >= MANY else 1)]
    sizes = [0] * len(shares)
    joined = _joined(places, place_of, rulings)
    for together in sorted(joined, key=lambda them: -sum(len(places[p]) for p in them)):
        lightest = sizes.index(min(sizes))
        shares[lightest] += together
        sizes[lightest] += sum(len(places[place]) for place in together)
    return [
        _Task(
            places=frozenset(share),
            articles=sorted(set(chain.from_iterable(places[place] for place in share))),
            rulings=rulings,
            scratch=folder / f"share{number}.db",
        )
        for number, share in enumerate(shares)
    ]


Work = Generator[None, Mapping[int, frozenset[str]], None]


def _work(db: Database, task: _Task) -> Work:
    """Do a share of the work; stops between, to be told what strays there are in all shares."""
    share = _Share(db, task)
    share.group()
    several = yield
    share.make(several)


def _elsewhere(path: Path, task: _Task, pipe: Connection) -> None:
    """Do a share of the work in a process of its own."""
    db = open_database(path, readonly=True)
    work = _work(db, task)
    with no_cycles_searched():
        pipe.send(next(work))
        with suppress(StopIteration):
            work.send(pipe.recv())
    db.close()
    pipe.send(None)


@contextmanager
def no_cycles_searched() -> Iterator[None]:
    """Leave cycles of objects alone meanwhile.

    What lives until the end need not be searched for them again and again: a third of the time.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


class ShareFailed(Exception):  # noqa: N818 - said of the share
    """A process that did a share of the work ended before it was done."""


def _shared(path: Path, tasks: Sequence[_Task]) -> Work:
    """Do all the work, each share in a process of its own.

    Raises :class:`ShareFailed`.
    """
    # A fresh process, not a copy of this one: that would copy its threads' locks as well.
    context = get_context("spawn")
    hands: list[tuple[BaseProcess, Connection]] = []
    for task in tasks:
        near, far = context.Pipe()
        process = context.Process(target=_elsewhere, args=(path, task, far), daemon=True)
        process.start()
        hands.append((process, near))
    for hand in hands:
        _wait_for(*hand)
    several = yield
    for _, pipe in hands:
        pipe.send(several)
    for hand in hands:
        _wait_for(*hand)
        hand[0].join()


def _wait_for(process: BaseProcess, pipe: Connection) -> None:
    """Wait until a process says that it is ready."""
    try:
        if pipe in wait([pipe, process.sentinel]):
            pipe.recv()
            return
    except EOFError:
        process.join()
    raise ShareFailed(f"a process that compared claims ended early (code {process.exitcode})")


def rebuild(db: Database, path: Path, method: str) -> int:
    """Make everything anew and put it in place of what there is; return how many claims there are.

    ``path`` is where the database lies. Raises :class:`ShareFailed`.
    """
    number, _ = store.uncompared(db)
    rulings = Rulings.of(judgements_now(db))
    with TemporaryDirectory(prefix="headcount-") as folder:
        tasks = _tasks(db, rulings, Path(folder))
        work = _work(db, tasks[0]) if len(tasks) == 1 else _shared(path, tasks)
        next(work)
        shares = Shares(db, [task.scratch for task in tasks])
        with suppress(StopIteration):
            work.send(shares.strays(NO_LABEL))
        _add_parts(db, shares, rulings)
        shares.publish(method, number, dt.datetime.now(dt.UTC))
        shares.detach()
    return store.claim_count(db)


def _add_parts(db: Database, shares: Shares, rulings: Rulings) -> None:
    """Find out which figures are parts of figures of other shares."""
    candidates = shares.part_candidates()
    sound = shares.sound_members({figure for pair in candidates for figure in pair}, MOST_CLAIMS)
    loaded = Loaded(db, rulings).of_claims(chain.from_iterable(sound.values()))
    members = {figure: [loaded[claim] for claim in claims] for figure, claims in sound.items()}
    pairs = ((part, whole) for part, whole in candidates if part in members and whole in members)
    found = (
        relation
        for relation in between(pairs, members)
        if not part_of_other(loaded[relation.a], loaded[relation.b])  # the share said so
    )
    shares.add_relations(map(relation_row, found))


def between(
    pairs: Iterable[tuple[str, str]], members: Mapping[str, Sequence[Reading]]
) -> Iterator[Relation]:
    """Yield how the claims of two figures (ids: part, whole) are parts of each other's quantity."""
    filed = cache(lambda whole: whole_keys(members[whole]))
    asked = cache(lambda part: part_keys(members[part]))
    for part, whole in pairs:
        reasons = {reason for key, reason in asked(part).items() if key in filed(whole)}
        yield from part_of(members[part], members[whole], reasons)
