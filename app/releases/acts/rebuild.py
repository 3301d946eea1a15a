"""The public state of every release, rendered again: what the read model is rebuilt from."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.changes.log import ChangeKind
from app.published.document import Correction, Notice, PublicRelease, Translation
from app.published.state import PublicState, PublicVersion
from app.releases.acts import rendering, stories
from app.releases.acts.queries import stream_public
from app.releases.acts.reference import Reference, reference_for
from app.releases.content import Content
from app.releases.models import PublicAct, Release
from app.releases.states import State


def public_states(session: Session, zone: ZoneInfo) -> Iterator[PublicState]:
    """What the public knows of every release, rendered again from words and history."""
    former = _former_slugs(session)
    for batch in stream_public(session):
        reference = reference_for(
            session, (content for _, _, words in batch for content in words.values())
        )
        public = [release for release, _, _ in batch if release.state == State.PUBLISHED]
        told = stories.read(
            session, {release.live_story_id for release in public if release.live_story_id}
        )
        for release, history, words in batch:
            slugs = tuple(sorted(slug for slug, owner in former.items() if owner == release.id))
            others = told.others(release.id)
            yield _state(release, history, words, reference, zone, slugs, others)


def _state(
    release: Release,
    history: list[PublicAct],
    words: dict[int, Content],
    reference: Reference,
    zone: ZoneInfo,
    slugs: tuple[str, ...],
    translations: tuple[Translation, ...],
) -> PublicState:
    notice, newest = None, history[-1]
    shown = history
    if newest.kind == ChangeKind.WITHDRAWN:
        notice = Notice.model_validate_json(newest.note or "")
        shown = history[:-1]
    content = words[shown[-1].revision]
    return PublicState(
        document=rendering.render(release, shown, content, reference, zone, translations)
        if newest.kept is None
        else PublicRelease.model_validate_json(newest.kept),
        sort_at=rendering.sort_instant(content, history[0]),
        notice=notice,
        versions=tuple(_version(act) for act in history),
        former_slugs=slugs,
    )


def _version(act: PublicAct) -> PublicVersion:
    kind = ChangeKind(act.kind)
    note = None
    if kind is ChangeKind.CORRECTED and act.note:
        note = Correction.model_validate_json(act.note).note
    elif kind is ChangeKind.WITHDRAWN and act.note:
        note = Notice.model_validate_json(act.note).text
    elif kind is ChangeKind.UPDATED:
        note = act.note
    return PublicVersion(version=act.version, kind=kind, at=act.at, note=note)


def _former_slugs(session: Session) -> dict[str, object]:
    """Remembered slug -> release, by playing the acts on moved slugs again in their order."""
    moved = (
        select(PublicAct.release_id)
        .group_by(col(PublicAct.release_id))
        .having(func.count(func.distinct(col(PublicAct.slug))) > 1)
    )
    left = select(PublicAct.slug).where(col(PublicAct.release_id).in_(moved))
    acts = session.exec(
        select(PublicAct.release_id, PublicAct.slug)
        .where(col(PublicAct.slug).in_(left))
        .order_by(col(PublicAct.seq))
    )
    live: dict[object, str] = {}
    remembered: dict[str, object] = {}
    for release_id, slug in acts:
        before = live.get(release_id)
        if before is not None and before != slug:
            remembered[before] = release_id
        # A live slug wins over a remembered one.
        remembered.pop(slug, None)
        live[release_id] = slug
    return remembered
