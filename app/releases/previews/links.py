"""Preview links: one revision for whoever has the link, for a limited time, until it is revoked."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field
from sqlmodel import Session, col, select

from app.auth.audit import write_entry
from app.auth.caller import Caller
from app.base import ids
from app.base.problems import NOT_IN_THIS_STATE, Gone, NotFound, Problem
from app.base.wire import format_instant
from app.changes.log import ChangeKind
from app.published.document import Instant, RenderedRelease
from app.releases.acts import rendering
from app.releases.acts.queries import content_of, get_release, histories_of
from app.releases.acts.reference import reference_for
from app.releases.audit import Actor
from app.releases.models import PreviewLink, PublicAct, Release
from app.releases.states import State, allowed


class PreviewRelease(RenderedRelease):
    """A release as readers would see it. It is not public, and not to be used."""

    preview: Literal[True]
    revision: int = Field(description="The revision that the link shows.")
    expires_at: Instant = Field(description="When the link ends.")
    first_public_at: Instant | None = Field(description="Null when it was never public.")
    modified_at: Instant | None = Field(description="Always null: this text is not public.")


@dataclass(frozen=True)
class NewLink:
    """A link just made, and the secret in it, which is stored nowhere."""

    row: PreviewLink
    token: str


def make_link(
    session: Session, release: Release, number: int | None, lasts: timedelta, by: Actor
) -> NewLink:
    """A link to a revision, the newest unless `number` says which.

    Raises NotFound for none, and Problem for words that were withdrawn.
    """
    shown = number or release.revision
    content_of(session, release, shown)
    if _was_withdrawn(shown, histories_of(session, [release])[release.id]):
        state = State(release.state)
        raise Problem(
            NOT_IN_THIS_STATE,
            "These words were withdrawn; a link can show only what was saved after them.",
            {"state": state, "allowed": list(allowed(state))},
        )
    token = ids.new_secret()
    row = PreviewLink(
        id=ids.new_id(),
        release_id=release.id,
        revision=shown,
        token_hash=_hash(token),
        created_by=by.author,
        created_at=by.at,
        expires_at=by.at + lasts,
        revoked_at=None,
    )
    session.add(row)
    session.flush()
    _record(session, row, release, "preview", by, expires_at=format_instant(row.expires_at))
    return NewLink(row, token)


def list_links(session: Session, release: Release) -> Sequence[PreviewLink]:
    """All links to a release, also those that open nothing more, the newest first."""
    asked = select(PreviewLink).where(col(PreviewLink.release_id) == release.id)
    newest = (col(PreviewLink.created_at).desc(), col(PreviewLink.id).desc())
    return session.exec(asked.order_by(*newest)).all()


def revoke_link(session: Session, link_id: UUID, by: Actor, *, caller: Caller) -> PreviewLink:
    """The link opens nothing from the commit on; again changes nothing. Raises NotFound."""
    row = session.get(PreviewLink, link_id)
    if row is None:
        raise NotFound
    release = get_release(session, row.release_id, caller=caller)
    if row.revoked_at is None:
        row.revoked_at = by.at
        session.flush()
        _record(session, row, release, "revoke-preview", by)
    return row


def read_preview(session: Session, token: str, now: datetime, zone: ZoneInfo) -> PreviewRelease:
    """What the link shows. Raises NotFound, alike for unknown, expired and revoked ones.

    Raises Gone where the release was withdrawn after the link was made, whatever became of it then.
    """
    row = session.exec(select(PreviewLink).where(PreviewLink.token_hash == _hash(token))).first()
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        raise NotFound
    release = get_release(session, row.release_id)
    history = histories_of(session, [release])[release.id]
    _require_not_withdrawn(row, history)
    content = content_of(session, release, row.revision)
    reference = reference_for(session, [content], copying=False)
    # The act that would make it public; it is written down nowhere.
    debut = rendering.next_act(
        release,
        ChangeKind.UPDATED if release.public_version else ChangeKind.PUBLISHED,
        at=release.scheduled_at or now,
        revision=row.revision,
        due_at=release.scheduled_at,
    )
    document = rendering.render(release, [*history, debut], content, reference, zone)
    unreal: dict[str, object] = {"modified_at": None, "usable": False, "usable_from": None}
    if not history:
        unreal["first_public_at"] = None
        if content.published_at is None and content.date is None and release.scheduled_at is None:
            # It would be dated by the moment of publication, which nobody knows.
            unreal |= {"published_at": None, "date": None}
    mark = {"preview": True, "revision": row.revision, "expires_at": row.expires_at}
    return PreviewRelease(**dict(document) | unreal | mark)


def _was_withdrawn(revision: int, history: Sequence[PublicAct]) -> bool:
    """Whether words were taken back, and not these very words made public again since."""
    for act in reversed(history):
        if act.kind == ChangeKind.WITHDRAWN:
            if revision <= act.revision:
                return True
        elif act.revision == revision:
            return False
    return False


def _require_not_withdrawn(row: PreviewLink, history: Sequence[PublicAct]) -> None:
    for act in reversed(history):
        if act.kind == ChangeKind.WITHDRAWN and act.at >= row.created_at:
            raise Gone(json.loads(act.note or "{}"))


def _record(
    session: Session, row: PreviewLink, release: Release, act: str, by: Actor, **details: str
) -> None:
    write_entry(
        session,
        at=by.at,
        principal=by.author,
        act=act,
        subject=("release", release.id),
        organisation=release.organisation_id,
        request_id=by.request_id,
        details={"link": str(row.id), "revision": row.revision, **details},
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
