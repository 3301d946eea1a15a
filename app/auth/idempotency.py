"""Idempotency keys: one key, one act. The answer is kept in the transaction of the act itself."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, text, tuple_
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from app.auth.models import IdempotentAnswer
from app.base.problems import KEY_IN_USE, KEY_REUSED, Invalid, Problem

HEADER = "Idempotency-Key"
# How long an answer is given again. After that a key is as good as new.
KEPT_FOR = timedelta(hours=24)
# PostgreSQL: how long a repetition waits for the first request before it gets 409.
# SQLite has one writer, so a repetition waits like every other write.
WAIT_MS = 2_000
RETRY_AFTER_SECONDS = 2
# Whoever stores an answer throws away as many that have expired.
SWEEP = 100
LOCK_NOT_AVAILABLE = "55P03"

# RFC 9651 section 3.3.3, without parameters; and the bare form that most clients send.
_QUOTED = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"')
_BARE = re.compile(r"[!#-+\--:<-\[\]-~]{1,255}")


@dataclass(frozen=True)
class IdempotentRequest:
    """A request with a key: who calls, which key, and a digest of the request."""

    principal: str
    key: str
    fingerprint: str


@dataclass(frozen=True)
class StoredAnswer:
    """An answer to give again; `body` None when it held a secret, which is not kept."""

    status: int
    headers: Mapping[str, str]
    body: bytes | None


def read_key(header: str) -> str:
    """The key in the header's value; quoted or not, it is the same key. Raises Invalid.

    >>> read_key('"8e03978e"') == read_key("8e03978e")
    True
    """
    value = header.strip()
    if found := _QUOTED.fullmatch(value):
        return re.sub(r"\\(.)", r"\1", found[1])
    if _BARE.fullmatch(value):
        return value
    raise Invalid.of(
        'A key is 1 to 255 characters of ASCII, such as "8e03978e-40d5-43e8-bc93-6894a57f9324".',
        parameter=HEADER,
    )


def fingerprint_of(method: str, path: bytes, query: bytes, body: bytes) -> str:
    """A digest that two requests share only when they ask for the same."""
    digest = hashlib.sha256()
    for part in (method.encode(), path, query, body):
        digest.update(len(part).to_bytes(8) + part)
    return digest.hexdigest()


def find(session: Session, request: IdempotentRequest, now: datetime) -> StoredAnswer | None:
    """Lock the key until the transaction ends. Returns the answer given before, None for the first.

    Raises Problem: 422 when the key stands for another request, 409 while the first one runs.
    """
    _lock(session, request)
    row = session.get(IdempotentAnswer, (request.principal, request.key))
    if row is None:
        return None
    if row.answered_at <= now - KEPT_FOR:
        session.delete(row)
        session.flush()
        return None
    if row.fingerprint != request.fingerprint:
        raise Problem(KEY_REUSED, "This key was used for another method, address or body.")
    body = row.body.encode() if row.body is not None else None
    return StoredAnswer(row.status, json.loads(row.headers), body)


def keep(session: Session, request: IdempotentRequest, answer: StoredAnswer, now: datetime) -> None:
    """Store the answer, to be committed with the act, and throw some expired ones away."""
    session.add(
        IdempotentAnswer(
            principal=request.principal,
            key=request.key,
            fingerprint=request.fingerprint,
            status=answer.status,
            headers=json.dumps(dict(answer.headers)),
            body=answer.body.decode() if answer.body is not None else None,
            answered_at=now,
        )
    )
    session.flush()
    _sweep(session, now)


def _sweep(session: Session, now: datetime) -> None:
    names = (col(IdempotentAnswer.principal), col(IdempotentAnswer.key))
    # Rows that another transaction is throwing away are skipped.
    expired = session.exec(
        select(*names)
        .where(col(IdempotentAnswer.answered_at) <= now - KEPT_FOR)
        .limit(SWEEP)
        .with_for_update(skip_locked=True)
    ).all()
    if expired:
        session.execute(delete(IdempotentAnswer).where(tuple_(*names).in_(expired)))


def _lock(session: Session, request: IdempotentRequest) -> None:
    if session.get_bind().dialect.name == "sqlite":
        return
    name = hashlib.sha256(f"{request.principal}\x00{request.key}".encode()).digest()
    number = int.from_bytes(name[:8], signed=True)
    try:
        session.execute(text(f"SET LOCAL lock_timeout = {WAIT_MS}"))
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
        session.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise Problem(
            KEY_IN_USE,
            "The first request with this key has not been answered yet.",
            {},
            {"Retry-After": str(RETRY_AFTER_SECONDS)},
        ) from None
