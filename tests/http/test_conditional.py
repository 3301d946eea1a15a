"""Entity tags and HTTP dates as RFC 9110 writes them."""

from datetime import UTC, datetime

import pytest

from app.base.problems import PreconditionRequired, Stale
from app.http.caching import etag_of, imf_fixdate
from app.http.conditional import etags_in, http_date, require_match

MODIFIED = datetime(2026, 11, 3, 9, 30, 0, 999, tzinfo=UTC)


def test_change_needs_the_current_strong_tag() -> None:
    require_match('"a", "b"', '"b"')
    require_match("*", '"b"')
    with pytest.raises(PreconditionRequired):
        require_match(None, '"b"')
    for other in ['"a"', 'W/"b"', "b", ""]:
        with pytest.raises(Stale) as raised:
            require_match(other, '"b"', {"changed": "title"})
        assert raised.value.extra == {"etag": '"b"', "changed": "title"}
    with pytest.raises(Stale):
        require_match('W/"b"', 'W/"b"')


def test_tag_follows_bytes_and_representation() -> None:
    assert etag_of(b"a") == etag_of(b"a")
    assert (
        len({etag_of(b"a"), etag_of(b"b"), etag_of(b"a", "json"), etag_of(b"a", "json", "en")}) == 4
    )
    assert etags_in(etag_of(b"a")) == (etag_of(b"a"),)


def test_tags_with_commas_inside_are_one() -> None:
    assert etags_in('"a,b", W/"c"') == ('"a,b"', 'W/"c"')


def test_http_date_is_written_in_one_form() -> None:
    assert imf_fixdate(MODIFIED) == "Tue, 03 Nov 2026 09:30:00 GMT"
    assert http_date(imf_fixdate(MODIFIED)) == MODIFIED.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    [
        "Tue, 03 Nov 99999999999999999999 09:30:00 GMT",
        "Tue, 03 Nov 2026 99999999999999999999:30:00 GMT",
        "Tue, 03 Nov 2026 09:30:00 99999999999999",
        "Tue, 03 Nov 2026 09:30:00 9999",
    ],
)
def test_a_date_with_numbers_out_of_range_is_none(text: str) -> None:
    assert http_date(text) is None
