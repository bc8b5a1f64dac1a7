"""Who says so, and for which stretch of the text, in both languages."""

import time
from functools import cache

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from extract.sentences import sentences
from extract.sources import attributions, source_at
from extract.spans import Context
from extract.words import LANGUAGES


@cache
def blank(language: str) -> Language:
    """Return the tokenizer of a language, without the other components."""
    return spacy.blank(language)


def read(text: str, language: str, title: str = "") -> Doc:
    """Return the text, after its title if it has one, with its attributions."""
    doc = blank(language).make_doc(f"{title}\n{text}" if title else text)
    doc._.context = Context(language, title_end=len(title))
    return sentences(doc)


def source_of(doc: Doc, words: str) -> tuple[str, ...]:
    """Return source and intermediaries of the words, () where nobody is named."""
    attribution = source_at(doc, doc.text.index(words))
    return (attribution.source, *attribution.via) if attribution else ()


GERMAN = [
    ("Laut Polizei Wien wurden 12 Menschen verletzt.", "12", "Polizei Wien"),
    ("Laut einem Bericht des Innenministeriums flohen 12.", "12", "Bericht des Innenministeriums"),
    ("Nach Angaben der Behörde Norbis starben 12 Menschen.", "12", "Behörde Norbis"),
    ("Nach Angaben von Minister Karl Opp starben 12 Menschen.", "12", "Minister Karl Opp"),
    ("Nach offiziellen Angaben starben 12 Menschen.", "12", "offiziellen Angaben"),
    ("Dabei starben ersten Angaben zufolge 12 Menschen.", "12", "ersten Angaben"),
    ("12 Menschen starben nach einer Schätzung des Roten Kreuzes.", "12", "Roten Kreuzes"),
    ("Dem Innenministerium zufolge kamen 4.000.", "4.000", "Innenministerium"),
    ("Gemäß einer Studie der Universität Ulm kamen 4.000.", "4.000", "Studie der Universität Ulm"),
    ("12 Menschen starben, so die Feuerwehr.", "12", "Feuerwehr"),
    ("„12 starben“, so Bürgermeister Uwe Anders am Montag.", "12", "Bürgermeister Uwe Anders"),
    ("Wie die Polizei am Montag mitteilte, starben 12 Menschen.", "12", "Polizei"),
    ("12 Menschen starben, wie das Ministerium mitgeteilt hat.", "12", "Ministerium"),
    ("12 Menschen starben, teilte die Feuerwehr in Graz am Abend mit.", "12", "Feuerwehr in Graz"),
    ("Am Montag teilte das Rote Kreuz mit, 12 Menschen seien tot.", "12", "Rote Kreuz"),
    ("Bürgermeister Uwe Anders sagte, 12 Menschen seien tot.", "12", "Bürgermeister Uwe Anders"),
    ("Uwe Ott, der Chef der Post, sprach von 12.", "12", "Uwe Ott, der Chef der Post"),
    ("Von 12 Toten sprach die Präfektur.", "12", "Präfektur"),
    ("Auch Rettungskräfte berichten von 12 Toten.", "12", "Rettungskräfte"),
    ("Die Veranstalter zählten 12.000 Besucher.", "12.000", "Veranstalter"),
    ("Die Hilfsorganisation schätzt die Zahl auf 12.000.", "12.000", "Hilfsorganisation"),
    ("Das Amt beziffert sie auf 12.000.", "12.000", "Amt"),
    ("Die Behörden gehen von 12 Opfern aus.", "12", "Behörden"),
    ("Die „Orber Zeitung“ hatte gestern berichtet, 200 Leute gingen.", "200", "Orber Zeitung"),
    ("Aus dem Ministerium verlautete, dass 12 kamen.", "12", "Ministerium"),
    ("12 kamen, hieß es aus dem Ministerium.", "12", "Ministerium"),
    ("In dem Bericht heißt es, dass 12 kamen.", "12", "Bericht"),
    ("12 kamen, heißt es in der Studie der WHO.", "12", "Studie der WHO"),
    ("Zahlen des Statistikamts zeigen, dass 12 kamen.", "12", "Statistikamts"),
    ("12 kamen. Das teilte die Polizei am Montag mit.", "12", "Polizei"),
    ("12 kamen. Dies geht aus einer Statistik der EU hervor.", "12", "Statistik der EU"),
    ("Die Lage sei ernst, sagte Uwe Anders. 12 Menschen hätten Hunger.", "12", "Uwe Anders"),
    ("Das Boot sank, teilte die Polizei mit. 12 sollen ertrunken sein.", "12", "Polizei"),
    ("Das Boot sank, teilte die Polizei mit. Demnach starben 12.", "12", "Polizei"),
    ("Uwe Anders kam. „Es ist ernst“, sagte er.", "Es ist", "er"),
    ("Es ist ernst, sagt Minister Uwe Ott. 12 starben, so Ott.", "12", "Minister Uwe Ott"),
    ("Minister Uwe Ott sagte Nein. „12 starben“, erklärte er.", "12", "Minister Uwe Ott"),
    ("Minister Uwe Ott sagte: „Oh je. 12 starben. Alle weinen.“", "12", "Minister Uwe Ott"),
    ("»12 sind tot. Alle trauern sehr«, sagte Uwe Anders.", "12", "Uwe Anders"),
    ("„12 sind tot. Wir trauern sehr.“ sagte Uwe Anders.", "12", "Uwe Anders"),
]  # fmt: skip

ENGLISH = [
    ("According to the interior ministry, 12 people died.", "12", "interior ministry"),
    ("At least 12 died, according to Norb police.", "12", "Norb police"),
    ("According to figures released by the Health Office, 12 died.", "12", "Health Office"),
    ("According to a report by the Norb Institute, 12 died.", "12", "report by the Norb Institute"),
    ("Police said 12 people had died.", "12", "Police"),
    ("Some 12 people died, police said on Monday.", "12", "police"),
    ("Some 12 died, said Brigade spokesman Al Norb.", "12", "Brigade spokesman Al Norb"),
    ("Al Norb, a spokesman of Orb, said 12 died.", "12", "Al Norb, a spokesman of Orb"),
    ("Al Norb, who leads the team, said 12 died.", "12", "Al Norb"),
    ("The ministry has confirmed 12 cases.", "12", "ministry"),
    ("Local officials reported that 12 died.", "12", "Local officials"),
    ("The agency put the toll at 12.", "12", "agency"),
    ("Organisers counted 12,000 marchers.", "12,000", "Organisers"),
    ("Red Cross figures show 12 died.", "12", "Red Cross"),
    ("As reported by the Norb Times, 12 died.", "12", "Norb Times"),
    ("In a statement on Friday, the Norb Council said 12 died.", "12", "Norb Council"),
    ("“We lost 12 people. It hurts a lot,” said Al Norb.", "12", "Al Norb"),
    ('"It hurts a lot," Al Norb said. "We lost 12 people. We weep."', "12", "Al Norb"),
    ("Governor Al Norb: “We lost 12 people.”", "12", "Governor Al Norb"),
    ("Governor Al Norb spoke out. Norb said 12 died.", "12", "Norb"),
    ("Governor Al Norb said it rained. He said 12 died.", "12", "Governor Al Norb"),
    ("Governor Al Norb said it rained. Later, Norb added that 12 died.", "12", "Governor Al Norb"),
    ("Police said 12 people died. Among them were 3 children.", "3", "Police"),
    ("It rained for days, and police said 12 died.", "12", "police"),
]  # fmt: skip

CHAINS = [
    ("de", "12 kamen, berichtete die Nachrichtenagentur Orbpress unter Berufung auf die Polizei.",
     "12", ("Polizei", "Nachrichtenagentur Orbpress")),
    ("de", "Wie dpa unter Berufung auf Orb News berichtet, kamen 12.", "12", ("Orb News", "dpa")),
    ("de", "12 kamen, sagte Uwe Anders der Nachrichtenagentur AFP.", "12",
     ("Uwe Anders", "Nachrichtenagentur AFP")),
    ("de", "Laut Polizei kamen 12, berichtete der Sender NBC.", "12", ("Polizei", "Sender NBC")),
    ("de", "12 kamen, sagte Sprecherin Ute Norb der Zeitung.", "12",
     ("Sprecherin Ute Norb", "Zeitung")),
    ("en", "Some 12 died, Reuters reported, citing two officials.", "12",
     ("two officials", "Reuters")),
    ("en", "Some 12 died, a spokesman told AFP.", "12", ("spokesman", "AFP")),
]  # fmt: skip

NOBODY = [
    ("de", "12 Menschen starben bei dem Unfall.", "12"),
    ("de", "Nach Wien kamen 12 Menschen.", "12"),
    ("de", "Nach dem Unfall kamen 12 Menschen ins Spital.", "12"),
    ("de", "Nach wie vor fehlen 12 Menschen.", "12"),
    ("de", "Die 12 Kinder schrien sehr laut und lange.", "12"),
    ("de", "Es regnete so stark, so dass 12 Menschen flohen.", "12"),
    ("de", "Graz (APA/dpa) - 12 Menschen starben.", "12"),
    ("de", "Das Erdbeben hat 12 Menschenleben gefordert.", "12"),
    ("de", "Das Dorf zählte 12 Einwohner.", "12"),
    ("de", "Die Polizei sagte nichts Neues. 12 Menschen starben am Montag.", "12"),
    ("de", "Ich gehe, als sei nichts, mit 12 Leuten.", "12"),
    ("en", "LONDON (AP) - At least 12 people died.", "12"),
    ("en", "They said goodbye to 12 friends.", "12"),
    ("en", "All went according to plan for the 12 guests.", "12"),
    ("en", "Some 12 officers reported for duty.", "12"),
    ("en", "In the United States 12 people died.", "12"),
    ("en", "Police said it rained. Nobody doubts that 12 died.", "12"),
    ("en", "Some 12 people died, and police said it rained.", "12"),
    ("en", "At least 12 deaths were reported.", "12"),
]


@pytest.mark.parametrize(("text", "words", "expected"), GERMAN)
def test_german_source(text: str, words: str, expected: str) -> None:
    assert source_of(read(text, "de"), words) == (expected,)


@pytest.mark.parametrize(("text", "words", "expected"), ENGLISH)
def test_english_source(text: str, words: str, expected: str) -> None:
    assert source_of(read(text, "en"), words) == (expected,)


@pytest.mark.parametrize(("language", "text", "words", "expected"), CHAINS)
def test_chain(language: str, text: str, words: str, expected: tuple[str, ...]) -> None:
    assert source_of(read(text, language), words) == expected


@pytest.mark.parametrize(("language", "text", "words"), NOBODY)
def test_nobody(language: str, text: str, words: str) -> None:
    assert source_of(read(text, language), words) == ()


@pytest.mark.parametrize(
    ("language", "text", "sources_of"),
    [
        (
            "de",
            "Die Gewerkschaften zählen 25.000, die Polizei spricht von 12.000.",
            {"25.000": "Gewerkschaften", "12.000": "Polizei"},
        ),
        (
            "en",
            "Organisers counted 25,000 people, while police put the crowd at 12,000.",
            {"25,000": "Organisers", "12,000": "police"},
        ),
    ],
)
def test_two_clauses(language: str, text: str, sources_of: dict[str, str]) -> None:
    doc = read(text, language)
    assert {number: source_of(doc, number)[0] for number in sources_of} == sources_of


def test_title_governs_itself_alone() -> None:
    doc = read("Bei dem Unfall starben 12 Menschen.", "de", title="Polizei: 11 Tote in Graz")
    assert (source_of(doc, "11"), source_of(doc, "12")) == (("Polizei",), ())


@given(language=st.sampled_from(LANGUAGES), data=st.data())
def test_scopes_lie_in_order_within_the_text(language: str, data: st.DataObject) -> None:
    pieces = [case[0] for case in (GERMAN if language == "de" else ENGLISH)]
    marks = [
        "\n",
        " ",
        "„",
        "“",
        '"',
        ", ",
        ": ",
        "(",
        "12 ",
        "laut ",
        "sagte ",
        "said ",
        "Polizei ",
    ]
    parts = data.draw(st.lists(st.sampled_from(pieces + marks), max_size=12))
    text = "".join(parts)
    found = attributions(read(text, language))
    bounds = [bound for item in found for bound in (item.scope_start, item.scope_end)]
    assert bounds == sorted(bounds)
    assert all(item.scope_start < item.scope_end <= len(text) for item in found)
    assert all(0 <= item.start < item.end <= len(text) and item.source for item in found)


PIECES = ["„", '"', "(", ",", "Polizei", "said", "sagte", "laut", "nach Angaben", "so", "zufolge"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_length(language: str, piece: str) -> None:
    def seconds(times: int) -> float:
        words = piece.split() * times
        starts: list[bool | int | None] = [index == 0 for index in range(len(words))]
        doc = Doc(blank(language).vocab, words=words, sent_starts=starts)
        doc._.context = Context(language)
        started = time.perf_counter()
        attributions(doc)
        return time.perf_counter() - started

    seconds(100)
    assert seconds(8_000) < 40 * max(seconds(1_000), 0.002)
