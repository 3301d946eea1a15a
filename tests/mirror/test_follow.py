"""A partner's client mirrors what another installation shows, whatever happens on the way."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.base.settings import Settings
from app.mirror.folder import POSITION_FILE, FolderMirror
from app.mirror.follow import CannotFollow, Client, Mirror, Origin
from app.mirror.sqlite import SqliteMirror
from tests.newsroom import Newsroom, checked
from tests.partners.wire import Wire


@pytest.fixture
def settings(tmp_path: Path, sqlite_template: Path) -> Settings:
    """The client is the same over every engine of the server."""
    path = tmp_path / "dateline.db"
    shutil.copyfile(sqlite_template, path)
    return Settings(database_url=f"sqlite:///{path}")


URL = "https://newsroom.example"


@pytest.fixture(params=["folder", "file"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> "Kept":
    return Kept(request.param, tmp_path)


class Kept:
    """A mirror, and what is in it."""

    def __init__(self, kind: str, folder: Path) -> None:
        self.kind, self.path = kind, folder / f"mirror-{kind}"

    def mirror(self) -> Mirror:
        """The mirror, as a new process opens it."""
        return FolderMirror(self.path) if self.kind == "folder" else SqliteMirror(self.path)

    def all(self) -> dict[str, dict[str, Any]]:
        """Documents and tombstones by id."""
        return dict(self._read())

    def bytes(self) -> bytes:
        """Everything on the disk."""
        files = [self.path] if self.path.is_file() else sorted(self.path.iterdir())
        return b"".join(file.read_bytes() for file in files)

    def _read(self) -> Iterator[tuple[str, dict[str, Any]]]:
        if self.kind == "folder":
            for file in self.path.glob("*.json"):
                if file.name != POSITION_FILE:
                    yield file.stem, json.loads(file.read_text())
            return
        with closing(sqlite3.connect(self.path)) as connection:
            for name, document, notice in connection.execute("SELECT * FROM release"):
                yield name, json.loads(document or notice)


def follow(
    newsroom: Newsroom, mirror: Mirror, *faults: httpx.Response | Exception, selection: str = ""
) -> list[float]:
    """Follow to the present; answers the pauses."""
    pauses: list[float] = []
    with httpx.Client(transport=Wire(newsroom, *faults)) as http:
        Client(Origin.of(URL, selection), http, pauses.append).follow(mirror, once=True)
    return pauses


def shown(newsroom: Newsroom, query: str = "") -> dict[str, dict[str, Any]]:
    page = checked(newsroom.api.get(f"/v1/releases?limit=100&profile=full&{query}"), 200)
    return {release["id"]: release for release in page["data"]}


def test_a_mirror_has_what_the_list_shows(newsroom: Newsroom, kept: Kept) -> None:
    for number in range(3):
        newsroom.published(title=f"No. {number}")
    follow(newsroom, kept.mirror())
    assert kept.all() == shown(newsroom)
    newsroom.act(newsroom.edit(newsroom.published(), title="Changed"), "update")
    follow(newsroom, kept.mirror())
    assert kept.all() == shown(newsroom)


def test_of_a_withdrawn_release_the_notice_stays_and_no_text(
    newsroom: Newsroom, kept: Kept
) -> None:
    release = newsroom.published(body_text="sealedmarzipan words")
    follow(newsroom, kept.mirror())
    assert b"sealedmarzipan" in kept.bytes()
    newsroom.act(release, "withdraw", notice="Issued in error.")
    follow(newsroom, kept.mirror())
    assert b"sealedmarzipan" not in kept.bytes()
    tombstone = kept.all()[release["id"]]
    assert (tombstone["withdrawn"], tombstone["notice"]["text"]) == (True, "Issued in error.")
    assert tombstone["addresses"][0].endswith(release["id"])


def test_a_release_that_left_the_selection_goes(newsroom: Newsroom, kept: Kept) -> None:
    release = newsroom.published(themes=["health"])
    newsroom.published(title="Other", themes=["children"])
    follow(newsroom, kept.mirror(), selection="theme=health")
    assert list(kept.all()) == [release["id"]]
    newsroom.act(newsroom.edit(release, themes=[]), "update")
    follow(newsroom, kept.mirror(), selection="?theme=health")
    assert kept.all() == {}


def test_a_mirror_belongs_to_its_origin(newsroom: Newsroom, kept: Kept) -> None:
    follow(newsroom, kept.mirror())
    with pytest.raises(CannotFollow, match="Take another"):
        follow(newsroom, kept.mirror(), selection="theme=health")


def test_it_waits_as_long_as_it_is_told_to_and_longer_each_time(
    newsroom: Newsroom, kept: Kept
) -> None:
    newsroom.published()
    pauses = follow(
        newsroom,
        kept.mirror(),
        httpx.ConnectError("refused"),
        httpx.Response(503, headers={"Retry-After": "7"}),
        httpx.Response(200, content=b'{"data": [{"half'),
        httpx.Response(502),
    )
    assert pauses[1] == 7
    assert [round(pause / 1.2**0.5) for pause in (pauses[0], pauses[2], pauses[3])] == sorted(
        round(pause / 1.2**0.5) for pause in (pauses[0], pauses[2], pauses[3])
    )
    assert kept.all() == shown(newsroom)


def test_it_gives_up_in_the_end_when_it_is_to_run_once(newsroom: Newsroom, kept: Kept) -> None:
    with pytest.raises(CannotFollow, match="does not answer: status 500"):
        follow(newsroom, kept.mirror(), *[httpx.Response(500)] * 5)


def test_what_can_never_be_stops_it_at_once(newsroom: Newsroom, kept: Kept) -> None:
    with pytest.raises(CannotFollow, match="no known theme"):
        follow(newsroom, kept.mirror(), selection="theme=nothing-such")
    with pytest.raises(CannotFollow, match="no address"):
        Origin.of("newsroom.example", "")


def test_an_id_that_leads_out_of_the_folder_is_no_id(newsroom: Newsroom, kept: Kept) -> None:
    page = {
        "data": [{"kind": "published", "release_id": "../../out", "document": {}}],
        "meta": {"more": False},
        "links": {"next": f"{URL}/v1/changes?since=1"},
    }
    follow(newsroom, kept.mirror(), httpx.Response(200, json=page))
    assert kept.all() == {}
