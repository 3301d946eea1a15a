"""What the tests of uploads share."""

from pathlib import Path

import pytest

from app.base.settings import Settings
from app.media.store import MediaStore
from app.uploads.processing import FileProcessor


@pytest.fixture
def store(tmp_path: Path) -> MediaStore:
    """A store in a folder."""
    return MediaStore(Settings(media_url=str(tmp_path / "media")))


@pytest.fixture
def processor(tmp_path: Path, store: MediaStore) -> FileProcessor:
    """Puts files into that store."""
    return FileProcessor(Settings(media_url=str(tmp_path / "media")), store)
