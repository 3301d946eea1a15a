"""Related releases over HTTP: what is near, in which order, and what is never there."""

from typing import Any

import pytest

from tests.newsroom import Newsroom, checked
from tests.statements import counted

EDIRNE, IZMIR, ANKARA = "geonames:747712", "geonames:311046", "geonames:323786"


def _near(newsroom: Newsroom, release: dict[str, Any], query: str = "") -> list[str]:
    answer = checked(newsroom.api.get(f"/v1/releases/{release['id']}/related{query}"), 200)
    return [near["id"] for near in answer["data"]]


def _filled(newsroom: Newsroom) -> None:
    """Releases about other things, so that sharing a place or theme says something."""
    for place in ("FR", "DE", "JP", "BR"):
        newsroom.published(title=f"Elsewhere {place}", locations=[place], themes=["education"])


def test_what_shares_the_rarest_comes_first(newsroom: Newsroom) -> None:
    _filled(newsroom)
    asked = newsroom.published(title="A", locations=[EDIRNE], themes=["health"])
    land = newsroom.published(title="B", locations=["TR"])
    theme = newsroom.published(title="C", locations=["KE"], themes=["health"])
    both = newsroom.published(title="D", locations=[EDIRNE], themes=["health"])
    town = newsroom.published(title="E", locations=[EDIRNE])
    found = _near(newsroom, asked)
    assert found[:2] == [both["id"], town["id"]]
    assert set(found[2:4]) == {land["id"], theme["id"]}


def test_a_release_with_nothing_in_common_is_left_out(newsroom: Newsroom) -> None:
    _filled(newsroom)
    asked = newsroom.published(title="A", locations=[EDIRNE])
    bare = newsroom.published(title="B")
    assert _near(newsroom, bare) == []
    assert bare["id"] not in _near(newsroom, asked, "?limit=20")


def test_a_translation_is_not_related_and_of_others_one_comes(newsroom: Newsroom) -> None:
    _filled(newsroom)
    asked = newsroom.published(title="A", locations=[IZMIR], language="fr")
    newsroom.published(title="B", locations=[IZMIR], language="tr", story_id=asked["story_id"])
    other = newsroom.published(title="C", locations=[IZMIR], language="fr")
    newsroom.published(title="D", locations=[IZMIR], language="en", story_id=other["story_id"])
    assert _near(newsroom, asked, "?limit=1") == [other["id"]]
    assert _near(newsroom, asked, "?limit=20") == [other["id"]]


def test_a_withdrawn_release_is_related_to_none(newsroom: Newsroom) -> None:
    _filled(newsroom)
    asked = newsroom.published(title="A", locations=[IZMIR])
    gone = newsroom.published(title="B", locations=[IZMIR])
    assert _near(newsroom, asked) == [gone["id"]]
    newsroom.act(gone, "withdraw", kind="gone", notice="Issued in error.")
    assert _near(newsroom, asked) == []
    answer = newsroom.api.get(f"/v1/releases/{gone['id']}/related")
    assert answer.status_code == 410


def test_equals_stand_newest_first_and_stay_so(newsroom: Newsroom) -> None:
    _filled(newsroom)
    asked = newsroom.published(title="A", locations=[ANKARA])
    made = [
        newsroom.published(
            title=f"B{day}", locations=[ANKARA], published_at=f"2020-03-0{day}T08:00:00Z"
        )
        for day in (2, 1, 3)
    ]
    wanted = [made[2]["id"], made[0]["id"], made[1]["id"]]
    assert [_near(newsroom, asked) for _ in range(3)] == [wanted] * 3
    newsroom.app.state.follower.snapshot.forget()
    assert _near(newsroom, asked) == wanted
    assert _near(newsroom, asked, "?limit=2") == wanted[:2]


def test_an_old_slug_leads_on_and_an_unknown_one_nowhere(newsroom: Newsroom) -> None:
    release = newsroom.published(title="A", slug="first-name")
    newsroom.act(newsroom.edit(release, slug="second-name"), "update")
    moved = newsroom.api.get("/v1/releases/first-name/related?lang=tr&limit=2")
    assert moved.status_code == 301
    address = f"/v1/releases/{release['id']}/related?lang=tr&limit=2"
    assert moved.headers["location"].endswith(address)
    assert newsroom.api.get("/v1/releases/never-there/related").status_code == 404


def test_links_and_fields_are_those_of_a_list(newsroom: Newsroom) -> None:
    _filled(newsroom)
    asked = newsroom.published(title="A", locations=[IZMIR])
    newsroom.published(title="B", locations=[IZMIR])
    path = f"/v1/releases/{asked['id']}/related?fields=title"
    answer = newsroom.api.get(path)
    body = checked(answer, 200)
    assert [set(near) for near in body["data"]] == [{"id", "title"}]
    assert body["links"]["self"].endswith(path)
    assert 'rel="self"' in answer.headers["link"]
    assert 'rel="up"' in answer.headers["link"]


@pytest.mark.parametrize("query", ["limit=0", "limit=21", "limit=x", "fields=titel"])
def test_bad_parameters_are_a_problem(newsroom: Newsroom, query: str) -> None:
    release = newsroom.published(title="A")
    answer = newsroom.api.get(f"/v1/releases/{release['id']}/related?{query}")
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def _with_common_words(newsroom: Newsroom, count: int) -> None:
    """Releases that share nothing but words which all of them have."""
    for number in range(count):
        newsroom.published(title=f"Bulletin {number}", body_text="The ministry informs the press.")


def test_a_word_that_few_have_makes_two_releases_near(newsroom: Newsroom) -> None:
    _with_common_words(newsroom, 10)
    text = "The ministry sends desalination units to the islands."
    asked = newsroom.published(title="Water for the islands", body_text=text)
    near = newsroom.published(
        title="Engineers arrive", body_text="They repair a desalination unit."
    )
    assert _near(newsroom, asked) == [near["id"]]
    assert _near(newsroom, near) == [asked["id"]]
    newsroom.app.state.follower.snapshot.forget()
    newsroom.app.state.follower.snapshot.postings.forget()
    assert _near(newsroom, asked) == [near["id"]]


def test_a_word_counts_less_than_a_place_that_is_as_rare(newsroom: Newsroom) -> None:
    _with_common_words(newsroom, 10)
    asked = newsroom.published(title="Water", body_text="Desalination.", locations=[IZMIR])
    word = newsroom.published(title="Engineers", body_text="Desalination.")
    place = newsroom.published(title="School", locations=[IZMIR])
    both = newsroom.published(title="Harbour", body_text="Desalination.", locations=[IZMIR])
    assert _near(newsroom, asked) == [both["id"], place["id"], word["id"]]


@pytest.mark.parametrize(
    ("language", "title", "other"),
    [
        ("tr", "Iğdır'da kuraklık", "Kuraklık sürüyor"),
        ("ru", "Землетрясение в горах", "Второе землетрясение"),
        ("ar", "مساعدات للنازحين", "إيواء للنازحين"),
        ("zh", "青海发生地震", "地震预警系统"),
    ],
)
def test_rare_words_are_those_of_every_script(
    newsroom: Newsroom, language: str, title: str, other: str
) -> None:
    _with_common_words(newsroom, 8)
    asked = newsroom.published(title=title, language=language)
    near = newsroom.published(title=other, language=language)
    assert _near(newsroom, asked) == [near["id"]]


def test_related_releases_take_as_many_statements_whatever_they_share(newsroom: Newsroom) -> None:
    _with_common_words(newsroom, 8)
    text = " ".join(f"unusual{letter * 3} word{letter * 4}" for letter in "abcdefghijk")
    asked = newsroom.published(title="A", body_text=text, locations=[IZMIR], themes=["health"])
    newsroom.published(title="B", body_text=text, locations=[IZMIR], themes=["health"])
    _near(newsroom, asked)
    newsroom.app.state.follower.snapshot.postings.forget()
    with counted(newsroom.database) as statements:
        assert len(_near(newsroom, asked)) == 1
    # The due one, the release, the log, its story, counts of words, the words (PostgreSQL: and a
    # setting), the stories, the texts.
    assert len(statements) <= 9, statements
