"""Parts by byte, as RFC 9110 section 14 has them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.problems import Problem
from app.http.byte_ranges import ByteRange, read_range

TAG = '"abc"'


def asked(value: str, size: int = 100, if_range: str | None = None) -> ByteRange | None:
    headers = {"range": value} | ({} if if_range is None else {"if-range": if_range})
    return read_range(headers, size, TAG)


def test_a_part_ends_with_the_byte_that_is_named_last() -> None:
    part = asked("bytes=10-19")
    assert part == ByteRange(10, 20, 100)
    assert (part.length, part.content_range) == (10, "bytes 10-19/100")


def test_no_range_is_the_whole() -> None:
    assert read_range({}, 100, TAG) is None
    assert read_range({"if-range": TAG}, 100, TAG) is None


def test_a_number_without_end_is_no_range() -> None:
    assert asked(f"bytes=0-{'9' * 400}") is None


def test_a_file_without_bytes_has_no_part() -> None:
    with pytest.raises(Problem) as told:
        asked("bytes=0-", size=0)
    assert told.value.headers == {"Content-Range": "bytes */0"}


@pytest.mark.parametrize("value", ["*", 'W/"abc"', '"other"', "abc", ""])
def test_if_range_that_does_not_name_these_bytes_is_the_whole(value: str) -> None:
    assert asked("bytes=0-9", if_range=value) is None
    assert asked("bytes=0-9", if_range=TAG) is not None


@given(st.text(alphabet="bytes=0123456789-, *", max_size=20), st.integers(1, 200))
def test_whatever_is_asked_the_part_lies_within_the_file(value: str, size: int) -> None:
    with suppress(Problem):
        part = asked(value, size)
        assert part is None or 0 <= part.start < part.end <= size
