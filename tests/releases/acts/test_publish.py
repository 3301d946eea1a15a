"""Publications that wait for one another are written together, and each is answered by itself."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count, zip_longest
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.auth.caller import Scope
from app.changes import log
from app.http.cache_tags import STALE_TAGS
from app.releases.acts.prepared_publication import PublicationQueue
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.statements import counted
from tests.waiting import until

LOCK = "UPDATE change_head"


@contextmanager
def at_once(
    newsroom: Newsroom, drafts: list[dict[str, Any]], *desks: Client, act: str = "publish"
) -> Iterator[list[Future[Any]]]:
    """Have all of `drafts` published, each by its desk, while another has locked the log.

    The first to come waits for the log, and the others for the first.
    """
    queue: PublicationQueue = newsroom.app.state.publications
    with ThreadPoolExecutor(len(drafts)) as editors:
        with newsroom.database.write() as session:
            log.lock(session)
            answers = [
                editors.submit(publish, newsroom, draft, desk, act)
                for draft, desk in zip_longest(drafts, desks)
            ]
            until(lambda: queue.waiting == len(drafts) - 1)
        yield answers


def publish(
    newsroom: Newsroom, draft: dict[str, Any], desk: Client | None = None, act: str = "publish"
) -> httpx.Response:
    """The answer to one request of `desk`, or of the newsroom's own, that publishes `draft`."""
    address, tag = f"{EDITORIAL}/{draft['id']}/{act}", {"If-Match": draft["etag"]}
    answer: httpx.Response = (desk or newsroom.desk).post(address, headers=tag)
    return answer


def test_publications_that_wait_are_written_in_one_transaction(newsroom: Newsroom) -> None:
    drafts = [newsroom.draft(title=f"Part {number}") for number in range(6)]
    with (
        counted(newsroom.database, by_anybody=True) as statements,
        at_once(newsroom, drafts) as answers,
    ):
        shown = [checked(answer.result(), 200) for answer in answers]
    assert [one["state"] for one in shown] == ["published"] * 6
    # Of the one that held them up, of the first, and of the five that waited for it.
    assert sum(statement.startswith(LOCK) for statement in statements) == 3
    assert sorted(newsroom.public_ids()) == sorted(draft["id"] for draft in drafts)


def test_each_answer_names_what_its_own_release_made_stale(newsroom: Newsroom) -> None:
    drafts = [newsroom.draft(title=f"Part {number}") for number in range(3)]
    with at_once(newsroom, drafts) as answers:
        for draft, answer in zip(drafts, answers, strict=True):
            named = answer.result().headers["cache-group-invalidation"]
            own = f'"release-{draft["id"].replace("-", "")[-24:]}"'
            assert sorted(named.split(", ")) == sorted([own, '"releases"'])


@pytest.mark.parametrize("others", [0, 3])
def test_one_that_is_refused_stops_none_that_waited_with_it(
    newsroom: Newsroom, others: int
) -> None:
    twice = newsroom.draft(title="Sent twice")
    drafts = [newsroom.draft(title=f"Part {number}") for number in range(others)]
    first = newsroom.draft(title="First")
    with at_once(newsroom, [first, *drafts, twice, twice]) as answers:
        statuses = [answer.result().status_code for answer in answers]
    assert statuses[:-2] == [200] * (1 + others)
    assert sorted(statuses[-2:]) == [200, 409]


def test_warnings_that_stop_an_act_stop_it_before_anything_is_written(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="Without a body")
    address, tag = f"{EDITORIAL}/{draft['id']}/publish?strict=true", {"If-Match": draft["etag"]}
    with counted(newsroom.database) as statements:
        checked(newsroom.desk.post(address, headers=tag), 422)
    assert not [statement for statement in statements if statement.startswith(LOCK)]
    assert newsroom.public_ids() == []


# What makes the database refuse the release with the slug `refused`, with an error that says
# nothing of data or keys, as a text that is too long for an index gets one.
REFUSE = {
    "sqlite": [
        "CREATE TRIGGER refuse BEFORE INSERT ON published_release WHEN NEW.slug = 'refused'"
        " BEGIN SELECT json('no'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION USING ERRCODE = '54000'; END $$",
        "CREATE TRIGGER refuse BEFORE INSERT ON published_release FOR EACH ROW"
        " WHEN (NEW.slug = 'refused') EXECUTE FUNCTION refuse()",
    ],
}


def test_one_that_the_database_refuses_stops_none_that_waited_with_it(newsroom: Newsroom) -> None:
    first, *others = (newsroom.draft(title=f"Part {number}") for number in range(3))
    refused = newsroom.draft(title="Refused")
    with newsroom.database.write() as session:
        for statement in REFUSE[newsroom.database.engine.dialect.name]:
            session.execute(text(statement))
    with at_once(newsroom, [first, *others, refused]) as answers:
        statuses = [answer.result().status_code for answer in answers]
    assert statuses == [200, 200, 200, 500]
    assert sorted(newsroom.public_ids()) == sorted(one["id"] for one in (first, *others))


def test_organisations_that_planned_one_slug_get_one_each(newsroom: Newsroom) -> None:
    desks = [newsroom.as_key(Scope.PUBLISH, organisation=name) for name in ("north", "south")]
    drafts = [checked(desk.post(EDITORIAL, json={"title": "Floods recede"}), 201) for desk in desks]
    assert {draft["slug"] for draft in drafts} == {"floods-recede"}
    first = newsroom.draft(title="First")
    with at_once(newsroom, [first, *drafts], newsroom.desk, *desks) as answers:
        shown = [checked(answer.result(), 200) for answer in answers]
    assert {one["slug"] for one in shown[1:]} == {"floods-recede", "floods-recede-2"}
    assert [one["organisation"]["id"] for one in shown[1:]] == ["north", "south"]


def test_each_publication_is_written_down_as_the_act_of_its_own_caller(newsroom: Newsroom) -> None:
    desks = [newsroom.as_key(Scope.PUBLISH) for _ in range(3)]
    drafts = [newsroom.draft(title=f"Part {number}") for number in range(3)]
    with at_once(newsroom, drafts, *desks) as answers:
        asked = [answer.result().headers["x-request-id"] for answer in answers]
    principals = set()
    for draft, request_id in zip(drafts, asked, strict=True):
        shown = checked(newsroom.desk.get(f"{EDITORIAL}/{draft['id']}/audit"), 200)
        entry = next(one for one in shown["data"] if one["act"] == "publish")
        assert entry["request_id"] == request_id
        principals.add(entry["principal"])
    assert len(principals) == 3


def test_a_key_of_another_organisation_publishes_nothing_in_a_group(newsroom: Newsroom) -> None:
    other = newsroom.as_key(Scope.PUBLISH, organisation="south")
    drafts = [newsroom.draft(title=f"Part {number}") for number in range(3)]
    with at_once(newsroom, drafts) as answers:
        assert publish(newsroom, drafts[2], other).status_code == 404
    assert [answer.result().status_code for answer in answers] == [200, 200, 200]


class Ended(BaseException):
    """Ends a thread as the interpreter does, not as an error."""


def test_whatever_ends_a_write_ends_the_wait_of_all_who_are_written_with_it(
    newsroom: Newsroom,
) -> None:
    drafts = [newsroom.draft(title=f"Part {number}") for number in range(4)]
    commits = count()

    def end(session: Session) -> None:
        # Of the one that is written first, and of those that waited for it.
        if STALE_TAGS in session.info and next(commits) < 2:
            raise Ended

    newsroom.database.after_commit.append(end)
    with at_once(newsroom, drafts) as answers:
        errors = [answer.exception(timeout=10) for answer in answers]
    assert [type(error) for error in errors] == [Ended] * len(drafts)


def test_newer_words_of_several_releases_are_written_together(newsroom: Newsroom) -> None:
    shown = [newsroom.published(title=f"Part {number}") for number in range(3)]
    edited = [newsroom.edit(one, title=f"{one['title']}, corrected") for one in shown]
    with at_once(newsroom, edited, act="update") as answers:
        updated = [checked(answer.result(), 200) for answer in answers]
    assert [one["public_version"] for one in updated] == [2, 2, 2]
    read = newsroom.api.get("/v1/releases").json()["data"]
    assert {one["title"] for one in read} == {one["title"] for one in edited}
    changes = checked(newsroom.api.get("/v1/changes"), 200)["data"]
    assert sorted(one["kind"] for one in changes) == ["published"] * 3 + ["updated"] * 3
