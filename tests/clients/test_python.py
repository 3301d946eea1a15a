"""The Python client against a running server, in both of its forms."""

import asyncio
from collections.abc import AsyncIterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from dateline_client import (
    AsyncClient,
    Change,
    Client,
    Corrected,
    GoneProblem,
    InvalidProblem,
    NotFoundProblem,
    Updated,
    Withdrawn,
)
from tests.clients.press_room import KIND, NOTE, NOTICE, THEME, PressRoom


class Recorder:
    """Counts what was sent and answered: hooks for either of httpx's clients."""

    def __init__(self) -> None:
        self.statuses: list[int] = []

    def note(self, response: httpx.Response) -> None:
        """Remember one answer."""
        self.statuses.append(response.status_code)

    async def note_later(self, response: httpx.Response) -> None:
        """Do the same in an event loop."""
        self.note(response)


class AwaitedClient:
    """An AsyncClient whose answers are awaited here, so that one test asks both clients."""

    def __init__(self, loop: asyncio.Runner, client: AsyncClient) -> None:
        self._loop, self._client = loop, client

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(*given: Any) -> Any:
            answer = method(*given)
            if hasattr(answer, "__aiter__"):
                return AwaitedIteration(self._loop, answer)
            return self._loop.run(answer)

        return call


class AwaitedIteration:
    """An asynchronous iterable that is walked through at once."""

    def __init__(self, loop: asyncio.Runner, iterable: AsyncIterable[Any]) -> None:
        self._loop, self._iterable = loop, iterable

    def __iter__(self) -> Iterator[Any]:
        return iter(self._loop.run(_everything(self._iterable)))

    def __getattr__(self, name: str) -> Any:
        given = getattr(self._iterable, name)
        if not callable(given):
            return given
        return lambda: self._awaited(given())

    def _awaited(self, answer: Any) -> Any:
        return self._loop.run(_everything(answer) if hasattr(answer, "__aiter__") else answer)


async def _everything(iterable: AsyncIterable[Any]) -> list[Any]:
    return [one async for one in iterable]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture(params=["sync", "async"])
def client(
    request: pytest.FixtureRequest, press_room: PressRoom, recorder: Recorder
) -> Iterator[Any]:
    """A client of either form; what it answers is the same."""
    with ExitStack() as stack:
        if request.param == "sync":
            http = httpx.Client(trust_env=False, event_hooks={"response": [recorder.note]})
            yield stack.enter_context(Client(press_room.url, http=http))
            return
        loop = stack.enter_context(asyncio.Runner())
        awaited = httpx.AsyncClient(
            trust_env=False, event_hooks={"response": [recorder.note_later]}
        )
        opened = AsyncClient(press_room.url, http=awaited)
        yield AwaitedClient(loop, opened)
        loop.run(opened.close())


def test_a_list_is_walked_through_page_by_page(client: Any, recorder: Recorder) -> None:
    releases = client.releases({"limit": 4})
    total = releases.first().meta.total
    walked = [release.id for release in releases]
    assert total == len(walked) == len(set(walked)) == 10
    # The first page came twice, the second time from the cache.
    assert recorder.statuses == [200, 304, 200, 200]
    assert [len(page.data) for page in releases.pages()] == [4, 4, 2]


def test_what_is_none_is_not_asked_for(client: Any) -> None:
    everything = client.releases().first().meta.total
    assert client.releases({"theme": None, "q": None}).first().meta.total == everything
    assert client.releases({"theme": [THEME], "q": None}).first().meta.total < everything


def test_an_answer_that_still_holds_is_not_sent_again(client: Any, recorder: Recorder) -> None:
    first, again = client.facets({"lang": "tr"}), client.facets({"lang": "tr"})
    assert first == again
    assert recorder.statuses == [200, 304]


def test_instants_are_aware_datetimes(client: Any) -> None:
    for entry in client.changes({"theme": [THEME]}):
        assert isinstance(entry.at, datetime)
        assert abs(datetime.now(UTC) - entry.at) < timedelta(hours=1)


def test_a_former_slug_leads_to_the_release(
    client: Any, press_room: PressRoom, recorder: Recorder
) -> None:
    assert str(client.release(press_room.old_slug).id) == press_room.moved
    assert recorder.statuses == [301, 200]


def test_a_withdrawn_release_tells_its_notice(client: Any, press_room: PressRoom) -> None:
    with pytest.raises(GoneProblem) as raised:
        client.release(press_room.withdrawn)
    assert raised.value.notice is not None
    assert raised.value.notice.text == NOTICE


def test_a_mistake_comes_with_what_was_meant(client: Any) -> None:
    with pytest.raises(InvalidProblem) as raised:
        client.facets({"locaton": ["TR"]})
    fault = raised.value.errors[0]
    assert (fault.parameter, fault.suggestion) == ("locaton", "location")
    assert (raised.value.status, raised.value.code) == (422, "invalid")


def test_a_slug_is_one_segment_of_the_address(client: Any) -> None:
    with pytest.raises(NotFoundProblem):
        client.versions("../facets")


def test_changes_tell_a_correction_and_a_withdrawal(client: Any, press_room: PressRoom) -> None:
    told: list[Change] = list(client.changes({"theme": [THEME], "kind": [KIND]}))
    assert [one.kind for one in told] == [
        "published", "updated", "published", "corrected", "published", "withdrawn",
    ]  # fmt: skip
    updated, corrected, withdrawn = told[1], told[3], told[5]
    assert isinstance(updated, Updated)
    assert updated.release is not None
    assert str(updated.release.id) == press_room.moved
    assert isinstance(corrected, Corrected)
    assert corrected.correction is not None
    assert corrected.correction.note == NOTE
    assert isinstance(withdrawn, Withdrawn)
    assert withdrawn.notice is not None
    assert withdrawn.notice.text == NOTICE
    assert withdrawn.addresses[0].endswith(press_room.withdrawn)


def test_changes_go_on_after_any_entry(client: Any) -> None:
    query = {"theme": [THEME], "limit": 2}
    changes = client.changes(query)
    everything = list(changes)
    assert len(everything) == 6
    for place, entry in enumerate(everything, 1):
        later = client.changes({**query, "since": entry.cursor})
        assert [one.seq for one in later] == [one.seq for one in everything[place:]]
    assert list(client.changes({**query, "since": changes.cursor})) == []


def test_a_long_poll_ends_with_nothing(client: Any) -> None:
    end = client.changes({"theme": [THEME]})
    assert list(end)
    page = client.request("GET", "/v1/changes", {"theme": [THEME], "since": end.cursor, "wait": 1})
    assert page.json()["data"] == []
