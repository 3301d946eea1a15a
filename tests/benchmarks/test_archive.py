"""A made-up archive is stored as the product itself stores documents."""

from sqlmodel import Session, select

from app.db.database import Database
from app.published.document import PublicRelease
from app.published.models import PublishedRelease, PublishedWord
from app.published.store import fulltext_storage
from app.published.words.analysis import TextFields
from benchmarks import archive

COUNT, TEXTS = 25, 4


def documents(session: Session) -> list[PublicRelease]:
    rows = session.exec(select(PublishedRelease).order_by("number")).all()
    return [PublicRelease.model_validate_json(row.document or "") for row in rows]


def words(session: Session) -> set[tuple[str, int]]:
    return {(word.word, word.releases) for word in session.exec(select(PublishedWord)).all()}


def test_words_of_a_text_that_repeats_are_those_of_each_of_its_releases(
    database: Database,
) -> None:
    archive.fill(database, COUNT, TEXTS)
    with database.write() as session:
        made = documents(session)
        numbers = range(1, COUNT + 1)
        found, counted = fulltext_storage.read_lexemes(session, numbers), words(session)
        assert len({document.body_text for document in made}) == TEXTS
        assert len({TextFields.of(document) for document in made}) == TEXTS
        fulltext_storage.clear(session)
        texts = [(number, TextFields.of(made[number - 1])) for number in numbers]
        fulltext_storage.write(session, texts)
        assert fulltext_storage.read_lexemes(session, numbers) == found
        session.expunge_all()
        assert words(session) == counted
