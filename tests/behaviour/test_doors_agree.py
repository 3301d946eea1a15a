"""What one door shows, all show: random selections after random editorial acts, on both engines.

The doors are list, feeds, exports, archive, sitemaps, WebSub, change stream and webhooks, and those
of organisations, contacts and files.
"""

import csv
import io
import json
import random
from calendar import timegm
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import feedparser
import pytest
from lxml import etree

from app.base.settings import Settings
from app.media.models import MediaFile
from tests.behaviour.members import (
    ORGANISATIONS,
    SEALED,
    check_counts,
    check_members,
    random_members,
    rename,
)
from tests.files import stored
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.organisations.organisation_desk import agency
from tests.partners.partner import Partner
from tests.partners.receiver import Receiver, receiving
from tests.partners.stream_client import Mirror
from tests.waiting import until

ACTS, ROUNDS, SELECTIONS = 10, 3, 5
A = "{http://www.w3.org/2005/Atom}"
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
PLACES = ("TR", "GR", "Edirne", "Athens", "145")
THEMES = ("health", "migration-displacement", "children")
KINDS = ("press_release", "statement", "event")
LANGUAGES = ("en", "en-GB", "tr")
WORDS = ("Ferries", "Harbour", "Winter")
KINDS_OF_ACTS = (
    *("publish", "publish", "translate", "edit", "correct", "withdraw", "again"),
    *("draft", "rename"),
)


def _random_release(chance: random.Random, files: Sequence[MediaFile]) -> dict[str, Any]:
    places = chance.sample(PLACES[:4], chance.randrange(3))
    return {
        "title": f"{chance.choice(WORDS)} {chance.randrange(10**9)}",
        "body_text": "Blankets for 1,200 people.",
        "kind": chance.choice(KINDS),
        "language": chance.choice(LANGUAGES),
        "locations": places,
        "themes": chance.sample(THEMES, chance.randrange(3)),
        **random_members(chance, files),
    }


def _random_query(chance: random.Random) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, values in (
        ("location", PLACES),
        ("theme", THEMES),
        ("kind", KINDS),
        ("language", LANGUAGES),
        ("organisation", ORGANISATIONS),
    ):
        if chance.random() < 0.4:
            suffixes = ("",) if name == "organisation" else ("", "", ".not", ".all")
            suffix = chance.choice(suffixes)
            count = 1 if suffix == ".all" else chance.randrange(1, 3)
            found[name + suffix] = ",".join(chance.sample(values, count))
    if chance.random() < 0.3:
        found["q"] = chance.choice(WORDS)
    if chance.random() < 0.2:
        found["near"] = "41.68,26.56,50"
    return found


def _act(
    newsroom: Newsroom,
    chance: random.Random,
    known: list[dict[str, Any]],
    files: Sequence[MediaFile],
) -> None:
    """One act that may change what is public, or must not."""
    kind = chance.choice(KINDS_OF_ACTS)
    public = [one for one in known if one["state"] == "published"]
    gone = [one for one in known if one["state"] == "withdrawn"]
    story = {"story_id": chance.choice(known)["story_id"]} if known else {}
    if kind == "draft":
        newsroom.draft(**_random_release(chance, files) | story)
    elif kind == "rename":
        rename(newsroom, chance)
    elif kind == "again" and gone:
        old = _fresh(newsroom, chance.choice(gone))
        old |= newsroom.act(old, "publish")
    elif kind == "withdraw" and public:
        old = _fresh(newsroom, chance.choice(public))
        old |= newsroom.act(old, "withdraw", notice="Issued in error.")
    elif kind in ("edit", "correct") and public:
        old = _fresh(newsroom, chance.choice(public))
        old |= newsroom.edit(old, **_random_release(chance, files))
        if kind == "correct":
            old |= newsroom.act(old, "correct", note="It was wrong.")
        elif chance.random() < 0.7:
            old |= newsroom.act(old, "update")
    else:
        members = _random_release(chance, files)
        known.append(newsroom.published(**members | (story if kind == "translate" else {})))


def _fresh(newsroom: Newsroom, old: dict[str, Any]) -> dict[str, Any]:
    """The same, brought to today's tag: translations and names of organisations change it too."""
    old |= checked(newsroom.desk.get(f"{EDITORIAL}/{old['id']}"), 200)
    return old


class Followers:
    """Partners who follow selections from the first act on, by the change stream and by webhook."""

    def __init__(self, partner: Partner, receiver: Receiver, queries: list[str]) -> None:
        self._partner, self._receiver = partner, receiver
        self._mirrors = {query: Mirror(query, 3) for query in queries}
        self._hooks = {}
        for number, query in enumerate(queries):
            partner.verified(receiver, f"/{number}", selection=query)
            self._hooks[query] = f"/hooks/{number}"

    def check(self, query: str, listed: dict[str, dict[str, Any]]) -> None:
        """Who followed has the documents of the list, and so has who begins now."""
        for mirror in (self._mirrors[query], Mirror(query)):
            mirror.catch_up(self._partner.newsroom.api)
            assert mirror.documents == listed, query
        until(lambda: self._sent(query) == listed)

    def _sent(self, query: str) -> dict[str, dict[str, Any]]:
        sent = Mirror()
        for got in self._receiver.taken(self._hooks[query]):
            sent.take(got.event["data"])
        return sent.documents


def _paged(newsroom: Newsroom, path: str) -> list[str]:
    """The ids of all pages, in their order."""
    found: list[str] = []
    while True:
        page = checked(newsroom.api.get(path), 200)
        found += [release["id"] for release in page["data"]]
        if "next" not in page["links"]:
            assert page["meta"]["total"] == len(found)
            return found
        parts = urlsplit(page["links"]["next"])
        path = f"{parts.path}?{parts.query}"


def _feed(text: str) -> list[str]:
    read = feedparser.parse(text.encode())
    assert read.bozo == 0
    return [entry.id.removeprefix("urn:uuid:") for entry in read.entries]


def _check_words(text: str, found: dict[str, dict[str, Any]]) -> None:
    """A feed reader has titles, instants, texts and themes as JSON has them."""
    for entry in feedparser.parse(text.encode()).entries:
        release = found[entry.id.removeprefix("urn:uuid:")]
        assert entry.title == release["title"]
        assert entry.link == release["web_url"]
        assert entry.content[0].value == release["body_html"]
        at = datetime.fromtimestamp(timegm(entry.published_parsed), UTC)
        assert at == datetime.fromisoformat(release["published_at"]).replace(microsecond=0)
        themes = {theme["label"] for theme in release["themes"]}
        assert {tag.label or tag.term for tag in entry.get("tags", ())} == themes


READ: dict[str, Callable[[str], list[str]]] = {
    "rss": _feed,
    "atom": _feed,
    "jsonfeed": lambda text: [item["id"][9:] for item in json.loads(text)["items"]],
    "ninjs": lambda text: [item["uri"][9:] for item in json.loads(text)["associations"]],
    "csv": lambda text: [row["id"] for row in csv.DictReader(io.StringIO(text, newline=""))],
    "ndjson": lambda text: [json.loads(line)["id"] for line in text.splitlines()],
}


def _archived(newsroom: Newsroom, query: str) -> list[str]:
    """Every entry of the archive behind the Atom feed."""
    found: list[str] = []
    path = f"/v1/releases.atom?{query}"
    while True:
        feed = etree.fromstring(newsroom.api.get(path).content)
        if feed.find(f"{A}link[@rel='current']") is not None:
            found += [entry.findtext(f"{A}id", "")[9:] for entry in feed.iterfind(f"{A}entry")]
        older = feed.find(f"{A}link[@rel='prev-archive']")
        if older is None:
            return found
        parts = urlsplit(older.get("href", ""))
        path = f"{parts.path}?{parts.query}"


def _in_sitemaps(newsroom: Newsroom) -> list[str]:
    index = etree.fromstring(newsroom.api.get("/sitemap.xml").content)
    parts = [urlsplit(one.findtext(f"{S}loc", "")).path for one in index]
    pages = [page for part in parts for page in etree.fromstring(newsroom.api.get(part).content)]
    return [page.findtext(f"{S}loc", "")[-41:-5] for page in pages]


@pytest.fixture
def partner(settings: Settings) -> Iterator[Partner]:
    """A newsroom whose webhooks may go to this machine, and a partner of it."""
    opened = Partner(settings.model_copy(update={"callbacks_to_private_hosts": True}))
    yield opened
    opened.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_all_doors_show_the_same_releases(partner: Partner, seed: int) -> None:
    newsroom, chance = partner.newsroom, random.Random(seed)
    known: list[dict[str, Any]] = []
    drawn = [_random_query(chance) for _ in range(SELECTIONS)]
    queries = ["", *(urlencode(query, safe=",") for query in drawn)]
    with receiving() as receiver:
        followers = Followers(partner, receiver, queries)
        agency(newsroom)
        files = [stored(newsroom, b"picture %d" % number) for number in range(3)]
        for _ in range(ROUNDS):
            for _ in range(ACTS):
                _act(newsroom, chance, known, files)
            public = [one["id"] for one in known if one["state"] == "published"]
            check_members(newsroom, known, files)
            assert sorted(_in_sitemaps(newsroom)) == sorted(public)
            assert sorted(newsroom.public_ids("limit=100")) == sorted(public)
            for query in queries:
                followers.check(query, _check(newsroom, query))


def _check(newsroom: Newsroom, query: str) -> dict[str, dict[str, Any]]:
    """What the list shows, after every feed has shown the same."""
    listed = _paged(newsroom, f"/v1/releases?limit=3&{query}")
    lines = newsroom.api.get(f"/v1/releases.ndjson?{query}").text.splitlines()
    found = {release["id"]: release for release in map(json.loads, lines)}
    assert sorted(_archived(newsroom, query)) == sorted(listed), query
    check_counts(newsroom, query, found.values())
    for form, read in READ.items():
        limit = "" if form == "ndjson" else "limit=100&"
        answer = newsroom.api.get(f"/v1/releases.{form}?{limit}{query}")
        assert SEALED not in answer.text, (form, query)
        assert read(answer.text) == listed, (form, query)
        if read is _feed:
            _check_words(answer.text, found)
    topic = f"{newsroom.settings.base_url}/v1/releases.atom?limit=100&{query}".rstrip("&")
    assert _feed(newsroom.app.state.topics.render(topic)[0].decode()) == listed
    return found
