"""The editorial acts: one function each. State is changed nowhere else. None of them commits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from app.base.ids import story_of
from app.base.problems import Invalid
from app.base.wire import format_instant
from app.changes.log import ChangeKind
from app.published.document import Notice, NoticeKind
from app.published.store import writer
from app.releases import audit, preflight
from app.releases.acts import accreditation, rendering, rerender, slugs
from app.releases.acts import publish as publication
from app.releases.acts.organisations import keep_named
from app.releases.acts.publish import order_correct, order_publish, order_update
from app.releases.acts.queries import accreditations_of, content_of, histories_of
from app.releases.acts.reference import reference_for
from app.releases.audit import Actor
from app.releases.content import Content
from app.releases.models import Release, Revision
from app.releases.states import Act, State, after, check

# In `Session.info`: the earliest instant that the transaction scheduled something for.
SCHEDULED = "scheduled"


def draft(
    session: Session,
    release_id: UUID,
    content: Content,
    by: Actor,
    *,
    slug: str | None = None,
    note: str | None = None,
) -> Release:
    """Begin a release. Raises SlugTaken for an explicit slug in use."""
    release = Release(
        id=release_id,
        story_id=story_of(content.story_id or release_id),
        organisation_id=content.organisation.id if content.organisation else None,
        slug="",
        created_at=by.at,
        updated_at=by.at,
    )
    slugs.assign(session, release, content.title, slug)
    _keep(session, release, content, by, note)
    audit.record(session, release, "import" if by.origin == "import" else "create", by)
    return release


def edit(
    session: Session,
    release: Release,
    content: Content,
    by: Actor,
    *,
    slug: str | None = None,
    note: str | None = None,
    source: int | None = None,
    before: Content | None = None,
) -> None:
    """Save new words; `source` is the number of the revision that they were restored from.

    Readers see them only after `publish`, `update` or `correct`. Words that are the newest already
    (`before`, read when it is not given) make no revision, and no mark of a change.
    """
    check(State(release.state), Act.EDIT)
    before = before or content_of(session, release)
    if slug in (None, release.slug) and _in_story(release, content) == _in_story(release, before):
        return
    release.organisation_id = content.organisation.id if content.organisation else None
    release.story_id = story_of(content.story_id or release.id)
    release.revision += 1
    _await_again(session, release)
    origin = {"restored_from": source} if source is not None else {}
    audit.change(session, release, audit.SAVED[by.origin], by, **origin)
    slugs.assign(session, release, content.title, slug)
    _keep(session, release, content, by, note)


def _in_story(release: Release, content: Content) -> Content:
    """`content` with the story that it is of: its own where none is named."""
    return content.model_copy(update={"story_id": story_of(content.story_id or release.id)})


def discard(session: Session, release: Release, by: Actor) -> None:
    """Delete a draft that was never public, with all its revisions. Its audit entries stay."""
    check(State(release.state), Act.DELETE)
    audit.record(session, release, Act.DELETE, by)
    session.execute(delete(Revision).where(col(Revision.release_id) == release.id))
    session.delete(release)
    session.flush()


def schedule(
    session: Session,
    release: Release,
    at: datetime,
    by: Actor,
    *,
    local_time: str | None = None,
    zone: str | None = None,
) -> None:
    """Set, or move, the instant at which the release becomes public.

    `local_time` and `zone` say how `at` was given, where it was: changed zone rules move it then.
    Raises Invalid for an instant that is past.
    """
    state = after(State(release.state), Act.SCHEDULE)
    if at <= by.at:
        raise Invalid.of("The instant is past: publish it, or choose a later one.", pointer="/at")
    preflight.require(content_of(session, release), at)
    _forget_schedule(release)
    release.state = state
    release.scheduled_local = local_time
    release.scheduled_zone = zone
    move_instant(session, release, at, by)


def move_instant(session: Session, release: Release, at: datetime, by: Actor) -> None:
    """Give a scheduled release another instant; the wall clock it was asked for by stays."""
    release.scheduled_at = at
    details: dict[str, Any] = {"at": format_instant(at), "zone": release.scheduled_zone}
    for granted in accreditations_of(session, [release]).values():
        details["embargo_groups"] = [one.group_id for one in granted]
    audit.change(session, release, Act.SCHEDULE, by, **details)
    _announce(session, at)


def unschedule(session: Session, release: Release, by: Actor) -> None:
    """Make a scheduled release a draft again."""
    release.state = after(State(release.state), Act.UNSCHEDULE)
    _forget_schedule(release)
    accreditation.forget(session, release)
    audit.change(session, release, Act.UNSCHEDULE, by)
    session.flush()


def hold_back(session: Session, release: Release, reason: str, by: Actor) -> None:
    """It could not be public at its instant: not tried again before it is edited or scheduled."""
    release.held_back = reason
    audit.change(session, release, "hold-back", by)
    session.flush()


def publish(session: Session, release: Release, by: Actor) -> None:
    """Make the newest words public: for the first time, or again after a withdrawal."""
    publish_many(session, [release], by)


def publish_many(session: Session, releases: Sequence[Release], by: Actor) -> None:
    """`publish` for up to 1,000 releases, which are locked, in as many statements as for one."""
    orders = [order_publish(release, by) for release in releases]
    publication.publish(session, lambda _session, _locked: orders, by)


def update(session: Session, release: Release, by: Actor) -> None:
    """Make newer words public without calling it a correction."""
    order = order_update(release)
    publication.publish(session, lambda _session, _locked: [order], by)


def correct(
    session: Session, release: Release, by: Actor, *, note: str, severity: str, action: str
) -> None:
    """Make newer words public and tell readers and partners what was wrong."""
    order = order_correct(release, by, note=note, severity=severity, action=action)
    publication.publish(session, lambda _session, _locked: [order], by)


def withdraw(
    session: Session,
    release: Release,
    by: Actor,
    *,
    kind: NoticeKind,
    notice: str,
    replaced_by: UUID | None = None,
) -> None:
    """Take a public release back; its notice stands in its place."""
    release.state = after(State(release.state), Act.WITHDRAW)
    history = histories_of(session, [release])[release.id]
    act = rendering.next_act(
        release,
        ChangeKind.WITHDRAWN,
        at=by.at,
        author=by.author,
        revision=release.live_revision,
        slug=history[-1].slug,
    )
    release.public_version = act.version
    audit.change(session, release, Act.WITHDRAW, by, notice=kind)
    words = Notice(
        release_id=release.id,
        kind=kind,
        text=notice,
        withdrawn_at=by.at,
        version=release.public_version,
        replaced_by=replaced_by,
    )
    act.note = words.model_dump_json()
    kept = None
    if kind is NoticeKind.KEPT:
        content = content_of(session, release, act.revision)
        reference = reference_for(session, [content])
        kept = rendering.render(release, [*history, act], content, reference, by.zone)
        act.kept = kept.model_dump_json()
    act.seq, before = writer.withdraw(session, words, kept)
    session.add(act)
    if before is not None and (left := before.translations):
        session.flush()
        rerender.tell_translations(session, [one.id for one in left], by)


def _forget_schedule(release: Release) -> None:
    release.scheduled_at = release.scheduled_local = release.scheduled_zone = None
    release.held_back = None


def _await_again(session: Session, release: Release) -> None:
    if release.held_back is not None and release.scheduled_at is not None:
        release.held_back = None
        _announce(session, release.scheduled_at)


def _announce(session: Session, at: datetime) -> None:
    session.info[SCHEDULED] = min(at, session.info.get(SCHEDULED, at))


def _keep(
    session: Session, release: Release, content: Content, by: Actor, note: str | None = None
) -> None:
    session.flush()
    if content.organisation is not None or content.partners:
        keep_named(session, content, by)
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
    preflight.keep_sketch(session, release, content)
