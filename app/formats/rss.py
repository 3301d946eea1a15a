"""Writes RSS 2.0 with the content, Dublin Core, Atom, GeoRSS and Media RSS modules."""

from email.utils import format_datetime

from lxml import etree

from app.formats.item import Feed, Item
from app.formats.xml import add, add_cdata, root, serialise
from app.published.document import decimal
from app.published.media import Media

MEDIA_TYPE = "application/rss+xml"
ATOM = "http://www.w3.org/2005/Atom"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC = "http://purl.org/dc/elements/1.1/"
DCTERMS = "http://purl.org/dc/terms/"
GEORSS = "http://www.georss.org/georss"
MEDIA = "http://search.yahoo.com/mrss/"
NAMESPACES: dict[str | None, str] = {
    "atom": ATOM,
    "content": CONTENT,
    "dc": DC,
    "dcterms": DCTERMS,
    "georss": GEORSS,
    "media": MEDIA,
}


def write(feed: Feed) -> bytes:
    """Returns the page as RSS, which has no tombstones: withdrawn releases are missing."""
    document = root("rss", NAMESPACES, version="2.0")
    channel = add(document, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.page_url)
    add(channel, "description", feed.description)
    add(channel, "language", feed.language)
    if feed.updated is not None:
        add(channel, "lastBuildDate", format_datetime(feed.updated))
    for relation, address in feed.links.items():
        kind = None if relation == "hub" else MEDIA_TYPE
        given = {"rel": relation, "type": kind, "href": address}
        add(channel, f"{{{ATOM}}}link", attributes=given)
    for item in feed.items:
        _add_item(channel, item)
    return serialise(document)


def _add_item(channel: etree._Element, item: Item) -> None:
    release = item.release
    element = add(channel, "item")
    add(element, "title", release.title)
    add(element, "link", item.web_url)
    add_translations(element, item)
    # The default of isPermaLink is true, and an id is no address.
    add(element, "guid", item.uri, {"isPermaLink": "false"})
    if item.published is not None:
        add(element, "pubDate", format_datetime(item.published))
    elif release.date is not None:
        add(element, f"{{{DCTERMS}}}issued", release.date)
    if item.issuer is not None:
        add(element, f"{{{DC}}}creator", item.issuer)
    add(element, f"{{{DC}}}language", release.language)
    for theme in release.themes:
        add(element, "category", theme.label, {"domain": item.theme_url("").rstrip("/")})
    if release.summary is not None:
        add(element, "description", release.summary)
    add_cdata(element, f"{{{CONTENT}}}encoded", item.body_html)
    if item.lead is not None:
        picture = item.lead.rendition("large")
        given = {"url": picture.url, "length": str(picture.bytes), "type": picture.media_type}
        add(element, "enclosure", attributes=given)
    for one in item.media:
        _add_file(element, one)
    add_place(element, item)


def add_translations(element: etree._Element, item: Item) -> None:
    """Add Atom links to the pages of the translations, one for each language, then to its own.

    Of several alternates some feed readers follow the first, and some the last.
    """
    own = item.release.language
    pages = {tag: url for tag, url in item.alternates.items() if tag not in (own, "x-default")}
    if pages:
        pages[own] = item.web_url
    for language, url in pages.items():
        given = {"rel": "alternate", "type": "text/html", "hreflang": language, "href": url}
        add(element, f"{{{ATOM}}}link", attributes=given)


def _add_file(element: etree._Element, one: Media) -> None:
    """Add a file as Media RSS has it."""
    form = one.rendition("large") if one.is_image else one
    given = {
        "url": form.url,
        "fileSize": str(form.bytes),
        "type": form.media_type,
        "medium": one.kind,
        "width": str(form.width) if form.width else None,
        "height": str(form.height) if form.height else None,
    }
    content = add(element, f"{{{MEDIA}}}content", attributes=given)
    if one.caption is not None:
        add(content, f"{{{MEDIA}}}title", one.caption)
    if one.alt is not None:
        add(content, f"{{{MEDIA}}}description", one.alt)
    if one.renditions:
        small = one.rendition("small" if one.is_image else "page1")
        add(content, f"{{{MEDIA}}}thumbnail", attributes={"url": small.url})
    if one.credit is not None:
        add(content, f"{{{MEDIA}}}credit", one.credit)


def add_place(element: etree._Element, item: Item) -> None:
    """Add the dateline as printed and its place in GeoRSS Simple: latitude, longitude."""
    if item.release.dateline is not None:
        add(element, f"{{{GEORSS}}}featurename", item.release.dateline.text)
    place = item.release.dateline.location if item.release.dateline else None
    if place is not None and place.coordinates is not None:
        at = place.coordinates
        point = f"{decimal(at.latitude)} {decimal(at.longitude)}"
        add(element, f"{{{GEORSS}}}point", point)
