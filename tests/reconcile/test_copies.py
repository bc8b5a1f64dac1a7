"""Agency copies are recognised in what they share, whatever the outlet made of them."""

import random
from itertools import combinations

import pytest

from benchmarks.copies import found_pairs, measured, texts
from reconcile.copies import buckets_of, groups_of, is_copy


def copies(articles: list[tuple[str, str]]) -> dict[str, str]:
    """Return the key of each article that shares a bucket and a text with another."""
    pairs = combinations(articles, 2)
    return groups_of(
        (a, b)
        for (a, text), (b, other) in pairs
        if {*buckets_of(text)} & {*buckets_of(other)} and is_copy(text, other)
    )


AGENCY = {
    "de": (
        "Bei einem Brand in einer Textilfabrik am Rand der Hauptstadt sind am Dienstag "
        "mindestens zwölf Menschen ums Leben gekommen. Das teilte die Feuerwehr mit. Das Feuer "
        "brach am frühen Morgen in einem Lager im Erdgeschoss aus und griff rasch auf die oberen "
        "Stockwerke über. Dort schliefen Arbeiter der Nachtschicht. Die Notausgänge waren nach "
        "Angaben von Überlebenden versperrt. Der Besitzer wurde noch am selben Tag befragt."
    ),
    "en": (
        "A fire in a garment factory on the edge of the capital killed at least twelve people on "
        "Tuesday, the fire service said. The blaze broke out early in the morning in a store room "
        "on the ground floor and quickly spread to the upper storeys, where workers of the night "
        "shift were asleep. Emergency exits had been locked, according to survivors. The owner "
        "was questioned on the same day, a police spokesman told reporters at the scene."
    ),
}
OTHER = {
    "de": (
        "Nach dem Brand in einer Textilfabrik fordern Gewerkschaften strengere Kontrollen. "
        "Mindestens zwölf Menschen waren am Dienstag gestorben. Schon vor zwei Jahren hatte ein "
        "Gutachten vor fehlenden Fluchtwegen gewarnt, doch die Behörden blieben untätig, sagte "
        "eine Sprecherin. Im ganzen Land gebe es hunderte Betriebe ohne jede Genehmigung."
    ),
    "en": (
        "Unions called for stricter inspections after a factory fire in which at least twelve "
        "people died on Tuesday. A report had warned of missing escape routes two years ago, but "
        "nothing was done, a spokeswoman said. Hundreds of workshops across the country have no "
        "permit at all, and most of them stand in crowded residential streets."
    ),
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_verbatim_shortened_and_edited_copies_share_a_key(language: str) -> None:
    text = AGENCY[language]
    sentences = text.split(". ")
    words = text.split()
    edited = " ".join(["Wie", "dpa", "meldet:", *words[:20], "heute", *words[21:]])
    found = copies(
        [
            ("b", text),
            ("a", ". ".join(sentences[:3])),
            ("c", edited),
            ("d", OTHER[language]),
        ]
    )
    assert found == {"a": "a", "b": "a", "c": "a"}


def test_reports_of_one_event_in_own_words_are_no_copies() -> None:
    texts = [*AGENCY.values(), *OTHER.values()]
    assert copies([(str(index), text) for index, text in enumerate(texts)]) == {}


def test_short_texts_match_nothing() -> None:
    assert copies([("a", "Zwölf Menschen starben."), ("b", "Zwölf Menschen starben.")]) == {}


def test_order_does_not_matter() -> None:
    texts = [("a", AGENCY["de"]), ("b", OTHER["de"]), ("c", AGENCY["de"]), ("d", AGENCY["en"])]
    expected = copies(texts)
    assert expected == {"a": "a", "c": "a"}
    for seed in range(5):
        random.Random(seed).shuffle(texts)
        assert copies(texts) == expected


WEEKLY = {
    "de": (
        "Das Amt für Statistik teilt mit, wie viele Menschen in der vergangenen Woche über den "
        "Seeweg angekommen sind. In der Woche kamen {} Menschen in {} Booten an, seit Beginn des "
        "Jahres waren es {}. Die Angaben beruhen auf den Meldungen der Küstenwache und werden "
        "jeden Montag auf den neuesten Stand gebracht. Nachträge sind möglich."
    ),
    "en": (
        "The statistics office publishes the number of people who arrived by sea in the past "
        "week. During the week {} people arrived in {} boats, which brings the total for the "
        "year to {}. The data are based on the reports of the coast guard and are brought up to "
        "date every Monday. Later additions to the figures are possible."
    ),
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_weekly_reports_that_share_their_sentences_are_no_copies(language: str) -> None:
    weeks = [WEEKLY[language].format(*figures) for figures in ((412, 9, 5120), (388, 11, 5508))]
    assert not is_copy(*weeks)
    assert is_copy(weeks[0], f"Wie der Dienst meldet: {weeks[0]}")


def test_invented_copies_are_found_and_nothing_else() -> None:
    of = list(texts(12))
    recall, precision = measured(of, found_pairs(of))
    assert precision == 1.0
    assert min(recall.values()) >= 0.6, recall
    assert sum(recall.values()) / len(recall) >= 0.95, recall
