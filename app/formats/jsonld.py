"""Writes schema.org JSON-LD for search engines: a NewsArticle, as no PressRelease type exists."""

from typing import Any

from app.base.compact_json import compact
from app.base.wire import format_instant
from app.formats.addresses import as_uri
from app.formats.item import Author, Item
from app.formats.json_text import without_none
from app.published.document import Place, ReleaseTheme

MEDIA_TYPE = "application/ld+json"


def write_one(item: Item) -> bytes:
    """Returns the release as a JSON-LD document, safe inside a `script` element of a page."""
    return in_script(item).encode()


def in_script(item: Item) -> str:
    """Returns the same as text: `<`, `>` and `&` are escaped, so no value can end the element."""
    text = compact(_article(item))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _article(item: Item) -> dict[str, Any]:
    release = item.release
    members: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": item.uri,
        "identifier": item.uri,
        "url": item.web_url,
        "mainEntityOfPage": item.web_url,
        "headline": release.title,
        "alternativeHeadline": release.subtitle,
        "description": release.summary,
        "articleBody": release.body_text,
        "inLanguage": release.language,
        "datePublished": item.issued,
        "dateModified": format_instant(release.modified_at),
        "version": release.version,
        "dateline": release.dateline.text if release.dateline else None,
        "contentLocation": [_place(item, place) for place in release.locations] or None,
        "locationCreated": _origin(item),
        "about": [_theme(item, theme) for theme in release.themes] or None,
        "correction": release.correction.note if release.correction else None,
        "creativeWorkStatus": "Withdrawn" if item.notice else None,
        "isAccessibleForFree": True,
        "isBasedOn": as_uri(release.source_url) if release.source_url else None,
        "usageInfo": _terms(release.usage_terms),
        **_issuer(item),
    }
    return without_none(members)


def _issuer(item: Item) -> dict[str, Any]:
    # Search engines want both: without an organisation it is the newsroom that issued it.
    name = item.issuer or item.newsroom
    if name is None:
        return {}
    author = item.author or Author(name)
    issuer = without_none(
        {
            "@type": "Organization",
            "name": name,
            "url": as_uri(author.home_page) if author.home_page else None,
            "logo": as_uri(author.logo) if author.logo else None,
        }
    )
    return {"author": issuer, "publisher": issuer}


def _terms(text: str | None) -> dict[str, str] | None:
    # schema.org takes no plain text here.
    return None if text is None else {"@type": "CreativeWork", "text": text}


def _origin(item: Item) -> dict[str, Any] | None:
    dateline = item.release.dateline
    return _place(item, dateline.location) if dateline and dateline.location else None


def _place(item: Item, place: Place) -> dict[str, Any]:
    at = place.coordinates
    members: dict[str, Any] = {
        "@type": {"country": "Country", "city": "City"}.get(place.kind, "Place"),
        "@id": item.place_url(place.id),
        "name": place.name,
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": at.latitude,
            "longitude": at.longitude,
        }
        if at
        else None,
        "containedInPlace": {
            "@type": "Place",
            "@id": item.place_url(place.ancestors[0].id),
            "name": place.ancestors[0].name,
        }
        if place.ancestors
        else None,
    }
    return without_none(members)


def _theme(item: Item, theme: ReleaseTheme) -> dict[str, Any]:
    topics = [
        f"http://cv.iptc.org/newscodes/mediatopic/{code.removeprefix('medtop:')}"
        for code in theme.iptc
    ]
    members: dict[str, Any] = {
        "@type": "Thing",
        "@id": item.theme_url(theme.id),
        "name": theme.label,
        "sameAs": topics or None,
    }
    return without_none(members)
