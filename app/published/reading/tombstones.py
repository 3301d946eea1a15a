"""Releases that were withdrawn lately and that a selection had: their notices, nothing of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from app.changes.models import Change
from app.published.document import Notice
from app.published.models import PublishedRelease
from app.published.selection.grammar import Selection
from app.published.selection.matching import Facts, matches

# How many withdrawals, the newest of all, a feed tells of. Who asks more seldom follows the log.
MOST = 200


@dataclass(frozen=True)
class Withdrawal:
    """A release that was withdrawn, when, and what readers are told of it."""

    release_id: UUID
    at: datetime
    text: str


def list_withdrawals(session: Session, selection: Selection) -> list[Withdrawal]:
    """Of the newest `MOST` withdrawals those of releases that `selection` had; one statement.

    What `q` asks for is not looked at: the words of a withdrawn release are not kept.
    """
    release_id = col(PublishedRelease.id)
    last_facts = (
        select(col(Change.facts))
        .where(col(Change.release_id) == release_id, col(Change.facts).is_not(None))
        .order_by(col(Change.seq).desc())
        .limit(1)
        .scalar_subquery()
    )
    newest = (
        select(col(PublishedRelease.notice), last_facts.label("facts"))
        .where(col(PublishedRelease.listed).is_(False))
        .order_by(col(PublishedRelease.modified_at).desc(), release_id.desc())
        .limit(MOST)
    )
    found = []
    for row in session.execute(newest):
        if row.facts is not None and matches(selection, Facts.from_json(row.facts)):
            notice = Notice.model_validate_json(row.notice)
            found.append(Withdrawal(notice.release_id, notice.withdrawn_at, notice.text))
    return found
