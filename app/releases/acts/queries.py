"""What the editorial side reads: releases, their words, their public history."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, or_
from sqlalchemy import select as select_columns
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from app.auth.caller import Caller
from app.base.problems import NotFound
from app.releases.acts.reference import KnownNames
from app.releases.content import Content
from app.releases.merged_ids import resolve
from app.releases.models import Accreditation, PublicAct, Release, Revision
from app.releases.states import State

BATCH = 200


def _words_of(number: Mapped[Any]) -> Select[UUID, str]:
    """The words of releases in the revision that a column of theirs names."""
    return (
        select_columns(col(Revision.release_id), col(Revision.content))
        .join(
            Release,
            (col(Release.id) == col(Revision.release_id)) & (number == col(Revision.number)),
        )
        .where(col(Release.id).in_(bindparam("ids", expanding=True)))
    )


# Built once: to build a statement takes longer than to run it.
_NEWEST_WORDS = _words_of(col(Release.revision))
_LIVE_WORDS = _words_of(col(Release.live_revision))


def _in_story(story: Any) -> Any:
    """Whether another release of the story that a column names is public."""
    other = aliased(Release)
    return (
        select_columns(col(other.id))
        .where(
            col(other.live_story_id) == story,
            col(other.state) == State.PUBLISHED,
            col(other.id) != col(Release.id),
        )
        .exists()
    )


# Of those whose story has public releases, or had them in the words that readers see.
_NEWEST_WORDS_AND_STORIES = _NEWEST_WORDS.add_columns(
    or_(_in_story(Release.story_id), _in_story(Release.live_story_id))
)
_RELEASES = (
    select(Release)
    .where(col(Release.id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Release.id))
)
_LOCKED_RELEASES = _RELEASES.with_for_update().execution_options(populate_existing=True)


def get_release(session: Session, release_id: UUID, *, caller: Caller | None = None) -> Release:
    """The release, for reading. Raises NotFound, also when it does not exist for `caller`."""
    return require_found(session.get(Release, release_id), caller)


def get_for_change(session: Session, release_id: UUID, *, caller: Caller | None = None) -> Release:
    """The release, locked until the transaction ends. Raises NotFound like `get_release`."""
    asked = select(Release).where(col(Release.id) == release_id).with_for_update()
    found = session.exec(asked.execution_options(populate_existing=True)).one_or_none()
    return require_found(found, caller)


def find_releases(
    session: Session, ids: Sequence[UUID], *, locked: bool = False
) -> dict[UUID, Release]:
    """Those of `ids` that there are, `locked` until the transaction ends; in one statement."""
    statement = _LOCKED_RELEASES if locked else _RELEASES
    return {release.id: release for release in session.exec(statement, params={"ids": ids})}


def content_of(session: Session, release: Release, number: int | None = None) -> Content:
    """The words of a revision, the newest unless `number` says which. Raises NotFound.

    The newest name themes as they are today; others as they were saved.
    """
    revision = session.get(Revision, (release.id, number or release.revision))
    if revision is None:
        raise NotFound("The release has no revision of this number.")
    content = Content.model_validate_json(revision.content)
    return content if number else resolve(session, {release.id: content})[release.id]


def list_revisions(
    session: Session, release: Release, below: int, limit: int
) -> Sequence[Revision]:
    """At most `limit` revisions with numbers below `below`, the newest first."""
    asked = select(Revision).where(
        col(Revision.release_id) == release.id, col(Revision.number) < below
    )
    return session.exec(asked.order_by(col(Revision.number).desc()).limit(limit)).all()


def contents_of(
    session: Session, releases: Sequence[Release], known: KnownNames | None = None
) -> dict[UUID, Content]:
    """The newest words of several releases, their themes as of today; in two statements.

    In one where all of their places and themes are known.
    """
    return _known(session, _contents(session, releases, _NEWEST_WORDS), known)


def contents_and_stories(
    session: Session, releases: Sequence[Release], known: KnownNames | None = None
) -> tuple[dict[UUID, Content], set[UUID]]:
    """What `contents_of` returns, and which of `releases` have or had public translations.

    In as many statements.
    """
    given = {"ids": [release.id for release in releases]}
    rows = session.connection().execute(_NEWEST_WORDS_AND_STORIES, given).all()
    contents = {release_id: Content.model_validate_json(words) for release_id, words, _ in rows}
    return _known(session, contents, known), {row[0] for row in rows if row[2]}


def _known(
    session: Session, contents: dict[UUID, Content], known: KnownNames | None
) -> dict[UUID, Content]:
    if known is None:
        return resolve(session, contents)
    if all(map(known.has_all, contents.values())):
        return contents
    return resolve(session, contents, known.theme_ids)


def live_contents_of(session: Session, releases: Sequence[Release]) -> dict[UUID, Content]:
    """The words that readers see of several releases, in one statement."""
    return _contents(session, releases, _LIVE_WORDS)


def histories_of(session: Session, releases: Sequence[Release]) -> dict[UUID, list[PublicAct]]:
    """Every public act on several releases, the oldest first, in one statement."""
    histories: dict[UUID, list[PublicAct]] = {release.id: [] for release in releases}
    if not any(release.public_version for release in releases):
        return histories
    acts = select(PublicAct).where(col(PublicAct.release_id).in_(histories))
    for act in session.exec(acts.order_by(col(PublicAct.version))):
        histories[act.release_id].append(act)
    return histories


def accreditations_of(
    session: Session, releases: Sequence[Release]
) -> dict[UUID, list[Accreditation]]:
    """The groups of those releases that only groups read before their instant, in one statement.

    In none where there is no such release: one whose state is no longer scheduled is none.
    """
    found: dict[UUID, list[Accreditation]] = {
        release.id: []
        for release in releases
        if release.accredited_only and release.state == State.SCHEDULED
    }
    if found:
        asked = select(Accreditation).where(col(Accreditation.release_id).in_(found))
        for row in session.exec(asked.order_by(col(Accreditation.group_id))):
            found[row.release_id].append(row)
    return found


def stream_public(
    session: Session,
) -> Iterator[list[tuple[Release, list[PublicAct], dict[int, Content]]]]:
    """Batches of all releases that were ever public, with history and the revisions it names."""
    last = UUID(int=0)
    while True:
        batch = session.exec(
            select(Release)
            .where(col(Release.public_version) > 0, col(Release.id) > last)
            .order_by(col(Release.id))
            .limit(BATCH)
        ).all()
        if not batch:
            return
        last = batch[-1].id
        yield _with_history(session, batch)


def _contents(
    session: Session, releases: Sequence[Release], statement: Select[UUID, str]
) -> dict[UUID, Content]:
    rows = session.connection().execute(statement, {"ids": [release.id for release in releases]})
    return {release_id: Content.model_validate_json(words) for release_id, words in rows}


def _with_history(
    session: Session, batch: Sequence[Release]
) -> list[tuple[Release, list[PublicAct], dict[int, Content]]]:
    acts = histories_of(session, batch)
    ids = list(acts)
    words: dict[UUID, dict[int, Content]] = {id: {} for id in ids}
    named = (
        select(Revision)
        .join(
            PublicAct,
            (col(PublicAct.release_id) == col(Revision.release_id))
            & (col(PublicAct.revision) == col(Revision.number)),
        )
        .where(col(Revision.release_id).in_(ids))
        .distinct()
    )
    for revision in session.exec(named):
        words[revision.release_id][revision.number] = Content.model_validate_json(revision.content)
    return [(release, acts[release.id], words[release.id]) for release in batch]


def require_found(release: Release | None, caller: Caller | None) -> Release:
    """`release`; raises NotFound for none, and for one that does not exist for `caller`."""
    if release is None or not (caller is None or caller.sees(release.organisation_id)):
        raise NotFound
    return release
