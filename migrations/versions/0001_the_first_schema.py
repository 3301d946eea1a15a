"""The first schema"""

import secrets
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("rotated_from", sa.Uuid(), nullable=True),
        sa.Column("overlap_ends_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rotated_from"], ["api_key.id"], name=op.f("fk_api_key_rotated_from_api_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("request_id", sa.String(), nullable=True),
        sa.Column("details", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_newest", ["at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_principal"), ["principal"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_entry_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "change",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_release_id"), ["release_id"], unique=False)

    op.create_table(
        "change_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_head")),
    )
    op.create_table(
        "idempotent_answer",
        sa.Column("principal", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("principal", "key", name=op.f("pk_idempotent_answer")),
    )
    with op.batch_alter_table("idempotent_answer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_idempotent_answer_answered_at"), ["answered_at"], unique=False
        )

    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "location",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=True),
        sa.Column("parent_id", sa.String(length=80), nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.CheckConstraint("source IN ('gazetteer', 'own')", name=op.f("ck_location_source")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["location.id"], name=op.f("fk_location_parent_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("slug", name=op.f("uq_location_slug")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_location_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "published_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column("instant", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Integer(), nullable=True),
        sa.Column("last_day", sa.Integer(), nullable=True),
        sa.Column("sort_at", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_release")),
        sa.UniqueConstraint("slug", name=op.f("uq_published_release_slug")),
    )
    with op.batch_alter_table("published_release", schema=None) as batch_op:
        batch_op.create_index(
            "ix_published_release_modified", ["listed", "modified_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_published_release_newest", ["listed", "sort_at", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_published_release_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_published_release_story_id"), ["story_id"], unique=False
        )

    op.create_table(
        "release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("slug_scope", sa.String(), nullable=False),
        sa.Column("slug_fixed", sa.Boolean(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("live_revision", sa.Integer(), nullable=True),
        sa.Column("public_version", sa.Integer(), nullable=False),
        sa.Column("first_public_at", sa.BigInteger(), nullable=True),
        sa.Column("scheduled_at", sa.BigInteger(), nullable=True),
        sa.Column("scheduled_local", sa.String(), nullable=True),
        sa.Column("scheduled_zone", sa.String(), nullable=True),
        sa.Column("held_back", sa.String(), nullable=True),
        sa.Column("editing_by", sa.String(), nullable=True),
        sa.Column("editing_until", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("slug", "slug_scope", name=op.f("uq_release_slug_slug_scope")),
    )
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.create_index(
            "ix_release_due",
            ["scheduled_at"],
            unique=False,
            sqlite_where=sa.text("state = 'scheduled' AND held_back IS NULL"),
            postgresql_where=sa.text("state = 'scheduled' AND held_back IS NULL"),
        )
        batch_op.create_index("ix_release_newest", ["updated_at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_release_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_release_story_id"), ["story_id"], unique=False)

    op.create_table(
        "theme",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("iptc", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_theme_parent_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "imported_item",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("title_digest", sa.String(), nullable=False),
        sa.Column("body_digest", sa.String(), nullable=False),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
            name=op.f("fk_imported_item_release_id_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source", "key", name=op.f("pk_imported_item")),
        sa.UniqueConstraint("release_id", name=op.f("uq_imported_item_release_id")),
    )
    op.create_table(
        "location_ancestor",
        sa.Column("location_id", sa.String(length=80), nullable=False),
        sa.Column("ancestor_id", sa.String(length=80), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ancestor_id"], ["location.id"], name=op.f("fk_location_ancestor_ancestor_id_location")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_location_ancestor_location_id_location")
        ),
        sa.PrimaryKeyConstraint("location_id", "ancestor_id", name=op.f("pk_location_ancestor")),
    )
    with op.batch_alter_table("location_ancestor", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_location_ancestor_ancestor_id"), ["ancestor_id"], unique=False
        )

    op.create_table(
        "preview_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
            name=op.f("fk_preview_link_release_id_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_preview_link_token_hash")),
    )
    with op.batch_alter_table("preview_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_preview_link_release_id"), ["release_id"], unique=False
        )

    op.create_table(
        "public_act",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_public_act_release_id_release")
        ),
        sa.PrimaryKeyConstraint("release_id", "version", name=op.f("pk_public_act")),
        sa.UniqueConstraint("seq", name=op.f("uq_public_act_seq")),
    )
    op.create_table(
        "published_place",
        sa.Column("place_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["published_release.id"],
            name=op.f("fk_published_place_release_id_published_release"),
        ),
        sa.PrimaryKeyConstraint("place_id", "role", "release_id", name=op.f("pk_published_place")),
    )
    with op.batch_alter_table("published_place", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_published_place_release_id"), ["release_id"], unique=False
        )

    op.create_table(
        "published_slug",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["published_release.id"],
            name=op.f("fk_published_slug_release_id_published_release"),
        ),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_published_slug")),
    )
    with op.batch_alter_table("published_slug", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_published_slug_release_id"), ["release_id"], unique=False
        )

    op.create_table(
        "published_theme",
        sa.Column("theme_id", sa.String(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["published_release.id"],
            name=op.f("fk_published_theme_release_id_published_release"),
        ),
        sa.PrimaryKeyConstraint("theme_id", "release_id", name=op.f("pk_published_theme")),
    )
    with op.batch_alter_table("published_theme", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_published_theme_release_id"), ["release_id"], unique=False
        )

    op.create_table(
        "published_version",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["published_release.id"],
            name=op.f("fk_published_version_release_id_published_release"),
        ),
        sa.PrimaryKeyConstraint("release_id", "version", name=op.f("pk_published_version")),
    )
    op.create_table(
        "release_sketch",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
            name=op.f("fk_release_sketch_release_id_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "hash", name=op.f("pk_release_sketch")),
    )
    with op.batch_alter_table("release_sketch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_sketch_hash"), ["hash"], unique=False)

    op.create_table(
        "revision",
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"],
            ["release.id"],
            name=op.f("fk_revision_release_id_release"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("release_id", "number", name=op.f("pk_revision")),
    )
    _first_rows()


def _first_rows() -> None:
    """The head of the change log, and an identity and a secret of this installation alone."""
    head = sa.table("change_head", sa.column("id"), sa.column("seq"))
    op.bulk_insert(head, [{"id": 1, "seq": 0}])
    installation = sa.table(
        "installation", sa.column("id"), sa.column("uid", sa.Uuid()), sa.column("secret")
    )
    secret = secrets.token_hex(32)
    op.bulk_insert(installation, [{"id": 1, "uid": uuid4(), "secret": secret}])
    _keep_the_audit_log()


def _keep_the_audit_log() -> None:
    """Entries are added, never changed or removed: not by a fault of ours, not by hand."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'audit entries are only ever added'; END $$"
        )
        # For the statement, so that TRUNCATE is refused as well.
        op.execute(
            "CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()"
        )
        return
    for name, event in {
        "changed": "UPDATE ON audit_entry",
        "removed": "DELETE ON audit_entry",
        # INSERT OR REPLACE removes a row without the trigger for DELETE.
        "replaced": "INSERT ON audit_entry"
        " WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)",
    }.items():
        op.execute(
            f"CREATE TRIGGER audit_entry_not_{name} BEFORE {event}"
            " BEGIN SELECT RAISE(ABORT, 'audit entries are only ever added'); END"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_stays CASCADE")
    op.drop_table("revision")
    with op.batch_alter_table("release_sketch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_sketch_hash"))

    op.drop_table("release_sketch")
    op.drop_table("published_version")
    with op.batch_alter_table("published_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_theme_release_id"))

    op.drop_table("published_theme")
    with op.batch_alter_table("published_slug", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_slug_release_id"))

    op.drop_table("published_slug")
    with op.batch_alter_table("published_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_place_release_id"))

    op.drop_table("published_place")
    op.drop_table("public_act")
    with op.batch_alter_table("preview_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preview_link_release_id"))

    op.drop_table("preview_link")
    with op.batch_alter_table("location_ancestor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_ancestor_ancestor_id"))

    op.drop_table("location_ancestor")
    op.drop_table("imported_item")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_parent_id"))

    op.drop_table("theme")
    with op.batch_alter_table("release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_story_id"))
        batch_op.drop_index(batch_op.f("ix_release_organisation_id"))
        batch_op.drop_index("ix_release_newest")
        batch_op.drop_index(
            "ix_release_due",
            sqlite_where=sa.text("state = 'scheduled' AND held_back IS NULL"),
            postgresql_where=sa.text("state = 'scheduled' AND held_back IS NULL"),
        )

    op.drop_table("release")
    with op.batch_alter_table("published_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_release_story_id"))
        batch_op.drop_index(batch_op.f("ix_published_release_organisation_id"))
        batch_op.drop_index("ix_published_release_newest")
        batch_op.drop_index("ix_published_release_modified")

    op.drop_table("published_release")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_parent_id"))
        batch_op.drop_index(batch_op.f("ix_location_name_key"))
        batch_op.drop_index(batch_op.f("ix_location_code"))

    op.drop_table("location")
    op.drop_table("installation")
    with op.batch_alter_table("idempotent_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotent_answer_answered_at"))

    op.drop_table("idempotent_answer")
    op.drop_table("change_head")
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_release_id"))

    op.drop_table("change")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_subject_id"))
        batch_op.drop_index(batch_op.f("ix_audit_entry_principal"))
        batch_op.drop_index("ix_audit_entry_newest")

    op.drop_table("audit_entry")
    op.drop_table("api_key")
