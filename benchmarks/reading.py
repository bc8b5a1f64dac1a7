"""How fast pages are read, beside trafilatura with its defaults and metadata, in one run.

    python -m benchmarks.reading PAGES [--rounds N] [--claims]

PAGES is a folder of saved pages (``*.html`` or ``*.html.gz``). Prints pages per second of both, the
ratio of the times, and on how many pages the text is the same, line by line. ``--claims`` reads
the claims too, where the language has words: the ratio is then that of reading a page whole.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import trafilatura

from extract.article import Unreadable, normalise, read_html, reading_text
from extract.pipeline import annotate
from extract.spans import Context
from extract.words import LANGUAGES
from store.model import Article


def load(folder: Path) -> list[bytes]:
    """Return the bodies of the saved pages in a folder, in the order of their names."""
    found = sorted([*folder.glob("*.html"), *folder.glob("*.html.gz")])
    return [
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in found
    ]


def theirs(body: bytes) -> str | None:
    """Return what trafilatura alone reads."""
    return trafilatura.extract(body, with_metadata=True)


def ours(body: bytes) -> Article | None:
    """Return the article of a page, None where it holds none."""
    try:
        return read_html(body, url="", snapshot="")
    except Unreadable:
        return None


def whole(body: bytes) -> object:
    """Read a page with its claims."""
    article = ours(body)
    if article is None or article.language not in LANGUAGES:
        return article
    text, title_end = reading_text(article)
    return annotate(
        text, Context(article.language, article.published, article.outlet, title_end=title_end)
    )


def seconds(
    readers: Sequence[Callable[[bytes], object]], bodies: Sequence[bytes], rounds: int
) -> list[float]:
    """Return the processor time of each reader for all bodies.

    They take turns page by page, and of each page the fastest of all ``rounds`` counts: what else
    the machine does at a moment then falls on both, and seldom on all rounds.
    """
    best = [[math.inf] * len(bodies) for _ in readers]
    for _ in range(rounds):
        for page, body in enumerate(bodies):
            for times, read in zip(best, readers, strict=True):
                begin = time.process_time()
                read(body)
                times[page] = min(times[page], time.process_time() - begin)
    return [sum(times) for times in best]


def same_text(body: bytes) -> bool:
    """Tell whether each line that trafilatura reads is in the article, and none besides.

    The headline is left out on both sides: an article has it in front.
    """
    page, article = trafilatura.bare_extraction(body, with_metadata=True), ours(body)
    if page is None or article is None:
        return page is None and article is None
    headline = (article.title or "").casefold()
    lines = [
        [line for line in text.split("\n") if line and line.casefold() != headline]
        for text in (normalise(page.text or ""), article.text)  # type: ignore[union-attr]
    ]
    return lines[0] == lines[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pages", type=Path)
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many counts")
    parser.add_argument("--claims", action="store_true")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)  # trafilatura warns of every page without text
    bodies = load(arguments.pages)
    read = whole if arguments.claims else ours
    for body in bodies[:10]:  # word lists and models load on first use
        read(body)
    best = seconds((theirs, read), bodies, arguments.rounds)
    same = sum(map(same_text, bodies))
    print(f"trafilatura {len(bodies) / best[0]:.1f} pages/s, ours {len(bodies) / best[1]:.1f}")
    print(f"time ratio {best[1] / best[0]:.2f}, same text {same} of {len(bodies)}")


if __name__ == "__main__":
    main()
