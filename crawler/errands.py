"""What is still to do for a feed before its validators may be kept.

A feed's ETag stands for "all that it lists is here". It is kept only when every page that the
feed listed was fetched or failed for good; until then a killed or failed run asks the whole feed
again and loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Errand:
    """A feed or sitemap whose pages (or further sitemaps) are being fetched.

    ``finish`` is called once when nothing is open any more, with whether anything was lost.
    ``depth`` counts the errands above it; ``below`` those below, of an errand with none above.
    ``news`` tells whether it, or one below, listed something new.
    """

    finish: Callable[[bool], None]
    parent: Errand | None = None
    depth: int = 0
    lost: bool = False
    news: bool = False
    below: int = 0
    _open: int = field(default=1)

    @property
    def root(self) -> Errand:
        """The errand above all others."""
        return self if self.parent is None else self.parent.root

    def add(self) -> None:
        """One more thing to do."""
        self._open += 1

    def done(self, *, lost: bool = False) -> None:
        """One thing is done; ``lost``: it failed in a way that another run may mend."""
        self.lost |= lost
        self._open -= 1
        if self._open == 0:
            self.finish(self.lost)
            if self.parent is not None:
                self.parent.news |= self.news
                self.parent.done(lost=self.lost)
