"""`Once`: what a POST that writes asks for, so that a repetition of it does nothing twice.

    def publish_release(caller: Publisher, session: WriteSession, _once: Once) -> ...

It stands after the caller: whoever may not act gets 401 or 403, stored answer or not. Only answers
of acts that were done are kept: a problem undoes the transaction, so trying again tries again.
"""

from datetime import datetime
from functools import partial
from typing import Annotated

from fastapi import Depends, Header, Request
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.auth.idempotency import HEADER, Asked, Kept, find, fingerprint_of, keep, read_key
from app.base.problems import SHOWN_ONCE, Invalid, Problem
from app.base.wire import ShownOnce
from app.http.deps import Now, WriteSession
from app.http.routing import KEEP, Answered

# Made anew for every answer.
NOT_KEPT = {"content-length"}

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


async def _asked(request: Request, given: IdempotencyKey = None) -> Asked | None:
    return None if given is None else _read(request, given, await request.body())


def _read(request: Request, given: str, body: bytes) -> Asked:
    if len(request.headers.getlist(HEADER)) > 1:
        raise Invalid.of("Give one key.", parameter=HEADER)
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    fingerprint = fingerprint_of(request.method, path, query, body)
    return Asked(request.state.principal, read_key(given), fingerprint)


async def _once(
    request: Request,
    asked: Annotated[Asked | None, Depends(_asked)],
    session: WriteSession,
    now: Now,
) -> None:
    if asked is not None:
        await run_in_threadpool(_answer_again, request, session, asked, now)


def _answer_again(request: Request, session: Session, asked: Asked, now: datetime) -> None:
    kept = find(session, asked, now)
    if kept is None:
        setattr(request.state, KEEP, partial(_keep, request, session, asked, now))
    elif kept.body is None:
        raise Problem(SHOWN_ONCE, "This request was answered before, with a secret in the answer.")
    else:
        headers = {**kept.headers, "idempotent-replayed": "true"}
        raise Answered(Response(kept.body, kept.status, headers))


def _keep(
    request: Request, session: Session, asked: Asked, now: datetime, response: Response
) -> None:
    headers = {name: value for name, value in response.headers.items() if name not in NOT_KEPT}
    model = getattr(request.scope.get("route"), "response_model", None)
    secret = isinstance(model, type) and issubclass(model, ShownOnce)
    body = None if secret else bytes(response.body)
    keep(session, asked, Kept(response.status_code, headers, body), now)


# A repetition of what writes nothing does no harm: a POST that only reads takes the key, and
# answers anew.
Harmless = Annotated[Asked | None, Depends(_asked)]
Once = Annotated[None, Depends(_once)]
