"""Undoes how an HTTP body was coded on the wire, within a limit (RFC 9110, 8.4, RFC 9112, 7.1)."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Sequence

import brotli
from warcio.bufferedreaders import ChunkedDataReader

from crawler.media_types import HTML, PDF, media_type_of

if sys.version_info >= (3, 14):
    from compression.zstd import ZstdDecompressor, ZstdError
else:
    from backports.zstd import ZstdDecompressor, ZstdError

BLOCK = 64 * 1024


class BodyError(ValueError):
    """A body cannot be decoded; the text says why."""


def decoded(body: bytes, headers: Sequence[tuple[str, str]], most: int) -> bytes:
    """Return the body without chunks, gzip, deflate, br and zstd, as its headers name them.

    A body that its archive kept decoded, with headers that say otherwise, stays as it is. Raises
    :class:`BodyError` where it is broken, coded in another way, or has more than ``most`` bytes.
    """
    if "chunked" in _codings(headers, "transfer-encoding"):
        body = ChunkedDataReader(io.BytesIO(body)).read()
    for coding in reversed(_codings(headers, "content-encoding")):
        body = _undone(body, coding, most)
    if len(body) > most:
        raise BodyError(f"is larger than {most} bytes")
    return body


def _codings(headers: Sequence[tuple[str, str]], name: str) -> list[str]:
    values = ",".join(value for key, value in headers if key.lower() == name)
    return [coding for value in values.lower().split(",") if (coding := value.strip())]


def _undone(body: bytes, coding: str, most: int) -> bytes:
    try:
        match coding:
            case "identity":
                return body
            case "gzip" | "x-gzip":
                return gzip.GzipFile(fileobj=io.BytesIO(body)).read(most + 1)
            case "deflate":
                return _inflated(body, most)
            case "br":
                return _unbrotli(body, most)
            case "zstd":
                return _unzstd(body, most)
    except (EOFError, OSError, zlib.error, brotli.error, ZstdError) as error:
        if media_type_of("", body) in {HTML, PDF}:
            return body
        raise BodyError(f"is broken {coding}: {error}") from None
    raise BodyError(f"is coded as {coding!r}, which is not read")


def _inflated(body: bytes, most: int) -> bytes:
    """Undo deflate: with the zlib header of the standard, or without, as some servers send it."""
    has_header = (
        len(body) > 1 and body[0] & 0x0F == zlib.DEFLATED and not (int.from_bytes(body[:2]) % 31)
    )
    undo = zlib.decompressobj(zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS)
    plain = undo.decompress(body, most + 1)
    if not undo.eof and len(plain) <= most:
        raise EOFError("it ends too early")
    return plain


def _unbrotli(body: bytes, most: int) -> bytes:
    undo = brotli.Decompressor()
    parts = [undo.process(body, output_buffer_limit=BLOCK)]
    size = len(parts[0])
    while not undo.is_finished() and size <= most:
        if undo.can_accept_more_data():
            raise EOFError("it ends too early")
        parts.append(undo.process(b"", output_buffer_limit=BLOCK))
        size += len(parts[-1])
    return b"".join(parts)


def _unzstd(body: bytes, most: int) -> bytes:
    undo = ZstdDecompressor()
    plain = undo.decompress(body, most + 1)
    if not undo.eof and len(plain) <= most:
        raise EOFError("it ends too early")
    return plain
