"""Scrapy's settings; every one can be overridden with ``-s NAME=value``."""

from __future__ import annotations

import os

BOT_NAME = "headcount"
SPIDER_MODULES = ["crawler.spiders"]

HEADCOUNT_DATABASE = "headcount.db"
"""The database file; the archive of raw bytes lies beside it."""

HEADCOUNT_PRIVATE_HOSTS: list[str] = []
"""Hosts that may have private addresses; ``headcount crawl`` sets those of the sources."""

HEADCOUNT_CONTACT = os.environ.get("HEADCOUNT_CONTACT", "no contact given")
"""Where the operator can be reached, told to every server: an address or a mail address."""

USER_AGENT = f"headcount/0.1 (reads figures in the news; {HEADCOUNT_CONTACT})"

# Polite: robots.txt, one request at a time per host.
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
COOKIES_ENABLED = False
REFERER_ENABLED = False

# Limits against a hostile network.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 60 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
RETRY_TIMES = 1
TWISTED_DNS_RESOLVER = "crawler.addresses.PublicResolver"
TELNETCONSOLE_ENABLED = False

DOWNLOADER_MIDDLEWARES = {
    # Before robots.txt (100) is asked for, and after every redirect (which starts anew).
    "crawler.addresses.PublicAddressMiddleware": 50,
    # Nearer to the network than the retries (550).
    "crawler.addresses.RefusalMiddleware": 600,
}
ITEM_PIPELINES = {"crawler.pipelines.KeepPipeline": 300}
# Of one answer, which holds one page; Scrapy starts so many tasks for each answer.
CONCURRENT_ITEMS = 1
LOG_LEVEL = "ERROR"
