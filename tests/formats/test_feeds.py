"""Feeds as their readers see them: nothing lost, nothing escaped twice, no date made up."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from app.formats import atom, jsonfeed, rss
from app.formats.item import Feed, Tombstone
from app.published.document import Coordinates, Dateline, DatePrecision, Organisation
from tests.factories import PUBLISHED_AT, a_document, a_theme, edirne, known_by_day
from tests.formats import schemas
from tests.formats.hostile import feed_of

CASES = Path(__file__).parents[1] / "data" / "cases"
WRITERS = {"rss": rss.write, "atom": atom.write}
GEORSS = "{http://www.georss.org/georss}"
LATER = PUBLISHED_AT + timedelta(days=2)


def _read(feed: Feed, form: str) -> Any:
    read = feedparser.parse(WRITERS[form](feed))
    assert read.bozo == 0, read.get("bozo_exception")
    return read


def _instant(parsed: Any) -> datetime:
    year, month, day, hour, minute, second = parsed[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC)


@pytest.fixture(params=WRITERS)
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_reader_finds_ids_titles_dates_summaries_and_themes(form: str) -> None:
    releases = [
        a_document(
            title=f"Title {number}",
            published_at=PUBLISHED_AT - timedelta(days=number),
            modified_at=LATER,
            themes=(a_theme("health"), a_theme("shelter")),
            organisation=Organisation(id="iom", name="IOM"),
        )
        for number in range(3)
    ]
    read = _read(feed_of(*releases), form)
    assert [entry.id for entry in read.entries] == [release.id.urn for release in releases]
    assert [entry.title for entry in read.entries] == [release.title for release in releases]
    found = [_instant(entry.published_parsed) for entry in read.entries]
    assert found == [release.published_at for release in releases]
    for entry in read.entries:
        assert entry.summary == "Blankets for 1,200 people."
        assert entry.content[0].value == "<p>Blankets for 1,200 people.</p>"
        assert entry.link == f"https://press.example/v1/releases/{entry.id[9:]}.html"
        assert entry.author == "IOM"
        shown = {tag.label or tag.term for tag in entry.tags}
        assert shown == {"Health", "Shelter"}
    assert _instant(read.feed.updated_parsed) == LATER


def test_titles_of_case_feed_1_are_escaped_once() -> None:
    """FEED-1: LemmyNet/lemmy#5171, jekyll/jekyll-feed#127, simplepie/simplepie#637."""
    case = json.loads((CASES / "feed-1.json").read_text(encoding="utf-8"))
    named = [
        a_document(
            title=title,
            body_html=case["body_html"],
            organisation=Organisation(id="o", name=title),
            themes=(a_theme().model_copy(update={"label": title}),),
            dateline=Dateline(text=title, location=None),
        )
        for title in case["titles"]
    ]
    feed = feed_of(*named, title=case["titles"][0])
    channel = etree.fromstring(rss.write(feed))[0]
    assert channel.findtext("title") == case["titles"][0]
    for title, item in zip(case["titles"], channel.iterfind("item"), strict=True):
        assert item.findtext("title") == title
        assert item.findtext("category") == title
        assert item.findtext("{http://purl.org/dc/elements/1.1/}creator") == title
        assert item.findtext(f"{GEORSS}featurename") == title
        encoded = "{http://purl.org/rss/1.0/modules/content/}encoded"
        assert item.findtext(encoded) == case["body_html"]
    entries = etree.fromstring(atom.write(feed)).findall("{*}entry")
    for title, entry in zip(case["titles"], entries, strict=True):
        assert entry.findtext("{*}title") == title
        assert entry.findtext("{*}author/{*}name") == title
        assert entry.findtext("{*}content") == case["body_html"]
    items = json.loads(jsonfeed.write(feed))["items"]
    assert [item["title"] for item in items] == case["titles"]
    assert {item["content_html"] for item in items} == {case["body_html"]}


def test_an_id_is_not_made_from_slug_title_or_host() -> None:
    """FEED-4: davidmerfield/blot#387, jekyll/jekyll-feed#91, FreshRSS/FreshRSS#5151."""
    before = a_document()
    after = before.model_copy(update={"slug": "other", "title": "Other", "version": 2})
    moved = feed_of(after)
    moved = feed_of(
        base_url="http://elsewhere.example",
        items=tuple(type(item)(after, "http://elsewhere.example") for item in moved.items),
    )
    seen = set()
    for feed in (feed_of(before), moved):
        guid = etree.fromstring(rss.write(feed)).find("channel/item/guid")
        assert guid is not None
        assert guid.get("isPermaLink") == "false"
        seen.add(guid.text)
        seen.add(etree.fromstring(atom.write(feed)).findtext("{*}entry/{*}id"))
        seen.add(json.loads(jsonfeed.write(feed))["items"][0]["id"])
    assert seen == {before.id.urn}


def test_dates_are_english_and_an_old_one_stays_old() -> None:
    """FEED-5: emacs-elfeed/elfeed#280, nanoc/nanoc#1007, gbif/ipt#1264."""
    old = known_by_day(date(2019, 12, 18), modified_at=LATER)
    feed = feed_of(old)
    channel = etree.fromstring(rss.write(feed))[0]
    assert channel.findtext("item/pubDate") == "Wed, 18 Dec 2019 00:00:00 +0000"
    assert channel.findtext("lastBuildDate") == "Fri, 03 May 2024 09:00:00 +0000"
    entry = etree.fromstring(atom.write(feed)).find("{*}entry")
    assert entry is not None
    assert entry.findtext("{*}published") == "2019-12-18T00:00:00Z"
    assert entry.findtext("{*}updated") == "2024-05-03T09:00:00Z"
    item = json.loads(jsonfeed.write(feed))["items"][0]
    assert (item["date_published"], item["date_modified"]) == (
        "2019-12-18T00:00:00Z",
        "2024-05-03T09:00:00Z",
    )


def test_an_undated_release_has_no_date_of_publication() -> None:
    feed = feed_of(a_document(published_at=None))
    assert b"pubDate" not in rss.write(feed)
    assert b"published" not in atom.write(feed)
    assert b"<updated>2024-05-01T09:00:00Z</updated>" in atom.write(feed)
    item = json.loads(jsonfeed.write(feed))["items"][0]
    assert "date_published" not in item
    assert item["_dateline"]["date_precision"] == "unknown"


@pytest.mark.parametrize(("precision", "written"), [("month", "2019-12"), ("year", "2019")])
def test_a_month_gets_no_day_that_nobody_said(precision: str, written: str) -> None:
    known = a_document(date=written, date_precision=DatePrecision(precision))
    for write in WRITERS.values():
        document = etree.fromstring(write(feed_of(known)))
        assert document.find(".//{*}pubDate") is None
        assert document.find(".//{*}published") is None
        issued = document.find(".//{http://purl.org/dc/terms/}issued")
        assert issued is not None
        assert issued.text == written
    item = json.loads(jsonfeed.write(feed_of(known)))["items"][0]
    assert "date_published" not in item
    assert item["_dateline"]["date"] == written


def test_the_dateline_stands_beside_the_body_with_its_point(form: str) -> None:
    place = edirne().model_copy(
        update={"coordinates": Coordinates(latitude=41.67719, longitude=26.55597)}
    )
    released = a_document(dateline=Dateline(text="Edirne, Türkiye", location=place))
    document = etree.fromstring(WRITERS[form](feed_of(released)))
    assert [name.text for name in document.iter(f"{GEORSS}featurename")] == ["Edirne, Türkiye"]
    assert [point.text for point in document.iter(f"{GEORSS}point")] == ["41.67719 26.55597"]


def test_a_point_has_no_exponent(form: str) -> None:
    """GEO-1: tyrasd/overpass-turbo#588. XML Schema's decimals have none."""
    place = edirne().model_copy(
        update={"coordinates": Coordinates(latitude=0.0000123, longitude=-5e-05)}
    )
    released = a_document(dateline=Dateline(text="TEMA", location=place))
    document = etree.fromstring(WRITERS[form](feed_of(released)))
    assert document.findtext(f".//{GEORSS}point") == "0.0000123 -0.00005"


def test_links_name_self_hub_and_neighbours(form: str) -> None:
    feed = feed_of(
        self_url="https://press.example/f?cursor=2",
        first_url="https://press.example/f",
        next_url="https://press.example/f?cursor=3",
        prev_url="https://press.example/f?cursor=1",
        hub="https://press.example/hub",
    )
    document = etree.fromstring(WRITERS[form](feed))
    found = {
        link.get("rel"): link.get("href")
        for link in document.iter("{http://www.w3.org/2005/Atom}link")
    }
    found.pop("alternate", None)
    assert found == {
        "self": feed.self_url,
        "hub": feed.hub,
        "first": feed.first_url,
        "previous": feed.prev_url,
        "next": feed.next_url,
    }


def test_json_feed_names_hub_and_next_page() -> None:
    feed = feed_of(
        a_document(), next_url="https://press.example/f?cursor=3", hub="https://h.example"
    )
    read = json.loads(jsonfeed.write(feed))
    assert read["next_url"] == feed.next_url != read["feed_url"]
    assert read["hubs"] == [{"type": "WebSub", "url": feed.hub}]
    assert [error.message for error in schemas.json_feed().iter_errors(read)] == []


def test_tombstones_stand_before_the_first_entry() -> None:
    gone = Tombstone(a_document().id.urn, LATER, "Issued in error.")
    feed = etree.fromstring(atom.write(feed_of(a_document(), tombstones=(gone,))))
    assert schemas.atom().validate(feed), schemas.atom().error_log
    deleted = feed.find("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
    assert deleted is not None
    assert (deleted.get("ref"), deleted.get("when")) == (gone.uri, "2024-05-03T09:00:00Z")
    feed.append(deleted)
    assert not schemas.atom().validate(feed)


@pytest.mark.parametrize("write", [rss.write, atom.write, jsonfeed.write])
def test_an_empty_feed_is_a_feed(write: Callable[[Feed], bytes]) -> None:
    read = write(feed_of())
    if write is jsonfeed.write:
        assert [*schemas.json_feed().iter_errors(json.loads(read))] == []
        return
    assert feedparser.parse(read).bozo == 0
    if write is atom.write:
        assert schemas.atom().validate(etree.fromstring(read))
