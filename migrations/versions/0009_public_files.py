"""Files that readers may have, by address, while a public release uses them."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE, RELEASES = "published_media", "published_release"
# Texts in JSON that name files: the table, its key, the column, and what stands where none is.
_TEXTS: tuple[tuple[str, tuple[str, ...], str, list[str] | None], ...] = (
    ("revision", ("release_id", "number"), "content", None),
    (RELEASES, ("id",), "document", []),
    ("public_act", ("release_id", "version"), "kept", []),
)


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
    """Take files from readers, and from texts that a server of before could not read with them."""
    for name, keys, column, none in _TEXTS:
        table = sa.table(
            name,
            *(sa.column(key, sa.Uuid() if key.endswith("id") else sa.Integer()) for key in keys),
            sa.column(column, sa.Text()),
        )
        _remove_files(table, table.c[column], none)
    op.drop_column(RELEASES, "files")
    op.drop_table(TABLE)


def _remove_files(table: sa.TableClause, text: sa.ColumnClause[str], none: object) -> None:
    keys = [column for column in table.c if column is not text]
    having = sa.select(*keys).where(text.contains('"media":'))
    for key in op.get_bind().execute(having).all():
        row = sa.and_(*(column == value for column, value in zip(keys, key, strict=True)))
        members = json.loads(op.get_bind().execute(sa.select(text).where(row)).scalar_one())
        if members.pop("media", None) is not None and none is not None:
            members["media"] = none
        written = json.dumps(members, ensure_ascii=False, separators=(",", ":"))
        op.execute(sa.update(table).where(row).values({text.name: written}))
