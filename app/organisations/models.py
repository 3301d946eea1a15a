"""Table of the organisations that issue releases, or are named in them as partners."""

from datetime import datetime

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from app.db.database import UtcInstant


class OrganisationRow(SQLModel, table=True):
    """One organisation. Its id is a readable word and never changes.

    There are a few dozen, or a few hundred: whoever needs some reads them all (`queries.py`).
    """

    __tablename__ = "organisation"

    id: str = Field(primary_key=True, max_length=96)
    # What it is called where no other name fits; one of `names`.
    name: str = Field(sa_column=Column(Text, nullable=False))
    # JSON by language, one name at least: {"en": "Relief Network", "tr": "Yardım Ağı"}
    names: str = Field(sa_column=Column(Text, nullable=False))
    # JSON: what it was called before, or is called too. It is found by these, and not shown so.
    other_names: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    home_page: str | None = Field(default=None, sa_column=Column(Text))
    logo: str | None = Field(default=None, sa_column=Column(Text))
    postal_address: str | None = Field(default=None, sa_column=Column(Text))
    # JSON: [{"kind": "mastodon", "url": "https://social.example/@relief"}]
    accounts: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    parent_id: str | None = Field(
        default=None, foreign_key="organisation.id", index=True, max_length=96
    )
    # False until a release that names it, or one below it, becomes public; then always true.
    is_public: bool = False
    # Grows with every change; it is the entity tag.
    lock: int = 1
    created_at: datetime = Field(sa_type=UtcInstant)
    updated_at: datetime = Field(sa_type=UtcInstant)
