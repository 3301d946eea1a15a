"""A whole answer of 200, its encoded variants, and the responses that are made from them."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import NamedTuple, Self

from starlette.types import Scope

from app.http.conditional import is_not_modified
from app.http.negotiation import MAX_HEADER
from app.http.server.content_coding import (
    IDENTITY,
    SMALLEST,
    RawHeaders,
    choose_coding,
    coded_headers,
    is_codable,
    tagged_in,
)
from app.http.wanted_language import languages_in

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
