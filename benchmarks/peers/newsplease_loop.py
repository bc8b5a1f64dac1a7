"""Loads and reads pages with news-please; run by ``benchmarks/crawling.py``."""

import json
import sys
import time

from newsplease import NewsPlease
from newsplease.crawler.simple_crawler import SimpleCrawler

pages = json.load(sys.stdin)
begin = time.perf_counter()
SimpleCrawler.fetch_urls(pages)
loaded = time.perf_counter() - begin
begin = time.perf_counter()
# Its loop over many pages: a thread for each to load, a process for each core to read.
NewsPlease.from_urls(pages, request_args={"timeout": 60}, fetch_images=False)
whole = time.perf_counter() - begin
print(f"{len(pages) / whole:.1f} pages/s, {len(pages) / loaded:.1f} only loaded (all at once)")
