"""Cases PAGE-1 and PAGE-2 through the whole service, with what stands next to them.

PAGE-1: cgwire/zou#813, karakeep-app/karakeep#140, newtheatre/rehearsal#48,
langfuse/langfuse#13816, mislav/will_paginate#307. PAGE-2: uriyyo/fastapi-pagination#936,
uriyyo/fastapi-pagination#2044, saleor/saleor#9521, open-webui/open-webui#15760,
PrefectHQ/fastmcp#5070, anomalyco/opencode#48034.
"""

from typing import Any
from urllib.parse import urlsplit

import pytest

from app.auth.caller import Scope
from tests.behaviour.cases.case_newsroom import CASES, publish_all, read_case, walk
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked

CASE = read_case("page-1.json")
SORTS = ("-published_at", "published_at", "-modified_at", "modified_at")


@pytest.fixture
def loaded(newsroom: Newsroom) -> dict[str, dict[str, Any]]:
    """The 25 releases of one instant, published in one call."""
    return publish_all(
        newsroom,
        {
            item["key"]: {"title": item["title"], "published_at": item["published_at"]}
            for item in CASE["releases"]
        },
    )


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def test_page_1_every_order_shows_each_once_and_the_same_again(
    newsroom: Newsroom, loaded: dict[str, dict[str, Any]]
) -> None:
    everything = {one["id"] for one in loaded.values()}
    for sort in SORTS:
        whole = walk(newsroom.api, f"/v1/releases?sort={sort}&limit=100")
        assert set(whole) == everything
        for limit in (1, 4, 7, 24, 25):
            assert walk(newsroom.api, f"/v1/releases?sort={sort}&limit={limit}") == whole
        # The order is that of the ids, which no engine chooses.
        if sort in ("published_at", "-published_at"):
            assert whole == sorted(whole, reverse=sort.startswith("-"))


def test_page_1_a_title_changed_between_two_pages_moves_nothing(
    newsroom: Newsroom, loaded: dict[str, dict[str, Any]]
) -> None:
    everything = {one["id"] for one in loaded.values()}
    for sort in ("-published_at", "published_at"):
        address, found = f"/v1/releases?limit=4&sort={sort}", []
        while address:
            page = checked(newsroom.api.get(address), 200)
            found += [release["id"] for release in page["data"]]
            seen = page["data"][-1]["id"]
            release = checked(newsroom.desk.get(f"{EDITORIAL}/{seen}"), 200)
            title = f"{release['title']} again"
            newsroom.act(newsroom.edit(release, title=title), "update")
            address = _path(page["links"]["next"]) if "next" in page["links"] else ""
        assert (len(found), set(found)) == (CASE["expect"]["unique_ids"], everything)


@pytest.mark.usefixtures("loaded")
def test_page_1_back_is_the_way_that_was_come(newsroom: Newsroom) -> None:
    first = checked(newsroom.api.get("/v1/releases?limit=7"), 200)
    second = checked(newsroom.api.get(_path(first["links"]["next"])), 200)
    back = checked(newsroom.api.get(_path(second["links"]["prev"])), 200)
    assert back["data"] == first["data"]
    assert back["links"]["next"] == first["links"]["next"]


@pytest.mark.usefixtures("loaded")
def test_page_1_feeds_page_like_the_list(newsroom: Newsroom) -> None:
    address, found = "/v1/releases.jsonfeed?limit=4", []
    while address:
        page = checked(newsroom.api.get(address), 200)
        found += [item["id"].removeprefix("urn:uuid:") for item in page["items"]]
        address = _path(page["next_url"]) if "next_url" in page else ""
    assert found == walk(newsroom.api, "/v1/releases")
    lines = newsroom.api.get("/v1/releases.ndjson").text.splitlines()
    assert len(lines) == len(found)


def test_page_1_working_copies_of_one_instant_are_listed_once(
    newsroom: Newsroom, loaded: dict[str, dict[str, Any]]
) -> None:
    for limit in (4, 7, 25):
        found = walk(newsroom.desk, f"{EDITORIAL}?limit={limit}")
        assert (len(found), set(found)) == (25, {one["id"] for one in loaded.values()})


def test_page_1_the_log_tells_each_once(
    newsroom: Newsroom, loaded: dict[str, dict[str, Any]]
) -> None:
    since, found = 0, []
    while True:
        page = checked(newsroom.api.get(f"/v1/changes?since={since}&limit=4"), 200)
        if not page["data"]:
            break
        found += [change["release_id"] for change in page["data"]]
        since = page["data"][-1]["seq"]
    assert (len(found), set(found)) == (25, {one["id"] for one in loaded.values()})


@pytest.mark.usefixtures("loaded")
def test_page_1_what_a_search_finds_alike_is_walked_once_in_one_order(newsroom: Newsroom) -> None:
    whole = walk(newsroom.api, "/v1/releases?q=bulk&limit=100")
    assert len(whole) == len(set(whole)) == CASE["expect"]["unique_ids"]
    for limit in (1, 4, 7, 24):
        assert walk(newsroom.api, f"/v1/releases?q=bulk&limit={limit}") == whole
    assert walk(newsroom.api, "/v1/releases?q=bulk&sort=-published_at&limit=7") == whole


def _lines() -> list[str]:
    lines = (CASES / "page-2.txt").read_text(encoding="utf-8").splitlines()
    told = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    # Of these the file lets the first page be an answer too, and here it is one.
    told.remove("cursor=")
    more = ["limit=1.5", "limit=1e2", "limit=٣x", "limit=99999999999999999999",
            "limit=%20", "limit=null", "limit=5&limit=x", "cursor=%F0%9F%8E%89", "cursor=..%2F..",
            "cursor=" + "A" * 5_000, "cursor=null", "offset=0", "per_page=10"]  # fmt: skip
    return told + more


LISTS = (
    "/v1/releases",
    "/v1/releases.rss",
    "/v1/releases.csv",
    EDITORIAL,
    "/v1/editorial/audit",
    "/v1/embargoed/releases",
)
WITHOUT_LIMIT = ("/v1/releases.ndjson", "/v1/locations", "/v1/themes")


def _good_cursor(client: Client, address: str) -> str:
    page = checked(client.get(f"{address}?limit=1"), 200)
    return str(page["links"]["next"]).split("cursor=")[1].split("&")[0]


@pytest.mark.usefixtures("loaded")
def test_page_2_no_list_follows_what_it_did_not_give(newsroom: Newsroom) -> None:
    from_list = _good_cursor(newsroom.api, "/v1/releases")
    from_desk = _good_cursor(newsroom.desk, EDITORIAL)
    # A key that opens every list: one that is refused would hide what its cursors do.
    administrator = newsroom.as_key(Scope.ADMIN)
    for line in _lines():
        if line.startswith("id path "):
            path = line.removeprefix("id path ")
            for folder in ("/v1", "/v1/editorial"):
                assert newsroom.desk.get(folder + path).status_code in (404, 422), line
            continue
        for address in (*LISTS, *WITHOUT_LIMIT):
            good = from_desk if address.startswith("/v1/editorial") else from_list
            query = line.replace("<a good cursor cut by one character>", good[:-1])
            query = query.replace("<a good cursor>", good)
            if "another filter" in query:
                # A cursor of the other side's list is one for other filters.
                query = f"cursor={from_list if good == from_desk else from_desk}"
            answer = administrator.get(f"{address}?{query}")
            assert answer.status_code == 422, (address, line, answer.status_code)
            assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


@pytest.mark.usefixtures("loaded")
def test_page_2_an_empty_limit_or_cursor_is_none(newsroom: Newsroom) -> None:
    administrator = newsroom.as_key(Scope.ADMIN)
    for address in LISTS:
        first = administrator.get(address)
        for query in ("limit=", "cursor=", "limit=&cursor="):
            answer = administrator.get(f"{address}?{query}")
            assert answer.status_code == 200, (address, query)
            assert answer.content == first.content, (address, query)
    for address in WITHOUT_LIMIT:
        assert administrator.get(f"{address}?cursor=").status_code == 422, address


@pytest.mark.usefixtures("loaded")
def test_page_2_a_cursor_of_another_search_is_refused(newsroom: Newsroom) -> None:
    page = checked(newsroom.api.get("/v1/releases?q=bulk&limit=2"), 200)
    good = str(page["links"]["next"]).split("cursor=")[1].split("&")[0]
    assert newsroom.api.get(f"/v1/releases?q=BULK&cursor={good}").status_code == 200
    for other in (
        "q=item",
        "q=bulk*",
        "q=bulk%20-x",
        "q=bulk&sort=-published_at",
        "",
        "kind=event",
    ):
        answer = newsroom.api.get(f"/v1/releases?{other}&cursor={good}")
        assert answer.status_code == 422, other
        assert answer.json()["errors"][0]["parameter"] == "cursor"
    for line in _lines():
        if line.startswith(("cursor", "limit", "page")) and "<" not in line:
            assert newsroom.api.get(f"/v1/releases?q=bulk&{line}").status_code == 422, line


@pytest.mark.usefixtures("loaded")
def test_page_2_a_cursor_of_another_order_or_selection_is_refused(newsroom: Newsroom) -> None:
    for sort in SORTS:
        page = checked(newsroom.api.get(f"/v1/releases?limit=2&sort={sort}"), 200)
        good = str(page["links"]["next"]).split("cursor=")[1].split("&")[0]
        assert newsroom.api.get(f"/v1/releases?sort={sort}&cursor={good}").status_code == 200
        narrower = ("kind=press_release", "language=en", "date=2024", "theme.not=health")
        others = [f"sort={other}" for other in SORTS if other != sort]
        for other in (*others, *(f"sort={sort}&{one}" for one in narrower)):
            answer = newsroom.api.get(f"/v1/releases?{other}&cursor={good}")
            assert answer.status_code == 422, other
            assert answer.json()["errors"][0]["parameter"] == "cursor"


NO_NUMBERS = ("since=-1", "since=abc", "since=1e3", "since=99999999999999999999", "since=%20",
              "limit=0", "limit=abc", "limit=1000000", "cursor=123", "page=1")  # fmt: skip


def test_page_2_the_log_refuses_what_is_no_number_of_its_own(newsroom: Newsroom) -> None:
    for query in NO_NUMBERS:
        answer = newsroom.api.get(f"/v1/changes?{query}")
        assert answer.status_code == 422, query
        assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]
    newsroom.published()
    assert newsroom.api.get("/v1/changes?since=").content == newsroom.api.get("/v1/changes").content


def test_page_2_logs_of_one_thing_follow_no_foreign_cursor(newsroom: Newsroom) -> None:
    """The delivery log of a webhook, revisions, the trail of a release, places of editors."""
    partner = newsroom.as_key(Scope.SYNDICATE)
    hook = {"url": "https://partner.example/hooks"}
    made = checked(partner.post("/v1/subscriptions", json=hook), 201)
    release = newsroom.edit(newsroom.draft(), title="Ferry service stops")
    revisions = f"{EDITORIAL}/{release['id']}/revisions"
    foreign = _good_cursor(newsroom.desk, revisions)
    for client, address in (
        (partner, f"/v1/subscriptions/{made['id']}/deliveries"),
        (newsroom.desk, revisions),
        (newsroom.desk, f"{EDITORIAL}/{release['id']}/audit"),
        (newsroom.desk, "/v1/editorial/locations"),
    ):
        assert client.get(f"{address}?limit=1").status_code == 200
        for line in _lines():
            if line.startswith("id path ") or "<" in line:
                continue
            answer = client.get(f"{address}?{line}")
            assert answer.status_code == 422, (address, line)
            assert answer.json()["errors"][0]["parameter"] == line.partition("=")[0]
        for cursor in (f"{foreign}!", foreign[:-1], *(() if address == revisions else (foreign,))):
            assert client.get(f"{address}?cursor={cursor}").status_code == 422, (address, cursor)
    for unknown in ("99999999999999999999", "-1", "1e3", "%00"):
        for path in (f"/v1/subscriptions/{unknown}", f"/v1/subscriptions/{unknown}/deliveries"):
            assert partner.get(path).status_code in (404, 422), path
