"""What uploads leave behind goes, and what files need stays."""

import os
from datetime import timedelta
from pathlib import Path

from app.base import clock
from app.uploads.processing import FOLDER_PREFIX
from app.uploads.sweep import KEPT_FOR, sweep, sweep_folders
from tests.newsroom import Newsroom, checked
from tests.uploads import samples

MEDIA = "/v1/editorial/media"
ORPHAN = "ef" * 32


def test_objects_without_a_file_are_swept_when_they_are_old(newsroom: Newsroom) -> None:
    store = newsroom.app.state.media
    file = checked(newsroom.desk.post(MEDIA, content=samples.picture()), 201)
    needed = {file["sha256"], *(each["sha256"] for each in file["renditions"])}
    store.put(ORPHAN, b"from an upload that was killed")
    later = clock.now() + KEPT_FOR + timedelta(minutes=1)
    assert sweep(newsroom.database, store, clock.now()) == 0
    assert sweep(newsroom.database, store, later) == 1
    assert set(store.list_before(later)) == needed
    gone = newsroom.desk.delete(f"{MEDIA}/{file['id']}", headers={"If-Match": file["etag"]})
    assert gone.status_code == 204
    assert sweep(newsroom.database, store, later) == len(needed)


def test_folders_of_killed_uploads_are_swept_when_they_are_old(tmp_path: Path) -> None:
    now = clock.now()
    old, new = (tmp_path / f"{FOLDER_PREFIX}{name}" for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir()
        (folder / "upload").write_bytes(b"half of a picture")
    long_ago = (now - KEPT_FOR - timedelta(minutes=1)).timestamp()
    os.utime(old, (long_ago, long_ago))
    sweep_folders(tmp_path, now)
    assert (old.exists(), new.exists()) == (False, True)


def test_what_a_release_under_a_notice_shows_is_not_swept(newsroom: Newsroom) -> None:
    store = newsroom.app.state.media
    file = checked(newsroom.desk.post(MEDIA, content=samples.picture(size=(400, 300))), 201)
    released = newsroom.published(media=[{"file": file["id"]}])
    newsroom.act(released, "withdraw", notice="Superseded.", kind="kept")
    headers = {"If-Match": file["etag"], "Content-Type": "application/merge-patch+json"}
    patch = {"credit": "Deniz Example"}
    checked(newsroom.desk.patch(f"{MEDIA}/{file['id']}", json=patch, headers=headers), 200)
    later = clock.now() + KEPT_FOR + timedelta(minutes=1)
    sweep(newsroom.database, store, later)
    (shown,) = checked(newsroom.api.get(f"/v1/releases/{released['id']}"), 200)["media"]
    for form in (shown, *shown["renditions"]):
        assert newsroom.api.get(form["url"]).status_code == 200
