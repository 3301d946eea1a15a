"""Organisations have contacts."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


_revision = sa.table(
    "revision",
    sa.column("release_id", sa.Uuid()),
    sa.column("number", sa.Integer()),
    sa.column("content", sa.Text()),
)


def upgrade() -> None:
    """Add the column; no organisation has a contact yet."""
    op.add_column("organisation", sa.Column("contacts", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take the column away with what it holds, and contacts for partners alone from every text.

    A server of before knows one kind of contact, and shows it to everybody.
    """
    for_partners = _revision.c.content.contains('"audience":"partners"')
    keys = sa.select(_revision.c.release_id, _revision.c.number).where(for_partners)
    for release_id, number in op.get_bind().execute(keys).all():
        row = sa.and_(_revision.c.release_id == release_id, _revision.c.number == number)
        asked = sa.select(_revision.c.content).where(row)
        content = json.loads(op.get_bind().execute(asked).scalar_one())
        content["contacts"] = [
            one for one in content["contacts"] if one.get("audience") != "partners"
        ]
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        op.execute(sa.update(_revision).where(row).values(content=written))
    op.drop_column("organisation", "contacts")
