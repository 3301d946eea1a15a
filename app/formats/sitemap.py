"""Writes sitemaps (sitemaps.org 0.9), their index, and the news sitemap of Google's schema."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from app.base.wire import format_instant
from app.formats.item import Item
from app.formats.xml import add, root, serialise

MEDIA_TYPE = "application/xml"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
# The news sitemap takes two or three letters of ISO 639, with these two exceptions.
CHINESE = {"hans": "zh-cn", "cn": "zh-cn", "hant": "zh-tw", "tw": "zh-tw"}


@dataclass(frozen=True)
class SitemapUrl:
    """An absolute address, when its page changed last, and the address of its lead picture."""

    url: str
    modified_at: datetime
    # The same in other languages, and itself, by language.
    alternates: Mapping[str, str] = field(default_factory=dict)
    image: str | None = None


def write_index(sitemaps: Iterable[SitemapUrl]) -> bytes:
    """Returns the index of several sitemaps."""
    document = root(_name("sitemapindex"), {None: SITEMAP})
    for one in sitemaps:
        _add_location(document, "sitemap", one.url, one.modified_at)
    return serialise(document)


def write(pages: Iterable[SitemapUrl]) -> bytes:
    """Returns one sitemap; the protocol allows it 50,000 addresses and 50 MB."""
    document = root(_name("urlset"), {None: SITEMAP, "image": IMAGE, "xhtml": XHTML})
    for page in pages:
        location = _add_location(document, "url", page.url, page.modified_at)
        for language, url in page.alternates.items():
            given = {"rel": "alternate", "hreflang": language, "href": url}
            add(location, f"{{{XHTML}}}link", attributes=given)
        _add_image(location, page.image)
    return serialise(document)


def write_news(items: Iterable[Item], publication: str) -> bytes:
    """Returns a sitemap of releases as news of `publication`; those without a date are left out."""
    document = root(_name("urlset"), {None: SITEMAP, "image": IMAGE, "news": NEWS})
    for item in items:
        if item.published is not None and item.issued is not None:
            page = _add_location(document, "url", item.web_url, None)
            _add_news(page, item, publication, item.issued)
            _add_image(page, item.lead.url if item.lead else None)
    return serialise(document)


def language_of(tag: str) -> str:
    """Returns the code that the news sitemap has for a BCP 47 tag.

    >>> language_of("pt-BR"), language_of("zh-Hant-HK")
    ('pt', 'zh-tw')
    """
    first, *rest = tag.lower().split("-")
    if first != "zh":
        return first
    return next((CHINESE[part] for part in rest if part in CHINESE), first)


def _add_news(page: etree._Element, item: Item, publication: str, issued: str) -> None:
    news = add(page, _news("news"))
    source = add(news, _news("publication"))
    add(source, _news("name"), publication)
    add(source, _news("language"), language_of(item.release.language))
    add(news, _news("publication_date"), issued)
    add(news, _news("title"), item.release.title)


def _add_image(page: etree._Element, url: str | None) -> None:
    if url is not None:
        add(add(page, f"{{{IMAGE}}}image"), f"{{{IMAGE}}}loc", url)


def _add_location(
    document: etree._Element, tag: str, url: str, modified_at: datetime | None
) -> etree._Element:
    location = add(document, _name(tag))
    add(location, _name("loc"), url)
    if modified_at is not None:
        add(location, _name("lastmod"), format_instant(modified_at))
    return location


def _name(tag: str) -> str:
    return f"{{{SITEMAP}}}{tag}"


def _news(tag: str) -> str:
    return f"{{{NEWS}}}{tag}"
