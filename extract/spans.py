"""What the components mark in a text: frozen dataclasses with character offsets.

Offsets are half-open ``[start, end)`` into ``doc.text``, which is the article's text unchanged.
Each component reads what those before it left in the :class:`Doc` extensions and adds its own:

======================  =============================  =====================
extension               type                           set by
======================  =============================  =====================
``doc._.context``       :class:`Context`               the pipeline's caller
``doc._.dates``         list[:class:`TimeExpression`]  ``dates``
``doc._.quantities``    list[:class:`Quantity`]        ``quantities``
``doc._.places``        list[:class:`Place`]           ``places``
``doc._.attributions``  list[:class:`Attribution`]     ``sources``
``doc._.tables``        list[``tables.Table``]         ``tables``
======================  =============================  =====================

Sentence starts are ordinary spaCy sentence starts, set by ``sentences``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Doc

from store.model import Bound


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the text besides its words.

    ``published`` anchors relative dates (None: unknown); ``outlet`` is its name or host;
    ``home`` the alpha-3 code of the outlet's country where known; ``title_end`` the offset
    after the headline, which is the first part of the text (0: no headline).
    """

    language: str
    published: dt.date | None = None
    outlet: str = ""
    home: str | None = None
    title_end: int = 0


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A calendar expression and what it means.

    ``date`` is the EDTF date of the words themselves ("seit Jänner" -> 2016-01); ``period`` the
    EDTF interval that they span together with the preposition ("seit Jänner" ->
    2016-01/2016-04-13). ``[start, end)`` covers the words of ``date`` without the preposition.
    ``kind`` tells a point or span in the calendar apart from a rate ("jährlich"), a bare duration
    ("three weeks") and a vague reference ("recently"), which have an empty ``date``.
    """

    start: int
    end: int
    text: str
    date: str
    period: str
    first: dt.date | None
    last: dt.date | None
    kind: Literal["calendar", "rate", "duration", "vague"]
    rule: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number expression.

    ``[start, end)`` covers the number without its hedge ("650.000", "half a million", "fünf bis
    20"); ``hedge`` is the hedge as written, "" where there is none. ``low == high`` except for a
    range. ``category`` is ``count`` for whatever may count people or things; the others are
    numbers that can never be counts. ``each`` tells a distributed figure ("je 80.000").
    ``vague`` marks "Hunderttausende", "dozens": low and high are 0 and mean nothing.
    ``signed`` is -1 or 1 where the number is written as a difference ("+16.000"), else 0.
    """

    start: int
    end: int
    text: str
    low: float
    high: float
    bound: Bound
    hedge: str
    hedge_start: int
    hedge_end: int
    category: Literal[
        "count", "money", "share", "ordinal", "date", "time", "duration", "age", "measure", "label"
    ]
    rule: str
    each: bool = False
    vague: bool = False
    signed: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Something that names or implies a country.

    ``country`` holds alpha-3 codes (or one pseudo code): several for "Deutsch-Französisch" or a
    sea with many shores. ``kind`` says by what: the name of a country, an adjective ("syrische"),
    a demonym ("Syrer"), a city, a region, an organisation ("Bundesagentur") or a sea or continent.
    ``role`` is read from the words before it: ``from`` ("aus Syrien"), ``to`` ("nach Slowenien"),
    ``in`` ("in Kroatien"), "" where no preposition tells. ``weight`` in 0..1 is how sure it is.
    """

    start: int
    end: int
    text: str
    country: tuple[str, ...]
    kind: Literal["country", "adjective", "demonym", "city", "region", "organisation", "area"]
    role: Literal["from", "to", "in", ""]
    weight: float
    rule: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so, and for which stretch of the text.

    ``source`` is the name as written, most original first ("The Bell"); ``via`` who passed it on
    ("dpa"). ``[start, end)`` covers the words of cue and name; ``[scope_start, scope_end)`` the
    text that it governs, which may run on over following sentences in indirect speech.
    """

    start: int
    end: int
    source: str
    via: tuple[str, ...]
    scope_start: int
    scope_end: int
    rule: str


def register() -> None:
    """Register the Doc extensions; calling it again changes nothing."""
    for name in ("dates", "quantities", "places", "tables", "claims", "decisions"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])
    for name in ("context", "string", "columns", "spoken"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    if not Doc.has_extension("themes"):
        Doc.set_extension("themes", default={})


register()
