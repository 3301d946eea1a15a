"""Answers from stored documents: bytes joined to bytes, without a model in between. Pure."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from app.core.problems import Fault, Invalid, excerpt
from app.core.text import nearest
from app.published.queries import Document
from app.published.schemas import FIELD_NAMES
from app.published.selection import split


def address_of(base_url: str, release_id: object) -> str:
    """The lasting address of a release."""
    return f"{base_url}/v1/releases/{release_id}"


def release_json(document: Document, base_url: str, notice: str | None = None) -> str:
    """A document as readers get it: with its address, which is stored nowhere, and its notice."""
    # Stored documents are objects and never empty, so that members can be put before the brace.
    mark = f',"notice":{notice}' if notice else ""
    return f'{document.text[:-1]}{mark},"url":{_compact(address_of(base_url, document.id))}}}'


def list_json(
    documents: Iterable[Document],
    base_url: str,
    fields: Collection[str],
    meta: Mapping[str, Any],
    links: Mapping[str, str],
) -> bytes:
    """A page: `data`, `meta`, `links`. With `fields`, only those members and the id."""
    texts = (release_json(document, base_url) for document in documents)
    data = ",".join(_only(text, fields) for text in texts) if fields else ",".join(texts)
    return f'{{"data":[{data}],"meta":{_compact(meta)},"links":{_compact(links)}}}'.encode()


def read_fields(given: Iterable[str] | None) -> tuple[str, ...]:
    """The members that `fields` names, `id` among them; empty when all are wanted.

    Raises Invalid with the nearest known one for each that no release has.
    """
    asked = split(given)
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


def _only(text: str, fields: Collection[str]) -> str:
    members = json.loads(text)
    return _compact({name: members[name] for name in fields if name in members})


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
