"""Whether a stretch of text speaks of the past or of what is to come, by its verbs."""

from __future__ import annotations

from typing import Literal

from extract.calendar_words import DateWords


def tense(words: list[str], near: int, table: DateWords) -> Literal["past", "future", ""]:
    """Return the tense of a sentence at the token ``near``, "" where nothing tells.

    ``words`` are the case-folded tokens of the sentence. Where it has verbs of both tenses, the
    nearer one decides: "said on Monday that it will close".
    """
    past, future = len(words), len(words)
    # at the end of its clause: "sein" is a pronoun, too
    told = any(
        word in table.perfect and not following.isalpha()
        for word, following in zip(words, [*words[1:], ""], strict=True)
    )
    for index, word in enumerate(words):
        distance = abs(index - near)
        if told and word in table.reported:
            past = min(past, distance)
        elif word in table.future and not _attributive(words, index, table):
            future = min(future, distance)
        elif word in table.past or _past_by_ending(words, index, table):
            past = min(past, distance)
    if past == future:
        return ""
    return "past" if past < future else "future"


def _attributive(words: list[str], index: int, table: DateWords) -> bool:
    """Tell whether a participle says of what kind a thing is: "four planned outages"."""
    return (
        words[index].endswith(table.past_endings)
        and bool(table.copulas)
        and table.copulas.isdisjoint(words[max(index - 1, 0) : index])
    )


def _past_by_ending(words: list[str], index: int, table: DateWords) -> bool:
    """Tell a past tense by its ending; not a participle behind "will" ("will be tried")."""
    word = words[index]
    return (
        len(word) > 3
        and word.endswith(table.past_endings)
        and word not in table.not_past
        and table.future.isdisjoint(words[max(index - 3, 0) : index])
    )
