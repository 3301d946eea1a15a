"""Whether the process lives, and whether it can serve."""

from functools import cache

from pydantic import ConfigDict
from sqlalchemy.exc import SQLAlchemyError

from app.base.problems import UNAVAILABLE
from app.base.wire import Output
from app.db import schema
from app.http.contract.openapi import problems
from app.http.deps import AppDatabase
from app.http.problem_answers import unavailable
from app.http.routing import Router

router = Router(prefix="/health", tags=["operations"])


class Health(Output):
    """The state of the process, in one word."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok"}]})

    status: str


@router.get("/live")
def get_liveness() -> Health:
    """The process answers. Says nothing about the database: a restart would not mend it."""
    return Health(status="ok")


@router.get("/ready", responses=problems(UNAVAILABLE))
def get_readiness(database: AppDatabase) -> Health:
    """The database answers and has the schema of this version."""
    try:
        with database.read() as session:
            found = schema.current(session.connection())
    except SQLAlchemyError as error:
        raise unavailable("The database does not answer.") from error
    if found != _newest():
        raise unavailable("The database needs `dateline migrate`.")
    return Health(status="ok")


@cache
def _newest() -> str | None:
    # The folder of migrations does not change while a process lives.
    return schema.newest()
