"""Requests that were dear elsewhere are taken, or refused with a reason.

What each costs, `benchmarks.hostile_bodies` measures.
"""

from typing import Any

import httpx
import pytest

from app.base.settings import Settings
from app.releases.sanitiser import MAX_LENGTH
from tests.behaviour.bombs import ADDRESSES, HTML, JSON, SUGGEST, text_of
from tests.newsroom import EDITORIAL, Newsroom

ANSWERS = {200, 201, 400, 404, 414, 422}


def _check(answer: httpx.Response) -> httpx.Response:
    assert answer.status_code in ANSWERS
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
        assert len(answer.json().get("errors", ())) <= 100
    return answer


def _post(newsroom: Newsroom, path: str, members: Any) -> httpx.Response:
    body = text_of(members)
    assert len(body) <= Settings().max_body_bytes
    headers = {"Content-Type": "application/json"}
    return _check(newsroom.desk.post(path, content=body, headers=headers))


@pytest.mark.parametrize("name", HTML)
def test_html_is_kept_within_its_length_or_refused_by_its_name(
    newsroom: Newsroom, name: str
) -> None:
    answer = _post(newsroom, EDITORIAL, {"title": "x", "body_html": HTML[name]()})
    if answer.status_code == 201:
        assert len(answer.json()["body_html"]) <= MAX_LENGTH
    else:
        assert answer.json()["errors"][0]["pointer"] == "#/body_html"


@pytest.mark.parametrize("name", JSON)
def test_json_of_any_shape_is_taken_or_refused_with_a_reason(newsroom: Newsroom, name: str) -> None:
    members = JSON[name]()
    _post(newsroom, EDITORIAL, {"title": "x"} | members if isinstance(members, dict) else members)


@pytest.mark.parametrize("name", JSON)
def test_a_patch_of_any_shape_is_taken_or_refused_with_a_reason(
    newsroom: Newsroom, name: str
) -> None:
    release = newsroom.draft()
    headers = {"Content-Type": "application/json", "If-Match": release["etag"]}
    path, body = f"{EDITORIAL}/{release['id']}", text_of(JSON[name]())
    _check(newsroom.desk.patch(path, content=body, headers=headers))


@pytest.mark.parametrize("name", SUGGEST)
def test_suggestions_are_made_for_any_text(newsroom: Newsroom, name: str) -> None:
    _post(newsroom, "/v1/editorial/suggest", SUGGEST[name]())


@pytest.mark.parametrize("name", ADDRESSES)
def test_any_address_is_answered_or_refused_with_a_reason(newsroom: Newsroom, name: str) -> None:
    _check(newsroom.api.get(ADDRESSES[name]))
