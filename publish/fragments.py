"""Parts of pages that are large and seldom change, such as the world map: made once and kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

from markupsafe import Markup

KEPT = 64
"""So many fragments are kept, those used last."""

_fragments: OrderedDict[Hashable, Markup] = OrderedDict()


def kept(key: Hashable, make: Callable[[], Markup]) -> Markup:
    """Return what ``make`` gave for ``key``, which names all that it depends on."""
    fragment = _fragments.get(key)
    if fragment is None:
        fragment = make()
    _fragments[key] = fragment
    _fragments.move_to_end(key)
    while len(_fragments) > KEPT:
        _fragments.popitem(last=False)
    return fragment
