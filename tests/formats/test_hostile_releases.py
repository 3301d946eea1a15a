"""Five hundred hostile releases are a document that parses strictly, in every format."""

import csv
import io
import json
import re

import feedparser
import pytest
from lxml import etree

from app.formats import opml, sitemap
from app.formats.item import Item
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS
from app.formats.xml import clean
from app.published.document import PublicRelease
from tests.formats import schema_org, schemas
from tests.formats.hostile import BASE, feed_of, hostile_releases

LISTS = {form.suffix: form.write for form in LIST_FORMATS}
SINGLES = {form.suffix: form.write for form in RELEASE_FORMATS}
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def releases() -> list[PublicRelease]:
    return hostile_releases(500)


def _xml(document: bytes) -> etree._Element:
    assert document.startswith(b"<?xml ")
    return etree.fromstring(document, etree.XMLParser(resolve_entities=False, no_network=True))


def test_rss_keeps_every_title(releases: list[PublicRelease]) -> None:
    channel = _xml(LISTS["rss"](feed_of(*releases)))
    titles = [title.text or "" for title in channel.iterfind("channel/item/title")]
    assert titles == [clean(release.title) for release in releases]


def test_atom_fits_its_grammar_and_keeps_every_title(releases: list[PublicRelease]) -> None:
    feed = _xml(LISTS["atom"](feed_of(*releases)))
    assert schemas.atom().validate(feed), schemas.atom().error_log
    titles = [title.text or "" for title in feed.iterfind(f"{ATOM}entry/{ATOM}title")]
    assert titles == [clean(release.title) for release in releases]


def test_json_feed_fits_its_schema(releases: list[PublicRelease]) -> None:
    feed = json.loads(LISTS["jsonfeed"](feed_of(*releases)))
    assert [error.message for error in schemas.json_feed().iter_errors(feed)] == []
    assert [item["title"] for item in feed["items"]] == [release.title for release in releases]


def test_ninjs_fits_its_schema(releases: list[PublicRelease]) -> None:
    for release in releases[::5]:
        document = json.loads(SINGLES["ninjs"](Item(release, BASE)))
        assert [error.message for error in schemas.ninjs().iter_errors(document)] == []
        assert document["headlines"][0]["value"] == release.title
    listed = json.loads(LISTS["ninjs"](feed_of(*releases[:10])))
    assert [error.message for error in schemas.ninjs().iter_errors(listed)] == []


def test_csv_has_a_row_for_each_and_no_formula(releases: list[PublicRelease]) -> None:
    text = LISTS["csv"](feed_of(*releases)).decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["id"] for row in rows] == [str(release.id) for release in releases]
    for release, row in zip(releases, rows, strict=True):
        assert row["title"].removeprefix("'") == clean(release.title).removeprefix("'")
    cells = [cell for row in rows for cell in row.values()]
    assert [cell for cell in cells if cell.strip()[:1] in {"=", "+", "-", "@"} and cell] == []


def test_newsml_is_well_formed_and_keeps_the_words(releases: list[PublicRelease]) -> None:
    for release in releases:
        item = _xml(SINGLES["newsml"](Item(release, BASE)))
        headline = item.find("{*}contentMeta/{*}headline")
        assert headline is not None
        assert (headline.text or "") == re.sub(r"[\t\n]", " ", clean(release.title))
        assert schemas.newsml().validate(item), schemas.newsml().error_log


@pytest.mark.parametrize("form", ["rss", "atom"])
def test_a_reader_loses_no_release_id_or_date(releases: list[PublicRelease], form: str) -> None:
    read = feedparser.parse(LISTS[form](feed_of(*releases)))
    assert read.bozo == 0
    assert [entry.id for entry in read.entries] == [release.id.urn for release in releases]
    for entry, release in zip(read.entries, releases, strict=True):
        published = Item(release, BASE).published
        if published is not None:
            assert tuple(entry.published_parsed[:6]) == published.timetuple()[:6]
        assert entry.link == f"{BASE}/v1/releases/{release.id}.html"


def test_a_list_of_feeds_and_sitemaps_take_any_title(releases: list[PublicRelease]) -> None:
    outlines = [opml.Outline(one.title, f"{BASE}/{one.id}", BASE) for one in releases]
    list_of_feeds = _xml(opml.write(releases[0].title, outlines, BASE))
    texts = [one.get("text") for one in list_of_feeds.iter("outline")]
    assert texts == [clean(release.title) for release in releases]
    news = sitemap.write_news((Item(one, BASE) for one in releases), releases[1].title)
    dated = [one for one in releases if Item(one, BASE).published is not None]
    titles = [one.text or "" for one in _xml(news).iter(f"{{{sitemap.NEWS}}}title")]
    assert titles == [clean(release.title) for release in dated]


def test_json_ld_is_json_that_cannot_end_a_script(releases: list[PublicRelease]) -> None:
    for release in releases:
        written = SINGLES["jsonld"](Item(release, BASE))
        assert b"<" not in written
        document = json.loads(written)
        assert document["headline"] == release.title
        assert schema_org.faults(document) == []


def test_pages_are_whole(releases: list[PublicRelease]) -> None:
    for release in releases:
        page = etree.fromstring(SINGLES["html"](Item(release, BASE)), etree.HTMLParser())
        assert len(page.findall(".//article")) == 1
        assert len(page.findall(".//script")) == 1
        assert page.find(".//footer") is not None


def test_plain_text_is_utf_8(releases: list[PublicRelease]) -> None:
    for release in releases:
        text = SINGLES["txt"](Item(release, BASE)).decode()
        assert release.body_text.strip() in text
