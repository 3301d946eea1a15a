"""Stored documents, and the JSON of releases and pages joined from their bytes, without parsing."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from app.base.addresses import ReleaseAddresses
from app.base.compact_json import compact
from app.base.problems import Fault, Invalid, excerpt
from app.base.text import nearest
from app.published.selection.grammar import first_names
from app.published.selection.parameters import FIELD_NAMES


class Document:
    """A stored document: its release's id, and its JSON text in UTF-8 as `raw`.

    Immutable. Derived values are cached, since a document is usually part of many pages.
    """

    def __init__(self, id: UUID, raw: str | bytes) -> None:
        self.id = id
        self.raw = raw if isinstance(raw, bytes) else raw.encode()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Document):
            return NotImplemented
        return (self.id, self.raw) == (other.id, other.raw)

    def __hash__(self) -> int:
        return hash(self.id)

    @cached_property
    def name(self) -> bytes:
        """Return the id as it is written in addresses."""
        return str(self.id).encode()

    @cached_property
    def digest(self) -> bytes:
        """Return the SHA-256 of the id and the JSON text."""
        return hashlib.sha256(self.name + self.raw).digest()

    @property
    def text(self) -> str:
        """Return the JSON text."""
        return self.raw.decode()

    def web_url(self, addresses: ReleaseAddresses) -> str:
        """Return where people read the release."""
        # Without a site the address is made of the id alone, and the text need not be parsed.
        slug, language = self._slug_and_language if addresses.site else ("", "")
        return addresses.web_url(self.id, slug, language)

    @cached_property
    def _slug_and_language(self) -> tuple[str, str]:
        members = json.loads(self.raw)
        return members["slug"], members["language"]


_DATA = b'{"data":['


def _located(document: Document, addresses: ReleaseAddresses) -> bytes:
    """Return the end of a release: the members `url` and `web_url`, and the brace."""
    url, web_url = addresses.url(document.id), document.web_url(addresses)
    return f',"url":{compact(url)},"web_url":{compact(web_url)}}}'.encode()


def release_json(
    document: Document, addresses: ReleaseAddresses, notice: str | None = None
) -> bytes:
    """Return a document as readers get it: with its addresses, which are not stored, and notice."""
    # Stored documents are objects and never empty, so members can be added before the brace.
    stated = f',"notice":{notice}'.encode() if notice else b""
    return b"".join((document.raw[:-1], stated, _located(document, addresses)))


def releases_json(
    documents: Iterable[Document], addresses: ReleaseAddresses, fields: Collection[str]
) -> Iterator[bytes]:
    """Yield each document as readers get it; with `fields`, only those members and the id."""
    for document in documents:
        text = release_json(document, addresses)
        yield _only(text, fields) if fields else text


class PageEnd(NamedTuple):
    """The members of a page that follow its `data`; `more` are JSON texts by name."""

    meta: Mapping[str, Any]
    links: Mapping[str, str]
    more: Mapping[str, str] = MappingProxyType({})

    def written(self) -> bytes:
        """Return the end of a page, from the bracket that closes `data` on."""
        more = "".join(f'"{name}":{text},' for name, text in self.more.items())
        return f'],{more}"meta":{compact(self.meta)},"links":{compact(self.links)}}}'.encode()


def list_json(texts: Iterable[bytes], end: PageEnd) -> bytes:
    """Return a page whose `data` are `texts`."""
    return b"".join((_DATA, b",".join(texts), end.written()))


def page_json(
    documents: Sequence[Document], addresses: ReleaseAddresses, end: PageEnd
) -> tuple[bytes, tuple[bytes, ...]]:
    """Return a page of whole documents, and the parts that its entity tag is made from.

    Each document has a cached digest, so a page of 60 kB is not hashed for its tag. All pieces are
    joined at once: intermediate copies would take longer than everything else.
    """
    pieces, digests = [_DATA], [repr(addresses).encode()]
    comma = b""
    for document in documents:
        pieces += (comma, document.raw[:-1], _located(document, addresses))
        digests.append(document.digest)
        comma = b","
    written = end.written()
    pieces.append(written)
    return b"".join(pieces), (*digests, written)


def read_fields(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return the members that `fields` names, and `id`; empty if no field is named.

    Raises Invalid with the nearest known member for each that no release has.
    """
    names = first_names(given)
    faults = [_unknown(name) for name in names if name not in FIELD_NAMES]
    if faults:
        raise Invalid(faults)
    return tuple(name for name in FIELD_NAMES if name in {*names, "id"}) if names else ()


def _unknown(name: str) -> Fault:
    if not name:
        return Fault("An empty value names no field.", parameter="fields")
    known = nearest(name[:100], FIELD_NAMES)
    hint = f"; did you mean {known!r}?" if known else f"; known: {', '.join(FIELD_NAMES)}."
    return Fault(f"{excerpt(name)!r} is no field{hint}", parameter="fields", suggestion=known)


def _only(text: bytes, fields: Collection[str]) -> bytes:
    members = json.loads(text)
    return compact({name: members[name] for name in fields if name in members}).encode()
