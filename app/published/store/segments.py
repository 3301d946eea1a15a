"""Merges the segments of SQLite's full text, in small steps, while others read and write.

SQLite keeps what was written together in a segment of its own, and looks every lexeme up in each:
a word costs three times as much in eight segments as in one. PostgreSQL has none.
"""

import threading

from sqlalchemy import Connection, text

from app.db.database import Database

# Pages merged at once: others wait a hundredth of a second to write, and then come first.
_PAGES = 128
_PAUSE_SECONDS = 0.05
# Segments are merged once all but the biggest hold more than one in so many entries.
_PART = 8

_SEGMENTS = text("SELECT count(*) FROM published_text_idx GROUP BY segid")
# A negative number begins anew with all segments; a positive one goes on (FTS5, 6.8).
_MERGE = text("INSERT INTO published_text (published_text, rank) VALUES ('merge', :pages)")
_WRITTEN = text("SELECT total_changes()")


def merge_segments(database: Database, ending: threading.Event) -> int:
    """Merge all segments to one if that is worth it; stops when `ending` is set.

    Returns the number of steps that it took.
    """
    if not database.is_sqlite:
        return 0
    with database.read() as session:
        if not _is_scattered(session.connection()):
            return 0
    steps, pages = 0, -_PAGES
    while not ending.wait(_PAUSE_SECONDS):
        with database.write() as session:
            if not _has_merged(session.connection(), pages):
                break
        steps, pages = steps + 1, _PAGES
    return steps


def _is_scattered(connection: Connection) -> bool:
    # Sizes, by entries of the index.
    sizes: list[int] = sorted(connection.execute(_SEGMENTS).scalars())
    return sum(sizes[:-1]) * _PART > sum(sizes)


def _has_merged(connection: Connection, pages: int) -> bool:
    before = int(connection.execute(_WRITTEN).scalar_one())
    connection.execute(_MERGE, {"pages": pages})
    # The instruction itself counts as one.
    after = int(connection.execute(_WRITTEN).scalar_one())
    return after - before > 1
