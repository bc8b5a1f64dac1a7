"""Whether a number of four digits is a year."""

from __future__ import annotations

from extract.calendar_grammar import Atom
from extract.calendar_words import CLASSES, OTHER, DateWords, Lexed

_LEADS = frozenset(
    CLASSES[name]
    for name in (
        "SINCE",
        "FROM",
        "ONWARD",
        "BETWEEN",
        "IN",
        "BEFORE",
        "AFTER",
        "BY",
        "UNTIL",
        "SEASON",
        "MONTH",
        "MAYMONTH",
        "HOLIDAY",
        "EDGE",
        "OPEN",
        "SOFAR",
        "OF",
    )
)
"""Classes that a year follows."""

_BARS = frozenset(CLASSES[name] for name in ("ABOUT", "LABEL"))
"""Classes after which a number is no year ("mehr als 2000", "Resolution 1973")."""

_USUAL = range(1900, 2040)
"""Years that a news text names without saying that they are years."""


def is_year(lexed: Lexed, atom: Atom, table: DateWords) -> bool:
    """Tell whether the number of ``atom`` is a year, by the words beside it."""
    if atom.part or atom.unit or atom.last_year is not None:
        return atom.last_year is None or 0 < atom.last_year - (atom.year or 0) <= 20
    classes, year = lexed.classes, atom.year or 0
    before = classes[atom.start - 1] if atom.start else CLASSES["BREAK"]
    after = classes[atom.end] if atom.end < len(classes) else CLASSES["BREAK"]
    if before in _BARS or (atom.start and lexed.words[atom.start - 1] in ("$", "€", "£", "#")):
        return False
    if before == CLASSES["TO"] or _glued(lexed, atom):
        return _ranged(lexed, atom)
    if after == OTHER and not _follows_year(lexed, atom, table):
        return False
    if _ranged(lexed, atom):
        return True
    if after in (CLASSES["DASH"], CLASSES["UNTIL"], CLASSES["TO"]) and (
        classes[atom.end + 1 : atom.end + 2] == CLASSES["NUM"]
    ):
        return False  # "2000 bis 3000 Grad"
    leads = before in _LEADS
    if year not in _USUAL:
        return before in (CLASSES["OPEN"], CLASSES["SINCE"], CLASSES["MONTH"]) or (
            leads and year % 50 != 0 and after != OTHER
        )
    return leads or year % 100 != 0


def _follows_year(lexed: Lexed, atom: Atom, table: DateWords) -> bool:
    """Tell whether the next word can stand behind a year: it is nothing that one counts."""
    word, year = lexed.words[atom.end], atom.year or 0
    gap = lexed.text[lexed.ends[atom.end - 1] : lexed.starts[atom.end]]
    if "\n" in gap or not word[0].isalpha():
        return word not in ("%", "$", "€", "£", "°")
    if word in table.counted:
        return False
    before = lexed.classes[atom.start - 1] if atom.start else OTHER
    if table.nouns_capitalised and lexed.capital(atom.end):
        # "2009 Menschen", but "im Jahr 2009 Vizemeister", "seit 2015 Mitglied"
        return before in _LEADS and year % 100 != 0
    return year % 100 != 0 or before in _LEADS


def _glued(lexed: Lexed, atom: Atom) -> bool:
    """Tell whether the number is part of a longer word or number ("A-2015", "327/2010")."""
    start, end = lexed.starts[atom.start], lexed.ends[atom.end - 1]
    text = lexed.text
    return (
        start > 0 and text[start - 1] in "-–/.:,_'" and not text[start - 2 : start - 1].isspace()
    ) or (end < len(text) - 1 and text[end] in "-–/:_" and text[end + 1].isalnum())


def _ranged(lexed: Lexed, atom: Atom) -> bool:
    """Tell whether another year stands beside, a dash or "bis" between: "1943-1945"."""
    classes, year = lexed.classes, CLASSES["YEAR"]
    joins = {CLASSES[name] for name in ("DASH", "UNTIL", "TO", "SLASH", "AND")}
    left = atom.start >= 2 and classes[atom.start - 1] in joins and classes[atom.start - 2] == year
    right = (
        atom.end + 1 < len(classes) and classes[atom.end] in joins and classes[atom.end + 1] == year
    )
    return left or right
