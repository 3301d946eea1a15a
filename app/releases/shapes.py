"""Working copy -> what editors see of it."""

from app.releases.content import Content
from app.releases.models import Release
from app.releases.schemas import EditorialRelease, Warning
from app.releases.states import State, allowed


def etag_of(release: Release) -> str:
    """The strong entity tag of a working copy: it changes with everything an editor sees."""
    return f'"{release.lock}"'


def shown(release: Release, content: Content) -> EditorialRelease:
    """The answer for one working copy."""
    words = {name: getattr(content, name) for name in Content.model_fields if name != "story_id"}
    return EditorialRelease(
        id=release.id,
        etag=etag_of(release),
        state=State(release.state),
        allowed=list(allowed(State(release.state))),
        slug=release.slug,
        story_id=release.story_id,
        revision=release.revision,
        live_revision=release.live_revision,
        public_version=release.public_version,
        created_at=release.created_at,
        updated_at=release.updated_at,
        scheduled_at=release.scheduled_at,
        scheduled_local=release.scheduled_local,
        scheduled_zone=release.scheduled_zone,
        held_back=release.held_back,
        first_public_at=release.first_public_at,
        warnings=_warnings(content),
        **words,
    )


def _warnings(content: Content) -> list[Warning]:
    if content.dateline is None or content.dateline.location is not None:
        return []
    detail = "The place of the dateline is not known; give its id in `location`."
    return [Warning(detail=detail, pointer="/dateline/location")]
