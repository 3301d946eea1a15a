"""Content codings of answers: which one a client gets (RFC 9110 section 12.5.3)."""

import gzip
import sys
from functools import lru_cache

import brotli

from app.http.negotiation import weighted

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

IDENTITY = ""
# The order among codings that a client prefers equally: RFC 7932, RFC 8878, RFC 1952.
CODINGS = ("br", "zstd", "gzip")
# A shorter answer fits one packet without a coding.
SMALLEST = 1_024
_LEVELS = {"br": 5, "zstd": 6, "gzip": 6}


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


def tag_in(coding: str, etag: str) -> str:
    """Return the strong entity tag of a representation in `coding`, given that of its plain bytes.

    RFC 9110 section 8.8.3.3 requires different tags. No tag of ours holds a dot.
    """
    return f'{etag[:-1]}.{coding}"' if coding else etag
