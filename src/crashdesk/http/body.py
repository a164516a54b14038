"""Reading a body without believing what it claims about its size."""

from __future__ import annotations

import zlib

import httpx

from crashdesk.core.errors import AnswerTooLarge, AnswerUnusable
from crashdesk.http.stream import Stream


async def read_body(stream: Stream, limit: int) -> bytes:
    """Read a body of at most `limit` bytes, counted after decompression.

    Raises:
        AnswerTooLarge: there is more; the rest was not read.
        AnswerUnusable: compressed in a way that was not asked for, or wrongly.
        httpx.TransportError: the body was cut.
    """
    headers = stream.head.headers
    declared = headers.get("content-length", "")
    if declared.isdecimal() and len(declared) < 20 and int(declared) > limit:
        raise AnswerTooLarge(detail=f"{declared} bytes announced, {limit} allowed")
    unpack = _unpacker(headers.get("content-encoding", "identity"))
    body = bytearray()
    async for chunk in stream:
        body += unpack.take(chunk, limit + 1 - len(body))
        if len(body) > limit:
            raise AnswerTooLarge(detail=f"more than {limit} bytes")
    unpack.finish()
    return bytes(body)


class _Plain:
    """No compression."""

    def take(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]

    def finish(self) -> None:
        """Nothing can be missing: HTTP itself counts."""


class _Gzip:
    """Decompresses no further than is allowed: a few kilobytes can stand for gigabytes."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._started = False

    def take(self, chunk: bytes, most: int) -> bytes:
        if self._inflate.eof:
            raise AnswerUnusable(detail="data after the end of the compressed body")
        self._started = self._started or bool(chunk)
        try:
            return self._inflate.decompress(chunk, most)
        except zlib.error as problem:
            raise AnswerUnusable(detail=f"the compressed body is damaged: {problem}") from problem

    def finish(self) -> None:
        if self._started and not self._inflate.eof:
            raise httpx.RemoteProtocolError("the compressed body ends too early")


def _unpacker(encoding: str) -> _Plain | _Gzip:
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return _Gzip()
        case other:
            raise AnswerUnusable(detail=f"content encoding {other[:40]!r} was not asked for")
