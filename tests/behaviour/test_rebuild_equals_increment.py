"""The read model made again from the write side is the one that grew act by act."""

from typing import Any

from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from tests.files import stored
from tests.newsroom import Newsroom
from tests.published.read_model import rows


def test_the_read_model_equals_its_rebuild(newsroom: Newsroom) -> None:
    plenty: dict[str, Any] = {
        "dateline": {"text": "Edirne"},
        "locations": ["GR"],
        "themes": ["children", "health"],
        "body_text": "One.\n\nTwo.",
    }
    newsroom.published(title="Plain")
    shown = {"media": [{"file": str(stored(newsroom).id), "caption": "At night"}]}
    newsroom.published(title="With a picture", **shown)
    newsroom.act(newsroom.published(title="It goes", **shown), "withdraw", notice="x")
    kept_picture = newsroom.published(title="It stays", **shown)
    newsroom.act(kept_picture, "withdraw", notice="x", kind="kept")
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
    assert len(grown["full text"]) == 8
    # Of the release that is public, and of the one under a notice: a file and its renditions.
    assert len(grown["published_media"]) == 2 * 7


def test_a_rebuild_tells_the_log_nothing(newsroom: Newsroom) -> None:
    newsroom.published()
    head = newsroom.api.get("/v1/changes").json()["meta"]["head"]
    with newsroom.database.write() as session:
        assert restore_all(session, public_states(session, newsroom.settings.zone)) == 1
    assert newsroom.api.get("/v1/changes").json()["meta"]["head"] == head
