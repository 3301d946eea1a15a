"""Undated releases without a place stand after the dated ones."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0003"
branch_labels = None
depends_on = None

# As in `app/published/date_order.py` when this was written, in microseconds since 1970.
_UNDATED_FROM = -62_135_596_800_000_000
_DATED_FROM = -62_104_060_800_000_000
_SCALE = 10_000

_release = sa.table(
    "published_release",
    sa.column("id", sa.Uuid()),
    sa.column("instant", sa.BigInteger()),
    sa.column("first_day", sa.Integer()),
    sa.column("sort_at", sa.BigInteger()),
)
_act = sa.table(
    "public_act",
    sa.column("release_id", sa.Uuid()),
    sa.column("version", sa.Integer()),
    sa.column("at", sa.BigInteger()),
    sa.column("due_at", sa.BigInteger()),
)
_IS_UNDATED = sa.and_(_release.c.instant.is_(None), _release.c.first_day.is_(None))
# Since when it is public. Whoever stood there had no other place.
_DEBUT = (
    sa.select(sa.func.coalesce(_act.c.due_at, _act.c.at))
    .where(_act.c.release_id == _release.c.id, _act.c.version == 1)
    .scalar_subquery()
)


def upgrade() -> None:
    """Move undated releases that stood where they became public.

    Those that an editor or a page gave a place keep it.
    """
    moved = sa.update(_release).where(_IS_UNDATED, _release.c.sort_at == _DEBUT)
    op.execute(moved.values(sort_at=_UNDATED_FROM + _DEBUT // _SCALE))
    dated = sa.and_(sa.not_(_IS_UNDATED), _release.c.sort_at < _DATED_FROM)
    op.execute(sa.update(_release).where(dated).values(sort_at=_DATED_FROM))


def downgrade() -> None:
    """Put them back to where they became public."""
    moved = sa.update(_release).where(_IS_UNDATED, _release.c.sort_at < _DATED_FROM)
    op.execute(moved.values(sort_at=_DEBUT))
