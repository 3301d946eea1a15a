"""Public documents rendered anew where what they show is no longer today's.

That is labels of places and themes, translations, and what is said of files.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy import literal, or_
from sqlmodel import Session, col, select

from app.auth.audit import write_entries
from app.changes import log
from app.changes.log import ChangeKind
from app.media.models import MediaFile
from app.published.document import PublicRelease
from app.published.media import address_of
from app.published.models import PublishedMedia, PublishedRelease
from app.published.store import writer
from app.releases import audit
from app.releases.acts import rendering
from app.releases.acts.queries import find_releases, histories_of, live_contents_of
from app.releases.acts.reference import reference_for
from app.releases.acts.stories import Stories
from app.releases.audit import Actor
from app.releases.content import Content
from app.releases.models import PublicAct, Release
from app.releases.states import State

BATCH = 200
# What the act is called in the audit log.
RELABEL = "relabel"
TRANSLATIONS = "name-translations"
_NOTE = "The list of its translations changed."


@dataclass(frozen=True)
class _Stale:
    """A public release whose document would be another if it were rendered today."""

    release: Release
    history: Sequence[PublicAct]
    content: Content
    document: PublicRelease


def find_having(session: Session, terms: Collection[str]) -> list[UUID]:
    """Ids of the public releases that have one of `terms` (`published/terms.py`). One statement.

    What stands in a document by its label is a term of it: `t:health` also where a narrower theme
    shows it as an ancestor, `w:TR-22` where a city does.
    """
    # The database's own LIKE may ignore letter case: a few ids more, whose documents stay the same.
    padded = literal(" ") + col(PublishedRelease.terms) + literal(" ")
    having = [padded.contains(f" {term} ", autoescape=True) for term in sorted(terms)]
    return list(session.exec(select(PublishedRelease.id).where(or_(*having)))) if having else []


def rerender(
    session: Session,
    release_ids: Iterable[UUID],
    by: Actor,
    *,
    note: str | None = None,
    act: str = RELABEL,
) -> int:
    """Bring public documents to today's labels and translations. Returns how many changed.

    What is rendered is the revision that is public, never a newer edit. Each document that changed
    gets the next version, one fact `updated` in the log, a line with `note` in the public history
    and an audit entry of `act`, all in the running transaction. A release that is not public now
    (draft, scheduled, withdrawn) and a document that stays the same are left alone.
    The number of statements grows with every 200 ids.
    """
    # Whoever locks the log and releases locks the log first: no deadlock.
    log.lock(session)
    remaining = iter(dict.fromkeys(release_ids))
    count = 0
    while batch := list(islice(remaining, BATCH)):
        stale = list(_stale(session, batch, by))
        _put(session, stale, by, note, act)
        count += len(stale)
    return count


def tell_translations(session: Session, release_ids: Iterable[UUID], by: Actor) -> None:
    """Let the documents of public releases name the translations that they have now."""
    rerender(session, release_ids, by, note=_NOTE, act=TRANSLATIONS)


def rerender_using(session: Session, file: MediaFile, by: Actor) -> int:
    """Bring documents that show `file` to what is said of it now. Returns how many changed.

    For the act that changes the file, in the same transaction.
    """
    # Under the lock: a release that is being published is seen here, or it sees the change.
    log.lock(session)
    session.flush()
    address = address_of(file.sha256, file.media_type)
    using = select(PublishedMedia.release_id).where(col(PublishedMedia.address) == address)
    return rerender(session, session.exec(using).all(), by)


def _stale(session: Session, ids: Sequence[UUID], by: Actor) -> Iterator[_Stale]:
    asked_for = set(ids)
    # With the others of their stories, whom their documents name.
    named = select(Release.live_story_id).where(col(Release.id).in_(ids))
    asked = select(Release).where(
        col(Release.live_story_id).in_(named), Release.state == State.PUBLISHED
    )
    locked = asked.order_by(col(Release.id)).with_for_update()
    members = session.exec(locked.execution_options(populate_existing=True)).all()
    releases = [release for release in members if release.id in asked_for]
    if not releases:
        return
    histories = histories_of(session, members)
    contents = live_contents_of(session, members)
    told = Stories.of(members, histories, contents)
    own = [contents[release.id] for release in releases]
    reference = reference_for(session, own)
    stored = _stored(session, [release.id for release in releases])
    for release in releases:
        history, content = histories[release.id], contents[release.id]
        others = told.others(release.id)
        document = rendering.render(release, history, content, reference, by.zone, others)
        if document.model_dump_json() != stored[release.id]:
            yield _Stale(release, history, content, document)


def _stored(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, str | None]:
    asked = select(PublishedRelease.id, PublishedRelease.document)
    return dict(session.exec(asked.where(col(PublishedRelease.id).in_(ids))).all())


def _put(
    session: Session, stale: Sequence[_Stale], by: Actor, note: str | None, act_name: str
) -> None:
    acts = [_act(each, by, note) for each in stale]
    for each in stale:
        each.release.public_version += 1
    _renew_tags(session, [each.release for each in stale], by, act_name)
    publications = [
        writer.Publication(
            each.document.model_copy(update={"version": act.version, "modified_at": act.at}),
            rendering.sort_instant(each.content, each.history[0]),
            ChangeKind.UPDATED,
            note,
        )
        for each, act in zip(stale, acts, strict=True)
    ]
    for act, number in zip(acts, writer.put_many(session, publications), strict=True):
        act.seq = number
    session.add_all(acts)
    session.flush()


def _act(stale: _Stale, by: Actor, note: str | None) -> PublicAct:
    newest = stale.history[-1]
    return rendering.next_act(
        stale.release,
        ChangeKind.UPDATED,
        # Another machine's clock may have been ahead: `modified_at` never goes back.
        at=max(newest.at, by.at),
        author=by.author,
        revision=newest.revision,
        slug=newest.slug,
        note=note,
    )


def tell_editors(session: Session, release_ids: Sequence[UUID], by: Actor) -> None:
    """Give working copies that show other ids or labels from now on a new entity tag each."""
    for start in range(0, len(release_ids), BATCH):
        batch = release_ids[start : start + BATCH]
        _renew_tags(session, find_releases(session, batch, locked=True).values(), by, RELABEL)
        session.flush()


def _renew_tags(session: Session, releases: Iterable[Release], by: Actor, act: str) -> None:
    entries = []
    for release in releases:
        release.lock += 1
        release.updated_at = by.at
        entries.append(audit.entry_after(release, {}, act, by))
    if entries:
        write_entries(session, entries)
