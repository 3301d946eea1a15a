"""Slugs: readable addresses that lead somewhere for ever, and belong to one release."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.newsroom import EDITORIAL, Newsroom, checked


def _get(newsroom: Newsroom, slug: str) -> httpx.Response:
    return newsroom.api.get(f"/v1/releases/{slug}")


def _moved(newsroom: Newsroom, release: dict[str, Any], slug: str) -> dict[str, Any]:
    return newsroom.act(newsroom.edit(release, slug=slug), "update")


def test_a_slug_that_comes_back_is_no_circle(newsroom: Newsroom) -> None:
    a = newsroom.published(title="A", slug="a")
    b = _moved(newsroom, a, "b")
    assert (_get(newsroom, "a").status_code, _get(newsroom, "b").status_code) == (301, 200)
    back = _moved(newsroom, b, "a")
    assert checked(_get(newsroom, "a"), 200)["id"] == a["id"]
    hop = _get(newsroom, "b")
    assert hop.status_code == 301
    assert hop.headers["location"].endswith(f"/v1/releases/{a['id']}")
    c = newsroom.published(title="C", slug="b")
    assert checked(_get(newsroom, "b"), 200)["id"] == c["id"]
    assert checked(_get(newsroom, "a"), 200)["id"] == a["id"]
    assert back["slug"] == "a"


def test_every_former_slug_leads_to_the_lasting_address_in_one_hop(newsroom: Newsroom) -> None:
    release = newsroom.published(title="A", slug="one")
    for slug in ("two", "three"):
        release = _moved(newsroom, release, slug)
    for slug in ("one", "two"):
        hop = _get(newsroom, slug)
        assert hop.status_code == 301
        assert hop.headers["location"].endswith(f"/v1/releases/{release['id']}")
    assert checked(_get(newsroom, release["id"]), 200)["slug"] == "three"


def test_a_new_title_leaves_the_slug_of_a_public_release_alone(newsroom: Newsroom) -> None:
    release = newsroom.published(title="Ferry service resumes")
    edited = newsroom.edit(release, title="Something else")
    assert edited["slug"] == "ferry-service-resumes"
    newsroom.act(edited, "update")
    assert checked(_get(newsroom, "ferry-service-resumes"), 200)["title"] == "Something else"


def test_a_new_title_gives_a_draft_a_new_slug(newsroom: Newsroom) -> None:
    assert newsroom.edit(newsroom.draft(title="One"), title="Two")["slug"] == "two"
    chosen = newsroom.draft(title="One", slug="chosen")
    assert newsroom.edit(chosen, title="Two")["slug"] == "chosen"


def test_ten_releases_of_one_title_get_ten_slugs(newsroom: Newsroom) -> None:
    def post(_: int) -> httpx.Response:
        return newsroom.desk.post(EDITORIAL, json={"title": "Ferry service resumes"})

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(post, range(10)))
    assert [answer.status_code for answer in answers] == [201] * 10
    slugs = {answer.json()["slug"] for answer in answers}
    assert slugs == {"ferry-service-resumes", *(f"ferry-service-resumes-{n}" for n in range(2, 11))}


def test_a_slug_that_somebody_has_is_refused(newsroom: Newsroom) -> None:
    newsroom.draft(title="A", slug="taken")
    answer = newsroom.desk.post(EDITORIAL, json={"title": "B", "slug": "taken"})
    assert checked(answer, 409)["type"].endswith("/problems/slug-taken")
    other = newsroom.draft(title="C")
    patch = newsroom.desk.patch(
        f"{EDITORIAL}/{other['id']}", json={"slug": "taken"}, headers={"If-Match": other["etag"]}
    )
    assert patch.status_code == 409


def test_a_public_slug_that_a_working_copy_has_left_is_still_taken(newsroom: Newsroom) -> None:
    release = newsroom.published(title="A", slug="a")
    newsroom.edit(release, slug="b")
    answer = newsroom.desk.post(EDITORIAL, json={"title": "C", "slug": "a"})
    assert answer.status_code == 409


def test_of_two_who_ask_for_one_slug_at_one_moment_one_gets_it(newsroom: Newsroom) -> None:
    def post(number: int) -> int:
        body = {"title": f"Release {number}", "slug": "wanted"}
        return newsroom.desk.post(EDITORIAL, json=body).status_code

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(post, range(5))) == [201] + [409] * 4


def test_former_slugs_of_what_is_hidden_are_not_found(newsroom: Newsroom) -> None:
    draft = newsroom.draft(title="A", slug="old-and-hidden")
    newsroom.edit(draft, slug="new-and-hidden")
    never = _get(newsroom, "never-was")
    for slug in ("old-and-hidden", "new-and-hidden"):
        answer = _get(newsroom, slug)
        assert answer.status_code == 404
        assert answer.json() | {"instance": ""} == never.json() | {"instance": ""}


def test_former_slugs_of_what_was_withdrawn_tell_of_the_withdrawal(newsroom: Newsroom) -> None:
    release = _moved(newsroom, newsroom.published(title="A", slug="a"), "b")
    newsroom.act(release, "withdraw", notice="Issued in error.")
    assert _get(newsroom, "b").status_code == 410
    assert _get(newsroom, "a").status_code == 410


def test_a_slug_is_never_an_id_or_another_address(newsroom: Newsroom) -> None:
    other = newsroom.published(title="Other")
    for slug in ("facets", other["id"]):
        refused = newsroom.desk.post(EDITORIAL, json={"title": "A", "slug": slug})
        assert checked(refused, 422)["errors"][0]["pointer"] == "#/slug"
        assert newsroom.draft(title=slug)["slug"] == f"release-{slug}"
