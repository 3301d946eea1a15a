"""The tags of public answers, as docs/caching.md gives them, and as each cache reads its own."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from app.http.cache_tags import (
    EVERYTHING,
    MOST_TAGS,
    OF_LISTS,
    OF_MOVING_LISTS,
    of_release,
    release_tag,
    stale_after,
    stale_groups,
    tag_headers,
)

RELEASE = UUID("019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11")
LONGEST = 32  # RFC 9875 section 2


def test_three_headers_name_the_same_tags() -> None:
    assert tag_headers(("dateline", "releases")) == {
        "Cache-Groups": '"dateline", "releases"',
        "Surrogate-Key": "dateline releases",
        "Cache-Tag": "dateline,releases",
    }


@pytest.mark.parametrize("count", [1, MOST_TAGS])
def test_stale_groups_are_named_in_one_order(count: int) -> None:
    tags = {f"tag-{number:02}" for number in range(count)}
    assert stale_groups(tags).split(", ") == [f'"{tag}"' for tag in sorted(tags)]


def test_too_many_stale_groups_are_everything() -> None:
    assert stale_groups({str(number) for number in range(MOST_TAGS + 1)}) == f'"{EVERYTHING}"'


def test_tag_of_a_release_is_the_one_in_the_documentation() -> None:
    text = (Path(__file__).parents[2] / "docs" / "caching.md").read_text(encoding="utf-8")
    assert f"Release `{RELEASE}` has the tag `{release_tag(RELEASE)}`" in text
    assert len(release_tag(RELEASE)) == LONGEST


def test_every_answer_has_the_tag_that_clears_everything() -> None:
    for tagged in (OF_LISTS, OF_MOVING_LISTS, of_release(RELEASE)):
        assert tagged.tags[0] == "dateline"
    assert [OF_LISTS.is_moving, OF_MOVING_LISTS.is_moving] == [False, True]


def test_facts_make_lists_and_their_releases_stale_or_everything() -> None:
    some = [uuid4(), uuid4()]
    assert stale_after(some, 3) == ("releases", *sorted(map(release_tag, some)))
    assert stale_after(some, 2) == ("dateline",)
