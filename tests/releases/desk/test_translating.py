"""What editors see of a story: the original of each translation, and which of them are old."""

from typing import Any

from app.auth.caller import Scope
from app.base.ids import new_id
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.statements import counted


def story_of(client: Client, release: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """Of each release of a story what it is based on, what there is, and whether it is old."""
    shown = checked(client.get(f"{EDITORIAL}/{release['id']}"), 200)
    return {
        one["language"]: (one["based_on_revision"], one["original_revision"], one["is_stale"])
        for one in shown["translations"]
    }


def test_a_translation_is_old_once_its_original_was_changed(newsroom: Newsroom) -> None:
    original = newsroom.draft(title="Ferry service resumes")
    translation = newsroom.draft(title="Seferler başladı", language="tr", story_id=original["id"])
    assert story_of(newsroom.desk, original) == {"en": (None, None, None), "tr": (1, 1, False)}
    newsroom.edit(original, title="Ferry service resumes on Monday")
    assert story_of(newsroom.desk, translation)["tr"] == (1, 2, True)
    # Words alone do not say that it is up to date: the translator does.
    translation = newsroom.edit(translation, subtitle="Pazartesi")
    assert story_of(newsroom.desk, translation)["tr"] == (1, 2, True)
    newsroom.edit(translation, title="Seferler pazartesi başlıyor", based_on_revision=2)
    assert story_of(newsroom.desk, original)["tr"] == (2, 2, False)


def test_a_translation_of_a_translation_is_of_the_same_story(newsroom: Newsroom) -> None:
    original = newsroom.draft(title="Ferry service resumes")
    turkish = newsroom.draft(title="Seferler", language="tr", story_id=original["id"])
    greek = newsroom.draft(title="Δρομολόγια", language="el", story_id=turkish["id"])
    assert greek["story_id"] == original["story_id"]
    newsroom.edit(turkish, title="Seferler başladı")
    assert story_of(newsroom.desk, greek) == {
        "en": (None, None, None),
        "tr": (1, 1, False),
        "el": (1, 2, True),
    }


def test_one_that_moves_is_based_on_its_new_original(newsroom: Newsroom) -> None:
    original = newsroom.draft(title="One")
    other = newsroom.edit(newsroom.draft(title="Another"), subtitle="Of two revisions")
    translation = newsroom.draft(title="Bir", language="tr", story_id=original["id"])
    moved = newsroom.edit(translation, story_id=other["id"])
    assert (moved["based_on_revision"], moved["story_id"]) == (2, other["story_id"])
    alone = newsroom.edit(moved, story_id=None)
    assert (alone["based_on_revision"], alone["translation_of"]) == (None, None)
    assert story_of(newsroom.desk, alone) == {}


def test_a_revision_that_there_is_not_is_refused(newsroom: Newsroom) -> None:
    original = newsroom.draft(title="One")
    members = {"title": "Bir", "language": "tr", "based_on_revision": 7}
    answer = newsroom.desk.post(EDITORIAL, json=members | {"story_id": original["id"]})
    (fault,) = checked(answer, 422)["errors"]
    assert (fault["pointer"], fault["suggestion"]) == ("#/based_on_revision", "1")
    assert newsroom.desk.post(EDITORIAL, json=members).status_code == 422


def test_a_story_of_another_organisation_stays_hidden(newsroom: Newsroom) -> None:
    theirs = newsroom.as_key(Scope.PUBLISH, organisation="theirs")
    ours = {"organisation": {"name": "Ours"}}
    sealed, public = newsroom.draft(title="Sealed", **ours), newsroom.published(**ours)
    guesses = (sealed["id"], sealed["story_id"], public["id"], public["story_id"], str(new_id()))
    made = checked(theirs.post(EDITORIAL, json={"title": "Guess", "language": "tr"}), 201)
    address, headers = f"{EDITORIAL}/{made['id']}", {"If-Match": made["etag"]}
    told = []
    for guess in guesses:
        members = {"title": "Guess", "language": "tr", "story_id": guess}
        told.append(checked(theirs.post(EDITORIAL, json=members), 422)["errors"])
        told.append(checked(theirs.put(address, headers=headers, json=members), 422)["errors"])
    assert told == [told[0]] * len(told)
    assert told[0][0]["pointer"] == "#/story_id"
    own = {"title": "Bir", "language": "tr", "story_id": made["id"]}
    assert checked(theirs.post(EDITORIAL, json=own), 201)["story_id"] == made["story_id"]
    assert theirs.get(f"{EDITORIAL}/{sealed['id']}").status_code == 404


def test_a_translation_that_an_editor_joined_to_another_organisation_stays_editable(
    newsroom: Newsroom,
) -> None:
    original = newsroom.published(title="One", organisation={"name": "Ours"})
    joined = newsroom.draft(
        title="Bir", language="tr", story_id=original["id"], organisation={"name": "Theirs"}
    )
    theirs = newsroom.as_key(Scope.PUBLISH, organisation="theirs")
    shown = checked(theirs.get(f"{EDITORIAL}/{joined['id']}"), 200)
    assert shown["translations"] == []
    headers = {"If-Match": shown["etag"]}
    members = {"title": "Biri", "language": "tr", "story_id": shown["story_id"]}
    put = checked(theirs.put(f"{EDITORIAL}/{joined['id']}", headers=headers, json=members), 200)
    assert (put["title"], put["story_id"]) == ("Biri", original["story_id"])


def test_the_words_that_were_got_can_be_put_again(newsroom: Newsroom) -> None:
    original = newsroom.draft(title="One")
    translation = newsroom.draft(title="Bir", language="tr", story_id=original["id"])
    again = newsroom.edit(
        translation, story_id=translation["story_id"], based_on_revision=1, title="Bir"
    )
    assert again["revision"] == translation["revision"]


def test_a_release_that_is_alone_takes_no_statement_more(newsroom: Newsroom) -> None:
    alone = newsroom.draft(title="Alone")
    with counted(newsroom.database) as statements:
        newsroom.desk.get(f"{EDITORIAL}/{alone['id']}")
    asking = [sql for sql in statements if "FROM release" in sql]
    assert len(asking) == 1, asking
