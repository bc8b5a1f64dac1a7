"""Disjoint sets: what belongs together because a chain of pairs does."""

from __future__ import annotations


class Sets:
    """Disjoint sets over the numbers 0..n-1 (union-find with path halving; Tarjan 1984)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        """Return the smallest member of the item's set."""
        parent = self._parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, a: int, b: int) -> None:
        """Make one set of the two that hold ``a`` and ``b``."""
        low, high = sorted((self.find(a), self.find(b)))
        self._parent[high] = low
