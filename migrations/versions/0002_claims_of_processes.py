"""Claims name their process in every table of an outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("purge_position", "websub_subscription")


def upgrade() -> None:
    """Add `claimed_by`; claims of before end by themselves."""
    for table in TABLES:
        op.add_column(table, sa.Column("claimed_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Take the column away."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("claimed_by")
