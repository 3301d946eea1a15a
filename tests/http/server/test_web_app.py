"""What was added to a shared address does not keep people from what they open."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copy

import pytest
from pydantic import AnyHttpUrl

from app.base.settings import Settings
from tests.newsroom import EDITORIAL, Newsroom, checked

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROGRAM = "application/json"
ADDED = [
    "fbclid=IwAR0",
    "utm_source=mail&utm_medium=e%20mail&UTM_Campaign=",
    "_=17",
    "gclid=1&_ga=2.1",
    "msclkid=x&mc_cid=1&mc_eid=2",
    "igshid=x&twclid=1",
]


@pytest.fixture(scope="module")
def newsroom(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    file = copy(sqlite_template, tmp_path_factory.mktemp("shared"))
    url = AnyHttpUrl("https://example.org/press")
    newsroom = Newsroom(Settings(database_url=f"sqlite:///{file}", public_url=url))
    newsroom.published(title="Clinic opens", slug="clinic-opens")
    yield newsroom
    newsroom.close()


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize(
    ("path", "accept"),
    [
        ("/v1/releases/clinic-opens.html", "*/*"),
        ("/v1/releases/clinic-opens.txt", "*/*"),
        ("/v1/releases/clinic-opens", BROWSER),
        ("/v1/releases", BROWSER),
        ("/v1/releases.rss", "*/*"),
        ("/v1/releases.rss?q=clinic&limit=5", "*/*"),
        ("/v1/releases.atom", PROGRAM),
        ("/v1/releases.jsonfeed", "*/*"),
        ("/v1/feeds.opml", "*/*"),
        ("/docs", "*/*"),
        ("/problems/invalid", "*/*"),
    ],
)
def test_a_shared_address_opens(newsroom: Newsroom, path: str, accept: str, added: str) -> None:
    plain = newsroom.api.get(path, headers={"Accept": accept})
    assert plain.status_code == 200
    before, _, after = path.partition("?")
    mixed = f"{before}?{added}&{after}" if after else f"{before}?{added}"
    for address in (mixed, f"{path}{'&' if after else '?'}{added}"):
        answer = newsroom.api.get(address, headers={"Accept": accept})
        assert (answer.status_code, answer.content) == (200, plain.content)
        assert answer.headers.get("link") == plain.headers.get("link")
        assert answer.headers["etag"] == plain.headers["etag"]


def test_a_preview_opens(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="Soon")
    made = checked(newsroom.desk.post(f"{EDITORIAL}/{draft['id']}/preview-link", json={}), 201)
    path = made["url"].removeprefix("https://example.org/press")
    for accept in (BROWSER, PROGRAM):
        answer = newsroom.api.get(f"{path}?fbclid=1", headers={"Accept": accept})
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/v1/releases?utm_source=x",
        "/v1/releases/clinic-opens?gclid=1",
        "/v1/changes?_=1",
        "/v1/releases.csv?utm_source=x",
    ],
)
def test_programs_are_told_of_what_they_may_not_send(newsroom: Newsroom, path: str) -> None:
    assert newsroom.api.get(path, headers={"Accept": PROGRAM}).status_code == 422


@pytest.mark.parametrize("query", ["utmsource=x", "nope=1", "fbclid.x=1", "limit=5&limit=6"])
def test_other_parameters_are_refused_everywhere(newsroom: Newsroom, query: str) -> None:
    assert newsroom.api.get(f"/v1/releases.rss?{query}").status_code == 422


def test_every_fault_of_a_query_is_told(newsroom: Newsroom) -> None:
    answer = newsroom.api.get("/v1/releases?limit=abc&foo=1&sort=best&limitt=5")
    told = {fault["parameter"] for fault in answer.json()["errors"]}
    assert (answer.status_code, told) == (422, {"limit", "foo", "sort", "limitt"})


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
def test_the_reference_is_found_under_the_path_of_a_proxy(newsroom: Newsroom, path: str) -> None:
    page = newsroom.api.get(path).text
    for name in ("docs/swagger-ui.css", "docs/swagger-ui-bundle.js", "docs/start.js"):
        assert f'"/press/{name}"' in page
        assert newsroom.api.get(f"/{name}").status_code == 200
    assert 'url: "/press/v1/openapi.json"' in newsroom.api.get("/docs/start.js").text
