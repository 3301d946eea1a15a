"""Table of the themes that a release can have."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Theme(SQLModel, table=True):
    """One theme of the tree. Its id is a readable word and never changes.

    The tree has a few dozen rows, so that paths are computed when they are read (`queries.py`).
    """

    __tablename__ = "theme"

    id: str = Field(primary_key=True)
    parent_id: str | None = Field(default=None, foreign_key="theme.id", index=True)
    position: int
    # JSON: {"en": "Children", "tr": "Çocuklar"}
    labels: str = Field(sa_column=Column(Text, nullable=False))
    # JSON: [{"qcode": "medtop:20000790", "relation": "exact"}]
    iptc: str = Field(sa_column=Column(Text, nullable=False))
    # JSON: the keyword rule as in the taxonomy file, see `taxonomy.KeywordRule`.
    keywords: str = Field(sa_column=Column(Text, nullable=False))
    # A theme that left the taxonomy file: old releases keep it, new ones cannot get it.
    retired: bool = False
