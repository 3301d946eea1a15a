"""Loading the taxonomy file at the start of the service: what it changes is rendered anew."""

from tests.newsroom import Newsroom, checked
from tests.vocabularies.themes.theme_desk import changed, load


def test_a_label_of_a_newer_file_stands_in_public_documents(newsroom: Newsroom) -> None:
    release = newsroom.published(themes=["health"])
    newsroom.published(title="Other", themes=["children"])
    told = checked(newsroom.api.get("/v1/changes"), 200)["data"]
    loaded = load(newsroom, changed("health", labels={"en": "Health and care"}))
    assert (loaded.updated, loaded.shown) == (1, {"health"})
    public = checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)
    assert public["themes"][0]["label"] == "Health and care"
    later = checked(newsroom.api.get("/v1/changes"), 200)["data"][len(told) :]
    assert [(change["kind"], change["release_id"]) for change in later] == [
        ("updated", release["id"])
    ]


def test_what_readers_are_not_shown_renders_nothing_anew(newsroom: Newsroom) -> None:
    newsroom.published(themes=["health"])
    told = newsroom.api.get("/v1/changes").content
    assert load(newsroom, changed("health", order=99)).updated == 1
    assert newsroom.api.get("/v1/changes").content == told
