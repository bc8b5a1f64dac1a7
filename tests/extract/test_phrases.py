"""Phrases with endings and gaps."""

import pytest

from extract.phrases import Phrases

LIST = Phrases(
    [
        ("evakuiert*", "displaced"),
        ("ums leben", "killed"),
        ("kamen * an", "arrivals"),
        ("fehlt* jede spur", "missing"),
        ("an", "preposition"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("200 wurden evakuiert", ["displaced"]),
        ("evakuierten", ["displaced"]),
        ("vier kamen ums leben", ["killed"]),
        ("gestern kamen 400 in wien an", ["arrivals", "preposition"]),
        ("kamen an", ["preposition"]),
        ("kamen eins zwei drei vier fünf sechs sieben acht neun zehn elf an", ["preposition"]),
        ("von ihnen fehlte jede spur", ["missing"]),
        ("jede spur fehlt", []),
        ("leben ums", []),
    ],
)
def test_find(text: str, expected: list[str]) -> None:
    tokens = text.split()
    assert [hit.payload for hit in LIST.find(tokens, 0, len(tokens))] == expected


def test_find_keeps_within_its_range() -> None:
    tokens = ["drei", "kamen", "ums", "leben"]
    assert list(LIST.find(tokens, 0, 3)) == []
    assert [(hit.start, hit.end) for hit in LIST.find(tokens, 1, 4)] == [(2, 4)]
