"""What becomes of a fetched page."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from crawler.spiders.news import NewsSpider
from store.documents import Fetch


class KeepPipeline:
    """Keeps each page: raw bytes first, then the row that names them."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline for the crawler's spider."""
        return cls(crawler)

    def process_item(self, item: Fetch) -> Fetch:
        """Keep a page and tell the spider what it was."""
        spider = self._crawler.spider
        if not isinstance(spider, NewsSpider):
            raise TypeError(f"expected the spider 'news', found {spider!r}")
        spider.kept(item, spider.keeper.keep(item))
        return item
