"""Finished public answers in memory, bounded by bytes: the least lately used go first."""

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus

from app.http.codings import IDENTITY, SMALLEST, tag_in
from app.http.conditional import matches_weakly

RawHeaders = list[tuple[bytes, bytes]]
# What of an answer tells of its bytes, and is not in the 304 that stands for it (RFC 9110 15.4.5).
OF_BYTES = frozenset(
    (
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"content-language",
        b"content-disposition",
    )
)
# What is not the same for all who get an answer, and what each form of it says itself.
_OF_ONE = (b"x-request-id", b"content-length")
# What an entry takes beside its bytes: measured, rounded up.
_BESIDE = 8_000
# The part of a form that is a 304, beside those by method.
_NOTHING = "304"


@lru_cache(maxsize=64)
def _status_line(status: int) -> bytes:
    return f"HTTP/1.1 {status} {HTTPStatus(status).phrase}".encode()


@dataclass(slots=True)
class Part:
    """Status, headers and bytes that are sent; `head` is the first two as HTTP/1.1 writes them."""

    status: int
    headers: RawHeaders
    body: bytes
    head: bytes = b""

    def __post_init__(self) -> None:
        lines = (_status_line(self.status), *map(b": ".join, self.headers), b"")
        self.head = b"\r\n".join(lines)


@dataclass(slots=True)
class Form:
    """One coding of an answer: its tag, its headers, and its bytes once they are made."""

    coding: str
    etag: str
    headers: RawHeaders
    body: bytes | None = None
    _parts: dict[str, Part] = field(default_factory=dict)

    def part(self, method: str, if_none_match: str) -> Part | None:
        """What a client gets; None as long as its bytes are not made."""
        if if_none_match and (
            if_none_match == self.etag or matches_weakly(if_none_match, self.etag)
        ):
            return self._parts.get(_NOTHING) or self._not_modified()
        return self._parts.get(method) or self._whole(method)

    def _not_modified(self) -> Part:
        kept = [pair for pair in self.headers if pair[0] not in OF_BYTES]
        made = self._parts[_NOTHING] = Part(HTTPStatus.NOT_MODIFIED.value, kept, b"")
        return made

    def _whole(self, method: str) -> Part | None:
        if self.body is None:
            return None
        headers = [*self.headers, (b"content-length", str(len(self.body)).encode())]
        body = b"" if method == "HEAD" else self.body
        made = self._parts[method] = Part(HTTPStatus.OK.value, headers, body)
        return made


@dataclass(slots=True)
class Ready:
    """A finished answer of status 200, true while `mark` stands.

    `route` is the template of its address, for logs and counts; `headers` are those of every form.
    """

    mark: object
    route: str
    headers: RawHeaders
    body: bytes
    etag: str
    forms: dict[str, Form] = field(default_factory=dict)

    @classmethod
    def of(cls, route: str, headers: RawHeaders, body: bytes) -> "Ready":
        """The answer with these headers, of no state yet."""
        etag, kept, vary = "", [], []
        for name, value in headers:
            if name == b"etag":
                etag = value.decode("latin-1")
            elif name == b"vary":
                vary.append(value)
            elif name not in _OF_ONE:
                kept.append((name, value))
        kept.append((b"vary", b", ".join((*vary, b"Accept-Encoding"))))
        return cls(None, route, kept, body, etag)

    def form(self, coding: str) -> Form:
        """The answer in `coding`; as it is where a coding would not shorten it."""
        if len(self.body) < SMALLEST:
            coding = IDENTITY
        found = self.forms.get(coding)
        if found is None:
            found = self.forms[coding] = self._form(coding)
        return found

    def size(self) -> int:
        """The bytes that it takes in memory, about."""
        made = [form.body for form in self.forms.values() if form.body and form.coding]
        return _BESIDE + len(self.body) + sum(map(len, made))

    def _form(self, coding: str) -> Form:
        etag = tag_in(coding, self.etag)
        headers = [*self.headers, (b"etag", etag.encode())]
        if coding:
            return Form(coding, etag, [*headers, (b"content-encoding", coding.encode())])
        return Form(coding, etag, headers, self.body)


class Store:
    """Answers by key, at most `most_bytes` of them in all; for one thread."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._size = 0
        self._kept: OrderedDict[object, Ready] = OrderedDict()
        self._sizes: dict[object, int] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes of all that is kept, about."""
        return self._size

    def get(self, key: object, mark: object) -> Ready | None:
        """What is kept under `key`; what another state than `mark` gave is forgotten."""
        found = self._kept.get(key)
        if found is None:
            return None
        if found.mark is not mark:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return found

    def put(self, key: object, ready: Ready) -> None:
        """Keep `ready`, or weigh it anew; what was not asked for longest goes for it."""
        if key in self._kept:
            self._drop(key)
        size = ready.size()
        if size > self._most:
            return
        self._kept[key] = ready
        self._sizes[key] = size
        self._size += size
        while self._size > self._most:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: object) -> None:
        del self._kept[key]
        self._size -= self._sizes.pop(key)
