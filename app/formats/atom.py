"""Writes Atom (RFC 4287) with paging and archives (RFC 5005), tombstones (RFC 6721), GeoRSS."""

from lxml import etree

from app.base.wire import format_instant
from app.formats.addresses import as_uri
from app.formats.item import Author, Feed, Item, Tombstone
from app.formats.rss import ATOM, DCTERMS, GEORSS, add_place, add_translations
from app.formats.xml import add, root, serialise
from app.published.media import Media

MEDIA_TYPE = "application/atom+xml"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
HISTORY = "http://purl.org/syndication/history/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
NAMESPACES: dict[str | None, str] = {
    None: ATOM,
    "at": TOMBSTONES,
    "dcterms": DCTERMS,
    "fh": HISTORY,
    "georss": GEORSS,
}
# `updated` is mandatory (RFC 4287 section 4.1.1), also for a feed without entries.
NEVER = "1970-01-01T00:00:00Z"


def write(feed: Feed) -> bytes:
    """Returns the page as a feed document."""
    document = root(_name("feed"), NAMESPACES)
    document.set(f"{{{XML}}}lang", feed.language)
    _add(document, "id", feed.id)
    _add(document, "title", feed.title)
    _add(document, "subtitle", feed.description)
    _add(document, "updated", format_instant(feed.updated) if feed.updated else NEVER)
    _add_author(document, feed.author)
    if feed.author.logo is not None:
        _add(document, "logo", as_uri(feed.author.logo))
    _add_link(document, "alternate", feed.page_url)
    for relation, address in feed.links.items():
        _add_link(document, relation, address, None if relation == "hub" else MEDIA_TYPE)
    if feed.is_full:
        add(document, f"{{{HISTORY}}}archive")
    # RFC 4287's grammar allows elements of other namespaces only before the first entry.
    for tombstone in feed.tombstones:
        _add_tombstone(document, tombstone)
    for item in feed.items:
        _add_entry(document, item)
    return serialise(document)


def _add_entry(document: etree._Element, item: Item) -> None:
    release = item.release
    entry = _add(document, "entry")
    entry.set(f"{{{XML}}}lang", release.language)
    _add(entry, "id", item.uri)
    _add(entry, "title", release.title)
    _add_link(entry, "alternate", item.web_url, "text/html")
    _add_link(entry, "alternate", item.url, "application/json")
    add_translations(entry, item)
    if item.lead is not None:
        _add_enclosure(entry, item.lead)
    if item.published is not None:
        _add(entry, "published", format_instant(item.published))
    elif release.date is not None:
        add(entry, f"{{{DCTERMS}}}issued", release.date)
    _add(entry, "updated", format_instant(release.modified_at))
    if item.author is not None:
        _add_author(entry, item.author)
    for theme in release.themes:
        given = {"term": theme.id, "label": theme.label, "scheme": item.theme_url("").rstrip("/")}
        add(entry, _name("category"), attributes=given)
    if release.summary is not None:
        _add(entry, "summary", release.summary)
    add(entry, _name("content"), item.body_html, {"type": "html"})
    if release.usage_terms is not None:
        _add(entry, "rights", release.usage_terms)
    add_place(entry, item)


def _add_enclosure(entry: etree._Element, lead: Media) -> None:
    picture = lead.rendition("large")
    given = {
        "rel": "enclosure",
        "type": picture.media_type,
        "length": str(picture.bytes),
        "title": lead.caption or lead.alt,
        "href": picture.url,
    }
    add(entry, _name("link"), attributes=given)


def _add_tombstone(document: etree._Element, tombstone: Tombstone) -> None:
    given = {"ref": tombstone.uri, "when": format_instant(tombstone.at)}
    deleted = add(document, f"{{{TOMBSTONES}}}deleted-entry", attributes=given)
    add(deleted, f"{{{TOMBSTONES}}}comment", tombstone.notice)


def _add_author(parent: etree._Element, author: Author) -> None:
    element = _add(parent, "author")
    _add(element, "name", author.name)
    if author.home_page is not None:
        _add(element, "uri", as_uri(author.home_page))


def _add_link(parent: etree._Element, relation: str, address: str, kind: str | None = None) -> None:
    add(parent, _name("link"), attributes={"rel": relation, "type": kind, "href": address})


def _add(parent: etree._Element, tag: str, text: str | None = None) -> etree._Element:
    return add(parent, _name(tag), text)


def _name(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"
