"""What routes ask for: sessions, settings, the time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlmodel import Session

from app.core import clock
from app.core.db import Database
from app.core.installation import read_installation
from app.core.settings import Settings


def get_database(request: Request) -> Database:
    """The database of this app."""
    database: Database = request.app.state.database
    return database


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _write_session(database: Annotated[Database, Depends(get_database)]) -> Iterator[Session]:
    with database.write() as session:
        yield session


def _read_session(database: Annotated[Database, Depends(get_database)]) -> Iterator[Session]:
    with database.read() as session:
        yield session


AppDatabase = Annotated[Database, Depends(get_database)]
AppSettings = Annotated[Settings, Depends(_settings)]

# `scope="function"` ends the transaction before the answer is sent. FastAPI's default ends it
# afterwards, so that a client has its 201 for what a failing commit then throws away.
WriteSession = Annotated[Session, Depends(_write_session, scope="function")]
ReadSession = Annotated[Session, Depends(_read_session, scope="function")]

Now = Annotated[datetime, Depends(clock.now)]


def _cursor_key(request: Request, database: AppDatabase) -> bytes:
    # The secret never changes: one process reads it once.
    state = request.app.state
    if getattr(state, "cursor_key", None) is None:
        with database.read() as session:
            state.cursor_key = bytes.fromhex(read_installation(session).secret)
    key: bytes = state.cursor_key
    return key


# What page cursors are signed with.
CursorKey = Annotated[bytes, Depends(_cursor_key)]
