"""How every format leads from a release to its translations, and says its own language."""

import json
from typing import Any

import feedparser
import pytest
from lxml import etree

from tests.newsroom import EDITORIAL, Newsroom, checked

XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def story(newsroom: Newsroom) -> dict[str, dict[str, Any]]:
    """A Turkish translation that was begun and public first, and its English original."""
    original = newsroom.draft(title="Ferry service resumes", language="en-GB")
    turkish = newsroom.published(title="Seferler başladı", language="tr", story_id=original["id"])
    english = newsroom.act(original, "publish")
    newsroom.published(title="Alone")
    pages = (("en-GB", english), ("tr", turkish))
    return {
        language: checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
        for language, release in pages
    }


def address(release: dict[str, Any], ending: str = "") -> str:
    return f"/v1/releases/{release['id']}{ending}"


@pytest.mark.parametrize("ending", ["", ".html", ".jsonld", ".ninjs", ".newsml", ".txt"])
def test_an_answer_of_one_release_says_its_language_and_leads_to_the_others(
    newsroom: Newsroom, story: dict[str, dict[str, Any]], ending: str
) -> None:
    answer = newsroom.api.get(address(story["tr"], ending))
    assert answer.headers["content-language"] == "tr"
    links = [link for link in answer.headers["link"].split(", ") if "hreflang" in link]
    assert len(links) == 1
    assert 'hreflang="en-GB"' in links[0]
    where = story["en-GB"]["web_url"] if ending == ".html" else story["en-GB"]["url"] + ending
    assert links[0].startswith(f"<{where}>")


def test_the_pages_of_a_story_all_name_the_same_alternates(
    newsroom: Newsroom, story: dict[str, dict[str, Any]]
) -> None:
    expected = {
        **{language: release["web_url"] for language, release in story.items()},
        "x-default": story["en-GB"]["web_url"],
    }
    for language, release in story.items():
        page = etree.fromstring(
            newsroom.api.get(address(release, ".html")).content, etree.HTMLParser()
        )
        found = page.findall("head/link[@rel='alternate']")
        assert {link.get("hreflang"): link.get("href") for link in found} == expected
        (visible,) = page.findall(".//p[@class='translations']/a")
        (other,) = set(story) - {language}
        assert visible.get("href") == story[other]["web_url"]
        assert visible.text == {"tr": "Türkçe", "en-GB": "English (United Kingdom)"}[other]
    parts = etree.fromstring(newsroom.api.get("/sitemap-0.xml").content)
    pages = {
        entry[0].text: {
            link.get("hreflang"): link.get("href") for link in entry.findall(f"{XHTML}link")
        }
        for entry in parts
    }
    assert len(pages) == 3
    assert [pages[release["web_url"]] for release in story.values()] == [expected] * 2
    assert sorted(map(len, pages.values())) == [0, 3, 3]


def test_machines_learn_which_one_is_the_original(
    newsroom: Newsroom, story: dict[str, dict[str, Any]]
) -> None:
    original = json.loads(newsroom.api.get(address(story["en-GB"], ".jsonld")).text)
    translation = json.loads(newsroom.api.get(address(story["tr"], ".jsonld")).text)
    assert [one["inLanguage"] for one in original["workTranslation"]] == ["tr"]
    assert "translationOfWork" not in original
    assert translation["translationOfWork"]["url"] == story["en-GB"]["web_url"]
    ninjs = json.loads(newsroom.api.get(address(story["tr"], ".ninjs")).text)
    (named,) = ninjs["associations"]
    assert (named["rel"], named["language"]) == ("translation", "en-GB")
    assert named["uri"] == f"urn:uuid:{story['en-GB']['id']}"


def test_entries_of_feeds_lead_to_translations(
    newsroom: Newsroom, story: dict[str, dict[str, Any]]
) -> None:
    query = f"story={story['tr']['story_id']}&language=tr"
    atom = etree.fromstring(newsroom.api.get(f"/v1/releases.atom?{query}").content)
    rss = etree.fromstring(newsroom.api.get(f"/v1/releases.rss?{query}").content)
    for entry in (atom.find(f"{ATOM}entry"), rss.find("channel/item")):
        assert entry is not None
        link, own = entry.findall(f"{ATOM}link[@hreflang]")
        assert link.get("href") == story["en-GB"]["web_url"]
        assert (own.get("hreflang"), own.get("href")) == ("tr", story["tr"]["web_url"])
    for form in ("atom", "rss"):
        read = feedparser.parse(newsroom.api.get(f"/v1/releases.{form}?{query}").content)
        assert [one.link for one in read.entries] == [story["tr"]["web_url"]]
    feed = json.loads(newsroom.api.get(f"/v1/releases.jsonfeed?{query}").text)
    (named,) = feed["items"][0]["_dateline"]["translations"]
    assert named["url"] == story["en-GB"]["web_url"]


def test_a_card_names_no_translations_unless_it_is_asked_for_them(
    newsroom: Newsroom, story: dict[str, dict[str, Any]]
) -> None:
    cards = checked(newsroom.api.get("/v1/releases"), 200)["data"]
    assert all("translations" not in card for card in cards)
    asked = checked(newsroom.api.get("/v1/releases?language=tr&fields=translations.url"), 200)
    (turkish,) = asked["data"]
    assert turkish["translations"] == [{"url": story["en-GB"]["url"]}]


def test_a_link_leads_to_no_withdrawn_translation(
    newsroom: Newsroom, story: dict[str, dict[str, Any]]
) -> None:
    release = checked(newsroom.desk.get(f"{EDITORIAL}/{story['tr']['id']}"), 200)
    newsroom.act(release, "withdraw", notice="Wrong.", kind="kept")
    for ending in ("", ".html"):
        answer = newsroom.api.get(address(story["en-GB"], ending))
        assert "hreflang" not in answer.headers["link"]
        assert story["tr"]["id"] not in answer.text
    assert "hreflang" not in newsroom.api.get("/sitemap-0.xml").text
