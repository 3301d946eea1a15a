"""Examples of the contract for each format: one release, written by the format itself."""

import json
from typing import Any

from app.base.examples import load_example
from app.formats import ndjson
from app.formats.item import Feed, Item
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS, ListFormat, ReleaseFormat, essence
from app.http.contract.openapi import EXAMPLE_BASE
from app.http.routing import JSON
from app.published.document import PublicRelease

Content = dict[str, dict[str, Any]]

_RELEASE = load_example("public", "release")
_ITEM = Item(PublicRelease.model_validate(_RELEASE), EXAMPLE_BASE)


def of_list(form: ListFormat) -> Content:
    """Return the content of an answer in this format."""
    address = f"{EXAMPLE_BASE}/v1/releases.{form.suffix}?location=TR-22"
    feed = Feed(
        id="urn:uuid:4f0c3a54-3f0e-5d59-9d7c-2f6b0d1f8f10",
        newsroom="Relief Network",
        title="Relief Network: Releases about Edirne",
        description="Releases about Edirne.",
        language="en",
        base_url=EXAMPLE_BASE,
        page_url=f"{EXAMPLE_BASE}/v1/releases?location=TR-22",
        self_url=address,
        first_url=address,
        items=(_ITEM,),
    )
    return _content(form.media_type, form.write(feed).decode())


def of_release(form: ReleaseFormat) -> Content:
    """Return the content of an answer in this format."""
    return _content(form.media_type, form.write(_ITEM).decode())


def of_export() -> Content:
    """Return the content of an answer in NDJSON."""
    line = json.dumps(_RELEASE, ensure_ascii=False)
    # No schema: JSON Schema cannot describe a text of any number of documents.
    return {ndjson.MEDIA_TYPE: {"example": f"{line}\n"}}


def negotiated_list() -> Content:
    """Return the contents of a list in the formats beside JSON, by media type."""
    found = of_export()
    for form in LIST_FORMATS:
        if essence(form.media_type) != JSON:
            found |= of_list(form)
    return found


def negotiated_release() -> Content:
    """Return the contents of a release in the formats beside JSON, by media type."""
    found: Content = {}
    for form in RELEASE_FORMATS:
        if essence(form.media_type) != JSON:
            found |= of_release(form)
    return found


def _content(media_type: str, text: str) -> Content:
    kind = essence(media_type)
    if kind.endswith("json"):
        return {kind: {"schema": {"type": "object"}, "example": json.loads(text)}}
    return {kind: {"schema": {"type": "string"}, "example": text}}
