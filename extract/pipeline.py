"""Assembles the components on a blank spaCy pipeline, once per language."""

from __future__ import annotations

import gc
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
    "claims",
    "table_claims",
)
"""Names of the components, in order; ``extract.<name>`` registers ``headcount_<name>``."""


LONGEST_WORD = 200
"""Most characters without a space that affixes are taken off; a longer run is no word but an
address, a line of dots or a text without spaces."""

LOADING = "1"
"""A text that makes every component load its words."""


@cache
def pipeline(language: str) -> Language:
    """Return the pipeline for a language (ISO 639-1); made on first use and kept.

    Raises :class:`extract.words.WordsError` where the language has no words.
    """
    nlp = spacy.blank(language)
    # Text length is bounded where documents come in; blank components need no memory guard.
    nlp.max_length = 10_000_000
    _within_words(nlp)
    for name in COMPONENTS:
        import_module(f"extract.{name}")
        nlp.add_pipe(f"headcount_{name}")
    _mark(nlp, LOADING, Context(language))
    # Half a million names and words stay for good; the collector need not look through them again
    # and again, which costs a twentieth of the time of reading.
    gc.collect()
    gc.freeze()
    return nlp


def _within_words(nlp: Language) -> None:
    """Let the tokenizer look for affixes only in what can be a word with marks around it.

    All affixes of spaCy's German and English have a mark, a digit or a symbol. Most of what the
    tokenizer has not cached are rare words, and searching them takes half of its time; a run of
    marks without spaces takes time by the square of its length, since they come off one by one.
    """
    tokenizer = nlp.tokenizer
    prefix, suffix = tokenizer.prefix_search, tokenizer.suffix_search  # type: ignore[union-attr]
    infix, url = tokenizer.infix_finditer, tokenizer.url_match  # type: ignore[union-attr]

    def plain(word: str) -> bool:
        return word.isalpha() or len(word) > LONGEST_WORD

    tokenizer.prefix_search = lambda word: None if plain(word) else prefix(word)  # type: ignore
    tokenizer.suffix_search = lambda word: None if plain(word) else suffix(word)  # type: ignore
    tokenizer.infix_finditer = lambda word: () if plain(word) else infix(word)  # type: ignore
    tokenizer.url_match = lambda word: None if plain(word) else url(word)  # type: ignore


def annotate(text: str, context: Context) -> Doc:
    """Return the text with everything marked in it; ``doc.text == text``."""
    return _mark(pipeline(context.language), text, context)


def _mark(nlp: Language, text: str, context: Context) -> Doc:
    doc = nlp.make_doc(text)
    doc._.string = text
    doc._.context = context
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc
