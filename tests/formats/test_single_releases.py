"""One release in the forms that carry one: what the standards name stands where they say."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from lxml import etree

from app.contacts.contact import Contact
from app.formats import csv, html, jsonld, newsml, ninjs, text
from app.formats.item import Item
from app.published.document import (
    Coordinates,
    Correction,
    Dateline,
    DatePrecision,
    Notice,
    NoticeKind,
    Organisation,
    PlaceRole,
)
from tests.factories import PUBLISHED_AT, a_document, a_theme, edirne
from tests.formats import schema_org, schemas
from tests.formats.hostile import BASE, feed_of

CORRECTION = Correction(
    note="1,200 people, not 12,000.",
    severity="major",
    action="replace",
    corrected_at=datetime(2024, 5, 2, tzinfo=UTC),
)


def _item(notice: Notice | None = None, **changes: Any) -> Item:
    place = edirne(PlaceRole.DATELINE).model_copy(
        update={"coordinates": Coordinates(latitude=41.67719, longitude=26.55597)}
    )
    theme = a_theme("migration").model_copy(update={"iptc": ("medtop:20000771",)})
    base: dict[str, Any] = {
        "dateline": Dateline(text="Edirne, Türkiye", location=place),
        "locations": (place,),
        "themes": (theme,),
        "organisation": Organisation(id="iom", name="IOM"),
    }
    return Item(a_document(**{**base, **changes}), BASE, notice)


def _kept() -> Notice:
    return Notice(
        release_id=a_document().id,
        kind=NoticeKind.KEPT,
        text="Superseded.",
        withdrawn_at=PUBLISHED_AT,
        version=2,
        replaced_by=None,
    )


def _ninjs(item: Item) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(ninjs.write_one(item))
    assert [error.message for error in schemas.ninjs().iter_errors(document)] == []
    return document


def test_ninjs_places_the_dateline() -> None:
    document = _ninjs(_item())
    assert document["located"] == "Edirne, Türkiye"
    assert document["places"] == [
        {
            "name": "Edirne",
            "rel": "dateline",
            "uri": "https://sws.geonames.org/747712/",
            "literal": "geonames:747712",
            "geoJSON": {"type": "Point", "coordinates": [26.55597, 41.67719]},
        }
    ]
    assert document["subjects"][0]["uri"].endswith("/newscodes/mediatopic/20000771")
    assert document["standard"]["version"] == "3.1"


def test_ninjs_tells_of_corrections_and_withdrawals() -> None:
    assert _ninjs(_item())["pubStatus"] == "usable"
    assert "edNote" not in _ninjs(_item())
    corrected = _ninjs(_item(correction=CORRECTION))
    assert corrected["edNote"] == "CORRECTION (major, replace): 1,200 people, not 12,000."
    kept = _ninjs(_item(_kept()))
    assert (kept["pubStatus"], kept["edNote"]) == ("canceled", "WITHDRAWN: Superseded.")
    held = _ninjs(_item(usable=False, usable_from=PUBLISHED_AT))
    assert (held["pubStatus"], held["embargoedUntil"]) == ("withheld", "2024-05-01T09:00:00Z")


@pytest.mark.parametrize("precision", ["day", "month", "year", "unknown"])
def test_ninjs_has_an_instant_or_no_date(precision: str) -> None:
    assert "contentCreated" in _ninjs(_item())
    assert "contentCreated" not in _ninjs(_item(date_precision=DatePrecision(precision)))


def test_the_schema_of_ninjs_refuses_what_it_does_not_know() -> None:
    document = _ninjs(_item()) | {"dateline": "Edirne"}
    assert [*schemas.ninjs().iter_errors(document)] != []


def _newsml(item: Item) -> etree._Element:
    document = etree.fromstring(newsml.write_one(item))
    assert schemas.newsml().validate(document), schemas.newsml().error_log
    return document


def test_newsml_has_its_parts_in_their_order() -> None:
    item = _item(correction=CORRECTION)
    document = _newsml(item)
    links = {link.get("contenttype"): link.get("href") for link in document.iter("{*}link")}
    assert links == {"text/html": item.web_url, "application/json": item.url}
    assert document.get("guid", "").startswith("urn:uuid:")
    assert document.get("standardversion") == "2.35"
    assert document.get("conformance") == "power"
    tops = [etree.QName(child).localname for child in document]
    assert tops == ["catalogRef", "itemMeta", "contentMeta", "assert", "contentSet"]
    meta = [etree.QName(child).localname for child in document[1]]
    assert meta == [
        "itemClass",
        "provider",
        "versionCreated",
        "firstCreated",
        "pubStatus",
        "title",
        "edNote",
        "signal",
        "link",
        "link",
    ]


def test_newsml_locates_corrects_and_cancels() -> None:
    document = _newsml(_item(correction=CORRECTION))
    names = [name.text for name in document.findall("{*}contentMeta/{*}located/{*}broader/{*}name")]
    assert names == ["Edirne", "Türkiye", "Western Asia", "World"]
    assert document.findtext("{*}contentMeta/{*}dateline") == "Edirne, Türkiye"
    signal = document.find("{*}itemMeta/{*}signal")
    assert signal is not None
    assert signal.get("qcode") == "sig:correction"
    status = _newsml(_item(_kept())).find("{*}itemMeta/{*}pubStatus")
    assert status is not None
    assert status.get("qcode") == "stat:canceled"


@pytest.mark.parametrize(
    "changes",
    [
        {"locations": (), "dateline": None},
        {"dateline": Dateline(text="At sea", location=None)},
        {"organisation": None, "themes": (a_theme("health"),), "summary": None},
        {"language": "ar", "title": "عنوان IOM!", "subtitle": "سطر\tآخر", "usage_terms": "a\nb"},
        {"correction": CORRECTION},
        {"usable": False, "usable_from": PUBLISHED_AT},
        {"date": "2019", "date_precision": DatePrecision.YEAR},
        {"date": None, "date_precision": DatePrecision.UNKNOWN, "published_at": None},
        {"contacts": (Contact(name="A\tB", role="Desk", email="a@b.example", phone="+90 1"),)},
    ],
)
def test_newsml_fits_its_schema_whatever_the_release_has(changes: dict[str, Any]) -> None:
    _newsml(_item(**changes))
    for kind in NoticeKind:
        notice = _kept().model_copy(update={"kind": kind})
        assert (_newsml(_item(notice, **changes)).find("{*}contentSet") is not None) == (
            kind is NoticeKind.KEPT
        )


def test_newsml_says_where_a_place_lies_once_and_without_an_exponent() -> None:
    """GEO-1: waymarkedtrails/waymarked-trails-site#217, osmandapp/OsmAnd#4664."""
    tema = edirne(PlaceRole.DATELINE, PlaceRole.ABOUT).model_copy(
        update={"coordinates": Coordinates(latitude=1e-7, longitude=-0.00005)}
    )
    document = _newsml(_item(dateline=Dateline(text="TEMA", location=tema), locations=(tema,)))
    (point,) = document.findall("{*}assert/{*}geoAreaDetails/{*}position")
    assert dict(point.attrib) == {"latitude": "0.0000001", "longitude": "-0.00005"}
    assert document.find("{*}contentMeta/{*}subject/{*}geoAreaDetails") is None


def test_newsml_carries_the_body_as_xhtml() -> None:
    body = "<p>One<br>two <b>three</b></p><p>Four &amp; five"
    document = _newsml(_item(body_html=body))
    words = document.find("{*}contentSet/{*}inlineXML/{*}html/{http://www.w3.org/1999/xhtml}body")
    assert words is not None
    assert [etree.QName(child).localname for child in words] == ["p", "p"]
    assert "".join(words.itertext()) == "Onetwo threeFour & five"


def test_newsml_dates_are_as_exact_as_they_are_known() -> None:
    month = _newsml(_item(date="2019-12", date_precision=DatePrecision.MONTH))
    assert month.findtext("{*}contentMeta/{*}contentCreated") == "2019-12"


def test_json_ld_is_a_news_article_with_place_and_correction() -> None:
    document = json.loads(
        jsonld.write_one(
            _item(
                correction=CORRECTION,
                usage_terms="Free to use.",
                source_url="https://src.example/1",
            )
        )
    )
    assert schema_org.faults(document) == []
    assert (document["@context"], document["@type"]) == ("https://schema.org", "NewsArticle")
    assert document["dateline"] == "Edirne, Türkiye"
    assert document["contentLocation"][0]["geo"]["latitude"] == 41.67719
    assert document["about"][0]["name"] == "Migration"
    assert document["correction"] == CORRECTION.note
    assert document["datePublished"] == "2024-05-01T09:00:00Z"
    assert document["dateModified"] == "2024-05-01T09:00:00Z"
    day = json.loads(jsonld.write_one(_item(date_precision=DatePrecision.DAY)))
    assert day["datePublished"] == "2024-05-01"


def test_the_check_of_json_ld_finds_what_is_wrong() -> None:
    document = json.loads(jsonld.write_one(_item()))
    document |= {"dateLine": "x", "about": "Health", "datePublished": "May 2024"}
    document["contentLocation"][0]["geo"]["@type"] = "Point"
    assert schema_org.faults(document) == [
        "NewsArticle.datePublished is none of Date, DateTime: 'May 2024'",
        "City.geo may be no Point",
        "unknown type Point",
        "NewsArticle.about is no text",
        "NewsArticle has no dateLine",
    ]


def test_plain_text_puts_the_dateline_back() -> None:
    lines = text.write_one(_item(correction=CORRECTION)).decode().split("\n\n")
    assert lines[:5] == [
        "IOM",
        "2024-05-01",
        "CORRECTION (major, replace): 1,200 people, not 12,000.",
        "Winter supplies reach Edirne",
        "Edirne, Türkiye – Blankets for 1,200 people.",
    ]


def test_a_page_puts_the_dateline_back_and_runs_nothing() -> None:
    page = html.write_one(_item(_kept(), title="</title><script>alert(1)</script>"))
    assert "<p><b><bdi>Edirne, Türkiye</bdi> – </b>Blankets" in page.decode()
    assert b"WITHDRAWN: Superseded." in page
    assert page.count(b"<script") == 1
    style = re.search(rb"<style>(.*)</style>", page)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1]).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in html.POLICY


@pytest.mark.parametrize(
    ("language", "written", "corrected"),
    [
        ("en", "May 2024", "<strong>Correction:</strong>"),
        ("tr", "Mayıs 2024", "<strong>Düzeltme:</strong>"),
        ("ar", "مايو 2024", "<strong>تصحيح:</strong>"),
        ("ja", "2024年5月", '<strong lang="en">Correction:</strong>'),
        ("tlh", "May 2024", '<strong lang="en">Correction:</strong>'),
    ],
)
def test_a_page_tells_its_date_and_its_correction_in_the_language_of_the_release(
    language: str, written: str, corrected: str
) -> None:
    month = DatePrecision.MONTH
    item = _item(language=language, correction=CORRECTION, date="2024-05", date_precision=month)
    page = html.write_one(item).decode()
    assert f'<time datetime="2024-05">{written}</time>' in page
    assert f"{corrected} <bdi>1,200 people, not 12,000.</bdi>" in page
    assert ('<p lang="en"><time' in page) == (language == "tlh")


def test_a_body_without_a_paragraph_gets_its_dateline_too() -> None:
    page = html.write_one(_item(body_html="Words <p>more</p>")).decode()
    assert '<div class="body"><b><bdi>Edirne, Türkiye</bdi> – </b>Words <p>more</p></div>' in page


def _page(item: Item) -> etree._Element:
    return etree.fromstring(html.write_one(item), etree.HTMLParser(encoding="utf-8"))


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("ar", "rtl"),
        ("he", "rtl"),
        ("az-Arab", "rtl"),
        ("ckb", "rtl"),
        ("az", "ltr"),
        ("tr", "ltr"),
    ],
)
def test_a_page_runs_as_its_script_does(language: str, direction: str) -> None:
    """HTML-1: git/git-scm.com#94, Adventech/sabbath-school-web#18."""
    page = _page(_item(language=language, title="عنوان IOM!"))
    assert (page.get("lang"), page.get("dir")) == (language, direction)
    xhtml = _newsml(_item(language=language)).find("{*}contentSet/{*}inlineXML/{*}html")
    assert xhtml is not None
    assert xhtml.get("dir") == direction


def test_what_a_page_is_put_together_from_keeps_its_own_direction() -> None:
    contact = Contact(name="IOM Türkiye", role="مكتب", email="a@b.example", phone="+90 1")
    body = '<p dir="ltr"><bdi>שלום</bdi> <bdo dir="rtl">abc</bdo></p>'
    page = _page(_item(_kept(), language="ar", body_html=body, contacts=(contact,)))
    assert [each.text for each in page.findall(".//footer//bdi")] == [
        "IOM Türkiye", "مكتب", "a@b.example", "+90 1",
    ]  # fmt: skip
    own = [each.get("dir") for each in page.findall(".//header/p[@dir]")]
    assert own == ["auto", "auto"]
    assert page.findtext(".//div/p/b/bdi") == "Edirne, Türkiye"
    assert page.find(".//bdo[@dir='rtl']") is not None
    assert len(page.findall("body/main/article")) == 1


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (PUBLISHED_AT.replace(microsecond=999_999), "2024-05-01T09:00:00.999Z"),
        (PUBLISHED_AT, "2024-05-01T09:00:00Z"),
    ],
)
def test_a_page_gives_a_second_three_digits_at_most(at: datetime, written: str) -> None:
    stamp = _page(_item(published_at=at)).find(".//time")
    assert stamp is not None
    assert stamp.get("datetime") == written


def test_a_page_has_no_character_that_html_forbids() -> None:
    odd = "a\ufdd0\U0001fffe\x85b\r\nc"
    page = html.write_one(_item(summary=odd, title=odd, body_html=f"<p>{odd}</p>")).decode()
    assert "<h1>ab\nc</h1>" in page
    assert "ab\nc</p>" in page
    assert not any(sign in page for sign in ("\ufdd0", "\U0001fffe", "\x85", "\r", "&#13;"))


def test_the_canonical_address_is_that_of_the_sitemaps() -> None:
    """HTML-2: neos/neos-seo#159, cljdoc/cljdoc#651, pulumi/registry#10639."""
    here = _item(slug="winter", language="pt-BR")
    there = replace(here, site="https://example.org/{language}/news/{slug}")
    for item, address in (
        (here, f"{BASE}/v1/releases/{here.release.id}.html"),
        (there, "https://example.org/pt-br/news/winter"),
    ):
        canonical = _page(item).find("head/link[@rel='canonical']")
        assert canonical is not None
        assert canonical.get("href") == item.web_url == address
        assert json.loads(jsonld.write_one(item))["mainEntityOfPage"] == address


def test_a_page_says_what_is_shown_where_it_is_shared() -> None:
    """Open Graph takes `language_TERRITORY` alone, so a language without a country is left out."""
    item = replace(_item(slug="winter", language="pt-BR"), site="https://example.org/{slug}")
    given = {one.get("property"): one.get("content") for one in _page(item).iterfind("head/meta")}
    assert given["og:type"] == "article"
    assert given["og:title"] == item.release.title
    assert given["og:description"] == item.release.summary
    assert given["og:url"] == "https://example.org/winter"
    assert given["og:locale"] == "pt_BR"
    plain = {one.get("property") for one in _page(_item(language="en")).iterfind("head/meta")}
    assert "og:url" in plain
    assert "og:locale" not in plain


def test_without_an_organisation_the_newsroom_is_the_publisher() -> None:
    document = json.loads(jsonld.write_one(replace(_item(organisation=None), newsroom="Relief")))
    assert (
        document["author"] == document["publisher"] == {"@type": "Organization", "name": "Relief"}
    )
    assert schema_org.faults(document) == []


@pytest.mark.parametrize(
    ("title", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        (" \t@x", "' \t@x"),
        ("＝1", "'＝1"),
        ("-5 degrees in Edirne", "'-5 degrees in Edirne"),
        ("A = B", "A = B"),
    ],
)
def test_no_cell_is_a_formula(title: str, cell: str) -> None:
    table = csv.write(feed_of(a_document(title=title))).decode()
    assert f",{cell}," in table
