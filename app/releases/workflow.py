"""The editorial acts: one function each. State is changed nowhere else. None of them commits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, col

from app.changes.log import ChangeKind
from app.core.problems import Fault, Invalid
from app.published import store
from app.published.document import Correction, Notice, NoticeKind
from app.releases import publication, slugs
from app.releases.content import Content
from app.releases.models import PublicAct, Release, Revision
from app.releases.queries import content_of, contents_of, histories_of
from app.releases.states import Act, State, after, check


@dataclass(frozen=True)
class By:
    """Who acts, when, and whether a person or an import wrote the words."""

    author: str
    at: datetime
    origin: str = "person"
    # The newsroom's zone: an exact instant's `date` is a day of it.
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))


def draft(
    session: Session,
    release_id: UUID,
    content: Content,
    by: By,
    *,
    slug: str | None = None,
) -> Release:
    """Begin a release. Raises SlugTaken for an explicit slug in use."""
    release = Release(
        id=release_id,
        story_id=content.story_id or release_id,
        organisation_id=content.organisation.id if content.organisation else None,
        state=State.DRAFT,
        slug="",
        slug_fixed=False,
        lock=1,
        revision=1,
        live_revision=None,
        public_version=0,
        first_public_at=None,
        scheduled_at=None,
        scheduled_local=None,
        scheduled_zone=None,
        editing_by=None,
        editing_until=None,
        created_at=by.at,
        updated_at=by.at,
    )
    slugs.assign(session, release, content.title, slug)
    _keep(session, release, content, by)
    return release


def edit(
    session: Session,
    release: Release,
    content: Content,
    by: By,
    *,
    slug: str | None = None,
    note: str | None = None,
) -> None:
    """Save new words. Readers see them only after `publish`, `update` or `correct`."""
    check(State(release.state), Act.EDIT)
    release.organisation_id = content.organisation.id if content.organisation else None
    release.story_id = content.story_id or release.id
    release.revision += 1
    _touch(release, by)
    slugs.assign(session, release, content.title, slug)
    _keep(session, release, content, by, note)


def discard(session: Session, release: Release) -> None:
    """Delete a draft that was never public, with all its revisions."""
    check(State(release.state), Act.DELETE)
    session.execute(delete(Revision).where(col(Revision.release_id) == release.id))
    session.delete(release)
    session.flush()


def schedule(
    session: Session,
    release: Release,
    at: datetime,
    by: By,
    *,
    local_time: str | None = None,
    zone: str | None = None,
) -> None:
    """Set, or move, the instant at which the release becomes public.

    Raises Invalid for an instant that is past.
    """
    state = after(State(release.state), Act.SCHEDULE)
    if at <= by.at:
        raise Invalid.of("The instant is past: publish it, or choose a later one.", pointer="/at")
    publication.check_complete(content_of(session, release), at)
    _cancel_intent(session, release)
    release.state = state
    release.scheduled_at = at
    release.scheduled_local = local_time
    release.scheduled_zone = zone
    _touch(release, by)
    store.intend(session, at)


def unschedule(session: Session, release: Release, by: By) -> None:
    """Make a scheduled release a draft again."""
    release.state = after(State(release.state), Act.UNSCHEDULE)
    _cancel_intent(session, release)
    _touch(release, by)


def publish(session: Session, release: Release, by: By) -> None:
    """Make the newest words public: for the first time, or again after a withdrawal."""
    publish_many(session, [release], by)


def publish_many(session: Session, releases: Sequence[Release], by: By) -> None:
    """`publish` for up to 1,000 releases, in as many statements as for one."""
    debuts = []
    for release in releases:
        release.state = after(State(release.state), Act.PUBLISH)
        debuts.append(_Debut(release, ChangeKind.PUBLISHED, due_at=release.scheduled_at))
        _cancel_intent(session, release)
    _go_public(session, debuts, by)


def update(session: Session, release: Release, by: By) -> None:
    """Make newer words public without calling it a correction."""
    release.state = after(State(release.state), Act.UPDATE)
    _require_news(release)
    _go_public(session, [_Debut(release, ChangeKind.UPDATED)], by)


def correct(
    session: Session, release: Release, by: By, *, note: str, severity: str, action: str
) -> None:
    """Make newer words public and tell readers and partners what was wrong."""
    release.state = after(State(release.state), Act.CORRECT)
    correction = Correction(note=note, severity=severity, action=action, corrected_at=by.at)
    _go_public(session, [_Debut(release, ChangeKind.CORRECTED, correction)], by)


def withdraw(
    session: Session,
    release: Release,
    by: By,
    *,
    kind: NoticeKind,
    notice: str,
    replaced_by: UUID | None = None,
) -> None:
    """Take a public release back; its notice stands in its place."""
    release.state = after(State(release.state), Act.WITHDRAW)
    release.public_version += 1
    _touch(release, by)
    words = Notice(
        release_id=release.id,
        kind=kind,
        text=notice,
        withdrawn_at=by.at,
        version=release.public_version,
        replaced_by=replaced_by,
    )
    history = histories_of(session, [release])[release.id]
    act = _public_act(release, ChangeKind.WITHDRAWN, by, history[-1].slug, words.model_dump_json())
    kept = None
    if kind is NoticeKind.KEPT:
        content = content_of(session, release, act.revision)
        reference = publication.reference_for(session, [content])
        kept = publication.render(release, [*history, act], content, reference, by.zone)
    act.seq = store.withdraw(session, words, kept)
    session.add(act)


@dataclass(frozen=True)
class _Debut:
    """A release on its way into the public, as what, and the instant it was to be there."""

    release: Release
    kind: ChangeKind
    correction: Correction | None = None
    due_at: datetime | None = None


def _go_public(session: Session, debuts: Sequence[_Debut], by: By) -> None:
    releases = [debut.release for debut in debuts]
    contents = contents_of(session, releases)
    histories = histories_of(session, releases)
    reference = publication.reference_for(session, contents.values())
    acts, publications = [], []
    for debut in debuts:
        release, content = debut.release, contents[debut.release.id]
        publication.check_complete(content, by.at)
        act = _debut_act(debut, by)
        history = [*histories[release.id], act]
        document = publication.render(release, history, content, reference, by.zone)
        sort_at = publication.sort_instant(content, history[0])
        note = debut.correction.note if debut.correction else None
        acts.append(act)
        publications.append(store.Publication(document, sort_at, debut.kind, note))
    for act, number in zip(acts, store.put_many(session, publications), strict=True):
        act.seq = number
    session.add_all(acts)
    session.flush()


def _debut_act(debut: _Debut, by: By) -> PublicAct:
    release = debut.release
    release.public_version += 1
    release.live_revision = release.revision
    release.first_public_at = release.first_public_at or by.at
    release.slug_fixed = True
    _touch(release, by)
    note = debut.correction.model_dump_json() if debut.correction else None
    return _public_act(release, debut.kind, by, release.slug, note, debut.due_at)


def _public_act(
    release: Release,
    kind: ChangeKind,
    by: By,
    slug: str,
    note: str | None,
    due_at: datetime | None = None,
) -> PublicAct:
    assert release.live_revision is not None
    return PublicAct(
        release_id=release.id,
        version=release.public_version,
        kind=kind,
        at=by.at,
        due_at=due_at,
        author=by.author,
        revision=release.live_revision,
        slug=slug,
        seq=0,
        note=note,
    )


def _require_news(release: Release) -> None:
    if release.revision == release.live_revision:
        raise Invalid([Fault("Nothing was changed since the release became public.", pointer="")])


def _cancel_intent(session: Session, release: Release) -> None:
    if release.scheduled_at is not None:
        store.unintend(session, release.scheduled_at)
    release.scheduled_at = release.scheduled_local = release.scheduled_zone = None


def _touch(release: Release, by: By) -> None:
    release.lock += 1
    release.updated_at = by.at


def _keep(
    session: Session, release: Release, content: Content, by: By, note: str | None = None
) -> None:
    session.flush()
    session.add(
        Revision(
            release_id=release.id,
            number=release.revision,
            at=by.at,
            author=by.author,
            origin=by.origin,
            note=note,
            content=content.serialised(),
        )
    )
    session.flush()
