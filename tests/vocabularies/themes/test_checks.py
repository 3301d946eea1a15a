"""No act on themes leaves one that no editor can change."""

from tests.newsroom import Newsroom, checked
from tests.vocabularies.themes.theme_desk import act, added, patch, read

LAST = 1_000_000


def test_what_comes_after_the_last_position_stands_there_too(newsroom: Newsroom) -> None:
    into, old = added(newsroom, id="into"), added(newsroom, id="old", labels={"en": "Old"})
    added(newsroom, id="a", labels={"en": "First"}, parent=into["id"], position=LAST)
    added(newsroom, id="b", labels={"en": "Second"}, parent=old["id"])
    added(newsroom, id="c", labels={"en": "Third"}, parent=into["id"])
    checked(act(newsroom, "old", "merge", into="into"), 200)
    assert [read(newsroom, name)["position"] for name in ("a", "b", "c")] == [LAST] * 3
    for name in ("b", "c"):
        checked(patch(newsroom, name, labels={"en": f"Renamed {name}"}), 200)


def test_a_theme_with_very_many_words_after_a_merge_can_still_be_changed(
    newsroom: Newsroom,
) -> None:
    for name in ("kept", "gone"):
        keywords = {
            "keywords": [f"{name}{number}" for number in range(400)],
            "keywords_in_context": [
                {"words": [f"{name}{number}"], "context": ["aid"]} for number in range(40)
            ],
        }
        added(newsroom, id=name, labels={"en": name.title()}, keywords=keywords)
    merged = checked(act(newsroom, "gone", "merge", into="kept"), 200)
    assert len(merged["keywords"]["keywords"]) == 800
    renamed = checked(patch(newsroom, "kept", labels={"en": "Renamed"}), 200)
    assert renamed["keywords"] == merged["keywords"]
    few = {"keywords": ["aid"], "keywords_in_context": []}
    assert patch(newsroom, "kept", keywords={"keywords": ["aid"]}).status_code == 422
    shorter = checked(patch(newsroom, "kept", keywords=few), 200)
    assert shorter["keywords"]["keywords"] == ["aid"]
