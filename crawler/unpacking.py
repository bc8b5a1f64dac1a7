"""The bytes of a WARC file, plain or gzip, as one stream that goes on after damage."""

from __future__ import annotations

import zlib
from typing import IO, Any

BLOCK = 64 * 1024
LONGEST_HEAD = 128 * 1024
"""Bytes of the headers of one record, its own and those of the answer."""

MOST_SKIPPED = 1 << 30
"""Bytes of one record that are unpacked only to be skipped: no bomb takes longer than that."""

GZIP = b"\x1f\x8b\x08"
RECORD = b"WARC/"
"""How a record begins."""


class Damage(Exception):  # noqa: N818 - not an error of ours
    """A record cannot be read; ``packed`` tells that its gzip member cannot be unpacked."""

    def __init__(self, cause: str, *, packed: bool = False) -> None:
        super().__init__(cause)
        self.packed = packed


class Unpacked:
    """Reads what is unpacked, and knows where in the file each record begins.

    ``offset`` is the first byte of the current record, or of the gzip member that holds it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        """Read the seekable ``file`` from its start."""
        self.offset = 0
        self._file = file
        self._head = 0
        self._restart(0)
        self._raw = file.read(BLOCK)
        # The first bytes themselves may be damaged.
        begins = GZIP in self._raw and RECORD not in self._raw
        self._is_gzip = self._raw.startswith(GZIP) or begins

    def _restart(self, position: int) -> None:
        self._file.seek(position)
        self._raw, self._raw_at = b"", position
        self._member: Any = None
        self._member_at = position
        self._buffer, self._at, self._buffer_at = b"", 0, position
        self._starts_member = False

    def _fill(self) -> bool:
        """Unpack the next block; tell whether there was one. Raises :class:`Damage`."""
        while True:
            if not self._raw:
                self._raw = self._file.read(BLOCK)
            if not self._is_gzip:
                self._set_buffer(self._raw, self._raw_at)
                self._raw, self._raw_at = b"", self._raw_at + len(self._raw)
                return bool(self._buffer)
            if self._member is None and not self._raw.strip(b"\x00"):  # padding
                self._raw_at += len(self._raw)
                if not self._raw:
                    return False
                self._raw = b""
                continue
            if self._unpack_block():
                return True

    def _unpack_block(self) -> bool:
        if self._member is None:
            self._member, self._member_at = zlib.decompressobj(zlib.MAX_WBITS | 16), self._raw_at
            self._starts_member = True
        given, ended = self._raw, not self._raw
        try:
            plain = self._member.decompress(given, BLOCK)
        except zlib.error as error:
            raise Damage(f"is broken gzip: {error}", packed=True) from None
        whole = self._member.eof
        self._raw = self._member.unused_data if whole else self._member.unconsumed_tail
        self._raw_at += len(given) - len(self._raw)
        if whole:
            self._member = None
        if ended and not whole and not plain:
            self._member = None
            raise Damage("is cut off: the file ends in the middle of it", packed=True)
        if plain:
            self._set_buffer(plain, self._member_at)
        return bool(plain)

    def _set_buffer(self, plain: bytes, position: int) -> None:
        self._buffer, self._at, self._buffer_at = plain, 0, position

    def at_record(self) -> bool:
        """Go over the empty lines between records; tell whether a record follows."""
        self._head = 0
        while True:
            if self._at == len(self._buffer) and not self._fill():
                return False
            if self._buffer[self._at] not in b"\r\n":
                break
            self._at += 1
        self.offset = self._member_at if self._is_gzip else self._buffer_at + self._at
        self._starts_member = False
        return True

    def read(self, length: int) -> bytes:
        """Return so many bytes, fewer only at the end of the file. Raises :class:`Damage`."""
        parts = []
        while length > 0 and (self._at < len(self._buffer) or self._fill()):
            part = self._buffer[self._at : self._at + length]
            self._at += len(part)
            length -= len(part)
            parts.append(part)
        return b"".join(parts)

    def readline(self, length: int | None = None) -> bytes:
        """Return the next line of a head, at most ``length`` bytes. Raises :class:`Damage`."""
        parts = []
        left = LONGEST_HEAD if length is None else length
        while left > 0 and (self._at < len(self._buffer) or self._fill()):
            end = self._buffer.find(b"\n", self._at, self._at + left) + 1
            part = self._buffer[self._at : end or self._at + left]
            self._at += len(part)
            self._head += len(part)
            left -= len(part)
            parts.append(part)
            if self._head > LONGEST_HEAD:
                raise Damage(f"has more than {LONGEST_HEAD} bytes of headers")
            if end:
                break
        return b"".join(parts)

    def skip(self, length: int) -> None:
        """Go over so many bytes. Raises :class:`Damage`."""
        if self._is_gzip and length > MOST_SKIPPED:
            raise Damage(f"is larger than {MOST_SKIPPED} bytes", packed=True)
        while length > 0 and (self._at < len(self._buffer) or self._fill()):
            step = min(length, len(self._buffer) - self._at)
            self._at += step
            length -= step
        if length > 0:
            raise Damage("is cut off: the file ends in the middle of it")

    def find_record(self, damage: Damage) -> bool:
        """Go to the next record after a damaged one; tell whether there is one."""
        if damage.packed:
            return self._find_member()
        try:
            return self._find_line()
        except Damage:  # unpacking the rest of the damaged record failed too
            return self._find_member()

    def _find_member(self) -> bool:
        """Go to the next gzip member that begins a record: its first bytes are tried."""
        position, window = self._member_at + 1, b""
        self._restart(position)
        while block := self._file.read(BLOCK):
            window += block
            found = window.find(GZIP)
            while found >= 0:
                here = self._file.tell()
                if self._begins_record(position + found):
                    self._restart(position + found)
                    return True
                self._file.seek(here)
                found = window.find(GZIP, found + 1)
            keep = len(GZIP) - 1
            position += len(window[:-keep])
            window = window[-keep:]
        return False

    def _begins_record(self, position: int) -> bool:
        self._file.seek(position)
        try:
            plain = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(
                self._file.read(4096), len(RECORD)
            )
        except zlib.error:
            return False
        return plain == RECORD

    def _find_line(self) -> bool:
        """Go to the next line, or gzip member, that begins a record. Raises :class:`Damage`."""
        starts_line, skipped = self._buffer[: self._at].endswith(b"\n"), 0
        while skipped < MOST_SKIPPED or not self._is_gzip:
            if len(self._buffer) - self._at < len(RECORD):
                rest, at = self._buffer[self._at :], self._buffer_at + self._at
                if not self._fill():
                    return False
                if self._starts_member:
                    starts_line, self._starts_member = True, False
                else:
                    self._set_buffer(rest + self._buffer, at)
            if starts_line and self._buffer.startswith(RECORD, self._at):
                return True
            end = self._buffer.find(b"\n", self._at)
            starts_line = end >= 0
            step = (end + 1 if starts_line else len(self._buffer)) - self._at
            self._at += step
            skipped += step
        return self._find_member()
