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
        sa.Column("facts", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_change")),
    )
    with op.batch_alter_table("change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_release_id"), ["release_id"], unique=False)

    op.create_table(
        "change_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("vocabulary", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_head")),
    )
    op.create_table(
        "followed_source",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("selection", sa.String(), nullable=False),
        sa.Column("since", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_followed_source")),
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
        "index_piece",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_index_piece")),
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
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("other_names", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.String(length=80), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.CheckConstraint("source IN ('gazetteer', 'own')", name=op.f("ck_location_source")),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["location.id"], name=op.f("fk_location_merged_into_location")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["location.id"], name=op.f("fk_location_parent_id_location")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location")),
        sa.UniqueConstraint("slug", name=op.f("uq_location_slug")),
    )
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_location_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_location_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "published_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("story_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("instant", sa.BigInteger(), nullable=True),
        sa.Column("first_day", sa.Integer(), nullable=True),
        sa.Column("last_day", sa.Integer(), nullable=True),
        sa.Column("sort_at", sa.BigInteger(), nullable=False),
        sa.Column("modified_at", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("replaced_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_release")),
        sa.UniqueConstraint("number", name=op.f("uq_published_release_number")),
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
            batch_op.f("ix_published_release_story_id"), ["story_id"], unique=False
        )

    op.create_table(
        "published_word",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("head", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("releases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_published_word")),
    )
    with op.batch_alter_table("published_word", schema=None) as batch_op:
        batch_op.create_index("ix_published_word_head", ["head", "size"], unique=False)

    op.create_table(
        "purge_position",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("vocabulary", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_position")),
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
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["theme.id"], name=op.f("fk_theme_merged_into_theme")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_theme_parent_id_theme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_merged_into"), ["merged_into"], unique=False)
        batch_op.create_index(batch_op.f("ix_theme_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "webhook_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("selection", sa.Text(), nullable=False),
        sa.Column("kinds", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("former_secret", sa.Text(), nullable=True),
        sa.Column("former_until", sa.BigInteger(), nullable=True),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_by", sa.Uuid(), nullable=True),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("last_success_at", sa.BigInteger(), nullable=True),
        sa.Column("last_failure_at", sa.BigInteger(), nullable=True),
        sa.Column("last_failure", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_subscription")),
    )
    with op.batch_alter_table("webhook_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_subscription_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_webhook_subscription_state"), ["state"], unique=False)

    op.create_table(
        "websub_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("callback", sa.Text(), nullable=False),
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("wanted", sa.String(), nullable=True),
        sa.Column("wanted_seconds", sa.Integer(), nullable=True),
        sa.Column("wanted_secret", sa.Text(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_websub_subscription")),
        sa.UniqueConstraint(
            "callback", "topic", name=op.f("uq_websub_subscription_callback_topic")
        ),
    )
    with op.batch_alter_table("websub_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_websub_subscription_host"), ["host"], unique=False)
        batch_op.create_index(batch_op.f("ix_websub_subscription_until"), ["until"], unique=False)
        batch_op.create_index(batch_op.f("ix_websub_subscription_wanted"), ["wanted"], unique=False)

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
        "location_spelling",
        sa.Column("location_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["location.id"], name=op.f("fk_location_spelling_location_id_location")
        ),
        sa.PrimaryKeyConstraint("location_id", "key", name=op.f("pk_location_spelling")),
    )
    with op.batch_alter_table("location_spelling", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_location_spelling_key"), ["key"], unique=False)

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
        sa.Column("kept", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_public_act_release_id_release")
        ),
        sa.PrimaryKeyConstraint("release_id", "version", name=op.f("pk_public_act")),
        sa.UniqueConstraint("seq", name=op.f("uq_public_act_seq")),
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
    op.create_table(
        "webhook_delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("first_tried_at", sa.BigInteger(), nullable=True),
        sa.Column("last_tried_at", sa.BigInteger(), nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_failure", sa.String(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["webhook_subscription.id"],
            name=op.f("fk_webhook_delivery_subscription_id_webhook_subscription"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
    )
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.create_index(
            "ix_webhook_delivery_newest", ["subscription_id", "seq", "id"], unique=False
        )
        batch_op.create_index(
            "ix_webhook_delivery_release", ["release_id", "subscription_id", "seq"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_webhook_delivery_settled_at"), ["settled_at"], unique=False
        )
        batch_op.create_index(
            "ix_webhook_delivery_waiting", ["subscription_id", "state", "seq"], unique=False
        )
    _full_text()
    _first_rows()


def _full_text() -> None:
    """The words of listed releases, kept as `app/published/store/fulltext_storage.py` says."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE published_text (number BIGINT NOT NULL, part SMALLINT NOT NULL,"
            " digest TEXT NOT NULL, lexemes TSVECTOR NOT NULL, PRIMARY KEY (number, part))"
        )
        # Every search reads the list of what is not yet in the index: it is kept short.
        op.execute(
            "CREATE INDEX ix_published_text_lexemes ON published_text USING gin (lexemes)"
            " WITH (gin_pending_list_limit = 128)"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE published_text"
        " USING fts5 (lexemes, content = '', columnsize = 0, tokenize = 'ascii')"
    )
    op.execute(
        "CREATE TABLE published_text_kept"
        " (number INTEGER PRIMARY KEY, digest TEXT NOT NULL, lexemes BLOB NOT NULL)"
    )


def _first_rows() -> None:
    """The head of the change log, and an identity and a secret of this installation alone."""
    head = sa.table(
        "change_head", *(sa.column(name) for name in ("id", "seq", "epoch", "vocabulary"))
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "epoch": 0, "vocabulary": 0}])
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
    else:
        op.drop_table("published_text_kept")
    op.drop_table("published_text")
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.drop_index("ix_webhook_delivery_waiting")
        batch_op.drop_index(batch_op.f("ix_webhook_delivery_settled_at"))
        batch_op.drop_index("ix_webhook_delivery_release")
        batch_op.drop_index("ix_webhook_delivery_newest")

    op.drop_table("webhook_delivery")
    op.drop_table("revision")
    with op.batch_alter_table("release_sketch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_sketch_hash"))

    op.drop_table("release_sketch")
    op.drop_table("published_version")
    with op.batch_alter_table("published_slug", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_slug_release_id"))

    op.drop_table("published_slug")
    op.drop_table("public_act")
    with op.batch_alter_table("preview_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_preview_link_release_id"))

    op.drop_table("preview_link")
    with op.batch_alter_table("location_spelling", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_spelling_key"))

    op.drop_table("location_spelling")
    with op.batch_alter_table("location_ancestor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_ancestor_ancestor_id"))

    op.drop_table("location_ancestor")
    op.drop_table("imported_item")
    with op.batch_alter_table("websub_subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_websub_subscription_wanted"))
        batch_op.drop_index(batch_op.f("ix_websub_subscription_until"))
        batch_op.drop_index(batch_op.f("ix_websub_subscription_host"))

    op.drop_table("websub_subscription")
    with op.batch_alter_table("webhook_subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_subscription_state"))
        batch_op.drop_index(batch_op.f("ix_webhook_subscription_owner"))

    op.drop_table("webhook_subscription")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_parent_id"))
        batch_op.drop_index(batch_op.f("ix_theme_merged_into"))

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
    op.drop_table("purge_position")
    with op.batch_alter_table("published_word", schema=None) as batch_op:
        batch_op.drop_index("ix_published_word_head")

    op.drop_table("published_word")
    with op.batch_alter_table("published_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_published_release_story_id"))
        batch_op.drop_index("ix_published_release_newest")
        batch_op.drop_index("ix_published_release_modified")

    op.drop_table("published_release")
    with op.batch_alter_table("location", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_location_parent_id"))
        batch_op.drop_index(batch_op.f("ix_location_name_key"))
        batch_op.drop_index(batch_op.f("ix_location_merged_into"))
        batch_op.drop_index(batch_op.f("ix_location_code"))

    op.drop_table("location")
    op.drop_table("installation")
    op.drop_table("index_piece")
    with op.batch_alter_table("idempotent_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_idempotent_answer_answered_at"))

    op.drop_table("idempotent_answer")
    op.drop_table("followed_source")
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
