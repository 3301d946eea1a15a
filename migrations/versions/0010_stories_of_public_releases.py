"""Releases say which story their public words are of; ids of stories are made one way."""

import json
from uuid import UUID, uuid5

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEX = "ix_release_live_story_id"
# As in `app/base/ids.py` when this was written.
_STORIES = UUID("5f1d2c3e-8f0b-4c64-9d0a-6a1c6a4e7b52")
_OURS = 7

_release = sa.table(
    "release",
    sa.column("id", sa.Uuid()),
    sa.column("story_id", sa.Uuid()),
    sa.column("live_story_id", sa.Uuid()),
    sa.column("live_revision", sa.Integer()),
)
_revision = sa.table(
    "revision",
    sa.column("release_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("content", sa.Text()),
)


def upgrade() -> None:
    """Add `live_story_id` and fill it in; where a release was named, write its story."""
    op.add_column("release", sa.Column("live_story_id", sa.Uuid(), nullable=True))
    op.create_index(INDEX, "release", ["live_story_id"])
    connection = op.get_bind()
    live = sa.and_(
        _revision.c.release_id == _release.c.id, _revision.c.number == _release.c.live_revision
    )
    asked = sa.select(_release.c.id, _release.c.story_id, _revision.c.content)
    for id, story_id, content in connection.execute(
        asked.select_from(_release.outerjoin(_revision, live))
    ).all():
        named = None if content is None else json.loads(content).get("story_id")
        shown = None if content is None else _story_of(UUID(named) if named else id)
        values = {"story_id": _story_of(story_id), "live_story_id": shown}
        connection.execute(sa.update(_release).where(_release.c.id == id).values(values))


def downgrade() -> None:
    """Take the column away. Ids of stories stay: a server of before reads them as well."""
    op.drop_index(INDEX, "release")
    op.drop_column("release", "live_story_id")


def _story_of(id: UUID) -> UUID:
    return uuid5(_STORIES, str(id)) if id.version == _OURS else id
