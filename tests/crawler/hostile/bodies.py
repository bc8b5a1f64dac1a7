"""Bodies that hurt who reads them: bombs, mazes, depths."""

from __future__ import annotations

import gzip
import struct
import zlib
from itertools import pairwise

import brotli
from backports import zstd

MEBIBYTE = 1 << 20
SITEMAPS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def article(words: str = "") -> str:
    """Return a page that is worth keeping, with a figure in it."""
    return (
        "<!doctype html><html lang='en'><head><title>Floods in Albania</title></head><body><main>"
        "<h1>Floods in Albania</h1><p>At least 23 people died in floods in Albania on Sunday, "
        "police in Tirana said. Rescuers were still looking for nine missing people.</p>"
        "<p>More than 4,000 people left their homes in the north of the country, the interior "
        f"ministry said, and most found shelter in schools. {words}</p></main></body></html>"
    )


def rss(*links: str) -> str:
    """Return a feed that lists these addresses."""
    items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def sitemap(*links: str, doctype: str = "") -> str:
    """Return a sitemap that lists these addresses."""
    urls = "".join(f"<url><loc>{link}</loc></url>" for link in links)
    return f'<?xml version="1.0"?>{doctype}<urlset {SITEMAPS}>{urls}</urlset>'


def index(*links: str) -> str:
    """Return an index of these sitemaps."""
    entries = "".join(f"<sitemap><loc>{link}</loc></sitemap>" for link in links)
    return f'<?xml version="1.0"?><sitemapindex {SITEMAPS}>{entries}</sitemapindex>'


def gzip_bomb(mebibytes: int = 1024) -> bytes:
    """Return about a thousandth of what it unpacks to."""
    return gzip.compress(bytes(MEBIBYTE), mtime=0) * mebibytes


def twice_gzipped_bomb(mebibytes: int = 1024) -> bytes:
    """Return a few kilobytes that unpack to a gibibyte when gzip is undone twice."""
    return gzip.compress(gzip_bomb(mebibytes), mtime=0)


def deflate_bomb(mebibytes: int = 128) -> bytes:
    """Return a zlib stream of zeros."""
    packer = zlib.compressobj(9)
    block = bytes(MEBIBYTE)
    return b"".join([*(packer.compress(block) for _ in range(mebibytes)), packer.flush()])


def brotli_bomb(mebibytes: int = 256) -> bytes:
    """Return a brotli stream of zeros."""
    packer = brotli.Compressor(quality=3)
    block = bytes(MEBIBYTE)
    return b"".join([*(packer.process(block) for _ in range(mebibytes)), packer.finish()])


def zstd_bomb(mebibytes: int = 1024) -> bytes:
    """Return a Zstandard stream of zeros."""
    packer = zstd.ZstdCompressor(level=3)
    block = bytes(MEBIBYTE)
    return b"".join([*(packer.compress(block) for _ in range(mebibytes)), packer.flush()])


def laughs() -> str:
    """Return an internal subset whose last entity is a billion times the first."""
    names = "abcdefghij"
    steps = (f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in pairwise(names))
    return f'<!DOCTYPE r [<!ENTITY a "ha">{"".join(steps)}]>'


def png() -> bytes:
    """Return the smallest picture: one pixel."""
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))]
    parts += [(b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
