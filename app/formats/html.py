"""Writes a release as a page that loads nothing else, with its data for machines in it."""

import re
from urllib.parse import quote

from lxml import etree

from app.base.compact_json import without_none
from app.base.language import direction, has_locale, is_same_language, look_up
from app.base.wire import format_instant
from app.contacts.contact import Contact
from app.formats import jsonld
from app.formats.item import Item
from app.formats.text import DASH
from app.formats.xhtml import fill
from app.formats.xml import add, clean
from app.http.page_policy import page_policy
from app.published.document import PublicRelease
from app.published.labels.contact_text import phone_of, when
from app.published.labels.date_text import date_text
from app.published.language_names import language_name
from app.published.media import Media

MEDIA_TYPE = "text/html"
STYLE = (
    "body{font:1.05rem/1.55 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "h1{line-height:1.2}header p,footer{color:#555;font-family:sans-serif;font-size:.9rem}"
    "img{max-width:100%;height:auto}.note{border-left:.3rem solid #b00;padding-left:1rem}"
    "figure{margin:1.5rem 0}"
)
# What may be in another language than the page, whose direction it would take.
_OWN_DIRECTION = {"dir": "auto"}
ENGLISH = "en"
# What a correction is called by language.
CORRECTION = {
    "ar": "تصحيح",
    "de": "Korrektur",
    "el": "Διόρθωση",
    ENGLISH: "Correction",
    "es": "Corrección",
    "fr": "Rectificatif",
    "it": "Rettifica",
    "pt": "Correção",
    "ru": "Исправление",
    "tr": "Düzeltme",
    "uk": "Виправлення",
    "zh": "更正",
}
_FINER = re.compile(r"(\.\d{3})\d+")
POLICY = page_policy(STYLE, pictures=True)


def write_one(item: Item) -> bytes:
    """Returns the release as a page in UTF-8."""
    language = clean(item.release.language)
    page = etree.Element("html", lang=language, dir=direction(language))
    _fill_head(add(page, "head"), item)
    article = add(add(add(page, "body"), "main"), "article")
    _fill_header(add(article, "header"), item)
    if item.lead is not None:
        _put_file(article, item.lead)
    body = add(article, "div", attributes={"class": "body"})
    fill(body, item.body_html)
    if item.release.dateline is not None:
        _put_dateline(body, item.release.dateline.text)
    for one in item.media:
        if one is not item.lead:
            _put_file(article, one)
    _fill_footer(add(article, "footer"), item)
    return etree.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8", method="html")


def _fill_head(head: etree._Element, item: Item) -> None:
    release = item.release
    add(head, "meta", attributes={"charset": "utf-8"})
    add(head, "meta", attributes={"name": "viewport", "content": "width=device-width"})
    add(head, "title", release.title)
    if release.summary is not None:
        add(head, "meta", attributes={"name": "description", "content": release.summary})
    add(head, "link", attributes={"rel": "canonical", "href": item.web_url})
    for language, url in item.alternates.items():
        given = {"rel": "alternate", "hreflang": language, "href": url}
        add(head, "link", attributes=given)
    for name, value in _open_graph(item).items():
        add(head, "meta", attributes={"property": name, "content": value})
    add(head, "style", STYLE)
    data = {"type": jsonld.MEDIA_TYPE}
    add(head, "script", jsonld.in_script(item), data)


def _open_graph(item: Item) -> dict[str, str]:
    """Returns what a link to the page shows where it is shared (ogp.me)."""
    release = item.release
    members = {
        "og:type": "article",
        "og:title": release.title,
        "og:description": release.summary,
        "og:url": item.web_url,
        **_shared_picture(item.lead),
        "og:locale": _locale(release.language),
        "og:site_name": item.newsroom,
        "article:published_time": format_instant(item.published) if item.published else None,
        "article:modified_time": format_instant(release.modified_at),
    }
    return without_none(members)


def _shared_picture(lead: Media | None) -> dict[str, str | None]:
    if lead is None:
        return {}
    picture = lead.rendition("large")
    return {
        "og:image": picture.url,
        "og:image:type": picture.media_type,
        "og:image:width": str(picture.width) if picture.width else None,
        "og:image:height": str(picture.height) if picture.height else None,
        "og:image:alt": lead.alt,
    }


def _locale(tag: str) -> str | None:
    """Returns a language tag as Open Graph writes it; None without a country, which it needs.

    >>> _locale("pt-BR"), _locale("zh-Hant-TW"), _locale("en")
    ('pt_BR', 'zh_TW', None)
    """
    language, *rest = tag.split("-")
    country = next((part for part in rest if re.fullmatch("[A-Z]{2}", part)), None)
    return f"{language}_{country}" if country else None


def _fill_header(header: etree._Element, item: Item) -> None:
    release = item.release
    if item.issuer is not None:
        add(header, "p", item.issuer, _OWN_DIRECTION)
    if release.translations:
        _put_translations(add(header, "p", attributes={"class": "translations"}), item)
    add(header, "h1", release.title)
    if release.subtitle is not None:
        add(header, "p", release.subtitle, {"class": "subtitle"})
    if release.date is not None:
        # The page's own form of an instant has three digits of a second, no more.
        machine = _FINER.sub(r"\1", item.issued or release.date)
        language = release.language if has_locale(release.language) else ENGLISH
        said = {} if language == release.language else {"lang": language}
        written = date_text(release.date, release.date_precision, language)
        add(add(header, "p", attributes=said), "time", written, {"datetime": machine})
    if item.notice is not None and item.editors_note is not None:
        add(header, "p", item.editors_note, {"class": "note", **_OWN_DIRECTION})
    elif release.correction is not None:
        _put_correction(header, release)


def _put_translations(line: etree._Element, item: Item) -> None:
    """Put links to the translations, each named by its language in that language."""
    for one in item.release.translations:
        if len(line):
            line[-1].tail = " · "
        tag = clean(one.language)
        given = {"lang": tag, "dir": direction(tag), "hreflang": tag}
        given |= {"href": item.translation_url(one), "title": one.title}
        add(line, "a", language_name(tag, tag), given)


def _put_correction(header: etree._Element, release: PublicRelease) -> None:
    """Put the note of the newest correction under its name in the language of the release."""
    language = look_up([release.language], CORRECTION) or ENGLISH
    note = add(header, "p", attributes={"class": "note"})
    said = {} if is_same_language(language, release.language) else {"lang": language}
    add(note, "strong", f"{CORRECTION[language]}:", said).tail = " "
    add(note, "bdi", release.correction.note if release.correction else "")


def _put_dateline(body: etree._Element, dateline: str) -> None:
    """Put the dateline before the first word: inside the first element when that is a paragraph."""
    paragraph = (
        body[0] if len(body) and body[0].tag == "p" and not (body.text or "").strip() else None
    )
    first = body if paragraph is None else paragraph
    mark = etree.Element("b")
    add(mark, "bdi", dateline).tail = DASH
    mark.tail, first.text = first.text, None
    first.insert(0, mark)


def _put_contact(line: etree._Element, contact: Contact, language: str) -> None:
    """Put whom to ask, with links that call and write."""
    mail = f"mailto:{quote(contact.email, safe='@+')}" if contact.email else None
    for text, address in (
        (contact.name, None),
        (contact.role, None),
        (contact.email, mail),
        (phone_of(contact), contact.phone_uri),
        *((text, None) for text in when(contact, language)),
    ):
        if text:
            if len(line):
                line[-1].tail = ", "
            part = add(line, "a", attributes={"href": address}) if address else line
            add(part, "bdi", text)


def _put_file(article: etree._Element, one: Media) -> None:
    """Put a picture with its caption and credit; of another file the link, and its first page."""
    figure = add(article, "figure")
    picture = one.rendition("large" if one.is_image else "page1")
    around = figure if one.is_image else add(figure, "a", attributes={"href": one.url})
    if picture.media_type.startswith("image/"):
        sizes = {
            name: str(size) if size else None
            for name, size in (("width", picture.width), ("height", picture.height))
        }
        add(around, "img", attributes={"src": picture.url, "alt": one.alt or "", **sizes})
    caption = add(figure, "figcaption")
    if not one.is_image:
        link = add(caption, "a", attributes={"href": one.url})
        add(link, "bdi", one.file_name)
        link.tail = " "
    if one.caption is not None:
        add(caption, "bdi", one.caption).tail = " "
    whose = ", ".join(filter(None, (one.credit, one.licence)))
    if whose:
        add(add(caption, "small"), "bdi", whose)


def _fill_footer(footer: etree._Element, item: Item) -> None:
    release = item.release
    for contact in release.contacts:
        _put_contact(add(footer, "p"), contact, release.language)
    for link in release.links:
        given = {"href": item.absolute(link.url), **_OWN_DIRECTION}
        add(add(footer, "p"), "a", link.title, given)
    if release.usage_terms is not None:
        add(footer, "p", release.usage_terms, _OWN_DIRECTION)
    add(add(footer, "p"), "a", item.web_url, {"href": item.web_url, "dir": "ltr"})
