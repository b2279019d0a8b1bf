"""Frames of SPDY/3.1, as far as port forwarding needs them: streams, data, pings.

Source: the SPDY protocol, draft 3.1 (frame layouts 2.2 and 2.6, the dictionary of header compression 2.6.10.1).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from struct import pack, unpack
from typing import NamedTuple

SYN_STREAM, SYN_REPLY, RST_STREAM, SETTINGS, PING, GOAWAY, HEADERS, WINDOW_UPDATE = 1, 2, 3, 4, 6, 7, 8, 9
DATA = 0
FIN = 1
VERSION = 0x8003

WORDS = (
    "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges age allow "
    "authorization cache-control connection content-base content-encoding content-language content-length "
    "content-location content-md5 content-range content-type date etag expect expires from host if-match "
    "if-modified-since if-none-match if-range if-unmodified-since last-modified location max-forwards pragma "
    "proxy-authenticate proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade "
    "user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url public set-cookie "
    "keep-alive origin"
)
CODES = (
    "100101201202205206300302303304305306307402405406407408409410411412413414415416417502504505"
    "203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 Unauthorized"
    "403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service Unavailable"
)
REST = (
    "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, GMT"
    "chunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,"
    "text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0."
)
DICTIONARY = (
    b"".join(pack(">I", len(word)) + word.replace("_", " ").encode() for word in WORDS.split())
    + (CODES + REST).encode()
)


class Frame(NamedTuple):
    """One frame; `kind` is DATA or the type of a control frame."""

    kind: int
    stream: int
    flags: int = 0
    data: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name), "")

    @property
    def is_last(self) -> bool:
        return bool(self.flags & FIN)


class Reader:
    """Bytes in, frames out; the compression of headers goes on from frame to frame."""

    def __init__(self) -> None:
        self._data = b""
        self._headers = zlib.decompressobj(zdict=DICTIONARY)

    def take(self, data: bytes) -> Iterator[Frame]:
        """The frames that are complete now. Raises ValueError for what is no SPDY."""
        self._data += data
        while len(self._data) >= 8:
            first, second = unpack(">II", self._data[:8])
            flags, length = second >> 24, second & 0xFFFFFF
            if len(self._data) < 8 + length:
                return
            payload, self._data = self._data[8 : 8 + length], self._data[8 + length :]
            if first >> 31:
                if first >> 16 != VERSION:
                    raise ValueError(f"frame version {first >> 16 & 0x7FFF}")
                yield self.control(first & 0xFFFF, flags, payload)
            else:
                yield Frame(DATA, first, flags, payload)

    def control(self, kind: int, flags: int, payload: bytes) -> Frame:
        number = unpack(">I", payload[:4])[0] & 0x7FFFFFFF if len(payload) >= 4 else 0
        starts = {SYN_STREAM: 10, SYN_REPLY: 4, HEADERS: 4}
        if kind in starts:
            return Frame(kind, number, flags, b"", self.pairs(payload[starts[kind] :]))
        return Frame(kind, number, flags, payload)

    def pairs(self, block: bytes) -> tuple[tuple[str, str], ...]:
        """The names and values of a compressed block."""
        try:
            data = self._headers.decompress(block)
        except zlib.error as problem:
            raise ValueError(str(problem)) from None
        count, at = unpack(">I", data[:4])[0], 4
        texts: list[str] = []
        for _ in range(2 * count):
            size = unpack(">I", data[at : at + 4])[0]
            texts.append(data[at + 4 : at + 4 + size].decode("latin-1"))
            at += 4 + size
        return tuple(zip(texts[::2], texts[1::2], strict=True))


class Writer:
    """Frames as bytes; headers are compressed without the dictionary, which readers accept."""

    def __init__(self) -> None:
        self._headers = zlib.compressobj()

    def reply(self, stream: int) -> bytes:
        """The answer to a new stream, without headers."""
        block = self._headers.compress(pack(">I", 0)) + self._headers.flush(zlib.Z_SYNC_FLUSH)
        return control(SYN_REPLY, 0, pack(">I", stream) + block)


def control(kind: int, flags: int, payload: bytes) -> bytes:
    return pack(">HHI", VERSION, kind, flags << 24 | len(payload)) + payload


def data(stream: int, payload: bytes, last: bool = False) -> bytes:
    """Bytes of a stream, in frames that are not too long."""
    size = 1 << 15
    pieces = [payload[at : at + size] for at in range(0, len(payload), size)] or [b""]
    found = b""
    for index, piece in enumerate(pieces):
        flags = FIN if last and index == len(pieces) - 1 else 0
        found += pack(">II", stream, flags << 24 | len(piece)) + piece
    return found
