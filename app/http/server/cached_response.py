"""A cached public answer, its encoded variants, and the responses that are made from them."""

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Self

from starlette.types import Scope

from app.http.codings import SMALLEST, tag_in
from app.http.conditional import is_not_modified

RawHeaders = list[tuple[bytes, bytes]]
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
_CONDITIONS = {
    b"if-match": "if-match",
    b"if-none-match": "if-none-match",
    b"if-modified-since": "if-modified-since",
    b"if-unmodified-since": "if-unmodified-since",
}
# Bytes that an entry takes beside its body: measured, rounded up.
_OVERHEAD = 8_000


@dataclass(slots=True)
class Conditions:
    """The conditional headers of a request by name, and its `Accept-Encoding`."""

    given: dict[str, str]
    accept_encoding: str

    @classmethod
    def of(cls, scope: Scope) -> Self:
        """Read the headers; one in several lines is one list (RFC 9110 section 5.3)."""
        given: dict[str, str] = {}
        coding = ""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                coding += "," + value.decode("latin-1")
            elif name in _CONDITIONS:
                text, before = value.decode("latin-1"), given.get(_CONDITIONS[name])
                given[_CONDITIONS[name]] = text if before is None else f"{before},{text}"
        return cls(given, coding.removeprefix(","))

    def is_not_modified(self, headers: RawHeaders) -> bool:
        """Return whether 304 replaces an answer with these headers. Raises Stale (412)."""
        if not self.given:
            return False
        found = dict(headers)
        etag, modified = found.get(b"etag"), found.get(b"last-modified")
        return is_not_modified(
            self.given,
            etag.decode("latin-1") if etag else None,
            modified.decode("latin-1") if modified else None,
        )


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
    body: bytes | None = None
    _responses: dict[str, WireResponse] = field(default_factory=dict)

    def response(self, method: str, conditions: Conditions) -> WireResponse | None:
        """Return the response to send; None until the body is encoded. Raises Stale (412)."""
        if conditions.is_not_modified(self.headers):
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
            found = self._variants[coding] = Variant(coding, headers, body)
        return found

    def size(self) -> int:
        """Return about how many bytes it takes in memory."""
        encoded = [one.body for one in self._variants.values() if one.body and one.coding]
        return _OVERHEAD + len(self.body) + sum(map(len, encoded))


def not_modified_headers(headers: RawHeaders) -> RawHeaders:
    """Return those of an answer's headers that the 304 in its place keeps."""
    return [pair for pair in headers if pair[0] not in _OF_BYTES]
