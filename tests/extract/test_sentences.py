"""Where sentences begin, in both languages."""

import pytest

from extract.pipeline import pipeline
from extract.sentences import sentences
from extract.spans import Context

CASES = [
    ("de", ["Am 28. Juni kamen 12.000.", "Die Polizei zählte sie."]),
    ("de", ["Es waren ca. 300 Menschen.", "„Wir sind müde.“", "Das sagte Dr. A. Huber."]),
    ("de", ["Drei Tote in Graz\n", "Bei dem Unfall starben z. B. zwei Radfahrer.", "Wann?"]),
    ("de", ["Es kamen 5.", "Die anderen blieben (das waren 20 Personen)."]),
    ("de", ['Rund 1,5 Mio. Menschen flohen."', "Niemand half ihnen …", "Warum?"]),
    ("en", ["Five died in 2015. ", "The mayor wept."]),
    ("en", ["Two men (of 3) died.", "The U.S. Navy came.", '"We saw it," said Mr. Hall.']),
    ("en", ["He left the U.S. in May.", "“It hurts.”", "She moved to No. 5 Mill Rd. with ease."]),
    ("en", ["Flood kills 12\n", "At least 12 people died!", "Officials counted 1.5 million."]),
]


@pytest.mark.parametrize(("language", "expected"), CASES)
def test_sentences(language: str, expected: list[str]) -> None:
    text = ""
    for sentence in expected:
        text += sentence if sentence.endswith("\n") else sentence + " "
    doc = pipeline(language).make_doc(text.rstrip())
    doc._.context = Context(language)
    assert [sent.text.strip() for sent in sentences(doc).sents] == [s.strip() for s in expected]
