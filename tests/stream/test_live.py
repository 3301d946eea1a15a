"""Those who wait for what comes next: long polls and event streams, on both engines."""

import asyncio
import gc
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from app.base.settings import Settings
from app.stream import answers as stream_answers
from app.stream import live
from app.stream.entries import Entry, read_for_all
from app.stream.live import Listener
from tests.client import BASE_URL
from tests.newsroom import Newsroom, checked
from tests.partners.stream_client import events, path_of
from tests.statements import counted
from tests.waiting import PATIENCE_SECONDS


def in_a_loop(newsroom: Newsroom, run: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run `run` while the app's head watch is on, as its lifespan has it."""
    newsroom.app.state.follower.start()
    try:
        asyncio.run(run())
    finally:
        newsroom.app.state.follower.stop()


async def act(call: Callable[..., Any], *given: Any, **members: Any) -> Any:
    """An editor's act, in a thread: its client has a loop of its own."""
    return await asyncio.to_thread(call, *given, **members)


def test_a_long_poll_answers_at_once_when_there_is_something(newsroom: Newsroom) -> None:
    newsroom.published()
    began = time.monotonic()
    answer = newsroom.api.get("/v1/changes?wait=60")
    assert len(answer.json()["data"]) == 1
    assert answer.headers["cache-control"] == "no-store"
    assert time.monotonic() - began < PATIENCE_SECONDS


def test_a_long_poll_is_empty_after_its_time(newsroom: Newsroom) -> None:
    newsroom.published()
    path = path_of(checked(newsroom.api.get("/v1/changes?wait=1"), 200)["links"]["next"])
    began = time.monotonic()
    page = checked(newsroom.api.get(path), 200)
    assert time.monotonic() - began >= 1
    assert (page["data"], page["meta"]) == ([], {"head": 1, "more": False})
    release = newsroom.published(title="Afterwards")
    told = checked(newsroom.api.get(path_of(page["links"]["next"])), 200)["data"]
    assert [entry["release_id"] for entry in told] == [release["id"]]


def test_long_polls_answer_when_something_comes_and_share_the_reading(
    newsroom: Newsroom, settings: Settings
) -> None:
    newsroom.published()
    path = path_of(
        checked(newsroom.api.get("/v1/changes?kind=press_release&wait=30"), 200)["links"]["next"]
    )

    async def run() -> None:
        transport = httpx.ASGITransport(app=newsroom.app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            polls = [asyncio.create_task(client.get(path)) for _ in range(20)]
            await asyncio.sleep(1)
            # The other process of the same installation publishes.
            other = await act(Newsroom, settings)
            with counted(newsroom.database, by_anybody=True) as statements:
                release = await act(other.published, title="From elsewhere")
                async with asyncio.timeout(PATIENCE_SECONDS):
                    answers = await asyncio.gather(*polls)
            await act(other.close)
        for answer in answers:
            page = checked(answer, 200)
            assert [one["release_id"] for one in page["data"]] == [release["id"]]
            assert page["data"][0]["document"]["title"] == "From elsewhere"
            assert page["meta"] == {"head": 2, "more": False}
        readings = [sql for sql in statements if "FROM published_release" in sql]
        assert len(readings) <= 4

    in_a_loop(newsroom, run)


def test_a_waiting_client_is_not_told_of_other_selections(newsroom: Newsroom) -> None:
    async def run() -> None:
        async with events(newsroom.app, "/v1/changes?theme=health") as stream:
            assert stream.headers["content-type"] == "text/event-stream"
            assert stream.headers["cache-control"] == "no-store"
            assert stream.headers["x-accel-buffering"] == "no"
            await act(newsroom.published, title="Of children", themes=["children"])
            wanted = await act(newsroom.published, title="Of health", themes=["health"])
            entry = await stream.entry()
            assert (entry["kind"], entry["release_id"]) == ("published", wanted["id"])

    in_a_loop(newsroom, run)


def test_an_event_stream_tells_what_was_and_then_what_comes(newsroom: Newsroom) -> None:
    first = newsroom.published(title="First")

    async def run() -> None:
        async with events(newsroom.app, "/v1/changes?since=0") as stream:
            assert (await stream.entry())["release_id"] == first["id"]
            second = await act(newsroom.published, title="Second")
            fields = await stream.next()
            assert fields is not None
            assert second["id"] in fields["data"]
            await act(newsroom.act, second, "withdraw", notice="Issued in error.")
            assert (await stream.entry())["kind"] == "withdrawn"
        # A browser that lost its connection says how far it had got.
        known = fields["id"]
        async with events(newsroom.app, "/v1/changes?since=0", last_event_id=known) as stream:
            entry = await stream.entry()
            assert (entry["kind"], entry["release_id"]) == ("withdrawn", second["id"])

    in_a_loop(newsroom, run)


def test_a_cursor_of_other_filters_starts_no_event_stream(newsroom: Newsroom) -> None:
    newsroom.published()
    cursor = newsroom.api.get("/v1/changes?kind=statement").json()["links"]["next"]
    header = {"Last-Event-ID": cursor.rpartition("since=")[2], "Accept": "text/event-stream"}
    answer = newsroom.api.get("/v1/changes", headers=header)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == "Last-Event-ID"


def test_a_client_is_reminded_that_the_stream_lives(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_answers, "HEARTBEAT_SECONDS", 0.05)

    async def run() -> None:
        async with events(newsroom.app, "/v1/changes") as stream:
            await asyncio.sleep(0.5)
            await act(newsroom.published)
            await stream.entry()
            assert stream.comments >= 3

    in_a_loop(newsroom, run)


def test_head_of_an_event_stream_ends(newsroom: Newsroom) -> None:
    answer = newsroom.api.head("/v1/changes", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.content) == (200, b"")


def followers() -> list[Listener]:
    """Those that are held in memory by anything."""
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, Listener)]


def test_a_client_that_leaves_frees_everything(newsroom: Newsroom) -> None:
    async def run() -> None:
        for _ in range(5):
            async with events(newsroom.app, "/v1/changes"):
                await asyncio.sleep(0.05)
                assert followers()
        assert followers() == []
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert [task for task in others if not task.done()] == []

    in_a_loop(newsroom, run)


def test_the_end_of_the_server_ends_all_waiting(newsroom: Newsroom) -> None:
    async def run() -> None:
        async with events(newsroom.app, "/v1/changes") as stream:
            poll = asyncio.create_task(act(newsroom.api.get, "/v1/changes?wait=60"))
            await asyncio.sleep(0.5)
            newsroom.app.state.follower.release()
            assert await stream.next() is None
            async with asyncio.timeout(PATIENCE_SECONDS):
                assert checked(await poll, 200)["data"] == []

    in_a_loop(newsroom, run)


def test_a_client_that_takes_too_little_is_left_behind_and_reads_on_by_itself(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_PENDING", 1)
    behind: list[Listener] = []
    leave = Listener.fall_behind

    def noted(follower: Listener) -> None:
        behind.append(follower)
        leave(follower)

    monkeypatch.setattr(Listener, "fall_behind", noted)

    async def run() -> None:
        taking = asyncio.Event()
        taking.set()
        async with events(newsroom.app, "/v1/changes", taking) as stream:
            first = await act(newsroom.published)
            assert (await stream.entry())["release_id"] == first["id"]
            taking.clear()
            ids = [(await act(newsroom.published, title=f"No. {n}"))["id"] for n in range(4)]
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not behind:
                    await asyncio.sleep(0.05)
            taking.set()
            assert [(await stream.entry())["release_id"] for _ in ids] == ids

    in_a_loop(newsroom, run)


def test_waiting_holds_neither_thread_nor_connection(newsroom: Newsroom) -> None:
    async def run() -> None:
        async with AsyncExitStack() as stack:
            asked = [events(newsroom.app, "/v1/changes") for _ in range(60)]
            streams = [await stack.enter_async_context(one) for one in asked]
            await asyncio.sleep(0.5)
            pool = newsroom.database.engine.pool
            assert isinstance(pool, QueuePool)
            assert pool.checkedout() == 0
            assert threading.active_count() < 60
            release = await act(newsroom.published)
            for stream in streams:
                assert (await stream.entry())["release_id"] == release["id"]

    in_a_loop(newsroom, run)


def test_followers_are_told_after_a_fault_of_the_database(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "RETRY_SECONDS", 0.05)
    faults: list[Exception] = [OperationalError("", None, Exception()), ValueError()]

    def failing(*given: Any) -> Any:
        if faults:
            raise faults.pop()
        return read_for_all(*given)

    monkeypatch.setattr(live, "read_for_all", failing)

    async def run() -> None:
        async with events(newsroom.app, "/v1/changes") as stream:
            await asyncio.sleep(0.2)
            release = await act(newsroom.published)
            assert (await stream.entry())["release_id"] == release["id"]
        assert faults == []

    in_a_loop(newsroom, run)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_a_client_that_takes_nothing_is_cut_off(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream_answers, "PATIENCE_SECONDS", 0.1)

    async def run() -> None:
        async with events(newsroom.app, "/v1/changes", asyncio.Event()):
            assert len(asyncio.all_tasks()) > 1
            async with asyncio.timeout(PATIENCE_SECONDS):
                while asyncio.all_tasks() != {asyncio.current_task()}:
                    await asyncio.sleep(0.05)

    in_a_loop(newsroom, run)


def test_few_answers_wait_for_one_client_and_the_rest_is_503_before_the_log_is_read(
    settings: Settings,
) -> None:
    few = settings.model_copy(update={"max_streams_per_client": 2})
    newsroom = Newsroom(few)
    newsroom.published()

    async def run() -> None:
        async with events(newsroom.app, "/v1/changes"), events(newsroom.app, "/v1/changes"):
            with counted(newsroom.database) as statements:
                async with events(newsroom.app, "/v1/changes") as refused:
                    assert (refused.status, refused.headers["retry-after"]) == (503, "10")
            assert [sql for sql in statements if "change" in sql and "SELECT" in sql] == []
            # Who does not wait is served.
            checked(await act(newsroom.api.get, "/v1/changes"), 200)
        async with events(newsroom.app, "/v1/changes") as stream:
            assert stream.status == 200
        poll = await act(newsroom.api.get, "/v1/changes?wait=1")
        assert poll.status_code == 200

    in_a_loop(newsroom, run)
    newsroom.close()


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_for_a_client_that_reads_nothing_one_page_is_in_memory(newsroom: Newsroom) -> None:
    for number in range(2 * stream_answers.PAGE):
        newsroom.published(title=f"No. {number}")

    async def run() -> None:
        taking = asyncio.Event()
        async with AsyncExitStack() as stack:
            for _ in range(20):
                asked = events(newsroom.app, "/v1/changes?since=0", taking)
                await stack.enter_async_context(asked)
            stack.callback(taking.set)
            gc.collect()
            held = sum(isinstance(one, Entry) for one in gc.get_objects())
            assert 0 < held <= 20 * stream_answers.PAGE

    in_a_loop(newsroom, run)
