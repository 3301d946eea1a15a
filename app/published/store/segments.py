"""Puts the full text in one piece, in small steps, while others read and write.

SQLite keeps what was written together in a piece of its own and looks every lexeme up in each of
them: a word costs three times as much in eight pieces as in one. PostgreSQL has no pieces.
"""

import threading

from sqlalchemy import Connection, text

from app.db.database import Database

# A hundredth of a second, for which nobody else writes; then they have their turn.
_PAGES = 128
_PAUSE_SECONDS = 0.05
# What is beside the biggest piece is worth putting together once it is so large a part of it.
_PART = 8

_PIECES = text("SELECT count(*) FROM published_text_idx GROUP BY segid")
# A negative number begins anew with all pieces; a positive one goes on (FTS5, 6.8).
_MERGE = text("INSERT INTO published_text (published_text, rank) VALUES ('merge', :pages)")
_WRITTEN = text("SELECT total_changes()")


def put_together(database: Database, ending: threading.Event) -> int:
    """Make the full text one piece where it is worth it, or part of it until `ending`.

    Answers the steps that it took.
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
    # The sizes of the pieces, by entries of their indexes.
    pieces: list[int] = sorted(connection.execute(_PIECES).scalars())
    return sum(pieces[:-1]) * _PART > sum(pieces)


def _has_merged(connection: Connection, pages: int) -> bool:
    before = int(connection.execute(_WRITTEN).scalar_one())
    connection.execute(_MERGE, {"pages": pages})
    # The instruction itself counts as one.
    after = int(connection.execute(_WRITTEN).scalar_one())
    return after - before > 1
