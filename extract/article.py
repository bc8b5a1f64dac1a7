"""A document becomes an article: the one place that calls trafilatura and htmldate.

The text of an article is normalised once, before any offset is taken: NFC; one kind of line end;
every kind of space is U+0020 (a number such as "650 000" stays readable, since its parts are still
three digits each); soft hyphens, zero-width and direction marks and control characters are out; no
space at the ends of a line. The headline is the first line of the text and stands there once.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache
from urllib.parse import urlsplit

import trafilatura
from lxml.etree import ElementDefaultClassLookup, ParserError
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from trafilatura.settings import Document
from trafilatura.utils import repair_faulty_html
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

from extract.superscripts import LONGEST_MARK, superscript
from store.model import Article

MAX_BODY = 10_000_000
"""Bytes of a body that is still read; the largest article pages seen are about 3 MB."""

DETECTED_LANGUAGES = (
    "de",
    "en",
    "fr",
    "it",
    "es",
    "pt",
    "nl",
    "da",
    "sv",
    "no",
    "pl",
    "ru",
    "tr",
    "ar",
)
"""Languages told apart (ISO 639-1): those with words of ours and what they are taken for."""

LONG_ENOUGH = 200
"""Characters from which on the text itself tells its language more surely than the page does."""

SAMPLE = 600
"""Characters from which the language is detected; more do not change the answer."""

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
    "|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")

_OPENING = re.compile(r"<!--|<(script|style|svg)(?=[\s/>])", re.IGNORECASE)
_KEPT_SCRIPT = re.compile(r"<script\s[^>]{0,500}(?:ld|settings)\+json", re.IGNORECASE)


class Unreadable(ValueError):  # noqa: N818 - said of the document, as in "Failure"
    """A document holds no text that could be read; the message says why."""


def normalise(text: str) -> str:
    """Return ``text`` as an article holds it (see the module); doing it again changes nothing."""
    text = _LINE_END.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = unicodedata.normalize("NFC", _SPACES.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", _AROUND_BREAK.sub("\n", text)).strip()


def read_html(
    body: bytes,
    *,
    url: str,
    snapshot: str,
    content_type: str | None = None,
    published: dt.date | None = None,
    language: str | None = None,
    outlet: str | None = None,
) -> Article:
    """Return the article that an HTML page holds.

    ``body`` is the decoded body (no compression), ``content_type`` the HTTP header, ``snapshot``
    the id of the snapshot. ``published``, ``language`` (a default; the text decides, see
    :func:`language_of`) and ``outlet`` go before what the page says. Raises :class:`Unreadable`.
    """
    if len(body) > MAX_BODY:
        raise Unreadable(f"holds {len(body)} bytes, more than {MAX_BODY}")
    tree = parse(without_code(decode(body, content_type)))
    declared = language or _declared_language(tree)
    _raise_marks(tree)
    modified = _modified(tree)
    page = trafilatura.bare_extraction(tree, url=url, with_metadata=True)
    # The type of trafilatura's answer still holds the dict of an option that it dropped.
    if not isinstance(page, Document) or not page.text:
        raise Unreadable("holds no text")
    return make_article(
        page.text,
        url=url,
        snapshot=snapshot,
        title=page.title,
        outlet=outlet or page.sitename or page.hostname,
        authors=tuple(name for name in (page.author or "").split("; ") if name),
        language=declared,
        published=published or (dt.date.fromisoformat(page.date) if page.date else None),
        modified=modified,
    )


def read_text(
    text: str,
    *,
    url: str,
    snapshot: str,
    title: str | None = None,
    published: dt.date | None = None,
    language: str | None = None,
    outlet: str | None = None,
) -> Article:
    """Return the article that a plain text or a text in light Markdown holds.

    Taken out as markup: links and images (their words stay), emphasis by asterisks or
    underscores, the marks of headings and quotations, horizontal rules and backslash escapes.
    The first heading of the first level is the title where none is given. Raises
    :class:`Unreadable` where no text is left.
    """
    if len(text) > MAX_BODY:
        raise Unreadable(f"holds {len(text)} characters, more than {MAX_BODY}")
    plain = normalise(text)
    heading = _HEADING.search(plain)
    title = title or (without_markdown(heading[1]) if heading else None)
    return make_article(
        without_markdown(plain),
        url=url,
        snapshot=snapshot,
        title=title,
        outlet=outlet,
        authors=(),
        language=language,
        published=published,
        modified=None,
    )


def reading_text(article: Article) -> tuple[str, int]:
    """Return the text as claims are read from it, and the offset after its headline (0: none)."""
    title = article.title or ""
    return article.text, len(title) if article.text.startswith(title) else 0


def make_article(
    text: str,
    *,
    url: str,
    snapshot: str,
    title: str | None,
    outlet: str | None,
    authors: tuple[str, ...],
    language: str | None,
    published: dt.date | None,
    modified: dt.datetime | None,
) -> Article:
    """Return an article with its text normalised and its headline in front, once.

    ``language`` is the declared one. Raises :class:`Unreadable` where no text is left.
    """
    body = normalise(text)
    if not body:
        raise Unreadable("holds no text")
    headline = " ".join(normalise(title or "").split())
    if headline:
        body = f"{headline}\n\n{_without_line(body, headline)}".rstrip()
    return Article(
        id=Article.id_of(snapshot),
        snapshot=snapshot,
        url=url,
        title=headline or None,
        outlet=outlet or urlsplit(url).hostname or "",
        authors=authors,
        language=language_of(body, language),
        published=published,
        modified=modified,
        text=body,
    )


def language_of(text: str, declared: str | None) -> str:
    """Return the ISO 639-1 code of the text's language.

    ``declared`` ("de", "de-AT") stands for short texts and where detection agrees; otherwise
    py3langid decides among :data:`DETECTED_LANGUAGES`: templates often declare a wrong one.
    """
    code = (declared or "").replace("_", "-").partition("-")[0].strip().casefold()
    if code and len(text) < LONG_ENOUGH:
        return code
    if code and code not in DETECTED_LANGUAGES:
        return code
    # From the middle: a page's first lines are often names, in any language.
    start = max(0, (len(text) - SAMPLE) // 2)
    return str(_identifier().classify(text[start : start + SAMPLE])[0])


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return a body as text: by its byte order mark, as UTF-8 if it is valid, as the HTTP header or
    the page declares, else as Windows-1252, which every byte string is (WHATWG's fallback).
    """
    marked, mark = read_bom(body)
    if marked:
        return body[len(mark or b"") :].decode(marked, errors="replace")
    declared = http_content_type_encoding(content_type), html_body_declared_encoding(body)
    for encoding in ("utf-8", *filter(None, declared)):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", errors="replace")


def parse(html: str) -> HtmlElement:
    """Return the tree of a page as trafilatura would parse it, for it to read.

    Raises :class:`Unreadable` where there is no element.
    """
    try:
        return document_fromstring(repair_faulty_html(html, html[:50].lower()), parser=_parser())
    except (ParserError, ValueError) as error:
        raise Unreadable("is not HTML") from error


@cache
def _parser() -> HTMLParser:
    """Return trafilatura's parser with one class for all elements.

    lxml.html asks a Python function for the class of every element it touches; trafilatura uses
    none of the special ones (forms, inputs), and the answer without asking saves a seventh of the
    time of reading a page.
    """
    parser = HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
    )
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def without_code(html: str) -> str:
    """Return the page without scripts, styles, drawings and comments, most of its characters.

    JSON-LD stays: it holds metadata. One pass over the page, however broken it is.
    """
    kept: list[str] = []
    copied = position = 0
    unclosed: set[str] = set()
    while match := _OPENING.search(html, position):
        name = (match[1] or "").lower()
        position = match.end()
        if name in unclosed:
            continue
        end = _end_of(html, name, position)
        if end < 0:
            unclosed.add(name)
        elif name == "script" and _KEPT_SCRIPT.match(html, match.start()):
            position = end
        else:
            kept.append(html[copied : match.start()])
            copied = position = end
    kept.append(html[copied:])
    return "".join(kept)


_CLOSING = {
    "": re.compile("-->"),
    "script": re.compile("</script[^>]{0,100}>", re.IGNORECASE),
    "style": re.compile("</style[^>]{0,100}>", re.IGNORECASE),
    "svg": re.compile("</svg[^>]{0,100}>", re.IGNORECASE),
}


def _end_of(html: str, name: str, position: int) -> int:
    closing = _CLOSING[name].search(html, position)
    return closing.end() if closing else -1


_HEADING = re.compile(r"^# +(.+)$", re.MULTILINE)
_MARKDOWN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(?:#{1,6} +|> ?)", re.MULTILINE), ""),
    (re.compile(r"^(?:-{3,}|\*{3,}|_{3,}|={3,})$", re.MULTILINE), ""),
    (re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\s]{0,2000}(?: \"[^\"\n]{0,300}\")?\)"), r"\1"),
    (re.compile(r"\*\*(?=\S)([^*\n]{1,2000})(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<!\w)__(?=\S)([^_\n]{1,2000})(?<=\S)__(?!\w)"), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,2000})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]{1,2000})(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!>~|-])"), r"\1"),
)


def without_markdown(text: str) -> str:
    """Return the text without the marks that :func:`read_text` names."""
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    return normalise(text)


def _without_line(body: str, headline: str) -> str:
    """Return the body without the first line that repeats the headline and nothing else."""
    lines = body.split("\n")
    wanted = headline.casefold()
    for index, line in enumerate(lines):
        if line.casefold() == wanted:
            del lines[index]
            return normalise("\n".join(lines))
    return body


def _raise_marks(tree: HtmlElement) -> None:
    """Set the marks of notes in tables in superscript characters: they are no digits of numbers."""
    for cell in tree.iter("td", "th"):
        for mark in cell.iter("sup"):
            if mark.text and not len(mark) and len(mark.text) <= LONGEST_MARK:
                mark.text = superscript(mark.text)


def _declared_language(tree: HtmlElement) -> str | None:
    found = tree.xpath("string(/html/@lang)") or tree.xpath(
        "string(//meta[@property='og:locale' or @http-equiv='content-language'][1]/@content)"
    )
    return str(found) or None


def _modified(tree: HtmlElement) -> dt.datetime | None:
    """Return when the page says it was last changed, in UTC (also where it names no zone)."""
    found = tree.xpath(
        "string(//meta[@property='article:modified_time' or @itemprop='dateModified'"
        " or @name='last-modified'][1]/@content)"
    )
    try:
        moment = dt.datetime.fromisoformat(str(found).strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC)


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(DETECTED_LANGUAGES))
    return identifier
