"""What a database is after servers on it were killed: whole, and with all that was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, func, select

from app.base.settings import Settings
from app.changes.models import Change, ChangeHead
from app.published.models import PublishedRelease
from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from app.releases.content import Content
from app.releases.models import PublicAct, Release, Revision
from tests.published.read_model import rows


@dataclass(frozen=True)
class Answered:
    """What the server said of a release: a revision with its title, a public version."""

    release_id: UUID
    revision: int
    title: str
    version: int


def lost(session: Session, answers: list[Answered]) -> Iterator[str]:
    """What was answered and is not there."""
    for told in answers:
        release = session.get(Release, told.release_id)
        revision = session.get(Revision, (told.release_id, told.revision))
        if release is None or revision is None:
            yield f"{told} is gone"
        elif Content.model_validate_json(revision.content).title != told.title:
            yield f"{told} has other words"
        elif release.public_version < told.version:
            yield f"{told} is public in version {release.public_version} only"


def halves(session: Session) -> Iterator[str]:
    """What is there in part only."""
    public = {row.id: row for row in session.exec(select(PublishedRelease))}
    acts = _numbers(session, col(PublicAct.release_id), col(PublicAct.version))
    revisions = _numbers(session, col(Revision.release_id), col(Revision.number))
    facts = _numbers(session, col(Change.release_id), col(Change.version))
    for release in session.exec(select(Release)):
        versions = list(range(1, release.public_version + 1))
        if revisions.get(release.id) != list(range(1, release.revision + 1)):
            yield f"{release.id} lacks a revision"
        if acts.get(release.id, []) != versions or facts.get(release.id, []) != versions:
            yield f"{release.id} lacks an act or a fact"
        shown = public[release.id].version if release.id in public else 0
        if shown != release.public_version:
            yield f"{release.id} is shown in version {shown} instead of {release.public_version}"
    last = session.exec(select(ChangeHead.seq)).one()
    numbers = list(session.exec(select(Change.seq).order_by(col(Change.seq))))
    if numbers != list(range(1, last + 1)):
        yield "the change log has a gap"


def differs_from_its_rebuild(session: Session, settings: Settings) -> bool:
    """Whether the read model is another than the one made again; it is that one afterwards."""
    grown = rows(session)
    restore_all(session, public_states(session, settings.zone))
    return rows(session) != grown


def public_count(session: Session) -> int:
    """How many releases readers see."""
    return session.exec(select(func.count()).select_from(PublishedRelease)).one()


def _numbers(session: Session, owner: Mapped[UUID], number: Mapped[int]) -> dict[UUID, list[int]]:
    found: dict[UUID, list[int]] = {}
    for release_id, value in session.execute(select(owner, number).order_by(number)):
        found.setdefault(release_id, []).append(value)
    return found
