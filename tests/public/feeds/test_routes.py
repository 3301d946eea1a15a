"""The doors of the formats: the releases of the list in another coat, under the same rules."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import feedparser
import httpx
import pytest
from lxml import etree

from app.db.database import Database
from app.formats.offers import LIST_FORMATS, RELEASE_FORMATS, essence
from app.published.document import NoticeKind
from tests.client import Client
from tests.factories import PUBLISHED_AT, a_document, a_theme, edirne
from tests.formats import schemas
from tests.http.small_app import small_app
from tests.public.conftest import ROUTERS, Publish
from tests.public.reading import BASE, LATER, path_of, read_case, withdraw
from tests.statements import counted

LISTS = tuple(form.suffix for form in LIST_FORMATS)
SINGLES = tuple(form.suffix for form in RELEASE_FORMATS)
ATOM = "{http://www.w3.org/2005/Atom}"


def _ids(answer: httpx.Response, form: str) -> list[UUID]:
    assert answer.status_code == 200, answer.text
    return [UUID(urn.removeprefix("urn:uuid:")) for urn in _READ[form](answer.text)]


def _entries(text: str) -> list[str]:
    read = feedparser.parse(text.encode())
    assert read.bozo == 0
    return [entry.id for entry in read.entries]


_READ: dict[str, Callable[[str], list[str]]] = {
    "rss": _entries,
    "atom": _entries,
    "jsonfeed": lambda text: [item["id"] for item in json.loads(text)["items"]],
    "ninjs": lambda text: [item["uri"] for item in json.loads(text)["associations"]],
    "csv": lambda text: [row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))],
    "ndjson": lambda text: [json.loads(line)["id"] for line in text.splitlines()],
}


def _links(answer: httpx.Response) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for link in answer.headers["link"].split(", <"):
        url, _, rest = link.partition(">; rel=")
        found.setdefault(rest.split('"')[1], []).append(url.lstrip("<"))
    return found


@pytest.fixture
def twelve(publish: Publish) -> list[UUID]:
    """The ids of twelve releases, the newest first; every third is of Edirne and of health."""
    documents = [
        a_document(
            title=f"Title {number}",
            published_at=PUBLISHED_AT - timedelta(hours=number),
            locations=(edirne(),) if number % 3 == 0 else (),
            themes=(a_theme(),) if number % 3 == 0 else (),
        )
        for number in range(12)
    ]
    publish(*documents)
    return [document.id for document in documents]


@pytest.mark.parametrize("form", [*LISTS, "ndjson"])
@pytest.mark.parametrize(
    "query",
    ["", "?location=TR", "?theme=health&sort=published_at", "?location.not=TR", "?date=1999"],
)
def test_a_format_has_the_releases_of_the_list_in_its_order(
    reader: Client, twelve: list[UUID], form: str, query: str
) -> None:
    listed = reader.get(f"/v1/releases{query}").json()["data"]
    assert len(listed) in {0, 4, 8, 12}
    answer = reader.get(f"/v1/releases.{form}{query}")
    assert _ids(answer, form) == [UUID(release["id"]) for release in listed]
    assert twelve


@pytest.mark.parametrize("form", LISTS)
def test_pages_are_walked_to_the_end(reader: Client, twelve: list[UUID], form: str) -> None:
    path, found, seen = f"/v1/releases.{form}?limit=5", [], set()
    while path:
        assert path not in seen
        seen.add(path)
        answer = reader.get(path)
        found += _ids(answer, form)
        following = _links(answer).get("next")
        path = path_of(following[0]) if following else ""
    assert found == twelve


def test_documents_name_their_neighbours_as_the_header_does(
    reader: Client, twelve: list[UUID]
) -> None:
    for form, write in (("atom", "previous"), ("rss", "previous")):
        first = reader.get(f"/v1/releases.{form}?limit=5")
        second = reader.get(path_of(_links(first)["next"][0]))
        document = etree.fromstring(second.content)
        inside = {link.get("rel"): link.get("href") for link in document.iter(f"{ATOM}link")}
        outside = _links(second)
        assert inside["next"] == outside["next"][0]
        assert inside[write] == outside["prev"][0]
        assert inside["self"] == outside["self"][0]
    feed = reader.get("/v1/releases.jsonfeed?limit=5")
    assert feed.json()["next_url"] == _links(feed)["next"][0]
    assert twelve


def test_the_id_of_a_feed_is_that_of_its_selection(reader: Client, twelve: list[UUID]) -> None:
    def feed_id(path: str) -> str | None:
        return etree.fromstring(reader.get(path).content).findtext(f"{ATOM}id")

    first = reader.get("/v1/releases.atom?limit=2&location=TR")
    of_turkey = feed_id("/v1/releases.atom?location=TR")
    assert etree.fromstring(first.content).findtext(f"{ATOM}id") == of_turkey
    assert feed_id("/v1/releases.atom?location=turkiye") == of_turkey
    assert feed_id("/v1/releases.atom") != of_turkey
    assert twelve


def test_a_feed_is_named_for_its_selection(reader: Client, twelve: list[UUID]) -> None:
    answer = reader.get("/v1/releases.rss?location=TR,edirne&theme=health&location.role=about")
    channel = etree.fromstring(answer.content)[0]
    words = "Releases about Türkiye or Edirne, on Health"
    assert channel.findtext("title") == f"Dateline: {words}"
    assert channel.findtext("description") == f"{words}."
    plain = etree.fromstring(reader.get("/v1/releases.rss").content)[0]
    assert (plain.findtext("title"), plain.findtext("description")) == ("Dateline", "All releases.")
    atom = etree.fromstring(reader.get("/v1/releases.atom?location=TR").content)
    assert atom.findtext(f"{ATOM}title") == "Dateline: Releases about Türkiye"
    assert atom.findtext(f"{ATOM}author/{ATOM}name") == "Dateline"
    assert twelve


def test_a_feed_leads_to_a_page_that_is_there(reader: Client, database: Database) -> None:
    site = Client(
        small_app(*ROUTERS, database=database, site_url_template="https://www.example.org/a/{slug}")
    )
    for query in ("", "?theme=health&limit=5"):
        pages = [_pages(client, query) for client in (reader, site)]
        assert pages[1] == {"https://www.example.org/"}
        (page,) = pages[0]
        assert page == f"{BASE}/v1/releases{query.removesuffix('&limit=5')}"
        assert reader.get(path_of(page)).status_code == 200


def _pages(reader: Client, query: str) -> set[str]:
    rss = etree.fromstring(reader.get(f"/v1/releases.rss{query}").content)
    atom = etree.fromstring(reader.get(f"/v1/releases.atom{query}").content)
    page = atom.find(f"{ATOM}link[@rel='alternate']")
    assert page is not None
    feed = reader.get(f"/v1/releases.jsonfeed{query}").json()
    return {rss.findtext("channel/link", ""), page.get("href", ""), feed["home_page_url"]}


@pytest.mark.parametrize("form", LIST_FORMATS, ids=LISTS)
def test_accept_gives_what_the_address_gives(reader: Client, twelve: list[UUID], form: Any) -> None:
    by_name = reader.get(f"/v1/releases.{form.suffix}?location=TR&limit=2")
    accept = form.media_type
    by_accept = reader.get("/v1/releases?location=TR&limit=2", headers={"Accept": accept})
    assert by_accept.content == by_name.content
    assert by_accept.headers["content-type"] == by_name.headers["content-type"]
    assert by_accept.headers["content-type"].startswith(essence(form.media_type))
    assert by_accept.headers["vary"] == "Accept, Accept-Encoding"
    assert by_name.headers["vary"] == "Accept-Encoding"
    assert twelve


@pytest.mark.parametrize("path", ["/v1/releases", "/v1/releases/{}"])
def test_any_type_is_json_and_an_unknown_one_is_refused(
    reader: Client, twelve: list[UUID], path: str
) -> None:
    address = path.format(twelve[0])
    for accept in ("*/*", "application/json", "text/html;q=0.1, */*;q=0.9", "application/*"):
        answer = reader.get(address, headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    refused = reader.get(address, headers={"Accept": "application/pdf"})
    assert refused.status_code == 406
    assert "application/json" in refused.json()["available"]
    assert refused.headers["vary"] == "Accept"


def test_formats_have_tags_of_their_own_and_answer_304(reader: Client, twelve: list[UUID]) -> None:
    tags = set()
    addresses = [f"/v1/releases.{form}" for form in (*LISTS, "ndjson")]
    addresses += [f"/v1/releases/{twelve[0]}.{form}" for form in SINGLES]
    for address in ("/v1/releases", f"/v1/releases/{twelve[0]}", *addresses):
        answer = reader.get(address)
        tag = answer.headers["etag"]
        assert tag.startswith('"')
        tags.add(tag)
        again = reader.get(address, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["link"] == answer.headers["link"]
        head = reader.head(address)
        assert (head.content, head.headers["etag"]) == (b"", tag)
        assert head.headers["content-length"] == answer.headers["content-length"]
    assert len(tags) == len(addresses) + 2


def test_every_answer_links_the_other_formats(reader: Client, twelve: list[UUID]) -> None:
    answer = reader.get("/v1/releases?location=TR&limit=2&fields=title")
    assert sorted(_links(answer)["alternate"]) == sorted(
        [
            *(f"{BASE}/v1/releases.{form}?location=TR&limit=2" for form in LISTS),
            f"{BASE}/v1/releases.ndjson?location=TR",
        ]
    )
    assert 'rel="alternate"; type="application/atom+xml"' in answer.headers["link"]
    release = reader.get(f"/v1/releases/{twelve[0]}")
    addresses = [f"{BASE}/v1/releases/{twelve[0]}.{form}" for form in SINGLES]
    assert sorted(_links(release)["alternate"]) == sorted(addresses)
    for address in (*addresses, *_links(answer)["alternate"]):
        assert reader.get(address.removeprefix(BASE)).status_code == 200


def test_a_long_query_does_not_fill_the_header(reader: Client) -> None:
    query = "&".join(["language=en"] * 90)
    answer = reader.get(f"/v1/releases.rss?{query}")
    assert "alternate" not in _links(answer)
    assert "self" in _links(answer)


@pytest.mark.parametrize(
    ("accept", "query"),
    [
        ("application/rss+xml", "fields=title"),
        ("application/x-ndjson", "limit=5"),
        ("application/x-ndjson", "fields=title"),
    ],
)
def test_what_a_format_does_not_take_is_refused(reader: Client, accept: str, query: str) -> None:
    answer = reader.get(f"/v1/releases?{query}", headers={"Accept": accept})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == query.split("=", maxsplit=1)[0]
    assert reader.get("/v1/releases.rss?fields=title").status_code == 422
    assert reader.get("/v1/releases.ndjson?cursor=x").status_code == 422


@pytest.mark.parametrize("form", [*LISTS, "ndjson"])
def test_a_format_costs_no_more_statements_than_the_list(
    reader: Client, database: Database, twelve: list[UUID], form: str
) -> None:
    reader.get("/v1/releases.rss")
    with counted(database) as statements:
        reader.get(f"/v1/releases.{form}?location=TR&theme=health")
    # Place, theme, mark of the log and documents; the tombstones of Atom take one more.
    assert len(statements) <= (5 if form == "atom" else 4)
    assert twelve


def test_lines_of_ndjson_are_the_releases_as_they_are_read(
    reader: Client, publish: Publish
) -> None:
    publish(*(a_document(title=f"{number}\u2028\n\u0085") for number in range(250)))
    answer = reader.get("/v1/releases.ndjson?sort=modified_at")
    assert answer.headers["content-type"] == "application/x-ndjson"
    lines = answer.content.split(b"\n")
    assert lines.pop() == b""
    assert len(lines) == 250
    for line in lines[::50]:
        release = json.loads(line)
        read = reader.get(f"/v1/releases/{release['id']}").json()
        assert {**release, "labels_language": "en"} == read


@pytest.mark.parametrize("form", SINGLES)
def test_a_withdrawn_release_is_gone_replaced_or_kept(
    reader: Client, database: Database, publish: Publish, form: str
) -> None:
    gone, replaced, kept, successor = (a_document() for _ in range(4))
    publish(gone, replaced, kept, successor)
    withdraw(database, gone)
    withdraw(database, replaced, NoticeKind.REPLACED, successor.id)
    withdraw(database, kept, NoticeKind.KEPT)
    answer = reader.get(f"/v1/releases/{gone.id}.{form}")
    assert (answer.status_code, answer.json()["notice"]["text"]) == (410, "Issued in error.")
    moved = reader.get(f"/v1/releases/{replaced.slug}.{form}", follow_redirects=False)
    assert moved.status_code == 301
    assert moved.headers["location"] == f"{BASE}/v1/releases/{successor.id}.{form}"
    read = reader.get(f"/v1/releases/{kept.id}.{form}")
    assert read.status_code == 200
    assert ("Issued in error." in read.text) or form == "jsonld"
    assert reader.get(f"/v1/releases/no-such.{form}").status_code == 404
    for listed in LISTS:
        assert _ids(reader.get(f"/v1/releases.{listed}"), listed) == [successor.id]


def test_an_old_slug_leads_to_the_same_format(reader: Client, publish: Publish) -> None:
    document = a_document(slug="before")
    publish(document)
    publish(document.model_copy(update={"slug": "after", "version": 2}))
    moved = reader.get("/v1/releases/before.html", follow_redirects=False)
    assert moved.headers["location"] == f"{BASE}/v1/releases/{document.id}.html"


def test_a_browser_gets_a_page_whose_policy_lets_its_style_through(
    reader: Client, publish: Publish
) -> None:
    document = a_document()
    publish(document)
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    page = reader.get(f"/v1/releases/{document.id}", headers={"Accept": accept})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "style-src 'sha256-" in page.headers["content-security-policy"]
    assert "script-src" not in page.headers["content-security-policy"]


def test_an_edit_moves_nothing_and_renews_the_feed(reader: Client, publish: Publish) -> None:
    """FEED-5: emacs-elfeed/elfeed#280, pinax/pinax-blog#58, TryGhost/Ghost#13832."""
    first = a_document(published_at=PUBLISHED_AT - timedelta(days=1))
    second = a_document()
    publish(first, second)
    publish(first.model_copy(update={"version": 2, "modified_at": LATER, "title": "Edited"}))
    feed = etree.fromstring(reader.get("/v1/releases.atom").content)
    assert [entry.findtext(f"{ATOM}id") for entry in feed.iterfind(f"{ATOM}entry")] == [
        second.id.urn,
        first.id.urn,
    ]
    assert feed.findtext(f"{ATOM}updated") == "2024-05-01T10:00:00Z"
    entry = feed.findall(f"{ATOM}entry")[1]
    assert entry.findtext(f"{ATOM}published") == "2024-04-30T09:00:00Z"
    assert entry.findtext(f"{ATOM}updated") == "2024-05-01T10:00:00Z"
    read = feedparser.parse(
        reader.get("/v1/releases.rss", headers={"Accept-Language": "tr"}).content
    )
    assert read.entries[1].published == "Tue, 30 Apr 2024 09:00:00 +0000"


@pytest.mark.parametrize("form", ["rss", "atom", "jsonfeed", "ninjs"])
def test_addresses_are_made_from_the_public_address(
    reader: Client, publish: Publish, form: str
) -> None:
    """FEED-3: a Host header of another name changes no byte."""
    publish(a_document(body_html=read_case("feed-3.json")["body_html"]))
    plain = reader.get(f"/v1/releases.{form}")
    foreign = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert reader.get(f"/v1/releases.{form}", headers=foreign).content == plain.content
    for address in ("/media/a.jpg", "/v1/releases/b.png", "/v1/releases/d.png 1x", "/v1/other"):
        assert f"{BASE}{address}" in plain.text
    assert "https://cdn.example/c.png" in plain.text


def test_feeds_fit_their_grammars(reader: Client, twelve: list[UUID]) -> None:
    atom = etree.fromstring(reader.get("/v1/releases.atom?limit=5").content)
    assert schemas.atom().validate(atom), schemas.atom().error_log
    feed = reader.get("/v1/releases.jsonfeed?limit=5").json()
    assert [error.message for error in schemas.json_feed().iter_errors(feed)] == []
    ninjs = reader.get("/v1/releases.ninjs").json()
    assert [error.message for error in schemas.ninjs().iter_errors(ninjs)] == []
    assert twelve
