"""Crawls a site with Fundus and a simple parser; run by ``benchmarks/crawling.py``."""

import sys
import time

from fundus import Crawler
from fundus.parser import ArticleBody, BaseParser, ParserProxy, attribute
from fundus.parser.utility import extract_article_body_with_selector
from fundus.publishers.base_objects import Publisher, PublisherGroup
from fundus.scraping.url import Sitemap
from lxml.cssselect import CSSSelector

BASE = sys.argv[1]


class SiteParser(ParserProxy):
    """Takes the title and all paragraphs."""

    class V1(BaseParser):
        """The only version."""

        _paragraphs = CSSSelector("p")

        @attribute
        def body(self) -> ArticleBody | None:
            """Return the paragraphs."""
            return extract_article_body_with_selector(
                self.precomputed.doc, paragraph_selector=self._paragraphs
            )

        @attribute
        def title(self) -> str | None:
            """Return the title."""
            return self.precomputed.meta.get("og:title")


class Sites(metaclass=PublisherGroup):
    """The one site."""

    default_language = "en"
    Site = Publisher(
        name="Site", domain=BASE, parser=SiteParser, sources=[Sitemap(f"{BASE}sitemap.xml")]
    )


begin = time.perf_counter()
pages = sum(1 for _ in Crawler(Sites, delay=0.0).crawl(only_complete=False))
print(f"{pages / (time.perf_counter() - begin):.1f} pages/s ({pages} pages)")
