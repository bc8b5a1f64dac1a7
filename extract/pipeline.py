"""Assembles the components on a blank spaCy pipeline, once per language."""

from __future__ import annotations

from functools import cache
from importlib import import_module

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from extract.spans import Context

COMPONENTS: tuple[str, ...] = (
    "tables",
    "sentences",
    "dates",
    "quantities",
    "places",
    "sources",
    "claims",
    "table_claims",
)
"""Names of the components, in order; ``extract.<name>`` registers ``headcount_<name>``."""


@cache
def pipeline(language: str) -> Language:
    """Return the pipeline for a language (ISO 639-1); made on first use and kept.

    Raises :class:`extract.words.WordsError` where the language has no words.
    """
    nlp = spacy.blank(language)
    # Text length is bounded where documents come in; blank components need no memory guard.
    nlp.max_length = 10_000_000
    for name in COMPONENTS:
        import_module(f"extract.{name}")
        nlp.add_pipe(f"headcount_{name}")
    return nlp


def annotate(text: str, context: Context) -> Doc:
    """Return the text with everything marked in it; ``doc.text == text``."""
    nlp = pipeline(context.language)
    doc = nlp.make_doc(text)
    doc._.context = context
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc
