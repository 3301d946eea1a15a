"""A mirror as a SQLite file: a table of releases, and the position in the stream in one row.

    release(id, document, notice)   a document, or the notice of a withdrawn release; both are JSON
    place(url, selection, since)    what is followed, and how far

Each page of the stream is one transaction.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from app.base.compact_json import compact
from app.mirror.follow import START, CannotFollow, Origin, StreamEntry, last_entries

_TABLES = """
CREATE TABLE IF NOT EXISTS release (id TEXT PRIMARY KEY, document TEXT, notice TEXT) STRICT;
CREATE TABLE IF NOT EXISTS place (
  one INTEGER PRIMARY KEY CHECK (one = 1), url TEXT, selection TEXT, since TEXT
) STRICT;
"""


class SqliteMirror:
    """A `Mirror` in the SQLite file `path`, which is made when it is not there."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._origin: Origin | None = None

    def open(self, origin: Origin) -> str:
        """Returns its position in the stream. Raises CannotFollow for another origin."""
        self._origin = origin
        with closing(self._connect()) as connection:
            connection.executescript(_TABLES)
            known = connection.execute("SELECT url, selection, since FROM place").fetchone()
        if known is None:
            return START
        url, selection, since = known
        if (url, selection) != (origin.url, origin.selection):
            raise CannotFollow(
                f"{self._path} mirrors {url} with the selection {selection!r}. Take another file."
            )
        return str(since)

    def keep(self, changes: Sequence[StreamEntry], since: str) -> None:
        """Write the releases and the position in one transaction."""
        assert self._origin is not None
        with closing(self._connect()) as connection, connection:
            for release_id, change in last_entries(changes).items():
                if change.kind == "left" and change.document is None:
                    connection.execute("DELETE FROM release WHERE id = ?", [str(release_id)])
                    continue
                document = None if change.document is None else compact(change.document)
                notice = compact(change.tombstone) if document is None else None
                connection.execute(
                    "INSERT OR REPLACE INTO release VALUES (?, ?, ?)",
                    [str(release_id), document, notice],
                )
            connection.execute(
                "INSERT OR REPLACE INTO place VALUES (1, ?, ?, ?)",
                [self._origin.url, self._origin.selection, since],
            )

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        connection.execute("PRAGMA synchronous = FULL")
        # A withdrawn text must not stay in the file's free pages.
        connection.execute("PRAGMA secure_delete = ON")
        return connection
