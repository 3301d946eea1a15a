"""Table of the themes that a release can have."""

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Theme(SQLModel, table=True):
    """One theme of the tree. Its id is a readable word and never changes.

    The tree has a few dozen rows, so that paths are computed when they are read (`tree.py`).
    """

    __tablename__ = "theme"

    id: str = Field(primary_key=True)
    parent_id: str | None = Field(default=None, foreign_key="theme.id", index=True)
    # Its place among the themes of the same parent.
    position: int
    # JSON: {"en": "Children", "tr": "Çocuklar"}
    labels: str = Field(sa_column=Column(Text, nullable=False))
    # JSON: [{"qcode": "medtop:20000790", "relation": "exact"}]
    iptc: str = Field(sa_column=Column(Text, nullable=False))
    # JSON: the keyword rule as in the taxonomy file, see `taxonomy.KeywordRule`.
    keywords: str = Field(sa_column=Column(Text, nullable=False))
    # It left the taxonomy file, or editors retired it: releases keep it, no other gets it.
    retired: bool = False
    # The theme that it was merged into, which is never itself merged.
    merged_into: str | None = Field(default=None, foreign_key="theme.id", index=True)
    # Editors made or changed it: the taxonomy file leaves it alone from then on.
    edited: bool = False
    # Grows with every change; it is the entity tag.
    lock: int = 1
