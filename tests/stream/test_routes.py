"""What a partner is told at /v1/changes, page by page, under any selection."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from app.changes.models import Change
from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from app.stream import entries
from tests.newsroom import Newsroom, checked
from tests.partners.stream_client import Mirror, path_of
from tests.statements import counted

HEALTH = "/v1/changes?theme=health"


def changes(newsroom: Newsroom, path: str = "/v1/changes") -> dict[str, Any]:
    return checked(newsroom.api.get(path), 200)


def kinds(page: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entry["kind"], entry["release_id"]) for entry in page["data"]]


@pytest.fixture
def three(newsroom: Newsroom) -> list[dict[str, Any]]:
    """Of health, of children, of both."""
    return [
        newsroom.published(title=f"About {'-'.join(themes)}", themes=themes)
        for themes in (["health"], ["children"], ["health", "children"])
    ]


def test_a_fact_comes_with_the_whole_document(newsroom: Newsroom) -> None:
    release = newsroom.published(title="Ferry service resumes", body_text="All of it.")
    page = changes(newsroom)
    entry = page["data"][0]
    read = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert {**entry["document"], "labels_language": "en"} == read
    assert {name: entry[name] for name in ("seq", "kind", "release_id", "version", "note")} == {
        "seq": 1,
        "kind": "published",
        "release_id": release["id"],
        "version": 1,
        "note": None,
    }
    assert entry["url"].endswith(f"/v1/releases/{release['id']}")
    assert page["meta"] == {"head": 1, "more": False}


def test_the_cursor_of_an_entry_goes_on_after_it(
    newsroom: Newsroom, three: list[dict[str, Any]]
) -> None:
    health, _, both = (release["id"] for release in three)
    page = changes(newsroom, HEALTH)
    first, last = (entry["cursor"] for entry in page["data"])
    assert kinds(page) == [("published", health), ("published", both)]
    assert kinds(changes(newsroom, f"{HEALTH}&since={first}")) == [("published", both)]
    assert kinds(changes(newsroom, f"{HEALTH}&since={last}")) == []
    assert page["links"]["next"].endswith(f"since={last}")


def test_an_empty_log_can_be_followed(newsroom: Newsroom) -> None:
    page = changes(newsroom)
    assert (page["data"], page["meta"]) == ([], {"head": 0, "more": False})
    release = newsroom.published()
    later = changes(newsroom, path_of(page["links"]["next"]))
    assert kinds(later) == [("published", release["id"])]


def test_a_document_comes_once_with_its_newest_fact(newsroom: Newsroom) -> None:
    release = newsroom.published()
    release = newsroom.edit(release, title="Second title")
    newsroom.act(release, "correct", note="The title.", severity="minor", action="update")
    told = changes(newsroom)["data"]
    assert [entry["kind"] for entry in told] == ["published", "corrected"]
    assert told[0]["document"] is None
    assert told[1]["document"]["title"] == "Second title"
    assert told[1]["note"]["note"] == "The title."


def test_a_withdrawal_is_a_tombstone_without_text(newsroom: Newsroom) -> None:
    """Case HOOK-2: a mark with time and reason."""
    release = newsroom.published(title="First title", body_text="sealedmarzipan", slug="first")
    release = newsroom.edit(release, slug="second")
    release = newsroom.act(release, "update")
    newsroom.act(release, "withdraw", notice="Issued in error.")
    answer = newsroom.api.get("/v1/changes")
    assert "sealedmarzipan" not in answer.text
    mark = answer.json()["data"][-1]
    assert (mark["kind"], mark["document"]) == ("withdrawn", None)
    assert mark["note"]["text"] == "Issued in error."
    assert [address.rsplit("/", 1)[1] for address in mark["addresses"]] == [
        release["id"],
        "second",
        "first",
    ]
    for address in mark["addresses"]:
        assert newsroom.api.get(path_of(address)).status_code == 410


def test_only_releases_of_the_selection_are_told(
    newsroom: Newsroom, three: list[dict[str, Any]]
) -> None:
    health, children, both = (release["id"] for release in three)
    assert kinds(changes(newsroom, HEALTH)) == [("published", health), ("published", both)]
    assert kinds(changes(newsroom, "/v1/changes?theme=children&theme.not=health")) == [
        ("published", children)
    ]


def test_a_release_that_no_longer_fits_has_left(
    newsroom: Newsroom, three: list[dict[str, Any]]
) -> None:
    since = path_of(changes(newsroom, HEALTH)["links"]["next"])
    changed = newsroom.act(newsroom.edit(three[0], themes=["children"]), "update")
    told = changes(newsroom, since)["data"]
    assert [(one["kind"], one["release_id"], one["document"]) for one in told] == [
        ("left", changed["id"], None)
    ]
    everything = changes(newsroom)["data"][-1]
    assert (everything["kind"], everything["document"]["themes"][0]["id"]) == (
        "updated",
        "children",
    )


def test_a_release_that_comes_in_by_an_update_comes_whole(
    newsroom: Newsroom, three: list[dict[str, Any]]
) -> None:
    since = path_of(changes(newsroom, HEALTH)["links"]["next"])
    newsroom.act(newsroom.edit(three[1], themes=["health"]), "update")
    told = changes(newsroom, since)["data"]
    assert [one["kind"] for one in told] == ["updated"]
    assert told[0]["document"]["title"] == "About children"


def test_a_withdrawal_is_told_to_selections_that_had_the_release(
    newsroom: Newsroom, three: list[dict[str, Any]]
) -> None:
    paths = [HEALTH, "/v1/changes?theme=children"]
    since = [path_of(changes(newsroom, path)["links"]["next"]) for path in paths]
    newsroom.act(three[0], "withdraw", notice="Issued in error.")
    assert [kinds(changes(newsroom, path)) for path in since] == [
        [("withdrawn", three[0]["id"])],
        [],
    ]


def test_words_are_held_against_the_newest_text(newsroom: Newsroom) -> None:
    ferry = newsroom.published(title="Ferry service resumes")
    newsroom.published(title="Winter supplies")
    mirror = Mirror("q=ferry")
    mirror.catch_up(newsroom.api)
    assert list(mirror.documents) == [ferry["id"]]
    newsroom.act(newsroom.edit(ferry, title="Boats sail again", slug="boats"), "update")
    mirror.catch_up(newsroom.api)
    assert mirror.documents == {}


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_pages_tell_each_fact_once_and_in_order(
    newsroom: Newsroom, three: list[dict[str, Any]], limit: int
) -> None:
    path, seen = f"{HEALTH}&limit={limit}", []
    while True:
        page = changes(newsroom, path)
        seen += [entry["seq"] for entry in page["data"]]
        assert len(page["data"]) <= limit
        path = path_of(page["links"]["next"])
        if not page["meta"]["more"]:
            break
    assert seen == [1, 3]
    newsroom.act(three[2], "withdraw", notice="Issued in error.")
    assert [entry["seq"] for entry in changes(newsroom, path)["data"]] == [4]


def test_a_narrow_selection_has_pages_without_entries_but_an_end(
    newsroom: Newsroom, three: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "MOST_EXAMINED", 1)
    mirror = Mirror("theme=children&theme.not=health", limit=1)
    assert mirror.step(newsroom.api)
    assert mirror.documents == {}
    mirror.catch_up(newsroom.api)
    assert list(mirror.documents) == [three[1]["id"]]


def test_a_cursor_belongs_to_its_filters(newsroom: Newsroom, three: list[dict[str, Any]]) -> None:
    assert three
    cursor = changes(newsroom, HEALTH)["links"]["next"].rpartition("since=")[2]
    for other in ("", "theme=children&", "theme=health&kind=statement&"):
        answer = newsroom.api.get(f"/v1/changes?{other}since={cursor}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["parameter"] == "since"
    # The same filters in other words are the same selection.
    changes(newsroom, f"/v1/changes?theme=health,health&since={cursor}")


def test_a_cursor_from_before_a_backup_was_restored_is_refused(newsroom: Newsroom) -> None:
    newsroom.published()
    path = path_of(changes(newsroom)["links"]["next"])
    with newsroom.database.write() as session:
        fact = session.get_one(Change, 1)
        fact.at += timedelta(seconds=1)
        session.add(fact)
    answer = newsroom.api.get(path)
    assert answer.status_code == 422
    assert "backup" in answer.json()["detail"]


def test_a_rebuild_breaks_no_cursor(newsroom: Newsroom, three: list[dict[str, Any]]) -> None:
    path = path_of(changes(newsroom, HEALTH)["links"]["next"])
    with newsroom.database.write() as session:
        restore_all(session, public_states(session, newsroom.settings.zone))
    assert changes(newsroom, path)["data"] == []
    newsroom.act(three[0], "withdraw", notice="Issued in error.")
    assert kinds(changes(newsroom, path)) == [("withdrawn", three[0]["id"])]


@pytest.mark.parametrize(
    "query",
    [
        "since=-1",
        "since=x",
        "since=7",
        "since=99999999999999999999",
        "limit=0",
        "limit=101",
        "wait=0",
        "wait=61",
    ],
)
def test_what_cannot_be_is_refused(newsroom: Newsroom, query: str) -> None:
    answer = newsroom.api.get(f"/v1/changes?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == query.split("=", maxsplit=1)[0]


def test_an_empty_since_is_none(newsroom: Newsroom, three: list[dict[str, Any]]) -> None:
    told = changes(newsroom, "/v1/changes?since=")
    assert [entry["release_id"] for entry in told["data"]] == [release["id"] for release in three]
    assert told == changes(newsroom)


def test_a_page_takes_no_more_statements_than_a_short_one(newsroom: Newsroom) -> None:
    newsroom.published()
    changes(newsroom)

    def statements() -> Iterator[int]:
        for _ in range(2):
            with counted(newsroom.database) as sent:
                changes(newsroom)
            yield len(sent)
            for number in range(5):
                newsroom.act(newsroom.published(title=str(number)), "withdraw", notice="No.")

    first, second = statements()
    assert second <= first + 2


def test_words_take_no_statement_for_each_fact(newsroom: Newsroom) -> None:
    newsroom.published(title="Ferry")
    changes(newsroom, "/v1/changes?q=ferry")

    def statements() -> Iterator[int]:
        for _ in range(2):
            changes(newsroom, "/v1/changes?q=ferry&limit=1")
            with counted(newsroom.database) as sent:
                changes(newsroom, "/v1/changes?q=ferry")
            yield len(sent)
            for _ in range(5):
                newsroom.published(title="Ferry")

    first, second = statements()
    assert second <= first + 2


def test_an_answer_has_a_tag_until_the_next_fact(newsroom: Newsroom) -> None:
    answer = newsroom.api.get("/v1/changes")
    known = {"If-None-Match": answer.headers["etag"]}
    assert f'<{answer.json()["links"]["next"]}>; rel="next"' in answer.headers["link"]
    assert newsroom.api.get("/v1/changes", headers=known).status_code == 304
    newsroom.published()
    assert newsroom.api.get("/v1/changes", headers=known).status_code == 200
