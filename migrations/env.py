"""Alembic's entry: runs on the connection that `app.db.schema` hands in."""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from app.db.database import UtcInstant


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Plain column types, so that an old migration never needs the code of its day."""
    if kind == "type" and isinstance(item, UtcInstant):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    # Only what writes a migration compares with the models.
    target_metadata=context.config.attributes.get("target_metadata"),
    # SQLite changes a table by copying it.
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
