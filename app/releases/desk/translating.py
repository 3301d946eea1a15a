"""Translations as editors see them: of which release, from which revision, and which are old."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NoReturn
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.auth.caller import Caller
from app.base.ids import story_of
from app.base.problems import Invalid
from app.releases.acts.queries import contents_of, require_found
from app.releases.content import Content
from app.releases.desk.schemas import StoryMember
from app.releases.models import Release
from app.releases.states import State

_NOT_OWN = (
    "This key translates releases of its organisation alone, and there is no such story of it."
    " A key without a limit can join the two."
)


def get_with_story(
    session: Session, release_id: UUID, caller: Caller
) -> tuple[Release, Sequence[Release]]:
    """The release, and all of its story that exists for `caller`; in one statement.

    Raises NotFound.
    """
    story = select(Release.story_id).where(col(Release.id) == release_id).scalar_subquery()
    asked = select(Release).where(col(Release.story_id) == story).order_by(col(Release.id))
    found = session.exec(asked).all()
    own = require_found(next((one for one in found if one.id == release_id), None), caller)
    return own, [one for one in found if caller.sees(one.organisation_id)]


def members_of(session: Session, releases: Sequence[Release]) -> list[StoryMember]:
    """The releases of a story, each beside the revision of the original that it translates.

    None, without a statement, where a release is alone.
    """
    if len(releases) == 1:
        return []
    contents = contents_of(session, releases)
    by_id = {release.id: release for release in releases}
    return [_member(release, contents[release.id], by_id) for release in releases]


def _member(release: Release, content: Content, story: Mapping[UUID, Release]) -> StoryMember:
    original = _original(content.translation_of, story.values(), but=release.id)
    based_on = None if original is None else content.based_on_revision
    return StoryMember(
        id=release.id,
        language=content.language,
        title=content.title,
        state=State(release.state),
        revision=release.revision,
        translation_of=None if original is None else original.id,
        based_on_revision=based_on,
        original_revision=None if original is None else original.revision,
        is_stale=None if original is None or based_on is None else based_on < original.revision,
    )


def _original(
    named: UUID | None, releases: Iterable[Release], *, but: UUID | None
) -> Release | None:
    """The release that was named, or else the one that began the story; None for itself."""
    by_id = {release.id: release for release in releases}
    found = by_id.get(named) if named else None
    began = next((one for one in by_id.values() if story_of(one.id) == one.story_id), None)
    original = found or began
    return None if original is None or original.id == but else original


def with_original(
    session: Session,
    content: Content,
    before: Content | None,
    caller: Caller,
    own_id: UUID | None,
) -> Content:
    """`content` with the release that it translates, and the revision of that.

    The revision is the one given, else that of `before`, else the newest. Costs a statement where a
    translation is begun or moved, or another revision is given. Raises Invalid for a revision that
    there is not, and for a story of which no release exists for a limited caller: documents of
    another organisation would name the translation.
    """
    given, was = content.based_on_revision, before.based_on_revision if before else None
    if content.story_id is None:
        if given is None or given == was:
            return _translating(content, None, None)
        return _refuse(given, None)
    stays = before is not None and _story(before, own_id) == _story(content, own_id)
    if before is not None and stays and given == was:
        return _translating(content, before.translation_of, was)
    story = or_(
        col(Release.id) == content.story_id, col(Release.story_id) == story_of(content.story_id)
    )
    owned = caller.owned(col(Release.organisation_id))
    found = session.exec(select(Release).where(story, *owned)).all()
    if not found and caller.organisation is not None:
        raise Invalid.of(_NOT_OWN, pointer="/story_id")
    named = next((one for one in found if one.id == content.story_id != own_id), None)
    if named is not None:
        # It may be a translation itself: all are of one story then.
        content = content.model_copy(update={"story_id": named.story_id})
    asked = before.translation_of if before is not None and stays else None
    asked = named.id if named is not None else asked
    original = _original(asked, found, but=own_id)
    if given is None or given == was:
        revision = None if original is None else original.revision
        return _translating(content, asked if original else None, revision)
    if original is None or given > original.revision:
        return _refuse(given, original)
    return _translating(content, asked, given)


def _story(content: Content, own_id: UUID | None) -> UUID | None:
    named = content.story_id or own_id
    return None if named is None else story_of(named)


def _translating(content: Content, original: UUID | None, revision: int | None) -> Content:
    return content.model_copy(update={"translation_of": original, "based_on_revision": revision})


def _refuse(given: int | None, original: Release | None) -> NoReturn:
    if original is None:
        detail = "This is a translation of no release: give the original as `story_id` too."
        raise Invalid.of(detail, pointer="/based_on_revision")
    newest = str(original.revision)
    detail = f"The original has no revision {given}; its newest is {newest}."
    raise Invalid.of(detail, pointer="/based_on_revision", suggestion=newest)
