"""Writes schema.org JSON-LD for search engines: a NewsArticle, as no PressRelease type exists."""

from typing import Any

from app.base.compact_json import compact, without_none
from app.base.wire import format_instant
from app.contacts.contact import Contact, Hours
from app.formats.addresses import as_uri
from app.formats.item import Author, Item
from app.published.document import Place, ReleaseTheme
from app.published.labels.contact_text import phone_of
from app.published.media import Media

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
        "image": [_image(one) for one in item.media if one.is_image] or None,
        "about": [_theme(item, theme) for theme in release.themes] or None,
        **_translations(item),
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
    contacts = [_contact(contact) for contact in item.release.contacts]
    if name is None and not contacts:
        return {}
    author = item.author or Author(name or "")
    issuer = {
        "@type": "Organization",
        "name": name,
        "url": as_uri(author.home_page) if author.home_page else None,
        "logo": as_uri(author.logo) if author.logo else None,
        "contactPoint": contacts or None,
    }
    return dict.fromkeys(("author", "publisher"), without_none(issuer))


def _contact(contact: Contact) -> dict[str, Any]:
    members = {
        "@type": "ContactPoint",
        "name": contact.name,
        "contactType": contact.role,
        "email": contact.email,
        "telephone": phone_of(contact),
        "availableLanguage": list(contact.languages) or None,
        "hoursAvailable": _hours(contact.hours) if contact.hours else None,
    }
    return without_none(members)


def _hours(hours: Hours) -> dict[str, Any]:
    return {
        "@type": "OpeningHoursSpecification",
        "dayOfWeek": [f"https://schema.org/{day.title()}" for day in hours.days],
        "opens": hours.opens,
        "closes": hours.closes,
        # It has no member for the zone.
        "description": hours.zone,
    }


def _translations(item: Item) -> dict[str, Any]:
    """Returns the original of a translation; of an original, or where none is public, all."""
    works = {
        one.id: {
            "@type": "NewsArticle",
            "@id": one.id.urn,
            "url": item.translation_url(one),
            "inLanguage": one.language,
            "headline": one.title,
        }
        for one in item.release.translations
    }
    if item.original in works:
        return {"translationOfWork": works[item.original]}
    return {"workTranslation": list(works.values()) or None}


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


def _image(one: Media) -> dict[str, Any]:
    picture = one.rendition("large")
    members: dict[str, Any] = {
        "@type": "ImageObject",
        "url": one.url,
        "contentUrl": picture.url,
        "encodingFormat": picture.media_type,
        "caption": one.caption or one.alt,
        "creditText": one.credit,
        **_licence(one.licence),
        "expires": one.rights_end.isoformat() if one.rights_end else None,
    }
    return without_none(members)


def _licence(text: str | None) -> dict[str, Any]:
    if text is not None and text.startswith(("https://", "http://")):
        return {"license": as_uri(text)}
    return {"usageInfo": _terms(text)}


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
