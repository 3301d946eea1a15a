"""Pictures and files in every form: where the standards say, with absolute addresses."""

import csv as tables
import io
import json
from datetime import UTC, datetime

import feedparser
from lxml import etree

from app.formats import atom, csv, html, jsonfeed, jsonld, newsml, ninjs, rss, sitemap, text
from app.formats.item import Item
from app.formats.sitemap import SitemapUrl
from app.published.media import Media
from tests.factories import a_document
from tests.files import a_picture
from tests.formats import schema_org, schemas
from tests.formats.hostile import BASE, feed_of

MEDIA = "{http://search.yahoo.com/mrss/}"
ORIGINAL, LARGE, SMALL, THUMB = (
    f"{BASE}/v1/media/{digits * 32}.jpg" for digits in ("0a", "0d", "0c", "0b")
)
REPORT = f"{BASE}/v1/media/{'1f' * 32}.pdf"


def a_report() -> Media:
    plain = a_picture(
        kind="document",
        media_type="application/pdf",
        url=REPORT.removeprefix(BASE),
        file_name="report.pdf",
        caption=None,
        credit=None,
        renditions=(),
    )
    return plain.model_copy(update={"width": None, "height": None})


def document() -> Item:
    return Item(a_document(media=(a_report(), a_picture())), BASE)


def test_json_feed_has_the_lead_picture_and_attaches_the_rest() -> None:
    feed = json.loads(jsonfeed.write(feed_of(document().release)))
    assert [*schemas.json_feed().iter_errors(feed)] == []
    (item,) = feed["items"]
    assert item["image"] == LARGE
    attached = {"url": REPORT, "mime_type": "application/pdf", "size_in_bytes": 5_000_000}
    assert item["attachments"] == [attached]


def test_rss_has_one_enclosure_and_media_rss() -> None:
    written = rss.write(feed_of(document().release))
    item = etree.fromstring(written).find("channel/item")
    assert item is not None
    (enclosure,) = item.iterfind("enclosure")
    assert dict(enclosure.attrib) == {"url": LARGE, "length": "192000", "type": "image/jpeg"}
    report, picture = item.iterfind(f"{MEDIA}content")
    assert (report.get("url"), report.get("medium")) == (REPORT, "document")
    assert (picture.get("url"), picture.get("medium")) == (LARGE, "image")
    assert (picture.get("width"), picture.get("height")) == ("1920", "1440")
    assert picture.findtext(f"{MEDIA}title") == "The depot in Edirne"
    assert picture.findtext(f"{MEDIA}description") == "A depot at night"
    assert picture.findtext(f"{MEDIA}credit") == "Ada Example"
    thumbnail = picture.find(f"{MEDIA}thumbnail")
    assert thumbnail is not None
    assert thumbnail.get("url") == SMALL
    read = feedparser.parse(written)
    assert read.bozo == 0
    assert read.entries[0].enclosures[0].href == LARGE


def test_atom_links_to_the_lead_picture() -> None:
    written = etree.fromstring(atom.write(feed_of(document().release)))
    assert schemas.atom().validate(written), schemas.atom().error_log
    (link,) = written.iterfind("{*}entry/{*}link[@rel='enclosure']")
    assert (link.get("href"), link.get("length"), link.get("type")) == (
        LARGE,
        "192000",
        "image/jpeg",
    )


def test_ninjs_associates_each_file_with_all_its_renditions() -> None:
    written = json.loads(ninjs.write_one(document()))
    assert [error.message for error in schemas.ninjs().iter_errors(written)] == []
    report, picture = written["associations"]
    assert (report["type"], picture["type"]) == ("component", "picture")
    assert picture["by"] == "Ada Example"
    assert picture["edNote"] == "May be used until 2099-12-31."
    forms = {form["name"]: form for form in picture["renditions"]}
    assert [*forms] == ["original", "thumb", "small", "large"]
    assert forms["original"]["poi"] == {"x": 1000, "y": 1500}
    assert (forms["large"]["href"], forms["large"]["sizeInBytes"]) == (LARGE, 192_000)


def test_a_list_in_ninjs_with_pictures_is_valid() -> None:
    written = json.loads(ninjs.write(feed_of(document().release)))
    assert [error.message for error in schemas.ninjs().iter_errors(written)] == []


def test_newsml_shows_the_lead_picture_as_icon() -> None:
    written = etree.fromstring(newsml.write_one(document()))
    assert schemas.newsml().validate(written), schemas.newsml().error_log
    icons = {icon.get("rendition"): icon.get("href") for icon in written.iter("{*}icon")}
    assert icons == {"rnd:highRes": LARGE, "rnd:thumbnail": THUMB}


def test_json_ld_describes_the_picture_with_its_credit_and_licence() -> None:
    written = json.loads(jsonld.write_one(document()))
    assert schema_org.faults(written) == []
    (image,) = written["image"]
    assert (image["url"], image["contentUrl"]) == (ORIGINAL, LARGE)
    assert (image["creditText"], image["license"]) == ("Ada Example", "https://licence.example/by")
    told = a_picture(licence="For editorial use")
    written = json.loads(jsonld.write_one(Item(a_document(media=(told,)), BASE)))
    assert schema_org.faults(written) == []
    assert written["image"][0]["usageInfo"]["text"] == "For editorial use"


def test_the_page_shows_pictures_with_caption_and_credit_and_shares_the_lead() -> None:
    page = etree.fromstring(html.write_one(document()), etree.HTMLParser())
    shared = {tag.get("property"): tag.get("content") for tag in page.iter("meta")}
    assert shared["og:image"] == LARGE
    assert (shared["og:image:width"], shared["og:image:height"]) == ("1920", "1440")
    assert shared["og:image:alt"] == "A depot at night"
    picture, report = page.iter("figure")
    image = picture.find("img")
    assert image is not None
    assert (image.get("src"), image.get("alt")) == (LARGE, "A depot at night")
    words = " ".join("".join(picture.itertext()).split())
    assert words == "The depot in Edirne Ada Example, https://licence.example/by"
    link = report.find("figcaption/a")
    assert link is not None
    assert (link.get("href"), "".join(link.itertext())) == (REPORT, "report.pdf")
    assert "img-src http: https:" in html.POLICY


def test_a_page_without_pictures_has_no_figure() -> None:
    page = html.write_one(Item(a_document(), BASE))
    assert b"<figure>" not in page
    assert b"og:image" not in page


def test_text_names_captions_credits_and_addresses() -> None:
    written = text.write_one(document()).decode()
    expected = f"The depot in Edirne\nAda Example, https://licence.example/by\n{ORIGINAL}\n"
    assert expected in written
    assert REPORT in written


def test_the_table_has_the_lead_picture() -> None:
    rows = [*tables.DictReader(io.StringIO(csv.write(feed_of(document().release)).decode()))]
    assert rows[0]["image"] == ORIGINAL


def test_sitemaps_name_the_lead_picture() -> None:
    pages = [
        SitemapUrl(f"{BASE}/one", datetime(2031, 3, 3, tzinfo=UTC), image=ORIGINAL),
        SitemapUrl(f"{BASE}/two", datetime(2031, 3, 3, tzinfo=UTC)),
    ]
    for written in (sitemap.write(pages), sitemap.write_news([document()], "Newsroom")):
        found = etree.fromstring(written).findall(".//{*}image/{*}loc")
        assert [one.text for one in found] == [ORIGINAL]
