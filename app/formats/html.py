"""Writes a release as a page that loads nothing else, with its data for machines in it."""

from lxml import etree

from app.formats import jsonld
from app.formats.item import Item
from app.formats.text import dateline_before
from app.formats.xhtml import fill
from app.formats.xml import add, clean
from app.http.page_policy import page_policy

MEDIA_TYPE = "text/html"
STYLE = (
    "body{font:1.05rem/1.55 Georgia,serif;max-width:42rem;margin:2rem auto;padding:0 1rem}"
    "h1{line-height:1.2}header p,footer{color:#555;font-family:sans-serif;font-size:.9rem}"
    "img{max-width:100%;height:auto}.note{border-left:.3rem solid #b00;padding-left:1rem}"
)
POLICY = page_policy(STYLE, pictures=True)


def write_one(item: Item) -> bytes:
    """Returns the release as a page in UTF-8."""
    page = etree.Element("html", lang=clean(item.release.language))
    _fill_head(add(page, "head"), item)
    article = add(add(page, "body"), "article")
    _fill_header(add(article, "header"), item)
    body = add(article, "div", attributes={"class": "body"})
    fill(body, item.body_html)
    _put_dateline(body, dateline_before(item))
    _fill_footer(add(article, "footer"), item)
    return etree.tostring(page, doctype="<!DOCTYPE html>", encoding="utf-8", method="html")


def _fill_head(head: etree._Element, item: Item) -> None:
    release = item.release
    add(head, "meta", attributes={"charset": "utf-8"})
    add(head, "meta", attributes={"name": "viewport", "content": "width=device-width"})
    add(head, "title", release.title)
    if release.summary is not None:
        add(head, "meta", attributes={"name": "description", "content": release.summary})
    add(head, "link", attributes={"rel": "canonical", "href": item.url})
    add(head, "style", STYLE)
    data = {"type": jsonld.MEDIA_TYPE}
    add(head, "script", jsonld.in_script(item), data)


def _fill_header(header: etree._Element, item: Item) -> None:
    release = item.release
    if item.issuer is not None:
        add(header, "p", item.issuer)
    add(header, "h1", release.title)
    if release.subtitle is not None:
        add(header, "p", release.subtitle, {"class": "subtitle"})
    if release.date is not None:
        add(add(header, "p"), "time", release.date, {"datetime": item.issued})
    if item.editors_note is not None:
        add(header, "p", item.editors_note, {"class": "note"})


def _put_dateline(body: etree._Element, dateline: str) -> None:
    """Put the dateline before the first word: inside the first element when that is a paragraph."""
    if not dateline:
        return
    paragraph = (
        body[0] if len(body) and body[0].tag == "p" and not (body.text or "").strip() else None
    )
    first = body if paragraph is None else paragraph
    mark = etree.Element("b")
    mark.text = clean(dateline)
    mark.tail, first.text = first.text, None
    first.insert(0, mark)


def _fill_footer(footer: etree._Element, item: Item) -> None:
    release = item.release
    for contact in release.contacts:
        ways = filter(None, (contact.name, contact.role, contact.email, contact.phone))
        add(footer, "p", ", ".join(ways))
    for link in release.links:
        add(add(footer, "p"), "a", link.title, {"href": item.absolute(link.url)})
    if release.usage_terms is not None:
        add(footer, "p", release.usage_terms)
    add(add(footer, "p"), "a", item.url, {"href": item.url})
