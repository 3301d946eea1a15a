"""Every type of problem has a page that needs nothing else."""

from html.parser import HTMLParser

import pytest

from app.base import problems
from app.base.problems import TYPES, ProblemType
from app.http.server import problem_pages
from tests.client import Client
from tests.http.small_app import small_app

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}


@pytest.fixture
def client() -> Client:
    return Client(small_app(problem_pages.router))


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_every_type_has_a_page_and_the_same_as_json(client: Client) -> None:
    for kind in TYPES.values():
        page = client.get(f"/problems/{kind.slug}", headers=HTML)
        assert page.status_code == 200
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert page.headers["vary"] == "Accept, Accept-Encoding"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert not {"script", "img", "link"} & set(Tags(page.text).found)
        assert client.get(f"/problems/{kind.slug}", headers=JSON).json() == {
            "type": f"https://press.example/problems/{kind.slug}",
            "title": kind.title,
            "status": kind.status,
            "explanation": kind.explanation,
        }


def test_list_leads_to_every_page(client: Client) -> None:
    listed = client.get("/problems", headers=JSON).json()["data"]
    page = Tags(client.get("/problems", headers=HTML).text)
    assert [one["type"] for one in listed] == page.addresses
    assert len(listed) == len(TYPES)


def test_page_is_escaped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = ProblemType("odd", 400, "<script>", "a `<b>` & c")
    monkeypatch.setitem(problems.TYPES, "odd", odd)
    page = client.get("/problems/odd", headers=HTML).text
    assert "<script>" not in page
    assert "a <code>&lt;b&gt;</code> &amp; c" in page


def test_unknown_type_is_404_and_other_formats_406(client: Client) -> None:
    assert client.get("/problems/nothing").status_code == 404
    got = client.get("/problems/invalid", headers={"Accept": "application/xml"})
    assert (got.status_code, got.json()["available"]) == (406, ["application/json", "text/html"])
    assert got.headers["vary"] == "Accept"
