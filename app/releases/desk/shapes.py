"""The shape in which editors see a working copy."""

import json
from collections.abc import Sequence
from datetime import datetime

from app.releases.content import Content
from app.releases.desk.schemas import Editing, EditorialRelease
from app.releases.models import Release
from app.releases.preflight.checks import Finding, glance
from app.releases.states import State, allowed


def etag_of(release: Release) -> str:
    """The strong entity tag of a working copy: it changes with everything an editor sees."""
    return f'"{release.lock}"'


def shown(
    release: Release,
    content: Content,
    now: datetime,
    warnings: Sequence[Finding] | None = None,
) -> EditorialRelease:
    """The shape of one working copy; without `warnings`, those found without reading the body."""
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
        editing=editing_of(release, now),
        warnings=list(glance(content) if warnings is None else warnings),
        **words,
    )


def editing_of(release: Release, now: datetime) -> Editing | None:
    """Who is at work on it, unless the mark has expired."""
    if release.editing_by is None or release.editing_until is None or release.editing_until <= now:
        return None
    _, name = json.loads(release.editing_by)
    return Editing(by=name, until=release.editing_until)
