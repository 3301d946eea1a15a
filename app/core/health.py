"""Whether the process lives, and whether it can serve."""

from collections.abc import Callable

from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import Database
from app.core.deps import AppDatabase
from app.core.handlers import unavailable
from app.core.openapi import problems
from app.core.problems import UNAVAILABLE
from app.core.routing import Router
from app.core.schemas import Output


class Health(Output):
    """The state of the process, in one word."""

    status: str


def health_router(is_schema_current: Callable[[Database], bool]) -> APIRouter:
    """`/health/live` and `/health/ready`; `is_schema_current`: no migration is missing."""
    router = Router(prefix="/health", tags=["operations"])

    @router.get("/live")
    def get_liveness() -> Health:
        """The process answers. Says nothing about the database: a restart would not mend it."""
        return Health(status="ok")

    @router.get("/ready", responses=problems(UNAVAILABLE))
    def get_readiness(database: AppDatabase) -> Health:
        """The database answers and has the schema of this version."""
        try:
            with database.read() as session:
                session.execute(text("SELECT 1"))
            current = is_schema_current(database)
        except SQLAlchemyError as error:
            raise unavailable("The database does not answer.") from error
        if not current:
            raise unavailable("The database needs `dateline migrate`.")
        return Health(status="ok")

    return router
