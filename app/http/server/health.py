"""Whether the process lives, and whether it can serve."""

from functools import cache

from anyio import CapacityLimiter, move_on_after, to_thread
from pydantic import ConfigDict
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.base.problems import UNAVAILABLE
from app.base.wire import Output
from app.db import faults, schema
from app.db.database import Database
from app.db.models import Installation
from app.http.contract.openapi import problems
from app.http.contract.read_headers import UNCONDITIONAL
from app.http.deps import AppDatabase, AppSettings
from app.http.problem_answers import unavailable
from app.http.routing import Router

router = Router(prefix="/health", tags=["operations"])


class Health(Output):
    """The state of the process, in one word."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})

    status: str


@router.get("/live", summary="Check that the process lives", openapi_extra=UNCONDITIONAL)
async def get_liveness() -> Health:
    """The process answers. Says nothing about the database: a restart would not mend it."""
    # A coroutine: it must not wait for a thread, all of which may be waiting for the database.
    return Health(status="ok")


@router.get(
    "/ready",
    summary="Check that requests can be answered",
    responses=problems(UNAVAILABLE),
    openapi_extra=UNCONDITIONAL,
)
async def get_readiness(database: AppDatabase, settings: AppSettings) -> Health:
    """The database answers, has the schema of this version, and can be written."""
    with move_on_after(settings.pool_wait_seconds):
        await to_thread.run_sync(
            _check, database, limiter=CapacityLimiter(1), abandon_on_cancel=True
        )
        return Health(status="ok")
    raise unavailable("The database does not answer.")


def _check(database: Database) -> None:
    try:
        with database.read() as session:
            found = schema.current(session.connection())
        if found == _newest() and database.is_full:
            _try_to_write(database)
    except SQLAlchemyError as error:
        is_full = isinstance(error, DBAPIError) and faults.is_full(error)
        what = "cannot be written" if is_full else "does not answer"
        raise unavailable(f"The database {what} ({faults.name_of(error)}).") from error
    if found != _newest():
        raise unavailable("The database needs `dateline migrate`.")


def _try_to_write(database: Database) -> None:
    """Write what is there already. Raises SQLAlchemyError when the disk is still full."""
    with database.write() as session:
        session.execute(update(Installation).values(uid=Installation.uid))
    database.is_full = False


@cache
def _newest() -> str | None:
    # The folder of migrations does not change while a process lives.
    return schema.newest()
