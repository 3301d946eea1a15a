"""Files of scheduled releases: had by whoever may read the release, and as long."""

import pytest

from app.auth.caller import Scope
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.files import address, stored
from tests.newsroom import Newsroom, checked

CONTENT = bytes(range(256)) * 20
EMBARGOED = "/v1/embargoed/releases"


@pytest.fixture
def clock(newsroom: Newsroom) -> Clock:
    return Clock(newsroom.app)


def test_a_file_is_readable_while_the_release_is_and_at_no_other_door(
    newsroom: Newsroom, clock: Clock
) -> None:
    picture = stored(newsroom, CONTENT)
    draft = newsroom.draft(media=[{"file": str(picture.id)}])
    release = newsroom.act(draft, "schedule", at=instant(T + HOUR))
    partner = newsroom.as_key(Scope.EMBARGO)
    (shown,) = checked(partner.get(f"{EMBARGOED}/{release['id']}"), 200)["media"]
    assert len(shown["renditions"]) == 6
    for form in (shown, *shown["renditions"]):
        answer = partner.get(form["url"])
        assert (answer.status_code, len(answer.content)) == (200, form["bytes"])
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["content-type"] == form["media_type"]
        assert newsroom.api.get(form["url"]).status_code == 401
    part = partner.get(shown["url"], headers={"Range": "bytes=1-3"})
    assert (part.status_code, part.content) == (206, CONTENT[1:4])
    assert newsroom.api.get(address(picture)).status_code == 404
    assert partner.get(address(picture)).status_code == 404
    clock.at = T + HOUR
    assert partner.get(shown["url"]).status_code == 404
    assert newsroom.api.get(address(picture)).content == CONTENT


def test_a_file_of_groups_and_one_of_another_release_are_as_none(
    newsroom: Newsroom, clock: Clock
) -> None:
    assert clock.at == T
    sealed, other = stored(newsroom, CONTENT), stored(newsroom, b"other")
    uses = {"media": [{"file": str(sealed.id)}]}
    for_groups = newsroom.act(
        newsroom.draft(**uses), "schedule", at=instant(T + HOUR), embargo_groups=[]
    )
    for_all = newsroom.act(
        newsroom.draft(media=[{"file": str(other.id)}]), "schedule", at=instant(T + HOUR)
    )
    partner = newsroom.as_key(Scope.EMBARGO)
    name, given = address(sealed).rpartition("/")[2], {"X-Request-Id": "the-same-id"}
    unknown = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11"
    never = partner.get(f"{EMBARGOED}/{unknown}/media/{name}", headers=given)
    for release_id in (for_groups["id"], for_all["id"]):
        answer = partner.get(f"{EMBARGOED}/{release_id}/media/{name}", headers=given)
        assert (answer.status_code, answer.content) == (404, never.content)
