"""Ready answers, and conditional requests in the order and with the comparisons of RFC 9110."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import Response
from starlette.requests import Request

from app.http.caching import CachePolicy, answer, imf_fixdate
from app.http.routing import Router
from tests.client import Client
from tests.http.small_app import small_app

MODIFIED = datetime(2026, 11, 3, 9, 30, 0, 999, tzinfo=UTC)
router = Router()


@router.get("/dated")
def get_dated(request: Request) -> Response:
    """Words with both validators."""
    return answer(
        request,
        b"words",
        "text/plain",
        CachePolicy.PUBLIC,
        etag='"x"',
        last_modified=MODIFIED,
        links={"self": "https://press.example/a"},
        headers={"Vary": "Accept", "Content-Language": "en"},
    )


@router.get("/private")
def get_private(request: Request) -> Response:
    """Words for one."""
    return answer(request, b"words", "text/plain", CachePolicy.PRIVATE)


def status(**headers: str) -> int:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(small_app(router)).get("/dated", headers=named).status_code


FUTURE = imf_fixdate(MODIFIED + timedelta(days=1))
SAME = imf_fixdate(MODIFIED)
PAST = imf_fixdate(MODIFIED - timedelta(seconds=1))


@pytest.mark.parametrize("value", ['"x"', 'W/"x"', '"a", W/"x" , "b"', "*", '"a","x"', ' "x" '])
def test_known_tag_is_304_by_weak_comparison(value: str) -> None:
    assert status(If_None_Match=value) == 304


@pytest.mark.parametrize("value", ['"y"', "x", '"x', 'w/"x"', '"X"', ""])
def test_other_tag_is_200(value: str) -> None:
    assert status(If_None_Match=value) == 200


def test_date_is_ignored_beside_a_tag() -> None:
    assert status(If_None_Match='"other"', If_Modified_Since=FUTURE) == 200
    assert status(If_None_Match='"x"', If_Modified_Since=PAST) == 304


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (SAME, 304),
        (FUTURE, 304),
        (PAST, 200),
        ("Tuesday, 03-Nov-26 09:30:00 GMT", 304),
        ("Tue Nov  3 09:30:00 2026", 304),
        ("yesterday", 200),
        (f"{SAME}, {SAME}", 200),
        ("Tue, 99 Nov 2026 09:30:00 GMT", 200),
        ("-1", 200),
        ("0", 200),
    ],
)
def test_if_modified_since_has_the_precision_of_a_second(value: str, expected: int) -> None:
    assert status(If_Modified_Since=value) == expected


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"If_Match": '"x"'}, 200),
        ({"If_Match": "*"}, 200),
        ({"If_Match": 'W/"x"'}, 412),
        ({"If_Match": '"y"'}, 412),
        ({"If_Match": '"y"', "If_None_Match": '"x"'}, 412),
        ({"If_Match": '"x"', "If_None_Match": '"x"'}, 304),
        ({"If_Match": '"x"', "If_Unmodified_Since": PAST}, 200),
        ({"If_Unmodified_Since": PAST}, 412),
        ({"If_Unmodified_Since": SAME}, 200),
    ],
)
def test_if_match_goes_first_and_compares_strongly(headers: dict[str, str], expected: int) -> None:
    assert status(**headers) == expected


def test_304_has_the_validators_of_200_and_no_metadata_of_a_body() -> None:
    client = Client(small_app(router))
    full = client.get("/dated")
    short = client.get("/dated", headers={"If-None-Match": '"x"'})
    for name in ["etag", "last-modified", "vary", "cache-control", "link"]:
        assert short.headers[name] == full.headers[name]
    assert full.headers["content-language"] == "en"
    assert "content-language" not in short.headers
    assert "content-type" not in short.headers
    assert short.content == b""


def test_private_answer_is_not_stored_and_has_no_tag_of_its_own() -> None:
    got = Client(small_app(router)).get("/private", headers={"If-None-Match": "*"})
    assert (got.status_code, got.headers["cache-control"]) == (200, "private, no-store")
    assert "etag" not in got.headers
