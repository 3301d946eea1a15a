"""Where `dateline follow` keeps what it mirrors, by the words of the command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.base.settings import Settings
from app.db.database import Database
from app.mirror.folder import Folder
from app.mirror.follow import Mirror, Origin, Stopped, a_client
from app.mirror.here import Here
from app.mirror.sqlite import File

__all__ = ["Stopped", "follow", "mirror_at"]

SQLITE = "sqlite:///"
HERE = "here"


@contextmanager
def mirror_at(settings: Settings, into: str) -> Iterator[Mirror]:
    """The mirror that `into` names: `sqlite:///FILE`, `here` (this installation), or a folder."""
    if into == HERE:
        with Database(settings) as database:
            yield Here(settings, database)
    elif into.startswith(SQLITE):
        yield File(Path(into.removeprefix(SQLITE)))
    else:
        yield Folder(Path(into))


def follow(settings: Settings, url: str, selection: str, into: str, *, once: bool) -> None:
    """Keep the mirror what the installation at `url` shows. Raises Stopped when that cannot be."""
    client = a_client(Origin.of(url, selection))
    with client.http, mirror_at(settings, into) as mirror:
        client.follow(mirror, once=once)
