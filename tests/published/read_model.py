"""The read model as rows that can be compared."""

from sqlmodel import Session, SQLModel, select

from app.published.models import (
    PublishedMedia,
    PublishedRelease,
    PublishedSlug,
    PublishedVersion,
    PublishedWord,
)
from app.published.store.fulltext_storage import read_lexemes

TABLES: tuple[type[SQLModel], ...] = (
    PublishedRelease,
    PublishedSlug,
    PublishedVersion,
    PublishedWord,
    PublishedMedia,
)


def rows(session: Session) -> dict[str, list[str]]:
    """Returns the rows of each table as sorted text, and the words of each listed release."""
    found = {
        str(table.__tablename__): sorted(
            repr(sorted(row.model_dump().items())) for row in session.exec(select(table))
        )
        for table in TABLES
    }
    texts = read_lexemes(session, session.exec(select(PublishedRelease.number)).all())
    found["full text"] = [f"{number}: {sorted(words)}" for number, words in sorted(texts.items())]
    return found
