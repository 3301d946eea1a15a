"""Alembic's entry: runs on the connection that `app.core.schema` hands in."""

import app.main  # noqa: F401  every table is known once the application is imported
from alembic import context
from sqlmodel import SQLModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # SQLite changes a table by copying it.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
