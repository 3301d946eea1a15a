"""The tags of public answers, as docs/caching.md gives them."""

from pathlib import Path
from uuid import UUID, uuid4

from app.changes.tags import OF_LISTS, OF_MOVING_LISTS, of_release, release_tag, stale_after

RELEASE = UUID("019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11")
LONGEST = 32  # RFC 9875 section 2


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
