"""Component ``headcount_dates``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("headcount_dates")
def dates(doc: Doc) -> Doc:
    """Return the document as it is."""
    return doc
