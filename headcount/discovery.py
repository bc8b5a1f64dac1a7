"""Finds what lists the pages of a site, and what is known of the site itself.

Asked by the crawler's own rules: the front page, robots.txt, the feeds and sitemaps that these
name, and, where they name none, the addresses at which sites commonly have them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from headcount.complaints import BadInput, StageFailed
from headcount.foreign import one_line

if TYPE_CHECKING:
    from scrapy.http import HtmlResponse

    from crawler.asking import Answer
    from crawler.sources import Source
    from headcount.trial import Finding

FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
        "application/xml",
        "text/xml",
    }
)
"""Media types by which a page announces feeds (rssboard.org/rss-autodiscovery, jsonfeed.org)."""

FEED_PATHS = ("/feed", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feed.json")
"""Where sites commonly have a feed that their front page does not announce."""

SITEMAP_PATHS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap_news.xml", "/sitemap.xml")
"""Where sites commonly have sitemaps that their robots.txt does not name."""

NO_NEWS = re.compile(r"/comments?/|/wp-json/")
"""Addresses of what readers say, and of WordPress's interface, which are announced like feeds."""

MOST = 10
"""Feeds, and sitemaps, that are tried."""

NEWS = "{*}news"
"""The element of Google's news extension of sitemaps."""

LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o"})

LONGEST_NAME = 40
"""Characters of a name; a longer one is rather a motto."""

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Names of sources, which are names of files too."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """The source that was found, and what the site calls itself.

    ``whole`` are sitemaps that are left out of the source because there is something newer.
    """

    source: Source
    title: str
    whole: tuple[str, ...]


Tell = Callable[["Finding"], None]
"""Told of each feed and sitemap that was tried, as it happens."""


def discover(
    address: str,
    tell: Tell,
    *,
    name: str | None = None,
    delay: float = 1.0,
    allow_private: bool = False,
) -> Discovery:
    """Return what was found at the front page ``address``.

    ``name`` is the source's, if given, ``delay`` is in seconds between two requests to one host.
    Raises :class:`BadInput` where it is no address, :class:`StageFailed` where the site cannot be
    had or nothing there lists its pages, and :class:`crawler.run.CrawlError`.
    """
    from crawler.asking import ask
    from crawler.sources import Source
    from crawler.urls import normalised

    asked = normalised(address)
    if asked is None:
        raise BadInput(one_line(address), "expected an http(s) address")
    source = Source("new", asked, delay=delay, allow_private=allow_private)
    page = _front_page(ask(source, [asked])[asked])
    source = replace(source, homepage=normalised(page.url) or asked)
    robots, announced = urljoin(page.url, "/robots.txt"), announced_feeds(page)[:MOST]
    answers = ask(source, [robots, *announced])
    feeds = _working(source, [answers[url] for url in announced], tell)
    feeds = feeds or _common_feed(source, page, tell)
    news, whole = _sitemaps(source, answers[robots], tell)
    if not (feeds or news or whole):
        raise StageFailed(
            f"{source.homepage}: no feed and no sitemap found; for a source of links see `pages` "
            "in sources/README.md"
        )
    found = replace(source, feeds=feeds, news_sitemaps=news)
    if not (feeds or news):
        found, whole = replace(found, sitemaps=whole), ()
    return Discovery(_described(found, page, name), _title(page), whole)


def _front_page(answer: Answer) -> HtmlResponse:
    from scrapy.http import HtmlResponse

    if answer.cause is not None:
        raise StageFailed(f"{answer.url}: {answer.cause}")
    page = answer.response()
    if not isinstance(page, HtmlResponse):
        raise StageFailed(f"{answer.url}: is no HTML page; expected the address of a front page")
    return page


# ---- feeds -------------------------------------------------------------------------------------


def _common_feed(source: Source, page: HtmlResponse, tell: Tell) -> tuple[str, ...]:
    """Return the first feed that works at a common address; at several it is the same."""
    from crawler.asking import ask

    answers = ask(source, [urljoin(page.url, path) for path in FEED_PATHS])
    return _working(source, answers.values(), _if_it_works(tell))[:1]


def _if_it_works(tell: Tell) -> Tell:
    """Return who tells of what works only: for addresses that were a guess."""

    def told(finding: Finding) -> None:
        if finding.works:
            tell(finding)

    return told


def announced_feeds(page: HtmlResponse) -> list[str]:
    """Return the normalised addresses of the feeds that a page announces, without comments."""
    from crawler.urls import normalised

    found = []
    for link in page.xpath("//link[@href and @rel and @type]"):
        rel = link.attrib["rel"].lower().split()
        kind = link.attrib["type"].partition(";")[0].strip().lower()
        url = normalised(link.attrib["href"], page.url)
        if "alternate" in rel and kind in FEED_TYPES and url and not NO_NEWS.search(url):
            found.append(url)
    return list(dict.fromkeys(found))


def _working(source: Source, answers: Iterable[Answer], tell: Tell) -> tuple[str, ...]:
    """Return the feeds that list pages, by where their redirects end."""
    from crawler.urls import normalised
    from headcount.trial import entrance

    found = []
    for answer in answers:
        finding, _ = entrance(source, "feed", answer)
        tell(finding)
        if finding.works:
            found.append(normalised(answer.final) or answer.url)
    return tuple(dict.fromkeys(found))


# ---- sitemaps ----------------------------------------------------------------------------------


def _sitemaps(
    source: Source, robots: Answer, tell: Tell
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sitemaps of news, and the others: those that robots.txt names, or common ones."""
    from crawler.asking import ask
    from headcount.trial import entrance

    named = named_sitemaps(robots)[:MOST]
    asked = named or [urljoin(robots.url, path) for path in SITEMAP_PATHS]
    say = tell if named else _if_it_works(tell)
    news: list[str] = []
    whole: list[str] = []
    for url, answer in ask(source, asked).items():
        finding, listed = entrance(source, "sitemap", answer)
        say(finding)
        if not finding.works or listed is None:
            continue
        is_index = listed.answer is not answer
        if _is_of_news(listed.answer) and (_named_news(url) or not is_index):
            news.append(url)
        else:
            whole.append(url)
            news += _news_below(source, answer, tell) if is_index else []
    return tuple(dict.fromkeys(news)), tuple(dict.fromkeys(whole))


def named_sitemaps(robots: Answer) -> list[str]:
    """Return the normalised addresses of the sitemaps that robots.txt names."""
    from protego import Protego

    from crawler.urls import normalised

    if robots.cause is not None:
        return []
    rules = Protego.parse(robots.body.decode("utf-8", errors="replace"))
    found = (normalised(url, robots.url) for url in rules.sitemaps)
    return list(dict.fromkeys(url for url in found if url))


def _is_of_news(sitemap: Answer) -> bool:
    """Tell whether a sitemap uses Google's news extension; many only declare it."""
    from crawler.sitemaps import parsed, unpacked

    return next(parsed(unpacked(sitemap.body)).iter(NEWS), None) is not None


def _named_news(url: str) -> bool:
    return "news" in urlsplit(url).path.lower()


def _news_below(source: Source, index: Answer, tell: Tell) -> list[str]:
    """Return the sitemaps of news that an index names as such and that work."""
    from crawler.asking import ask
    from crawler.sitemaps import read_sitemap
    from crawler.urls import normalised
    from headcount.trial import entrance

    addresses = (normalised(e.url, index.final) for e in read_sitemap(index.body).listings)
    named = [url for url in addresses if url and _named_news(url)][:MOST]
    found = []
    for answer in ask(source, named).values():
        finding, listed = entrance(source, "news_sitemap", answer)
        tell(finding)
        if finding.works and listed is not None and _is_of_news(listed.answer):
            found.append(answer.url)
    return found


# ---- the site itself ---------------------------------------------------------------------------


def _described(source: Source, page: HtmlResponse, name: str | None) -> Source:
    from extract.outlets import home_of

    title = _site_name(page)
    return replace(
        source,
        name=name or slug(title) or slug(_label(source.homepage)) or source.name,
        country=home_of(title, source.homepage),
        language=_language(page),
        tried=True,
    )


def _site_name(page: HtmlResponse) -> str:
    names = (
        "//meta[@property='og:site_name']/@content",
        "//meta[@name='application-name']/@content",
    )
    return one_line(next((found for name in names if (found := page.xpath(name).get())), ""))


def _title(page: HtmlResponse) -> str:
    """Return what the site calls itself, on one line."""
    return _site_name(page) or one_line(page.xpath("string(//title)").get(""))


def _label(address: str) -> str:
    from crawler.urls import site_of

    return site_of(address).partition(".")[0]


def slug(title: str) -> str:
    """Return a name for a source made of letters, digits and single hyphens; "" if too long."""
    plain = unicodedata.normalize("NFKD", title.casefold().translate(LETTERS))
    name = "-".join(re.findall("[a-z0-9]+", plain.encode("ascii", "ignore").decode()))
    return name if len(name) <= LONGEST_NAME else ""


def _language(page: HtmlResponse) -> str | None:
    """Return the ISO 639-1 code of the language that the page declares."""
    import pycountry

    said: Sequence[str] = page.xpath(
        "/html/@lang | //meta[@property='og:locale']/@content"
    ).getall()
    codes = (re.split("[-_]", text.strip())[0].lower() for text in said)
    return next(
        (code for code in codes if len(code) == 2 and pycountry.languages.get(alpha_2=code)), None
    )
