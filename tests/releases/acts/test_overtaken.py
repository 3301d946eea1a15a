"""What changes between the look of a publication and the lock of the log: it is made again."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from app.media.models import MediaFile
from tests.files import stored
from tests.newsroom import EDITORIAL, Newsroom, checked

MERGE_PATCH = "application/merge-patch+json"


@contextmanager
def meanwhile(newsroom: Newsroom, act: Callable[[], Any]) -> Iterator[list[Any]]:
    """Have another do `act` when a request has read its release and is about to read the words.

    Gives what `act` answered, once it was done.
    """
    done: list[Any] = []
    coming: list[bool] = []
    engine = newsroom.database.engine

    def come_between(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "FROM revision" in statement and not coming:
            coming.append(True)
            with ThreadPoolExecutor(1) as other:
                done.append(other.submit(act).result())

    event.listen(engine, "before_cursor_execute", come_between)
    yield done
    event.remove(engine, "before_cursor_execute", come_between)
    assert done


def edition(newsroom: Newsroom, release: dict[str, Any]) -> dict[str, Any]:
    """What readers get."""
    return checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)


def rename(newsroom: Newsroom, kind: str, id: str, **members: Any) -> Any:
    """A place or theme, renamed by an editor."""
    address = f"/v1/editorial/{kind}/{id}"
    tag = checked(newsroom.desk.get(address), 200)["etag"]
    headers = {"If-Match": tag, "Content-Type": MERGE_PATCH}
    return checked(newsroom.desk.patch(address, json=members, headers=headers), 200)


def test_a_slug_that_another_took_meanwhile_is_not_taken_twice(newsroom: Newsroom) -> None:
    # Of two organisations, neither of which is told what the other has planned.
    members = {"title": "Ferry", "slug": "ferry"}
    ours = newsroom.draft(**members, organisation={"id": "iom", "name": "IOM"})
    theirs = newsroom.draft(**members, organisation={"id": "unicef", "name": "UNICEF"})
    with meanwhile(newsroom, lambda: newsroom.act(theirs, "publish")):
        published = newsroom.act(ours, "publish")
    assert published["slug"] == edition(newsroom, ours)["slug"] == "ferry-2"
    assert edition(newsroom, theirs)["slug"] == "ferry"


def test_a_theme_that_was_renamed_meanwhile_is_shown_by_its_new_name(newsroom: Newsroom) -> None:
    newsroom.published(title="So that its name is known", themes=["health"])
    draft = newsroom.draft(themes=["health"])
    labels = {"en": "Health of all"}
    with meanwhile(newsroom, lambda: rename(newsroom, "themes", "health", labels=labels)):
        newsroom.act(draft, "publish")
    assert edition(newsroom, draft)["themes"][0]["label"] == "Health of all"


def test_a_place_that_was_renamed_meanwhile_is_shown_by_its_new_name(newsroom: Newsroom) -> None:
    newsroom.published(title="So that it can be renamed", locations=["edirne"])
    draft = newsroom.draft(locations=["edirne"])
    place = ("locations", "geonames:747712")
    with meanwhile(newsroom, lambda: rename(newsroom, *place, name="Adrianople")):
        newsroom.act(draft, "publish")
    assert edition(newsroom, draft)["locations"][0]["name"] == "Adrianople"


def test_a_first_city_of_a_renamed_division_is_shown_within_its_new_name(
    newsroom: Newsroom,
) -> None:
    # The database has the division by the editors' name, and the city not yet.
    newsroom.published(title="So that it can be renamed", locations=["TR-22"])
    rename(newsroom, "locations", "TR-22", name="Thrace")
    city = newsroom.published(title="Of the city", locations=["edirne"])
    above = edition(newsroom, city)["locations"][0]["ancestors"]
    assert [place["name"] for place in above if place["id"] == "TR-22"] == ["Thrace"]


@pytest.mark.parametrize("locations", [[], ["edirne"]])
def test_an_edit_that_came_meanwhile_is_not_published_unseen(
    newsroom: Newsroom, locations: list[str]
) -> None:
    draft = newsroom.draft(locations=locations)
    headers = {"If-Match": draft["etag"]}
    with meanwhile(newsroom, lambda: newsroom.edit(draft, title="Another")) as edits:
        answer = newsroom.desk.post(f"{EDITORIAL}/{draft['id']}/publish", headers=headers)
    assert answer.status_code == 412
    assert newsroom.public_ids() == []
    newsroom.act(edits[0], "publish")
    assert edition(newsroom, draft)["title"] == "Another"


def test_of_two_who_publish_at_once_the_second_learns_of_the_first(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    headers = {"If-Match": draft["etag"]}
    with meanwhile(newsroom, lambda: newsroom.act(draft, "publish")):
        answer = newsroom.desk.post(f"{EDITORIAL}/{draft['id']}/publish", headers=headers)
    assert answer.status_code == 409
    assert edition(newsroom, draft)["version"] == 1


def test_what_is_said_of_a_file_meanwhile_is_published(newsroom: Newsroom) -> None:
    file = stored(newsroom)
    draft = newsroom.draft(media=[{"file": str(file.id)}])

    def rename_author() -> bool:
        with newsroom.database.write() as session:
            row = session.get_one(MediaFile, file.id)
            row.credit, row.lock = "Deniz Example", row.lock + 1
        return True

    with meanwhile(newsroom, rename_author):
        newsroom.act(draft, "publish")
    assert edition(newsroom, draft)["media"][0]["credit"] == "Deniz Example"
