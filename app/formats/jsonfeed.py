"""Writes JSON Feed 1.1, with the further members of a press release in `_dateline`."""

from typing import Any

from app.base.compact_json import serialise_without_none, without_none
from app.base.wire import format_instant
from app.formats.addresses import as_uri
from app.formats.item import Author, Feed, Item

MEDIA_TYPE = "application/feed+json"
VERSION = "https://jsonfeed.org/version/1.1"
# Every feed explains its extension once, as the specification asks.
ABOUT = "/docs"
EXTENDED = {"slug", "version", "kind", "date", "date_precision", "dateline", "locations",
            "themes", "correction", "usable", "usable_from", "story_id"}  # fmt: skip


def write(feed: Feed) -> bytes:
    """Returns the page as a JSON Feed."""
    members: dict[str, Any] = {
        "version": VERSION,
        "title": feed.title,
        "description": feed.description,
        "language": feed.language,
        "home_page_url": feed.page_url,
        "feed_url": feed.first_url,
        "next_url": feed.next_url,
        "icon": as_uri(feed.author.logo) if feed.author.logo else None,
        "authors": [_author(feed.author)],
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
        "_dateline": {"about": f"{feed.base_url}{ABOUT}"},
        "items": [_item(item) for item in feed.items],
    }
    return serialise_without_none(without_none(members))


def _item(item: Item) -> dict[str, Any]:
    release = item.release
    members: dict[str, Any] = {
        "id": item.uri,
        "url": item.web_url,
        "external_url": as_uri(release.source_url) if release.source_url else None,
        "title": release.title,
        "summary": release.summary,
        "content_html": item.body_html,
        "content_text": release.body_text,
        "image": item.lead.rendition("large").url if item.lead else None,
        "date_published": format_instant(item.published) if item.published else None,
        "date_modified": format_instant(release.modified_at),
        "authors": [_author(item.author)] if item.author else None,
        "tags": [theme.label for theme in release.themes] or None,
        "language": release.language,
        "attachments": [
            {"url": one.url, "mime_type": one.media_type, "size_in_bytes": one.bytes}
            for one in item.media
            if one is not item.lead
        ]
        or None,
        "_dateline": {
            "url": item.url,
            **release.model_dump(mode="json", include=EXTENDED),
            "translations": [
                {"language": one.language, "title": one.title, "url": item.translation_url(one)}
                for one in release.translations
            ],
        },
    }
    return without_none(members)


def _author(author: Author) -> dict[str, Any]:
    members = {
        "name": author.name,
        "url": as_uri(author.home_page) if author.home_page else None,
        "avatar": as_uri(author.logo) if author.logo else None,
    }
    return without_none(members)
