"""Runs `dateline follow`: opens the mirror that the command line names, and follows into it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.base.settings import Settings
from app.db.database import Database
from app.mirror.folder import FolderMirror
from app.mirror.follow import CannotFollow, Mirror, Origin, open_client
from app.mirror.local import LocalMirror
from app.mirror.sqlite import SqliteMirror

__all__ = ["CannotFollow", "follow", "mirror_at"]

SQLITE = "sqlite:///"
HERE = "here"


@contextmanager
def mirror_at(settings: Settings, into: str) -> Iterator[Mirror]:
    """Gives the mirror that `into` names: `sqlite:///FILE`, `here` (this database), or a folder."""
    if into == HERE:
        with Database(settings) as database:
            yield LocalMirror(settings, database)
    elif into.startswith(SQLITE):
        yield SqliteMirror(Path(into.removeprefix(SQLITE)))
    else:
        yield FolderMirror(Path(into))


def follow(settings: Settings, url: str, selection: str, into: str, *, once: bool) -> None:
    """Bring the mirror to what the installation at `url` shows. Raises CannotFollow."""
    client = open_client(Origin.of(url, selection))
    with client.http, mirror_at(settings, into) as mirror:
        client.follow(mirror, once=once)
