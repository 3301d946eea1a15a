"""The past of an Atom feed: parts that hold still (RFC 5005), and tombstones (RFC 6721)."""

from itertools import pairwise
from uuid import UUID

import pytest
from lxml import etree

from app.db.database import Database
from app.published.document import NoticeKind
from app.published.reading import history
from tests.client import Client
from tests.factories import a_document, a_theme, edirne
from tests.formats import schemas
from tests.public.conftest import Publish
from tests.public.reading import LATER, path_of, withdraw

A = "{http://www.w3.org/2005/Atom}"
FULL = "{http://purl.org/syndication/history/1.0}archive"
DELETED = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "PART_SIZE", 4)


def _feed(reader: Client, path: str) -> etree._Element:
    answer = reader.get(path)
    assert answer.status_code == 200, answer.text
    feed = etree.fromstring(answer.content)
    assert schemas.atom().validate(feed), schemas.atom().error_log
    return feed


def _ids(feed: etree._Element) -> list[UUID]:
    return [UUID(entry.findtext(f"{A}id", "")[9:]) for entry in feed.iterfind(f"{A}entry")]


def _links(feed: etree._Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in feed.iterfind(f"{A}link")}


def _walk(reader: Client, path: str) -> list[etree._Element]:
    """The subscription document and every part behind it, the newest first."""
    feeds = [_feed(reader, path)]
    while address := _links(feeds[-1]).get("prev-archive"):
        feeds.append(_feed(reader, path_of(address)))
    return feeds


def test_feed_and_archive_hold_every_release_of_the_selection_once(
    reader: Client, publish: Publish
) -> None:
    documents = [
        a_document(locations=(edirne(),) if number % 3 == 0 else ()) for number in range(25)
    ]
    publish(*documents)
    for query, wanted in (("", documents), ("&location=TR", documents[::3])):
        subscription, *parts = _walk(reader, f"/v1/releases.atom?limit=1{query}")
        archived = [found for part in parts for found in _ids(part)]
        assert archived == [document.id for document in reversed(wanted)]
        assert len(_ids(subscription)) == 1
        assert len({feed.findtext(f"{A}id") for feed in (subscription, *parts)}) == 1
        back = [_links(part) for part in parts]
        for newer, older in pairwise(back):
            assert older["next-archive"] == newer["self"]
            assert older["current"] == newer["current"]
        assert "next-archive" not in back[0]


def test_nothing_gets_into_a_part_that_is_full(reader: Client, publish: Publish) -> None:
    publish(*(a_document() for _ in range(10)))
    _, *parts = _walk(reader, "/v1/releases.atom")
    full = [part for part in parts if part.find(FULL) is not None]
    assert [len(_ids(part)) for part in full] == [4, 3]
    assert parts[0] not in full
    kept = {_links(part)["self"]: _ids(part) for part in full}
    publish(*(a_document() for _ in range(9)))
    for address, ids in kept.items():
        assert _ids(_feed(reader, path_of(address))) == ids


@pytest.mark.parametrize("part", ["3", "00", "-1", "x", "9" * 30])
def test_a_part_that_is_not_there_is_not_found(reader: Client, publish: Publish, part: str) -> None:
    publish(a_document())
    assert reader.get("/v1/archive/0.atom").status_code == 200
    assert reader.get(f"/v1/archive/{part}.atom").status_code == 404


def test_a_withdrawn_release_is_a_tombstone_where_it_was_selected(
    reader: Client, publish: Publish, database: Database
) -> None:
    gone, kept, stays = (a_document(locations=(edirne(),)) for _ in range(3))
    other = a_document(themes=(a_theme("health"),))
    publish(gone, kept, stays, other)
    withdraw(database, gone)
    withdraw(database, kept, NoticeKind.KEPT)
    withdraw(database, other)
    feed = _feed(reader, "/v1/releases.atom?location=TR")
    dead = {one.get("ref"): one.get("when") for one in feed.iterfind(DELETED)}
    when = LATER.isoformat().replace("+00:00", "Z")
    assert dead == {gone.id.urn: when, kept.id.urn: when}
    assert {one.findtext("{*}comment") for one in feed.iterfind(DELETED)} == {"Issued in error."}
    assert _ids(feed) == [stays.id]
    assert feed.findtext(f"{A}updated") == when
    assert gone.title not in etree.tostring(feed, encoding="unicode").replace(stays.title, "", 1)
    everything = _feed(reader, "/v1/releases.atom")
    assert len(everything.findall(DELETED)) == 3


def test_a_release_that_had_left_before_it_was_withdrawn_has_a_tombstone_too(
    reader: Client, publish: Publish, database: Database
) -> None:
    document = a_document(locations=(edirne(),))
    publish(document)
    publish(document.model_copy(update={"locations": (), "version": 2}))
    withdraw(database, document.model_copy(update={"version": 2}))
    assert len(_feed(reader, "/v1/releases.atom?location=TR").findall(DELETED)) == 1
    assert _feed(reader, "/v1/releases.atom?location=GR").find(DELETED) is None


def test_a_release_that_is_public_again_has_no_tombstone(
    reader: Client, publish: Publish, database: Database
) -> None:
    document = a_document()
    publish(document)
    withdraw(database, document)
    publish(document.model_copy(update={"version": 3}))
    feed = _feed(reader, "/v1/releases.atom")
    assert feed.find(DELETED) is None
    assert _ids(feed) == [document.id]


def test_tombstones_are_bounded(
    reader: Client, publish: Publish, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_WITHDRAWALS", 2)
    documents = [a_document() for _ in range(4)]
    publish(*documents)
    for document in documents:
        withdraw(database, document)
    assert len(_feed(reader, "/v1/releases.atom").findall(DELETED)) == 2


def test_later_pages_have_neither_hub_nor_tombstones(reader: Client, publish: Publish) -> None:
    publish(*(a_document() for _ in range(3)))
    first = _links(_feed(reader, "/v1/releases.atom?limit=1"))
    second = _links(_feed(reader, path_of(first["next"])))
    assert first["hub"] == "https://press.example/v1/websub"
    assert not {"hub", "prev-archive"} & set(second)
