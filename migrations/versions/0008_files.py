"""Files that releases may use."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLE, OBJECTS = "media_file", "media_object"
_OF_NEWSROOM = sa.text("organisation IS NULL")


def upgrade() -> None:
    """Make the table of files, and that of what they need in the store."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("duration_seconds", sa.Float(), nullable=True),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(120), nullable=True),
        sa.Column("focal_x", sa.Float(), nullable=True),
        sa.Column("focal_y", sa.Float(), nullable=True),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("credit", sa.String(500), nullable=True),
        sa.Column("licence", sa.String(500), nullable=True),
        sa.Column("rights_end", sa.Date(), nullable=True),
        sa.Column("renditions", sa.Text(), nullable=False),
        sa.Column("location_kept", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(200), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.CheckConstraint("focal_x BETWEEN 0 AND 1", name=op.f("ck_media_file_focal_x")),
        sa.CheckConstraint("focal_y BETWEEN 0 AND 1", name=op.f("ck_media_file_focal_y")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_file")),
    )
    op.create_index("ix_media_file_sha256", TABLE, ["sha256"])
    op.create_index("ix_media_file_newest", TABLE, ["created_at", "id"])
    op.create_index(
        "uq_media_file_organisation_sha256", TABLE, ["organisation", "sha256"], unique=True
    )
    op.create_index(
        "uq_media_file_newsroom_sha256",
        TABLE,
        ["sha256"],
        unique=True,
        sqlite_where=_OF_NEWSROOM,
        postgresql_where=_OF_NEWSROOM,
    )
    op.create_table(
        OBJECTS,
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"],
            [f"{TABLE}.id"],
            name=op.f("fk_media_object_file_id_media_file"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("sha256", "file_id", name=op.f("pk_media_object")),
    )
    op.create_index("ix_media_object_file_id", OBJECTS, ["file_id"])


def downgrade() -> None:
    """Forget the files; their bytes stay in the store."""
    op.drop_table(OBJECTS)
    op.drop_table(TABLE)
