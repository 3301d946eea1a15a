"""The read model made again from the write side is the one that grew act by act."""

from typing import Any

from sqlmodel import Session, SQLModel, select

from app.published.models import PublishedRelease, PublishedSlug, PublishedVersion, PublishedWord
from app.published.store.fulltext_storage import read_lexemes
from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from tests.newsroom import Newsroom

TABLES: tuple[type[SQLModel], ...] = (
    PublishedRelease,
    PublishedSlug,
    PublishedVersion,
    PublishedWord,
)


def rows(session: Session) -> dict[str, list[str]]:
    found = {
        str(table.__tablename__): sorted(
            repr(sorted(row.model_dump().items())) for row in session.exec(select(table))
        )
        for table in TABLES
    }
    texts = read_lexemes(session, session.exec(select(PublishedRelease.number)).all())
    found["full text"] = [f"{number}: {sorted(words)}" for number, words in sorted(texts.items())]
    return found


def test_the_read_model_equals_its_rebuild(newsroom: Newsroom) -> None:
    plenty: dict[str, Any] = {
        "dateline": {"text": "Edirne"},
        "locations": ["GR"],
        "themes": ["children", "health"],
        "body_text": "One.\n\nTwo.",
    }
    newsroom.published(title="Plain")
    corrected = newsroom.edit(newsroom.published(title="To correct", **plenty), title="Corrected")
    corrected = newsroom.act(corrected, "correct", note="The title.")
    newsroom.act(newsroom.edit(corrected, summary="Later."), "update")
    moved = newsroom.act(newsroom.edit(newsroom.published(title="a"), slug="b"), "update")
    newsroom.act(newsroom.edit(moved, slug="c"), "update")
    newsroom.published(title="Takes a slug over", slug="b")
    newsroom.act(newsroom.published(title="Gone", **plenty), "withdraw", notice="x")
    newsroom.act(newsroom.published(title="Kept", **plenty), "withdraw", notice="y", kind="kept")
    successor = newsroom.published(title="Successor")
    newsroom.act(
        newsroom.published(title="Replaced"),
        "withdraw",
        notice="z",
        kind="replaced",
        replaced_by=successor["id"],
    )
    back = newsroom.act(newsroom.published(title="Back again"), "withdraw", notice="wait")
    newsroom.act(newsroom.edit(back, title="Back again, better"), "publish")
    newsroom.edit(newsroom.published(title="Half edited"), title="Not yet public")
    newsroom.draft(title="Never public")

    with newsroom.database.read() as session:
        grown = rows(session)
    with newsroom.database.write() as session:
        restore_all(session, public_states(session, newsroom.settings.zone))
    with newsroom.database.read() as session:
        assert rows(session) == grown
    assert len(grown["published_slug"]) == 1
    # Each that is listed, and no other.
    assert len(grown["full text"]) == 7


def test_a_rebuild_tells_the_log_nothing(newsroom: Newsroom) -> None:
    newsroom.published()
    head = newsroom.api.get("/v1/changes").json()["meta"]["head"]
    with newsroom.database.write() as session:
        assert restore_all(session, public_states(session, newsroom.settings.zone)) == 1
    assert newsroom.api.get("/v1/changes").json()["meta"]["head"] == head
