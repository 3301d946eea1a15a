"""The head of every answer fits into the buffer of a proxy, whatever was asked.

nginx reads status line and fields into 4,096 bytes, the default of its `proxy_buffer_size`, and
answers 502 when they are longer.
"""

from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from shutil import copy
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import AnyHttpUrl

from app.base.settings import Settings
from tests.newsroom import Newsroom

BUFFER = 4_096
# As long as anyone's: 60 characters.
PUBLIC_URL = AnyHttpUrl("https://press-releases.humanitarian-organisation.example/api/v1")
ORIGIN = "https://newsroom.communications.humanitarian-organisation.example"
# uvicorn adds it.
DATE = "date: Mon, 30 Nov 2026 23:06:44 GMT\r\n"
SENT = {
    "X-Request-Id": "r" * 128,
    "Origin": ORIGIN,
    "Accept-Encoding": "br",
    "Connection": "close",
}
DOORS = [
    "/v1/releases",
    "/v1/releases.rss",
    "/v1/releases.atom",
    "/v1/releases.jsonfeed",
    "/v1/releases.ninjs",
    "/v1/releases.csv",
    "/v1/releases.ndjson",
    "/v1/releases/facets",
    "/v1/changes",
    "/v1/locations.geojson",
    "/v1/locations",
    "/v1/themes",
]
LETTERS = "aж中غ🎉 &%é"
CASES = [
    "q=" + quote("гуманитарная помощь на границе с Турцией для беженцев и мигрантов"),
    "q=" + quote("边" * 44),
    "q=" + quote("غ" * 77),
    "q=" + "a" * 500,
    "q=" + quote("中" * 500),
    "q=" + quote("🎉" * 500),
    "location.not=" + ",".join(["TR", "GR", "DE", "FR"] * 60),
    "&".join(f"location.not={place}" for place in ["TR", "GR", "BG", "SY", "IQ", "IR"] * 4)
    + "&theme=health&date=2019-12/2020-03&q=one+two+three+four+five",
]


@pytest.fixture(scope="module")
def newsroom(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    file = copy(sqlite_template, tmp_path_factory.mktemp("heads"))
    changed = {"public_url": PUBLIC_URL, "cors_origins": (ORIGIN,), "cdn_seconds": 31_536_000}
    more = {"purge_url": AnyHttpUrl("https://cdn.example/purge")}
    own = Settings(database_url=f"sqlite:///{file}")
    newsroom = Newsroom(own.model_copy(update=changed | more))
    for letter in "abc":
        newsroom.published(title=f"{letter} {'a' * 100} 边 غ", language="en")
    yield newsroom
    newsroom.close()


def head_of(answer: httpx.Response) -> int:
    phrase = HTTPStatus(answer.status_code).phrase
    fields = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.multi_items())
    return len(f"HTTP/1.1 {answer.status_code} {phrase}\r\n{DATE}{fields}connection: close\r\n\r\n")


@pytest.mark.parametrize("query", CASES, ids=[f"{case[:12]}-{len(case)}" for case in CASES])
@pytest.mark.parametrize("door", DOORS)
def test_a_long_query_makes_no_long_head(newsroom: Newsroom, door: str, query: str) -> None:
    answer = newsroom.api.get(f"{door}?{query}", headers=SENT)
    assert head_of(answer) < BUFFER
    again = {**SENT, "If-None-Match": answer.headers.get("etag", '"x"')}
    assert head_of(newsroom.api.get(f"{door}?{query}", headers=again)) < BUFFER


@settings(max_examples=60, deadline=None)
@given(
    door=st.sampled_from(DOORS),
    words=st.text(LETTERS, max_size=500),
    places=st.lists(st.sampled_from(["TR", "GR", "142", "TR-22"]), max_size=100),
    limit=st.integers(1, 100),
)
def test_no_query_makes_a_long_head(
    newsroom: Newsroom, door: str, words: str, places: list[str], limit: int
) -> None:
    pairs = [("q", words), ("limit", str(limit)), *(("location.not", place) for place in places)]
    query = "&".join(f"{name}={quote(value)}" for name, value in pairs if value)
    assert head_of(newsroom.api.get(f"{door}?{query}", headers=SENT)) < BUFFER


def test_next_stays_when_other_links_have_to_go(newsroom: Newsroom) -> None:
    query = "q=" + "a" * 100 + "&limit=1" + "&location.not=TR-22" * 50
    answer = newsroom.api.get(f"/v1/releases?{query}", headers=SENT)
    assert answer.json()["meta"]["total"] == 3
    assert 'rel="next"' in answer.headers["link"]
    assert 'rel="alternate"' not in answer.headers["link"]
    assert set(answer.json()["links"]) == {"self", "first", "next"}


@pytest.mark.parametrize("suffix", ["", ".html", ".txt", ".jsonld", ".ninjs", ".newsml"])
def test_one_release_has_a_small_head(newsroom: Newsroom, suffix: str) -> None:
    slug = (suffix[1:] or "json").ljust(96, "x")
    release = newsroom.published(title="A", slug=slug)
    for name in (release["id"], slug):
        answer = newsroom.api.get(f"/v1/releases/{name}{suffix}", headers=SENT)
        assert head_of(answer) < BUFFER


@pytest.mark.parametrize("path", ["/docs", "/v1/openapi.json", "/problems", "/robots.txt"])
def test_other_pages_have_a_small_head(newsroom: Newsroom, path: str) -> None:
    assert head_of(newsroom.api.get(path, headers=SENT)) < BUFFER
