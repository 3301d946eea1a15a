"""Files that arrive in parts."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import select

from app.auth.caller import Scope
from app.base import clock
from app.media.models import MediaUpload
from app.uploads.sweep import KEPT_FOR, sweep
from tests.client import Client
from tests.newsroom import Newsroom, checked
from tests.uploads import samples

MEDIA = "/v1/editorial/media"
CONTENT = samples.sound(60)
PART = 10_000


@pytest.fixture
def upload() -> str:
    return f"{MEDIA}/uploads/{uuid4()}"


def _part(client: Client, upload: str, offset: int, **query: Any) -> Any:
    content = CONTENT[offset : offset + PART]
    return client.put(upload, content=content, params={"offset": offset, **query})


def test_parts_become_the_file_that_one_piece_would_be(newsroom: Newsroom, upload: str) -> None:
    for offset in range(0, len(CONTENT), PART):
        told = checked(_part(newsroom.desk, upload, offset), 202)
        assert told == {"bytes": min(offset + PART, len(CONTENT))}
        assert newsroom.desk.get(MEDIA).json()["data"] == []
    query = {"offset": len(CONTENT), "complete": True, "file_name": "Sea.wav"}
    file = checked(newsroom.desk.put(upload, params=query), 201)
    assert file["file_name"] == "sea.mp3"
    again = newsroom.desk.post(MEDIA, content=CONTENT)
    assert (again.status_code, again.json()) == (200, file)


def test_a_wrong_offset_is_told_with_the_right_one(newsroom: Newsroom, upload: str) -> None:
    checked(_part(newsroom.desk, upload, 0), 202)
    for wrong in (0, 2 * PART):
        refused = _part(newsroom.desk, upload, wrong)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["suggestion"] == str(PART)
    checked(_part(newsroom.desk, upload, PART), 202)


def test_the_upload_of_another_key_does_not_exist(newsroom: Newsroom, upload: str) -> None:
    checked(_part(newsroom.desk, upload, 0), 202)
    assert _part(newsroom.as_key(Scope.WRITE), upload, PART).status_code == 404
    checked(_part(newsroom.desk, upload, PART), 202)


def test_what_the_parts_make_is_refused_as_in_one_piece(newsroom: Newsroom, upload: str) -> None:
    checked(newsroom.desk.put(upload, content=b"<sv"), 202)
    refused = newsroom.desk.put(upload, content=b"g/>", params={"offset": 3, "complete": True})
    assert (refused.status_code, refused.json()["found"]) == (415, "SVG")


def test_parts_of_what_is_never_completed_are_swept(newsroom: Newsroom, upload: str) -> None:
    store = newsroom.app.state.media
    checked(_part(newsroom.desk, upload, 0), 202)
    assert sweep(newsroom.database, store, clock.now()) == 0
    later = clock.now() + KEPT_FOR + timedelta(minutes=1)
    assert sweep(newsroom.database, store, later) == 1
    with newsroom.database.read() as session:
        assert session.exec(select(MediaUpload)).all() == []


def test_all_parts_together_have_the_limit_of_a_file(newsroom: Newsroom, upload: str) -> None:
    small = newsroom.settings.model_copy(update={"media_max_bytes": PART + 1})
    newsroom.app.state.settings = small
    checked(_part(newsroom.desk, upload, 0), 202)
    refused = _part(newsroom.desk, upload, PART)
    assert (refused.status_code, refused.json()["limit_bytes"]) == (413, PART + 1)
