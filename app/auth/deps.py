"""Who is calling, with which key, scope, organisation and Idempotency-Key.

A route that only needs the caller names a scope as the type of a parameter:

    def list_keys(_caller: Admin, session: ReadSession) -> ...

A route that acts asks for the whole request, made by `keyed`: the caller, the transaction, and an
answer that was given before under the same Idempotency-Key. No check stands anywhere else.

A key of one organisation is let in: to it, whatever belongs to another does not exist (`Caller`).
What concerns every organisation alike says `newsroom_wide`, and refuses such a key.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Annotated, Any

import structlog
from fastapi import BackgroundTasks, Depends, Header, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.auth import idempotency, keys
from app.auth.caller import Caller, Scope, TokenVerifier, expand
from app.auth.idempotency import HEADER, IdempotentRequest, StoredAnswer
from app.auth.models import ApiKey
from app.base.problems import (
    FORBIDDEN,
    SHOWN_ONCE,
    Forbidden,
    Invalid,
    Problem,
    Unauthenticated,
)
from app.base.settings import Settings
from app.db.database import Database, finish
from app.http.contract.openapi import NEWSROOM_WIDE
from app.http.deps import Now, ReadSession, WriteSession
from app.http.routing import KEEP, Answered, complete, holds_secret

__all__ = [
    "BODY_DIGEST",
    "Admin",
    "AnyCaller",
    "Caller",
    "CheckedKey",
    "Editor",
    "EmbargoReader",
    "IdempotencyKey",
    "KeyedRequest",
    "Partner",
    "Publisher",
    "Reader",
    "Syndicator",
    "keyed",
    "needs",
]

# A token in the compact form of RFC 7515; keys hold no dot.
JWT_DOTS = 2
NO_ISSUER = "This is a token of an issuer, and this server takes keys alone: it has no issuer set."
OF_ONE = (
    "This concerns every organisation, and this key is limited to {!r}; it needs a key that is"
    " limited to none."
)

# In the `state` of a request whose body went into a file: its SHA-256, which then stands for it.
BODY_DIGEST = "body_digest"

log = structlog.get_logger("dateline.auth")


class Bearer(HTTPBearer):
    """Reads a bearer's key or token from `Authorization`."""

    async def __call__(self, request: HTTPConnection) -> HTTPAuthorizationCredentials | None:
        """Raises Unauthenticated with what is missing; it repeats nothing that may be a key."""
        scheme, text = get_authorization_scheme_param(request.headers.get("Authorization"))
        if scheme.lower() == "bearer" and text:
            return HTTPAuthorizationCredentials(scheme=scheme, credentials=text)
        raise Unauthenticated(f"{_why_none(request, scheme, text)} {_SEND}")


_SEND = "Send `Authorization: Bearer KEY`."
# Where other interfaces take a key.
_OTHER_PLACES = ("x-api-key", "api-key", "apikey", "x-auth-token", "x-access-token")
_SCHEMES = {"basic": "Basic", "digest": "Digest", "token": "Token", "apikey": "ApiKey"}


def _why_none(request: HTTPConnection, scheme: str, text: str) -> str:
    if scheme.lower() == "bearer":
        return "`Authorization` has the scheme `Bearer`, and no key after it."
    if scheme and not text:
        return "`Authorization` has a single word: the scheme `Bearer` is missing before the key."
    if scheme:
        known = _SCHEMES.get(scheme.lower())
        said = f"the scheme `{known}`" if known else "a scheme"
        return f"`Authorization` has {said} that is not taken here: `Bearer` is."
    other = next((name for name in _OTHER_PLACES if name in request.headers), None)
    if other is not None:
        return f"A key in `{other.title()}` is not read."
    return "No key was given: there is no `Authorization` header."


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
    now: datetime,
    credentials: HTTPAuthorizationCredentials,
) -> Caller:
    verifier: TokenVerifier | None = getattr(request.app.state, "token_verifier", None)
    text = credentials.credentials
    if text.count(".") == JWT_DOTS:
        if verifier is None:
            raise Unauthenticated(NO_ISSUER, is_invalid=True)
        return verifier.verify(text)
    return _key_holder(request.app.state.database, text, now, background)


def _key_holder(
    database: Database, text: str, now: datetime, background: BackgroundTasks
) -> Caller:
    # A session of its own, closed before the route opens one: requests that hold one connection
    # while they wait for a second can starve the pool.
    with database.read() as session:
        row = keys.get_valid_key(session, text, now)
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


def needs(*scopes: Scope, newsroom_wide: bool = False) -> Any:
    """A dependency that gives the Caller, who has one of `scopes`, or answers 401 and 403.

    With `newsroom_wide` it refuses who is limited to one organisation.
    """
    marks = [NEWSROOM_WIDE] if newsroom_wide else []
    names = [scope.value for scope in scopes]
    return Security(_having(*scopes, newsroom_wide=newsroom_wide), scopes=[*names, *marks])


# One dependency in place of a chain: FastAPI solves a chain anew for each route that it stands in,
# cached or not.
@cache
def _having(*scopes: Scope, newsroom_wide: bool = False) -> Callable[..., Awaitable[Caller]]:
    async def having(
        request: Request,
        background: BackgroundTasks,
        now: Now,
        credentials: Annotated[HTTPAuthorizationCredentials, Depends(BEARER)],
    ) -> Caller:
        caller = await run_in_threadpool(_caller, request, background, now, credentials)
        request.state.principal = caller.id
        request.state.organisation = caller.organisation
        if scopes and not any(map(caller.may, scopes)):
            wanted = " or ".join(repr(scope.value) for scope in scopes)
            raise Forbidden(scopes[0].value, f"This needs a key with the scope {wanted}.")
        if newsroom_wide and caller.organisation is not None:
            raise Problem(FORBIDDEN, OF_ONE.format(caller.organisation))
        return caller

    return having


AnyCaller = Annotated[Caller, Depends(_having())]
Reader = Annotated[Caller, needs(Scope.READ)]
Editor = Annotated[Caller, needs(Scope.WRITE)]
Publisher = Annotated[Caller, needs(Scope.PUBLISH)]
EmbargoReader = Annotated[Caller, needs(Scope.EMBARGO)]
Syndicator = Annotated[Caller, needs(Scope.SYNDICATE)]
Partner = Annotated[Caller, needs(Scope.SYNDICATE, Scope.EMBARGO)]
Admin = Annotated[Caller, needs(Scope.ADMIN)]

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias=HEADER,
        description="A text of your choice for this one request, a UUID for instance; quoted"
        " (RFC 9651) or bare. Sent again within 24 hours with the same body, it gets the same"
        " answer, and nothing is done twice.",
        examples=['"8e03978e-40d5-43e8-bc93-6894a57f9324"'],
        max_length=600,
    ),
]


async def _idempotent_request(
    request: Request, given: IdempotencyKey = None
) -> IdempotentRequest | None:
    if given is None:
        return None
    if len(request.headers.getlist(HEADER)) > 1:
        raise Invalid.of("Give one key.", parameter=HEADER)
    body: bytes = getattr(request.state, BODY_DIGEST, None) or await request.body()
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    fingerprint = idempotency.fingerprint_of(request.method, path, query, body)
    # A person of the issuer may come with the tokens of several organisations. Neither name holds
    # a line end, so that no two pairs are one.
    principal = "\n".join(filter(None, (request.state.principal, request.state.organisation)))
    return IdempotentRequest(principal, idempotency.read_key(given), fingerprint)


# For a POST that only reads: a repetition does no harm, so the key is checked and nothing is kept.
CheckedKey = Annotated[IdempotentRequest | None, Depends(_idempotent_request)]


@dataclass(frozen=True)
class KeyedRequest:
    """One request of a caller: who calls, in which transaction, at what moment."""

    caller: Caller
    session: Session
    now: datetime
    request: Request

    @property
    def settings(self) -> Settings:
        """The settings of the app."""
        settings: Settings = self.request.app.state.settings
        return settings

    @property
    def request_id(self) -> str:
        """As the answer tells it, for the audit log."""
        request_id: str = self.request.state.request_id
        return request_id

    def end(self, response: Response) -> None:
        """Commit what `response` tells of: the last thing that the route's function does."""
        complete(self.request, response)
        finish(self.session)


def keyed(
    scope: Scope,
    *,
    writes: bool = True,
    idempotent: bool = False,
    newsroom_wide: bool = False,
    shape: type[KeyedRequest] = KeyedRequest,
) -> Any:
    """A dependency that gives the request of a caller with `scope`, as a `shape`.

    With `idempotent` it takes an Idempotency-Key, and a repetition gets the first answer: for each
    POST that writes. The caller comes first, so that whoever may not act gets 401 or 403, stored
    answer or not. Only answers of acts that were done are stored: a problem undoes the transaction,
    so trying again tries again. PATCH, PUT and DELETE are made harmless by `If-Match`.
    """
    caller = needs(scope, newsroom_wide=newsroom_wide)
    if not writes:
        return Depends(_reading(caller, shape))
    return Depends((_once if idempotent else _writing)(caller, shape))


Make = Callable[..., Awaitable[KeyedRequest]]


# These wait for nothing: a session takes no connection before its first statement.
def _reading(allowed: Any, shape: type[KeyedRequest]) -> Make:
    async def reading(
        request: Request, *, caller: Caller = allowed, session: ReadSession, now: Now
    ) -> KeyedRequest:
        return shape(caller, session, now, request)

    return reading


def _writing(allowed: Any, shape: type[KeyedRequest]) -> Make:
    async def writing(
        request: Request, *, caller: Caller = allowed, session: WriteSession, now: Now
    ) -> KeyedRequest:
        return shape(caller, session, now, request)

    return writing


def _once(allowed: Any, shape: type[KeyedRequest]) -> Make:
    async def once(
        request: Request,
        *,
        caller: Caller = allowed,
        session: WriteSession,
        now: Now,
        key: CheckedKey,
    ) -> KeyedRequest:
        keyed_request = shape(caller, session, now, request)
        if key is not None:
            await run_in_threadpool(_answer_again, keyed_request, key)
        return keyed_request

    return once


def _answer_again(keyed_request: KeyedRequest, key: IdempotentRequest) -> None:
    stored = idempotency.find(keyed_request.session, key, keyed_request.now)
    if stored is None:
        # The route hands the answer over while the transaction is open (`http/routing.py`).
        setattr(keyed_request.request.state, KEEP, partial(_keep, keyed_request, key))
    elif stored.body is None:
        raise Problem(SHOWN_ONCE, "This request was answered before, with a secret in the answer.")
    else:
        headers = {**stored.headers, "idempotent-replayed": "true"}
        raise Answered(Response(stored.body, stored.status, headers))


def _keep(keyed_request: KeyedRequest, key: IdempotentRequest, response: Response) -> None:
    # The length is made anew for every answer.
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    is_secret = holds_secret(keyed_request.request.scope.get("route"))
    body = None if is_secret else bytes(response.body)
    answer = StoredAnswer(response.status_code, headers, body)
    idempotency.keep(keyed_request.session, key, answer, keyed_request.now)
