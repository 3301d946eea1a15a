"""Files that readers may have, by address, while a public release uses them."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE, RELEASES = "published_media", "published_release"


def upgrade() -> None:
    """Make the table, and say of every public release that it uses none."""
    op.create_table(
        TABLE,
        sa.Column("address", sa.String(80), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(160), nullable=False),
        sa.Column("is_lead", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            [f"{RELEASES}.id"],
            name=op.f("fk_published_media_release_id_published_release"),
        ),
        sa.PrimaryKeyConstraint("address", "release_id", name=op.f("pk_published_media")),
    )
    op.create_index("ix_published_media_release_id", TABLE, ["release_id"])
    op.add_column(
        RELEASES, sa.Column("files", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )


def downgrade() -> None:
    """Take files from readers."""
    op.drop_column(RELEASES, "files")
    op.drop_table(TABLE)
