"""The table of words that published releases have. The full text itself is no table of models:

SQLite keeps it in `published_text` (FTS5, without content) with the same lexemes, compressed, in
`published_text_kept`; PostgreSQL in `published_text` (tsvector). See `fulltext_storage.py`.
"""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class PublishedWord(SQLModel, table=True):
    """A word as it is written (in lower case), and in how many listed releases it stands."""

    __tablename__ = "published_word"
    __table_args__ = (Index("ix_published_word_head", "head", "size"),)

    word: str = Field(primary_key=True)
    # What it is compared by, with its first letter and its length: mistyped words are near it.
    form: str
    head: str
    size: int
    releases: int
