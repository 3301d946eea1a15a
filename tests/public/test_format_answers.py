"""What a feed says of itself in every form, and long exports: one state, few at a time."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from lxml import etree

from app.base.settings import Settings
from app.db.database import Database
from tests.client import Client
from tests.factories import a_document, a_theme
from tests.http.small_app import small_app
from tests.public.conftest import ROUTERS, Publish
from tests.public.reading import withdraw
from tests.statements import counted

ATOM = "{http://www.w3.org/2005/Atom}"
EXPORT = "/v1/releases.ndjson"
ALL = [a_document(title=f"Title {number}") for number in range(250)]


def _said(reader: Client, query: str) -> list[tuple[str | None, str | None]]:
    """Language and title of the feed in each form."""
    channel = etree.fromstring(reader.get(f"/v1/releases.rss{query}").content)[0]
    atom = etree.fromstring(reader.get(f"/v1/releases.atom{query}").content)
    feed = reader.get(f"/v1/releases.jsonfeed{query}").json()
    ninjs = reader.get(f"/v1/releases.ninjs{query}").json()
    return [
        (channel.findtext("language"), channel.findtext("title")),
        (atom.get("{http://www.w3.org/XML/1998/namespace}lang"), atom.findtext(f"{ATOM}title")),
        (feed["language"], feed["title"]),
        (ninjs["language"], ninjs["title"]),
    ]


def test_a_feed_speaks_the_language_of_what_it_holds(reader: Client, publish: Publish) -> None:
    publish(
        a_document(language="tr", themes=(a_theme("health"),)),
        a_document(language="pt-BR", kind="statement"),
        a_document(language="pt-PT", kind="event"),
        a_document(language="en", kind="event"),
    )
    expected = {
        "?language=tr": ("tr", "Dateline: Türkçe"),
        "?theme=health": ("tr", "Dateline: Sağlık"),
        "?language=pt": ("pt", "Dateline: português"),
        "?kind=statement": ("pt-BR", "Dateline: Statement"),
        "?kind=event": ("en", "Dateline: Releases of the kind Event"),
        "?kind=event&language=fr-ca": ("fr-CA", "Dateline: Événement · français (Canada)"),
        "?language=xx": ("en", "Dateline: Releases in xx"),
        "": ("en", "Dateline"),
    }
    said = {query: _said(reader, query) for query in expected}
    assert said == {query: [words] * 4 for query, words in expected.items()}
    archive = etree.fromstring(reader.get("/v1/archive/0.atom?theme=health").content)
    assert archive.findtext(f"{ATOM}title") == "Dateline: Sağlık"


@pytest.fixture
def archive(publish: Publish) -> None:
    """More releases than are sent at once."""
    publish(*ALL)


def _ids(body: bytes) -> list[str]:
    return [json.loads(line)["id"] for line in body.splitlines()]


@pytest.mark.usefixtures("archive")
def test_an_export_has_every_release_and_a_tag(reader: Client) -> None:
    answer = reader.get(EXPORT)
    assert answer.status_code == 200
    assert set(_ids(answer.content)) == {str(document.id) for document in ALL}
    assert "content-length" not in answer.headers
    assert answer.headers["cache-control"] == "public, max-age=0, must-revalidate"
    tag = answer.headers["etag"]
    headed = reader.head(EXPORT)
    assert (headed.status_code, headed.content, headed.headers["etag"]) == (200, b"", tag)
    same = reader.get(EXPORT, headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    assert reader.get(EXPORT, headers={"If-Match": '"other"'}).status_code == 412
    assert reader.get(f"{EXPORT}?sort=published_at").headers["etag"] != tag


def test_a_tag_is_of_one_state(reader: Client, publish: Publish, archive: None) -> None:
    tag = reader.get(EXPORT).headers["etag"]
    assert archive is None
    publish(a_document(title="One more"))
    again = reader.get(EXPORT, headers={"If-None-Match": tag})
    assert (again.status_code, len(_ids(again.content))) == (200, 251)


class SlowClient:
    """A client that takes the first piece of an export, and the rest when it is told to."""

    def __init__(self, app: Any) -> None:
        self.body = b""
        self.status = 0
        self._app, self._go_on, self._begun = app, asyncio.Event(), asyncio.Event()

    async def start(self) -> None:
        """Begin, and return when the first piece is there."""
        self._task = asyncio.create_task(self._run())
        await self._begun.wait()

    async def finish(self) -> list[str]:
        """Take the rest."""
        self._go_on.set()
        await self._task
        return _ids(self.body)

    async def _run(self) -> None:
        async def receive() -> Any:
            await asyncio.Event().wait()

        async def send(message: Any) -> None:
            self.status = message.get("status", self.status)
            self.body += message.get("body", b"")
            if message.get("body"):
                self._begun.set()
                await self._go_on.wait()

        await self._app(_scope(), receive, send)


def _scope() -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": EXPORT,
        "raw_path": EXPORT.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"testserver")],
        "client": ("192.0.2.1", 1),
        "server": ("testserver", 80),
    }


@pytest.mark.usefixtures("archive")
def test_an_export_is_of_one_state_whatever_happens_meanwhile(
    database: Database, publish: Publish
) -> None:
    app = small_app(*ROUTERS, database=database)

    async def run() -> None:
        slow = SlowClient(app)
        await slow.start()
        # Of these most were not read yet.
        for document in ALL[:200:20]:
            await asyncio.to_thread(withdraw, database, document)
        await asyncio.to_thread(publish, a_document(title="Published meanwhile"))
        assert set(await slow.finish()) == {str(document.id) for document in ALL}

    asyncio.run(run())
    after = _ids(Client(app).get(EXPORT).content)
    assert len(after) == 250 - 10 + 1


@pytest.mark.usefixtures("archive")
def test_few_exports_are_sent_at_a_time_and_readers_are_served(settings: Settings) -> None:
    database = Database(settings.model_copy(update={"pool_size": 2, "pool_wait_seconds": 0.5}))
    app = small_app(*ROUTERS, database=database, pool_size=2)

    async def run() -> None:
        slow = SlowClient(app)
        await slow.start()
        transport = httpx.ASGITransport(app=app, client=("192.0.2.9", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            refused = await client.get(EXPORT)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
            assert "This server has 1 exports under way" in refused.json()["detail"]
            assert (await client.get("/v1/releases?limit=7")).status_code == 200
            assert len(await slow.finish()) == 250
            assert (await client.get(EXPORT)).status_code == 200

    asyncio.run(run())
    database.close()


def test_a_short_export_is_sent_as_a_whole(
    reader: Client, database: Database, publish: Publish
) -> None:
    publish(*ALL[:100])
    answer = reader.get(EXPORT)
    assert len(_ids(answer.content)) == 100
    assert int(answer.headers["content-length"]) > 0
    with counted(database) as statements:
        assert reader.get(EXPORT).headers["etag"] == answer.headers["etag"]
    assert statements == []
