"""Dependencies of routes: sessions, settings, the time.

A dependency that never blocks is a coroutine: FastAPI runs a plain function in a thread.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import datetime
from typing import Annotated

from anyio import CancelScope, CapacityLimiter, to_thread
from fastapi import Depends, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State

from app.base import clock
from app.base.settings import Settings
from app.db.database import Database, is_unused, see_newest
from app.db.installation import read_installation
from app.http.cache_tags import STALE_TAGS

# Of the 40 threads that Starlette has for functions that block.
ACTS_AT_ONCE = 20


async def get_database(request: Request) -> Database:
    """Return the database of this app."""
    database: Database = request.app.state.database
    return database


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _write_session(request: Request) -> AsyncIterator[Session]:
    database = await get_database(request)
    async with _acts(request.app.state), _lent(database.write()) as session:
        # The answer names them (routing.py).
        setattr(request.state, STALE_TAGS, session.info.setdefault(STALE_TAGS, set()))
        yield session


def _acts(state: State) -> CapacityLimiter:
    # Acts wait in threads for SQLite's one writer. They must leave threads to readers, and to the
    # act that has got the writer and is about to be called.
    limiter: CapacityLimiter | None = getattr(state, "acts", None)
    if limiter is None:
        limiter = state.acts = CapacityLimiter(ACTS_AT_ONCE)
    return limiter


async def _read_session(request: Request) -> AsyncIterator[Session]:
    database = await get_database(request)
    async with _lent(database.read()) as session:
        yield session


async def _public_session(request: Request) -> AsyncIterator[Session]:
    database = await get_database(request)
    async with _lent(database.read_public()) as session:
        yield session


@asynccontextmanager
async def _lent(lending: AbstractContextManager[Session]) -> AsyncIterator[Session]:
    # The session has no connection before its first statement. Commits and the return of a
    # connection may block.
    session = lending.__enter__()
    try:
        yield session
    except BaseException as error:
        if not await _beside(lending.__exit__, type(error), error, error.__traceback__):
            raise
    else:
        if is_unused(session):
            lending.__exit__(None, None, None)
        else:
            await _beside(lending.__exit__, None, None, None)


async def _beside(call: Callable[..., bool | None], *given: object) -> bool | None:
    # In a thread beside those of the requests, which may all be waiting for a connection.
    beside = CapacityLimiter(1)
    with CancelScope(shield=True):
        done = await to_thread.run_sync(call, *given, limiter=beside)
    return done


AppDatabase = Annotated[Database, Depends(get_database)]
AppSettings = Annotated[Settings, Depends(_settings)]

# `scope="function"` ends the transaction before the answer is sent. FastAPI's default ends it
# afterwards: a client could get its 201 although the commit then fails.
WriteSession = Annotated[Session, Depends(_write_session, scope="function")]
ReadSession = Annotated[Session, Depends(_read_session, scope="function")]
# For public reads, which a replica may serve.
PublicSession = Annotated[Session, Depends(_public_session, scope="function")]


async def now() -> datetime:
    """Return the time at which the request is answered; a coroutine, so that it takes no thread."""
    return clock.now()


Now = Annotated[datetime, Depends(now)]


def _key_of(state: State, session: Session) -> bytes:
    # The secret never changes, so each process reads it once.
    if getattr(state, "cursor_key", None) is None:
        state.cursor_key = bytes.fromhex(read_installation(session).secret)
        see_newest(session)
    key: bytes = state.cursor_key
    return key


def _read_key(state: State, database: Database) -> bytes:
    with database.read() as session:
        return _key_of(state, session)


async def _cursor_key(request: Request, database: AppDatabase) -> bytes:
    state: State = request.app.state
    if getattr(state, "cursor_key", None) is None:
        return await run_in_threadpool(_read_key, state, database)
    key: bytes = state.cursor_key
    return key


# The key that page cursors are signed with.
CursorKey = Annotated[bytes, Depends(_cursor_key)]
