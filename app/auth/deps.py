"""Who calls: a route names the permission that it needs as the type of a parameter.

    def publish_release(caller: Publisher, session: WriteSession) -> ...

Name the caller before the session: FastAPI resolves them in that order, and a caller without rights
must not wait for the write lock.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import BackgroundTasks, Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import HTTPConnection

from app.auth import keys
from app.auth.caller import Caller, TokenVerifier
from app.auth.models import ApiKey
from app.auth.scopes import Scope, expand
from app.base.problems import Forbidden, Unauthenticated
from app.db.database import Database
from app.http.deps import AppDatabase, Now

__all__ = [
    "Admin",
    "AnyCaller",
    "Caller",
    "Editor",
    "EmbargoReader",
    "Publisher",
    "Reader",
    "Syndicator",
    "needs",
]

# A token in the compact form of RFC 7515; keys hold no dot.
JWT_DOTS = 2

log = structlog.get_logger("dateline.auth")


class Bearer(HTTPBearer):
    """What a request has in `Authorization`, where that is a bearer's key or token."""

    async def __call__(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        return self.read(request)

    def read(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        """The same, for who waits for nothing."""
        scheme, text = get_authorization_scheme_param(request.headers.get("Authorization"))
        is_bearer = scheme.lower() == "bearer" and bool(text)
        return HTTPAuthorizationCredentials(scheme=scheme, credentials=text) if is_bearer else None


BEARER = Bearer(
    scheme_name="key",
    description=(
        "A key made by `dateline keys create` or `POST /v1/keys`, or a token of the OpenID Connect "
        "issuer that the operator has set. Keys in the address are not read."
    ),
    auto_error=False,
)


def _caller(
    request: Request,
    background: BackgroundTasks,
    database: AppDatabase,
    now: Now,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Caller:
    if credentials is None:
        raise Unauthenticated
    verifier: TokenVerifier | None = getattr(request.app.state, "token_verifier", None)
    text = credentials.credentials
    if verifier is not None and text.count(".") == JWT_DOTS:
        caller = verifier.verify(text)
    else:
        caller = _key_holder(database, text, now, background)
    request.state.principal = caller.id
    return caller


def _key_holder(
    database: Database, text: str, now: datetime, background: BackgroundTasks
) -> Caller:
    # A session of its own, given back before the route takes one: a request that holds one
    # connection while it waits for a second can starve the pool.
    with database.read() as session:
        row = keys.find_key(session, text, now)
        if row is None:
            raise Unauthenticated
        if keys.is_due_for_touch(row, now):
            background.add_task(_touch, database, row, now)
    return Caller(f"key:{row.id}", row.name, expand(keys.scopes_of(row)), row.organisation)


def _touch(database: Database, row: ApiKey, now: datetime) -> None:
    """After the answer, and never a reason for it to fail."""
    try:
        with database.write() as session:
            keys.touch_key(session, row.id, now)
    except SQLAlchemyError as error:
        log.warning("last use not written", key=str(row.id), reason=type(error).__name__)


CurrentCaller = Annotated[Caller, Depends(_caller)]


def needs(scope: Scope) -> Any:
    """A dependency that gives the Caller, or answers 401 and 403."""
    return Security(_having(scope), scopes=[scope.value])


def _having(scope: Scope) -> Callable[[Caller], Awaitable[Caller]]:
    # A coroutine: no thread is taken for a look at a set.
    async def having(caller: CurrentCaller) -> Caller:
        return _require(caller, scope)

    return having


def _require(caller: Caller, scope: Scope) -> Caller:
    if not caller.may(scope):
        raise Forbidden(scope.value)
    return caller


AnyCaller = CurrentCaller
Reader = Annotated[Caller, needs(Scope.READ)]
Editor = Annotated[Caller, needs(Scope.WRITE)]
Publisher = Annotated[Caller, needs(Scope.PUBLISH)]
EmbargoReader = Annotated[Caller, needs(Scope.EMBARGO)]
Syndicator = Annotated[Caller, needs(Scope.SYNDICATE)]
Admin = Annotated[Caller, needs(Scope.ADMIN)]
