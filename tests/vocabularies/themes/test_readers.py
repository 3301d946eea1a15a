"""What a renamed theme is to caches and feed readers (cases HTTP-1 and FEED of other products)."""

import feedparser

from tests.newsroom import Newsroom, checked

THEMES = "/v1/editorial/themes"
HOSTILE = "Water &amp; <Sanitation> “for” 'all' & more"
FORMS = ("", ".jsonld", ".ninjs", ".newsml")


def rename(newsroom: Newsroom, theme_id: str, label: str) -> None:
    headers = {"If-Match": "*", "Content-Type": "application/merge-patch+json"}
    answer = newsroom.desk.patch(
        f"{THEMES}/{theme_id}", headers=headers, json={"labels": {"en": label}}
    )
    assert answer.status_code == 200, answer.text


def test_a_tag_from_before_the_new_label_is_no_good_any_more(newsroom: Newsroom) -> None:
    release = newsroom.published(themes=["health"])
    other = newsroom.published(title="Of another theme", themes=["education"])
    one = f"/v1/releases/{release['id']}"
    shown = [f"{one}{form}" for form in FORMS]
    shown += ["/v1/releases", "/v1/releases.atom", "/v1/themes", "/v1/themes/health"]
    same = [f"/v1/releases/{other['id']}", "/v1/themes/education?lang=en"]
    tags = {address: newsroom.api.get(address).headers["etag"] for address in shown + same}
    rename(newsroom, "health", "Health and care")
    for address, tag in tags.items():
        answer = newsroom.api.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == (304 if address in same else 200), address
        assert (answer.headers["etag"] == tag) is (address in same), address


def test_feeds_give_a_label_letter_for_letter(newsroom: Newsroom) -> None:
    newsroom.published(themes=["health"])
    rename(newsroom, "health", HOSTILE)
    for form in ("rss", "atom"):
        feed = feedparser.parse(newsroom.api.get(f"/v1/releases.{form}").content)
        [entry] = feed.entries
        names = [tag.get("label") or tag.term for tag in entry.tags]
        assert HOSTILE in names, form
    document = checked(newsroom.api.get("/v1/themes.jsonld"), 200)
    assert HOSTILE in [node.get("prefLabel", {}).get("en") for node in document["@graph"]]
