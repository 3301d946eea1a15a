"""The store of bytes, in a folder and in a bucket."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import AnyHttpUrl, SecretStr

from app.base.settings import Settings
from app.media.store import PIECE, MediaStore, StoreUnavailable
from tests.media.s3_server import BUCKET, running_s3

SHA256 = "ab" * 32


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with running_s3() as address:
        yield address


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MediaStore:
    if request.param == "folder":
        return MediaStore(Settings(media_url=str(tmp_path / "media")))
    return _in_bucket(request.getfixturevalue("s3"), tmp_path.name.replace("_", "-"))


def _in_bucket(address: str, prefix: str) -> MediaStore:
    return MediaStore(
        Settings(
            media_url=f"s3://{BUCKET}/{prefix}",
            media_s3_endpoint=AnyHttpUrl(address),
            media_s3_key_id="key",
            media_s3_secret=SecretStr("secret"),
        )
    )


def test_a_file_comes_back_whole_and_in_parts(store: MediaStore, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"0123456789")
    store.put(SHA256, source)
    assert store.size(SHA256) == 10
    assert b"".join(store.open(SHA256)) == b"0123456789"
    assert b"".join(store.open(SHA256, 2, 5)) == b"234"
    assert b"".join(store.open(SHA256, 8, 500)) == b"89"
    assert b"".join(store.open(SHA256, 10)) == b""


def test_what_is_missing_is_told_before_the_first_piece(store: MediaStore) -> None:
    with pytest.raises(StoreUnavailable) as told:
        store.open(SHA256)
    assert told.value.type.status == 503
    assert told.value.headers["Retry-After"] == "10"


def test_a_deleted_file_is_gone_and_may_be_deleted_again(store: MediaStore) -> None:
    store.put(SHA256, b"content")
    store.delete(SHA256)
    store.delete(SHA256)
    with pytest.raises(StoreUnavailable):
        store.size(SHA256)


def test_what_is_old_is_listed_and_what_is_new_is_not(store: MediaStore) -> None:
    store.put(SHA256, b"content")
    now = datetime.now(UTC)
    assert list(store.list_before(now + timedelta(hours=1))) == [SHA256]
    assert list(store.list_before(now - timedelta(hours=1))) == []


def test_a_file_of_many_parts_is_whole(store: MediaStore, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(range(256)) * 80_000)
    store.put(SHA256, source)
    assert b"".join(store.open(SHA256)) == source.read_bytes()
    pieces = list(store.open(SHA256, 0, 5_000_000))
    assert max(map(len, pieces)) <= 2 * PIECE


def test_a_server_that_is_gone_is_told_as_unavailable() -> None:
    with running_s3() as address:
        store = _in_bucket(address, "gone")
        store.put(SHA256, b"content")
    with pytest.raises(StoreUnavailable):
        store.put(SHA256, b"content")
    with pytest.raises(StoreUnavailable):
        store.open(SHA256)


def test_a_folder_that_cannot_be_made_is_told_as_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    store = MediaStore(Settings(media_url=str(tmp_path / "file" / "media")))
    with pytest.raises(StoreUnavailable):
        store.put(SHA256, b"content")


def test_nothing_is_made_before_it_is_needed(tmp_path: Path) -> None:
    MediaStore(Settings(media_url=str(tmp_path / "media")))
    assert not (tmp_path / "media").exists()


def test_without_a_setting_files_lie_beside_the_sqlite_file() -> None:
    assert Settings(database_url="sqlite:////srv/d/dateline.db").media_address == "/srv/d/media"
    assert Settings(database_url="sqlite:///dateline.db").media_address == "media"
