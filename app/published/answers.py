"""Answers from stored documents: bytes joined to bytes, without a model in between. Pure."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from app.core.problems import Fault, Invalid, excerpt
from app.core.text import nearest
from app.published.queries import Document
from app.published.schemas import FIELD_NAMES
from app.published.selection import first_names


def address_of(base_url: str, release_id: object) -> str:
    """The lasting address of a release."""
    return f"{base_url}/v1/releases/{release_id}"


@lru_cache(maxsize=16)
def _beginning(base_url: str) -> bytes:
    """The member of every address up to the id."""
    return f',"url":{_compact(address_of(base_url, ""))[:-1]}'.encode()


def release_json(document: Document, base_url: str, notice: str | None = None) -> bytes:
    """A document as readers get it: with its address, which is stored nowhere, and its notice."""
    # Stored documents are objects and never empty, so that members can be put before the brace.
    mark = f',"notice":{notice}'.encode() if notice else b""
    return b"".join((document.raw[:-1], mark, _beginning(base_url), document.name, b'"}'))


def releases_json(
    documents: Iterable[Document], base_url: str, fields: Collection[str]
) -> Iterator[bytes]:
    """Each document as readers get it; with `fields`, only those members and the id."""
    for document in documents:
        text = release_json(document, base_url)
        yield _only(text, fields) if fields else text


def list_json(
    texts: Iterable[bytes],
    meta: Mapping[str, Any],
    links: Mapping[str, str],
    beside: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """A page: `data`, what stands `beside` it (JSON texts by name), `meta`, `links`."""
    more = "".join(f'"{name}":{text},' for name, text in beside.items())
    rest = f'],{more}"meta":{_compact(meta)},"links":{_compact(links)}}}'
    return b"".join((b'{"data":[', b",".join(texts), rest.encode()))


def read_fields(given: Iterable[str] | None) -> tuple[str, ...]:
    """The members that `fields` names, `id` among them; empty when all are wanted.

    Raises Invalid with the nearest known one for each that no release has.
    """
    asked = first_names(given)
    faults = [_unknown(name) for name in asked if name not in FIELD_NAMES]
    if faults:
        raise Invalid(faults)
    return tuple(name for name in FIELD_NAMES if name in {*asked, "id"}) if asked else ()


def _unknown(name: str) -> Fault:
    if not name:
        return Fault("An empty value names no field.", parameter="fields")
    known = nearest(name[:100], FIELD_NAMES)
    hint = f"; did you mean {known!r}?" if known else f"; known: {', '.join(FIELD_NAMES)}."
    return Fault(f"{excerpt(name)!r} is no field{hint}", parameter="fields", suggestion=known)


def _only(text: bytes, fields: Collection[str]) -> bytes:
    members = json.loads(text)
    return _compact({name: members[name] for name in fields if name in members}).encode()


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
