"""Tables of the places that releases use: copied from the gazetteer, or made by editors."""

from sqlalchemy import CheckConstraint, Column, Text
from sqlmodel import Field, SQLModel


class Location(SQLModel, table=True):
    """A place. Editors may rename it; its id and slug never change.

    `source` is `gazetteer` for a copy and `own` for a place that editors made. `name_key` is the
    name as `naming.place_key` folds it: what a filter by name is compared with.
    """

    __tablename__ = "location"
    __table_args__ = (CheckConstraint("source IN ('gazetteer', 'own')", name="source"),)

    id: str = Field(primary_key=True, max_length=80)
    kind: str = Field(max_length=16)
    name: str = Field(max_length=200)
    name_key: str = Field(max_length=200, index=True)
    slug: str = Field(max_length=120, unique=True)
    code: str | None = Field(max_length=8, index=True)
    country: str | None = Field(max_length=2)
    latitude: float | None
    longitude: float | None
    population: int
    timezone: str | None = Field(max_length=40)
    parent_id: str | None = Field(foreign_key="location.id", index=True, max_length=80)
    source: str = Field(max_length=16)
    # JSON, what editors gave: {"tr": "Kara Tepe kampı"}, and further names ["Mavrovouni"].
    names: str = Field(default="{}", sa_column=Column(Text, nullable=False))
    other_names: str = Field(default="[]", sa_column=Column(Text, nullable=False))
    # False for a place of editors until a release that uses it becomes public; then always true.
    is_public: bool = True
    # The successor after a merge, which was never merged itself.
    merged_into: str | None = Field(
        default=None, foreign_key="location.id", index=True, max_length=80
    )
    # Grows with every change; it is the entity tag.
    lock: int = 1


class LocationAncestor(SQLModel, table=True):
    """Closure of `parent_id`: a row for each place above each place, and one for itself at depth 0.

    North America (003) lies across the tree of UN M49: it stands among the ancestors of its parts
    and is the parent of none.
    """

    __tablename__ = "location_ancestor"

    location_id: str = Field(primary_key=True, foreign_key="location.id", max_length=80)
    ancestor_id: str = Field(primary_key=True, foreign_key="location.id", index=True, max_length=80)
    # 0 is the place itself, 1 the nearest place above it.
    depth: int


class LocationSpelling(SQLModel, table=True):
    """A look-up key for each name that editors gave a place.

    `whole` is the key of a full name; the keys from its later words on serve completion.
    """

    __tablename__ = "location_spelling"

    location_id: str = Field(primary_key=True, foreign_key="location.id", max_length=80)
    key: str = Field(primary_key=True, index=True, max_length=200)
    whole: bool
