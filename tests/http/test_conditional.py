"""Entity tags and HTTP dates as RFC 9110 writes them."""

from datetime import UTC, datetime

import pytest

from app.base.problems import Invalid, PreconditionRequired, Stale
from app.http.caching import etag_of, imf_fixdate
from app.http.conditional import CODINGS, etags_in, http_date, is_not_modified, require_match

MODIFIED = datetime(2026, 11, 3, 9, 30, 0, 999, tzinfo=UTC)


def test_change_needs_the_current_strong_tag() -> None:
    require_match('"a", "b"', '"b"')
    require_match("*", '"b"')
    with pytest.raises(PreconditionRequired):
        require_match(None, '"b"')
    for other in ['"a"', 'W/"b"', '"b.gz"']:
        with pytest.raises(Stale) as raised:
            require_match(other, '"b"', {"changed": "title"})
        assert raised.value.extra == {"etag": '"b"', "changed": "title"}
    with pytest.raises(Stale):
        require_match('W/"b"', 'W/"b"')


@pytest.mark.parametrize("coding", CODINGS)
def test_a_state_was_seen_in_whatever_coding(coding: str) -> None:
    require_match(f'"a", "b.{coding}"', '"b"')
    with pytest.raises(Stale):
        require_match(f'"c.{coding}"', '"b"')


@pytest.mark.parametrize(
    ("header", "suggestion"),
    [("1", '"1"'), ("'1'", '"1"'), ('"1', '"1"'), ("", None), ("1, 2", None), ('"a" "b"', None)],
)
def test_tags_without_their_quotes_are_told_how_to_be_written(
    header: str, suggestion: str | None
) -> None:
    with pytest.raises(Invalid) as raised:
        is_not_modified({"if-match": header}, '"b"', None)
    (fault,) = raised.value.faults
    assert (fault.parameter, fault.suggestion) == ("If-Match", suggestion)
    example = suggestion or '"1"'
    assert f"Quote it: `If-Match: {example}`" in fault.detail


@pytest.mark.parametrize("header", ["*", '"a", "b"', '"a",,"b",', ' , W/"b"', '"a,b"'])
def test_lists_of_tags_are_read(header: str) -> None:
    assert is_not_modified({"if-none-match": header}, '"c"', None) is (header == "*")


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
