"""Keys over HTTP: made, listed, rotated and revoked by administrators."""

from typing import Annotated
from uuid import UUID

import structlog
from fastapi import Body

from app.auth import keys
from app.auth.deps import Admin
from app.auth.schemas import Key, KeyCreate, KeyList, KeyRotate, NewKey
from app.core.deps import Now, ReadSession, WriteSession
from app.core.openapi import problems
from app.core.problems import KEY_NOT_ACTIVE, NOT_FOUND, Invalid
from app.core.routing import Router

log = structlog.get_logger("dateline.auth")
router = Router(prefix="/v1/keys", tags=["keys"])


@router.post("", status_code=201)
def create_key(caller: Admin, session: WriteSession, now: Now, body: KeyCreate) -> NewKey:
    """Make a key. Its text is in this answer and nowhere else."""
    if body.expires_at is not None and body.expires_at <= now:
        raise Invalid.of("This is in the past.", pointer="#/expires_at")
    minted = keys.mint_key(
        session,
        name=body.name,
        scopes=body.scopes,
        at=now,
        organisation=body.organisation,
        expires_at=body.expires_at,
    )
    log.info("key made", key=str(minted.row.id), by=caller.id)
    return NewKey.of_minted(minted)


@router.get("")
def list_keys(_caller: Admin, session: ReadSession) -> KeyList:
    """All keys, also those that work no more, without their secrets."""
    return KeyList(data=[Key.of(row) for row in keys.list_keys(session)])


@router.delete("/{key_id}", status_code=200, responses=problems(NOT_FOUND))
def revoke_key(caller: Admin, key_id: UUID, session: WriteSession, now: Now) -> Key:
    """Stop a key from working at once. It stays in the list; revoking it again changes nothing."""
    row = keys.revoke_key(session, key_id, now)
    log.info("key revoked", key=str(row.id), by=caller.id)
    return Key.of(row)


@router.post("/{key_id}/rotate", status_code=201, responses=problems(NOT_FOUND, KEY_NOT_ACTIVE))
def rotate_key(
    caller: Admin,
    key_id: UUID,
    session: WriteSession,
    now: Now,
    body: Annotated[KeyRotate, Body(default_factory=KeyRotate)],
) -> NewKey:
    """Replace a key by a new one with the same rights; the old one works on for the overlap."""
    minted = keys.rotate_key(session, key_id, now, body.overlap)
    log.info("key rotated", key=str(key_id), to=str(minted.row.id), by=caller.id)
    return NewKey.of_minted(minted)
