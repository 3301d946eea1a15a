"""Uploads that break off, and names of files."""

import socket
import tempfile
from pathlib import Path

import pytest

from app.uploads.acts import safe_name
from app.uploads.processing import FOLDER_PREFIX
from tests.http.small_app import served
from tests.newsroom import Newsroom
from tests.uploads import samples
from tests.waiting import until

MEDIA = "/v1/editorial/media"


def test_an_upload_that_breaks_off_leaves_nothing(
    newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    whole = samples.picture("PNG", (300, 300)) + bytes(2_000_000)
    head = (
        f"POST {MEDIA} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(whole)}\r\n"
        f"Authorization: {newsroom.desk.headers['Authorization']}\r\n\r\n"
    )
    with served(newsroom.app) as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(head.encode() + whole[: len(whole) - 1])
            until(lambda: list(tmp_path.glob(f"{FOLDER_PREFIX}*/*")))
        until(lambda: not list(tmp_path.glob(f"{FOLDER_PREFIX}*")))
    assert newsroom.desk.get(MEDIA).json()["data"] == []
    assert not (tmp_path / "media").exists()


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("", "file.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\x\\photo.PNG", "photo.jpg"),
        ("Σύρος <script>.html", "suros-script.jpg"),
        ("\r\nSet-Cookie: x=1", "set-cookie-x-1.jpg"),
        ("\x00\u202egnp.exe", "gnp.jpg"),
        ("...", "file.jpg"),
        ("a" * 100_000, "a" * 96 + ".jpg"),
    ],
)
def test_a_name_is_safe_in_every_file_system_and_header(given: str, safe: str) -> None:
    assert safe_name(given, "image/jpeg") == safe
