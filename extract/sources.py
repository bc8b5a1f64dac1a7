"""Component ``headcount_sources``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("headcount_sources")
def sources(doc: Doc) -> Doc:
    """Return the document as it is."""
    return doc
