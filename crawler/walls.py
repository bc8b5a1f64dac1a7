"""Walls: pages that stand where an article should be, and only ask for a login or for consent.

Many an article carries a hidden login form and a consent dialog; a wall holds nothing else.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml import etree

LEAST_TEXT = 200
"""Characters outside of the question from which on a page is more than a wall."""

MOST_PARAGRAPHS = 20
"""Paragraphs from which on a page is no wall; most articles are known by them without parsing."""

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "dd", "div", "dl", "dt"),
        *("fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "li", "main", "nav", "ol", "p", "section", "table", "td", "th", "tr", "ul"),
    }
)
CONTROLS = frozenset({"a", "button", "label", "option"})
UNSEEN = frozenset({"head", "noscript", "script", "style", "svg", "template"})


@dataclass(frozen=True, slots=True)
class Wall:
    """What stands where an article should be: ``kind`` and, in words, how it is known."""

    kind: str
    words: str


LOGIN_WALL = Wall("login wall", "the page is a form that asks for a password")
CONSENT_WALL = Wall("consent wall", "the page holds only a question for consent")


def wall_of(body: bytes) -> Wall | None:
    """Return the wall that an HTML page is; None where it is none."""
    start = body[: 1 << 20].lower()
    if start.count(b"<p>") + start.count(b"<p ") > MOST_PARAGRAPHS:
        return None
    cues = _cues()
    asks_password = b"password" in start
    if not asks_password and not any(cue.encode() in start for cue in cues["consent"]):
        return None
    try:
        tree = etree.fromstring(start, etree.HTMLParser(recover=True, huge_tree=False))
    except (etree.XMLSyntaxError, ValueError):
        return None
    if tree is None:
        return None
    blocks = list(_blocks(tree))
    questions = [block for block in blocks if any(cue in block for cue in cues["consent"])]
    if sum(map(len, blocks)) - sum(map(len, questions)) >= LEAST_TEXT:
        return None
    if asks_password and tree.find(".//input[@type='password']") is not None:
        return LOGIN_WALL
    return CONSENT_WALL if questions and _accepts(tree, cues["accept"]) else None


def _blocks(tree: etree._Element) -> Iterator[str]:
    """Yield the text of each block, without what is a link or a button, in small letters."""
    parts: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        name = element.tag if isinstance(element.tag, str) else "script"
        unread = name in UNSEEN or name in CONTROLS
        if event == "start" and unread:
            walk.skip_subtree()
        if name in BLOCKS:
            if block := " ".join("".join(parts).split()):
                yield block.lower()
            parts = []
        if event == "start" and not unread:
            parts.append(element.text or "")
        elif event == "end":
            parts.append(element.tail or "")
    if block := " ".join("".join(parts).split()):
        yield block.lower()


def _accepts(tree: etree._Element, words: list[str]) -> bool:
    for control in tree.iter("a", "button", "input"):
        label = " ".join(["".join(control.itertext()), control.get("value") or ""]).lower()
        if any(word in label for word in words):
            return True
    return False


@cache
def _cues() -> dict[str, list[str]]:
    table = tomllib.loads(files("crawler").joinpath("walls.toml").read_text(encoding="utf-8"))
    if set(table) != {"consent", "accept"} or not all(table.values()):
        raise ValueError("walls.toml: expected the lists 'consent' and 'accept'")
    return table
