"""Audit entries and subscriptions say which organisation they belong to."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEX = "ix_audit_entry_organisation"
TABLES = ("audit_entry", "webhook_subscription")

_subscription = sa.table(
    "webhook_subscription",
    sa.column("id", sa.Uuid()),
    sa.column("owner", sa.Text()),
    sa.column("organisation", sa.Text()),
    sa.column("state", sa.Text()),
)
_delivery = sa.table("webhook_delivery", sa.column("subscription_id", sa.Uuid()))
_key = sa.table("api_key", sa.column("id", sa.Uuid()), sa.column("organisation", sa.Text()))


def upgrade() -> None:
    """Add `organisation`, and fill it in for what keys of one subscribed to.

    Entries of before keep none, since an entry is never changed: only keys that are limited to no
    organisation read them.
    """
    for table in TABLES:
        op.add_column(table, sa.Column("organisation", sa.String(), nullable=True))
    op.create_index(INDEX, "audit_entry", ["organisation", "at", "id"])
    connection = op.get_bind()
    limited = sa.select(_key).where(_key.c.organisation.is_not(None))
    for key_id, organisation in connection.execute(limited).all():
        own = _subscription.c.owner == f"key:{key_id}"
        connection.execute(sa.update(_subscription).where(own).values(organisation=organisation))


def downgrade() -> None:
    """Take the columns away, and deleted subscriptions: a server of before knows no such state."""
    deleted = _subscription.c.state == "deleted"
    of_deleted = sa.select(_subscription.c.id).where(deleted)
    op.execute(sa.delete(_delivery).where(_delivery.c.subscription_id.in_(of_deleted)))
    op.execute(sa.delete(_subscription).where(deleted))
    op.drop_index(INDEX, "audit_entry")
    for table in TABLES:
        op.drop_column(table, "organisation")
