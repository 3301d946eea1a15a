"""Publications that wait for one another are written together, and each is answered by itself."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from app.changes import log
from app.releases.acts.publish import PublicationQueue
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.statements import counted
from tests.waiting import until

LOCK = "UPDATE change_head"


@contextmanager
def at_once(newsroom: Newsroom, drafts: list[dict[str, Any]]) -> Iterator[list[Future[Any]]]:
    """Have all of `drafts` published while another has locked the log.

    The first to come waits for the log, and the others for the first.
    """
    queue: PublicationQueue = newsroom.app.state.publications
    with ThreadPoolExecutor(len(drafts)) as editors:
        with newsroom.database.write() as session:
            log.lock(session)
            answers = [editors.submit(publish, newsroom, draft) for draft in drafts]
            until(lambda: queue.waiting == len(drafts) - 1)
        yield answers


def publish(newsroom: Newsroom, draft: dict[str, Any]) -> httpx.Response:
    """The answer to one request that publishes `draft`."""
    address, tag = f"{EDITORIAL}/{draft['id']}/publish", {"If-Match": draft["etag"]}
    answer: httpx.Response = newsroom.desk.post(address, headers=tag)
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
