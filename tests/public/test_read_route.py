"""The one way of a public read: what the event loop answers, what takes a thread, and when."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Query
from pydantic import BaseModel
from starlette.responses import Response

from app.db.database import Database
from app.http.caching import CachePolicy, answer
from app.public.read_route import Read, ReadRouter
from app.published.reading import reader
from app.published.reading.reader import VocabularyChanged
from app.published.search import fulltext
from app.published.search.fulltext import Hits
from app.published.search.source import Source
from app.published.words.text_query import TextQuery
from tests.client import Client
from tests.http.small_app import small_app
from tests.newsroom import Newsroom


class Parameters(BaseModel):
    """One parameter of each kind."""

    word: list[str] | None = None
    limit: int = 20


router = ReadRouter()
threads: list[str] = []


def _answer(read: Read, text: str) -> Response:
    threads.append(threading.current_thread().name)
    return answer(read, text.encode(), "text/plain", CachePolicy.PUBLIC)


@router.get("/memory/{name}")
def from_memory(read: Read, name: str, given: Annotated[Parameters, Query()]) -> Response:
    """Need nothing but the snapshot."""
    return _answer(read, f"{name} {given.word} {given.limit}")


@router.get("/database")
def from_database(read: Read) -> Response:
    """Need a session."""
    return _answer(read, str(read.reader.session.connection().closed))


@router.get("/restless")
def restless(read: Read) -> Response:
    """Find the vocabulary changed, once or for ever."""
    read.reader.session.connection()
    read.app.state.tries += 1
    if read.app.state.tries < read.app.state.settles_at:
        raise VocabularyChanged
    return _answer(read, "settled")


@pytest.fixture
def site(database: Database) -> Client:
    threads.clear()
    app = small_app(router, database=database)
    app.state.tries = 0
    app.state.settles_at = 2
    return Client(app)


def test_what_is_in_memory_is_answered_in_the_event_loop(site: Client) -> None:
    given = site.get("/memory/x?word=a&word=b&limit=3")
    assert given.text == "x ['a', 'b'] 3"
    assert threads == [threading.current_thread().name]


def test_what_needs_the_database_is_answered_in_a_thread(site: Client) -> None:
    assert site.get("/database").text == "False"
    assert threads != [threading.current_thread().name]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [("nope=1", "nope"), ("limit=1&limit=2", "limit"), ("limit=x", "limit"), ("word=%ff", "word")],
)
def test_a_query_is_read_strictly(site: Client, query: str, parameter: str) -> None:
    refused = site.get(f"/memory/x?{query}")
    assert refused.status_code == 422
    assert [fault["parameter"] for fault in refused.json()["errors"]] == [parameter]


def test_a_path_that_is_no_text_names_nothing(site: Client) -> None:
    assert site.get("/memory/%ff").status_code == 404


def test_a_thread_begins_anew_when_the_vocabulary_changed(site: Client) -> None:
    assert site.get("/restless").text == "settled"


def test_a_vocabulary_that_never_rests_is_503(database: Database) -> None:
    app = small_app(router, database=database)
    app.state.tries, app.state.settles_at = 0, 1_000
    refused = Client(app).get("/restless")
    assert refused.status_code == 503
    assert refused.headers["retry-after"]


def test_one_thread_answers_all_who_ask_for_the_same(database: Database) -> None:
    threads.clear()
    app = small_app(router, database=database)

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await asyncio.gather(*(client.get("/database") for _ in range(20)))

    assert {one.text for one in asyncio.run(ask())} == {"False"}
    assert len(threads) == 1


@contextmanager
def _held_elsewhere(newsroom: Newsroom) -> Iterator[None]:
    """Another thread has the lock of the snapshot for a moment."""
    has_it, may_go = threading.Event(), threading.Event()

    def hold() -> None:
        with newsroom.follower.snapshot.lock:
            has_it.set()
            may_go.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    has_it.wait(60)
    ending = threading.Timer(0.2, may_go.set)
    ending.start()
    try:
        yield
    finally:
        may_go.set()
        thread.join()


def test_a_snapshot_that_another_thread_is_at_does_not_stop_the_loop(newsroom: Newsroom) -> None:
    newsroom.published(title="Ferry")
    newsroom.public_ids()
    turns: list[float] = []

    async def ask() -> Any:
        transport = httpx.ASGITransport(app=newsroom.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            asked = asyncio.create_task(client.get("/v1/releases?limit=7"))
            while not asked.done():
                turns.append(0)
                await asyncio.sleep(0.01)
            return (await asked).json()

    with _held_elsewhere(newsroom):
        answered = asyncio.run(ask())
    assert [one["title"] for one in answered["data"]] == ["Ferry"]
    assert len(turns) > 3


@pytest.mark.parametrize("path", ["/v1/releases?q=ferry", "/v1/releases/facets?q=ferry"])
def test_a_search_over_many_releases_takes_a_thread(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    newsroom.published(title="Ferry")
    assert newsroom.api.get(path).status_code == 200
    monkeypatch.setattr(reader, "LARGE", 0)
    sessions: list[object] = []
    find = fulltext.find

    def watched(source: Source, query: TextQuery, *, or_most: bool = False) -> Hits:
        sessions.append(source.connect())
        return find(source, query, or_most=or_most)

    monkeypatch.setattr(fulltext, "find", watched)
    assert newsroom.api.get(f"{path}&language=en").status_code == 200
    assert sessions
