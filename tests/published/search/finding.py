"""Publishes releases and searches them, without HTTP."""

import json
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.changes.log import ChangeKind
from app.published.document import PublicRelease
from app.published.index.columns import array_of
from app.published.reading.reader import Reader
from app.published.reading.snapshot import Snapshot
from app.published.search import fulltext
from app.published.search.fulltext import Hits
from app.published.store import writer
from app.published.words.text_query import parse_text
from tests.factories import PUBLISHED_AT, a_document

UTC_ZONE = ZoneInfo("UTC")


def publish(session: Session, **members: Any) -> PublicRelease:
    document = a_document(**{"summary": None, "body_text": "", **members})
    writer.put(session, document, PUBLISHED_AT, ChangeKind.PUBLISHED)
    return document


def search(session: Session, q: str, index: Snapshot | None = None) -> Hits:
    query = parse_text(q)
    assert query is not None
    reader = Reader(session, index or Snapshot(UTC_ZONE))
    with reader.steady():
        return fulltext.find(reader.source, query)


def titles(session: Session, q: str, index: Snapshot | None = None) -> list[str]:
    """What is found, the best first."""
    hits = search(session, q, index)
    ordered = sorted(zip(-hits.scores(array_of(hits.numbers)), hits.numbers, strict=True))
    documents = Reader(session, index or Snapshot(UTC_ZONE)).documents([n for _, n in ordered])
    return [json.loads(document.text)["title"] for document in documents]
