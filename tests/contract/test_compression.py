"""Every answer is compressed, whoever asks, but for those that hold a secret."""

import re
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from app.auth.caller import Scope
from app.http.routing import RouteTable, holds_secret
from app.http.server.cached_response import SMALLEST
from tests.newsroom import EDITORIAL, Newsroom

TOP = Path(__file__).parents[2]
# What can be used by whoever reads it. `url` is the link of a preview.
SECRETS = {"key", "secret", "token"}
LONG = "<p>" + "Blankets reached the villages before the snow. " * 100 + "</p>"


def test_what_holds_a_secret_is_marked_and_named(newsroom: Newsroom) -> None:
    routes = RouteTable.of(newsroom.app).routes
    marked = {
        f"{'/'.join(route.methods or ())} {route.path}" for route in routes if holds_secret(route)
    }
    page = (TOP / "docs" / "caching.md").read_text(encoding="utf-8")
    named = re.search(r"## What is not compressed\n(.*?)\n## ", page, re.DOTALL)
    assert named is not None
    assert marked
    assert set(re.findall(r"^\| `([A-Z]+ /\S+)` \|", named[1], re.MULTILINE)) == marked
    unmarked = [route.path for route in routes if not holds_secret(route) and _tells(route)]
    assert unmarked == []


def _tells(route: Any) -> bool:
    """Whether the answer of a route has a member for a secret."""
    model = route.response_model
    is_model = isinstance(model, type) and issubclass(model, BaseModel)
    return is_model and bool(_names(model) & SECRETS)


def _names(model: type[BaseModel]) -> set[str]:
    found = set(model.model_fields)
    for field in model.model_fields.values():
        for part in (field.annotation, *get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel) and part is not model:
                found |= _names(part)
    return found


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_public_keyed_editorial_and_change_answers_are_compressed(
    newsroom: Newsroom, coding: str
) -> None:
    release = newsroom.published(body_html=LONG)
    plain, coded = {"Accept-Encoding": "identity"}, {"Accept-Encoding": coding}
    paths = (
        "/v1/releases",
        f"/v1/releases/{release['id']}",
        "/v1/changes",
        "/v1/releases.ndjson",
        EDITORIAL,
        f"{EDITORIAL}/{release['id']}",
        "/v1/openapi.json",
        "/docs/swagger-ui.css",
    )
    for client in (newsroom.desk, newsroom.api):
        for path in paths:
            whole, small = (client.get(path, headers=given) for given in (plain, coded))
            if whole.status_code == 401:
                continue
            assert "content-encoding" not in whole.headers
            assert small.headers["content-encoding"] == coding, path
            assert "Accept-Encoding" in small.headers["vary"]
            assert small.content == whole.content
            assert int(small.headers["content-length"]) < len(whole.content) / 2


def test_the_answer_to_a_change_is_compressed_and_its_tag_is_that_of_the_state(
    newsroom: Newsroom,
) -> None:
    given = {"title": "Ferry service resumes", "body_html": LONG}
    answer = newsroom.desk.post(EDITORIAL, json=given, headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["etag"] == answer.json()["etag"]


def test_an_editor_changes_what_was_read_in_any_coding(newsroom: Newsroom) -> None:
    release = newsroom.draft(body_html=LONG)
    address = f"{EDITORIAL}/{release['id']}"
    read = newsroom.desk.get(address, headers={"Accept-Encoding": "br"})
    assert read.headers["etag"] == release["etag"][:-1] + '.br"'
    again = newsroom.desk.get(
        address, headers={"Accept-Encoding": "br", "If-None-Match": read.headers["etag"]}
    )
    assert again.status_code == 304
    edit = {"If-Match": read.headers["etag"], "Content-Type": "application/merge-patch+json"}
    assert newsroom.desk.patch(address, json={"title": "New"}, headers=edit).status_code == 200
    assert newsroom.desk.patch(address, json={"title": "Old"}, headers=edit).status_code == 412


def test_an_answer_with_a_secret_is_sent_as_it_is(newsroom: Newsroom) -> None:
    """However long it is: the address is chosen by whoever asks."""
    given = {"url": f"https://partner.example/{'n' * 1_500}"}
    partner = newsroom.as_key(Scope.SYNDICATE)
    coded = {"Accept-Encoding": "br"}
    answer = partner.post("/v1/subscriptions", json=given, headers=coded)
    assert answer.status_code == 201
    assert answer.json()["secret"]
    assert len(answer.content) > SMALLEST
    assert "content-encoding" not in answer.headers
    # The same without its secret is coded.
    shown = partner.get(f"/v1/subscriptions/{answer.json()['id']}", headers=coded)
    assert shown.headers["content-encoding"] == "br"
