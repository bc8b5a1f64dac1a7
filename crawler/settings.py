"""Scrapy's settings; every one can be overridden with ``-s NAME=value``."""

from __future__ import annotations

import os

BOT_NAME = "headcount"
SPIDER_MODULES = ["crawler.spiders"]

HEADCOUNT_DATABASE = "headcount.db"
"""The database file; the archive of raw bytes lies beside it."""

HEADCOUNT_PRIVATE_HOSTS: list[str] = []
"""Hosts that may have private addresses; ``headcount crawl`` sets those of the sources."""

HEADCOUNT_SHARED_QUEUE = False
"""Whether several processes take requests from one queue (scrapy-redis), which filters twins."""

HEADCOUNT_CONTACT = " ".join(os.environ.get("HEADCOUNT_CONTACT", "").split())
"""Where the operator can be reached, told to every server: an address or a mail address."""

HEADCOUNT_DUE_BY = ""
"""Ask only the feeds and retry only the pages that are due by this time (ISO 8601); "": all."""

USER_AGENT = f"headcount/0.1 (reads figures in the news; {HEADCOUNT_CONTACT or 'no contact given'})"

# Polite: robots.txt, one request at a time per host, slower where a host is slow.
ROBOTSTXT_OBEY = True
ROBOTSTXT_PARSER = "crawler.robots.Rules"
# The product token (RFC 9309, 2.2.1): words of a contact must not match a group of rules.
ROBOTSTXT_USER_AGENT = "headcount"
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0  # a delay is the least that there is between two requests
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 0.0  # DOWNLOAD_DELAY, and what a source and robots.txt say
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
COOKIES_ENABLED = False
WARN_ON_GENERATOR_RETURN_VALUE = False  # it parses the spider's source anew for every answer
REFERER_ENABLED = False

# Limits against a hostile network.
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 50 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
# A page that reloads itself every minute is no redirect.
METAREFRESH_MAXDELAY = 5
RETRY_TIMES = 1
TWISTED_DNS_RESOLVER = "crawler.addresses.PublicResolver"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

HEADCOUNT_MOST_UNDER_WAY = 64 * 1024 * 1024
"""Bytes of all bodies together that are being downloaded; beyond it the largest is stopped."""

HEADCOUNT_LONGEST_WAIT = 60.0
"""Seconds that a host may ask for with Retry-After within a run; beyond, it is left alone."""

HEADCOUNT_MOST_UNANSWERED = 10
"""Requests in a row that a host may leave unanswered before it is left for the next run."""

HEADCOUNT_MOST_PAGES = 20_000
"""Pages of one source that are asked in one run; the next run goes on with the others."""

DOWNLOAD_HANDLERS = {
    "http": "crawler.limits.BoundedHandler",
    "https": "crawler.limits.BoundedHandler",
    # Nothing but the web is asked, whatever a page or a setting says.
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}
EXTENSIONS = {
    "crawler.limits.BodyLimits": 0,
    # In the place of Scrapy's.
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.politeness.HostThrottle": 0,
}
DOWNLOADER_MIDDLEWARES = {
    # Before robots.txt (100) is asked for, and after every redirect (which starts anew).
    "crawler.addresses.PublicAddressMiddleware": 50,
    "crawler.politeness.RetryAfterMiddleware": 60,
    # In the place of Scrapy's.
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "crawler.limits.UnpackMiddleware": 590,
    # Nearer to the network than the retries (550).
    "crawler.addresses.RefusalMiddleware": 600,
    "crawler.limits.DeadHostMiddleware": 610,
}
ITEM_PIPELINES = {"crawler.pipelines.KeepPipeline": 300}
# Of one answer, which holds one page; Scrapy starts so many tasks for each answer.
CONCURRENT_ITEMS = 1
LOG_LEVEL = "ERROR"
