"""A mirror in this installation: adds the releases of another one to its own.

Every entry of the stream becomes the editorial act that it was there. A release that an editor here
changed is not overwritten; a withdrawal is always obeyed.
"""

from collections.abc import Sequence
from uuid import UUID

import structlog
from sqlmodel import Session

from app.base import clock
from app.base.ids import new_id
from app.base.problems import Problem
from app.base.settings import Settings
from app.changes import log
from app.changes.log import ChangeKind
from app.db.database import Database
from app.importers.loading.matching import digest
from app.importers.loading.models import FollowedSource, ImportedItem
from app.mirror.content import content_of_document
from app.mirror.follow import START, CannotFollow, Origin, StreamEntry, last_entries
from app.published.document import NoticeKind
from app.releases.acts import workflow
from app.releases.acts.queries import get_for_change
from app.releases.audit import Actor
from app.releases.content import Content, NamedOrganisation
from app.releases.models import Release
from app.releases.states import State

# Releases in one transaction: other writers wait for so many at most.
AT_ONCE = 20

events = structlog.get_logger("dateline.follow")


class LocalMirror:
    """A `Mirror` in the database that `settings` name."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._origin = Origin("")

    def open(self, origin: Origin) -> str:
        """Returns its position in the stream. Raises CannotFollow for another selection."""
        self._origin = origin
        with self._database.read() as session:
            known = session.get(FollowedSource, origin.url)
        if known is None:
            return START
        if known.selection != origin.selection:
            raise CannotFollow(
                f"{origin.url} is followed with the selection {known.selection!r} here."
            )
        return known.since

    def keep(self, changes: Sequence[StreamEntry], since: str) -> None:
        """Repeat the acts of the origin; the position is written after the last one."""
        todo = list(last_entries(changes).values())
        for start in range(0, len(todo), AT_ONCE):
            with self._database.write() as session:
                log.lock(session)
                for change in todo[start : start + AT_ONCE]:
                    self._apply(session, change)
        with self._database.write() as session:
            known = session.get(FollowedSource, self._origin.url)
            if known is None:
                url, selection = self._origin.url, self._origin.selection
                known = FollowedSource(url=url, selection=selection, since=since)
            known.since = since
            session.add(known)

    def _apply(self, session: Session, change: StreamEntry) -> None:
        try:
            with session.begin_nested():
                self._follow_entry(session, change)
        except Problem as problem:
            # A release that cannot be saved here stops no other.
            release_id = str(change.release_id)
            events.error("not taken in", release=release_id, reason=problem.detail)

    def _follow_entry(self, session: Session, change: StreamEntry) -> None:
        by = Actor(
            author=f"follow:{self._origin.url}",
            at=clock.now(),
            origin="import",
            zone=self._settings.zone,
        )
        item = session.get(ImportedItem, (self._origin.url, str(change.release_id)))
        if change.document is None:
            if item is not None:
                _withdraw(session, get_for_change(session, item.release_id), change, by)
            return
        language = self._settings.default_language
        content = content_of_document(session, change.document, language)
        if item is None:
            self._add(session, change.release_id, content, by)
        else:
            _replace(session, item, content, change, by)

    def _add(self, session: Session, their_id: UUID, content: Content, by: Actor) -> None:
        release = workflow.draft(session, new_id(), content, by)
        item = ImportedItem(
            source=self._origin.url,
            key=str(their_id),
            release_id=release.id,
            title_digest=digest(content.title),
            body_digest=digest(content.body_html),
            content_digest=_digest(content),
            revision=release.revision,
            imported_at=by.at,
        )
        session.add(item)
        workflow.publish(session, release, by)


def _replace(
    session: Session, item: ImportedItem, content: Content, change: StreamEntry, by: Actor
) -> None:
    release = get_for_change(session, item.release_id)
    if release.revision != item.revision:
        events.warning("changed here, so not written over", release=str(release.id))
        return
    new = _digest(content)
    if new == item.content_digest and release.state == State.PUBLISHED:
        return
    workflow.edit(session, release, content, by)
    if release.state == State.WITHDRAWN:
        workflow.publish(session, release, by)
    elif change.kind == ChangeKind.CORRECTED and change.note is not None:
        note, severity, action = (change.note[name] for name in ("note", "severity", "action"))
        workflow.correct(session, release, by, note=note, severity=severity, action=action)
    elif release.revision != release.live_revision:
        workflow.update(session, release, by)
    item.content_digest, item.revision, item.imported_at = new, release.revision, by.at
    session.add(item)


def _withdraw(session: Session, release: Release, change: StreamEntry, by: Actor) -> None:
    if release.state != State.PUBLISHED:
        return
    words = (change.note or {}).get("text") or "This release is carried here no more."
    workflow.withdraw(session, release, by, kind=NoticeKind.GONE, notice=words)


def _digest(content: Content) -> str:
    """Returns the digest of words; what their organisations are called here does not count."""
    issuer = content.organisation
    named = {
        "organisation": issuer and _unnamed(issuer),
        "partners": tuple(map(_unnamed, content.partners)),
    }
    return digest(content.model_copy(update=named).serialised())


def _unnamed(organisation: NamedOrganisation) -> NamedOrganisation:
    return organisation.model_copy(update={"name": ""})
