"""What the database tells, and to whom."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.base.settings import Settings
from app.db.database import Database


def test_an_error_does_not_tell_the_values_of_its_statement(database: Database) -> None:
    """They may be a secret or words under embargo, and errors go to the log."""
    with pytest.raises(DBAPIError) as failed, database.write() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "zephyrine"})
    assert "zephyrine" not in str(failed.value)


def test_a_replica_is_one_of_postgresql() -> None:
    with pytest.raises(ValueError, match="DATELINE_READ_DATABASE_URL"):
        Settings(read_database_url="postgresql+psycopg://replica/press")
