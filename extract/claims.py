"""Component ``headcount_claims``."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("headcount_claims")
def claims(doc: Doc) -> Doc:
    """Return the document as it is."""
    return doc
