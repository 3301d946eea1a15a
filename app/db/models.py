"""The table that tells this installation from others."""

from uuid import UUID

from sqlmodel import Field, SQLModel


class Installation(SQLModel, table=True):
    """One row, made by the first migration: an identity that outlives the address, and a secret."""

    __tablename__ = "installation"

    id: int = Field(primary_key=True)
    uid: UUID
    # Signs cursors; hexadecimal, 32 bytes. In the database, so that every process has the same.
    secret: str
