"""Cases FEED-4 and FEED-5 through the whole service: ids that last, dates that are true.

FEED-4: davidmerfield/blot#387, jekyll/jekyll-feed#91, newrelic/docs-website#1271,
FreshRSS/FreshRSS#5151. FEED-5: emacs-elfeed/elfeed#280, nanoc/nanoc#1007, TryGhost/Ghost#13832.
"""

import os
import subprocess
import sys
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from lxml import etree
from pydantic import AnyHttpUrl
from sqlalchemy import delete, insert, select

from app.base.settings import Settings
from app.db import schema
from app.db.database import Database
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.client import Client
from tests.newsroom import Newsroom
from tests.postgres import address, administer

# What a move has to take along so that readers notice nothing.
PUBLIC_TABLES = {
    "installation",
    "change",
    "change_head",
    "published_release",
    "published_slug",
    "published_version",
}
A = "{http://www.w3.org/2005/Atom}"


def _ids(client: Client) -> list[tuple[str, str, str, str]]:
    """Of each release its id in RSS, Atom, JSON Feed and ninjs."""
    rss = etree.fromstring(client.get("/v1/releases.rss").content)
    atom = etree.fromstring(client.get("/v1/releases.atom").content)
    assert {guid.get("isPermaLink") for guid in rss.iter("guid")} == {"false"}
    return list(
        zip(
            [guid.text or "" for guid in rss.iter("guid")],
            [entry.findtext(f"{A}id", "") for entry in atom.iterfind(f"{A}entry")],
            [item["id"] for item in client.get("/v1/releases.jsonfeed").json()["items"]],
            [one["uri"] for one in client.get("/v1/releases.ninjs").json()["associations"]],
            strict=True,
        )
    )


def _instant(parsed: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)


def _feed_id(client: Client) -> str:
    return etree.fromstring(client.get("/v1/releases.atom").content).findtext(f"{A}id", "")


def test_feed_4_no_edit_new_address_or_restart_changes_an_id(newsroom: Newsroom) -> None:
    release = newsroom.published(title="First", slug="first", locations=["TR"])
    before, feed = _ids(newsroom.api), _feed_id(newsroom.api)
    assert set(before[0]) == {f"urn:uuid:{release['id']}"}
    edits: list[dict[str, Any]] = [
        {"title": "Other"},
        {"slug": "other"},
        {"body_text": "b"},
        {"locations": []},
    ]
    for changes in edits:
        release = newsroom.act(newsroom.edit(release, **changes), "update")
        assert _ids(newsroom.api) == before
    for public in ("http://press.example", "https://press.example"):
        moved = Settings(database_url=newsroom.settings.database_url, public_url=AnyHttpUrl(public))
        restarted = Newsroom(moved)
        assert (_ids(restarted.api), _feed_id(restarted.api)) == (before, feed)
        assert public in restarted.api.get("/v1/releases.rss").text
        restarted.close()
    newsroom.act(release, "withdraw", notice="Issued in error.")
    again = newsroom.published(title="First")
    assert {*_ids(newsroom.api)[0]} == {f"urn:uuid:{again['id']}"} != {*before[0]}


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, settings: Settings, tmp_path: Any
) -> Iterator[Settings]:
    """An empty database on the other engine."""
    other = "postgresql" if settings.database_url.startswith("sqlite") else "sqlite"
    if other == "sqlite":
        made = Settings(database_url=f"sqlite:///{tmp_path / 'moved.db'}")
        database = Database(made)
        schema.upgrade(database)
        database.close()
        yield made
        return
    from_template = request.getfixturevalue("postgres_template")
    server = request.getfixturevalue("postgres_url")
    yield from _copied(server, from_template)


def _copied(server: Any, template: str) -> Iterator[Settings]:
    name = f"{template}_moved"
    administer(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield Settings(database_url=address(server, name))
    administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def test_feed_4_another_engine_changes_no_id(newsroom: Newsroom, elsewhere: Settings) -> None:
    newsroom.published(title="One")
    newsroom.published(title="Two")
    before, feed = _ids(newsroom.api), _feed_id(newsroom.api)
    there = Database(elsewhere)
    with newsroom.database.read() as source, there.write() as target:
        tables = schema.metadata().sorted_tables
        for table in tables:
            if table.name in PUBLIC_TABLES:
                target.execute(delete(table))
                rows = [dict(row) for row in source.execute(select(table)).mappings()]
                if rows:
                    target.execute(insert(table), rows)
    there.close()
    moved = Newsroom(elsewhere)
    assert (_ids(moved.api), _feed_id(moved.api)) == (before, feed)
    moved.close()


def test_feed_5_an_edit_moves_nothing_and_an_embargo_ends_at_its_instant(
    newsroom: Newsroom,
) -> None:
    clock = Clock(newsroom.app)
    first = newsroom.published(title="A")
    sealed = newsroom.act(
        newsroom.draft(title="Sealed"), "schedule", at=instant(T + timedelta(minutes=90))
    )
    clock.at = T + HOUR
    second = newsroom.published(title="B")
    clock.at = T + 2 * HOUR
    newsroom.act(newsroom.edit(first, body_text="Edited."), "update")
    for path in ("/v1/releases.rss", "/v1/releases.atom"):
        read = feedparser.parse(newsroom.api.get(path, headers={"Accept-Language": "tr"}).content)
        at = {entry.title: _instant(entry.published_parsed) for entry in read.entries}
        assert [*at] == ["Sealed", "B", "A"]
        assert at == {"Sealed": T + 1.5 * HOUR, "B": T + HOUR, "A": T}
        assert _instant(read.feed.updated_parsed) == clock.at
    assert {sealed["id"], second["id"]} <= set(newsroom.public_ids())


def test_feed_5_the_language_of_the_server_is_in_no_date() -> None:
    code = (
        "import locale\n"
        "try: locale.setlocale(locale.LC_ALL, '')\n"
        "except locale.Error: pass\n"
        "from tests.factories import a_document\n"
        "from tests.formats.hostile import feed_of\n"
        "from app.formats import rss\n"
        "print(rss.write(feed_of(a_document())).decode())"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert "<pubDate>Wed, 01 May 2024 09:00:00 +0000</pubDate>" in ran.stdout
