"""58 mistakes that a developer makes, and that each is told what would be right.

Each row: what is sent, the status, the place that the fault names, and a part of what is told.
"""

from dataclasses import dataclass, field
from typing import Any

import pytest

from app.auth.caller import Scope
from tests.newsroom import EDITORIAL, Newsroom

BASE = "/v1/releases"
JSON = {"Content-Type": "application/json"}
MERGE = {"Content-Type": "application/merge-patch+json"}


@dataclass(frozen=True)
class Sent:
    """A request; `{id}` is that of a public release, `{draft}` that of a draft tagged `"1"`."""

    path: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    # What stands in `Authorization`: a good key, or what is given.
    key: bool = False


def _draft(**members: Any) -> Sent:
    return Sent(EDITORIAL, "POST", json=members, key=True)


def _patch(tag: str) -> Sent:
    headers = {"If-Match": tag, **MERGE}
    return Sent(f"{EDITORIAL}/{{draft}}", "PATCH", headers, json={"title": "x"}, key=True)


QUERIES = [
    ("locaton=TR", "locaton", "did you mean 'location'"),
    ("location=Edirn", "location", "edirne"),
    ("theme=helth", "theme", "health"),
    ("theme%5B%5D=health", "theme[]", "did you mean 'theme'"),
    ("dateFrom=2024", "dateFrom", "did you mean 'date_from'"),
    ("country=TR", "country", "did you mean 'location'"),
    ("per_page=5", "per_page", "did you mean 'limit'"),
    ("kind=statment", "kind", "statement"),
    ("fields=titel", "fields", "title"),
    ("include=highlight", "include", "highlights"),
    ("facets=themes", "facets", "theme"),
    ("sort=title", "sort", "'-published_at', 'published_at'"),
    ("location.role=abuot", "location.role", "Did you mean 'about'?"),
    ("q=" + "x" * 600, "q", "`q` has 600 characters; 500 are allowed."),
    ("limit=0", "limit", "at least 1"),
    ("limit=1000", "limit", "`limit` is 1000; it takes at most 100."),
    ("limit=ten", "limit", "a whole number, not 'ten'"),
    ("limit=5&limit=6", "limit", "Give this parameter once"),
    ("page=2", "page", "known here: "),
    ("offset=20", "offset", "known here: "),
    ("date=12", "date", "2024-03"),
    ("date=2024-13", "date", "2024-13"),
    ("date_from=2024-05&date_to=2023", "date_to", "2023"),
    ("tz=Istanbul", "tz", "Europe/Istanbul"),
    ("cursor=abc", "cursor", "cursor"),
    ("near=north", "near", "41.68,26.56,50"),
    ("bbox=1,2,3", "bbox", "25.6,35.8,44.8,42.1"),
    ("location=%C3%28", "location", "not UTF-8"),
    ("location=T%00R", "location", "U+0000"),
    ("utm_source=letter", "utm_source", "Leave it out"),
    ("_=123", "_", "Leave it out"),
]
BODIES = [
    (_draft(body_text="No title."), "#/title", "`title` is missing."),
    (_draft(title=""), "#/title", "`title` is empty."),
    (_draft(title="x" * 5_000), "#/title", "`title` has 5,000 characters; "),
    (_draft(title=7), "#/title", "`title` takes a text, not '7'."),
    (_draft(title="x", headline="y"), "#/headline", "did you mean 'title'"),
    (_draft(title="x", content="y"), "#/content", "did you mean 'body_html'"),
    (
        _draft(title="x", themes=["a"] * 101),
        "#/themes",
        "`themes` has 101 values; 100 are allowed.",
    ),
    (_draft(title="x", kind="statment"), "#/kind", "statement"),
    (_draft(title="x", language="turkish"), "#/language", "such as en, en-GB"),
    (_draft(title="x", published_at="yesterday"), "#/published_at", "2026-11-03T09:30:00Z"),
]
WRONG = [
    (Sent("/releases"), 404, "http://127.0.0.1:8000/v1/releases"),
    (Sent("/api/v1/releases"), 404, "http://127.0.0.1:8000/v1/releases"),
    (Sent("/v1/Releases"), 404, "http://127.0.0.1:8000/v1/releases"),
    (Sent("/v1/release"), 404, "http://127.0.0.1:8000/v1/releases"),
    (Sent("/v1/releases/{id}/version"), 404, "http://127.0.0.1:8000/v1/releases/{id}/versions"),
    (Sent("/v1/nothing/like/it"), 404, None),
]
TOLD = [
    (_patch("1"), 422, 'Quote it: `If-Match: "1"`.'),
    (_patch('"7"'), 412, 'The current entity tag is "1".'),
    (Sent(f"{EDITORIAL}/{{draft}}", "DELETE", key=True), 428, "If-Match"),
    (Sent(EDITORIAL), 401, "No key was given"),
    (Sent(EDITORIAL, headers={"X-Api-Key": "k"}), 401, "`X-Api-Key` is not read"),
    (Sent(EDITORIAL, headers={"Authorization": "dl_abc"}), 401, "`Bearer` is missing"),
    (Sent(EDITORIAL, headers={"Authorization": "Bearer dl_abc"}), 401, "This is no key"),
    (Sent(BASE, "DELETE"), 405, "it takes GET"),
    (Sent(BASE, headers={"Accept": "image/png"}), 406, "application/json"),
    (
        Sent(EDITORIAL, "POST", {"Content-Type": "text/plain"}, content=b"x", key=True),
        415,
        "application/json",
    ),
    (
        Sent(
            EDITORIAL, "POST", {"Content-Type": "application/json"}, content=b'{"a":1,}', key=True
        ),
        400,
        "line 1, column",
    ),
]


@pytest.fixture
def site(newsroom: Newsroom) -> tuple[Newsroom, dict[str, str]]:
    """A newsroom with a public release and a draft."""
    return newsroom, {"id": newsroom.published()["id"], "draft": newsroom.draft()["id"]}


def _send(site: tuple[Newsroom, dict[str, str]], sent: Sent) -> Any:
    newsroom, ids = site
    client = newsroom.as_key(Scope.PUBLISH) if sent.key else newsroom.api
    body = {"json": sent.json} if sent.content is None else {"content": sent.content}
    given = {name: value for name, value in body.items() if value is not None}
    return client.request(sent.method, sent.path.format(**ids), headers=sent.headers, **given)


def _one_database(test: Any) -> Any:
    """What is told does not depend on the database."""
    return pytest.mark.parametrize("settings", ["sqlite"], indirect=True)(test)


def test_there_are_58_of_them() -> None:
    assert len(QUERIES) + len(BODIES) + len(WRONG) + len(TOLD) == 58


@_one_database
@pytest.mark.parametrize(("query", "parameter", "told"), QUERIES)
def test_a_wrong_parameter_is_one_fault_that_says_what_is_right(
    newsroom: Newsroom, query: str, parameter: str, told: str
) -> None:
    answer = newsroom.api.get(f"{BASE}?{query}")
    assert answer.status_code == 422
    problem = answer.json()
    (fault,) = problem["errors"]
    assert fault["parameter"] == parameter
    assert told in fault["detail"] + fault.get("suggestion", "")
    assert "Input should be" not in answer.text
    assert parameter in problem["detail"]


@_one_database
@pytest.mark.parametrize(("sent", "pointer", "told"), BODIES)
def test_a_wrong_member_is_one_fault_that_says_what_is_right(
    site: tuple[Newsroom, dict[str, str]], sent: Sent, pointer: str, told: str
) -> None:
    answer = _send(site, sent)
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert told in fault["detail"] + fault.get("suggestion", "")
    assert "should" not in fault["detail"]


@_one_database
@pytest.mark.parametrize(("sent", "status", "suggestion"), WRONG)
def test_a_wrong_address_names_the_nearest(
    site: tuple[Newsroom, dict[str, str]], sent: Sent, status: int, suggestion: str | None
) -> None:
    answer = _send(site, sent)
    assert answer.status_code == status
    expected = suggestion.format(**site[1]) if suggestion else None
    assert answer.json().get("suggestion") == expected
    assert expected is None or expected in answer.json()["detail"]


@_one_database
@pytest.mark.parametrize(("sent", "status", "told"), TOLD)
def test_a_wrong_request_is_told_what_is_right(
    site: tuple[Newsroom, dict[str, str]], sent: Sent, status: int, told: str
) -> None:
    answer = _send(site, sent)
    assert answer.status_code == status
    assert told in answer.json()["detail"]


@_one_database
def test_the_first_of_several_faults_is_told_with_their_number(newsroom: Newsroom) -> None:
    given = {"kind": 7, "subtitle": 7}
    problem = newsroom.desk.post(EDITORIAL, json=given).json()
    assert len(problem["errors"]) == 3
    assert problem["errors"][0]["detail"] in problem["detail"]
    assert problem["detail"].endswith(" (3 faults)")


@_one_database
def test_what_is_harmless_is_no_mistake(site: tuple[Newsroom, dict[str, str]]) -> None:
    """Empty fields of a form, a slash at the end, `.json`, an id in capitals, a key for readers."""
    newsroom, ids = site
    api, release = newsroom.api, ids["id"]
    empty = "theme=&location=&kind=&date=&limit=&cursor=&sort="
    whole = api.get(f"{BASE}?{empty}")
    assert whole.json() == api.get(BASE).json()
    assert "theme" not in whole.json()["links"]["self"]
    for path, right in (
        (f"{BASE}/?theme=health", f"{BASE}?theme=health"),
        (f"{BASE}/{release.upper()}", f"{BASE}/{release}"),
        (f"{BASE}/{{{release}}}", f"{BASE}/{release}"),
    ):
        moved = api.get(path, follow_redirects=False)
        assert moved.status_code == 308
        assert moved.headers["location"] == f"http://127.0.0.1:8000{right}"
    for path in (BASE, f"{BASE}/{release}", f"{BASE}/facets"):
        in_browser = api.get(f"{path}.json", headers={"Accept": "text/html"})
        assert in_browser.status_code == 200
        assert in_browser.headers["content-type"] == "application/json"
        assert in_browser.content == api.get(path).content
    assert api.get(BASE, headers={"Authorization": "Bearer wrong"}).status_code == 200


@_one_database
def test_a_suggestion_tells_nothing_of_what_is_hidden(
    site: tuple[Newsroom, dict[str, str]],
) -> None:
    newsroom, ids = site
    answers = [
        newsroom.api.get(f"/v1/release/{ids['draft']}"),
        newsroom.api.get("/v1/release/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"),
    ]
    told = [answer.json()["suggestion"].rpartition("/")[0] for answer in answers]
    assert told == ["http://127.0.0.1:8000/v1/releases"] * 2
