"""`one_per_story`: one release of each story, by the reader's languages, in every kind of list."""

import json
from typing import Any

import pytest

from tests.newsroom import EDITORIAL, Newsroom, checked

ONE = "one_per_story=true"


@pytest.fixture
def ids(newsroom: Newsroom) -> dict[str, str]:
    """Three stories: in English, Turkish and Greek; in Turkish and Greek; in Greek alone."""
    found = {}
    for name, languages in (("a", ("en-GB", "tr", "el")), ("b", ("tr", "el")), ("c", ("el",))):
        story = None
        for language in languages:
            release = newsroom.published(
                title=f"Harbour {name} {language}",
                language=language,
                story_id=story,
                locations=["TR"] if language == "tr" else ["GR"],
                body_text="Lanterns.",
            )
            story = release["story_id"]
            found[f"{name}-{language}"] = release["id"]
    return found


def chosen(newsroom: Newsroom, ids: dict[str, str], query: str) -> set[str]:
    names = {id: name for name, id in ids.items()}
    answer = checked(newsroom.api.get(f"/v1/releases?{query}"), 200)
    shown = {names[release["id"]] for release in answer["data"]}
    assert answer["meta"]["total"] == len(answer["data"]) == len(shown)
    return shown


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ONE, {"a-en-GB", "b-tr", "c-el"}),
        (f"{ONE}&languages=tr,en", {"a-tr", "b-tr", "c-el"}),
        (f"{ONE}&languages=el", {"a-el", "b-el", "c-el"}),
        (f"{ONE}&languages=en,el", {"a-en-GB", "b-el", "c-el"}),
        (f"{ONE}&languages=fr", {"a-en-GB", "b-tr", "c-el"}),
        # Chosen among what the other filters let through.
        (f"{ONE}&languages=en&language=el,tr", {"a-tr", "b-tr", "c-el"}),
        (f"{ONE}&languages=en&location=TR", {"a-tr", "b-tr"}),
        (f"{ONE}&languages=tr&q=lanterns", {"a-tr", "b-tr", "c-el"}),
    ],
)
def test_a_story_is_told_once_in_the_best_language(
    newsroom: Newsroom, ids: dict[str, str], query: str, expected: set[str]
) -> None:
    assert chosen(newsroom, ids, query) == expected


def test_every_kind_of_list_agrees(newsroom: Newsroom, ids: dict[str, str]) -> None:
    query = f"{ONE}&languages=tr,en"
    expected = {ids[name] for name in ("a-tr", "b-tr", "c-el")}
    lines = newsroom.api.get(f"/v1/releases.ndjson?{query}").text.splitlines()
    feed = json.loads(newsroom.api.get(f"/v1/releases.jsonfeed?{query}").text)
    pages, address = [], f"/v1/releases?{query}&limit=1"
    while address:
        page = checked(newsroom.api.get(address), 200)
        assert page["meta"]["total"] == 3
        pages += [release["id"] for release in page["data"]]
        address = page["links"].get("next")
    assert {json.loads(line)["id"] for line in lines} == expected
    assert {item["id"].removeprefix("urn:uuid:") for item in feed["items"]} == expected
    assert set(pages) == expected
    assert len(pages) == 3
    for text in newsroom.api.get(f"/v1/releases.atom?{query}").text, json.dumps(feed):
        assert ids["a-en-GB"] not in text.replace(f"{ids['a-en-GB']}.html", "")


@pytest.mark.parametrize("narrowed", ["", "&location=GR", "&q=lanterns"])
def test_a_facet_tells_the_total_of_the_list_that_it_leads_to(
    newsroom: Newsroom, ids: dict[str, str], narrowed: str
) -> None:
    query = f"{ONE}&languages=tr,en{narrowed}"
    facets = checked(newsroom.api.get(f"/v1/releases/facets?{query}"), 200)
    beside = checked(newsroom.api.get(f"/v1/releases?{query}&include=facets"), 200)
    assert beside["facets"]["language"] == facets["facets"]["language"]
    counted = {entry["value"]: entry["releases"] for entry in facets["facets"]["language"]}
    assert counted.keys() >= {"el"}
    for value, count in counted.items():
        answer = checked(newsroom.api.get(f"/v1/releases?{query}&language={value}"), 200)
        assert answer["meta"]["total"] == count, value
    assert ids


def test_a_story_whose_best_translation_leaves_is_told_in_the_next(
    newsroom: Newsroom, ids: dict[str, str]
) -> None:
    query = f"{ONE}&languages=tr,en"
    assert chosen(newsroom, ids, query) == {"a-tr", "b-tr", "c-el"}
    release = checked(newsroom.desk.get(f"{EDITORIAL}/{ids['a-tr']}"), 200)
    newsroom.act(release, "withdraw", notice="Wrong.")
    assert chosen(newsroom, ids, query) == {"a-en-GB", "b-tr", "c-el"}
    other = checked(newsroom.desk.get(f"{EDITORIAL}/{ids['c-el']}"), 200)
    story = checked(newsroom.api.get(f"/v1/releases/{ids['b-tr']}"), 200)["story_id"]
    newsroom.act(newsroom.edit(other, story_id=story), "update")
    assert chosen(newsroom, ids, query) == {"a-en-GB", "b-tr"}


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("languages=tr", "language"),
        (f"{ONE}&languages=e_n", "e-n"),
        (f"{ONE}&languages=tr,,en", None),
    ],
)
def test_an_order_of_languages_that_means_nothing_is_refused(
    newsroom: Newsroom, query: str, suggestion: str | None
) -> None:
    refused = checked(newsroom.api.get(f"/v1/releases?{query}"), 422)
    (fault,) = refused["errors"]
    assert fault["parameter"] == "languages"
    assert fault.get("suggestion") == suggestion


def test_a_cursor_of_one_order_of_languages_is_good_for_no_other(
    newsroom: Newsroom, ids: dict[str, str]
) -> None:
    page: dict[str, Any] = checked(newsroom.api.get(f"/v1/releases?{ONE}&limit=1"), 200)
    other = page["links"]["next"].replace(ONE, f"{ONE}&languages=tr")
    assert newsroom.api.get(other).status_code == 422
    assert ids
