"""The audit log: who did what, when, with which key. Entries are only ever added."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, col, select

from app.auth.models import AuditEntry
from app.base.ids import new_id

# Values of the columns of one entry.
Entry = dict[str, Any]

_ADD = insert(SQLModel.metadata.tables["audit_entry"])


def entry(
    *,
    at: datetime,
    principal: str,
    act: str,
    subject: tuple[str, UUID | str],
    organisation: str | None = None,
    request_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> Entry:
    """An entry for `write_entries`.

    `subject` is what was acted on: its kind (`release`, `key`, `preview`) and its id;
    `organisation` whom it belongs to. `details` never hold words of a release.
    """
    kind, subject_id = subject
    return {
        "id": new_id(),
        "at": at,
        "principal": principal,
        "act": act,
        "subject_kind": kind,
        "subject_id": str(subject_id),
        "organisation": organisation,
        "request_id": request_id,
        "details": json.dumps(details) if details else None,
    }


def write_entries(session: Session, entries: Sequence[Entry]) -> None:
    """Add entries to the running transaction, in one statement."""
    session.connection().execute(_ADD, entries)


def write_entry(
    session: Session,
    *,
    at: datetime,
    principal: str,
    act: str,
    subject: tuple[str, UUID | str],
    organisation: str | None = None,
    request_id: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add one `entry` to the running transaction."""
    made = entry(
        at=at,
        principal=principal,
        act=act,
        subject=subject,
        organisation=organisation,
        request_id=request_id,
        details=details,
    )
    write_entries(session, [made])


def list_entries_of(session: Session, subject: tuple[str, UUID], limit: int) -> list[AuditEntry]:
    """The newest entries about one thing, the newest first."""
    kind, subject_id = subject
    asked = select(AuditEntry).where(
        col(AuditEntry.subject_id) == str(subject_id), col(AuditEntry.subject_kind) == kind
    )
    newest = (col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
    return list(session.exec(asked.order_by(*newest).limit(limit)))
