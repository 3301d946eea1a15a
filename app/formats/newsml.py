"""Writes IPTC NewsML-G2 2.35: a release as a news item of conformance level power."""

import re

from lxml import etree

from app.base.language import direction
from app.base.wire import format_instant
from app.contacts.contact import Contact
from app.formats.item import Item
from app.formats.xhtml import fill
from app.formats.xml import add, root, serialise
from app.published.document import (
    NoticeKind,
    Place,
    ReleasePlace,
    ReleaseTheme,
    decimal,
)
from app.published.labels.contact_text import phone_of, when
from app.published.media import Media

MEDIA_TYPE = "application/vnd.iptc.g2.newsitem+xml"
NAR = "http://iptc.org/std/nar/2006-10-01/"
XHTML = "http://www.w3.org/1999/xhtml"
XML = "http://www.w3.org/XML/1998/namespace"
# This catalogue declares the schemes of the codes below: stat, sig, ninat, medtop, cpnat, drol.
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_40.xml"

_WITH_LINES = {"definition", "description", "edNote", "usageTerms"}
_LINE_END = re.compile(r"\r\n|[\t\n\r]")


def write_one(item: Item) -> bytes:
    """Returns the release as a `newsItem` document."""
    release = item.release
    document = root(
        _name("newsItem"),
        {None: NAR},
        guid=item.uri,
        version=str(release.version),
        standard="NewsML-G2",
        standardversion="2.35",
        conformance="power",
    )
    document.set(f"{{{XML}}}lang", release.language)
    _add(document, "catalogRef", href=CATALOG)
    if release.usage_terms is not None:
        _add(_add(document, "rightsInfo"), "usageTerms", release.usage_terms)
    _add_item_meta(document, item)
    _add_content_meta(document, item)
    for place_id, place in _places(item).items():
        _add_point(document, item.place_url(place_id), place)
    if item.notice is None or item.notice.kind is NoticeKind.KEPT:
        _add_content(document, item)
    return serialise(document)


def _add_item_meta(document: etree._Element, item: Item) -> None:
    """Add what is about the item, in the order of the standard."""
    release = item.release
    meta = _add(document, "itemMeta")
    _add(meta, "itemClass", qcode="ninat:text")
    issuer = release.organisation
    provider = _add(meta, "provider", literal=issuer.id if issuer else item.base_url)
    _add(provider, "name", issuer.name if issuer else item.base_url)
    _add(meta, "versionCreated", format_instant(release.modified_at))
    _add(meta, "firstCreated", format_instant(release.first_public_at))
    if release.usable_from is not None and not release.usable:
        _add(meta, "embargoed", format_instant(release.usable_from))
    _add(meta, "pubStatus", qcode=_status(item))
    _add(meta, "title", release.title)
    if item.editors_note is not None:
        _add(meta, "edNote", item.editors_note)
    if release.correction is not None and item.notice is None:
        _add(meta, "signal", qcode="sig:correction")
    for address, kind in ((item.web_url, "text/html"), (item.url, "application/json")):
        _add(meta, "link", rel="irel:seeAlso", contenttype=kind, href=address)


def _status(item: Item) -> str:
    if item.notice is not None:
        return "stat:canceled"
    return "stat:usable" if item.release.usable else "stat:withheld"


def _add_content_meta(document: etree._Element, item: Item) -> None:
    release = item.release
    meta = _add(document, "contentMeta")
    if item.lead is not None:
        _add_icon(meta, item.lead)
    if item.issued is not None:
        # A month or a year too: the standard takes truncated dates.
        _add(meta, "contentCreated", item.issued)
    if release.dateline is not None:
        _add_located(meta, item, release.dateline.text, release.dateline.location)
    for contact in release.contacts:
        _add_contact(meta, contact, release.language)
    _add(meta, "language", tag=release.language)
    for place in release.locations:
        _add_place(meta, item, place)
    for theme in release.themes:
        _add_subjects(meta, item, theme)
    _add_words(meta, item)


def _add_icon(meta: etree._Element, lead: Media) -> None:
    """Add the lead picture. A `remoteContent` would say that it is the text in another form."""
    for name, rendition in (("large", "rnd:highRes"), ("thumb", "rnd:thumbnail")):
        form = lead.rendition(name)
        size = {"width": form.width, "height": form.height, "size": form.bytes}
        given = {key: str(value) for key, value in size.items() if value}
        _add(
            meta,
            "icon",
            rendition=rendition,
            href=form.url,
            contenttype=form.media_type,
            **given,
        )


def _add_words(meta: etree._Element, item: Item) -> None:
    """Add the lines that are printed around the text."""
    release = item.release
    _add(meta, "slugline", release.slug)
    _add(meta, "headline", release.title, rank="1")
    if release.subtitle is not None:
        _add(meta, "headline", release.subtitle, rank="2")
    if release.dateline is not None:
        _add(meta, "dateline", release.dateline.text)
    if item.issuer is not None:
        _add(meta, "by", item.issuer)
    if release.summary is not None:
        _add(meta, "description", release.summary, role="drol:summary")


def _add_located(meta: etree._Element, item: Item, text: str, place: Place | None) -> None:
    if place is None:
        _add(_add(meta, "located", literal="dateline"), "name", text)
        return
    located = _add(meta, "located", uri=item.place_url(place.id))
    _add(located, "name", place.name)
    _add_broader(located, item, place)


def _add_broader(element: etree._Element, item: Item, place: Place) -> None:
    for ancestor in place.ancestors:
        broader = _add(element, "broader", uri=item.place_url(ancestor.id))
        _add(broader, "name", ancestor.name)


def _add_place(meta: etree._Element, item: Item, place: ReleasePlace) -> None:
    subject = _add(meta, "subject", type="cpnat:geoArea", uri=item.place_url(place.id))
    _add(subject, "name", place.name)
    _add_broader(subject, item, place)


def _places(item: Item) -> dict[str, Place]:
    """Returns the places that the item names, each once, by id."""
    release = item.release
    places: dict[str, Place] = {place.id: place for place in release.locations}
    if release.dateline is not None and release.dateline.location is not None:
        places.setdefault(release.dateline.location.id, release.dateline.location)
    return places


def _add_point(document: etree._Element, uri: str, place: Place) -> None:
    """Say where a place lies, which no `subject` can: 2.35 takes it in an assertion alone."""
    if place.coordinates is None:
        return
    details = _add(_add(document, "assert", uri=uri), "geoAreaDetails")
    at = place.coordinates
    _add(details, "position", latitude=decimal(at.latitude), longitude=decimal(at.longitude))


def _add_subjects(meta: etree._Element, item: Item, theme: ReleaseTheme) -> None:
    named = [{"qcode": code} for code in theme.iptc if code.startswith("medtop:")]
    for given in named or [{"uri": item.theme_url(theme.id)}]:
        subject = _add(meta, "subject", type="cpnat:abstract", **given)
        _add(subject, "name", theme.label)


def _add_contact(meta: etree._Element, contact: Contact, language: str) -> None:
    party = _add(meta, "infoSource", literal=contact.name)
    _add(party, "name", contact.name)
    if contact.role is not None:
        _add(party, "definition", contact.role)
    phone, notes = phone_of(contact), when(contact, language)
    if not (contact.email or phone or notes):
        return
    info = _add(_add(party, "personDetails"), "contactInfo")
    if contact.email is not None:
        _add(info, "email", contact.email)
    if phone is not None:
        _add(info, "phone", phone)
    for note in notes:
        _add(info, "note", note)


def _add_content(document: etree._Element, item: Item) -> None:
    release = item.release
    content = _add(document, "contentSet")
    inline = _add(content, "inlineXML", contenttype="application/xhtml+xml")
    page = etree.SubElement(inline, f"{{{XHTML}}}html", nsmap={None: XHTML})
    page.set(f"{{{XML}}}lang", release.language)
    page.set("dir", direction(release.language))
    add(add(page, f"{{{XHTML}}}head"), f"{{{XHTML}}}title", release.title)
    fill(add(page, f"{{{XHTML}}}body"), item.body_html, XHTML)


def _add(
    parent: etree._Element, tag: str, text: str | None = None, /, **attributes: str
) -> etree._Element:
    """Add an element of NewsML-G2, which takes several lines in some of its elements only."""
    if text is not None and tag not in _WITH_LINES:
        text = _LINE_END.sub(" ", text)
    one_line = {name: _LINE_END.sub(" ", value) for name, value in attributes.items()}
    return add(parent, _name(tag), text, one_line)


def _name(tag: str) -> str:
    return f"{{{NAR}}}{tag}"
