"""Organisations have contacts."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; no organisation has a contact yet."""
    op.add_column("organisation", sa.Column("contacts", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the column away with what it holds."""
    op.drop_column("organisation", "contacts")
