"""What a body is, whatever its server says."""

from __future__ import annotations

HTML = "text/html"
PDF = "application/pdf"

UNSTATED = frozenset({"", "application/octet-stream", "application/x-unknown", "unknown/unknown"})
"""Media types that say nothing of a body (WHATWG MIME Sniffing, 7)."""

SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", PDF),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBPVP", "image/webp"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"Rar!\x1a\x07", "application/x-rar-compressed"),
    (0, b"OggS\x00", "application/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
)
"""Offset, bytes and media type (WHATWG MIME Sniffing, 6)."""

HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<title", b"<!--")
"""How an HTML page begins, after blanks (WHATWG MIME Sniffing, 7.1), in small letters."""


def media_type_of(stated: str, body: bytes) -> str:
    """Return the media type of a body, without parameters and in small letters; "": unknown.

    ``stated`` is the header Content-Type. A signature goes before what is stated; HTML is
    recognised only where nothing is stated.
    """
    for offset, signature, kind in SIGNATURES:
        if body.startswith(signature, offset):
            return kind
    kind = stated.partition(";")[0].strip().lower()
    if kind not in UNSTATED:
        return kind
    start = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return HTML if start.startswith(HTML_STARTS) else kind
