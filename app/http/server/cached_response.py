"""A cached public answer, its encoded variants, and the responses that are made from them."""

import gzip
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple, Self

import brotli
from starlette.types import Scope

from app.http.conditional import is_not_modified
from app.http.negotiation import MAX_HEADER, weighted
from app.http.wanted_language import languages_in

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

RawHeaders = list[tuple[bytes, bytes]]
Key = tuple[bytes | None, ...]
# Headers that describe the bytes of an answer; the 304 in its place lacks them (RFC 9110 15.4.5).
_OF_BYTES = frozenset(
    (
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"content-language",
        b"content-disposition",
    )
)
_CREDENTIALS = frozenset((b"authorization", b"cookie"))
_CONDITIONS = frozenset(
    (b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since")
)
_SELECTING = _CREDENTIALS | _CONDITIONS | {b"accept", b"accept-language", b"accept-encoding"}
# Bytes that an entry takes beside its body: measured, rounded up.
_OVERHEAD = 8_000


class Validators(NamedTuple):
    """What conditions are compared with (RFC 9110 section 8.8)."""

    etag: str | None
    last_modified: str | None

    @classmethod
    def of(cls, headers: RawHeaders) -> Self:
        """Return those of an answer."""
        found = {name: value.decode("latin-1") for name, value in headers}
        return cls(found.get(b"etag"), found.get(b"last-modified"))


class RequestHeaders(dict[bytes, bytes]):
    """Those headers of a request that decide which answer it gets."""

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """Read the headers; one in several lines is one list (RFC 9110 section 5.3)."""
        given = cls()
        for name, value in scope["headers"]:
            if name in _SELECTING:
                given[name] = given[name] + b"," + value if name in given else value
        return given

    def representation_key(self, scope: Scope) -> Key | None:
        """Return all of a GET that its answer depends on; None with credentials.

        Clients of one kind send `Accept` in the same words. Of `Accept-Language` only the known
        languages count, so that strange values share one answer.
        """
        if not _CREDENTIALS.isdisjoint(self):
            return None
        accept, language = self.get(b"accept"), self.get(b"accept-language", b"")
        named = languages_in(language.decode("latin-1")) if language else ()
        return (scope["raw_path"], scope["query_string"], accept, ",".join(named).encode())

    def coding(self) -> str:
        """Return the content coding that the client prefers."""
        accepted = self.get(b"accept-encoding")
        # Of a longer header no more is read.
        text = (accepted or b"")[: MAX_HEADER + 1].decode("latin-1")
        return choose_coding(text) if text else IDENTITY

    def is_not_modified(self, validators: Validators) -> bool:
        """Return whether 304 replaces an answer with these validators. Raises Stale (412)."""
        if _CONDITIONS.isdisjoint(self):
            return False
        conditions = {
            name.decode(): value.decode("latin-1")
            for name, value in self.items()
            if name in _CONDITIONS
        }
        return is_not_modified(conditions, *validators)


@dataclass(slots=True)
class WireResponse:
    """The status, headers and body to send."""

    status: int
    headers: RawHeaders
    body: bytes


@dataclass(slots=True)
class Variant:
    """An answer in one content coding: its headers, and its body once that is encoded."""

    coding: str
    headers: RawHeaders
    validators: Validators
    body: bytes | None = None
    _responses: dict[str, WireResponse] = field(default_factory=dict)

    def response(self, method: str, given: RequestHeaders) -> WireResponse | None:
        """Return the response to send; None until the body is encoded. Raises Stale (412)."""
        if given.is_not_modified(self.validators):
            kind = "304"
            if kind not in self._responses:
                status = HTTPStatus.NOT_MODIFIED.value
                self._responses[kind] = WireResponse(
                    status, not_modified_headers(self.headers), b""
                )
            return self._responses[kind]
        if method not in self._responses:
            if self.body is None:
                return None
            headers = [*self.headers, (b"content-length", str(len(self.body)).encode())]
            body = b"" if method == "HEAD" else self.body
            self._responses[method] = WireResponse(HTTPStatus.OK.value, headers, body)
        return self._responses[method]


class CachedResponse:
    """A public answer of status 200, valid while `state` is that of the snapshot."""

    def __init__(self, endpoint: object, headers: RawHeaders, body: bytes) -> None:
        self.endpoint = endpoint
        self.body = body
        self.state: object | None = None
        self.key_bytes = 0
        self._variants: dict[str, Variant] = {}
        given = dict(headers)
        self._etag = given[b"etag"].decode("latin-1")
        vary = [value for name, value in headers if name == b"vary"]
        self._headers = [
            pair for pair in headers if pair[0] not in (b"etag", b"vary", b"content-length")
        ]
        self._headers.append((b"vary", b", ".join((*vary, b"Accept-Encoding"))))

    def variant(self, coding: str) -> Variant:
        """Return the answer in `coding`; unencoded where a coding would not make it shorter."""
        if len(self.body) < SMALLEST:
            coding = ""
        found = self._variants.get(coding)
        if found is None:
            headers = [*self._headers, (b"etag", tag_in(coding, self._etag).encode("latin-1"))]
            if coding:
                headers.append((b"content-encoding", coding.encode()))
            body = None if coding else self.body
            found = self._variants[coding] = Variant(coding, headers, Validators.of(headers), body)
        return found

    def size(self) -> int:
        """Return about how many bytes it takes in memory."""
        encoded = [one.body for one in self._variants.values() if one.body and one.coding]
        return _OVERHEAD + self.key_bytes + len(self.body) + sum(map(len, encoded))


def not_modified_headers(headers: RawHeaders) -> RawHeaders:
    """Return those of an answer's headers that the 304 in its place keeps."""
    return [pair for pair in headers if pair[0] not in _OF_BYTES]


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
