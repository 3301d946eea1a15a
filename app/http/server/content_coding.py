"""Content codings of answers (RFC 9110 section 8.4): which one a client gets, and its encoder."""

import gzip
import sys
import zlib
from functools import lru_cache
from typing import Any

import brotli

from app.http.conditional import CODINGS, tag_in
from app.http.negotiation import weighted

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY = ""
# A shorter answer fits one packet without a coding.
SMALLEST = 1_024
_LEVELS = {"br": 5, "zstd": 6, "gzip": 6}
# Its events are small, and a proxy that decodes them may hold them back.
_NEVER_CODED = b"text/event-stream"
# The window of a gzip member in place of a bare deflate stream (zlib's manual).
_GZIP_WINDOW = zlib.MAX_WBITS | 16

RawHeaders = list[tuple[bytes, bytes]]


@lru_cache(maxsize=256)
def choose_coding(accept_encoding: str) -> str:
    """Return the coding that `Accept-Encoding: accept_encoding` prefers; `IDENTITY` when none.

    What the header names beats `*`; `q=0` refuses; what cannot be read is ignored.
    """
    # RFC 9110 section 8.4.1.3: x-gzip is gzip.
    accepted = weighted(accept_encoding.lower().replace("x-gzip", "gzip"))
    best = max(CODINGS, key=accepted.quality)
    quality = accepted.quality(best)
    return best if quality > 0 and quality >= accepted.quality("identity") else IDENTITY


def encode(coding: str, body: bytes) -> bytes:
    """Encode `body` in one of `CODINGS`; equal bytes give equal bytes."""
    level = _LEVELS[coding]
    if coding == "br":
        coded: bytes = brotli.compress(body, quality=level)
        return coded
    if coding == "zstd":
        return zstd.compress(body, level)
    return gzip.compress(body, level, mtime=0)


class StreamEncoder:
    """Encodes an answer piece by piece; whoever has the pieces so far can read all of them."""

    def __init__(self, coding: str) -> None:
        level = _LEVELS[coding]
        self._is_brotli = coding == "br"
        self._coder: Any
        self._flush: tuple[Any, ...] = ()
        self._end: tuple[Any, ...] = ()
        if self._is_brotli:
            self._coder = brotli.Compressor(quality=level)
        elif coding == "zstd":
            self._coder = zstd.ZstdCompressor(level)
            self._flush = (zstd.ZstdCompressor.FLUSH_BLOCK,)
            self._end = (zstd.ZstdCompressor.FLUSH_FRAME,)
        else:
            self._coder = zlib.compressobj(level, wbits=_GZIP_WINDOW)
            self._flush, self._end = (zlib.Z_SYNC_FLUSH,), (zlib.Z_FINISH,)

    def encode(self, piece: bytes, *, is_last: bool) -> bytes:
        """Return the next bytes of the coded answer."""
        if self._is_brotli:
            head: bytes = self._coder.process(piece)
            tail: bytes = self._coder.finish() if is_last else self._coder.flush()
        else:
            head = self._coder.compress(piece)
            tail = self._coder.flush(*(self._end if is_last else self._flush))
        return head + tail


def is_codable(headers: RawHeaders) -> bool:
    """Return whether an answer with these headers, named in lower case, may get a coding."""
    given = dict(headers)
    kind = given.get(b"content-type", b"").partition(b";")[0]
    return b"content-encoding" not in given and kind != _NEVER_CODED


def tagged_in(coding: str, headers: RawHeaders) -> RawHeaders:
    """Return the headers of a representation with the entity tag that it has in `coding`."""
    return [
        (name, tag_in(coding, value.decode("latin-1")).encode("latin-1"))
        if name == b"etag"
        else (name, value)
        for name, value in headers
    ]


def coded_headers(headers: RawHeaders, coding: str) -> RawHeaders:
    """Return the headers of an answer in `coding`, given those of its plain bytes."""
    varied = [value for name, value in headers if name == b"vary"]
    others = [pair for pair in headers if pair[0] != b"vary"]
    others.append((b"vary", b", ".join((*varied, b"Accept-Encoding"))))
    if not coding:
        return others
    coded = [pair for pair in others if pair[0] != b"content-length"]
    return [*coded, (b"content-encoding", coding.encode())]
