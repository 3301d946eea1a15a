"""Minting, checking, rotating and revoking keys. Nothing here commits.

A key reads `dl_PREFIX_SECRET`: eight letters and digits that may be shown, then 256 random bits.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CursorResult, bindparam, or_, update
from sqlmodel import Session, col, select

from app.auth.audit import write_entry
from app.auth.caller import Caller, Scope
from app.auth.models import AccreditedGroup, AccreditedMember, ApiKey
from app.base import ids
from app.base.problems import KEY_NOT_ACTIVE, Invalid, NotFound, Problem, Unauthenticated
from app.base.wire import format_instant

TOUCH_EVERY = timedelta(minutes=1)
_FORM = re.compile(r"dl_([a-z0-9]{8})_([A-Za-z0-9_-]{43})")
# Compared with where no key has the prefix, so that it takes as long.
_NO_HASH = hashlib.sha256(b"").hexdigest()
# Every request with a key runs this. Built once: to build a statement takes as long as to run it.
_OF_PREFIX = select(ApiKey).where(col(ApiKey.prefix) == bindparam("prefix"))


@dataclass(frozen=True)
class KeyActor:
    """Who makes or ends a key, for the audit log."""

    caller: Caller
    request_id: str | None = None


# Whoever may run a command may do everything.
COMMAND_LINE = Caller("command-line", "command line", frozenset(Scope))
BY_COMMAND = KeyActor(COMMAND_LINE)


@dataclass(frozen=True)
class MintedKey:
    """A new key and its text, which is shown once and stored nowhere."""

    row: ApiKey
    text: str


def mint_key(
    session: Session,
    *,
    name: str,
    scopes: Iterable[Scope],
    at: datetime,
    organisation: str | None = None,
    expires_at: datetime | None = None,
    by: KeyActor = BY_COMMAND,
) -> MintedKey:
    """Make a key that works from the commit of `session` on.

    Raises Invalid where who makes it is limited to another organisation.
    """
    if not by.caller.sees(organisation):
        raise Invalid.of(
            "This key makes keys of its own organisation alone; leave the member out to make one.",
            pointer="#/organisation",
            suggestion=by.caller.organisation,
        )
    minted = _mint(
        session,
        name=name,
        scopes=scopes,
        at=at,
        organisation=organisation,
        expires_at=expires_at,
    )
    _record(session, minted.row, "mint", at, by, scopes=json.loads(minted.row.scopes))
    return minted


def _mint(
    session: Session,
    *,
    name: str,
    scopes: Iterable[Scope],
    at: datetime,
    organisation: str | None,
    expires_at: datetime | None,
    rotated_from: UUID | None = None,
) -> MintedKey:
    prefix, secret = ids.new_prefix(), ids.new_secret()
    row = ApiKey(
        id=ids.new_id(),
        name=name,
        prefix=prefix,
        secret_hash=_hash(secret),
        scopes=json.dumps([scope for scope in Scope if scope in set(scopes)]),
        organisation=organisation,
        created_at=at,
        expires_at=expires_at,
        rotated_from=rotated_from,
    )
    session.add(row)
    session.flush()
    return MintedKey(row, f"dl_{prefix}_{secret}")


def get_valid_key(session: Session, text: str, at: datetime) -> ApiKey:
    """Returns the key with this text. Raises Unauthenticated where none has it, or it has ended.

    That it has ended is told to whoever has the whole text alone, so guesses learn nothing.
    """
    parts = _FORM.fullmatch(text)
    prefix, secret = parts.groups() if parts else ("", "")
    row = session.exec(_OF_PREFIX, params={"prefix": prefix}).first()
    right = hmac.compare_digest(_hash(secret), row.secret_hash if row else _NO_HASH)
    if row is None or not right:
        detail = "This key is not known here." if parts else f"This is no key: {_LOOKS}"
        raise Unauthenticated(detail, is_invalid=True)
    if not is_active(row, at):
        raise Unauthenticated(_why_ended(row, at), is_invalid=True)
    return row


_LOOKS = "one begins with `dl_`. Copy it again, as a whole."


def _why_ended(row: ApiKey, at: datetime) -> str:
    if row.revoked_at is not None:
        return f"This key was revoked at {format_instant(row.revoked_at)}."
    if row.expires_at is not None and row.expires_at <= at:
        return f"This key expired at {format_instant(row.expires_at)}."
    return "This key was replaced by another, and the time that it still worked beside it is over."


def is_active(row: ApiKey, at: datetime) -> bool:
    """Whether the key works at `at`."""
    ends = [end for end in (row.expires_at, row.overlap_ends_at) if end is not None]
    return row.revoked_at is None and all(at < end for end in ends)


def scopes_of(row: ApiKey) -> frozenset[Scope]:
    """The scopes written on the key, without the implied ones."""
    return frozenset(Scope(scope) for scope in json.loads(row.scopes))


def get_key(session: Session, key_id: UUID, caller: Caller = COMMAND_LINE) -> ApiKey:
    """Returns a key that exists for `caller`. Raises NotFound."""
    row = session.get(ApiKey, key_id)
    if row is None or not caller.sees(row.organisation):
        raise NotFound
    return row


def list_keys(session: Session, caller: Caller = COMMAND_LINE) -> Sequence[ApiKey]:
    """All keys that exist for `caller`, the revoked too, oldest first."""
    asked = select(ApiKey).where(*caller.owned(col(ApiKey.organisation)))
    return session.exec(asked.order_by(col(ApiKey.created_at), col(ApiKey.id))).all()


def revoke_key(session: Session, key_id: UUID, at: datetime, by: KeyActor = BY_COMMAND) -> ApiKey:
    """Stop a key from working at the commit. Revoking again changes nothing. Raises NotFound."""
    row = get_key(session, key_id, by.caller)
    if row.revoked_at is None:
        row.revoked_at = at
        _record(session, row, "revoke", at, by)
    session.flush()
    return row


def rotate_key(
    session: Session, key_id: UUID, at: datetime, overlap: timedelta, by: KeyActor = BY_COMMAND
) -> MintedKey:
    """Make a key with the same rights; the old one works for `overlap` longer.

    Raises NotFound, and Problem (`key-not-active`) when the old one has ended or was rotated.
    """
    old = get_key(session, key_id, by.caller)
    if not is_active(old, at) or old.overlap_ends_at is not None:
        raise Problem(KEY_NOT_ACTIVE, "This key works no more, or was rotated before.")
    old.overlap_ends_at = at + overlap
    minted = _mint(
        session,
        name=old.name,
        scopes=scopes_of(old),
        at=at,
        organisation=old.organisation,
        expires_at=old.expires_at,
        rotated_from=old.id,
    )
    _accredit(session, minted.row, old)
    _record(session, old, "rotate", at, by, replaced_by=str(minted.row.id))
    return minted


def _accredit(session: Session, new: ApiKey, old: ApiKey) -> None:
    """Put the key that replaces another into its groups."""
    member = AccreditedMember
    groups = select(col(member.group_id)).where(col(member.principal) == f"key:{old.id}")
    group_ids = session.exec(groups).all()
    if group_ids:
        principal, at = f"key:{new.id}", new.created_at
        session.add_all(member(group_id=id, principal=principal, added_at=at) for id in group_ids)
        changed = update(AccreditedGroup).where(col(AccreditedGroup.id).in_(group_ids))
        session.execute(changed.values(lock=col(AccreditedGroup.lock) + 1))
        session.flush()


def is_due_for_touch(row: ApiKey, at: datetime) -> bool:
    """Whether the last use is old enough to be written again."""
    return row.last_used_at is None or at - row.last_used_at >= TOUCH_EVERY


def touch_key(session: Session, key_id: UUID, at: datetime) -> bool:
    """Write the last use, unless another process wrote it within `TOUCH_EVERY`."""
    statement = (
        update(ApiKey)
        .where(
            col(ApiKey.id) == key_id,
            or_(col(ApiKey.last_used_at).is_(None), col(ApiKey.last_used_at) <= at - TOUCH_EVERY),
        )
        .values(last_used_at=at)
    )
    result = session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1


def _record(
    session: Session, row: ApiKey, act: str, at: datetime, by: KeyActor, **details: Any
) -> None:
    write_entry(
        session,
        at=at,
        principal=by.caller.id,
        act=act,
        subject=("key", row.id),
        organisation=row.organisation,
        request_id=by.request_id,
        details={"prefix": row.prefix, **details},
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
