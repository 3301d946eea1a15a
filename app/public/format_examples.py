"""Examples of the contract for each format: one short release, written by the format itself."""

import json
from typing import Any

from app.base.examples import EXAMPLE_BASE, load_example
from app.formats import html, ndjson
from app.formats.item import Author, Feed, Item
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS, ListFormat, ReleaseFormat, essence
from app.published.document import PublicRelease

Content = dict[str, dict[str, Any]]

_RELEASE = load_example("public", "release")
# A place written in ten formats is long: the ancestors of one say nothing of a format.
_PLACES = [{**place, "ancestors": []} for place in _RELEASE["locations"]]
_BRIEF = {
    "locations": _PLACES,
    "dateline": {**_RELEASE["dateline"], "location": None},
    "themes": [{**theme, "ancestors": []} for theme in _RELEASE["themes"]],
    "contacts": [],
    "summary": None,
    # They stand in the example of the release itself.
    "translations": [],
}
_ITEM = Item(PublicRelease.model_validate({**_RELEASE, **_BRIEF}), EXAMPLE_BASE)
# What an export with `fields=title,date` has of it.
_FIELDS = ("id", "title", "date")


def of_list(form: ListFormat) -> Content:
    """Return the content of an answer in this format."""
    address = f"{EXAMPLE_BASE}/v1/releases.{form.suffix}?location=TR-22"
    feed = Feed(
        id="urn:uuid:4f0c3a54-3f0e-5d59-9d7c-2f6b0d1f8f10",
        author=Author("Relief Network"),
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
    """Return the content of an answer in NDJSON, with the members that `fields` named."""
    line = json.dumps({name: _RELEASE[name] for name in _FIELDS}, ensure_ascii=False)
    # No schema: JSON Schema cannot describe a text of any number of documents.
    return {ndjson.MEDIA_TYPE: {"example": f"{line}\n"}}


def of_lists() -> Content:
    """Return the contents of a page in every format, by media type."""
    return _by_media_type(*map(of_list, LIST_FORMATS))


def of_each() -> Content:
    """Return the contents of one release in every format, by media type."""
    return _by_media_type(*map(of_release, RELEASE_FORMATS))


def _by_media_type(*contents: Content) -> Content:
    """Return `contents` as one, texts first.

    openapi-python-client reads an answer by the first media type that it knows, and a text can be
    read from any.
    """
    found = {kind: body for content in contents for kind, body in content.items()}
    return dict(sorted(found.items(), key=lambda one: not one[0].startswith("text/")))


def _content(media_type: str, text: str) -> Content:
    kind = essence(media_type)
    if kind.endswith("json"):
        return {kind: {"schema": {"type": "object"}, "example": json.loads(text)}}
    if kind == html.MEDIA_TYPE:
        # A page is looked at; as an example it would be the longest of all.
        return {kind: {"schema": {"type": "string"}}}
    return {kind: {"schema": {"type": "string"}, "example": text}}
