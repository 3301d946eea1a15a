"""A whole answer of 200, its variants in content codings, and the responses made from them.

Content codings are those of RFC 9110 section 8.4; answers that come in pieces get them here too.
"""

import gzip
import re
import sys
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple, Self

import brotli
from starlette.types import Scope

from app.http.conditional import CODINGS, is_not_modified
from app.http.negotiation import MAX_HEADER, languages_in, weighted

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

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
_NEGOTIATED = frozenset((b"accept", b"accept-language"))
_SELECTING = _CREDENTIALS | _CONDITIONS | _NEGOTIATED | {b"accept-encoding"}
# Bytes that an entry takes beside its body: measured, rounded up.
_OVERHEAD = 8_000
IDENTITY = ""
# A shorter answer fits one packet without a coding.
SMALLEST = 1_024
_LEVELS = {"br": 5, "zstd": 6, "gzip": 6}
# Events are small, and a proxy that decodes them may hold them back. Files are small as they are.
_NEVER_CODED = re.compile(rb"text/event-stream|(image|video|audio)/.*|application/(pdf|zip)")
# The window of a gzip member in place of a bare deflate stream (zlib's manual).
_GZIP_WINDOW = zlib.MAX_WBITS | 16


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

    def in_one_line(self, headers: RawHeaders) -> RawHeaders:
        """Return the headers of a request with each that is negotiated in one line.

        Routes read the first line of a header. They have to see all that the key is made of, or
        the answer to one line would be kept for requests that name all of them.
        """
        if sum(name in _NEGOTIATED for name, _ in headers) == len(_NEGOTIATED & self.keys()):
            return headers
        others = [pair for pair in headers if pair[0] not in _NEGOTIATED]
        return [*others, *((name, self[name]) for name in _NEGOTIATED if name in self)]

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
    """An answer of status 200, valid while `state` is that of the snapshot.

    One that `holds_secret` is never encoded: the length of what is compressed tells how much of the
    secret equals a text that others chose (BREACH).
    """

    def __init__(
        self, endpoint: object, headers: RawHeaders, body: bytes, *, holds_secret: bool
    ) -> None:
        self.endpoint = endpoint
        self.body = body
        self.state: object | None = None
        self.key_bytes = 0
        self._variants: dict[str, Variant] = {}
        self._is_codable = len(body) >= SMALLEST and not holds_secret and is_codable(headers)
        self._headers = [pair for pair in headers if pair[0] != b"content-length"]

    def variant(self, coding: str) -> Variant:
        """Return the answer in `coding`; unencoded where a coding would not make it shorter."""
        if not self._is_codable:
            coding = IDENTITY
        found = self._variants.get(coding)
        if found is None:
            headers = tagged_in(coding, coded_headers(self._headers, coding))
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
    return b"content-encoding" not in given and not _NEVER_CODED.fullmatch(kind)


def tagged_in(coding: str, headers: RawHeaders) -> RawHeaders:
    """Return the headers of a representation with the entity tag that it has in `coding`.

    RFC 9110 section 8.8.3.3 requires different tags; `conditional.plain_tag` takes them for one. No
    tag of ours holds a dot.
    """
    if not coding:
        return headers
    end = f'.{coding}"'.encode()
    return [(name, value[:-1] + end if name == b"etag" else value) for name, value in headers]


def coded_headers(headers: RawHeaders, coding: str) -> RawHeaders:
    """Return the headers of an answer in `coding`, given those of its plain bytes."""
    varied = [value for name, value in headers if name == b"vary"]
    others = [pair for pair in headers if pair[0] != b"vary"]
    others.append((b"vary", b", ".join((*varied, b"Accept-Encoding"))))
    if not coding:
        return others
    coded = [pair for pair in others if pair[0] != b"content-length"]
    return [*coded, (b"content-encoding", coding.encode())]
