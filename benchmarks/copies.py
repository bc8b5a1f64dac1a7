"""How well and how fast copies of agency texts are recognised, on invented texts (seeded).

    python -m benchmarks.copies [--stories N] [--articles N]

Each story is cut to 100, 60 or 33 % and 0, 10 or 30 % of its sentences are written anew, under
an introduction of the outlet's own. Beside them stand reports of the same event in other words
with the same figures, and weekly reports of one office that share sentences but no figures. Prints
recall for each kind of copy, precision over all pairs, and the time a text takes that enters an
index of ``--articles`` texts.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlite_utils import Database

from headcount.stages import compare_texts
from reconcile.copies import buckets_of, is_copy
from store.database import open_database

CUTS = (1.0, 0.6, 0.33)
EDITS = (0.0, 0.1, 0.3)
SENTENCES = 18
JOINTS = {
    "de": "der die das und in mit nach von am zu für auf dem den wurde sind haben",
    "en": "the a of and in with after from on to for by at was were have said",
}
SYLLABLES = {
    "de": "ge ver sta lung reg ier bund land wer fahr zeug stimm ung heit kei rat amt zog",
    "en": "gov ern ment tion min ist er coun cil port rap id ly form er ing pres sure",
}


@dataclass(frozen=True, slots=True)
class Text:
    """An invented text: whose copy it is (``story``), and of what kind."""

    story: str
    kind: str
    text: str


class Writer:
    """Writes sentences of one language from a vocabulary of its own."""

    def __init__(self, language: str, chance: random.Random) -> None:
        """Make a vocabulary of 3,000 words, used as unequally as those of a language."""
        self.chance, self.joints = chance, JOINTS[language].split()
        self.words = [
            "".join(chance.choices(SYLLABLES[language].split(), k=3)) for _ in range(3000)
        ]
        self.weights = [1 / rank for rank in range(1, 3001)]

    def sentence(self, figure: int | None = None) -> str:
        """Return a sentence of 9 to 20 words, with a number where one is given."""
        length = self.chance.randint(5, 11)
        words = self.chance.choices(self.words, self.weights, k=length)
        words = [
            word
            for pair in zip(self.chance.choices(self.joints, k=length), words, strict=True)
            for word in pair
        ]
        if figure is not None:
            words.insert(self.chance.randrange(len(words)), str(figure))
        return " ".join(words).capitalize() + "."

    def story(self, figures: list[int]) -> list[str]:
        """Return the sentences of a story that states the figures."""
        numbers = [*figures, *[None] * (SENTENCES - len(figures))]
        self.chance.shuffle(numbers)
        return [self.sentence(number) for number in numbers]


def texts(stories: int, seed: int = 1) -> Iterator[Text]:
    """Yield ``stories`` stories in each language with their copies and with what is no copy."""
    for language in JOINTS:
        chance = random.Random(f"{language} {seed}")
        writer = Writer(language, chance)
        for number in range(stories):
            name = f"{language}{number}"
            figures = [chance.randint(11, 99_999) for _ in range(5)]
            original = writer.story(figures)
            yield Text(name, "original", " ".join(original))
            for cut in CUTS:
                for edit in EDITS:
                    yield Text(name, f"{cut:.0%} {edit:.0%}", _copy(writer, original, cut, edit))
            yield Text(f"{name} other", "own words", " ".join(writer.story(figures)))
            yield from _weekly(writer, name)


def _copy(writer: Writer, original: list[str], cut: float, edit: float) -> str:
    kept = original[: max(1, round(cut * len(original)))]
    for place in writer.chance.sample(range(len(kept)), round(edit * len(kept))):
        kept[place] = writer.sentence()
    return " ".join([writer.sentence(), *kept])


def _weekly(writer: Writer, name: str) -> Iterator[Text]:
    frame = [writer.sentence() for _ in range(12)]
    tables = [writer.sentence() for _ in range(6)]
    for week in range(2):
        stated = [f"{line[:-1]} {writer.chance.randint(11, 99_999)}." for line in tables]
        yield Text(f"{name} week {week}", "weekly", " ".join([*frame, *stated]))


def found_pairs(of: list[Text]) -> set[tuple[int, int]]:
    """Return the pairs of places in ``of`` that are found to be copies."""
    index: dict[int, list[int]] = {}
    pairs = set()
    for place, text in enumerate(of):
        keys = buckets_of(text.text)
        for other in {other for key in keys for other in index.get(key, ())}:
            if is_copy(text.text, of[other].text):
                pairs.add((other, place))
        for key in keys:
            index.setdefault(key, []).append(place)
    return pairs


def measured(of: list[Text], pairs: set[tuple[int, int]]) -> tuple[dict[str, float], float]:
    """Return the recall by kind of copy (against its original) and the precision of all pairs."""
    originals = {text.story: place for place, text in enumerate(of) if text.kind == "original"}
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for place, text in enumerate(of):
        if text.story in originals and text.kind != "original":
            total[text.kind] += 1
            hits[text.kind] += (originals[text.story], place) in pairs
    right = sum(of[a].story == of[b].story for a, b in pairs)
    return {kind: hits[kind] / total[kind] for kind in total}, right / max(1, len(pairs))


def _fill(db: Database, of: list[Text]) -> None:
    """Write bare rows: articles with one claim each."""
    db.execute("PRAGMA foreign_keys = OFF")
    start = db.execute("SELECT count(*) FROM articles").fetchone()[0]
    articles, claims = [], []
    for number, text in enumerate(of, start):
        bare = {"id": f"{number:020x}", "fts_number": number + 1, "extractor": ""}
        articles.append(
            bare
            | dict.fromkeys(("snapshot", "document"), bare["id"])
            | {"url": "", "outlet": "", "authors": "[]", "language": "de"}
            | {"text": text.text, "latest": 1}
        )
        claims.append(
            bare
            | dict.fromkeys(("quote_start", "quote_end", "number_start", "number_end"), 0)
            | dict.fromkeys(("quote", "number", "unit", "date_edtf", "source"), "")
            | {"article": bare["id"], "low": 1, "high": 1, "bound": "exact", "kind": "killed"}
            | {"via": "[]", "modality": "asserted", "rules": "[]"}
        )
    db["articles"].insert_all(articles)
    db["claims"].insert_all(claims)
    db.execute("PRAGMA foreign_keys = ON")


def speed(articles: int) -> tuple[float, float, float]:
    """Return seconds for ``articles`` texts, for 100 more, and the megabytes of the index."""
    per_story = sum(1 for _ in texts(1)) // len(JOINTS)
    stories = list(texts(articles // per_story // len(JOINTS) + 1))[:articles]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speed.db"
        db = open_database(path)
        _fill(db, stories)
        before = path.stat().st_size
        times = []
        for more in ([], list(texts(10, seed=2))[:100]):
            _fill(db, more)
            begin = time.perf_counter()
            compare_texts(db)
            times.append(time.perf_counter() - begin)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = (path.stat().st_size - before) / 1e6
        db.close()
    return times[0], times[1], size


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--stories", type=int, default=100, help="in each language")
    parser.add_argument("--articles", type=int, default=0, help="size of the index for the speed")
    arguments = parser.parse_args()
    of = list(texts(arguments.stories))
    recall, precision = measured(of, found_pairs(of))
    print(f"{len(of)} texts, precision {precision:.3f}; recall of copies by length and edits:")
    for kind, share in recall.items():
        print(f"  {kind:>10} {share:.3f}")
    if arguments.articles:
        first, more, size = speed(arguments.articles)
        print(
            f"{arguments.articles} texts: {first:.1f} s ({arguments.articles / first:.0f}/s), "
            f"100 more: {more:.2f} s, index {size:.0f} MB"
        )


if __name__ == "__main__":
    main()
