"""What tells robots and programs where releases are: sitemaps, lists of feeds, the catalogue."""

import json
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import feedparser
import pytest
from lxml import etree

from app.db.database import Database
from app.formats.sitemap import language_of
from app.http import deps
from app.public.discovery import sitemaps
from tests.client import Client
from tests.factories import PUBLISHED_AT, TURKIYE, a_document, a_theme, edirne, known_by_day
from tests.http.small_app import small_app
from tests.public.conftest import ROUTERS, Publish
from tests.public.reading import BASE, withdraw

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
N = "{http://www.google.com/schemas/sitemap-news/0.9}"
DOORS = (
    "/sitemap.xml",
    "/sitemap-0.xml",
    "/sitemap-news.xml",
    "/v1/feeds.opml",
    "/v1/archive/0.atom",
    "/robots.txt",
    "/.well-known/api-catalog",
)


def _pairs(body: bytes) -> dict[str, str]:
    """lastmod by address."""
    return {
        one.findtext(f"{S}loc", ""): one.findtext(f"{S}lastmod", "")
        for one in etree.fromstring(body)
    }


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three releases in a sitemap, so that a few fill several."""
    monkeypatch.setattr(sitemaps, "PART_SIZE", 3)


@pytest.mark.parametrize("path", DOORS)
def test_every_door_has_a_tag_and_answers_304_and_head(
    reader: Client, publish: Publish, path: str
) -> None:
    publish(a_document())
    got = reader.get(path)
    assert got.status_code == 200
    assert got.headers["cache-control"].startswith("public")
    again = reader.get(path, headers={"If-None-Match": got.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = reader.head(path)
    assert (head.content, head.headers["etag"]) == (b"", got.headers["etag"])
    assert head.headers["content-type"] == got.headers["content-type"]


@pytest.mark.usefixtures("small_parts")
def test_a_part_changes_only_when_a_release_in_it_does(reader: Client, publish: Publish) -> None:
    documents = [a_document() for _ in range(7)]
    publish(*documents)
    index = _pairs(reader.get("/sitemap.xml").content)
    assert list(index) == [f"{BASE}/sitemap-{number}.xml" for number in (0, 1, 2)]
    parts = {url: reader.get(urlsplit(url).path).content for url in index}
    listed = [url for body in parts.values() for url in _pairs(body)]
    assert listed == [f"{BASE}/v1/releases/{document.id}.html" for document in documents]
    publish(a_document())
    changed = {url for url, body in parts.items() if reader.get(urlsplit(url).path).content != body}
    assert changed == {f"{BASE}/sitemap-2.xml"}


@pytest.mark.usefixtures("small_parts")
def test_lastmod_is_the_last_change_also_when_it_was_a_withdrawal(
    reader: Client, publish: Publish, database: Database
) -> None:
    documents = [a_document() for _ in range(5)]
    publish(*documents)
    first = f"{BASE}/sitemap-0.xml"
    before = _pairs(reader.get("/sitemap.xml").content)
    assert set(before.values()) == {"2024-05-01T09:00:00Z"}
    withdraw(database, documents[0])
    after = _pairs(reader.get("/sitemap.xml").content)
    assert {url for url in after if after[url] != before[url]} == {first}
    assert after[first] == "2024-05-01T10:00:00Z"
    assert str(documents[0].id) not in reader.get("/sitemap-0.xml").text
    assert str(documents[1].id) in reader.get("/sitemap-0.xml").text
    withdraw(database, documents[1])
    assert first not in _pairs(reader.get("/sitemap.xml").content)
    assert reader.get("/sitemap-0.xml").status_code == 404


@pytest.mark.parametrize("part", ["1", "00", "-1", "x", "9" * 30, "\u0661"])
def test_a_part_that_is_not_there_is_not_found(reader: Client, publish: Publish, part: str) -> None:
    publish(a_document())
    assert reader.get(f"/sitemap-{part}.xml").status_code == 404


def test_addresses_are_those_of_the_site_when_it_is_set(
    database: Database, publish: Publish
) -> None:
    template = "https://www.example.org/{language}/news/{slug}"
    site = Client(small_app(*ROUTERS, database=database, site_url_template=template))
    publish(a_document(slug="winter", language="pt-BR"))
    assert [*_pairs(site.get("/sitemap-0.xml").content)] == [
        "https://www.example.org/pt-br/news/winter"
    ]


def _at(database: Database, at: datetime) -> Client:
    app = small_app(*ROUTERS, database=database)
    app.dependency_overrides[deps.now] = lambda: at
    return Client(app)


def test_news_are_those_of_forty_eight_hours_by_the_clock(
    database: Database, publish: Publish
) -> None:
    at = PUBLISHED_AT
    inside = a_document(published_at=at - timedelta(hours=48), title="<A> & B", language="zh-Hant")
    by_day = known_by_day((at - timedelta(days=1)).date())
    outside = a_document(published_at=at - timedelta(hours=48, seconds=1))
    publish(inside, by_day, outside, a_document(published_at=None))
    document = etree.fromstring(_at(database, at).get("/sitemap-news.xml").content)
    found = [
        (
            one.findtext(f"{S}loc"),
            *(one.findtext(f"{N}news/{N}{tag}") for tag in ("publication_date", "title")),
            one.findtext(f"{N}news/{N}publication/{N}name"),
            one.findtext(f"{N}news/{N}publication/{N}language"),
        )
        for one in document
    ]
    page = f"{BASE}/v1/releases/{{}}.html"
    assert found == [
        (page.format(by_day.id), "2024-04-30", by_day.title, "Dateline", "en"),
        (page.format(inside.id), "2024-04-29T09:00:00Z", "<A> & B", "Dateline", "zh-tw"),
    ]
    later = _at(database, at + timedelta(hours=49)).get("/sitemap-news.xml")
    assert list(etree.fromstring(later.content)) == []


def test_news_are_a_thousand_at_most(
    database: Database, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    newest = [a_document(published_at=PUBLISHED_AT - timedelta(hours=n)) for n in range(3)]
    publish(*newest)
    news = etree.fromstring(_at(database, PUBLISHED_AT).get("/sitemap-news.xml").content)
    assert [one.findtext(f"{S}loc", "")[-41:-5] for one in news] == [
        str(document.id) for document in newest[:2]
    ]


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en-GB", "en"), ("zh-CN", "zh-cn"), ("zh-Hans-SG", "zh-cn"), ("zh", "zh"), ("fil", "fil")],
)
def test_the_news_sitemap_has_codes_of_its_own(tag: str, code: str) -> None:
    assert language_of(tag) == code


def test_every_feed_of_the_list_answers_and_names_itself(reader: Client, publish: Publish) -> None:
    publish(
        a_document(themes=(a_theme("health"),), locations=(edirne(),)),
        a_document(themes=(a_theme("nutrition", "health"),)),
    )
    answer = reader.get("/v1/feeds.opml")
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    body = etree.fromstring(answer.content)
    assert body.get("version") == "2.0"
    feeds = {one.get("text"): one.get("xmlUrl") for one in body.iter("outline") if one.get("type")}
    assert {"Dateline", "Health", TURKIYE.name} <= set(feeds)
    for url in feeds.values():
        assert url is not None
        parts = urlsplit(url)
        read = feedparser.parse(reader.get(f"{parts.path}?{parts.query}").content)
        assert read.bozo == 0
        assert len(read.entries) in (1, 2)
        assert {link.href for link in read.feed.links if link.rel == "self"} == {url}


def test_feeds_are_named_in_the_language_that_is_asked_for(
    reader: Client, publish: Publish
) -> None:
    publish(a_document(themes=(a_theme("health"),), locations=(edirne(),)))
    answers = [
        reader.get("/v1/feeds.opml?lang=fr"),
        reader.get("/v1/feeds.opml", headers={"Accept-Language": "fr-CA, en;q=0.5"}),
    ]
    for answer in answers:
        named = {one.get("text") for one in etree.fromstring(answer.content).iter("outline")}
        assert {"Santé", "Turquie"} <= named
    assert answers[0].headers["vary"] == "Accept-Encoding"
    assert answers[1].headers["vary"] == "Accept-Language, Accept-Encoding"
    assert reader.get("/v1/feeds.opml?lang=!").status_code == 422


def test_without_releases_only_the_feed_of_all_is_listed(reader: Client) -> None:
    body = etree.fromstring(reader.get("/v1/feeds.opml").content)
    assert [one.get("text") for one in body.iter("outline")] == ["Dateline"]


def test_robots_are_told_the_sitemaps(reader: Client) -> None:
    lines = reader.get("/robots.txt").text.splitlines()
    named = [line.removeprefix("Sitemap: ") for line in lines if line.startswith("Sitemap: ")]
    assert named == [f"{BASE}/sitemap.xml", f"{BASE}/sitemap-news.xml"]
    for url in named:
        assert reader.get(url.removeprefix(BASE)).status_code == 200
    assert "Disallow: /v1/editorial/" in lines
    assert "Disallow: /v1/releases" not in lines


def test_the_catalogue_is_a_link_set(reader: Client) -> None:
    answer = reader.get("/.well-known/api-catalog")
    assert answer.headers["content-type"].startswith("application/linkset+json; profile=")
    catalogue, api = json.loads(answer.content)["linkset"]
    assert catalogue["anchor"] == f"{BASE}/.well-known/api-catalog"
    assert [item["href"] for item in catalogue["item"]] == [api["anchor"]]
    assert api["service-desc"][0]["href"] == f"{BASE}/v1/openapi.json"
    assert api["service-doc"][0]["href"] == f"{BASE}/docs"
    assert 'rel="service-desc"' in reader.head("/.well-known/api-catalog").headers["link"]
