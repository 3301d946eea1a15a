"""Groups of partners, and the scheduled releases that they may read."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add groups, their members, and what they may read: every release stays open as it is."""
    op.create_table(
        "embargo_group",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_embargo_group"),
    )
    op.create_index("ix_embargo_group_organisation", "embargo_group", ["organisation"])
    op.create_table(
        "embargo_member",
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("added_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["embargo_group.id"],
            name="fk_embargo_member_group_id_embargo_group",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "principal", name="pk_embargo_member"),
    )
    op.create_index("ix_embargo_member_principal", "embargo_member", ["principal"])
    op.create_table(
        "accreditation",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.Column("readable_from", sa.BigInteger(), nullable=True),
        sa.Column("local_time", sa.String(), nullable=True),
        sa.Column("zone", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
            name="fk_accreditation_release_id_release",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["embargo_group.id"],
            name="fk_accreditation_group_id_embargo_group",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "group_id", name="pk_accreditation"),
    )
    op.create_index("ix_accreditation_group_id", "accreditation", ["group_id"])
    op.add_column(
        "release",
        sa.Column("accredited_only", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    """Take them away, and make drafts of the releases that only groups were to read.

    A server of before would show these to every key with the scope `embargo`.
    """
    release = sa.table(
        "release",
        sa.column("state", sa.String()),
        sa.column("lock", sa.Integer()),
        sa.column("accredited_only", sa.Boolean()),
        *(sa.column(name) for name in ("scheduled_at", "scheduled_local", "scheduled_zone")),
        sa.column("held_back"),
    )
    of_groups = sa.and_(release.c.state == "scheduled", release.c.accredited_only)
    op.execute(
        sa.update(release)
        .where(of_groups)
        .values(
            state="draft",
            lock=release.c.lock + 1,
            scheduled_at=None,
            scheduled_local=None,
            scheduled_zone=None,
            held_back=None,
        )
    )
    op.drop_column("release", "accredited_only")
    op.drop_table("accreditation")
    op.drop_table("embargo_member")
    op.drop_table("embargo_group")
