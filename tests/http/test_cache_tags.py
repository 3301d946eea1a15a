"""Tags as headers: each cache reads its own, and none is told more than it has to take."""

import pytest

from app.http.cache_tags import EVERYTHING, MOST_TAGS, stale_groups, tag_headers


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
