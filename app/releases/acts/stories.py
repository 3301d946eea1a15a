"""Stories: which public releases are translations of one another, and what each says of the others.

All of it is read from the write side, so that a rebuild comes to the same.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Self
from uuid import UUID

from sqlmodel import Session, col, select

from app.base.ids import story_of
from app.changes.log import ChangeKind
from app.published.document import Translation
from app.releases.acts.queries import histories_of, live_contents_of
from app.releases.content import Content
from app.releases.models import PublicAct, Release
from app.releases.states import State


class Stories:
    """Public releases by story, each as the documents of the others show it."""

    def __init__(self) -> None:
        self._stories: dict[UUID, dict[UUID, Translation]] = {}
        self._story_of: dict[UUID, UUID] = {}

    @classmethod
    def of(
        cls,
        releases: Iterable[Release],
        histories: Mapping[UUID, Sequence[PublicAct]],
        contents: Mapping[UUID, Content],
    ) -> Self:
        """The stories of `releases`, whose words readers see."""
        stories = cls()
        for release in releases:
            stories.add(release, histories[release.id], contents[release.id])
        return stories

    @property
    def members(self) -> frozenset[UUID]:
        """All releases in them."""
        return frozenset(self._story_of)

    def add(self, release: Release, history: Sequence[PublicAct], content: Content) -> None:
        """Add a release that is public, or is about to be by the last act of `history`."""
        story = self._story_of[release.id] = story_of(content.story_id or release.id)
        self._stories.setdefault(story, {})[release.id] = Translation(
            id=release.id,
            language=content.language,
            title=content.title,
            slug=history[-1].slug,
            version=_version_of_words(history),
        )

    def others(self, release_id: UUID) -> tuple[Translation, ...]:
        """The other releases of a story, by language."""
        if release_id not in self._story_of:
            return ()
        story = self._stories[self._story_of[release_id]]
        found = (one for one in story.values() if one.id != release_id)
        return tuple(sorted(found, key=lambda one: (one.language.lower(), one.id)))


def read(session: Session, story_ids: Collection[UUID], *, but: Collection[UUID] = ()) -> Stories:
    """What is public of stories, without the releases `but`, in three statements.

    Without `but` a release that is alone in its story is left out: it names nobody.
    """
    asked = select(Release).where(
        col(Release.live_story_id).in_(story_ids), Release.state == State.PUBLISHED
    )
    found = session.exec(asked.execution_options(populate_existing=True)).all()
    sizes = Counter(release.live_story_id for release in found)
    shared = [
        release
        for release in found
        if release.id not in but and (but or sizes[release.live_story_id] > 1)
    ]
    if not shared:
        return Stories()
    histories, contents = histories_of(session, shared), live_contents_of(session, shared)
    return Stories.of(shared, histories, contents)


def _version_of_words(history: Sequence[PublicAct]) -> int:
    """The version in which the words of a release last became public.

    A document that was rendered anew has the same revision in a later version. That version is no
    news for the others of the story, so that one act never sets off a ring of them.
    """
    version, revision = 0, 0
    for act in history:
        if act.kind != ChangeKind.UPDATED or act.revision != revision:
            version = act.version
        revision = act.revision
    return version
