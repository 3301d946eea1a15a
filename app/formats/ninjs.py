"""Writes IPTC ninjs 3.1. A list is one composite object whose associations are the releases."""

from collections.abc import Iterator
from typing import Any

from app.base.compact_json import serialise_without_none, without_none
from app.base.wire import format_instant
from app.contacts.contact import Contact
from app.formats.addresses import as_uri
from app.formats.item import Feed, Item
from app.published.document import (
    DatePrecision,
    NoticeKind,
    ReleasePlace,
    ReleaseTheme,
    Translation,
)
from app.published.labels.contact_text import phone_of
from app.published.media import FileAddress, Media, MediaRendition

SCHEMA = "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#"
# ninjs has no registered media type: it is JSON of this profile.
MEDIA_TYPE = f'application/json; profile="{SCHEMA}"'
STANDARD = {"name": "ninjs", "version": "3.1", "schema": SCHEMA}
_TYPES = {"image": "picture", "video": "video", "audio": "audio", "document": "component"}
MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


def write(feed: Feed) -> bytes:
    """Returns the page as one valid ninjs document; paging is left to the Link header."""
    newest = feed.updated
    members: dict[str, Any] = {
        "uri": feed.id,
        "standard": STANDARD,
        "type": "composite",
        "representationType": "full",
        "title": feed.title,
        "language": feed.language,
        "versionCreated": format_instant(newest) if newest else None,
        "descriptions": [_value(feed.description)],
        "associations": [
            {"name": item.release.title, "rel": "item", **_object(item)} for item in feed.items
        ],
    }
    return serialise_without_none(members)


def write_one(item: Item) -> bytes:
    """Returns the release as a ninjs document."""
    return serialise_without_none({"standard": STANDARD, **_object(item)})


def _object(item: Item) -> dict[str, Any]:
    release = item.release
    exact = release.date_precision is DatePrecision.EXACT
    members: dict[str, Any] = {
        "uri": item.uri,
        "type": "text",
        "representationType": "full",
        "version": str(release.version),
        "firstCreated": format_instant(release.first_public_at),
        "versionCreated": format_instant(release.modified_at),
        # An instant or nothing: ninjs has no form for a day.
        "contentCreated": format_instant(release.published_at)
        if exact and release.published_at
        else None,
        "embargoedUntil": format_instant(release.usable_from)
        if release.usable_from and not release.usable
        else None,
        "pubStatus": _status(item),
        "language": release.language,
        "title": release.title,
        "slugline": release.slug,
        "by": item.issuer,
        "located": release.dateline.text if release.dateline else None,
        "headlines": [*_roles(main=release.title, subtitle=release.subtitle)],
        "descriptions": [_value(release.summary, "summary")] if release.summary else None,
        "bodies": _bodies(item),
        "usageTerms": release.usage_terms,
        "edNote": item.editors_note,
        "organisations": _organisations(item),
        "people": [_person(contact) for contact in release.contacts] or None,
        "places": [place for one in release.locations for place in _places(item, one)] or None,
        "subjects": [one for theme in release.themes for one in _subjects(item, theme)] or None,
        "altIds": _alternative_ids(item),
        "associations": [
            *(_file(one) for one in item.media),
            *(_translation(item, one) for one in release.translations),
        ]
        or None,
    }
    return without_none(members)


def _translation(item: Item, one: Translation) -> dict[str, Any]:
    return {
        "name": one.title,
        "rel": "translation",
        "uri": one.id.urn,
        "type": "text",
        "language": one.language,
        "title": one.title,
        "altIds": [{"role": "web_url", "value": item.translation_url(one)}],
    }


def _status(item: Item) -> str:
    if item.notice is not None:
        return "canceled"
    return "usable" if item.release.usable else "withheld"


def _bodies(item: Item) -> list[dict[str, Any]] | None:
    """Returns the body in both forms; None under a notice that withholds the text."""
    if item.notice is not None and item.notice.kind is not NoticeKind.KEPT:
        return None
    text = item.release.body_text
    size = {"charCount": len(text), "wordCount": len(text.split())}
    return [
        {"role": "main", "contentType": "text/html", **size, "value": item.body_html},
        {"role": "main", "contentType": "text/plain", **size, "value": text},
    ]


def _roles(**values: str | None) -> Iterator[dict[str, str]]:
    for role, value in values.items():
        if value is not None:
            yield _value(value, role)


def _value(value: str, role: str | None = None) -> dict[str, str]:
    members = {"role": role, "contentType": "text/plain", "value": value}
    return without_none(members)


def _organisations(item: Item) -> list[dict[str, Any]] | None:
    issuer = item.release.organisation
    if issuer is None:
        return None
    return [{"name": issuer.name, "rel": "issuer", "literal": issuer.id}]


def _person(contact: Contact) -> dict[str, Any]:
    ways = (("email", contact.email), ("phone", phone_of(contact)))
    reached = [{"type": kind, "value": value} for kind, value in ways if value is not None]
    members = {
        "name": contact.name,
        "rel": "contact",
        "literal": contact.role,
        "contactInfo": reached or None,
    }
    return without_none(members)


def _places(item: Item, place: ReleasePlace) -> Iterator[dict[str, Any]]:
    at = place.coordinates
    point = {"geoJSON": {"type": "Point", "coordinates": [at.longitude, at.latitude]}} if at else {}
    for role in place.roles:
        yield {
            "name": place.name,
            "rel": role.value,
            "uri": as_uri(item.place_url(place.id)),
            "literal": place.id,
            **point,
        }


def _subjects(item: Item, theme: ReleaseTheme) -> Iterator[dict[str, str]]:
    """Yields a subject for each Media Topic of a theme, or one with our address of the theme."""
    topics = [f"{MEDIA_TOPIC}{code.removeprefix('medtop:')}" for code in theme.iptc]
    for uri in topics or [item.theme_url(theme.id)]:
        yield {
            "name": theme.label,
            "rel": "about",
            "uri": as_uri(uri),
            "literal": theme.id,
            "creator": theme.assigned_by,
        }


def _file(one: Media) -> dict[str, Any]:
    """Returns a file of the release as an object of its own, with all its renditions."""
    captions = _roles(caption=one.caption, alt=one.alt)
    members = {
        "name": one.file_name,
        "rel": one.kind,
        "uri": one.id.urn,
        "type": _TYPES[one.kind],
        "representationType": "full",
        "descriptions": [*captions] or None,
        "by": one.credit,
        "usageTerms": one.licence,
        "edNote": f"May be used until {one.rights_end}." if one.rights_end else None,
        "renditions": [_rendition(one, form) for form in one.forms],
    }
    return without_none(members)


def _rendition(one: Media, form: FileAddress) -> dict[str, Any]:
    point = one.focal_point
    members: dict[str, Any] = {
        "name": form.name if isinstance(form, MediaRendition) else "original",
        "href": form.url,
        "contentType": form.media_type,
        "width": form.width,
        "height": form.height,
        "sizeInBytes": form.bytes,
    }
    if form is one and point is not None and form.width and form.height:
        members["poi"] = {"x": round(point.x * form.width), "y": round(point.y * form.height)}
    return without_none(members)


def _alternative_ids(item: Item) -> list[dict[str, str]]:
    release = item.release
    values = {
        "url": item.url,
        "web_url": item.web_url,
        "slug": release.slug,
        "story": release.story_id.urn,
    }
    return [{"role": role, "value": value} for role, value in values.items()]
