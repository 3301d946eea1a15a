"""A mistyped word is answered with one that is there, never with one that is not public."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session

from app.changes.log import ChangeKind
from app.db.database import Database
from app.published.document import Notice, NoticeKind
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.search.spelling import suggest
from app.published.store import writer
from app.published.words.text_query import parse_text
from tests.factories import PUBLISHED_AT, a_document

TITLES = (
    "Earthquake relief in Antakya",
    "Earthquake shelters",
    "Less dire than it was",
    "Medicaid and Medicare",
    "Medicare",
    "Refugees reach Lesvos",
    "Toplantı İstanbul'da",
    "Мигранты в Турции",
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.write() as opened:
        for title in TITLES:
            document = a_document(title=title, summary=None, body_text="")
            writer.put(opened, document, PUBLISHED_AT, ChangeKind.PUBLISHED)
        yield opened
        opened.rollback()


def meant(session: Session, q: str, found: int = 0) -> str | None:
    query = parse_text(q)
    assert query is not None
    reader = Reader(session, Snapshot(ZoneInfo("UTC")))
    with reader.steady():
        return suggest(reader.source, query, found)


def test_a_slip_of_the_pen_is_recognised(session: Session) -> None:
    for q, better in {
        "earthqauke": "earthquake",
        "Eartquake": "earthquake",
        "erathquake": "earthquake",
        "refugess": "refugees",
        "aerthquake relief": "earthquake relief",
        "edirne": None,
        "Lesvoss": "lesvos",
        "medicade": "medicaid",
        "toplanti": None,
        "toplantu": "toplantı",
        "истамбул": None,
        "мигрнаты": "мигранты",
        "earthquake": None,
        "earthquake lesvos": None,
        "zzzzzz": None,
        "ab": None,
        '"earthqauke"': None,
        "earthqauke -shelters": "earthquake -shelters",
        "-earthqauke": None,
    }.items():
        assert meant(session, q) == better, q


def test_who_finds_enough_is_not_corrected(session: Session) -> None:
    assert meant(session, "earthqauke", found=3) is None


def test_a_withdrawn_word_is_not_suggested(session: Session) -> None:
    document = a_document(title="Zephyrine boats", summary=None, body_text="")
    writer.put(session, document, PUBLISHED_AT, ChangeKind.PUBLISHED)
    assert meant(session, "zephirine") == "zephyrine"
    notice = Notice(
        release_id=document.id,
        kind=NoticeKind.GONE,
        text="Issued in error.",
        withdrawn_at=PUBLISHED_AT,
        version=2,
        replaced_by=None,
    )
    writer.withdraw(session, notice)
    assert meant(session, "zephirine") is None
