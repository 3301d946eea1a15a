"""What is saved again with the same words is not changed, by whichever way; what followed goes."""

import json
from typing import Any

import pytest

from tests.newsroom import EDITORIAL, Newsroom, checked

WORDS: dict[str, Any] = {
    "title": "Ferry service resumes",
    "body_html": '<p>One <b>two</b> <a href="#n">1</a></p><p id="n">Note</p>',
    "locations": ["TR"],
    "date": "2019-12",
    "organisation": {"name": "Test Relief Agency"},
    "links": [{"url": "https://press.example/map", "title": "Map"}],
}
SENT_AGAIN = ("kind", "language", "title", "body_html", "locations", "story_id", "links", "slug")


def _again(release: dict[str, Any]) -> dict[str, Any]:
    """What GET shows, as PUT takes it."""
    return WORDS | {name: release[name] for name in SENT_AGAIN}


def _facts(newsroom: Newsroom) -> list[str]:
    return [entry["kind"] for entry in newsroom.api.get("/v1/changes").json()["data"]]


@pytest.mark.parametrize("way", ["empty patch", "patch", "put", "put of what was sent", "restore"])
def test_the_same_words_make_no_revision_and_no_tag(newsroom: Newsroom, way: str) -> None:
    release = newsroom.published(**WORDS)
    address = f"{EDITORIAL}/{release['id']}"
    method, path, body = {
        "empty patch": ("PATCH", address, {}),
        "patch": ("PATCH", address, {"title": release["title"], "revision_note": "same"}),
        "put": ("PUT", address, _again(release)),
        "put of what was sent": ("PUT", address, WORDS),
        "restore": ("POST", f"{address}/revisions/1/restore", {}),
    }[way]
    headers = {"If-Match": release["etag"], "Content-Type": "application/json"}
    answer = newsroom.desk.request(method, path, headers=headers, content=json.dumps(body))
    saved = checked(answer, 200)
    assert (saved["etag"], saved["revision"]) == (release["etag"], 1)
    assert saved["updated_at"] == release["updated_at"]
    assert _facts(newsroom) == ["published"]
    update = newsroom.desk.post(f"{address}/update", headers={"If-Match": release["etag"]})
    assert update.status_code == 422


def test_the_same_words_in_a_batch_make_no_revision(newsroom: Newsroom) -> None:
    release = newsroom.draft(**WORDS)
    same = {"id": release["id"], "if_match": release["etag"]}
    acts = [{"act": "edit", **same, "patch": {}}, {"act": "replace", **same, "release": WORDS}]
    results = checked(newsroom.desk.post(f"{EDITORIAL}:batch", json={"acts": acts}), 200)["data"]
    assert [(result["status"], result["etag"]) for result in results] == [
        (200, release["etag"])
    ] * 2


def test_a_date_that_is_taken_away_takes_its_precision_along(newsroom: Newsroom) -> None:
    for given in ({"date": "2019-12"}, {"date": "2019"}, {"date": "2019-12-18"}):
        edited = newsroom.edit(newsroom.draft(**given), date=None)
        assert (edited["date"], edited["date_precision"]) == (None, "exact")
    undated = newsroom.edit(newsroom.draft(date_precision="unknown"), date=None)
    assert undated["date_precision"] == "unknown"


@pytest.mark.parametrize("member", ["summary", "usage_terms", "internal_note"])
def test_lines_end_in_one_way(newsroom: Newsroom, member: str) -> None:
    assert newsroom.draft(**{member: "a\r\nb\rc\u2028d\ne"})[member] == "a\nb\nc\nd\ne"


def test_a_body_has_one_kind_of_line_end(newsroom: Newsroom) -> None:
    body = newsroom.draft(body_text="a\r\n\r\nb\rc")["body_html"]
    assert body == "<p>a</p>\n<p>b<br>\nc</p>"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("https://press.example/map", "https://press.example/map"),
        ("https://press.example", "https://press.example"),
        ("https://exämple.org/ü?q=ü", "https://xn--exmple-cua.org/%C3%BC?q=%C3%BC"),
        ("https://press.example/a|b{c}", "https://press.example/a%7Cb%7Bc%7D"),
        ("https://press.example/@desk?a=b@c", "https://press.example/@desk?a=b@c"),
    ],
)
def test_an_address_is_written_as_a_url(newsroom: Newsroom, sent: str, kept: str) -> None:
    draft = newsroom.draft(source_url=sent, links=[{"url": sent, "title": "x"}])
    assert (draft["source_url"], draft["links"][0]["url"]) == (kept, kept)
    assert newsroom.edit(draft, title="Other")["source_url"] == kept


@pytest.mark.parametrize(
    "address",
    [
        "https://press.example/<b>",
        'https://press.example/"x"',
        "https://user:pass@press.example/",
        "https://user@press.example/",
        "https://",
        "https://[::1",
        "https://press.example:port/ü",
        "https://press.example/" + "ü" * 500,
    ],
)
def test_what_is_no_url_is_refused_with_its_place(newsroom: Newsroom, address: str) -> None:
    links = [{"url": address, "title": "x"}]
    answer = newsroom.desk.post(EDITORIAL, json={"title": "x", "links": links})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "#/links/0/url"


@pytest.mark.parametrize(
    ("member", "most"), [("title", 500), ("summary", 5_000), ("usage_terms", 5_000)]
)
def test_a_length_is_counted_in_letters(newsroom: Newsroom, member: str, most: int) -> None:
    split = newsroom.draft(**{member: "e\u0301" * most})
    assert split[member] == "é" * most
    long = {"title": "x", member: "e\u0301" * (most + 1)}
    assert newsroom.desk.post(EDITORIAL, json=long).status_code == 422


def test_what_a_body_lost_is_told_until_it_is_saved_again(newsroom: Newsroom) -> None:
    film = '<p>See</p><iframe src="https://video.example/1"></iframe>'
    draft = newsroom.draft(body_html=film)
    told = {w["code"]: w["detail"] for w in draft["warnings"]}
    assert "iframe https://video.example/1" in told["content-left-out"]
    retitled = newsroom.edit(draft, title="Other")
    assert "content-left-out" in {w["code"] for w in retitled["warnings"]}
    found = newsroom.desk.post(f"{EDITORIAL}/{draft['id']}/preflight").json()
    assert "content-left-out" in json.dumps(found)
    again = newsroom.edit(retitled, body_html=retitled["body_html"])
    assert "content-left-out" not in {w["code"] for w in again["warnings"]}


def test_a_body_that_was_taken_can_be_saved_again(newsroom: Newsroom) -> None:
    draft = newsroom.draft(body_html="<p>" + "word &amp; " * 40_000)
    edited = newsroom.edit(draft, title="Blow 2")
    assert newsroom.edit(edited, body_html=draft["body_html"])["etag"] == edited["etag"]


def test_an_update_with_nothing_new_for_readers_is_no_fact(newsroom: Newsroom) -> None:
    public = newsroom.published(title="Ferry", internal_note="Ask Ada")
    noted = newsroom.edit(public, internal_note="Ask Bob")
    back = newsroom.edit(newsroom.edit(noted, title="Boat"), title="Ferry")
    answer = newsroom.desk.post(
        f"{EDITORIAL}/{public['id']}/update", headers={"If-Match": back["etag"]}
    )
    assert "Nothing was changed" in checked(answer, 422)["detail"]
    assert len(newsroom.api.get(f"/v1/releases/{public['id']}/versions").json()["data"]) == 1
    assert newsroom.act(newsroom.edit(back, slug="boat"), "update")["public_version"] == 2
